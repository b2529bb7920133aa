"""Engines whose answers are arithmetic, so that tests of the work around them take no time; some with ill luck."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.results.sweep.points import DONE, INFEASIBLE, Outcome, Point, Variant

RECORD = ("npv", "limits.top")
INFEASIBLE_EVERY = 11


def points(count: int, salt: str = "") -> tuple[Point, ...]:
    """Points with one factor, each an id of its own."""
    return tuple(
        Point(i, hashlib.sha256(f"{salt}{i}".encode()).hexdigest()[:12], Variant(), {("x",): i / 7}, {"x": i / 7})
        for i in range(count)
    )


def chunked(all_points: Sequence[Point], size: int = 5) -> list[tuple[Point, ...]]:
    return [tuple(all_points[i : i + size]) for i in range(0, len(all_points), size)]


@dataclass(frozen=True)
class Arithmetic:
    """Its answers depend, to the last digits, on the points before them in the chunk, as those of a warm solver do.

    pause : time a point takes [s].  kills, breaks : numbers of points at which the process dies, or an error comes.
    once : a folder; what kills does so only the first time.
    """

    pause: float = 0.0
    kills: tuple[int, ...] = ()
    breaks: tuple[int, ...] = ()
    once: Path | None = None

    def __call__(self) -> Arithmetic:
        return self

    def outcomes(self, some: Sequence[Point]) -> Iterator[Outcome]:
        route = 0.0
        for point in some:
            time.sleep(self.pause)
            if point.number in self.kills and self._first(point):
                os.kill(os.getpid(), signal.SIGKILL)
            if point.number in self.breaks:
                raise ArithmeticError(f"no answer at {point.number}")
            route += point.values[("x",)] * 1e-13
            yield self._outcome(point, route)

    def _first(self, point: Point) -> bool:
        if self.once is None:
            return True
        try:
            (self.once / str(point.number)).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _outcome(self, point: Point, route: float) -> Outcome:
        if point.number % INFEASIBLE_EVERY == INFEASIBLE_EVERY - 1:
            return Outcome(point.number, point.id, INFEASIBLE, "the firm demand, all of it, is more than supply")
        value = point.values[("x",)] / 3 + 1 + route
        limits = {"capacity:grid": value / 100, "budget:private": 0.1}
        return Outcome(
            point.number, point.id, DONE, "", {"npv": value, "objective": value, "limits.top": "capacity:grid"}, limits,
            {}, self.pause + 0.001,
        )  # fmt: skip


@dataclass(frozen=True)
class NoEngine:
    """What makes it finds no scenario."""

    def __call__(self) -> Arithmetic:
        raise UsageError("there is no base")
