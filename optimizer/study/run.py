"""One scenario, from file to stored result."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer import model
from optimizer.errors import UsageError
from optimizer.model.options import SolverOptions
from optimizer.results import reconcile, store
from optimizer.results.solution import Solution
from optimizer.scenario import dump, load
from optimizer.scenario.load import Loaded
from optimizer.scenario.schema import Scenario

RESULTS = Path("results")
"""Folder under the current one that results go to, one folder a scenario."""
HASH_LENGTH = 8
"""Characters of the content hash in a folder's name: enough to tell the runs of one study apart."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class RunResult:
    """A stored answer. folder : where it is.  warnings : what is odd about the scenario."""

    folder: Path
    solution: Solution
    scenario: Scenario
    warnings: tuple[object, ...]


@dataclass
class Stopwatch:
    """Seconds by stage [s], and word to the user when a stage begins."""

    tell: Tell
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, doing: str) -> Iterator[None]:
        self.tell(doing)
        begun = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begun


def silent(doing: str) -> None:
    """Tell nobody."""


def run(
    path: Path,
    overrides: Sequence[str] = (),
    sets: Sequence[str] = (),
    out: Path | None = None,
    options: SolverOptions | None = None,
    tell: Tell = silent,
) -> RunResult:
    """Solve a scenario file and store the answer in `out` itself, or in results/<scenario-id>/ without it.

    Nothing is written unless there is an optimum and its tables add up. `tell` is called as each stage begins.
    """
    watch = Stopwatch(tell)
    with watch.stage("load", f"reading {path}"):
        loaded = load.load(path, overrides, sets)
    folder = _vacant(out or RESULTS / scenario_id(path, loaded, sets))
    tell("solving")
    solution = model.solve(loaded.scenario, options or SolverOptions())
    with watch.stage("reconcile", "checking the answer"):
        reconcile.require(solution, loaded.scenario)
    solution = replace(solution, solve=replace(solution.solve, seconds={**watch.seconds, **solution.solve.seconds}))
    tell(f"writing {folder}")
    store.write(folder, solution, loaded)
    return RunResult(folder, solution, loaded.scenario, tuple(loaded.warnings))


def scenario_id(path: Path, loaded: Loaded, sets: Sequence[str]) -> str:
    """Name of the results folder: file, overrides and, where single values were set, the hash of the content.

    `us`, `us+fast_permits+amic_grid`, `us+fast_permits+3f9c02ab`.
    """
    parts = [path.stem, *loaded.scenario.applied]
    if sets:
        parts.append(dump.content_hash(loaded.scenario)[:HASH_LENGTH])
    return re.sub(r"[^\w.+-]", "-", "+".join(parts))


def _vacant(folder: Path) -> Path:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: a file stands where the results folder should go")
    return folder
