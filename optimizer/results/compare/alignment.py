"""What results have in common, and so can be compared in: years, units, regions. Refused is what would mislead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from optimizer.errors import UsageError
from optimizer.results.compare.facts import Note
from optimizer.results.compare.sides import Side
from optimizer.results.sums import Calendar, calendar
from optimizer.scenario.amounts import AmountError
from optimizer.scenario.schema import Scenario
from optimizer.units import UnitError, Units, own_words

CLOSE = 1e-9
"""Time that is no time [yr]."""
TOLERANCE = 1e-6
"""Relative difference up to which two amounts of two optima are the same: solvers agree to about this."""


@dataclass(frozen=True)
class Alignment:
    """What all results have in common.

    years : those of which every horizon covers the same part.  same_horizon, same_step, same_regions, same_futures :
    whether all have the same; totals over the whole plan are comparable only over the same horizon.
    """

    years: tuple[str, ...]
    same_horizon: bool
    same_step: bool
    same_regions: bool
    same_futures: bool
    compute_unit: str
    notes: tuple[Note, ...]

    def calendar(self, scenario: Scenario) -> Calendar:
        """The common years of a scenario."""
        whole = calendar(scenario)
        counts = dict(zip(whole.years, whole.counts.tolist(), strict=True))
        return replace(whole, years=self.years, counts=np.array([counts[year] for year in self.years]))


def align(sides: Sequence[Side]) -> Alignment:
    """What results have in common. Raises `UsageError` where there is no sense in comparing them."""
    scenarios = [side.scenario for side in sides]
    _same(sides, [f"{s.money.unit} of {s.money.year}" for s in scenarios], "money")
    units = [_compute_unit(s) for s in scenarios]
    counted = [(side, unit) for side, unit in zip(sides, units, strict=True) if unit]
    _same([side for side, _ in counted], [unit for _, unit in counted], "compute")
    years = _common_years(sides)
    return Alignment(
        years=years,
        same_horizon=_is_one([(s.horizon.start, s.horizon.end) for s in scenarios]),
        same_step=_is_one([s.horizon.step for s in scenarios]),
        same_regions=_is_one([frozenset(s.regions) for s in scenarios]),
        same_futures=_is_one([_futures(s) for s in scenarios]),
        compute_unit=counted[0][1] if len(counted) == len(sides) else "",
        notes=tuple(_notes(sides, years, bool(counted) and len(counted) < len(sides))),
    )


def same(one: float, other: float, size: float = 0.0) -> bool:
    """Whether two amounts are the same to the solver, beside amounts of a size."""
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other)) + CLOSE * size


def unit_factor(unit: str, base: str, scenarios: Sequence[Scenario]) -> float | None:
    """What one `unit` is in `base`; None where they measure different things."""
    if unit == base:
        return 1.0
    declared = tuple(sorted({text for scenario in scenarios for text in _declared(scenario)}))
    return _factor(unit, base, declared, scenarios[0].money.unit)


# --- years ------------------------------------------------------------------------------------------------------------


def _common_years(sides: Sequence[Side]) -> tuple[str, ...]:
    covered = [_covered(side.scenario) for side in sides]
    years = [
        year
        for year, part in covered[0].items()
        if all(year in other and _close(part, other[year]) for other in covered[1:])
    ]
    if not years:
        spans = (f"{side.subject.label}: {_span(side.scenario)}" for side in sides)
        raise UsageError(f"the results have no year in common ({'; '.join(spans)})")
    return tuple(years)


def _covered(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """The part of each year that the horizon covers."""
    first, last = scenario.horizon.start, scenario.horizon.end
    whole = (int(year) for year in calendar(scenario).years)
    return {str(year): (max(first, float(year)), min(last, year + 1.0)) for year in whole}


def _close(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(x - y) <= CLOSE for x, y in zip(one, other, strict=True))


def _span(scenario: Scenario) -> str:
    years = calendar(scenario).years
    return f"{years[0]} to {years[-1]}"


# --- refusals and notes -----------------------------------------------------------------------------------------------


def _same(sides: Sequence[Side], found: Sequence[str], what: str) -> None:
    for side, one in zip(sides, found, strict=True):
        if one != found[0]:
            raise UsageError(
                f"{side.subject.label} counts {what} in {one}, {sides[0].subject.label} in {found[0]}: "
                "they cannot be compared"
            )


def _is_one(found: Sequence[object]) -> bool:
    return all(one == found[0] for one in found)


def _futures(scenario: Scenario) -> tuple[tuple[str, float], ...]:
    branches = scenario.futures.branches if scenario.futures else {}
    reveal = [("", scenario.futures.reveal)] if scenario.futures else []
    return (*reveal, *((name, branch.probability.value) for name, branch in branches.items()))


def _compute_unit(scenario: Scenario) -> str:
    name = scenario.compute_demand
    return "" if name is None else scenario.commodities[scenario.demands[name].commodity].unit


def _notes(sides: Sequence[Side], years: tuple[str, ...], compute_is_missing: bool) -> Iterator[Note]:
    scenarios = [side.scenario for side in sides]
    if not _is_one([(s.horizon.start, s.horizon.end) for s in scenarios]):
        yield Note("years", (years[0], years[-1]))
        yield Note("npv")
    if not _is_one([s.horizon.step for s in scenarios]):
        yield Note("step", tuple(dict.fromkeys(s.horizon.step for s in scenarios)))
    if not _is_one([_futures(s) for s in scenarios]):
        yield Note("futures", tuple(side.subject.label for side in sides if side.scenario.futures))
    if not _is_one([frozenset(s.regions) for s in scenarios]):
        yield Note("regions", tuple(side.subject.label for side in sides if len(side.scenario.regions) > 1))
    if not _is_one([s.objective.discount_rate.value for s in scenarios]):
        yield Note("discount_rate")
    if not _is_one([s.objective.maximize for s in scenarios]):
        yield Note("objective", tuple(dict.fromkeys(s.objective.maximize for s in scenarios)))
    if compute_is_missing:
        yield Note("compute", tuple(side.subject.label for side in sides if not _compute_unit(side.scenario)))


# --- units ------------------------------------------------------------------------------------------------------------


def _declared(scenario: Scenario) -> set[str]:
    return {x.unit for x in scenario.commodities.values()} | {x.capacity for x in scenario.assets.values()}


@lru_cache(maxsize=1024)
def _factor(unit: str, base: str, declared: tuple[str, ...], money: str) -> float | None:
    try:
        return float(Units(money, own_words(declared, money)).factor(unit, base))
    except (UnitError, AmountError):
        return None
