"""What all executors are, how one worker goes through one chunk, and the plainest: this thread."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Protocol, TypeAlias

from optimizer.errors import OptimizerError
from optimizer.results.sweep.points import FAILED, Outcome, Point

Chunk: TypeAlias = tuple[Point, ...]
"""Points that one worker does one after the other: what is found for one may depend on those before it in its chunk
(to the last digits, say), and on nothing else."""


class Engine(Protocol):
    """What does points."""

    def outcomes(self, points: Sequence[Point]) -> Iterator[Outcome]:
        """What becomes of each point, in their order, each as soon as it is known."""


Make: TypeAlias = Callable[[], Engine]
"""Makes an engine; it can be sent to another process. Each worker has an engine of its own."""


class Executor(Protocol):
    """Who does chunks of points."""

    def outcomes(self, make: Make, chunks: Sequence[Chunk]) -> Generator[Outcome]:
        """What becomes of every point of every chunk, as it is found, in no order.

        A point whose engine breaks down is an outcome too (`failed`). Closing the iterator stops the work at once.
        Raises an `OptimizerError` where nobody can do the work.
        """


class Worker:
    """One engine at work; made again after it broke down."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._engine: Engine | None = None

    def outcomes(self, chunk: Chunk) -> Iterator[Outcome]:
        """What becomes of each point. Where the engine breaks down, that point has failed; a new engine goes on with
        those after it, as with a chunk of their own."""
        left = list(chunk)
        while left:
            engine = self._engine or self._make()
            self._engine = engine
            try:
                for outcome in engine.outcomes(tuple(left)):
                    left = [point for point in left if point.id != outcome.id]
                    yield outcome
                why = "the engine gave no answer"
            except OptimizerError as error:
                self._engine, why = None, str(error)
            except Exception as error:  # whatever it is, it is this point's, and others may do well
                self._engine, why = None, f"{type(error).__name__}: {error}"
            if left:
                yield failed(left.pop(0), why)


class Serial:
    """One worker: the caller."""

    def outcomes(self, make: Make, chunks: Sequence[Chunk]) -> Generator[Outcome]:
        """As `Executor.outcomes`."""
        worker = Worker(make)
        for chunk in chunks:
            yield from worker.outcomes(chunk)


def failed(point: Point, why: str) -> Outcome:
    """A point that there is no answer for."""
    return Outcome(point.number, point.id, FAILED, why)
