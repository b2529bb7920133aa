"""Ctrl-C while HiGHS works."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run(highs: Any) -> None:
    """Run HiGHS so that Ctrl-C ends it within a pivot or an iteration.

    Python hears a signal only between its own instructions, so that HiGHS would come to its end first. It often asks a
    callback whether to go on, and there Python is heard. What a handler raises is kept until HiGHS has stopped: raised
    in the callback it would unwind HiGHS' own code, and the object could not be used again. Presolve asks nobody and
    ends first. Off the main thread, which alone hears signals, HiGHS runs as it is.
    """
    if threading.current_thread() is not threading.main_thread():
        highs.run()
        return
    raised: list[BaseException] = []
    said: bool | None = None

    def answer(event: Any) -> None:
        nonlocal said
        if said is not bool(raised):  # the first time too: HiGHS remembers the yes of an earlier run
            said = bool(raised)
            event.interrupt(said)

    questions = (highs.cbSimplexInterrupt, highs.cbIpmInterrupt)
    with _kept(raised):
        for question in questions:
            question.subscribe(answer)
        try:
            highs.run()
        finally:
            for question in questions:
                question.unsubscribe(answer)
    if raised:
        raise raised[0]


@contextlib.contextmanager
def _kept(raised: list[BaseException]) -> Iterator[None]:
    """Keep what the handlers of signals raise. A signal without a handler in Python, or ignored, is left alone."""
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def keep(number: int, frame: FrameType | None) -> None:
        handler = before[signal.Signals(number)]
        try:
            if callable(handler):
                handler(number, frame)
        except BaseException as error:  # a KeyboardInterrupt, as a rule
            raised.append(error)

    ours = [number for number, handler in before.items() if callable(handler)]
    try:
        for number in ours:
            signal.signal(number, keep)
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])
