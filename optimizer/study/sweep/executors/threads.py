"""Points in threads of this process: they share its memory, and its interpreter."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Sequence

from optimizer.results.sweep.points import Outcome
from optimizer.study.sweep.executors.executor import Chunk, Make, Worker

PATIENCE = 0.5
"""Time between looks at whether an interruption has come [s]; not every system breaks off a wait for one."""
LAST_POINT = 2.0
"""Time that threads have to end the points that they are at, when they are stopped [s]."""


class Threads:
    """`workers` threads, each with an engine of its own."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def outcomes(self, make: Make, chunks: Sequence[Chunk]) -> Generator[Outcome]:
        """As `Executor.outcomes`."""
        crew = _Crew(make, chunks)
        threads = [threading.Thread(target=crew.work, daemon=True) for _ in range(min(self.workers, len(chunks)))]
        for thread in threads:
            thread.start()
        try:
            at_work = len(threads)
            while at_work:
                found = crew.next()
                if isinstance(found, BaseException):
                    raise found
                if found is None:
                    at_work -= 1
                else:
                    yield found
        finally:
            crew.stop.set()
            for thread in threads:
                thread.join(LAST_POINT)


class _Crew:
    """What the threads share: chunks to do, outcomes found, and the word to stop."""

    def __init__(self, make: Make, chunks: Sequence[Chunk]) -> None:
        self._make = make
        self._chunks: queue.SimpleQueue[Chunk] = queue.SimpleQueue()
        for chunk in chunks:
            self._chunks.put(chunk)
        self._found: queue.SimpleQueue[Outcome | BaseException | None] = queue.SimpleQueue()
        self.stop = threading.Event()

    def next(self) -> Outcome | BaseException | None:
        """The next outcome; None where a thread has ended, what it raised where that was not by intention."""
        while True:
            try:
                return self._found.get(timeout=PATIENCE)
            except queue.Empty:
                continue

    def work(self) -> None:
        """Do chunks until there are none."""
        worker = Worker(self._make)
        try:
            while not self.stop.is_set():
                for outcome in worker.outcomes(self._chunks.get_nowait()):
                    self._found.put(outcome)
                    if self.stop.is_set():
                        return
        except queue.Empty:
            self._found.put(None)
        except BaseException as error:  # it belongs to who waits for the outcomes
            self._found.put(error)
