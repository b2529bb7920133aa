"""Serial, processes: the same outcomes; a death or an error costs one point at most."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.errors import SolverStopped, UsageError
from optimizer.results.sweep.points import FAILED, Outcome
from optimizer.study.sweep.executors import Executor, Serial
from optimizer.study.sweep.executors.processes import MODULE, ROOT, Processes

from .engines import Arithmetic, NoEngine, chunked, points

POINTS = points(23)
CHUNKS = chunked(POINTS)
EXECUTORS: dict[str, Executor] = {"serial": Serial(), "processes": Processes(2)}


def by_number(outcomes) -> list[Outcome]:
    return sorted(outcomes, key=lambda outcome: outcome.number)


CLEAN = by_number(Serial().outcomes(Arithmetic(), CHUNKS))


def test_serial_does_every_point():
    assert [outcome.id for outcome in CLEAN] == [point.id for point in POINTS]


@pytest.mark.parametrize("executor", EXECUTORS.values(), ids=EXECUTORS)
def test_executors_agree_whatever_the_order_of_the_chunks(executor):
    assert by_number(executor.outcomes(Arithmetic(), CHUNKS[::-1])) == CLEAN


@pytest.mark.parametrize("executor", EXECUTORS.values(), ids=EXECUTORS)
def test_an_error_is_a_row_and_the_points_after_it_are_done(executor):
    found = by_number(executor.outcomes(Arithmetic(breaks=(7, 8)), CHUNKS))
    assert [outcome.id for outcome in found] == [point.id for point in POINTS]
    assert {outcome.number for outcome in found if outcome.status == FAILED} == {7, 8}
    assert found[7].reason == "ArithmeticError: no answer at 7"
    assert found[5] == CLEAN[5]


@pytest.mark.parametrize("executor", EXECUTORS.values(), ids=EXECUTORS)
def test_no_engine_is_the_end_of_the_sweep(executor):
    with pytest.raises(UsageError, match="there is no base"):
        list(executor.outcomes(NoEngine(), CHUNKS))


def test_a_worker_that_dies_once_loses_no_point(tmp_path):
    found = by_number(Processes(2).outcomes(Arithmetic(kills=(3, 12), once=tmp_path), CHUNKS))
    assert found == CLEAN


def test_a_point_that_kills_twice_is_given_up():
    found = by_number(Processes(2).outcomes(Arithmetic(kills=(7,)), CHUNKS))
    assert [outcome.id for outcome in found] == [point.id for point in POINTS]
    assert found[7].status == FAILED
    assert found[7].reason == "2 workers died at it (SIGKILL)"
    after = by_number(Serial().outcomes(Arithmetic(), [CHUNKS[1][3:]]))
    assert found[8:10] == after


def test_a_worker_killed_from_outside_loses_no_point():
    seen: list[Outcome] = []
    killed = False
    for outcome in Processes(2).outcomes(Arithmetic(pause=0.02), CHUNKS):
        seen.append(outcome)
        if not killed:
            killed = True
            os.kill(own_workers()[0], signal.SIGKILL)
    assert by_number(replace(outcome, seconds=0.0) for outcome in seen) == [
        replace(outcome, seconds=0.0) for outcome in CLEAN
    ]


def test_stopping_ends_all_workers():
    stream = Processes(2).outcomes(Arithmetic(pause=5.0), CHUNKS)
    threading.Timer(1.0, lambda: signal.raise_signal(signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        next(stream)
    assert time.monotonic() - began < 4.0
    assert own_workers() == []


def test_workers_that_cannot_begin_are_told(monkeypatch):
    monkeypatch.setattr("optimizer.study.sweep.executors.processes.MODULE", "optimizer.no_such_thing")
    with pytest.raises(SolverStopped, match="no_such_thing"):
        list(Processes(2).outcomes(Arithmetic(), CHUNKS))


def test_a_worker_ends_that_is_told_what_it_does_not_understand():
    """Half an order, of one who was killed while it gave it: the worker would wait for the other half for ever."""
    ended = subprocess.run(
        [sys.executable, "-m", MODULE], input=b"no pickle", capture_output=True, check=False, timeout=30, cwd=ROOT
    )
    assert ended.returncode == 1
    assert b"UnpicklingError" in ended.stderr


def own_workers() -> list[int]:
    """Workers that this process started and that are alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if fields[1] == str(os.getpid()) and fields[0] != "Z" and MODULE.encode() in command:
            found.append(int(stat.parent.name))
    return found
