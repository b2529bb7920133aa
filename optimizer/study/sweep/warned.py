"""What is odd about the scenarios of a study, with its place in the study file where the study brought it about."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.errors import Problem
from optimizer.results.sweep.points import Point
from optimizer.scenario.check import check
from optimizer.scenario.layout import layout_at
from optimizer.scenario.load import COMMAND_LINE, Loaded
from optimizer.scenario.studies.load import Study
from optimizer.scenario.tree import Map, Path, where_is
from optimizer.study.sweep.design.doubts import doubted_reach

WRITTEN_UNDER = ("set", "vary")
"""Keys of a study under which changes are written by path."""


def warnings_of_base(study: Study, base: Loaded) -> tuple[Problem, ...]:
    """What was told when the base of a study was loaded, or a variant of it."""
    return tuple(_placed(study, problem) for problem in base.warnings)


def warnings_of_point(study: Study, point: Point, variant: Loaded, whole: Loaded) -> tuple[Problem, ...]:
    """What is odd about a point. variant : what it stands on.  whole : the point itself, from a file of its own.

    What the rules across fields say of the variant's numbers is left out: the point may have others.
    """
    numbers = {(problem.key, problem.message) for problem in check(variant.scenario)[1]}
    of_changes = [one for one in warnings_of_base(study, variant) if (one.key, one.message) not in numbers]
    first: dict[tuple[str, str], Problem] = {}
    for problem in (*of_changes, *_reach(study, point, variant), *whole.warnings):
        first.setdefault((problem.key, problem.message), problem)
    return tuple(first.values())


def _reach(study: Study, point: Point, variant: Loaded) -> Iterator[Problem]:
    """That numbers which the point moves are not moved in some regions."""
    moved = list(dict.fromkeys(map(_whole, point.values)))
    for message, hint in doubted_reach(variant.tree, moved):
        yield Problem(str(study.file), "vary", f"{message}.", hint)


def _whole(path: Path) -> Path:
    """The path of the number itself, for that of one of its points in time."""
    ends = range(1, len(path) + 1)
    layouts = {end: layout_at(path[:end]) for end in ends}
    return next((path[:end] for end, layout in layouts.items() if layout is not None and layout.kind == "number"), path)


def _placed(study: Study, problem: Problem) -> Problem:
    """A problem of a change that the loader was told as an option, at the place where the study writes it."""
    if not problem.where.startswith(COMMAND_LINE):
        return problem
    entries = ((section, study.tree.get(section)) for section in WRITTEN_UNDER)
    path: Path = next(((section, problem.key) for section, entry in entries if _has(entry, problem.key)), ())
    return Problem(str(where_is(study.tree, path)), problem.key, problem.message, problem.hint)


def _has(entry: object, key: str) -> bool:
    return isinstance(entry, Map) and key in entry
