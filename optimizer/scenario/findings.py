"""What is found wrong while a scenario is read: collected, ordered by position, told once, all together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from optimizer.errors import Problem, ScenarioError
from optimizer.scenario.number import Where
from optimizer.scenario.tree import Path, key_path
from optimizer.wording import Hint

MOST_TOLD = 200
_PLACE = re.compile(r"(.*?):(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong (or doubtful) at one place."""

    where: Where
    path: Path
    message: str
    hint: Hint = ""

    def problem(self) -> Problem:
        hint = self.hint if isinstance(self.hint, str) else self.hint()
        return Problem(str(self.where), key_path(self.path), self.message + ".", hint)


@dataclass
class Findings:
    """Errors and warnings as they are found."""

    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    held: list[Finding] = field(default_factory=list)
    """Errors that the rules across fields tell too: only told where those rules are not reached."""

    def error(self, where: Where, path: Path, message: str, hint: Hint = "") -> None:
        self.errors.append(Finding(where, path, message, hint))

    def warn(self, where: Where, path: Path, message: str, hint: Hint = "") -> None:
        self.warnings.append(Finding(where, path, message, hint))

    def hold(self, where: Where, path: Path, message: str, hint: Hint = "") -> None:
        self.held.append(Finding(where, path, message, hint))

    def stop_if_wrong(self) -> None:
        """Raise all the errors together, if there are any."""
        if self.errors:
            raise self.all_together()

    def all_together(self, more: Iterable[Problem] = ()) -> ScenarioError:
        """All the errors, with what the rules across fields found as well."""
        return ScenarioError(in_order([*told_once(self.errors), *(more or told_once(self.held))]))


def told_once(found: Iterable[Finding]) -> tuple[Problem, ...]:
    """Findings as problems, by position; the same thing at the same place (a regional copy, a future) only once.

    Of equal ones the shortest path is kept: `assets.fab.permit`, not `assets.fab.by_region.west.permit`.
    """
    first: dict[tuple[str, int, int, str], Finding] = {}
    for finding in found:
        where = finding.where
        key = (where.file, where.line, where.column, finding.message)
        if key not in first or len(finding.path) < len(first[key].path):
            first[key] = finding
    ordered = sorted(first, key=lambda place: place[:3])
    told = [first[place].problem() for place in ordered[:MOST_TOLD]]
    if len(ordered) > MOST_TOLD:
        told.append(Problem(told[-1].where, "", f"and {len(ordered) - MOST_TOLD} more problems after this one."))
    return tuple(told)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by file, line and column."""
    return tuple(sorted(dict.fromkeys(problems), key=_position))


def _position(problem: Problem) -> tuple[str, int, int]:
    place = _PLACE.match(problem.where)
    return (place[1], int(place[2]), int(place[3])) if place else (problem.where, 0, 0)
