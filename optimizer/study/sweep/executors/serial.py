"""All points in this thread."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from optimizer.results.sweep.points import Outcome
from optimizer.study.sweep.executors.executor import Chunk, Make, Worker


class Serial:
    """One worker: the caller."""

    def outcomes(self, make: Make, chunks: Sequence[Chunk]) -> Generator[Outcome]:
        """As `Executor.outcomes`."""
        worker = Worker(make)
        for chunk in chunks:
            yield from worker.outcomes(chunk)
