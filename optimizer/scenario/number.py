"""Numbers as a scenario writes them: a value with its unit, its range, its source and the place it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

ASSUMPTION = "assumption"
"""The source id of a number that rests on judgement; its `note` says which."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a scenario file, or the command-line option, that a value came from."""

    file: str
    line: int
    column: int = 1
    via: str = ""
    """The override, lane of `set` or option that put the value here, if any (`override fast_permits`, `--set`)."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place} ({self.via})" if self.via else place


@dataclass(frozen=True, slots=True)
class Number:
    """One number in base units.

    value, low, high are in `unit`, the base unit of the field that holds the number (see `schema.Unit`).
    """

    value: float
    unit: str = "1"
    low: float | None = None
    high: float | None = None
    source: str | None = None
    confidence: str | None = None
    note: str | None = None
    where: Where | None = None

    def __float__(self) -> float:
        return self.value

    @property
    def is_assumption(self) -> bool:
        return self.source == ASSUMPTION

    @property
    def size(self) -> float:
        """What a small change of it is a part of: its value; of a 0 its range, or one unit where that has no width."""
        spread = self.high - self.low if self.low is not None and self.high is not None else 0.0
        return abs(self.value) or spread or 1.0


@dataclass(frozen=True, slots=True)
class Series:
    """A number that may change over time: linear between its years and flat outside them.

    years : decimal years, ascending (2028.5 is mid-2028).  values : one `Number` a year, in one unit.
    A constant is a series of one point.
    """

    years: tuple[float, ...]
    values: tuple[Number, ...]

    @property
    def unit(self) -> str:
        return self.values[0].unit

    def at(self, years: np.ndarray) -> np.ndarray:
        """The path read at decimal `years` (shape (T,)), in `unit`."""
        return np.interp(years, self.years, [point.value for point in self.values])

    def __iter__(self) -> Iterator[tuple[float, Number]]:
        return iter(zip(self.years, self.values, strict=True))


def constant(value: float, unit: str = "1") -> Series:
    """A series of one point, for defaults."""
    return Series((2000.0,), (Number(value, unit),))
