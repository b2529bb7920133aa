"""Points and what became of them side by side: rows, the levels of each factor, numbers of a record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.results.dust import no_dust
from optimizer.results.sweep.analysis.facts import Row
from optimizer.results.sweep.analysis.rounding import OF_OBJECTIVE, ROUNDING
from optimizer.results.sweep.points import DONE, Level, Outcome, Point
from optimizer.results.sweep.study import Factor, StudyFacts

OBJECTIVE = "objective"
VALUE = "npv"
"""What stands for the objective where that is not recorded."""
Values = Mapping[str, float | str | None]
SAMPLED = frozenset({"latin_hypercube", "monte_carlo", "sobol", "morris"})
"""Designs in which hardly two points have a level in common."""


@dataclass(frozen=True)
class Axis:
    """A factor with the levels at which its points stand, in order. numeric : they are numbers (or dates)."""

    factor: Factor
    levels: tuple[Level, ...]
    numeric: bool

    @property
    def name(self) -> str:
        """The factor's name."""
        return self.factor.name

    @cached_property
    def centre(self) -> Level:
        """Where the base stands, or the level nearest to it; else the middle of numbers, the first of texts."""
        central = self.factor.central
        if central in self.levels:
            return central
        if not self.numeric:
            return self.levels[0]
        if isinstance(central, str) or central is None:
            return self.levels[(len(self.levels) - 1) // 2]
        return min(self.levels, key=lambda level: abs(float(level) - central))

    @property
    def reference(self) -> Level:
        """From where to count what a move does: the base or the number nearest to it, else the first."""
        central = self.factor.central
        return self.centre if central in self.levels or isinstance(central, (int, float)) else self.levels[0]

    def positions(self, levels: Sequence[Level]) -> np.ndarray:
        """Levels as numbers, shape (levels,): themselves, or the places of texts among the factor's levels."""
        if self.numeric:
            return np.array([float(level) for level in levels])
        place = {level: float(at) for at, level in enumerate(self.levels)}
        return np.array([place[level] for level in levels])


@dataclass(frozen=True)
class Sample:
    """All that the analysis reads: the study, its rows in the order of the design, an axis for each factor."""

    study: StudyFacts
    rows: tuple[Row, ...]
    axes: tuple[Axis, ...]

    @property
    def is_sampled(self) -> bool:
        """Whether the points were drawn, not laid out on levels."""
        return self.study.design in SAMPLED

    @cached_property
    def records(self) -> tuple[str, ...]:
        """What is recorded and a number at some point, without the objective where only the engine added it."""
        named = [name for name in self.study.record if any(_is_number(row.values.get(name)) for row in self.rows)]
        both = [name for name in named if name in (OBJECTIVE, VALUE)]
        return tuple(name for name in named if not (name in both[1:] and self._are_same(*both)))

    def _are_same(self, record: str, other: str) -> bool:
        """Whether two records are one but for rounding: what is maximised and the value, which then is told once."""
        return np.allclose(self.values(record), self.values(other), rtol=ROUNDING, atol=0.0, equal_nan=True)

    @property
    def objective(self) -> str:
        """The record that stands for the objective, "" where there is none."""
        found = (name for name in (OBJECTIVE, VALUE) if any(_is_number(row.values.get(name)) for row in self.rows))
        return next(found, "")

    @cached_property
    def departures(self) -> tuple[frozenset[tuple[str, Level]], ...]:
        """Of each row the factors that do not stand at their centre, with their levels."""
        centre = [(axis.name, axis.centre) for axis in self.axes]
        return tuple(
            frozenset((name, row.levels[name]) for name, level in centre if row.levels[name] != level)
            for row in self.rows
        )

    def unit(self, record: str) -> str:
        """The unit of a record."""
        same = VALUE if record == OBJECTIVE else record
        return self.study.units.get(record, self.study.units.get(same, ""))

    def values(self, record: str) -> np.ndarray:
        """A record at every row, shape (rows,) [its unit]; NaN where there is no number."""
        return np.array([number_in(row, record) for row in self.rows], float)

    def noise(self, record: str) -> float:
        """What a record may differ by for the solver's rounding alone [its unit].

        Money that is small beside the objective is known no better than the objective is. 0 of what is in other units.
        """
        return OF_OBJECTIVE * self._largest.get(self.unit(record), 0.0)

    @cached_property
    def _largest(self) -> dict[str, float]:
        """The largest size of the objective, and of the value where that is in another unit, by unit."""
        found: dict[str, float] = {}
        for name in (OBJECTIVE, VALUE):
            sizes = np.abs(self.values(name))
            if self.unit(name) and np.isfinite(sizes).any():
                found.setdefault(self.unit(name), float(np.nanmax(sizes)))
        return found


def number_in(row: Row, record: str) -> float:
    """A record at a row, NaN where there is no number."""
    value = row.values.get(record) if row.status == DONE else None
    return float(value) if isinstance(value, (int, float)) else float("nan")


def sample(study: StudyFacts, points: Iterable[Point], outcomes: Iterable[Outcome]) -> Sample:
    """Points with their outcomes; a point that has none yet is a row without a status."""
    by_number = {outcome.number: outcome for outcome in outcomes}
    rows = tuple(
        _row(point, by_number.get(point.number), study.units)
        for point in sorted(points, key=lambda point: point.number)
    )
    return Sample(study, rows, tuple(_axis(factor, rows) for factor in study.factors if rows))


def _row(point: Point, outcome: Outcome | None, units: Mapping[str, str]) -> Row:
    if outcome is None:
        return Row(point.number, point.id, point.levels, "", "", {}, {}, {})
    found = outcome
    values = _without_dust(found.values, units)
    return Row(point.number, point.id, point.levels, found.status, found.reason, values, found.limits, found.slopes)


def _without_dust(values: Values, units: Mapping[str, str]) -> Values:
    """What is recorded of a point, money that is rounding of the solver beside the plan's value as 0."""
    whole = next((value for name in (VALUE, OBJECTIVE) if _is_number(value := values.get(name))), None)
    money = units.get(VALUE) or units.get(OBJECTIVE)
    if not money or not isinstance(whole, (int, float)):
        return values
    return {
        name: no_dust(value, whole) if isinstance(value, (int, float)) and units.get(name) == money else value
        for name, value in values.items()
    }


def _axis(factor: Factor, rows: Sequence[Row]) -> Axis:
    seen = dict.fromkeys(row.levels[factor.name] for row in rows)
    if all(isinstance(level, (int, float)) for level in seen):
        return Axis(factor, tuple(sorted(seen, key=float)), numeric=True)
    known = [level for level in factor.levels if level in seen]
    return Axis(factor, (*known, *(level for level in seen if level not in known)), numeric=False)


def _is_number(value: float | str | None) -> bool:
    return isinstance(value, (int, float))
