"""Where a record is highest and lowest: all points that the solver cannot tell apart, the nearest to the base first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from optimizer.results.sweep.analysis.facts import At, Range, Row, SweepFacts
from optimizer.results.sweep.points import DONE, Level
from optimizer.results.sweep.study import Factor

PLACES = 9
"""Decimals of a distance from the base: points as far from it must not differ by how floats add up."""


def from_base(levels: Mapping[str, Level], factors: Iterable[Factor]) -> float:
    """How far a point is from the base: the sum of the parts of their ranges by which factors are off it [1]."""
    return round(sum(_part(levels[factor.name], factor) for factor in factors if factor.name in levels), PLACES)


def _part(level: Level, factor: Factor) -> float:
    base = factor.central
    if base is None:
        base = factor.levels[0] if factor.levels else factor.low
    if isinstance(level, str) or not isinstance(base, (int, float)):
        return 0.0 if level == base else 1.0
    width = (factor.high or 0.0) - (factor.low or 0.0)
    return abs(level - base) / (width or 1.0)


def nearest_first(rows: Iterable[Row], factors: Sequence[Factor]) -> tuple[int, ...]:
    """The numbers of some points, the nearest to the base first; of several as near, the first of the design."""
    return tuple(row.number for row in sorted(rows, key=lambda row: (from_base(row.levels, factors), row.number)))


def among(facts: SweepFacts, one: Range, numbers: Iterable[int | None], factors: Sequence[str] = ()) -> Range:
    """The range of a record over some points only, a plane say; over none that has it, as it is.

    factors : those whose levels tell the points apart; all, where none are given.
    """
    wanted = {number for number in numbers if number is not None}
    found = sorted(
        (float(value), row.number, row)
        for row in facts.rows
        if row.number in wanted and row.status == DONE and isinstance(value := row.values.get(one.record), (int, float))
    )
    if not found:
        return one
    (low, *_), (middle, at, _), (high, *_) = found[0], found[(len(found) - 1) // 2], found[-1]
    lows = nearest_first((row for value, _, row in found if value <= low + one.rounding), facts.study.factors)
    highs = nearest_first((row for value, _, row in found if value >= high - one.rounding), facts.study.factors)
    return replace(
        one,
        lowest=At(low, lows[0]),
        median=At(middle, at),
        highest=At(high, highs[0]),
        points=len(found),
        constant=high - low <= one.rounding,
        lowest_ties=lows,
        highest_ties=highs,
        factors=tuple(name for name in one.factors if not factors or name in factors),
    )
