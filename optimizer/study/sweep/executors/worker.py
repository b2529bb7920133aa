"""A worker process: takes an engine and chunks from standard input, gives outcomes on standard output, pickled.

Started by `processes`. It ends at once when whoever started it is gone, whatever it is doing.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from typing import Any, BinaryIO

from optimizer.errors import OptimizerError
from optimizer.study.sweep.executors.executor import Worker

READY, DONE = "ready", "done"
"""What it says when it can begin, and after the last outcome of a chunk."""


def main() -> None:
    """Work until there is no more to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it decides when it ends
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what anybody prints is no answer
    orders: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, orders), daemon=True).start()
    worker = Worker(orders.get())
    _say(answers, READY)
    while True:
        chunk = orders.get()
        try:
            for outcome in worker.outcomes(chunk):
                _say(answers, outcome)
        except OptimizerError as error:  # no engine can be made
            _say(answers, error)
        _say(answers, DONE)


def _listen(orders: BinaryIO, queued: queue.SimpleQueue[Any]) -> None:
    """Take orders while the worker is busy, and notice at once when there will be no more."""
    while True:
        try:
            queued.put(pickle.load(orders))
        except EOFError:
            os._exit(0)
        except BaseException:  # half an order, or one for code that is not here: nobody else would end the worker
            traceback.print_exc()
            os._exit(1)


def _say(answers: BinaryIO, thing: Any) -> None:
    try:
        pickle.dump(thing, answers)
        answers.flush()
    except BrokenPipeError:  # nobody listens any more
        os._exit(0)


if __name__ == "__main__":
    main()
