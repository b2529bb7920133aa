"""Changes of numbers that leave a plan: rounded, no longer than needed, and tried by solving."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from optimizer.errors import SolverStopped
from optimizer.model.elastic import is_feasible
from optimizer.scenario.dates import decimal_year
from optimizer.scenario.number import Series
from optimizer.scenario.places import periods, tree
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import key_path
from optimizer.study.mend.entries import Entry, Leaf, points, with_leaves, with_points
from optimizer.study.mend.kinds import UP
from optimizer.study.mend.knobs import Model, program_of
from optimizer.study.mend.writing import Writer, safe

MARGINS = (0.0, 1e-6, 1e-4, 1e-3, 1e-2)
"""Shares by which changes are made larger until a solve confirms them: the solver's tolerance may hide a hair."""
HAIR = 1e-9
"""Share of a number below which what is left of it is rounding."""
LARGEST = math.log(100.0)
"""Size of a change to or from nothing, and the most of any."""
IN_RANGE = {True: 0.5, None: 1.0, False: 1.5}
"""What a change counts in a ranking by whether it is within the range that the file gives for the number."""


@dataclass(frozen=True, eq=False)
class Change:
    """A new value of an entry. first, last : years from and to which a constant changes [decimal year]; None: all."""

    entry: Entry
    way: int
    leaf: Leaf
    first: float | None = None
    last: float | None = None

    @property
    def then(self) -> np.ndarray:
        """The new value of every point of the old path, shape (points,) [unit of the number]."""
        if self.first is None and self.last is None:
            return np.array([number.value for number in points(self.leaf)])
        values = np.array([number.value for number in points(self.leaf)])
        return values[[int(np.argmax(np.abs(values - self.entry.values[0])))]]

    @property
    def size(self) -> float:
        """|log(then/now)| of the largest change, at most LARGEST [1]."""
        return max(_size(a, b) for a, b in zip(self.entry.values.tolist(), self.then.tolist(), strict=True))

    @property
    def in_range(self) -> bool | None:
        """Whether the new values are within the ranges that the file gives; None where it gives none."""
        known = [
            (n.low is None or value >= n.low) and (n.high is None or value <= n.high)
            for n, value in zip(points(self.entry.leaf), self.then.tolist(), strict=True)
            if n.low is not None or n.high is not None
        ]
        return all(known) if known else None


def rank(changes: Sequence[Change]) -> tuple[int, float, str]:
    """What puts a set of changes before another: fewer of them, then smaller ones, those of facts counted more."""
    weighed = sum(change.size * change.entry.kind.weight * IN_RANGE[change.in_range] for change in changes)
    return len(changes), round(weighed, 9), ", ".join(key_path(change.entry.path) for change in changes)


def _size(now: float, then: float) -> float:
    if now == then:
        return 0.0
    if now <= 0.0 or then <= 0.0:
        return LARGEST
    return min(abs(math.log(then / now)), LARGEST)


@dataclass(frozen=True)
class Trial:
    """A scenario on which changes are tried. holds : whether a scenario is as wanted."""

    scenario: Scenario
    writer: Writer
    holds: Callable[[Scenario], bool]

    def succeeds(self, changes: Sequence[Change]) -> bool:
        """Whether the scenario with these changes is as wanted; what HiGHS cannot tell is not."""
        try:
            return self.holds(with_leaves(self.scenario, {change.entry: change.leaf for change in changes}))
        except SolverStopped:
            return False

    def with_changes(self, changes: Sequence[Change]) -> Trial:
        """The same trial with some changes made already."""
        made = with_leaves(self.scenario, {change.entry: change.leaf for change in changes})
        return replace(self, scenario=made)


def trial_of(model: Model, writer: Writer) -> Trial:
    """Changes of a scenario, tried by solving for any plan."""
    return Trial(model.scenario, writer, lambda scenario: is_feasible(program_of(scenario, model.formulation)))


def rounded(entry: Entry, way: int, values: np.ndarray, writer: Writer) -> Change:
    """A change to these values (points,) or a little beyond, in round numbers of the file's unit."""
    unit = writer.unit(entry)
    then = [
        float(now) if now == value else unit.base(safe(unit.amount(float(value)), unit.amount(float(now)), way))
        for now, value in zip(entry.values, values, strict=True)
    ]
    best = entry.kind.best
    if best is not None:
        then = [min(value, best) if way == UP else max(value, best) for value in then]
    return Change(entry, way, with_points(entry.leaf, then))


def enough(trial: Trial, moved: Mapping[Entry, tuple[int, np.ndarray]]) -> list[Change] | None:
    """Rounded changes by these moves (way, by point) that a solve confirms; None where none of a little more does."""
    for margin in MARGINS:
        changes = []
        for entry, (way, by) in moved.items():
            target = entry.values + way * by * (1.0 + margin)
            target = np.where(target > HAIR * np.abs(entry.values), target, 0.0)
            changes.append(rounded(entry, way, np.where(by > 0, target, entry.values), trial.writer))
        if trial.succeeds(changes):
            return changes
    return None


# --- no longer than needed --------------------------------------------------------------------------------------------


def narrowed(trial: Trial, changes: Sequence[Change]) -> list[Change]:
    """The same changes, each change of a constant only for the years in which it is needed."""
    found = list(changes)
    for i, change in enumerate(found):
        if isinstance(change.entry.leaf, Series) and len(change.entry.leaf.years) == 1:
            found[i] = _narrowed(trial, change, [other for other in found if other is not change])
    return found


def _narrowed(trial: Trial, change: Change, others: Sequence[Change]) -> Change:
    years = _boundaries(trial.scenario, change.entry.future)
    last = len(years) - 1

    def works(begin: int, end: int) -> bool:
        return trial.succeeds([*others, _stepped(change, years, begin, end)])

    begin = _furthest(lambda i: works(i, last), 0, last - 1)
    end = last - _furthest(lambda i: works(begin, last - i), 0, last - begin - 1)
    return _stepped(change, years, begin, end)


def _furthest(works: Callable[[int], bool], known: int, most: int) -> int:
    """The largest index that works, where those up to some index do and `known` is one of them."""
    while known < most:
        middle = (known + most + 1) // 2
        known, most = (middle, most) if works(middle) else (known, middle - 1)
    return known


def _boundaries(scenario: Scenario, future: str) -> list[float]:
    """Beginning of the horizon, the turns of years in it, and its end; in a future from where it is known."""
    grid = periods(scenario)
    begin = float(grid.starts[tree(scenario).reveal]) if future else grid.start
    whole = [float(y) for y in range(math.ceil(begin + 1e-9), math.ceil(grid.end - 1e-9))]
    return [begin, *whole, grid.end]


def _stepped(change: Change, years: Sequence[float], begin: int, end: int) -> Change:
    """A constant that changes only from one boundary to another: a path that steps overnight."""
    now, then = points(change.entry.leaf)[0], points(change.leaf)[0]
    if begin == 0 and end == len(years) - 1:
        return change
    steps = [(years[begin], then)]
    if begin > 0:
        steps.insert(0, (_day_before(years[begin]), now))
    if end < len(years) - 1:
        steps += [(_day_before(years[end]), then), (years[end], now)]
    if any(a >= b for (a, _), (b, _) in pairwise(steps)):  # a month that ends with the year
        return change
    leaf = Series(tuple(year for year, _ in steps), tuple(number for _, number in steps))
    return replace(
        change,
        leaf=leaf,
        first=years[begin] if begin else None,
        last=years[end] if end < len(years) - 1 else None,
    )


def _day_before(year: float) -> float:
    """The last day of the year before, as the loader reads its date."""
    return decimal_year(f"{int(year) - 1}-12-31")
