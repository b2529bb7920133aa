"""Spearman's rank correlation: whether a record rises or falls with a factor, for samples of any kind.

The half-width of the interval is that of Bonett & Wright (2000), doi:10.1007/BF02294183, carried over from Fisher's z
to the correlation itself. What goes up and down again has no rank correlation, and need not be without effect.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from optimizer.results.sweep.analysis.facts import Index, IndexSet
from optimizer.results.sweep.analysis.rounding import is_constant
from optimizer.results.sweep.analysis.sample import Sample

FEWEST = 8
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
        value = 0.0 if constant or not np.ptp(levels) else correlation(levels, values[known])
        listed.append(Index("rho", axis.name, "", value, 0.0 if constant else _half_width(value, len(known))))
    dropped = len(sample.rows) - len(known)
    noise = 0.0 if constant else Z95 / math.sqrt(len(known) - 1)
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


def _half_width(value: float, points: int) -> float:
    return (1 - value**2) * Z95 * math.sqrt((1 + value**2 / 2) / (points - 3))
