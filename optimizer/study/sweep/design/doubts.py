"""What is doubtful about factors: changes that do not reach some regions, levels that are likely slips of a unit.

They are the warnings that `run --set` and `run --with` give for one level, told once a factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from optimizer.errors import Problem
from optimizer.results.sweep.points import Level
from optimizer.scenario.changes import in_every_region, own_in_regions, unreached
from optimizer.scenario.check import doubtful_numbers
from optimizer.scenario.edit import with_values
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Items, Map, Path, child, key_path
from optimizer.study.sweep.design.axes import Axis, thinned
from optimizer.study.sweep.design.bare import doubted_bare
from optimizer.study.sweep.design.factors.context import Context
from optimizer.study.sweep.design.grounds import Ground
from optimizer.study.sweep.design.last_days import doubted_dates
from optimizer.study.sweep.design.moves import Move, Shifting, Writing
from optimizer.study.sweep.design.places import places
from optimizer.study.sweep.design.points import values_at
from optimizer.wording import listing, shortened

MOST_TOLD = 3
"""Places, or doubts of one factor, that are told one by one."""
MOST_REGIONS = 6
"""Regions that are named."""
MOST_LOOKED_AT = 200
"""Listed levels that are looked at, evenly and with both ends."""


def doubted(context: Context, axes: Sequence[Axis]) -> None:
    """Note what is doubtful about factors whose levels are allowed."""
    entries: dict[Path, list[Path]] = {}
    for axis in axes:
        entries.setdefault(axis.at[:2], []).extend(_touched(context, axis))
    for entry, touched in entries.items():
        for message, hint in doubted_reach(context.ground.loaded.tree, touched):
            context.doubt(entry, message, hint)
    known = {problem.key for problem in (*context.ground.loaded.warnings, *doubtful_numbers(context.ground.scenario))}
    for axis in axes:
        # the ends of a sourced range were no one's to mistype in the study, and there may be hundreds of them
        if not axis.is_sourced:
            _doubt_levels(context, axis, known)


# --- what does not reach some regions ---------------------------------------------------------------------------------


def _touched(context: Context, axis: Axis) -> tuple[Path, ...]:
    """The places that a factor changes; those of overrides are told when they are loaded."""
    if isinstance(axis.effect, Shifting):
        return axis.effect.targets
    if isinstance(axis.effect, Writing):
        return places(context.ground, axis.effect.key).numbers
    return places(context.ground, axis.name).numbers if axis.factor.paths else ()


def doubted_reach(tree: Map, touched: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """That places are changed for some regions only, told together where they are several: a message, what to try."""
    found = dict(own_in_regions(tree, touched))
    nowhere = [path for path, own in found.items() if _is_everywhere(tree, own)]
    for path in nowhere[:MOST_TOLD]:
        message = f"'{key_path(path)}' moves nothing: every region has a value of its own"
        yield message, f"Vary {in_every_region(path)} instead."
    if len(nowhere) > MOST_TOLD:
        yield f"{len(nowhere) - MOST_TOLD} more places move nothing: every region has values of its own", ""
    touched = [path for path in touched if path not in nowhere]
    found = {path: own for path, own in found.items() if path not in nowhere}
    if len(found) < 2:
        yield from unreached(tree, touched)
        return
    regions = dict.fromkeys(region for own in found.values() for region in own)
    theirs = "has values of its own" if len(regions) == 1 else "have values of their own"
    where = f"{listing(regions, MOST_REGIONS)} {theirs}"
    shown = ", ".join(key_path(path) for path in list(found)[:MOST_TOLD])
    more = f" and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
    message = f"{len(found)} places are changed, but not where {where}: {shown}{more}"
    yield message, f"{in_every_region(next(iter(found)))} would change the first there."


def _is_everywhere(tree: Map, own: Sequence[str]) -> bool:
    """Whether regions are all that there are."""
    regions = child(tree, "regions")
    return isinstance(regions, Items) and {str(region) for region in regions} <= set(own)


# --- doubtful levels --------------------------------------------------------------------------------------------------


@dataclass
class _Doubt:
    """What is doubtful about a number at some levels, told of the first of them."""

    problem: Problem
    levels: list[Level] = field(default_factory=list)


def _doubt_levels(context: Context, axis: Axis, known: set[str]) -> None:
    """Note the doubts that levels of a factor bring, one of a kind once. known : those of the base."""
    bare = doubted_bare(context, axis)
    if bare is not None:
        context.doubt(axis.at, bare.message, bare.hint)
        known = known | {key_path(path) for path in _touched(context, axis)}
    dates = doubted_dates(axis)
    if dates is not None:
        context.doubt(axis.at, *dates)
    found = list(_found(context, axis, known))
    for doubt in found[:MOST_TOLD]:
        key = "" if doubt.problem.key == axis.name else f"{doubt.problem.key}: "
        message = f"at {_shown(axis, doubt.levels[0])}: {key}{doubt.problem.message.rstrip('.')}"
        context.doubt(axis.at, message + _likewise(axis, doubt.levels[1:]), doubt.problem.hint)
    if len(found) > MOST_TOLD:
        more = f"{len(found) - MOST_TOLD} more numbers are doubtful at its levels"
        context.doubt(axis.at, more, "`optimizer run STUDY --point N` tells all of those of a point.")


def _found(context: Context, axis: Axis, known: set[str]) -> Iterable[_Doubt]:
    """The doubts by number and kind of message: messages of one kind differ in the level that they name."""
    kinds: dict[tuple[str, str], _Doubt] = {}
    said: set[tuple[str, str]] = set()
    for level in _levels(axis):
        for problem in _at_level(context, axis, axis.effect.move(level)):
            if problem.key not in known and (problem.key, problem.message) not in said:
                said.add((problem.key, problem.message))
                kind = "".join(letter for letter in problem.message if letter.isalpha())
                kinds.setdefault((problem.key, kind), _Doubt(problem)).levels.append(level)
    return kinds.values()


def _likewise(axis: Axis, levels: Sequence[Level]) -> str:
    """The other levels that are doubtful in the same way."""
    if not levels:
        return ""
    more = f" and {len(levels) - MOST_TOLD} more" if len(levels) > MOST_TOLD else ""
    return f"; likewise at {', '.join(_shown(axis, level) for level in levels[:MOST_TOLD])}{more}"


def _levels(axis: Axis) -> tuple[Level, ...]:
    """The levels that are looked at: those that are listed, the ends of a range."""
    return thinned(axis.levels, MOST_LOOKED_AT) or tuple(dict.fromkeys((axis.end("low"), axis.end("high"))))


def _at_level(context: Context, axis: Axis, move: Move) -> Iterator[Problem]:
    """What is doubtful about the base with a level: what its loading tells, and what is told of moved numbers."""
    ground = context.grounds.of(context.variant(move.sets, move.overrides))
    if ground is None:
        return
    if not isinstance(axis.effect, Shifting):
        reach = {f"{message}." for message, _ in unreached(ground.loaded.tree, _touched(context, axis))}
        yield from (problem for problem in ground.loaded.warnings if problem.message not in reach)
    if move.shifts:
        yield from doubtful_numbers(_moved(ground, move))


def _moved(ground: Ground, move: Move) -> Scenario:
    return with_values(ground.scenario, values_at(ground, (move,)))


def _shown(axis: Axis, level: Level) -> str:
    """A level as the study writes it."""
    if isinstance(level, str):
        return shortened(level)
    effect = axis.effect.writing if isinstance(axis.effect, Shifting) else axis.effect
    written = effect.written if isinstance(effect, Writing) else {}
    return written.get(level, f"{level:g}")
