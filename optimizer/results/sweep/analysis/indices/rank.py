"""Spearman's rank correlation: whether a record rises or falls with a factor, for samples of any kind.

The half-width of the interval is that of Bonett & Wright (2000), doi:10.1007/BF02294183, carried over from Fisher's z
to the correlation itself. What goes up and down again has no rank correlation, and need not be without effect. The
noise is that of the strongest of all factors (Bonferroni): of a hundred that do nothing five would pass that of one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist

import numpy as np

from optimizer.results.sweep.analysis.index_facts import Index, IndexSet
from optimizer.results.sweep.analysis.rounding import is_constant
from optimizer.results.sweep.analysis.sample import Sample

FEWEST = 8
BY_CHANCE = 0.05
"""How likely it may be that any factor at all passes the noise where there is nothing but chance."""
Z95 = 1.959963984540054


def indices(sample: Sample, record: str) -> Iterator[IndexSet]:
    """The correlation of a record with every numeric factor."""
    values = sample.values(record)
    known = np.flatnonzero(np.isfinite(values))
    if len(known) < FEWEST:
        return
    rows, constant = [sample.rows[at] for at in known.tolist()], is_constant(values[known], sample.noise(record))
    listed = []
    for axis in (axis for axis in sample.axes if axis.numeric):
        levels = axis.positions([row.levels[axis.name] for row in rows])
        if constant:
            listed.append(Index("rho", axis.name, "", 0.0, None))
        elif np.ptp(levels):  # what stands still where there are answers cannot be told of
            value = correlation(levels, values[known])
            listed.append(Index("rho", axis.name, "", value, _half_width(value, len(known))))
    dropped = len(sample.rows) - len(known)
    noise = 0.0 if constant or not listed else _largest_by_chance(len(known), len(listed))
    yield IndexSet(record, "rank", "1", len(known), dropped, constant, tuple(listed), noise)


def correlation(some: np.ndarray, others: np.ndarray) -> float:
    """Spearman's correlation of two arrays of shape (points,), neither of them constant [1]."""
    return float(np.corrcoef(ranks(some), ranks(others))[0, 1])


def ranks(values: np.ndarray) -> np.ndarray:
    """Places in order, equal values sharing the mean of theirs, shape (points,).

    >>> ranks(np.array([3.0, 1.0, 3.0])).tolist()
    [1.5, 0.0, 1.5]
    """
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts) - 1
    middle: np.ndarray = last - (counts - 1) / 2
    return middle[where]


def _largest_by_chance(points: int, factors: int) -> float:
    """What the largest correlation of so many factors that do nothing exceeds in one of twenty samples [1]."""
    return min(NormalDist().inv_cdf(1 - BY_CHANCE / (2 * factors)) / math.sqrt(points - 1), 1.0)


def _half_width(value: float, points: int) -> float:
    return (1 - value**2) * Z95 * math.sqrt((1 + value**2 / 2) / (points - 3))
