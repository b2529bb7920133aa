"""Write a results folder, whole or not at all.

It is written beside its place and moved there when it is complete, so that a reader, a full disk or a power cut never
finds half of it. An earlier result stays until the new one is ready to stand.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO

from optimizer.errors import ResultError
from optimizer.results import csv_text
from optimizer.results.solution import Solution
from optimizer.results.store.layout import (
    LOG,
    MANIFEST,
    NEW,
    OLD,
    PAGE,
    PARTS,
    REPORT,
    SCENARIO,
    SUMMARY,
    TABLES,
    beside,
    left_over,
    names_in,
    real,
    reason,
    recover,
)
from optimizer.results.store.moving import into_place
from optimizer.results.tables import COLUMNS, Table

SYNCS = 8
"""Files that are put on the disk at a time."""
ABANDONED = 3600.0
"""Age at which a draft left beside a place is removed [s]; writing one takes less than a second."""


def write(
    folder: Path,
    solution: Solution,
    *,
    scenario_yaml: str,
    manifest: Mapping[str, Any],
    report_md: str,
    report_html: str | None = None,
) -> Path:
    """Write a result into `folder`, in place of an earlier result; returns the folder.

    Raises `ResultError` where it cannot be written, or where something that is not a result stands in its place.
    """
    place = real(folder)
    check_place(folder)
    texts = {
        SUMMARY: _json(summary(solution)),
        MANIFEST: _json(manifest),
        SCENARIO: scenario_yaml,
        REPORT: report_md,
        LOG: solution.solve.log,
    }
    if report_html is not None:
        texts[PAGE] = report_html
    try:
        _put(place, texts, solution.tables)
    except OSError as error:
        raise ResultError(f"{folder}: the result could not be written: {reason(error)}") from error
    except UnicodeEncodeError as error:
        raise ResultError(f"{folder}: the result could not be written: {error}") from error
    return folder


def _put(place: Path, texts: Mapping[str, str], tables: Mapping[str, Table]) -> None:
    """Write the files beside a place and move them there; nothing is left where that fails."""
    place.parent.mkdir(parents=True, exist_ok=True)
    recover(place)
    draft = beside(place, NEW)
    try:
        _fill(draft, texts, tables)
        into_place(draft, place)
        _sync(place.parent)
        _tidy(place)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def check_place(folder: Path) -> None:
    """Raise `ResultError` where a result may not go: only an earlier one, or an empty folder, gives way."""
    found = names_in(folder, "the results folder")
    strange = sorted(found - PARTS)
    if strange or (found and MANIFEST not in found):
        why = f"holds {strange[0]}, which is no part of a result" if strange else f"is no result (no {MANIFEST})"
        raise ResultError(f"{folder}: {why}; it is left as it is, choose another folder")


def _fill(draft: Path, texts: Mapping[str, str], tables: Mapping[str, Table]) -> None:
    """Write all files, then make sure that all are on the disk."""
    (draft / TABLES).mkdir(parents=True)
    written = []
    for name, text in texts.items():
        written.append(draft / name)
        written[-1].write_text(text, encoding="utf-8", newline="\n")
    for name, columns in COLUMNS.items():
        written.append(draft / TABLES / f"{name}.csv")
        with written[-1].open("w", encoding="utf-8", newline="") as file:
            _write_table(tables.get(name) or Table(name, {column: [] for column in columns}), file)
    with ThreadPoolExecutor(SYNCS) as pool:  # side by side they take a tenth of the time: the disk does them together
        list(pool.map(_sync, (*written, draft / TABLES, draft)))


def _write_table(table: Table, file: TextIO) -> None:
    csv_text.write_columns(file, table.columns)


def _sync(path: Path) -> None:
    """Put a file, or a folder's list of files, on the disk."""
    if os.name == "nt" and path.is_dir():  # Windows cannot open a folder
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _tidy(place: Path) -> None:
    """Remove what writers of this place left beside it: earlier results, and drafts that nobody works on."""
    for path in left_over(place, OLD):
        shutil.rmtree(path, ignore_errors=True)
    for path in left_over(place, NEW):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED:
                shutil.rmtree(path, ignore_errors=True)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(_without_nan(data), indent=2, ensure_ascii=False) + "\n"


def _without_nan(data: Any) -> Any:
    """The same with null for what JSON has no number for."""
    if isinstance(data, Mapping):
        return {str(key): _without_nan(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_without_nan(value) for value in data]
    if isinstance(data, float) and not math.isfinite(data):
        return None
    return data


def summary(solution: Solution) -> dict[str, Any]:
    """`summary.json`: status, objective, metrics, and how the solver worked."""
    facts = solution.solve
    return {
        "status": solution.status,
        "objective": solution.objective,
        "objective_unit": solution.objective_unit,
        "objective_terms": dict(solution.objective_terms),
        "metrics": {name: {"value": x.value, "unit": x.unit} for name, x in solution.metrics.items()},
        "solve": {
            "rows": facts.rows,
            "columns": facts.columns,
            "nonzeros": facts.nonzeros,
            "method": facts.method,
            "seconds": dict(facts.seconds),
            "simplex_iterations": facts.simplex_iterations,
            "ipm_iterations": facts.ipm_iterations,
            "crossover_iterations": facts.crossover_iterations,
            "residuals": {"primal": facts.primal_residual, "dual": facts.dual_residual, "gap": facts.gap},
            "vertex_duals": facts.vertex_duals,
        },
    }
