"""Read what came out of a sweep: for its page, for Python, for whoever asks later."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from optimizer.errors import ResultError
from optimizer.results import csv_text
from optimizer.results.store.layout import reason
from optimizer.results.sweep.points import Level, Outcome, Point, Variant
from optimizer.results.sweep.study import Factor, StudyFacts
from optimizer.study.sweep.store.layout import BASE, FACTS, MANIFEST, STUDY, TABLE, is_sweep
from optimizer.study.sweep.store.tables import ID, NUMBER, REASON, SLOPE, STATUS, column_names

Row = Mapping[str, str]


@dataclass(frozen=True)
class StoredSweep:
    """The folder of a finished sweep.

    points : without variant and values, which only the study knows.  outcomes : of each point, in the same order; their
    seconds are not kept.  base : file of the base scenario, resolved.  study_text : the study's file as it was.
    """

    folder: Path
    manifest: Mapping[str, Any]
    study: StudyFacts
    points: tuple[Point, ...]
    outcomes: tuple[Outcome, ...]
    base: Path
    study_text: str


def read(folder: Path) -> StoredSweep:
    """Read the folder of a finished sweep. Raises `ResultError` where it is none, is not finished, or is damaged."""
    if not (folder / MANIFEST).is_file() or not (folder / FACTS).is_file():
        state = "has not finished: give its command again" if is_sweep(folder) else f"is no sweep (it has no {FACTS})"
        raise ResultError(f"{folder}: {state}")
    try:
        manifest = json.loads(_text(folder / MANIFEST))
        study = study_of(json.loads(_text(folder / FACTS)))
        rows = _rows(folder / TABLE)
        points = tuple(_point(row, study) for row in rows)
        limits = _limits(folder / "limits.csv")
        outcomes = tuple(_outcome(row, study, limits) for row in rows)
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise ResultError(f"{folder}: is damaged: {error}; give the command of the sweep again") from error
    return StoredSweep(folder, manifest, study, points, outcomes, folder / BASE, _text(folder / STUDY))


def point_ids(folder: Path) -> dict[int, str]:
    """The ids of the points in the table of a sweep by their numbers, none where there is no table.

    Raises `ResultError` where the table is damaged.
    """
    table = folder / TABLE
    if not table.is_file():
        return {}
    try:
        return {int(row[NUMBER]): row[ID] for row in _rows(table)}
    except (KeyError, ValueError, csv.Error) as error:
        raise ResultError(f"{table}: is damaged: {error}; give the command of the sweep again") from error


def study_facts(study: StudyFacts) -> dict[str, Any]:
    """A study as plain data."""
    return asdict(study)


def study_of(facts: Mapping[str, Any]) -> StudyFacts:
    """The study in plain data, as `study_facts` gave it."""
    found = {field.name: _hashable(facts[field.name]) for field in fields(StudyFacts)}
    found["factors"] = tuple(_factor(factor) for factor in facts["factors"])
    return StudyFacts(**found)


def _factor(facts: Mapping[str, Any]) -> Factor:
    """A factor; sweeps of earlier versions say less of it."""
    return Factor(**{field.name: _hashable(facts[field.name]) for field in fields(Factor) if field.name in facts})


def _hashable(thing: Any) -> Any:
    """Lists as tuples, but not those within mappings, which are taken as they are."""
    return tuple(thing) if isinstance(thing, list) else thing


def _point(row: Row, study: StudyFacts) -> Point:
    names = column_names(study, ()).factors
    levels = {
        factor.name: _level(row[names[factor.name]], factor) for factor in study.factors if row[names[factor.name]]
    }
    return Point(int(row[NUMBER]), row[ID], Variant(), {}, levels)


def _level(text: str, factor: Factor) -> Level:
    return text if factor.kind == "text" else _value(text)


def _value(text: str) -> Level:
    try:
        return float(text)
    except ValueError:
        return text


def _outcome(row: Row, study: StudyFacts, limits: Mapping[str, Mapping[str, float]]) -> Outcome:
    names = column_names(study, ())
    values: dict[str, Level | None] = {
        name: _value(row[column]) if row[column] else None for name, column in names.records.items()
    }
    told = [(column, cell) for column, cell in row.items() if column.startswith(SLOPE) and cell]
    slopes = {column.removeprefix(SLOPE): float(cell) for column, cell in told}
    return Outcome(int(row[NUMBER]), row[ID], row[STATUS], row[REASON], values, limits.get(row[ID], {}), slopes)


def _limits(path: Path) -> dict[str, dict[str, float]]:
    """Shares of the limits by id of the point."""
    found: dict[str, dict[str, float]] = {}
    for row in _rows(path):
        found.setdefault(row[ID], {})[row["limit"]] = float(row["share"])
    return found


def _rows(path: Path) -> Sequence[Row]:
    header, *rows = csv_text.read_rows(io.StringIO(_text(path), newline="")) or [[]]
    return [dict(zip(header, row, strict=True)) for row in rows]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        told = reason(error) if isinstance(error, OSError) else str(error)
        raise ResultError(f"{path}: cannot be read: {told}") from error
