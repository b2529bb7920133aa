"""The tables of a sweep, in design order: one row a point, and one row for each limit that holds a point back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from optimizer.results.sweep.analysis import INDEX_COLUMNS, SweepFacts, index_rows
from optimizer.results.sweep.points import Level, Outcome, Point
from optimizer.results.sweep.study import StudyFacts

Cell: TypeAlias = float | int | str | None
OBJECTIVE = "objective"
FACTOR, SLOPE = "factor:", "slope:"
NUMBER, ID, STATUS, REASON = "point", "id", "status", "reason"
TAKEN = frozenset({NUMBER, ID, STATUS, REASON, OBJECTIVE})


@dataclass(frozen=True)
class Table:
    """Columns by name, all of one length."""

    columns: Mapping[str, Sequence[Cell]]


@dataclass(frozen=True)
class Names:
    """The columns of the points' table: of each factor, each record and each slope, by what it shows."""

    factors: Mapping[str, str]
    records: Mapping[str, str]
    slopes: Mapping[str, str]


def column_names(study: StudyFacts, slopes: Sequence[str]) -> Names:
    """Each by its own name, a factor whose name another column has with what it is in front: `factor:id`. Names that
    begin like such a column, or like that of a slope, get it too, so that no two columns have one name."""
    records = list(dict.fromkeys((*study.record, OBJECTIVE)))
    taken = TAKEN | set(records)
    factors = {
        name: f"{FACTOR}{name}" if name in taken or name.startswith((FACTOR, SLOPE)) else name
        for name in (factor.name for factor in study.factors)
    }
    return Names(factors, {name: name for name in records}, {name: f"{SLOPE}{name}" for name in slopes})


def points_table(study: StudyFacts, points: Sequence[Point], outcomes: Sequence[Outcome]) -> Table:
    """One row a point: where it stands, what became of it, what was recorded.

    outcomes : one for each point, in the same order.
    """
    slopes = [factor.name for factor in study.factors if any(factor.name in outcome.slopes for outcome in outcomes)]
    names = column_names(study, slopes)
    return Table(
        {
            NUMBER: [point.number for point in points],
            ID: [point.id for point in points],
            **{column: [_level(point.levels.get(name)) for point in points] for name, column in names.factors.items()},
            STATUS: [outcome.status for outcome in outcomes],
            REASON: [outcome.reason for outcome in outcomes],
            **{column: [outcome.values.get(name) for outcome in outcomes] for name, column in names.records.items()},
            **{column: [outcome.slopes.get(name) for outcome in outcomes] for name, column in names.slopes.items()},
        }
    )


def limits_table(outcomes: Sequence[Outcome]) -> Table:
    """One row for each limit of a point, the largest share first."""
    rows = [(outcome, limit, share) for outcome in outcomes for limit, share in outcome.limits.items()]
    return Table(
        {
            NUMBER: [outcome.number for outcome, _, _ in rows],
            ID: [outcome.id for outcome, _, _ in rows],
            "limit": [limit for _, limit, _ in rows],
            "share": [share for _, _, share in rows],
        }
    )


def indices_table(facts: SweepFacts) -> Table:
    """The sensitivity indices that the design allows."""
    rows = list(index_rows(facts))
    return Table({column: [row[column] for row in rows] for column in INDEX_COLUMNS})


def kind_of(cells: Sequence[Cell]) -> type[int] | type[float] | type[str]:
    """Of what a column is: whole numbers, numbers or texts; one with texts among its numbers is of texts, as in CSV."""
    some = [cell for cell in cells if cell is not None]
    if any(isinstance(cell, str) for cell in some):
        return str
    return int if some and all(isinstance(cell, int) for cell in some) else float


def in_order(points: Sequence[Point], known: Mapping[str, Outcome]) -> tuple[Outcome, ...]:
    """What became of each point, under its number; points with the same content share it."""
    return tuple(replace(known[point.id], number=point.number) for point in points)


def _level(level: Level | None) -> Cell:
    return float(level) if isinstance(level, (int, float)) else level
