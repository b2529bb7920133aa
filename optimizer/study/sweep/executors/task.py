"""What a worker of a cluster does with a chunk."""

from __future__ import annotations

import contextlib
import pickle
import platform
import threading
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.errors import UsageError
from optimizer.results.store.origin import SHOWING, program
from optimizer.results.store.origin import versions as all_versions
from optimizer.results.sweep.points import Outcome
from optimizer.study.sweep.executors.executor import Chunk, Worker

ALIKE = ("optimizer", "highspy", "numpy")
"""Packages that must have the same version everywhere, for answers to be the same."""

_of_thread = threading.local()
"""The engine of each thread of a worker, and what it was made from: it is made once, not for every chunk."""


@dataclass(frozen=True)
class Begun:
    """Word that a worker begins a chunk. first : the id of its first point."""

    first: str
    worker: str


def do(make: bytes, points: bytes, topic: str, asked: Mapping[str, str]) -> bytes:
    """Do a chunk; each outcome is told under the topic at once, and all of them in the end."""
    from distributed import get_worker

    here: Any = get_worker()
    check(asked, versions(), f"worker {here.address}")
    chunk: Chunk = pickle.loads(points)
    here.log_event(topic, pickle.dumps(Begun(chunk[0].id, here.address)))
    found: list[Outcome] = []
    for outcome in _worker(make).outcomes(chunk):
        found.append(outcome)
        here.log_event(topic, pickle.dumps(outcome))
        if _is_called_off(here):
            break
    return pickle.dumps(found)


def versions() -> dict[str, str]:
    """Versions that have to be alike, here; of the optimizer its source as well."""
    known = all_versions()
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, **{name: known[name] for name in ALIKE}, "source": program(SHOWING)[:12]}


def check(ours: Mapping[str, str], theirs: Mapping[str, str], who: str) -> None:
    """Raise `UsageError` where a worker has other versions than who asks."""
    other = [
        f"{name} {theirs.get(name)} (here {version})" for name, version in ours.items() if theirs.get(name) != version
    ]
    if other:
        raise UsageError(
            f"{who} has {', '.join(other)}; answers would not be the same. Install the same versions there"
        )


def _worker(make: bytes) -> Worker:
    if getattr(_of_thread, "make", None) != make:
        _of_thread.worker = Worker(pickle.loads(zlib.decompress(make)))
        _of_thread.make = make
    worker: Worker = _of_thread.worker
    return worker


def _is_called_off(here: Any) -> bool:
    """Whether the sweep was stopped meanwhile, as far as the worker knows."""
    with contextlib.suppress(AttributeError, KeyError):  # another version keeps its books in another way
        return bool(here.state.tasks[here.get_current_task()].state == "cancelled")
    return False
