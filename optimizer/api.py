"""The Python interface: what the verbs of the command line do, with answers as pandas tables.

`optimizer.run`, `load`, `explain`, `compare` and `sweep` are these functions. Everything that they raise on purpose is
an `OptimizerError`.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from optimizer.errors import OptimizerError, Problem
from optimizer.scenario.schema import Scenario
from optimizer.study.exchange import exporting, frames
from optimizer.study.exchange.snapshot import Snapshot, take
from optimizer.study.exchange.target import target

if TYPE_CHECKING:
    import pandas as pd

    from optimizer.results.sweep.points import Outcome
    from optimizer.study.compare.compare import Compared
    from optimizer.study.explain.explain import Explained
    from optimizer.study.sweep.sweep import Swept

__all__ = [
    "Comparison",
    "Explanation",
    "OptimizerError",
    "Result",
    "ScenarioWarning",
    "Sweep",
    "compare",
    "explain",
    "load",
    "run",
    "sweep",
]

File: TypeAlias = str | os.PathLike[str]
Names: TypeAlias = str | Sequence[str]
"""One name, or several in order."""
Sets: TypeAlias = str | Sequence[str] | Mapping[str, object]
"""Changes of single values: {"permitting.factor": 0.5}, or texts as `--set` takes them."""
Options: TypeAlias = Mapping[str, str | float | int | bool]


class ScenarioWarning(UserWarning):
    """Something odd about a scenario that does not stop the work."""


# --- results ----------------------------------------------------------------------------------------------------------


class Tables(Mapping[str, "pd.DataFrame"]):
    """Frames by name, made when they are asked for. Each one given out is a copy: changing it changes nothing else."""

    def __init__(self, makers: Mapping[str, Any]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            if name not in self._makers:
                raise KeyError(f"no table '{name}'; there are {', '.join(self._makers)}")
            self._made[name] = self._makers[name]()
        return self._made[name].copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __repr__(self) -> str:
        return f"Tables({', '.join(self._makers)})"


@dataclass(frozen=True, repr=False)
class Result:
    """A result, as it was when it was loaded: a later run into the same folder does not change it.

    folder : where it is stored.  A `Result` can be given wherever a path to a results folder can.
    """

    folder: Path
    _found: Snapshot = field(compare=False)

    @cached_property
    def tables(self) -> Tables:
        """Every table of the result as a pandas frame, by name: docs/results.md says what they hold."""
        return Tables({name: lambda table=table: frames.frame(table) for name, table in self._found.tables.items()})

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """The headline numbers, in columns name, value, unit."""
        found = self._found.metrics
        return frames.of_columns(
            {
                "name": list(found),
                "value": frames.numbers(metric.value for metric in found.values()),
                "unit": [metric.unit for metric in found.values()],
            }
        )

    @property
    def summary(self) -> Mapping[str, Any]:
        """`summary.json`: status, objective, metrics, and how the solver worked."""
        return self._found.summary

    @property
    def manifest(self) -> Mapping[str, Any]:
        """`manifest.json`: files, overrides, versions and options that made it."""
        return self._found.manifest

    @property
    def scenario(self) -> Scenario:
        """The scenario as it was solved, every number in base units."""
        return self._found.scenario

    @property
    def report(self) -> str:
        """The report, as Markdown."""
        return self._found.report

    def value(self, metric: str) -> float:
        """One headline number, in the unit that `metrics` says: `result.value("compute_total")`."""
        if metric not in self._found.metrics:
            raise KeyError(f"no metric '{metric}'; there are {', '.join(self._found.metrics)}")
        return self._found.metrics[metric].value

    def export(self, to: File) -> Path:
        """Write the result as `to` says by its ending: us.xlsx, us.iamc.csv, us.parquet; or us.mps,
        us.lp: its linear program. Returns the path."""
        wanted = target(self.folder, os.fspath(to))
        if wanted.is_model:
            from optimizer import model

            model.export(self.scenario, wanted.path)
        else:
            exporting.write(self._found, wanted)
        return wanted.path

    def __fspath__(self) -> str:
        return os.fspath(self.folder)

    def __repr__(self) -> str:
        return f"Result({str(self.folder)!r}, {self.summary.get('status')})"


def load(folder: File) -> Result:
    """The result in a results folder, as `run` or `optimizer run` left it there.

    >>> import optimizer
    >>> optimizer.load("no-such-folder")
    Traceback (most recent call last):
    optimizer.errors.ResultError: no-such-folder: there is no such results folder
    """
    place = Path(folder)
    return Result(place, take(place))


# --- runs -------------------------------------------------------------------------------------------------------------


def run(
    path: File,
    overrides: Names = (),
    sets: Sets = (),
    out: File | None = None,
    solver_options: Options | None = None,
) -> Result:
    """Solve a scenario file and store the result, as `optimizer run` does.

    overrides : names of overrides of the file, applied in their order.  sets : single values, applied last.
    out : results folder; without it results/SCENARIO+OVERRIDES in the current directory. An earlier result in it is
    replaced.  solver_options : any options of HiGHS.

    What is odd about the scenario comes as `ScenarioWarning`. Raises `ScenarioError` for a file that cannot be used,
    `NoOptimum` where there is no plan, and any other `OptimizerError`; nothing is written then.
    """
    from optimizer.model import SolverOptions
    from optimizer.study import run as study

    options = SolverOptions(dict(solver_options or {}))
    done = study.run(Path(path), _names(overrides), _sets(sets), _folder(out), options)
    _warn(done.warnings)
    return load(done.folder)


# --- explanations -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Explanation:
    """What holds a plan back. `print` shows it as the command line does.

    result : the result that is explained.
    """

    result: Result
    _found: Explained = field(compare=False)

    @cached_property
    def tables(self) -> Tables:
        """The facts as pandas frames: bottlenecks, timeline, effects, proofs, and what else was asked for."""
        from optimizer.study.explain.tables import tables

        made = {name: (header, list(rows)) for name, (header, rows) in tables(self._found.facts).items()}
        return Tables({name: lambda table=table: frames.of_rows(*table) for name, table in made.items()})

    @cached_property
    def text(self) -> str:
        """The explanation in words."""
        from optimizer.report.explain_text import explanation

        return explanation(self._found.facts, self._found.solution, self._found.scenario)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Explanation({str(self.result.folder)!r})"


def explain(
    subject: File,
    overrides: Names = (),
    sets: Sets = (),
    out: File | None = None,
    *,
    top: int = 5,
    sensitivity: bool = False,
    ladder: int = 0,
    order_by: bool = False,
) -> Explanation:
    """Say what holds a plan back, when, why, and what more is worth, as `optimizer explain` does.

    subject : a results folder, a `Result`, or a scenario file, which is run first with `overrides`, `sets` and `out` as
    `run` takes them.  top : limits that are solved again and told in full.  sensitivity : what every number is worth.
    ladder : rungs of what to relieve first, and next.  order_by : the last date to apply for each asset.

    Raises what `run` raises, and `UsageError` for overrides, sets or out given with a result.
    """
    from optimizer.study.explain import explain as study

    wanted = study.Wanted(top, sensitivity, ladder, order_by)
    found = study.explain(Path(subject), _names(overrides), _sets(sets), _folder(out), wanted)
    _warn(found.warnings)
    return Explanation(load(found.folder), found)


# --- comparisons ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Comparison:
    """What differs between the first of several results and each of the others. `print` shows it as the command line.

    labels : short names of what was compared, the reference first; column `item` of the tables has those of the others.
    """

    labels: tuple[str, ...]
    _found: Compared = field(compare=False)

    @cached_property
    def tables(self) -> Tables:
        """The facts as pandas frames, one fact a row: docs/compare.md says what they hold."""
        from optimizer.results.compare.tables import tables

        made = {name: (header, list(rows)) for name, (header, rows) in tables(self._found.facts).items()}
        return Tables({name: lambda table=table: frames.of_rows(*table) for name, table in made.items()})

    @cached_property
    def joined(self) -> Tables:
        """The tables of the results joined row by row: before, after and change where they are not the same."""
        from optimizer.results.tables import COLUMNS
        from optimizer.study.compare.store import joined_table

        def made(name: str) -> pd.DataFrame:
            header, rows = joined_table(name, self._found.sides)
            return frames.of_rows(header, rows)

        return Tables({name: lambda name=name: made(name) for name in COLUMNS})

    @cached_property
    def text(self) -> str:
        """The comparison in words: of two in full, of more as a table."""
        from optimizer.report.compare_text import comparison_text

        scenarios = {side.subject.label: side.scenario for side in self._found.sides}
        return comparison_text(self._found.facts, scenarios)

    def html(self, to: File | None = None) -> Path:
        """Write the comparison as a page with charts, one file; returns where it is.

        Without a path it goes to results/compare/A_vs_B.html in the current directory.
        """
        from optimizer.study.compare import page

        return page.write(self._found, _folder(to))

    def csv(self, to: File) -> Path:
        """Write all tables into a folder, as `optimizer compare --csv` does; returns it."""
        from optimizer.study.compare import store

        return store.write(Path(to), self._found.facts, self._found.sides)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Comparison({', '.join(map(repr, self.labels))})"


def compare(
    *subjects: File,
    attribute: bool = False,
    fresh: bool = False,
    solver_options: Options | None = None,
) -> Comparison:
    """Say what differs between the first of several results and each of the others, as `optimizer compare` does.

    subjects : two or more of a `Result`, a results folder, a scenario file, `"us.yaml+fast_permits"`: a file with
    overrides, `"+fast_permits"`: the first file with them. A file is run first, unless results/ holds its answer.
    attribute : also split each change over the inputs that differ, by solving in between.  fresh : solve files again
    even where results/ holds their answer.  solver_options : any options of HiGHS.

    Raises what `run` raises, and `UsageError` where results cannot be compared.
    """
    from optimizer.model import SolverOptions
    from optimizer.study.compare.compare import compare as study
    from optimizer.study.compare.items import How

    told = _Told()
    how = How(SolverOptions(dict(solver_options or {})), fresh)
    found = study([os.fspath(subject) for subject in subjects], attribute=attribute, how=how, progress=told)
    _warn(told.warnings)
    return Comparison(tuple(side.subject.label for side in found.sides), found)


@dataclass
class _Told:
    """Keeps the warnings of long work, and lets its stages pass."""

    warnings: list[Problem] = field(default_factory=list)

    def stage(self, doing: str) -> None:
        """Nobody watches."""

    def warn(self, warnings: Iterable[Problem]) -> None:
        """Keep them for the end."""
        self.warnings += warnings


# --- sweeps -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Sweep:
    """All points of a study. `print` shows what they say as the command line does.

    folder : where it is stored.  Every frame given out is a copy.
    """

    folder: Path
    _found: Swept = field(compare=False)

    @property
    def points(self) -> pd.DataFrame:
        """One row a point: where each factor stands, what became of it, what was recorded."""
        from optimizer.study.sweep import frames as made

        return made.points(self._found)

    @property
    def limits(self) -> pd.DataFrame:
        """One row for each limit that holds a point back, with its share of the optimum."""
        from optimizer.study.sweep import frames as made

        return made.limits(self._found)

    @property
    def indices(self) -> pd.DataFrame:
        """Sensitivity indices, where the design has them: docs/sweep.md says how to read them."""
        from optimizer.study.sweep import frames as made

        return made.indices(self._found)

    @cached_property
    def text(self) -> str:
        """What the points say, in words."""
        from optimizer.report.sweep_text import summary

        return summary(self._found.facts, self._found.base)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Sweep({str(self.folder)!r})"


def sweep(
    study: File,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    restart: bool = False,
    points: int | None = None,
    out: File | None = None,
    solver_options: Options | None = None,
) -> Sweep:
    """Solve all scenarios of a study file, as `optimizer sweep` does; points that are finished are kept.

    workers : processes at a time, as many as there are processors without it.  cluster : address of a Dask scheduler to
    work on instead, tcp://host:8786.  restart : forget finished points.  points : about so many, instead of what the
    study says.  out : folder, results/STUDY in the current directory without it.  solver_options : any options of
    HiGHS; `time_limit` is that of a point.

    Raises what `run` raises but for points without an answer, which are rows with a status and a reason.
    """
    from optimizer.model import SolverOptions
    from optimizer.study.sweep import sweep as work

    told = _ToldOfPoints()
    options = SolverOptions(dict(solver_options or {}))
    asked = work.Asked(workers, cluster, restart, points, _folder(out), options)
    found = work.sweep(Path(study), asked, told)
    _warn(told.warnings)
    return Sweep(found.folder, found)


class _ToldOfPoints(_Told):
    """Keeps the warnings of a sweep, and lets its points pass."""

    def begin(self, points: int, known: int) -> None:
        """Nobody watches."""

    def point(self, outcome: Outcome) -> None:
        """Nobody watches."""

    def end(self) -> None:
        """Nobody watches."""


# --- arguments --------------------------------------------------------------------------------------------------------


def _names(given: Names) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _sets(given: Sets) -> tuple[str, ...]:
    """Changes as texts that `--set` takes.

    >>> _sets({"permitting.factor": 0.5, "funds.private.budget": {"multiply": 1.1}, "assets.grid.build": "1 yr"})
    ('permitting.factor=0.5', 'funds.private.budget={"multiply": 1.1}', 'assets.grid.build=1 yr')
    """
    if isinstance(given, Mapping):
        texts = ((path, value if isinstance(value, str) else json.dumps(value)) for path, value in given.items())
        return tuple(f"{path}={text}" for path, text in texts)
    return _names(given)


def _folder(given: File | None) -> Path | None:
    return None if given is None else Path(given)


def _warn(problems: Iterable[Problem]) -> None:
    """Pass warnings on to Python, which shows them as if they came from the line that called `run`."""
    for problem in problems:
        warnings.warn(str(problem), ScenarioWarning, stacklevel=3)
