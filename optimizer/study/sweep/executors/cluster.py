"""Points on a Dask cluster that runs already. Chunks are its tasks; outcomes come back one by one, when found."""

from __future__ import annotations

import contextlib
import logging
import pickle
import queue
import socket
import time
import uuid
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from optimizer.errors import OptimizerError, SolverStopped, UsageError
from optimizer.results.sweep.points import Outcome
from optimizer.study.sweep.executors import task
from optimizer.study.sweep.executors.executor import Chunk, Make, failed

CONNECT = 10.0
"""Time in which a scheduler has to answer [s]."""
SILENCE = 5.0
"""Time without any word after which it is asked whether there are workers still [s]."""
EXCUSES = 5
"""How often a chunk is handed out again that no worker had begun when it died."""
ALONE = 60.0
"""Time without any worker after which the sweep ends [s]; a cluster may be replacing one that died."""
SCHEMES = ("tcp", "tls", "ucx", "ws", "wss")
SAFE = "Every finished point is safe; the same command goes on where it was"


class Cluster:
    """All workers of the cluster whose scheduler is at an address."""

    def __init__(self, address: str) -> None:
        """Raises `UsageError` where Dask is not installed, or nobody is at the address."""
        self.address = address
        if find_spec("distributed") is None:
            raise UsageError("--cluster needs Dask, which is not installed: pip install 'optimizer[cluster]'")
        _look_for(address)

    def outcomes(self, make: Make, chunks: Sequence[Chunk]) -> Generator[Outcome]:
        """As `Executor.outcomes`."""
        with _told_by_us(), self._connected() as client:
            self._check_versions(client)
            session = _Session(client, make, self.address)
            try:
                for chunk in chunks:
                    session.submit(_Task(chunk))
                while session.tasks:
                    yield from session.listen()
            finally:
                session.end()

    def workers(self) -> int:
        """How many points it does at a time."""
        with _told_by_us(), self._connected() as client:
            self._check_versions(client)
            return sum(client.nthreads().values())

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Any]:
        import distributed

        connect: Any = distributed.Client
        try:
            client = connect(self.address, timeout=CONNECT, set_as_default=False, name="optimizer-sweep")
        except (OSError, TimeoutError) as error:
            raise _nobody(self.address) from error
        try:
            yield client
        finally:
            with contextlib.suppress(Exception):  # what is found is found; a scheduler that is gone says so here too
                client.close(timeout=2)

    def _check_versions(self, client: Any) -> None:
        """Raise `UsageError` where there is no worker, or one would not answer as this machine does."""
        if not client.nthreads():
            raise UsageError(
                f"--cluster {self.address}: the scheduler has no workers; start some: dask worker {self.address}"
            )
        self._refuse_others(task.versions(), client.run(task.versions, on_error="return"))

    def _refuse_others(self, ours: Mapping[str, str], found: Mapping[str, Any]) -> None:
        """Raise `UsageError` for the first worker that has not our versions, or could not tell."""
        for worker, theirs in found.items():
            if isinstance(theirs, Exception):
                raise UsageError(
                    f"--cluster {self.address}: worker {worker} cannot run the optimizer ({theirs}); "
                    "install the same version there"
                )
            task.check(ours, theirs, f"--cluster {self.address}: worker {worker}")


@dataclass(eq=False)
class _Task:
    """A chunk on its way.

    told : points that are known.  begun : workers that began it.  excused : how often it was lost without its fault.
    """

    points: Chunk
    told: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    excused: int = 0


class _Session:
    """The tasks of one sweep on a cluster."""

    def __init__(self, client: Any, make: Make, address: str) -> None:
        self._client = client
        self._address = address
        self._make = zlib.compress(pickle.dumps(make))
        self._versions = task.versions()
        self._topic = f"optimizer-{uuid.uuid4().hex}"
        self._heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._last_seen = time.monotonic()
        self.tasks: dict[Any, _Task] = {}
        self._by_id: dict[str, _Task] = {}
        client.subscribe_topic(self._topic, lambda event: self._heard.put(pickle.loads(event[1])))

    def submit(self, one: _Task) -> None:
        """Hand a chunk to the cluster."""
        future = self._client.submit(
            task.do, self._make, pickle.dumps(one.points), self._topic, self._versions,
            key=f"{self._topic}-{uuid.uuid4().hex[:8]}", pure=False,
        )  # fmt: skip
        self._by_id.update({point.id: one for point in one.points})
        self._wait_for(future, one)

    def _wait_for(self, future: Any, one: _Task) -> None:
        self.tasks[future] = one
        future.add_done_callback(self._heard.put)

    def listen(self) -> Iterator[Outcome]:
        """Hear one word of the cluster, and do what follows from it."""
        try:
            word = self._heard.get(timeout=SILENCE)
        except queue.Empty:
            self._look_for_workers()
            return
        self._last_seen = time.monotonic()
        if isinstance(word, Outcome):
            yield from self._new(word)
        elif isinstance(word, task.Begun):
            self._by_id[word.first].begun.add(word.worker)
        elif word in self.tasks:
            yield from self._ended(word)

    def end(self) -> None:
        """Call back what has not been done."""
        left = list(self.tasks)
        self.tasks.clear()
        with contextlib.suppress(Exception):  # a scheduler that is gone does nothing more anyway
            self._client.unsubscribe_topic(self._topic)
            self._client.cancel(left, force=True)

    def _new(self, outcome: Outcome) -> Iterator[Outcome]:
        told = self._by_id[outcome.id].told
        if outcome.id not in told:
            told.add(outcome.id)
            yield outcome

    def _ended(self, future: Any) -> Iterator[Outcome]:
        """What a task that ended has not told yet; what is left of one that failed goes to the cluster again."""
        one = self.tasks.pop(future)
        if all(point.id in one.told for point in one.points):
            return
        if future.status == "finished":
            for outcome in pickle.loads(future.result()):
                yield from self._new(outcome)
        elif future.status == "error":
            yield from self._broken(one, future.exception())
        elif future.status == "cancelled":
            raise SolverStopped(f"--cluster {self._address}: the scheduler is gone, or called the sweep off. {SAFE}")
        else:  # the worker that had its answer died: it is done again
            self._wait_for(future, one)

    def _broken(self, one: _Task, error: BaseException) -> Iterator[Outcome]:
        """Give up the point at which workers died time and again."""
        from distributed.scheduler import KilledWorker

        if not isinstance(error, KilledWorker):
            raise error if isinstance(error, OptimizerError) else SolverStopped(f"a worker failed: {error}. {SAFE}")
        if error.last_worker.address not in one.begun and one.excused < EXCUSES:
            one.excused += 1  # it waited at workers that died of something else
            self.submit(one)
            return
        at = next((i for i, point in enumerate(one.points) if point.id not in one.told), None)
        if at is not None:
            yield failed(one.points[at], "the workers that were given it died")
            if one.points[at + 1 :]:
                self.submit(_Task(one.points[at + 1 :]))

    def _look_for_workers(self) -> None:
        try:
            workers = len(self._client.nthreads())
        except Exception:  # the scheduler does not answer
            workers = 0
        if workers:
            self._last_seen = time.monotonic()
        elif time.monotonic() - self._last_seen > ALONE:
            raise SolverStopped(f"--cluster {self._address}: no workers are left, or the scheduler is gone. {SAFE}")


@contextlib.contextmanager
def _told_by_us() -> Iterator[None]:
    """Keep what Dask says of lost connections to itself: who waits for the sweep is told in our words.

    Some of its logs have levels of their own, which it sets when it is imported.
    """
    import_module("distributed")
    names = [name for name in logging.root.manager.loggerDict if f"{name}.".startswith("distributed.")]
    before = {log: log.level for log in map(logging.getLogger, names)}
    for log in before:
        log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for log, level in before.items():
            log.setLevel(level)


def _look_for(address: str) -> None:
    """Raise `UsageError` for what is no address, and where nobody listens: Dask would try for long."""
    parts = urlsplit(address)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in SCHEMES or not host or not port:
        raise UsageError(f"--cluster takes an address as tcp://host:8786, not {address!r}")
    try:
        socket.create_connection((host, port), CONNECT).close()
    except OSError as error:
        raise _nobody(address) from error


def _nobody(address: str) -> UsageError:
    return UsageError(
        f"--cluster {address}: no Dask scheduler answers there; start one with `dask scheduler`, "
        "and workers with `dask worker ADDRESS`"
    )
