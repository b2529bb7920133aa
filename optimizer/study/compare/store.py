"""Write a comparison into a folder: its facts as long tables and as JSON, and the tables of the results joined.

It is made beside its place and moved there when complete, so that nobody finds half of it.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from optimizer.errors import ResultError
from optimizer.results import csv_text
from optimizer.results.compare import Comparison, Side
from optimizer.results.compare.facts import Change
from optimizer.results.compare.join import joined, joined_columns
from optimizer.results.compare.tables import tables
from optimizer.results.store.layout import beside, names_in, real, reason
from optimizer.results.tables import COLUMNS

FACTS = "comparison.json"
"""The file by which a folder is known as a comparison."""
JOINED = "tables"


def write(folder: Path, facts: Comparison, sides: Sequence[Side]) -> Path:
    """Write a comparison into `folder`, in place of an earlier one; returns the folder.

    Raises `ResultError` where it cannot be written, or where something that is no comparison stands in its place.
    """
    place = real(folder)
    check_place(folder)
    draft, aside = beside(place, "compared"), beside(place, "replaced")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _fill(draft, facts, sides)
        if place.exists():
            place.rename(aside)
        draft.rename(place)
    except OSError as error:
        raise ResultError(f"{folder}: the comparison could not be written: {reason(error)}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if aside.exists() and not place.exists():
            aside.rename(place)
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def check_place(folder: Path) -> None:
    """Raise `ResultError` where a comparison may not go: only an earlier one, or an empty folder, gives way."""
    found = names_in(folder, "the folder of the comparison")
    if found and FACTS not in found:
        raise ResultError(f"{folder}: is no comparison (no {FACTS}); it is left as it is, choose another folder")


def as_json(facts: Comparison) -> dict[str, Any]:
    """The facts as plain data."""
    plain: dict[str, Any] = _plain(facts)
    return plain


def joined_table(name: str, sides: Sequence[Side]) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    """A table of the results joined row by row, each with the first: header and rows, what is the same left out."""
    reference, *others = sides
    found = (
        (side.subject.label, *row)
        for side in others
        for row in joined(name, reference.solution.tables, side.solution.tables)
    )
    return ("item", *joined_columns(name)), found


def _plain(thing: Any) -> Any:
    """Plain data; null for what JSON has no number for; changes with what follows from their two sides."""
    if isinstance(thing, Change):
        sides = {"before": thing.before, "after": thing.after, "change": thing.change, "relative": thing.relative}
        return {**{name: _plain(value) for name, value in sides.items()}, "unit": thing.unit}
    if is_dataclass(thing):
        return {field.name.rstrip("_"): _plain(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(name): _plain(value) for name, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_plain(value) for value in thing]
    if isinstance(thing, float) and not math.isfinite(thing):
        return None
    return thing


def _fill(draft: Path, facts: Comparison, sides: Sequence[Side]) -> None:
    (draft / JOINED).mkdir(parents=True)
    text = json.dumps(as_json(facts), indent=2, ensure_ascii=False) + "\n"
    (draft / FACTS).write_text(text, encoding="utf-8", newline="\n")
    for name, (columns, rows) in tables(facts).items():
        _write_table(draft / f"{name}.csv", columns, rows)
    for name in COLUMNS:
        _write_table(draft / JOINED / f"{name}.csv", *joined_table(name, sides))


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv_text.write_rows(file, columns, rows)
