"""Where the limit worth most becomes another one along a factor."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import NormalDist

import numpy as np

from optimizer.results.sweep.analysis.facts import Curve, Handover, Kink, Row
from optimizer.results.sweep.analysis.indices.blocks import size
from optimizer.results.sweep.analysis.sample import Axis, Sample
from optimizer.results.sweep.analysis.slices import slices
from optimizer.results.sweep.points import DONE, Level

BINS, IN_A_BIN = 5, 20
"""Most parts into which the points of a sample are split by a factor's level, and fewest points of a part."""
LEVELS_IN_A_BLOCK = 2
NEAR = 0.1
"""Part of all levels that neighbours may be apart for a place between them, drawn straight, to be told."""
BY_CHANCE = 0.05
"""How likely it may be that anything at all is told, of any factor, where there is nothing but chance."""


def handovers(sample: Sample) -> Iterator[Handover]:
    """All of them, factor by factor: between neighbouring levels, or between parts of a sample."""
    for axis in sample.axes:
        if not sample.is_sampled:
            yield from _along(sample, axis)
        elif axis.numeric:
            yield from _in_parts(sample, axis)


def crossing(left: Row, right: Row) -> float:
    """How far from one point to the next both their top limits are worth the same, in a straight line: 0 to 1."""
    before, after = left.top, right.top
    lead, lag = (row.limits.get(before, 0.0) - row.limits.get(after, 0.0) for row in (left, right))
    return min(max(lead / (lead - lag), 0.0), 1.0) if lead > lag else 0.5


def _along(sample: Sample, axis: Axis) -> Iterator[Handover]:
    """Along the slice in which the other factors stand at their centre."""
    for line in slices(sample, [axis], central_only=True):
        done = {row.levels[axis.name]: row for row in line.rows if row.status == DONE}
        ranked = [done[level] for level in axis.levels if level in done]
        gaps = {row.levels[axis.name] for row in line.rows}.difference(done)
        for left, right in _pairs(axis, ranked):
            if left.top != right.top:
                low, high = left.levels[axis.name], right.levels[axis.name]
                gap = _any_between(axis, gaps, low, high)
                place = None if gap else _place(axis, left, right)
                yield Handover(axis.name, low, high, place, left.top, right.top, line.fixed, sampled=False, gap=gap)


def placed(one: Handover, curves: Iterable[Curve]) -> Handover:
    """With its place where exact slopes have one kink between its levels, at which the same limits change hands."""
    mine = (curve for curve in curves if curve.central and curve.factor == one.factor)
    inside = [kink for curve in mine for kink in curve.kinks if kink.is_kink and _lies_in(kink, one)]
    exact = (
        len(inside) == 1 and inside[0].from_slopes and (inside[0].before, inside[0].after) == (one.before, one.after)
    )
    return replace(one, at=inside[0].at) if exact and not one.gap else one


def _lies_in(kink: Kink, one: Handover) -> bool:
    return not isinstance(one.low, str) and not isinstance(one.high, str) and one.low <= (kink.at or 0.0) <= one.high


def _pairs(axis: Axis, ranked: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Neighbours along numbers; of texts, which have no order, the reference with each of the others."""
    if axis.numeric:
        yield from pairwise(ranked)
        return
    base = next((row for row in ranked if row.levels[axis.name] == axis.reference), None)
    if base is not None:
        yield from ((base, row) for row in ranked if row is not base)


def _any_between(axis: Axis, gaps: Collection[Level], low: Level, high: Level) -> bool:
    """Whether a point without an answer stands between two numbers: it is not known what holds there."""
    return axis.numeric and any(float(low) < float(gap) < float(high) for gap in gaps)


def _place(axis: Axis, left: Row, right: Row) -> float | None:
    if not axis.numeric:
        return None
    low, high = axis.positions([left.levels[axis.name], right.levels[axis.name]]).tolist()
    if high - low > NEAR * float(np.ptp(axis.positions(axis.levels))):
        return None
    return float(low + crossing(left, right) * (high - low))


def _in_parts(sample: Sample, axis: Axis) -> Iterator[Handover]:
    """Between neighbouring parts of a sample, of the same number of points each, that differ beyond chance.

    A factor stands at two levels in a block of a Sobol or Morris design, however many points that has: so two of its
    points count.
    """
    rows = [row for row in sample.rows if row.status == DONE]
    alike = max(size(sample) / LEVELS_IN_A_BLOCK, 1.0)
    count = min(BINS, int(len(rows) / alike) // IN_A_BIN)
    if count < 2 or len(axis.levels) < 2:
        return
    levels = axis.positions([row.levels[axis.name] for row in rows])
    sigmas = NormalDist().inv_cdf(1.0 - BY_CHANCE / (2.0 * (count - 1) * len(sample.axes))) * math.sqrt(alike)
    parts = np.array_split(np.argsort(levels, kind="stable"), count)
    found = [(float(np.median(levels[part])), Counter(rows[at].top for at in part.tolist())) for part in parts]
    (low, held), *rest = found
    before = _most(held)
    for high, counted in rest:
        after = _most(counted)
        if after != before and min(_sigmas(held, counted, after), _sigmas(counted, held, before)) > sigmas:
            yield Handover(axis.name, low, high, None, before, after, {}, sampled=True)
            before = after
        low, held = high, counted


def _most(counted: Counter[str]) -> str:
    return min(counted, key=lambda name: (-counted[name], name))


def _sigmas(fewer: Counter[str], more: Counter[str], name: str) -> float:
    """By how many standard errors a limit is on top more often in one part than in another."""
    sizes = fewer.total(), more.total()
    shares = fewer[name] / sizes[0], more[name] / sizes[1]
    pooled = (fewer[name] + more[name]) / sum(sizes)
    error = math.sqrt(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
    return (shares[1] - shares[0]) / error if error else 0.0
