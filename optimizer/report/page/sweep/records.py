"""What was recorded, as columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.report.page.result import first_upper
from optimizer.report.sweep_words import Words
from optimizer.report.words import column, listed, scale_for
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import Range, Row, SweepFacts
from optimizer.results.sweep.points import DONE

MEMBERS = 3
"""Members of a group that are named, or one more."""


@dataclass(frozen=True)
class Records:
    """The records of a sweep that are numbers, with their names and units."""

    facts: SweepFacts
    words: Words

    @cached_property
    def ranges(self) -> dict[str, Range]:
        """How far each reaches, by record, in the order of the study."""
        return {one.record: one for one in self.facts.ranges}

    @property
    def moving(self) -> tuple[str, ...]:
        """Those that are not the same at all points."""
        return tuple(name for name, one in self.ranges.items() if not one.constant)

    def name(self, record: str) -> str:
        """A record, as a title."""
        return first_upper(self.words.record(record))

    def factor(self, name: str) -> str:
        """A factor; a group with its members: `permits (grid, data center and 3 more)`."""
        members = [self.words.factor(one.name) for one in self.facts.study.factors if one.group == name]
        if not members:
            return self.words.factor(name)
        left = len(members) - MEMBERS
        told = [*members[:MEMBERS], f"{left} more"] if left > 1 else members
        return f"{self.words.factor(name)} ({listed(told)})"

    def amount(self, value: float, record: str) -> str:
        """A value of a record, with the digits that the ranges of records have."""
        scale = scale_for([value], self.unit(record))
        return f"{column([value * scale.factor])[0]} {scale.label}".rstrip()

    def unit(self, record: str) -> str:
        """The base unit of a record."""
        same = "npv" if record == "objective" else record
        units = self.facts.study.units
        return clean(units.get(record, units.get(same, "")))

    def values(self, record: str, rows: Iterable[Row | None]) -> np.ndarray:
        """A record at some points, NaN where there is no number."""
        return np.array([_number(row, record) for row in rows], float)

    def at(self, record: str, numbers: Sequence[int | None]) -> np.ndarray:
        """A record at points by their numbers."""
        return self.values(record, [None if number is None else self.words.point(number) for number in numbers])


def _number(row: Row | None, record: str) -> float:
    value = row.values.get(record) if row is not None and row.status == DONE else None
    return float(value) if isinstance(value, (int, float)) else float("nan")
