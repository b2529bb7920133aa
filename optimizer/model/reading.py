"""Reads numbers of the scenario at the nodes of the tree: each node sees its own future's scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from optimizer.model.places import Places
from optimizer.scenario.number import Series

Thing = TypeVar("Thing")


@dataclass(frozen=True, eq=False)
class NodeReader:
    """Things come as functions variant -> thing (an asset as it reads in a future), numbers as functions of a thing."""

    places: Places

    @property
    def years(self) -> float:
        """Δ [yr]."""
        return self.places.tree.periods.years

    @cached_property
    def middles(self) -> np.ndarray:
        return self.places.tree.periods.middles

    def by_variant(self, path: Callable[[int], np.ndarray]) -> np.ndarray:
        """Values by period of each variant (N,), read at every node, shape (nodes,)."""
        tree = self.places.tree
        if len(self.places.variants) == 1:
            return path(0)
        table = np.array([path(v) for v in range(len(self.places.variants))])
        found: np.ndarray = table[tree.variant, tree.period]
        return found

    def path(
        self, thing: Callable[[int], Thing], read: Callable[[Thing], Series | None], missing: float = np.inf
    ) -> np.ndarray:
        """A series of a thing at the middle of every node's period, shape (nodes,); `missing` where there is none."""

        def values(variant: int) -> np.ndarray:
            series = read(thing(variant))
            return np.full(len(self.middles), missing) if series is None else series.at(self.middles)

        return self.by_variant(values)

    def number(self, thing: Callable[[int], Thing], read: Callable[[Thing], float]) -> np.ndarray:
        """A number of a thing at every node, shape (nodes,)."""
        values = np.array([read(thing(v)) for v in range(len(self.places.variants))])
        found: np.ndarray = values[self.places.tree.variant]
        return found

    def paths(
        self, things: Sequence[Callable[[int], Thing]], read: Callable[[Thing], Series | None], missing: float = np.inf
    ) -> np.ndarray:
        """`path` of several things, shape (things, nodes)."""
        return self.stack([self.path(thing, read, missing) for thing in things])

    def numbers(self, things: Sequence[Callable[[int], Thing]], read: Callable[[Thing], float]) -> np.ndarray:
        """`number` of several things, shape (things, nodes)."""
        return self.stack([self.number(thing, read) for thing in things])

    def stack(self, rows: Sequence[np.ndarray]) -> np.ndarray:
        """Rows (nodes,) as a table (rows, nodes), also where there are none."""
        return np.array(rows, float).reshape(len(rows), self.places.tree.size)
