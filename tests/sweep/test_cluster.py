"""A real Dask cluster on loopback: the same outcomes as here, one worker killed in the middle; what can be wrong is
told."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from optimizer.errors import UsageError
from optimizer.results.sweep.points import FAILED
from optimizer.study.sweep.executors import Serial
from optimizer.study.sweep.executors.cluster import Cluster
from optimizer.study.sweep.store.layout import segments_in
from tests.cli.conftest import Command

from .conftest import STUDY, written
from .engines import Arithmetic, NoEngine, chunked, points

pytestmark = pytest.mark.filterwarnings("default")  # Dask's own
ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
POINTS = points(40)
CHUNKS = chunked(POINTS)


@dataclass
class Dask:
    """A scheduler and its workers, processes of their own."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    address: str
    workers: list[subprocess.Popen[bytes]]


def dask(folder: Path, *args: str) -> subprocess.Popen[bytes]:
    """`dask ARGS` in a process of its own, its words in a file."""
    with (folder / f"{args[0]}-{len(list(folder.iterdir()))}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *args], stdout=log, stderr=log, cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        )  # fmt: skip


def address(folder: Path) -> str:
    """Where the scheduler says that it is."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        said = "".join(path.read_text() for path in folder.glob("scheduler*.log"))
        found = re.search(r"Scheduler at: *(tcp://\S+)", said)
        if found:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(said)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    folder = tmp_path_factory.mktemp("dask")
    process = dask(folder, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    cluster = Dask(folder, process, address(folder), [])
    try:
        yield cluster
    finally:
        for one in (*cluster.workers, process):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()


NO_FILES = """
from optimizer.scenario.files import Files

def refuse(*_):
    raise AssertionError("a worker looked for a scenario's file on its own disk")

Files.text = refuse
"""
"""Makes a worker one that has no scenario, though it shares the disk here."""


@pytest.fixture(scope="module")
def cluster(scheduler: Dask) -> Dask:
    """Two workers without the scenarios, and without anybody who would start them again."""
    (scheduler.folder / "no_files.py").write_text(NO_FILES, encoding="utf-8")
    for _ in range(2):
        scheduler.workers.append(
            dask(
                scheduler.folder, "worker", scheduler.address, "--no-nanny", "--nthreads", "1", "--no-dashboard",
                "--preload", "no_files.py",
            )
        )  # fmt: skip
    from distributed import Client

    with Client(scheduler.address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    return scheduler


def by_number(outcomes):
    return sorted(outcomes, key=lambda outcome: outcome.number)


def test_nobody_at_the_address(free_port: int):
    with pytest.raises(UsageError, match="no Dask scheduler answers there; start one with `dask scheduler`"):
        list(Cluster(f"tcp://127.0.0.1:{free_port}").outcomes(Arithmetic(), CHUNKS))


def test_no_address():
    with pytest.raises(UsageError, match="takes an address as tcp://host:8786, not 'what://x'"):
        list(Cluster("what://x").outcomes(Arithmetic(), CHUNKS))


def test_no_workers(scheduler: Dask):
    with pytest.raises(UsageError, match="the scheduler has no workers; start some: dask worker tcp://"):
        list(Cluster(scheduler.address).outcomes(Arithmetic(), CHUNKS))


def test_a_restart_without_workers_takes_nothing_away(scheduler: Dask, optimizer: Command, study: str):
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    before = segments_in(Path("results/budget"))
    refused = optimizer("sweep", study, "--points", "4", "--cluster", scheduler.address, "--restart")
    assert (refused.code, "has no workers" in refused.err) == (2, True)
    assert segments_in(Path("results/budget")) == before


WITHOUT = """
import sys
sys.modules["optimizer"] = None  # as if it were not installed
from dask.__main__ import main
main()
"""
"""A Dask command in a Python that has everything but the optimizer."""


def test_a_worker_without_the_optimizer(scheduler: Dask, tmp_path: Path):
    worker = subprocess.Popen(
        [sys.executable, "-P", "-c", WITHOUT, "worker", scheduler.address, "--no-nanny", "--no-dashboard"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )  # fmt: skip
    from distributed import Client

    try:
        with Client(scheduler.address, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=PATIENCE)
        with pytest.raises(UsageError, match="cannot run the optimizer"):
            list(Cluster(scheduler.address).outcomes(Arithmetic(), CHUNKS))
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def test_outcomes_are_those_of_this_machine(cluster: Dask):
    assert by_number(Cluster(cluster.address).outcomes(Arithmetic(), CHUNKS)) == by_number(
        Serial().outcomes(Arithmetic(), CHUNKS)
    )


def test_outcomes_come_as_they_are_found(cluster: Dask):
    stream = Cluster(cluster.address).outcomes(Arithmetic(pause=0.3), [POINTS[:5]])
    began = time.monotonic()
    next(stream)
    assert time.monotonic() - began < 1.2
    stream.close()


def test_other_versions_are_refused(cluster: Dask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("optimizer.study.sweep.executors.task.ALIKE", ("optimizer", "highspy", "numpy", "pyomo"))
    with pytest.raises(UsageError, match=r"worker tcp://\S+ has pyomo None \(here [\d.]+\); answers would not be"):
        list(Cluster(cluster.address).outcomes(Arithmetic(), CHUNKS))


def test_no_engine_is_the_end_of_the_sweep(cluster: Dask):
    with pytest.raises(UsageError, match="there is no base"):
        list(Cluster(cluster.address).outcomes(NoEngine(), CHUNKS))


def test_errors_are_rows(cluster: Dask):
    found = by_number(Cluster(cluster.address).outcomes(Arithmetic(breaks=(7,)), CHUNKS))
    assert [outcome.number for outcome in found if outcome.status == FAILED] == [7]
    assert len(found) == len(POINTS)


def test_tables_of_a_cluster_are_those_of_this_machine(cluster: Dask, optimizer: Command, study: str):
    """Also of a base that extends a file by its absolute path: the workers have none of them."""
    written(study, STUDY.replace("BASE", "base.yaml"))
    Path("base.yaml").write_text(f"extends: {ROOT}/scenarios/tutorial.yaml\n", encoding="utf-8")
    assert optimizer("sweep", study, "--workers", "1", "-q", "--out", "here").code == 0
    done = optimizer("sweep", study, "--cluster", cluster.address, "-q", "--out", "there")
    assert done.code == 0, done.err
    for name in ("points.csv", "points.parquet", "limits.csv", "indices.csv"):
        assert Path("here", name).read_bytes() == Path("there", name).read_bytes()


def test_dry_run_counts_the_workers_of_the_cluster(cluster: Dask, optimizer: Command, study: str):
    done = optimizer("sweep", study, "--cluster", cluster.address, "--dry-run")
    assert done.code == 0, done.err
    assert done.out.splitlines()[0].endswith(" with 2 at a time")


def test_a_worker_killed_in_the_middle_loses_no_point(cluster: Dask):
    """One worker is gone afterwards."""
    found = []
    for outcome in Cluster(cluster.address).outcomes(Arithmetic(pause=0.03), CHUNKS):
        found.append(outcome)
        if len(found) == 7:
            os.killpg(cluster.workers[0].pid, signal.SIGKILL)
    assert by_number(found) == by_number(Serial().outcomes(Arithmetic(pause=0.03), CHUNKS))


def test_a_stop_calls_the_work_back(cluster: Dask):
    stream = Cluster(cluster.address).outcomes(Arithmetic(pause=0.2), [POINTS])
    next(stream)
    began = time.monotonic()
    stream.close()
    assert len(list(Cluster(cluster.address).outcomes(Arithmetic(), CHUNKS))) == len(POINTS)
    assert time.monotonic() - began < 0.2 * len(POINTS) / 2


def test_a_scheduler_that_goes_ends_the_sweep(cluster: Dask, files: Path, optimizer: Command, study: str):
    """In our words alone, with what is finished kept. The last test: nothing of the cluster is left."""
    written(study, STUDY.replace("steps: 5", "steps: 100"))
    sweep = subprocess.Popen(
        [sys.executable, "-m", "optimizer", "sweep", study, "--cluster", cluster.address],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while points_on_disk() < 3 and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(cluster.scheduler.pid, signal.SIGKILL)
    *before, last = sweep.communicate(timeout=PATIENCE)[1].splitlines()
    assert sweep.returncode == 4
    assert re.search(r"the scheduler is gone.*the same command goes on", last)
    assert before == ["reading budget.yaml ...", "300 points"]
    assert 3 <= points_on_disk() < 300
    kept = points_on_disk()
    assert f"300 points, {kept} of them finished" in optimizer("sweep", study, "--dry-run").out


def points_on_disk() -> int:
    return sum(path.read_bytes().count(b"\n") - 1 for path in segments_in(Path("results/budget")))
