"""A stored result, read from its folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.api.arguments import File
from optimizer.api.tables import Tables
from optimizer.scenario.schema import Scenario
from optimizer.study.exchange import exporting, frames
from optimizer.study.exchange.snapshot import Snapshot, take
from optimizer.study.exchange.target import target

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Result:
    """A result, as it was when it was loaded: a later run into the same folder does not change it.

    folder : where it is stored.  A `Result` can be given wherever a path to a results folder can.
    """

    folder: Path
    _found: Snapshot = field(compare=False)

    @cached_property
    def tables(self) -> Tables:
        """Every table of the result as a pandas frame, by name: docs/results.md says what they hold.

        One fact a row, with its unit beside it: float64 in columns of numbers, bool in `binding`, text in all others.
        """
        return Tables({name: partial(frames.frame, table) for name, table in self._found.tables.items()})

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
        """The scenario as it was solved, every number in base units.

        Raises `ScenarioError` for one that was stored by another version and can no longer be used.
        """
        return self._found.scenario

    @property
    def report(self) -> str:
        """The report, as Markdown."""
        return self._found.report

    def value(self, metric: str) -> float:
        """One headline number, in the unit that `metrics` says: `result.value("compute_total")`.

        Raises `KeyError` for a name that is not among them, with those that are.
        """
        if metric not in self._found.metrics:
            raise KeyError(f"no metric '{metric}'; there are {', '.join(self._found.metrics)}")
        return self._found.metrics[metric].value

    def export(self, to: File) -> Path:
        """Write the result for other programs, as docs/export.md says; returns the path.

        to : a file whose ending says the form, us.xlsx, us.iamc.csv, us.parquet (a folder); or us.mps, us.lp, which are
        its linear program.  What is there by that name is replaced.

        Raises `UsageError` for an ending that is none of these, for a place where it cannot be written, and where a
        package is not installed that the form needs.
        """
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

    Raises `ResultError` where there is none, or where it is damaged.

    >>> import optimizer
    >>> optimizer.load("no-such-folder")
    Traceback (most recent call last):
    optimizer.errors.ResultError: no-such-folder: there is no such results folder
    """
    place = Path(folder)
    return Result(place, take(place))
