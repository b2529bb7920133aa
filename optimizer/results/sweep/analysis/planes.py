"""Which limit binds where in the plane of two factors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from optimizer.results.sweep.analysis.facts import Area, Border, Plane, Row
from optimizer.results.sweep.analysis.handovers import crossing
from optimizer.results.sweep.analysis.sample import Axis, Sample
from optimizer.results.sweep.analysis.slices import slices
from optimizer.results.sweep.points import DONE, Level

MOST_FACTORS = 4
"""Factors up to which every pair of them is a plane."""
NO_ANSWER = "?"
Cells = Sequence[Sequence[Row | None]]


def planes(sample: Sample) -> Iterator[Plane]:
    """The plane of each pair of factors through the centre of the others; in one-at-a-time designs there is none."""
    axes = [axis for axis in sample.axes if len(axis.levels) > 1]
    if sample.is_sampled or len(axes) > MOST_FACTORS:
        return
    for x, y in combinations(axes, 2):
        for plane in slices(sample, [x, y], central_only=True):
            cells = _cells(x, y, plane.rows)
            if all(cell is not None for line in cells for cell in line):
                yield _plane(x, y, plane.fixed, cells)


def top_of(row: Row | None) -> str:
    """The limit worth most at a point, "?" where there is no answer."""
    return row.top if row is not None and row.status == DONE else NO_ANSWER


def _cells(x: Axis, y: Axis, rows: Sequence[Row]) -> Cells:
    found = {(row.levels[x.name], row.levels[y.name]): row for row in rows}
    return [[found.get((across, up)) for across in x.levels] for up in y.levels]


def _plane(x: Axis, y: Axis, fixed: Mapping[str, Level], cells: Cells) -> Plane:
    return Plane(
        x.name,
        y.name,
        x.levels,
        y.levels,
        fixed,
        tuple(tuple(row.number if row else None for row in line) for line in cells),
        tuple(tuple(map(top_of, line)) for line in cells),
        _areas(cells),
        _borders(cells),
    )


def _areas(cells: Cells) -> tuple[Area, ...]:
    """The limits by how many points of the plane each is on top at, the most frequent first."""
    found = Counter(top_of(row) for line in cells for row in line)
    ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Area(name, points / found.total(), points) for name, points in ranked)


def _borders(cells: Cells) -> tuple[Border, ...]:
    """Where neighbouring points have different limits on top, by pair of limits."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for up, line in enumerate(cells):
        for across, row in enumerate(line):
            right = line[across + 1] if across + 1 < len(line) else None
            above = cells[up + 1][across] if up + 1 < len(cells) else None
            for other, step in ((right, (1.0, 0.0)), (above, (0.0, 1.0))):
                if row and other and NO_ANSWER not in (top_of(row), top_of(other)) and row.top != other.top:
                    part = crossing(row, other)
                    first, second = sorted((row.top, other.top))
                    place = (across + part * step[0], up + part * step[1])
                    found.setdefault((first, second), []).append(place)
    return tuple(Border(*pair, tuple(sorted(places))) for pair, places in sorted(found.items()))
