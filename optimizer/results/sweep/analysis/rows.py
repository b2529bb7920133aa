"""The sensitivity indices of a sweep as rows of a table: indices.csv."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

from optimizer.results.sweep.analysis.facts import SweepFacts
from optimizer.results.sweep.points import DONE

IndexRow: TypeAlias = dict[str, str | float | int | None]
INDEX_COLUMNS = (
    "record",
    "method",
    "index",
    "factor",
    "other",
    "value",
    "confidence",
    "unit",
    "used",
    "dropped",
)
"""record, method, index : see docs/sweep.md.  factor, other : the second of a pair, or "".  value, confidence [unit]:
half-width of the 95 % interval, empty where there is none or it cannot be estimated; a swing is empty where none of its
points has an answer.  used, dropped : blocks of points, or points, that entered
or could not."""


def index_rows(facts: SweepFacts) -> Iterator[IndexRow]:
    """Every index of every record; of one-at-a-time designs how far each factor moves the record down and up."""
    for one in facts.indices:
        for index in one.indices:
            yield _row(
                one.record, one.method, index.name, index.factor, index.other, index.value, _known(index.confidence),
                one.unit, one.used, one.dropped,
            )  # fmt: skip
        if one.noise:
            yield _row(one.record, one.method, "noise", "", "", one.noise, None, one.unit, one.used, one.dropped)
    answered = {row.number for row in facts.rows if row.status == DONE}
    for tornado in facts.tornados:
        for swing in tornado.swings:
            used = len(answered.intersection(swing.numbers))
            for name, value in (("down", swing.down), ("up", swing.up)):
                yield _row(
                    tornado.record, "one_at_a_time", name, swing.name, "", value if swing.is_known else None, None,
                    tornado.unit, used, len(swing.numbers) - used,
                )  # fmt: skip


def _known(confidence: float | None) -> float | None:
    return confidence if confidence is not None and math.isfinite(confidence) else None


def _row(*cells: str | float | int | None) -> IndexRow:
    return dict(zip(INDEX_COLUMNS, cells, strict=True))
