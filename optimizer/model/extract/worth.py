"""What each limit that holds a plan back is worth, over all its periods: the ranking of a run without its tables.

The same sums as `results.bottlenecks` takes from the table `limits`, straight from the duals. Which rows are limits,
and what they are called, is the same for all programs over the same sets: `LimitRows` is made once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from optimizer.model.compile import Block
from optimizer.model.extract import kinds
from optimizer.model.extract.reader import Reader
from optimizer.results.bottlenecks import ADDED
from optimizer.results.names import WAIT

HOLDING_BACK = {equation: kind for equation, kind in kinds.KINDS.items() if kind not in ("demand", "firm")}
"""Kinds of the limits that can be bottlenecks, by equation: a demand is none."""
LEAST = 1e-6
"""Share of the optimum below which a limit is left out."""
Rows: TypeAlias = tuple[str, np.ndarray, np.ndarray]
"""Kind of limit, the rows that are such limits, and their names, shape (rows,) each."""


@dataclass(frozen=True, eq=False)
class LimitRows:
    """Which rows of a program are limits, one entry each; a row of growth is two.

    of : the rows of the program.  names : different `kind:name`, regions left out.  row, name : row of each entry in
    the program, and number of its name.
    """

    of: Mapping[str, Block]
    names: tuple[str, ...]
    row: np.ndarray
    name: np.ndarray

    @staticmethod
    def in_program(reader: Reader) -> LimitRows:
        """The limits among the rows of a solved program."""
        number: dict[str, int] = {}
        rows, names = [np.zeros(0, int)], [np.zeros(0, int)]
        for kind, row, words in _rows(reader):
            rows.append(row)
            keys = [f"{kind}:{word}" for word in words.tolist()]
            names.append(np.array([number.setdefault(key, len(number)) for key in keys], int))
        return LimitRows(reader.program.rows, tuple(number), np.concatenate(rows), np.concatenate(names))

    def worth(self, reader: Reader) -> np.ndarray:
        """Σ dual · limit by name, what would be below 0 left out, shape (names,) [unit of the model's objective]."""
        worth = np.maximum(reader.optimum.row_dual[self.row] * _limits(reader), 0.0)
        return np.bincount(self.name, worth, minlength=len(self.names))


def _rows(reader: Reader) -> Iterator[Rows]:
    """All rows that are limits, by kind; `_limits` has them in the same order."""
    for equation, kind in HOLDING_BACK.items():
        yield kind, *_named(reader, equation)
    for kind in kinds.GROWTH.values():
        yield kind, *_named(reader, "growth")
    for equation, (store, _) in kinds.STORES.items():
        yield f"{store}_initial", *_named(reader, equation)


def _named(reader: Reader, equation: str) -> tuple[np.ndarray, np.ndarray]:
    """Rows of an equation in the program, and the names of their limits."""
    block = reader.program.rows[equation]
    return np.arange(block.slice.start, block.slice.stop), kinds.name_and_region(reader, block.over)[0]


def _limits(reader: Reader) -> np.ndarray:
    """The limit of each entry in model units, shape (entries,)."""
    rows, upper = reader.program.rows, reader.program.row_upper
    found = [upper[rows[equation].slice] for equation in HOLDING_BACK]
    growing = tuple(rows["growth"].over.codes.T)
    found += [reader.coefficient(name)[growing] for name in kinds.GROWTH]
    for equation, (store, sign) in kinds.STORES.items():
        found.append(sign * reader.coefficient(f"{store}_opening")[tuple(rows[equation].over.codes.T)])
    return np.concatenate(found)


def limit_shares(reader: Reader, rows: LimitRows | None = None) -> dict[str, float]:
    """Worth of each limit as a share of the optimum [1], largest first, by `kind:name`; regions are summed.

    rows : the limits in the program, where they are known. Of an optimum of 0 there are no shares.
    """
    rows = rows or LimitRows.in_program(reader)
    optimum = abs(reader.optimum.objective)
    if not optimum:
        return {}
    least = LEAST * optimum
    worth = rows.worth(reader)
    sums = {rows.names[i]: float(worth[i]) for i in np.flatnonzero(worth > least).tolist()}
    sums |= {name: worth for name, worth in _existing(reader).items() if worth > least}
    shares = {name: worth / optimum for name, worth in sums.items()}
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0])))


def _existing(reader: Reader) -> dict[str, float]:
    """Worth of capacity that stands at the start, until new capacity has served beside it for a period, by name.

    Of an asset that the plan adds to it is what the plan waits for (`WAIT`): any of it that stood would be new.
    """
    site, node = reader.row_codes("service").T
    parent, sites = reader.places.tree.parent, reader.places.sites
    dual = np.zeros((len(sites), len(parent)))
    dual[site, node] = reader.row_dual("service")
    later = np.zeros_like(dual)
    np.add.at(later.T, parent[parent >= 0], dual.T[parent >= 0])
    existing, capacity = reader.coefficient("existing"), reader.dense("cap")
    new = capacity - existing > ADDED * capacity
    beside_new = np.where(parent >= 0, new[:, parent], False)
    worth = np.maximum(np.where(beside_new, 0.0, (dual - later) * existing), 0.0).sum(axis=1).tolist()
    waits = {place.name for place, added, value in zip(sites, new.any(axis=1), worth, strict=True) if added and value}
    sums: dict[str, float] = {}
    for place, value in zip(sites, worth, strict=True):
        name = f"{WAIT if place.name in waits else 'existing'}:{place.name}"
        sums[name] = sums.get(name, 0.0) + value
    return sums
