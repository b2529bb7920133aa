"""Ctrl-C and SIGTERM as stops that leave everything in order, however often they come."""

from __future__ import annotations

import contextlib
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Any

GRACE = 10.0
"""Time after a stop in which another changes nothing, for what was stopped to be put in order [s]."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class _Stop:
    """Handles a signal by a KeyboardInterrupt, unless one has come just before: putting things in order goes on."""

    def __init__(self) -> None:
        self._came = -math.inf

    def __call__(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if now - self._came > GRACE:
            self._came = now
            raise KeyboardInterrupt


@contextlib.contextmanager
def stopped_once() -> Iterator[None]:
    """Let Ctrl-C stop what goes on, and a second one not break off how it ends."""
    with _handled(_raising(), _stop()):
        yield


@contextlib.contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """Let SIGTERM do what Ctrl-C does: end quickly, with everything on disk, though it comes twice."""
    with _handled([*_raising(), signal.SIGTERM], _stop()):
        yield


@contextlib.contextmanager
def put_off() -> Iterator[None]:
    """Let what must not be half done come to its end before a stop."""
    came: list[int] = []
    try:
        with _handled(SIGNALS, lambda number, frame: came.append(number)):
            yield
    finally:
        if came:
            signal.raise_signal(came[0])


def deaf() -> None:
    """Hear no Ctrl-C and no SIGTERM from now on: the process was stopped and ends with its exit code, for which Python
    takes a moment.

    A handler would not do: Python takes it away before it has ended, and then another stop kills.
    """
    if threading.current_thread() is threading.main_thread():
        for number in (*_raising(), signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)


def _raising() -> list[signal.Signals]:
    """SIGINT where it raises KeyboardInterrupt here; who lets it do something else, or nothing, keeps that."""
    now = signal.getsignal(signal.SIGINT)
    here = threading.current_thread() is threading.main_thread()
    return [signal.SIGINT] if here and (now is signal.default_int_handler or isinstance(now, _Stop)) else []


def _stop() -> _Stop:
    """That of who called this one, where he has one: what came is then known here too."""
    now = signal.getsignal(signal.SIGINT)
    return now if isinstance(now, _Stop) else _Stop()


@contextlib.contextmanager
def _handled(signals: Sequence[signal.Signals], handler: Callable[[int, FrameType | None], Any]) -> Iterator[None]:
    """Handle signals, on the main thread, which alone hears them. One that is ignored stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = [number for number in signals if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, handler) for number in ours}
    try:
        yield
    finally:
        for number, old in before.items():
            if signal.getsignal(number) is handler:  # else somebody has set another meanwhile
                signal.signal(number, signal.SIG_DFL if old is None else old)  # None: not set from Python
