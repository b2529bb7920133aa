"""Points in processes of this machine. The death of one costs its chunk's time, and no point.

A worker is a Python of its own that imports nothing of the program that asks for it, so that scripts and notebooks need
no `if __name__ == "__main__"`.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optimizer.errors import OptimizerError, SolverStopped
from optimizer.results.store.layout import reason
from optimizer.results.sweep.points import Outcome
from optimizer.study.sweep.executors.executor import Chunk, Make, failed
from optimizer.study.sweep.executors.worker import DONE, READY

MODULE = "optimizer.study.sweep.executors.worker"
ROOT = Path(__file__).parents[4]
"""The folder that the package is in."""
DEATHS = 2
"""Workers that a point may take with it before it is given up."""
STILLBORN = 3
"""Workers in a row that may die before they can begin, until that is taken for more than bad luck."""
PATIENCE = 0.5
"""Time between looks at whether an interruption has come [s]; not every system breaks off a wait for one."""
LAST_WORDS = 2000
"""Characters that are told of what a worker said that could not even begin."""
GOODBYE = 1.0
"""Time that a worker has to end when it is told to [s]."""


class Processes:
    """`workers` processes, each with an engine of its own."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def outcomes(self, make: Make, chunks: Sequence[Chunk]) -> Generator[Outcome]:
        """As `Executor.outcomes`."""
        crew = _Crew(pickle.dumps(make), deque(_Task(chunk) for chunk in chunks))
        try:
            for _ in range(min(self.workers, len(chunks))):
                crew.hire()
            while crew.workers:
                yield from crew.listen()
        finally:
            crew.dismiss()


@dataclass(eq=False)
class _Task:
    """A chunk on its way. told : points that are known.  deaths : how many workers died at a point."""

    points: Chunk
    told: set[str] = field(default_factory=set)
    deaths: Counter[str] = field(default_factory=Counter)

    def after_death(self, why: str) -> tuple[_Task | None, Outcome | None]:
        """What is left to do after a worker died at this task, and the point that is given up, if any."""
        at = next((i for i, point in enumerate(self.points) if point.id not in self.told), None)
        if at is None:
            return None, None
        culprit = self.points[at]
        self.deaths[culprit.id] += 1
        if self.deaths[culprit.id] < DEATHS:
            return self, None
        rest = self.points[at + 1 :]
        return (_Task(rest, self.told) if rest else None), failed(culprit, f"{DEATHS} workers died at it ({why})")


class _Process:
    """A worker as seen from here."""

    def __init__(self, make: bytes, heard: queue.SimpleQueue[tuple[_Process, Any]]) -> None:
        self.task: _Task | None = None
        self.ready = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the worker)
        path = os.pathsep.join([str(ROOT), *(part for part in sys.path if part)])
        self._popen = subprocess.Popen(
            [sys.executable, "-m", MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C is for the one who started it
        )
        self._listener = threading.Thread(target=self._listen, args=(heard,), daemon=True)
        self._listener.start()
        self._send(make)

    @property
    def id(self) -> int:
        return self._popen.pid

    def give(self, task: _Task) -> None:
        """Give it a chunk."""
        self.task = task
        self._send(pickle.dumps(task.points))

    def why_dead(self) -> str:
        """What ended it."""
        try:
            code = self._popen.wait(GOODBYE)
        except subprocess.TimeoutExpired:  # it lives, but what it says is no word
            self._popen.kill()
            code = self._popen.wait()
        if code >= 0:
            return f"exit code {code}"
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
        return f"signal {-code}"

    def last_words(self) -> str:
        """The end of what it said on standard error."""
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace").strip()[-LAST_WORDS:]

    def end(self) -> None:
        """End it: at once where it is at work, of itself where it is not."""
        if self.task is not None:
            self._popen.terminate()
        with contextlib.suppress(OSError):
            self._stdin.close()
        try:
            self._popen.wait(GOODBYE)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._listener.join(GOODBYE)
        if self._popen.stdout is not None:
            self._popen.stdout.close()
        self._errors.close()

    @property
    def _stdin(self) -> Any:
        return self._popen.stdin

    def _send(self, content: bytes) -> None:
        with contextlib.suppress(OSError):  # where it is dead its listener tells
            self._stdin.write(content)
            self._stdin.flush()

    def _listen(self, heard: queue.SimpleQueue[tuple[_Process, Any]]) -> None:
        """Pass on what it says; None when it is gone."""
        while True:
            try:
                word = pickle.load(self._popen.stdout)  # type: ignore[arg-type]
            except Exception:  # the end, or half a word before it
                heard.put((self, None))
                return
            heard.put((self, word))


class _Crew:
    """All workers, and what is to be done."""

    def __init__(self, make: bytes, tasks: deque[_Task]) -> None:
        self._make = make
        self._tasks = tasks
        self._stillborn = 0
        self._heard: queue.SimpleQueue[tuple[_Process, Any]] = queue.SimpleQueue()
        self.workers: list[_Process] = []

    def hire(self) -> None:
        """Start one more worker. Where the system gives no more, those that there are do the work."""
        try:
            self.workers.append(_Process(self._make, self._heard))
        except OSError as error:
            if not self.workers:
                raise SolverStopped(f"no worker process could begin: {reason(error)}") from error

    def listen(self) -> Iterator[Outcome]:
        """Hear one word of a worker, and do what follows from it."""
        try:
            worker, word = self._heard.get(timeout=PATIENCE)
        except queue.Empty:
            return
        if word is None:
            yield from self._bury(worker)
        elif word in (READY, DONE):
            worker.ready = True
            self._next_task(worker)
        elif isinstance(word, OptimizerError):
            raise word
        elif worker.task is not None and word.id not in worker.task.told:
            worker.task.told.add(word.id)
            yield word

    def dismiss(self) -> None:
        """End all workers."""
        while self.workers:
            self.workers.pop().end()

    def _next_task(self, worker: _Process) -> None:
        worker.task = None
        if self._tasks:
            worker.give(self._tasks.popleft())
        else:
            self.workers.remove(worker)
            worker.end()

    def _bury(self, worker: _Process) -> Iterator[Outcome]:
        """Give what a dead worker was at to another."""
        if worker not in self.workers:
            return
        self.workers.remove(worker)
        why, words, task = worker.why_dead(), worker.last_words(), worker.task
        worker.end()
        self._stillborn = 0 if worker.ready else self._stillborn + 1
        if self._stillborn == STILLBORN:
            raise SolverStopped(f"no worker process could begin ({why}): {words}")
        left, given_up = task.after_death(why) if task else (None, None)
        if left is not None:
            self._tasks.appendleft(left)
        if given_up is not None:
            yield given_up
        if self._tasks:
            self.hire()
