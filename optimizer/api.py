"""The Python interface: what the verbs of the command line do, with answers as pandas tables.

`optimizer.run`, `optimizer.load` and `optimizer.explain` are these functions. Everything that they raise on purpose is
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

    from optimizer.study.explain.explain import Explained

__all__ = ["Explanation", "OptimizerError", "Result", "ScenarioWarning", "explain", "load", "run"]

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
