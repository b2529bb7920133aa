"""What of a sweep is still to be done, and doing it: every outcome goes to disk before anybody hears of it."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

from optimizer.results.sweep.points import Outcome, Point
from optimizer.study.sweep.executors import Chunk, Executor, Make
from optimizer.study.sweep.store import Found, Segment, Wanted, restart
from optimizer.study.sweep.store.layout import made, tidy
from optimizer.study.sweep.watch import Watcher


def unique(points: Sequence[Point]) -> tuple[Point, ...]:
    """The first point of each content: points alike are done once."""
    first: dict[str, Point] = {}
    for point in points:
        first.setdefault(point.id, point)
    return tuple(first.values())


def known(chunks: Sequence[Chunk], found: Found) -> dict[str, Outcome]:
    """The finished points that are kept, by id.

    In a chunk with a point that failed, or ran out of another time than it has now, those after it went another way
    than they will now that it is tried again: they are done with it, so that what comes out does not depend on what
    once went wrong.
    """
    kept: dict[str, Outcome] = {}
    for chunk in chunks:
        for point in chunk:
            if point.id in found.failed or point.id in found.late:
                break
            if point.id in found.outcomes:
                kept[point.id] = found.outcomes[point.id]
    return kept


def left(chunks: Sequence[Chunk], kept: Mapping[str, Outcome]) -> list[Chunk]:
    """The chunks that are not done, each whole: what is found for a point may depend on those before it."""
    return [chunk for chunk in chunks if any(point.id not in kept for point in chunk)]


def do(
    chunks: Sequence[Chunk],
    kept: Mapping[str, Outcome],
    executor: Executor,
    make: Make,
    folder: Path,
    wanted: Wanted,
    watcher: Watcher,
    over: bool = False,
) -> dict[str, Outcome]:
    """Do what is left; returns all outcomes by id. Whatever stops it, what is finished is on disk.

    over : what was finished before goes, as soon as the first outcome shows that the work can be done.

    Raises `ResultError` where the disk does not take a point, and KeyboardInterrupt.
    """
    outcomes = dict(kept)
    todo = left(chunks, kept)
    if not todo:
        return outcomes
    try:
        with (
            Segment(made(folder), wanted) as segment,
            contextlib.closing(_new(executor.outcomes(make, todo), outcomes)) as stream,
        ):
            for outcome in stream:
                segment.add(outcome)
                if over:
                    restart.forget(folder, but=segment.path)
                    over = False
                outcomes[outcome.id] = outcome
                watcher.point(outcome)
    finally:
        tidy(folder)
    return outcomes


def _new(stream: Generator[Outcome], outcomes: Mapping[str, Outcome]) -> Generator[Outcome]:
    """The outcomes that are not known yet."""
    try:
        for outcome in stream:
            if outcome.id not in outcomes:
                yield outcome
    finally:
        stream.close()
