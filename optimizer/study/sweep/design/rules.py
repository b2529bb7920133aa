"""What factors and records must be like for a design: each number in one factor, levels that the design can use,
records that the base has. What is wrong goes to the findings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from optimizer.scenario.changes import PathError
from optimizer.scenario.studies.schema import SAMPLED
from optimizer.scenario.tree import Items, Path, child, key_path
from optimizer.study.sweep import record
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import Context
from optimizer.study.sweep.design.grounds import Ground
from optimizer.study.sweep.design.groups import GROUPS, Groups
from optimizer.study.sweep.design.moves import Choosing, Shifting, Writing
from optimizer.study.sweep.design.places import places

RECORD = "record"


# --- each number in one factor: the ranges of a wildcard give way, two that are written clash ------------------------


def without_clashes(context: Context, axes: Sequence[Axis]) -> list[Axis]:
    """The factors less the sourced ones whose number another one moves; what else clashes goes to the findings."""
    claimed: dict[Path, str] = {}
    for axis in axes:
        for path in () if axis.is_sourced else dict.fromkeys(_paths(context, axis)):
            if path in claimed:
                message = f"{key_path(path)} is moved by '{claimed[path]}' already; a number can be in one factor"
                context.tell(axis.at, message)
            claimed.setdefault(path, axis.name)
    kept = []
    for axis in axes:
        if not axis.is_sourced:
            kept.append(axis)
        elif not any(path in claimed for path in _paths(context, axis)):
            kept.append(axis)
            claimed.update(dict.fromkeys(_paths(context, axis), axis.name))
    replacing = {axis.name for axis in kept if isinstance(axis.effect, Shifting) and axis.effect.action == "set"}
    taken = {path: name for path, name in claimed.items() if name in replacing}
    return [_with_what_is_lost(context, axis, taken) for axis in kept]


def _with_what_is_lost(context: Context, axis: Axis, taken: Mapping[Path, str]) -> Axis:
    """An override that sets a number which another factor replaces does nothing there: that is to be told."""
    lost = {
        f"override {name} sets {key_path(path)}, but its levels under 'vary' replace that at every point": None
        for name in _overrides(axis)
        for path in _set_by(context, name)
        if path in taken
    }
    return replace(axis, noted="; ".join(filter(None, (axis.noted, *lost)))) if lost else axis


def _overrides(axis: Axis) -> Iterator[str]:
    """The overrides among which a factor chooses."""
    if isinstance(axis.effect, Choosing):
        yield from dict.fromkeys(name for move in axis.effect.moves.values() for name in move.overrides)


def _set_by(context: Context, override: str) -> Iterator[Path]:
    """The numbers that an override of the base sets."""
    known = context.ground.scenario.overrides.get(override)
    for pattern in known.set if known else ():
        with contextlib.suppress(PathError):
            for target in places(context.ground, pattern).numbers:
                yield from context.ground.under(target) or (target,)


def _paths(context: Context, axis: Axis) -> Iterator[Path]:
    """The numbers that a factor moves, in the base or where it puts them; those of overrides are not its own."""
    if isinstance(axis.effect, Shifting):
        yield from _standing(context.ground, axis.effect.targets)
    elif isinstance(axis.effect, Writing):
        yield from _standing(context.ground, places(context.ground, axis.effect.key).numbers)
    elif axis.factor.paths:
        yield from _chosen(context, axis.effect, places(context.ground, axis.name).numbers)


def _standing(ground: Ground, targets: Iterable[Path]) -> Iterator[Path]:
    """The numbers of some places, the place itself where there is none yet."""
    for target in targets:
        yield from ground.under(target) or (target,)


def _chosen(context: Context, effect: Choosing, targets: Sequence[Path]) -> Iterator[Path]:
    """The numbers of some places that levels written there change, add or take away; a block may leave others alone."""
    variants = dict.fromkeys(context.variant(move.sets, move.overrides) for move in effect.moves.values())
    written = [ground for variant in variants if (ground := context.grounds.of(variant)) is not None]
    yield from (shift.target for move in effect.moves.values() for shift in move.shifts)
    for target in targets:
        if not context.ground.under(target):
            yield target
        for ground in written:
            for path in (*context.ground.under(target), *ground.under(target)):
                if context.ground.values.get(path) != ground.values.get(path):
                    yield path


# --- what a design needs, as far as that is known only when paths have been followed ---------------------------------


def check_axes(context: Context, axes: Sequence[Axis], groups: Groups) -> None:
    """Note what the design cannot be made with."""
    design = context.study.design
    _check_names(context, axes)
    for axis in axes:
        if design in SAMPLED and axis.spread is None and len(axis.levels) < 2:
            context.tell(axis.at, f"one level is nothing to vary in {design}; write two or more, or `set` it")
        if axis.spread is not None:
            _check_spread(context, axis)
    if design == "one_at_a_time":
        _check_together(context, axes, groups)


def _check_names(context: Context, axes: Sequence[Axis]) -> None:
    """A wildcard may find a number whose path another factor, of overrides, has for a name."""
    called: set[str] = set()
    for axis in axes:
        if axis.name in called:
            context.tell(axis.at, f"two factors are called {axis.name}; give the one of overrides another name")
        called.add(axis.name)


def _check_spread(context: Context, axis: Axis) -> None:
    spread = axis.spread
    assert spread is not None
    if spread.distribution == "lognormal" and spread.low <= 0.0:
        context.tell(axis.at, f"a lognormal distribution is of numbers above 0; {axis.name} begins at {spread.low:g}")
    if spread.mode is not None and not spread.low <= spread.mode <= spread.high:
        message = f"the mode must lie from {spread.low:g} to {spread.high:g}; found {spread.mode:g}"
        context.tell((*axis.at[:2], "mode"), message)


def _check_together(context: Context, axes: Sequence[Axis], groups: Groups) -> None:
    """Factors that move together need equally many levels."""
    for group, members in groups.members.items():
        counts = {axes[at].name: len(axes[at].stops()) for at in members}
        if len(set(counts.values())) > 1:
            shown = ", ".join(f"{name} {count}" for name, count in counts.items())
            context.tell((GROUPS, group, "factors"), f"factors that move together need equally many levels: {shown}")


# --- what is recorded ------------------------------------------------------------------------------------------------


def checked_record(context: Context) -> tuple[str, ...]:
    """The names to record; those that nothing is recorded under go to the findings.

    Where the study names none, what is recorded by default as far as the base has it (a base may have no compute).
    """
    given = child(context.study.tree, RECORD)
    wrong = record.faults(context.study.record, context.ground.scenario)
    if not isinstance(given, Items):
        return tuple(name for name in context.study.record if name not in wrong)
    for at, name in enumerate(given):
        if str(name) in wrong:
            fault = wrong[str(name)]
            context.tell((RECORD, at), fault.message, fault.hint_later)
    return context.study.record
