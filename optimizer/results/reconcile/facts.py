"""The tables of a result as arrays over nodes, keyed by what they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from optimizer.results.reconcile.checks import Ledger, Place
from optimizer.results.reconcile.grid import Grid
from optimizer.results.tables import COLUMNS, FACT, TIME, Table

Key = tuple[str, ...]
Label = tuple[str, str]
"""(future, period)"""

LONG = tuple(name for name, columns in COLUMNS.items() if columns[-len(FACT) :] == FACT)
"""The tables with one `quantity` a row."""


def numbered(
    columns: Mapping[str, Sequence[Any] | np.ndarray], about: Sequence[str], node_of: Mapping[Label, int]
) -> tuple[list[Key], np.ndarray, np.ndarray]:
    """The different keys of a table, the key of each row, and its node (−1 for one that there is not)."""
    number: dict[Key, int] = {}
    rows = [number.setdefault(key, len(number)) for key in zip(*(columns[c] for c in about), strict=True)]
    nodes = [node_of.get(label, -1) for label in zip(*(columns[c] for c in TIME), strict=True)]
    return list(number), np.array(rows, int), np.array(nodes, int)


@dataclass
class Facts:
    """Reads quantities by their key, in the order of the table's columns; what is not in a table is 0.

    Rows that nothing asked for are about something that the scenario does not have: `close` names them.
    """

    grid: Grid
    tables: Mapping[str, Table]
    ledger: Ledger
    _values: dict[str, dict[Key, np.ndarray]] = field(default_factory=dict)
    _asked: dict[str, set[Key]] = field(default_factory=dict)
    _given: dict[str, dict[Key, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._nothing = np.zeros(self.grid.size)
        node_of = {label: n for n, label in enumerate(self.grid.labels)}
        for name in LONG:
            self._asked[name], self._given[name] = set(), {}
            self._values[name] = self._read(name, node_of) if name in self.tables else {}

    def of(self, table: str, quantity: str, *key: str) -> np.ndarray:
        """A quantity at every node; not to be written to."""
        whole = (quantity, *key)
        self._asked[table].add(whole)
        return self._values[table].get(whole, self._nothing)

    def total(self, table: str, quantity: str) -> np.ndarray:
        """Sum of a quantity over everything in its table, at every node."""
        rows = [values for key, values in self._values[table].items() if key[0] == quantity]
        return sum(rows, self._nothing)

    def full(self, table: str, quantity: str, *key: str) -> bool:
        """Whether a quantity is given in every period, 0 or not."""
        return self._given[table].get((quantity, *key), 0) == self.grid.size

    def _read(self, name: str, node_of: Mapping[Label, int]) -> dict[Key, np.ndarray]:
        columns = self.tables[name].columns
        if not len(self.tables[name]):
            return {}
        about = [column for column in COLUMNS[name] if column not in TIME + FACT]
        names, rows, nodes = numbered(columns, ["quantity", *about], node_of)
        values = np.asarray(columns["value"], float)
        self._look(name, names, rows, nodes, values)
        self._given[name] = dict(zip(names, np.bincount(rows).tolist(), strict=True))
        grid = np.zeros((len(names), self.grid.size))
        # what was found wrong above counts as missing, so that the other checks can go on
        sound = np.isfinite(values) & (nodes >= 0)
        grid[rows[sound], nodes[sound]] = values[sound]
        return dict(zip(names, grid, strict=True))

    def _look(self, table: str, names: list[Key], rows: np.ndarray, nodes: np.ndarray, values: np.ndarray) -> None:
        """Every row is finite, in a period of the scenario, and the only one of its kind."""
        odd = ~np.isfinite(values) | (nodes < 0)
        place = rows * self.grid.size + nodes
        if np.any(odd):
            self._fail(table, names[rows[int(odd.argmax())]])
        elif np.bincount(place, minlength=1).max() > 1:
            self._fail(table, names[int(np.bincount(place).argmax()) // self.grid.size])

    def _fail(self, table: str, key: Key) -> None:
        self.ledger.fail("tables", Place("", f"{table}: {' '.join(part for part in key if part)}"))

    def close(self) -> None:
        """Name the rows that are about nothing in the scenario."""
        for table, values in self._values.items():
            if values.keys() <= self._asked[table]:
                continue
            unknown = [key for key in values if key not in self._asked[table]]
            for key in unknown[:1]:
                self._fail(table, key)
