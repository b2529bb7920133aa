"""Every factor alone, from one end to the other, while the others rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.results.sweep.points import Level
from optimizer.study.sweep.design.axes import Axis, thinned
from optimizer.study.sweep.design.groups import Groups
from optimizer.study.sweep.design.plans.plan import Plan, Row


def one_at_a_time(axes: Sequence[Axis], groups: Groups, points: int | None) -> Plan:
    """The base, then each factor at each of its levels; the members of a group move together.

    With `points`, every factor keeps its ends; where even these are too many, factors are left out evenly.
    """
    rest: Row = tuple(axis.rest for axis in axes)
    parts = groups.together(len(axes))
    for most in _caps(axes) if points is not None else (None,):
        moves = [list(_moved(axes, part, rest, most)) for part in parts]
        if points is None or 1 + sum(map(len, moves)) <= points:
            notes = () if most is None else (f"thinned to {most} levels of each factor ({points} points asked for)",)
            return Plan((rest, *(row for rows in moves for row in rows)), notes=notes)
    assert points is not None
    return _fewer(rest, moves, points, "factors and groups" if groups.members else "factors")


def _caps(axes: Sequence[Axis]) -> tuple[int | None, ...]:
    """None, then fewer and fewer levels, down to the two ends."""
    return None, *range(max(len(axis.stops()) for axis in axes) - 1, 1, -1)


def _moved(axes: Sequence[Axis], part: Sequence[int], rest: Row, most: int | None) -> Iterator[Row]:
    """The rows in which one part moves."""
    stops = [axes[at].stops(most) for at in part]
    for together in zip(*stops, strict=True):
        row: list[Level] = list(rest)
        for at, level in zip(part, together, strict=True):
            row[at] = level
        if tuple(row) != rest:
            yield tuple(row)


def _fewer(rest: Row, moves: Sequence[Sequence[Row]], points: int, what: str) -> Plan:
    """As many whole factors as fit, evenly."""
    fit = max(1, (points - 1) // max(1, max(map(len, moves))))
    kept = thinned(tuple(range(len(moves))), fit)
    rows = (rest, *(row for at in kept if isinstance(at, int) for row in moves[at]))
    return Plan(rows, notes=(f"only {len(kept)} of {len(moves)} {what} move ({points} points asked for)",))
