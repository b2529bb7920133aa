"""Sweeps that are killed, stopped, disturbed: what comes out in the end is the same, byte for byte."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.study.stopping import stopped_by_sigterm
from optimizer.study.sweep.store import files as store
from optimizer.study.sweep.store import reading
from optimizer.study.sweep.store.layout import segments_in

from .arithmetic_sweep import TABLES, WANTED
from .conftest import STUDY, written

ROOT = Path(__file__).parents[2]
KILLS = 3


def started(folder: Path, workers: int = 1, pause: float = 0.0, order: int = 1) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sweep.arithmetic_sweep", str(folder), str(workers), str(pause), str(order)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def ended(process: subprocess.Popen[bytes]) -> None:
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors.decode()


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("clean")
    ended(started(folder))
    return tables(folder)


@pytest.mark.parametrize("workers", [1, 2])
def test_kill_9_at_random_moments_and_resume_give_the_same_tables(tmp_path, clean, workers):
    chance = random.Random(workers)
    counts = [0]
    for _ in range(KILLS):
        process = started(tmp_path, workers, pause=0.01, order=chance.choice([1, -1]))
        waited = until_it_writes(process, tmp_path, counts[-1])
        time.sleep(chance.uniform(0.0, 0.1) if waited else 0.0)
        process.kill()
        process.communicate()
        counts.append(len(reading.read(tmp_path, WANTED).outcomes))
    assert counts == sorted(counts)
    assert counts[-1] > 0
    ended(started(tmp_path, workers))
    assert tables(tmp_path) == clean


def until_it_writes(process: subprocess.Popen[bytes], folder: Path, before: int) -> bool:
    """Wait until a sweep has put down a point that was not there, or has ended."""
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        if len(reading.read(folder, WANTED).outcomes) > before:
            return True
        time.sleep(0.005)
    return False


def test_workers_and_order_do_not_matter(tmp_path, clean):
    ended(started(tmp_path, workers=3, order=-1))
    assert tables(tmp_path) == clean


def test_two_at_once_do_not_damage_one_another(tmp_path, clean):
    one, other = started(tmp_path, pause=0.01), started(tmp_path, workers=2, pause=0.01, order=-1)
    ended(one)
    assert tables(tmp_path) == clean
    ended(other)
    assert tables(tmp_path) == clean
    assert len(segments_in(tmp_path)) == 2
    assert reading.read(tmp_path, WANTED).damage == []
    assert {path.name for path in tmp_path.iterdir()} == {*TABLES, "segments", "manifest.json"}


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_stop_is_quick_and_keeps_what_is_finished(tmp_path, clean, word, workers):
    process = started(tmp_path, workers, pause=0.6)
    assert until_it_writes(process, tmp_path, 3)
    began = time.monotonic()
    process.send_signal(word)
    process.communicate(timeout=20)
    assert time.monotonic() - began < 8  # the work left takes longer
    assert process.returncode != 0
    found = reading.read(tmp_path, WANTED)
    assert len(found.outcomes) > 3
    assert found.damage == []
    ended(started(tmp_path))
    assert tables(tmp_path) == clean


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("gap", [0.001, 0.05])
def test_a_second_ctrl_c_changes_nothing(files: Path, study: str, workers: str, gap: float):
    """Nor a third: whoever is impatient gets the same words and the same exit code."""
    written(study, STUDY.replace("steps: 5", "steps: 200"))
    process = subprocess.Popen(
        [sys.executable, "-m", "optimizer", "sweep", study, "--workers", workers, "--out", "out"],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    until = time.monotonic() + 20
    while not any(path.read_bytes().count(b"\n") > 3 for path in segments_in(files / "out")):
        assert time.monotonic() < until
        time.sleep(0.01)
    while process.poll() is None and time.monotonic() < until:
        process.send_signal(signal.SIGINT)
        time.sleep(gap)
    *_, kept, last = process.communicate(timeout=20)[1].splitlines()
    assert process.returncode == 130
    assert (kept.endswith("the same command goes on where it was"), last) == (True, "error: interrupted")
    assert [path.name for path in (files / "out").iterdir()] == ["segments"]


def test_a_stop_does_not_break_off_how_another_ends():
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with stopped_by_sigterm():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with stopped_by_sigterm():
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_stop_that_had_no_effect_can_be_given_again(monkeypatch: pytest.MonkeyPatch):
    """What is raised at some moments, in a destructor, say, is lost."""
    monkeypatch.setattr("optimizer.study.stopping.GRACE", 0.0)
    with stopped_by_sigterm():
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)


def test_who_handles_ctrl_c_in_another_way_keeps_that():
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        with stopped_by_sigterm():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]


def test_a_stop_while_tables_are_put_in_place_leaves_none_of_before(tmp_path, monkeypatch: pytest.MonkeyPatch):
    def write(word: str) -> None:
        store.write(tmp_path, {}, {"one.txt": word, "two.txt": word}, {})

    replace = Path.replace

    def stopped(self: Path, place: Path) -> None:
        signal.raise_signal(signal.SIGINT)
        replace(self, place)

    write("old")
    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        write("new")
    assert {path.name for path in tmp_path.iterdir()} == {"one.txt", "two.txt", "manifest.json"}
    assert {(tmp_path / name).read_text() for name in ("one.txt", "two.txt")} == {"new"}


def test_workers_end_when_the_sweep_is_killed(tmp_path):
    process = started(tmp_path, workers=2, pause=0.05)
    assert until_it_writes(process, tmp_path, 2)
    workers = [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    assert len(workers) == 2
    process.kill()
    process.communicate()
    until = time.monotonic() + 5
    while any(is_alive(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(is_alive(pid) for pid in workers)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
