"""Periods and futures as arrays over nodes, and how a start runs on from its node into the later ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from optimizer import kernels
from optimizer.scenario import places
from optimizer.scenario.number import Series
from optimizer.scenario.schema import Scenario
from optimizer.timeline import Tree

Kernel = tuple[np.ndarray, ...]
"""A time kernel for each variant in which a start can be, each of shape (N,)."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The nodes of a scenario: arrays of shape (nodes,) unless they say otherwise."""

    scenario: Scenario
    _known: dict[tuple[object, ...], np.ndarray] = field(default_factory=dict)
    """Kernels by their parameters: many assets share a few."""

    @cached_property
    def tree(self) -> Tree:
        return places.tree(self.scenario)

    @cached_property
    def variants(self) -> tuple[Scenario, ...]:
        return places.variants(self.scenario)

    @cached_property
    def futures(self) -> tuple[str | None, ...]:
        """The future that each variant is; None for the common nodes."""
        return (None, *self.tree.futures)

    @cached_property
    def variant(self) -> np.ndarray:
        return self.tree.variant

    @cached_property
    def period(self) -> np.ndarray:
        return self.tree.period

    @cached_property
    def labels(self) -> tuple[tuple[str, str], ...]:
        return self.tree.labels

    @cached_property
    def size(self) -> int:
        return self.tree.size

    @cached_property
    def count(self) -> int:
        """Number of periods N."""
        return self.tree.periods.count

    @cached_property
    def years(self) -> float:
        """Length of a period Δ [yr]."""
        return self.tree.periods.years

    @cached_property
    def middles(self) -> np.ndarray:
        """Middles of the periods, shape (N,) [decimal year]."""
        return self.tree.periods.middles

    @cached_property
    def probability(self) -> np.ndarray:
        return self.tree.probability

    @cached_property
    def discount(self) -> np.ndarray:
        """df_t of each period, shape (N,)."""
        return self.tree.periods.discount_factors(self.scenario.objective.discount_rate.value)

    @cached_property
    def paths(self) -> tuple[np.ndarray, ...]:
        """Nodes from root to leaf of each future, each of shape (N,)."""
        return tuple(np.array(path) for path in self.tree.paths)

    @cached_property
    def endings(self) -> tuple[int, ...]:
        """The variant that each path ends in."""
        return tuple(range(1, len(self.variants))) or (0,)

    @cached_property
    def _root(self) -> np.ndarray:
        return np.arange(self.size) == 0

    @cached_property
    def _parent(self) -> np.ndarray:
        parent = np.arange(-1, self.size - 1)
        for path in self.paths[1:]:
            parent[path[1:]] = path[:-1]
        return parent

    # --- reading the scenario ---

    def over_nodes(self, path: Callable[[int], np.ndarray]) -> np.ndarray:
        """What each variant says for the periods, shape (N,), read at every node."""
        if len(self.variants) == 1:
            return path(0)
        return np.array([path(v) for v in range(len(self.variants))])[self.variant, self.period]

    def series(self, pick: Callable[[int], Series | None], missing: float = np.inf) -> np.ndarray:
        """A path of the scenario at every node; `missing` where there is none."""

        def read(variant: int) -> np.ndarray:
            series = pick(variant)
            return np.full(self.count, missing) if series is None else self._read(series)

        return self.over_nodes(read)

    def _read(self, series: Series) -> np.ndarray:
        if len(series.years) == 1:
            return np.full(self.count, series.values[0].value)
        return series.at(self.middles)

    def number(self, pick: Callable[[int], float]) -> np.ndarray:
        """A number of the scenario at every node."""
        if len(self.variants) == 1:
            return np.full(self.count, pick(0))
        return np.array([pick(v) for v in range(len(self.variants))])[self.variant]

    def purse(self, fund: str | None) -> str | None:
        """The fund with `covers: all` that a trade naming `fund`, or none, goes through; None where there is none."""
        covering = [name for name, x in self.scenario.funds.items() if x.covers == "all"]
        if fund is not None:
            return fund if fund in covering else None
        return covering[0] if len(covering) == 1 else None

    # --- along the tree ---

    def before(self, levels: np.ndarray, initial: float) -> np.ndarray:
        """The level at each node's parent; `initial` at the root."""
        return np.where(self._root, initial, levels[self._parent])

    def opening(self, initial: float) -> np.ndarray:
        """The initial level at the root, and nothing to speak of (infinity) at the other nodes."""
        return np.where(self._root, initial, np.inf)

    def path_sums(self, amounts: np.ndarray) -> np.ndarray:
        """Sum from root to leaf along each future, shape (paths,)."""
        return np.array([amounts[path].sum() for path in self.paths])

    def expected(self, amounts: np.ndarray) -> float:
        """Σ p(n) · amount."""
        return float(self.probability @ amounts)

    def spread(self, kernel: Kernel, amounts: np.ndarray) -> np.ndarray:
        """Σ_k kernel_k · amount[anc(n,k)], the kernel being that of the variant of the ancestor."""
        if len(kernel) == 1:
            return np.convolve(amounts, kernel[0])[: self.count]
        total = np.zeros(self.size)
        for path, ending in zip(self.paths, self.endings, strict=True):
            common = self.variant[path] == 0
            on_path = amounts[path]
            total[path] = (
                np.convolve(on_path * common, kernel[0])[: self.count]
                + np.convolve(on_path * ~common, kernel[ending])[: self.count]
            )
        return total

    def later(self, weights: np.ndarray) -> np.ndarray:
        """Σ_k weight_k · df_{t+k} · Δ within the horizon, for each period t, shape (N,) [yr]."""
        return np.convolve(self.discount[::-1], weights)[: self.count][::-1] * self.years

    # --- kernels ---

    def in_service(self, delay: float, ramp: float, life: float | None) -> np.ndarray:
        """φ(D, w, L), shape (N,)."""
        key = ("service", delay, ramp, life)
        if key not in self._known:
            self._known[key] = kernels.in_service(delay, ramp, life, self.years, self.count)
        return self._known[key]

    def outlay(self, first: float, last: float) -> np.ndarray:
        """σ(A, B), shape (N,)."""
        key = ("outlay", first, last)
        if key not in self._known:
            self._known[key] = kernels.outlay(first, last, self.years, self.count)
        return self._known[key]
