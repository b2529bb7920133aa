"""One scenario, from file to stored result."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer import model
from optimizer.errors import Problem
from optimizer.model import SolverOptions
from optimizer.report.markdown import markdown
from optimizer.report.page.run import html, page
from optimizer.report.sentences import NO_NAME
from optimizer.report.words import listed
from optimizer.results import reconcile, store
from optimizer.results.solution import Solution
from optimizer.scenario import dump, load
from optimizer.scenario.load import Loaded
from optimizer.scenario.schema import Scenario
from optimizer.study.progress import Progress, Silent

RESULTS = Path("results")
"""Folder under the current one that results go to, one folder a scenario."""
SCENARIO_FILE = "scenario.yaml"
"""What the file is called in a folder that `optimizer new` makes, and in a results folder."""
HASH_LENGTH = 8
"""Characters of the content hash in a folder's name: enough to tell the runs of one study apart."""


@dataclass(frozen=True)
class RunResult:
    """A stored answer. folder : where it is.  warnings : what is odd about the scenario."""

    folder: Path
    solution: Solution
    scenario: Scenario
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class How:
    """How a run was asked for: the solver's options, and for the manifest the command, overrides and single values."""

    options: SolverOptions
    command: Sequence[str]
    overrides: Sequence[str] = ()
    sets: Sequence[str] = ()


@dataclass(frozen=True)
class _Stages:
    """Seconds by stage [s], and word to the user when a stage begins."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, doing: str) -> Iterator[None]:
        self.progress.stage(doing)
        begun = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begun


def run(
    path: Path,
    overrides: Sequence[str] = (),
    sets: Sequence[str] = (),
    out: Path | None = None,
    options: SolverOptions | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Solve a scenario file and store the answer in `out` itself, or in results/<scenario-id>/ without it.

    overrides : names, in order.  sets : `path=value` texts, applied last.  progress : hears of stages and warnings.

    Nothing is written unless there is an optimum and its tables add up. Raises what loading, solving, reconciling and
    storing raise, all of it an `OptimizerError`.
    """
    asked = options or SolverOptions()
    told = progress or Silent()
    stages = _Stages(told)
    with stages.stage("load", f"reading {path}"):
        loaded = load.load(path, overrides, sets)
    told.warn(loaded.warnings)
    asked_for = overrides_asked(loaded.scenario, overrides)
    scenario = named(loaded.scenario, asked_for, sets)
    folder = out or RESULTS / scenario_id(path, scenario, asked_for, sets)
    how = How(asked, command(path, overrides, sets, out, asked), overrides, sets)
    return answer(replace(loaded, scenario=scenario), folder, how, told, stages.seconds["load"])


def answer(loaded: Loaded, folder: Path, how: How, told: Progress, load_seconds: float = 0.0) -> RunResult:
    """Solve a scenario that was loaded, and store the answer in a folder. Raises as `run` does."""
    scenario = loaded.scenario
    store.check_place(folder)
    stages = _Stages(told, {"load": load_seconds})
    told.stage("solving")
    solution = model.solve(scenario, how.options)
    with stages.stage("reconcile", "checking the answer"):
        reconcile.require(solution, scenario)
    solution = _timed(solution, stages.seconds)
    told.stage(f"writing {folder}")
    resolved = dump.dump(scenario, "yaml")
    origin = store.manifest(
        scenario_yaml=resolved,
        inputs=store.digests(loaded.files),
        overrides=how.overrides,
        sets=how.sets,
        solver_options=how.options.options,
        command=how.command,
    )
    again = f"optimizer run scenario.yaml --out ../{folder.name}-again"
    report = markdown(solution, scenario, command=again)
    shown = html(page(solution, scenario, origin))
    store.write(folder, solution, scenario_yaml=resolved, manifest=origin, report_md=report, report_html=shown)
    return RunResult(folder, solution, scenario, loaded.warnings)


def overrides_asked(scenario: Scenario, overrides: Sequence[str]) -> tuple[str, ...]:
    """The overrides asked for on top of the file's own (`with`), in the order in which they are applied."""
    asked = {name.strip() for names in overrides for name in names.split(",")}
    return tuple(name for name in scenario.applied if name in asked)


def named(scenario: Scenario, overrides: Sequence[str], sets: Sequence[str]) -> Scenario:
    """The scenario with the changes asked for in its name, so that its answer is not taken for that of the file."""
    if not overrides and not sets:
        return scenario
    with_them = f", with {listed(overrides)}" if overrides else ""
    values = "; ".join(" = ".join(part.strip() for part in text.split("=", 1)) for text in sets)
    name = f"{scenario.name or NO_NAME}{with_them}" + (f" ({values})" if values else "")
    return scenario.model_copy(update={"name": name})


def scenario_id(path: Path, scenario: Scenario, overrides: Sequence[str], sets: Sequence[str]) -> str:
    """Name of the results folder: file, overrides asked for and, where single values were set, the content's hash.

    `us`, `us+fast_permits+amic_grid`, `us+fast_permits+3f9c02ab`. A file scenario.yaml goes by the name of its folder:
    `my-study`; that of a result by `us-again`.
    """
    parts = [_stem(path), *overrides]
    if sets:
        parts.append(dump.content_hash(scenario)[:HASH_LENGTH])
    return re.sub(r"[^\w.+-]", "-", "+".join(parts))


def _stem(path: Path) -> str:
    folder = path.resolve().parent
    if path.name != SCENARIO_FILE or not folder.name:
        return path.stem
    return f"{folder.name}-again" if store.is_result(folder) else folder.name


def command(
    path: Path, overrides: Sequence[str], sets: Sequence[str], out: Path | None, options: SolverOptions
) -> tuple[str, ...]:
    """The command that asks for a run, word by word."""
    words = ["optimizer", "run", path.as_posix()]
    words += ["--with", ",".join(overrides)] if overrides else []
    for text in sets:
        words += ["--set", text]
    for key, value in options.options.items():
        words += ["--solver-option", f"{key}={value}"]
    words += ["--out", out.as_posix()] if out else []
    return tuple(words)


def _timed(solution: Solution, seconds: dict[str, float]) -> Solution:
    """The solution with the seconds of the stages around the solver, in the order in which they were spent."""
    all_seconds = {"load": seconds["load"], **solution.solve.seconds, "reconcile": seconds["reconcile"]}
    return replace(solution, solve=replace(solution.solve, seconds=all_seconds))
