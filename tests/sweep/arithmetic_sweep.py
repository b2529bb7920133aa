"""A sweep of arithmetic from end to end, for tests that kill it: python -m tests.sweep.arithmetic_sweep FOLDER ..."""

from __future__ import annotations

import sys
from pathlib import Path

from optimizer.results.sweep.study import Factor, StudyFacts
from optimizer.study.sweep import work
from optimizer.study.sweep.executors import Executor, Serial
from optimizer.study.sweep.executors.processes import Processes
from optimizer.study.sweep.store import Making, Wanted, files, reading
from optimizer.study.sweep.store.tables import in_order, limits_table, points_table
from optimizer.study.sweep.watch import Unwatched
from tests.sweep.engines import RECORD, Arithmetic, chunked, points

WANTED = Wanted(Making({}), RECORD)
STUDY = StudyFacts("arithmetic", "list", (Factor("x", "x", "1", "number", 0.0, 20.0),), RECORD, 1, 60, "none")
TABLES = ("points.csv", "points.parquet", "limits.csv", "limits.parquet")


def main(folder: Path, workers: int, pause: float, order: int) -> None:
    """order : 1 for the chunks in order, -1 for the last first."""
    all_points = points(STUDY.points)
    chunks = chunked(all_points, 7)
    executor: Executor = Serial() if workers == 1 else Processes(workers)
    kept = work.known(chunks, reading.read(folder, WANTED))
    found = work.do(chunks[::order], kept, executor, Arithmetic(pause), folder, WANTED, Unwatched())
    outcomes = in_order(all_points, found)
    tables = {"points": points_table(STUDY, all_points, outcomes), "limits": limits_table(outcomes)}
    files.write(folder, tables, {}, {"kind": "sweep"})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
