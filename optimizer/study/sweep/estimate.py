"""How many points a sweep has, and about how long they take."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from optimizer.errors import Problem
from optimizer.results.sweep.points import Outcome
from optimizer.results.sweep.study import StudyFacts
from optimizer.study.sweep import work
from optimizer.study.sweep.executors import Chunk, Engine
from optimizer.study.sweep.prepared import Prepared

ENOUGH = 1.0
"""Time after which no more points of a chunk are solved for that [s]."""


@dataclass(frozen=True)
class Estimate:
    """points : in all, those alike once.  known : finished before.  workers : at a time.  seconds : about how long the
    rest takes.  study : what varies and what is recorded.  made_of : what the points come from.  warnings : what is odd
    about the base and about what is varied."""

    points: int
    known: int
    workers: int
    seconds: float
    study: StudyFacts
    made_of: str = ""
    warnings: tuple[Problem, ...] = ()

    @property
    def left(self) -> int:
        """Points to do."""
        return self.points - self.known


def estimate(prepared: Prepared, kept: Mapping[str, Outcome], workers: int) -> Estimate:
    """About how long the rest of a sweep takes; solves a few points where none was solved before.

    kept : the finished points that stay, by id.
    """
    left = work.left(prepared.chunks, kept)
    seen = [outcome.seconds for outcome in prepared.found.outcomes.values()]
    if not left:
        seconds = 0.0
    elif seen:
        seconds = fmean(seen) * sum(map(len, left))
    else:
        seconds = _tried(left, prepared.recipe())
    at_a_time = min(workers, max(len(left), 1))
    return Estimate(
        points=prepared.count,
        known=len(kept),
        workers=workers,
        seconds=seconds / at_a_time,
        study=prepared.facts,
        made_of=prepared.made_of,
        warnings=prepared.warnings,
    )


def _tried(chunks: Sequence[Chunk], engine: Engine) -> float:
    """About how long chunks take one after the other, by a few of their points [s]."""
    first, later = [], []
    for number in sorted({0, len(chunks) // 2, len(chunks) - 1}):
        took = list(_seconds(chunks[number], engine))
        first.append(took[0])
        later += took[1:]
    points = sum(map(len, chunks))
    return fmean(first) * len(chunks) + fmean(later or first) * (points - len(chunks))


def _seconds(chunk: Chunk, engine: Engine) -> Iterator[float]:
    """What the points of a chunk take, until that is enough."""
    began = time.perf_counter()
    for outcome in engine.outcomes(chunk):
        yield outcome.seconds
        if time.perf_counter() - began > ENOUGH:
            return
