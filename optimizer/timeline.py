"""Periods and the tree of futures: when things are, and which periods share their decisions.

Nodes are numbered 0..: first the nodes common to all futures (periods before the reveal), then each future's own
path in turn. Without futures the tree is one path and a node is its period.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

STEPS_A_YEAR = {"year": 1, "quarter": 4, "month": 12}
COMMON = "all"
"""The future that nodes before the reveal belong to."""
KEPT = 1024
"""Windows that are remembered: assets have few different delays, and neighbours of a scenario have the same."""
ROUNDING = 1e-9
"""Share of a period below which what a window covers of it is rounding of the dates: it touches the period's edge."""


@dataclass(frozen=True)
class Periods:
    """The periods of the horizon. All times are decimal years, 2026.0 being the first moment of 2026."""

    start: float
    step: str
    count: int

    @property
    def years(self) -> float:
        """Length of a period Δ [yr]."""
        return 1.0 / STEPS_A_YEAR[self.step]

    @property
    def end(self) -> float:
        return self.start + self.count * self.years

    @cached_property
    def starts(self) -> np.ndarray:
        """First moments, shape (N,) [decimal year]."""
        return self.start + np.arange(self.count) * self.years

    @cached_property
    def middles(self) -> np.ndarray:
        """Middles, at which paths are read, shape (N,) [decimal year]."""
        return self.starts + self.years / 2

    @cached_property
    def calendar_years(self) -> np.ndarray:
        """The calendar year in which each period lies, shape (N,) [int].

        A start may be a rounding before the moment that it stands for: 2027 as 2026.9999999999998.
        """
        return np.floor(self.starts + ROUNDING * self.years).astype(int)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Names of the periods: 2027, 2027Q3 or 2027-05."""
        a_year = STEPS_A_YEAR[self.step]
        first = round(self.start * a_year)
        return tuple(_label(first + t, a_year) for t in range(self.count))

    def share_covered(self, start: float, end: float, shift: float = 0.0) -> np.ndarray:
        """Share of each period, moved later by `shift` years, that lies in [start, end], shape (N,) [1].

        Not to be written to: the same question gets the same array.
        """
        return _share_covered(self, start, end, shift)

    def discount_factors(self, rate: float) -> np.ndarray:
        """df_t = (1+δ)^−(t+½)Δ, shape (N,) [1]."""
        return (1.0 + rate) ** -((np.arange(self.count) + 0.5) * self.years)


@lru_cache(KEPT)
def _share_covered(periods: Periods, start: float, end: float, shift: float) -> np.ndarray:
    first = periods.starts + shift
    covered = np.minimum(first + periods.years, end) - np.maximum(first, start)
    share = covered / periods.years
    found = np.where(share < ROUNDING, 0.0, np.where(share > 1.0 - ROUNDING, 1.0, share))
    found.flags.writeable = False
    return found


def _label(step: int, a_year: int) -> str:
    year, part = divmod(step, a_year)
    if a_year == 1:
        return str(year)
    return f"{year}Q{part + 1}" if a_year == 4 else f"{year}-{part + 1:02d}"


@dataclass(frozen=True)
class Tree:
    """The tree of futures over the periods.

    reveal : number of common periods R (N without futures).  futures : names of the branches, () without futures.
    probabilities : of the branches, shape (B,).
    """

    periods: Periods
    reveal: int
    futures: tuple[str, ...] = ()
    probabilities: tuple[float, ...] = ()

    @property
    def _tail(self) -> int:
        return self.periods.count - self.reveal

    @property
    def size(self) -> int:
        """Number of nodes."""
        return self.reveal + len(self.futures) * self._tail

    @cached_property
    def period(self) -> np.ndarray:
        """t(n), shape (nodes,)."""
        own = np.tile(np.arange(self.reveal, self.periods.count), len(self.futures))
        return np.concatenate([np.arange(self.reveal), own]).astype(int)

    @cached_property
    def variant(self) -> np.ndarray:
        """0 for common nodes, 1 + index of the future for its own nodes, shape (nodes,)."""
        own = np.repeat(np.arange(1, len(self.futures) + 1), self._tail)
        return np.concatenate([np.zeros(self.reveal, int), own]).astype(int)

    @cached_property
    def probability(self) -> np.ndarray:
        """p(n), shape (nodes,)."""
        return np.concatenate([[1.0], self.probabilities])[self.variant]

    @cached_property
    def parent(self) -> np.ndarray:
        """Parent of each node, −1 at the root, shape (nodes,)."""
        return np.array([self.ancestor(n, 1) for n in range(self.size)], int)

    @cached_property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """(future, period) of each node; the future is `all` before the reveal."""
        futures = (COMMON, *self.futures)
        periods = self.periods.labels
        return tuple((futures[v], periods[t]) for v, t in zip(self.variant, self.period, strict=True))

    def node(self, period: int, future: int) -> int:
        """The node of a period on the path of a future (0-based; any number without futures)."""
        return period if period < self.reveal else self.reveal + future * self._tail + period - self.reveal

    def ancestor(self, node: int, back: int) -> int:
        """anc(n, k): the node k periods before n on its path, −1 if there is none."""
        if node < self.reveal:
            return max(node - back, -1)
        future, offset = divmod(node - self.reveal, self._tail)
        period = self.reveal + offset - back
        return self.node(period, future) if period >= 0 else -1

    @cached_property
    def paths(self) -> tuple[tuple[int, ...], ...]:
        """The nodes from root to leaf of each future; one path without futures."""
        count = max(len(self.futures), 1)
        return tuple(tuple(self.node(t, b) for t in range(self.periods.count)) for b in range(count))
