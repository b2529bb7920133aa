"""One quantity by year in every result: the lines of the charts of the plan, of prices and of other users."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.report.page.compare.subjects import DRAWN, Other, Subjects
from optimizer.report.page.facts import REFERENCE, Role, Series
from optimizer.report.page.result import first_upper
from optimizer.report.words import listed
from optimizer.results.compare.facts import YearlyChange

THE_REFERENCE = "the reference"
Named = tuple[str, str]
"""(name, region)."""


@dataclass(frozen=True)
class Rows:
    """A quantity of one thing. before : in the reference [unit].  after : of those in which it differs."""

    name: str
    region: str
    unit: str
    before: np.ndarray
    after: tuple[tuple[Other, np.ndarray], ...]

    @property
    def size(self) -> float:
        """The largest change against what there is, over all years [1]."""
        return max((_size(self.before, row) for _, row in self.after), default=0.0)


def rows(found: Subjects, changes: Iterable[tuple[Other, YearlyChange]]) -> dict[Named, Rows]:
    """Changes by what they are of, in order of appearance; units that differ are left to the first."""
    made: dict[Named, Rows] = {}
    nothing = (0.0,) * len(found.facts.years)
    for other, change in changes:
        key = change.name, change.region
        before = np.array(change.before or nothing, float)
        known = made.get(key) or Rows(change.name, change.region, change.unit, before, ())
        if known.unit == change.unit:
            after = np.array(change.after or nothing, float)
            made[key] = Rows(known.name, known.region, known.unit, known.before, (*known.after, (other, after)))
    return made


def changes_of(found: Subjects, part: str, quantity: str) -> list[tuple[Other, YearlyChange]]:
    """All changes of a quantity. part : `plan`, `prices` or `unmet` of a difference."""
    parts = {
        "plan": [(other, other.difference.plan) for other in found.others],
        "prices": [(other, other.difference.prices) for other in found.others],
        "unmet": [(other, other.difference.unmet) for other in found.others],
    }
    return [(other, change) for other, each in parts[part] for change in each if change.quantity == quantity]


def series(found: Subjects, each: Rows, role: Role = "line") -> list[Series]:
    """The reference in grey, and each in which it differs, in its own colour."""
    shown = [Series(THE_REFERENCE, role, each.before, REFERENCE)]
    shown += [Series(first_upper(other.name), role, row, other.colour) for other, row in each.after[:DRAWN]]
    return shown


def differences(each: Rows) -> list[Series]:
    """What each has more than the reference; bars where there is but one."""
    role: Role = "bar" if len(each.after) == 1 else "line"
    return [
        Series(f"{first_upper(other.name)}, difference", role, row - each.before, other.colour)
        for other, row in each.after[:DRAWN]
    ]


def same_as_reference(found: Subjects, each: Rows) -> str:
    """` As in the reference: a and b.`, or nothing."""
    differing = [other for other, _ in each.after]
    alike = [other.name for other in found.others if other not in differing]
    return f" As in the reference: {_few(alike)}." if alike else ""


def _few(names: Sequence[str], most: int = 3) -> str:
    more = len(names) - most
    return f"{', '.join(names[:most])} and {more} more" if more > 0 else listed(names)


def _size(before: np.ndarray, after: np.ndarray) -> float:
    largest = max(float(np.abs(before).sum()), float(np.abs(after).sum()))
    return float(np.abs(after - before).sum()) / largest if largest else 0.0
