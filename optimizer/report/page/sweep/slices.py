"""How far a record reaches within one plane."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.report.page.sweep.axes import field_axis
from optimizer.report.page.sweep.records import Records
from optimizer.results.sweep.analysis.facts import At, Plane, Range
from optimizer.results.sweep.analysis.rounding import ROUNDING, is_constant


def within(records: Records, plane: Plane, record: str) -> Range:
    """The range of a record over the points of a plane; that of the answer where the plane has all points."""
    whole = records.ranges[record]
    if not plane.fixed:
        return whole
    numbers = [number for line in plane.numbers for number in line]
    values, near = records.at(record, numbers), _distances(records, plane).ravel()
    known = np.flatnonzero(np.isfinite(values))
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    rounding = ROUNDING * max(abs(low), abs(high))
    lows, highs = known[values[known] <= low + rounding], known[values[known] >= high - rounding]
    return replace(
        whole,
        lowest=At(low, _nearest(numbers, near, lows)),
        highest=At(high, _nearest(numbers, near, highs)),
        points=len(known),
        constant=whole.constant or is_constant(values[known]),
        lowest_ties=tuple(numbers[at] or 0 for at in lows.tolist()),
        highest_ties=tuple(numbers[at] or 0 for at in highs.tolist()),
        factors=tuple(name for name in whole.factors if name in (plane.x, plane.y)),
    )


def _distances(records: Records, plane: Plane) -> np.ndarray:
    """How far each place is from the base, in steps; from the first where the base has no place."""
    across, up = (
        field_axis(name, levels, records.words).base or 0
        for name, levels in ((plane.x, plane.x_levels), (plane.y, plane.y_levels))
    )
    columns, rows = np.arange(len(plane.x_levels)), np.arange(len(plane.y_levels))
    distances: np.ndarray = np.abs(rows - up)[:, None] + np.abs(columns - across)[None, :]
    return distances


def _nearest(numbers: list[int | None], near: np.ndarray, places: np.ndarray) -> int:
    """The number of the point nearest to the base among some places."""
    return numbers[int(places[np.argmin(near[places])])] or 0
