"""Where the optimum changes its slope along a factor, and which limit takes over there.

As a function of the right-hand side of a limit the optimum of a linear program that maximises is concave and made of
straight pieces, one for each set of limits that bind; its slope is the limit's dual (Dantzig & Thapa, Linear
Programming 2, 2003, ch. 6). A kink is where one piece meets the next. With the slope at two points the pieces through
both are known, and they meet at the kink, if there is one only. Without slopes a piece has to show itself by three
points in a line.

A delay, a price, a need or a date is no right-hand side: the optimum need not be concave in it, nor made of straight
pieces, and it bends everywhere a little. There a bend is where the slope, from one point to the next, changes by a
noticeable part (`NOTICED`) of what it changes in all; neighbouring stretches that do so in the same direction are one
bend. A stretch that is steep between two that are not is a step. Where the curve is concave all the same, with a
straight stretch on either side, the bend is called a kink.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from optimizer.results.sweep.analysis.facts import Kink, Row, Shape

SHARE = 1e-6
"""Change of a share of the optimum below which no limit is said to take over or give way."""
NOTICED = 0.05
"""Part of all that the slope of a curve changes, from which on a change from point to point is a bend."""
SLACK = 0.25
"""Part of all that the slopes change by which a line to a neighbour may lie outside of theirs."""
STEEP = 10.0
"""Times the slopes on both sides from which on a stretch between them is a step."""
SAME = 1e-9
"""Places nearer than this share of the range of the factor are one."""


@dataclass(frozen=True)
class Bending:
    """A curve as arrays, shape (points,): levels, values, slopes (NaN where not known).

    nothing : departure from a straight line that is rounding [unit of the values].  limit : whether the factor moves
    nothing but right-hand sides.
    """

    x: np.ndarray
    y: np.ndarray
    slopes: np.ndarray
    nothing: float
    limit: bool

    @cached_property
    def pieces(self) -> np.ndarray:
        """Slope between neighbours, shape (points - 1,)."""
        return np.diff(self.y) / np.diff(self.x)

    @cached_property
    def turns(self) -> np.ndarray:
        """How far each inner point lies above the line through its neighbours, shape (points - 2,)."""
        x, y = self.x, self.y
        along = (x[1:-1] - x[:-2]) / (x[2:] - x[:-2])
        return y[1:-1] - (y[:-2] + along * (y[2:] - y[:-2]))

    @property
    def shape(self) -> Shape:
        """Straight, concave, convex or neither, within rounding."""
        up, down = bool((self.turns > self.nothing).any()), bool((self.turns < -self.nothing).any())
        return "neither" if up and down else "concave" if up else "convex" if down else self._between_points

    @property
    def _between_points(self) -> Shape:
        """The shape of values in a line: with slopes that differ it still has a kink at its end."""
        return "concave" if self.has_tangents and float(np.max(self._drops)) > self.nothing else "straight"

    @cached_property
    def has_slopes(self) -> bool:
        """Whether the slope is known everywhere and can be this curve's: lines to neighbours lie between the slopes."""
        if not np.isfinite(self.slopes).all():
            return False
        room = SLACK * float(np.ptp(self.slopes)) + 4 * self.nothing / np.diff(self.x)
        low, high = np.minimum(self.slopes[:-1], self.slopes[1:]), np.maximum(self.slopes[:-1], self.slopes[1:])
        return bool(((self.pieces >= low - room) & (self.pieces <= high + room)).all())

    @cached_property
    def has_tangents(self) -> bool:
        """Whether the slopes are those of a concave curve of straight pieces through the points."""
        if not (self.limit and self.has_slopes):
            return False
        width = np.diff(self.x)
        left = (self.pieces - self.slopes[:-1]) * width  # above 0: the tangent at the left runs below the curve
        right = (self.slopes[1:] - self.pieces) * width
        return bool(max(left.max(), right.max()) <= 4 * self.nothing)

    @cached_property
    def _drops(self) -> np.ndarray:
        """A quarter of what the slope falls from point to point, times the width: how far a kink halfway stands out."""
        return (self.slopes[:-1] - self.slopes[1:]) * np.diff(self.x) / 4

    def between(self) -> Iterator[tuple[int, int, float | None, float, float]]:
        """Kinks as (first point, last point, place, slope before, slope after), in order."""
        if self.has_tangents and self.shape in ("concave", "straight"):
            yield from self._by_tangents()
        elif self.has_slopes:
            yield from self._by_slopes()
        else:
            yield from self._by_neighbours()

    def _by_tangents(self) -> Iterator[tuple[int, int, float | None, float, float]]:
        x, y, slopes = self.x, self.y, self.slopes
        for at in np.flatnonzero(self._drops > self.nothing).tolist():
            before, after = float(slopes[at]), float(slopes[at + 1])
            ahead = (y[at + 1] - y[at] - after * (x[at + 1] - x[at])) / (before - after)
            yield at, at + 1, float(np.clip(x[at] + ahead, x[at], x[at + 1])), before, after

    def _by_slopes(self) -> Iterator[tuple[int, int, float | None, float, float]]:
        """Stretches over which the slope changes noticeably, from the points on both sides."""
        steps = np.diff(self.slopes)
        noticed = np.abs(steps) > NOTICED * float(np.ptp(self.slopes))
        told = noticed & (np.abs(self._drops) > self.nothing)
        for way in (told & (steps > 0), told & (steps < 0)):
            for run in _runs(np.flatnonzero(way)):
                first, last = run[0], run[-1] + 1
                before, after = float(self.slopes[first]), float(self.slopes[last])
                yield first, last, self._meeting(first, last, before, after), before, after

    def _by_neighbours(self) -> Iterator[tuple[int, int, float | None, float, float]]:
        """Points at which the straight lines to the neighbours differ, between stretches that are straight."""
        noticed = np.abs(np.diff(self.pieces)) > NOTICED * float(np.ptp(self.pieces))
        for run in _runs(np.flatnonzero((np.abs(self.turns) > self.nothing) & noticed) + 1):
            first, last = run[0], run[-1]
            before, after = float(self.pieces[first - 1]), float(self.pieces[last])
            if self.jump(first, last, before, after):
                yield first, last, None, before, after
            else:
                yield from (self._turned(part, run) for part in self._one_way(run))

    def _one_way(self, run: list[int]) -> list[list[int]]:
        """A run of turns cut where they change their direction."""
        up = self.turns[np.array(run) - 1] > 0.0
        return [part.tolist() for part in np.split(np.array(run), np.flatnonzero(np.diff(up)) + 1)]

    def _turned(self, part: list[int], run: list[int]) -> tuple[int, int, float | None, float, float]:
        """The turns of a part of a run as one. A stretch between two points only may hide a turn itself: one at the end
        of the curve, or between turns of both directions."""
        first, last = part[0], part[-1]
        before, after = float(self.pieces[first - 1]), float(self.pieces[last])
        low = first if first > 1 and first == run[0] else first - 1
        high = last if last < len(self.x) - 2 and last == run[-1] else last + 1
        known = (low, high) == (first, last)
        return low, high, self._met(first, last, before, after) if known else None, before, after

    def jump(self, first: int, last: int, before: float, after: float) -> float:
        """How far the curve rises between two points if that is steep beside the slopes on both sides, else 0."""
        rise, width = float(self.y[last] - self.y[first]), float(self.x[last] - self.x[first])
        is_steep = width > 0.0 and abs(rise) / width > STEEP * max(abs(before), abs(after))
        return rise if is_steep and abs(rise) > self.nothing else 0.0

    def _met(self, first: int, last: int, before: float, after: float) -> float | None:
        """Where the straight stretches on both sides of a run of turns meet, if one kink can be all there is."""
        if first == last:
            return float(self.x[first])
        return self._meeting(first, last, before, after) if last - first == 1 else None

    def _meeting(self, first: int, last: int, before: float, after: float) -> float | None:
        """Where a line through one point meets that through another, if in between."""
        if before == after:
            return None
        x, y = self.x, self.y
        ahead = (y[last] - y[first] - after * (x[last] - x[first])) / (before - after)
        return float(x[first] + ahead) if 0.0 <= ahead <= x[last] - x[first] else None


def kinks(line: Bending, rows: Sequence[Row]) -> tuple[Kink, ...]:
    """The kinks of a curve, or its bends, with the limits on both sides. rows : the points of the line."""
    concave = line.shape == "concave" and (line.has_tangents or not line.has_slopes)
    found: list[Kink] = []
    for first, last, at, before, after in sorted(line.between(), key=lambda each: each[:2]):
        sides = (first, last) if first < last else (first - 1, first + 1)
        kink = replace(
            _limits(rows[sides[0]], rows[sides[1]]),
            is_kink=concave and at is not None,
            low=float(line.x[first]),
            high=float(line.x[last]),
            at=at,
            from_slopes=line.has_slopes,
            slope_before=before,
            slope_after=after,
            step=0.0 if at is not None else line.jump(first, last, before, after),
        )
        if line.has_tangents and found and _same_place(found[-1], kink, float(np.ptp(line.x))):
            kink = _joined(found.pop(), kink, rows[max(first - 1, 0)], rows[last])
        found.append(kink)
    return tuple(found)


def _runs(places: np.ndarray) -> list[list[int]]:
    """Whole numbers in runs without a gap."""
    if not len(places):
        return []
    return [run.tolist() for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)]


def _same_place(one: Kink, other: Kink, width: float) -> bool:
    """Whether tangents from both sides meet in the same point of the curve."""
    return one.at is not None and other.at is not None and abs(one.at - other.at) <= SAME * width


def _joined(one: Kink, other: Kink, left: Row, right: Row) -> Kink:
    """Two halves of a kink that lies at a point of the curve."""
    place = one.high
    return replace(
        _limits(left, right),
        is_kink=one.is_kink,
        low=place,
        high=place,
        at=place,
        from_slopes=one.from_slopes,
        slope_before=one.slope_before,
        slope_after=other.slope_after,
    )


def _limits(left: Row, right: Row) -> Kink:
    """What the limits do between two points; the rest of the kink is filled in later."""
    names = sorted({*left.limits, *right.limits})
    moved = {name: right.limits.get(name, 0.0) - left.limits.get(name, 0.0) for name in names}
    gains = max(names, key=lambda name: moved[name], default="")
    loses = min(names, key=lambda name: moved[name], default="")
    gain, loss = max(moved.get(gains, 0.0), 0.0), max(-moved.get(loses, 0.0), 0.0)
    return Kink(
        is_kink=True,
        low=0.0,
        high=0.0,
        at=None,
        from_slopes=False,
        slope_before=0.0,
        slope_after=0.0,
        before=left.top,
        after=right.top,
        takes_over=gains if gain > SHARE else "",
        gain=gain if gain > SHARE else 0.0,
        gives_way=loses if loss > SHARE else "",
        loss=loss if loss > SHARE else 0.0,
    )
