"""Write what was found into a results folder: explain/ with tables as CSV and everything as facts.json, whole or not.

It is made beside the results folder and moved in when complete, so that nobody finds half of it.
"""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from optimizer.errors import ResultError
from optimizer.results import csv_text
from optimizer.results.explain.facts import Facts
from optimizer.results.store.layout import EXPLAIN, beside, left_over, real, reason
from optimizer.study.explain.tables import tables

FACTS = "facts.json"
DRAFT, ASIDE = "explain", "explained"
"""Marks in the names of the folders beside the result while it is written."""
ABANDONED = 3600.0
"""Age at which what a writer that was cut off left beside the result is removed [s]."""


def write(folder: Path, facts: Facts) -> Path:
    """Write explain/ into a results folder, in place of an earlier one; returns the folder explain/.

    Raises `ResultError` where it cannot be written.
    """
    place = real(folder)
    target = place / EXPLAIN
    draft = beside(place, DRAFT)
    try:
        _fill(draft, facts)
        _move_into_place(draft, target, beside(place, ASIDE))
    except OSError as error:
        raise ResultError(f"{folder / EXPLAIN}: could not be written: {reason(error)}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        _tidy(place)
    return folder / EXPLAIN


def as_json(facts: Facts) -> dict[str, Any]:
    """The facts as plain data: all but the timeline, which is a table of its own."""
    plain = asdict(facts)
    del plain["timeline"]
    found: dict[str, Any] = _without_nan(plain)
    return found


def _fill(draft: Path, facts: Facts) -> None:
    draft.mkdir(parents=True)
    for name, (columns, rows) in tables(facts).items():
        _write_table(draft / f"{name}.csv", columns, rows)
    text = json.dumps(as_json(facts), indent=2, ensure_ascii=False) + "\n"
    (draft / FACTS).write_text(text, encoding="utf-8", newline="\n")


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv_text.write_rows(file, columns, rows)


def _move_into_place(draft: Path, target: Path, aside: Path) -> None:
    """Old one aside, new one in; the old one back where that fails."""
    with contextlib.suppress(FileNotFoundError):
        target.rename(aside)
    try:
        draft.rename(target)
    except OSError:
        if aside.exists() and not target.exists():
            aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _tidy(place: Path) -> None:
    for path in (*left_over(place, DRAFT), *left_over(place, ASIDE)):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > ABANDONED:
                shutil.rmtree(path, ignore_errors=True)


def _without_nan(data: Any) -> Any:
    """The same with null for what JSON has no number for."""
    if isinstance(data, Mapping):
        return {str(key): _without_nan(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_without_nan(value) for value in data]
    if isinstance(data, float) and not math.isfinite(data):
        return None
    return data
