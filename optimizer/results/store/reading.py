"""Read a results folder."""

from __future__ import annotations

import contextlib
import csv
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.errors import ResultError
from optimizer.results import csv_text
from optimizer.results.solution import Metric, Solution, SolveFacts
from optimizer.results.store.layout import (
    LOG,
    MANIFEST,
    REPORT,
    SCENARIO,
    SUMMARY,
    TABLES,
    is_result,
    is_sweep,
    real,
    recover,
)
from optimizer.results.tables import COLUMNS, NUMBERS, Table


class _Tables(Mapping[str, Table]):
    """Tables read from their files when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Table] = {}

    def __getitem__(self, name: str) -> Table:
        if name not in self._read:
            if name not in COLUMNS:
                raise KeyError(name)
            self._read[name] = _read_table(self._folder / TABLES / f"{name}.csv", name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COLUMNS)

    def __len__(self) -> int:
        return len(COLUMNS)


@dataclass(frozen=True)
class StoredResult:
    """A results folder.

    summary, manifest : as in the files.  scenario_yaml : the resolved scenario, runnable by itself to the same answer.
    """

    folder: Path
    summary: Mapping[str, Any]
    manifest: Mapping[str, Any]
    scenario_yaml: str
    tables: Mapping[str, Table]

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """Headline numbers by name."""
        try:
            return {name: Metric(float(x["value"]), str(x["unit"])) for name, x in self.summary["metrics"].items()}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _damaged(self.folder / SUMMARY, f"metrics: {error}") from error

    @cached_property
    def report_md(self) -> str:
        """The report as text."""
        return _text(self.folder / REPORT)

    def solution(self) -> Solution:
        """The plan as it was before it was written."""
        try:
            solve = self.summary["solve"]
            residuals = solve["residuals"]
            return Solution(
                status=self.summary["status"],
                objective=self.summary["objective"],
                objective_unit=self.summary["objective_unit"],
                objective_terms=dict(self.summary["objective_terms"]),
                metrics=self.metrics,
                tables=self.tables,
                solve=SolveFacts(
                    rows=solve["rows"],
                    columns=solve["columns"],
                    nonzeros=solve["nonzeros"],
                    method=solve["method"],
                    simplex_iterations=solve["simplex_iterations"],
                    ipm_iterations=solve["ipm_iterations"],
                    crossover_iterations=solve["crossover_iterations"],
                    primal_residual=_number(residuals["primal"]),
                    dual_residual=_number(residuals["dual"]),
                    gap=_number(residuals["gap"]),
                    vertex_duals=solve["vertex_duals"],
                    seconds=dict(solve["seconds"]),
                    log=_text(self.folder / LOG),
                ),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(self.folder / SUMMARY, f"no {error}") from error


def read(folder: Path) -> StoredResult:
    """Read a results folder. Its tables are read when they are asked for.

    Raises `ResultError` where it is missing, is no result, or is damaged.
    """
    place = real(folder)
    with contextlib.suppress(OSError):  # a folder that cannot be put back is reported as missing
        recover(place)
    if not place.exists():
        raise ResultError(f"{folder}: there is no such results folder")
    if not is_result(place):
        raise ResultError(f"{folder}: is not a results folder (it has no {MANIFEST})")
    if is_sweep(place) and not (place / SUMMARY).exists():
        raise ResultError(
            f"{folder}: holds a sweep, and one result is wanted here; `optimizer run STUDY --point ID` makes that of a "
            f"point, in {folder}/points/ID"
        )
    return StoredResult(
        folder=folder,
        summary=_object(folder / SUMMARY),
        manifest=_object(folder / MANIFEST),
        scenario_yaml=_text(folder / SCENARIO),
        tables=_Tables(folder),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ResultError(f"{path}: is missing; the results folder is not complete") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ResultError(f"{path}: cannot be read: {error}") from error


def _object(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise _damaged(path, f"line {error.lineno}: {error.msg}") from error
    if not isinstance(found, dict):
        raise _damaged(path, "it should hold an object")
    return found


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _damaged(path: Path, what: str) -> ResultError:
    return ResultError(f"{path}: is damaged: {what}")


def _read_table(path: Path, name: str) -> Table:
    header, *rows = _csv_rows(path) or [[]]
    if tuple(header) != COLUMNS[name]:
        raise _damaged(path, f"columns {', '.join(header) or '(none)'}; expected {', '.join(COLUMNS[name])}")
    for line, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise _damaged(path, f"line {line}: {len(row)} cells; expected {len(header)}")
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    return Table(name, {column: _column(path, column, cells) for column, cells in zip(header, columns, strict=True)})


def _csv_rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return csv_text.read_rows(file)
    except FileNotFoundError:
        raise ResultError(f"{path}: is missing; the results folder is not complete") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ResultError(f"{path}: cannot be read: {error}") from error


def _column(path: Path, column: str, cells: tuple[str, ...]) -> list[str] | np.ndarray:
    if column not in NUMBERS:
        return list(cells)
    try:
        return np.array(cells, float) if cells else np.zeros(0)
    except ValueError as error:
        raise _damaged(path, f"column {column}: {error}") from error
