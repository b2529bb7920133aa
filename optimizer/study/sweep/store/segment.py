"""Where a sweep puts each point down as soon as it is known: a file of its own to which only it appends.

A line is handed to the system in one piece, so that a process killed at any moment has cut off at most its last line,
which its checksum tells. Sweeps that work on one study at a time have a segment each.
"""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from optimizer.errors import ResultError
from optimizer.results.store.layout import reason
from optimizer.results.sweep.points import Outcome
from optimizer.study.sweep.store import locks
from optimizer.study.sweep.store.layout import ENDING, STUDY_KEY
from optimizer.study.sweep.store.lines import line, outcome_line
from optimizer.study.sweep.store.making import Wanted

SYNC_SHARE = 0.1
"""Share of the time that may go into waiting for the disk. One wait is 0.2 ms on a solid-state disk, so that there each
point is waited for; where it is 10 ms, points of 0.1 s are put on the disk together."""


class Segment:
    """One sweep's own file of finished points. Used as a context; raises `ResultError` where the disk does not take
    a point, and then nothing of it is left."""

    def __init__(self, folder: Path, wanted: Wanted) -> None:
        """folder : of the segments.  wanted : how the points are made, and what they are to say."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        self.path = folder / f"{stamp}-{os.getpid()}-{uuid.uuid4().hex[:8]}{ENDING}"
        self.written = 0
        self._wanted = wanted
        self._size = 0
        self._synced, self._wait = 0.0, 0.0
        with self._told():
            self._file = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o666)
        try:
            locks.hold(self._file)
            self._append(line({**wanted.making.header(), STUDY_KEY: wanted.study}))
        except BaseException:
            with contextlib.suppress(ResultError):
                self.close()
            raise
        locks.put_in_list(folder)

    def add(self, outcome: Outcome) -> None:
        """Put a point down."""
        self._append(outcome_line(outcome, self._wanted))
        self.written += 1

    def close(self) -> None:
        """Make sure that all is on the disk. A segment without any point is taken away."""
        if self._file < 0:
            return
        file, self._file = self._file, -1
        try:
            with self._told():
                os.fsync(file)
        finally:
            os.close(file)
        if not self.written:
            with contextlib.suppress(OSError):
                self.path.unlink()

    def __enter__(self) -> Segment:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(ResultError) if error else contextlib.nullcontext():
            self.close()

    def _append(self, content: bytes) -> None:
        with self._told():
            try:
                self._write(content)
            except OSError:
                with contextlib.suppress(OSError):
                    os.truncate(self._file, self._size)
                raise
        self._size += len(content)

    def _write(self, content: bytes) -> None:
        left = memoryview(content)
        while left:  # a disk that fills up may take a part before it says so
            left = left[os.write(self._file, left) :]
        began = time.monotonic()
        if began - self._synced >= self._wait / SYNC_SHARE:
            os.fsync(self._file)
            self._synced = time.monotonic()
            self._wait = self._synced - began

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the system says into an error that tells what is safe."""
        try:
            yield
        except OSError as error:
            safe = f"the {self.written} points finished before are safe" if self.written else "no point was lost"
            raise ResultError(
                f"{self.path.parent}: a point could not be written: {reason(error)}; {safe}. "
                "Make room, then give the same command again: it goes on where it was"
            ) from error
