"""What every section reads: a solution, its scenario, and its time axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.results.by_period import Clock, by_period, clock
from optimizer.results.names import clean, in_words, plural
from optimizer.results.solution import Solution
from optimizer.results.sums import Calendar, Key, by_year, calendar, units
from optimizer.scenario.schema import Scenario

LEAST = 1e-9
"""Share of the largest below which a value is rounding of the solver."""


@dataclass(frozen=True)
class Result:
    """A solved scenario."""

    solution: Solution
    scenario: Scenario

    @cached_property
    def when(self) -> Clock:
        """The periods."""
        return clock(self.scenario)

    @cached_property
    def calendar(self) -> Calendar:
        """The years."""
        return calendar(self.scenario)

    @property
    def money(self) -> str:
        """The unit of money."""
        return clean(self.scenario.money.unit)

    @property
    def step(self) -> str:
        """The length of a period in words."""
        return self.scenario.horizon.step

    @property
    def expected(self) -> str:
        """What is said of numbers that are expected over futures."""
        return ", expected over the futures" if self.scenario.futures else ""

    @property
    def futures(self) -> tuple[str, ...]:
        """Names of the futures."""
        return tuple(self.scenario.futures.branches) if self.scenario.futures else ()

    def periods(self, table: str, quantity: str, *by: str, future: str = "") -> dict[Key, np.ndarray]:
        """A quantity of a table in each period: expected, or on the path of one future."""
        when = self.when.along(future) if future else self.when
        return by_period(self.solution.tables[table], quantity, by, when)

    def years(self, table: str, quantity: str, *by: str, future: str = "", mean: bool = False) -> dict[Key, np.ndarray]:
        """A quantity of a table in each year: expected, or on the path of one future."""
        when = self.calendar.along(future) if future else self.calendar
        return by_year(self.solution.tables[table], quantity, by, when, mean=mean)

    def units(self, table: str, quantity: str, *by: str) -> dict[Key, str]:
        """The unit of a quantity of a table."""
        return units(self.solution.tables[table], quantity, by)


def many(name: str) -> str:
    """An asset or a supply in words, in the plural."""
    return plural(in_words(name))


def has_any(values: np.ndarray) -> bool:
    """Whether anything is there."""
    return bool(np.any(np.nan_to_num(values) != 0.0))


def largest_first(rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Rows by their sums, what is nothing left out."""
    size = {name: float(np.abs(np.nan_to_num(row)).sum()) for name, row in rows.items()}
    floor = LEAST * max(size.values(), default=0.0)
    return {name: rows[name] for name in sorted(size, key=lambda name: (-size[name], name)) if size[name] > floor}


OTHERS = "{} others"


def most(rows: dict[str, np.ndarray], count: int) -> dict[str, np.ndarray]:
    """The largest rows, the rest of them added up as the last; no rest of one."""
    ordered = largest_first(rows)
    if len(ordered) <= count:
        return ordered
    names = list(ordered)
    rest = names[count - 1 :]
    kept = {name: ordered[name] for name in names[: count - 1]}
    return {**kept, OTHERS.format(len(rest)): np.sum([ordered[name] for name in rest], axis=0)}


def listed_names(names: Sequence[str], count: int = 4) -> str:
    """`a, b, c and 3 more`."""
    shown = ", ".join(names[:count])
    return f"{shown} and {len(names) - count} more" if len(names) > count else shown


def first_upper(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]
