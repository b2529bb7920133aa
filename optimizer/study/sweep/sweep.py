"""A study, from its file to the tables of all its points."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from optimizer.errors import Problem, UsageError
from optimizer.model import SolverOptions
from optimizer.results.sweep.analysis.facts import SweepFacts
from optimizer.results.sweep.points import Outcome, Point
from optimizer.scenario.schema import Scenario
from optimizer.study.stopping import stopped_by_sigterm
from optimizer.study.sweep import finish, work
from optimizer.study.sweep.estimate import Estimate, estimate
from optimizer.study.sweep.executors import Executor, Make, Serial
from optimizer.study.sweep.prepared import Prepared, prepare
from optimizer.study.sweep.recipe import shipped
from optimizer.study.sweep.store import restart
from optimizer.study.sweep.store.tables import in_order
from optimizer.study.sweep.watch import Unwatched, Watcher

DAMAGE_TOLD = 5
"""Damaged lines that are told one by one."""


@dataclass(frozen=True)
class Asked:
    """How a sweep is asked for.

    workers : how many at a time, None for as many as there are processors.  cluster : address of a Dask scheduler.
    restart : forget what was finished.  points : how many to aim at, instead of what the study says.  out : folder.

    Raises `UsageError` for what does not go together, or is too few.
    """

    workers: int | None = None
    cluster: str | None = None
    restart: bool = False
    points: int | None = None
    out: Path | None = None
    options: SolverOptions = field(default_factory=SolverOptions)

    def __post_init__(self) -> None:
        if self.workers is not None and self.cluster is not None:
            raise UsageError("--workers is for this machine; a cluster has its own workers. Leave one of the two out")
        for what, count in (("workers", self.workers), ("points", self.points)):
            if count is not None and count < 1:
                raise UsageError(f"{what} must be 1 or more; found {count}")


@dataclass(frozen=True)
class Swept:
    """A finished sweep. outcomes : of each point, in design order.  base : the scenario that all points start from.

    warnings : what is odd about the base and about what is varied.
    """

    folder: Path
    facts: SweepFacts
    points: tuple[Point, ...]
    outcomes: tuple[Outcome, ...]
    base: Scenario
    warnings: tuple[Problem, ...] = ()

    @cached_property
    def statuses(self) -> Mapping[str, int]:
        """How many points there are of each status."""
        return dict(sorted(Counter(outcome.status for outcome in self.outcomes).items()))


def sweep(path: Path, asked: Asked | None = None, watcher: Watcher | None = None) -> Swept:
    """Do the points of a study that are not finished yet, and write what came out of all.

    Every point is on disk as soon as it is finished; a sweep that was cut off goes on where it was. Raises what reading
    a study and its base raises, `ResultError` where the disk does not take what is found, and KeyboardInterrupt.
    """
    with stopped_by_sigterm():
        return _swept(path, asked or Asked(), watcher or Unwatched())


def _swept(path: Path, how: Asked, told: Watcher) -> Swept:
    prepared = _prepared(path, how, told)
    kept = {} if how.restart else prepared.kept
    executor, make = _means(prepared, how, len(work.left(prepared.chunks, kept)))
    if how.restart:
        restart.check_restart(prepared.folder)
    told.begin(prepared.count, len(kept))
    try:
        known = work.do(prepared.chunks, kept, executor, make, prepared.folder, prepared.wanted, told, over=how.restart)
    finally:
        told.end()
    told.stage(f"writing {prepared.folder}")
    outcomes = in_order(prepared.points, known)
    facts = finish.write(prepared, outcomes, command(path, how), how.points, told)
    return Swept(prepared.folder, facts, prepared.points, outcomes, prepared.base.scenario, prepared.warnings)


def dry_run(path: Path, asked: Asked | None = None, watcher: Watcher | None = None) -> Estimate:
    """How many points there are, and about how long they take; nothing is written."""
    how, told = asked or Asked(), watcher or Unwatched()
    prepared = _prepared(path, how, told)
    if not prepared.found.outcomes:
        told.stage("looking how long a point takes")
    return estimate(prepared, {} if how.restart else prepared.kept, workers(how))


def workers(asked: Asked) -> int:
    """How many work at a time, on this machine or the cluster."""
    if asked.cluster is not None:
        from optimizer.study.sweep.executors.cluster import Cluster

        return Cluster(asked.cluster).workers()
    if asked.workers is not None:
        return asked.workers
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def command(path: Path, asked: Asked) -> Sequence[str]:
    """The command that asks for the same tables, word by word."""
    words = ["optimizer", "sweep", path.as_posix()]
    words += ["--points", str(asked.points)] if asked.points else []
    for key, value in asked.options.options.items():
        words += ["--solver-option", f"{key}={value}"]
    return [*words, *(["--out", asked.out.as_posix()] if asked.out else [])]


def _prepared(path: Path, asked: Asked, told: Watcher) -> Prepared:
    told.stage(f"reading {path}")
    prepared = prepare(path, asked.points, asked.out, asked.options)
    told.warn(prepared.warnings)
    if not asked.restart:
        told.warn(_about(prepared))
    return prepared


def _about(prepared: Prepared) -> list[Problem]:
    """What there is to say of what was finished before."""
    found = prepared.found
    said = [*found.damage[:DAMAGE_TOLD]]
    if len(found.damage) > DAMAGE_TOLD:
        said.append(f"{prepared.folder}: {len(found.damage) - DAMAGE_TOLD} more lines are damaged")
    ids = {point.id for point in prepared.points}
    other, failed = len(found.other & ids), len(found.failed.keys() & ids)
    if other:
        said.append(
            f"{other} points were made by other versions or solver options, or lack what is to be recorded now; "
            "they are done again"
        )
    if failed:
        said.append(f"{failed} points failed before; they are tried again, with those after them in their chunks")
    return [Problem("", "", one) for one in said]


def _means(prepared: Prepared, asked: Asked, chunks: int) -> tuple[Executor, Make]:
    """Who does so many chunks of points, and with what."""
    if asked.cluster is not None and chunks:
        from optimizer.study.sweep.executors.cluster import Cluster

        return Cluster(asked.cluster), shipped(prepared.recipe)
    if chunks <= 1 or workers(asked) == 1:
        return Serial(), prepared.recipe
    from optimizer.study.sweep.executors.processes import Processes

    return Processes(workers(asked)), prepared.recipe
