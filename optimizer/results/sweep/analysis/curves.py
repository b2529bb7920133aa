"""The objective along one numeric factor, all the others standing still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.results.sweep.analysis.facts import Course, Curve, CurvePoint, Row
from optimizer.results.sweep.analysis.kinks import Bending, kinks
from optimizer.results.sweep.analysis.right_side import moves_limits
from optimizer.results.sweep.analysis.rounding import departure
from optimizer.results.sweep.analysis.sample import OBJECTIVE, Axis, Sample, number_in
from optimizer.results.sweep.analysis.slices import Slice, slices

MOST_FACTORS = 8
"""Factors up to which all lines of a design are looked at; of more, the one through the centre."""
FEWEST = 3
"""Points that a curve needs."""
MOST = 12
"""Curves of one factor up to which all are kept; of more, the central one."""


def curves(sample: Sample) -> Iterator[Curve]:
    """The curves of every numeric factor, those through the centre of the other factors first."""
    record = sample.objective
    if sample.is_sampled or not record:
        return
    for axis in sample.axes:
        if axis.numeric and len(axis.levels) >= FEWEST:
            lines = slices(sample, [axis], central_only=len(sample.axes) > MOST_FACTORS)
            found = [_curve(sample, axis, line, record) for line in lines if _is_long(axis, line)]
            kept = [curve for curve in found if curve.central or len(found) <= MOST]
            yield from sorted(kept, key=lambda curve: not curve.central)


def bending(points: Sequence[CurvePoint], limit: bool) -> Bending | None:
    """A curve's points with an answer as arrays, None where they are too few."""
    known = [point for point in points if point.value is not None]
    if len(known) < FEWEST:
        return None
    values = np.array([point.value for point in known], float)
    slopes = np.array([np.nan if point.slope is None else point.slope for point in known])
    return Bending(np.array([point.level for point in known]), values, slopes, departure(values), limit)


def _is_long(axis: Axis, line: Slice) -> bool:
    return len({row.levels[axis.name] for row in line.rows}) >= FEWEST


def _curve(sample: Sample, axis: Axis, line: Slice, record: str) -> Curve:
    distinct = {row.levels[axis.name]: row for row in line.rows}  # the same point twice is one
    rows = sorted(distinct.values(), key=lambda row: float(row.levels[axis.name]))
    points = tuple(_point(axis, row, record) for row in rows)
    known = [row for row, point in zip(rows, points, strict=True) if point.value is not None]
    bent = bending(points, moves_limits(axis.factor))
    return Curve(
        axis.name,
        record,
        sample.unit(record),
        line.fixed,
        line.central,
        points,
        bent.shape if bent else "straight",
        _course([point.value for point in points if point.value is not None]),
        kinks(bent, known) if bent else (),
    )


def _point(axis: Axis, row: Row, record: str) -> CurvePoint:
    value = number_in(row, record)
    slope = row.slopes.get(axis.name) if record == OBJECTIVE else None
    return CurvePoint(row.number, float(row.levels[axis.name]), value if np.isfinite(value) else None, slope, row.top)


def _course(values: Sequence[float]) -> Course:
    """Whether values rise or fall throughout, within rounding."""
    if len(values) < 2:
        return "flat"
    line = np.array(values)
    steps, nothing = np.diff(line), departure(line)
    up, down = bool((steps > nothing).any()), bool((steps < -nothing).any())
    return "neither" if up and down else "rising" if up else "falling" if down else "flat"
