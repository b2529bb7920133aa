"""Two results' tables joined row by row: what is in either, less what is the same to the solver's rounding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from optimizer.results.compare.alignment import same
from optimizer.results.tables import COLUMNS, FACT, Table

NUMBERS = ("limit", "used", "slack", "dual", "elasticity", "value", "share")
"""Columns of the tables that hold numbers."""
NOT_KEYS = frozenset((*NUMBERS, "unit", "dual_unit", "binding"))
Key = tuple[str, ...]
Rows = dict[Key, tuple[float, str]]
"""Value and unit by key; the last part of the key is the quantity."""


def joined_columns(name: str) -> tuple[str, ...]:
    """The columns of a joined table."""
    keys = [column for column in COLUMNS[name] if column not in NOT_KEYS and column != "quantity"]
    return (*keys, "quantity", "before", "after", "change", "unit")


def joined(name: str, before: Mapping[str, Table], after: Mapping[str, Table]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table that differ: key, value on both sides, change and unit, "" where a side has none.

    What only one side has counts as nothing on the other. A row whose units differ has no change.
    """
    one, other = (_long(side[name]) if name in side else {} for side in (before, after))
    sizes = _sizes((*one.items(), *other.items()))
    for key in dict.fromkeys((*one, *other)):
        was, new = one.get(key), other.get(key)
        units = {side[1] for side in (was, new) if side is not None}
        x, y = (side[0] if side is not None else 0.0 for side in (was, new))
        if len(units) == 1 and same(x, y, sizes[_measure(key)]):
            continue
        change = y - x if len(units) == 1 else ""
        yield (*key, *("" if side is None else side[0] for side in (was, new)), change, " | ".join(sorted(units)))


def _measure(key: Key) -> str:
    return key[-1]


def _sizes(rows: Sequence[tuple[Key, tuple[float, str]]]) -> dict[str, float]:
    """The largest value of each quantity: beside it, less than a billionth is nothing."""
    sizes: dict[str, float] = {}
    for key, (value, _) in rows:
        sizes[_measure(key)] = max(sizes.get(_measure(key), 0.0), abs(value) if np.isfinite(value) else 0.0)
    return sizes


def _long(table: Table) -> Rows:
    """The rows of a table by key; rows of one key, of which there should be none, are added."""
    columns = table.columns
    keys = [columns[name] for name in columns if name not in NOT_KEYS and name != "quantity"]
    rows: Rows = {}
    if tuple(COLUMNS[table.name][-len(FACT) :]) == FACT:
        values = np.asarray(columns["value"], float).tolist()
        for *key, quantity, value, unit in zip(*keys, columns["quantity"], values, columns["unit"], strict=True):
            _put(rows, (*key, quantity), value, unit)
        return rows
    for quantity in (name for name in columns if name in NUMBERS):
        values = np.asarray(columns[quantity], float).tolist()
        for *key, value, unit in zip(*keys, values, _units(table, quantity), strict=True):
            _put(rows, (*key, quantity), value, unit)
    return rows


def _put(rows: Rows, key: Key, value: float, unit: str) -> None:
    known = rows.get(key)
    rows[key] = (value + (known[0] if known else 0.0), unit)


def _units(table: Table, quantity: str) -> Sequence[str]:
    if quantity in ("elasticity", "share"):
        return ["1"] * len(table)
    units: Sequence[str] = list(table.columns["dual_unit" if quantity == "dual" else "unit"])
    return units
