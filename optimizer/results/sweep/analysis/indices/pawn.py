"""PAWN: how far the distribution of a record moves when a factor is held in a part of its range.

The median, over the parts, of the Kolmogorov-Smirnov distance between the record's distribution in the part and in all
(Pianosi & Wagener 2018, doi:10.1016/j.envsoft.2018.07.019). It needs no design of its own and no variance, but it has
no sign, and some distance comes of chance alone. How much, shuffling shows: answers are dealt out anew over the same
levels, cut into the same parts, and the factor that is strongest by chance sets the noise.

Computed here, not by SALib: its last part leaves out the points at the largest level, of twelve levels one in twelve.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.results.sweep.analysis.index_facts import Index, IndexSet
from optimizer.results.sweep.analysis.indices.blocks import size
from optimizer.results.sweep.analysis.rounding import is_constant
from optimizer.results.sweep.analysis.sample import Axis, Sample

MOST_PARTS, IN_A_PART = 10, 10
"""Into how many parts the range of a factor is cut at most, and fewest points of one."""
FEWEST = 3 * IN_A_PART
FEW_LEVELS = 10
"""Levels up to which each is a part of its own."""
SHUFFLES, EXCEEDED_BY = 39, 2
"""The noise is the second largest of 39: that of the sample itself exceeds it by chance in 2 of 40 cases, which is 5 %
(Barnard 1963, in the discussion of Bartlett, J. R. Stat. Soc. B 25, 294)."""


def indices(sample: Sample, record: str) -> Iterator[IndexSet]:
    """The index of every factor; none where the points are too few to part."""
    values = sample.values(record)
    known = np.isfinite(values)
    if known.sum() < FEWEST:
        return
    constant = is_constant(values[known], sample.noise(record))
    names = [axis.name for axis in sample.axes]
    found, noise = (np.zeros(len(names)), 0.0) if constant else _distances_and_noise(sample, values)
    listed = tuple(Index("pawn", name, "", float(value), None) for name, value in zip(names, found, strict=True))
    used = int(known.sum())
    yield IndexSet(record, "pawn", "1", used, len(values) - used, constant, listed, noise)


def _distances_and_noise(sample: Sample, values: np.ndarray) -> tuple[np.ndarray, float]:
    """The index of each factor, shape (factors,), and what chance alone gives the strongest of them [1].

    Points of a block are shuffled together: they share levels and so answers, and are not as many by chance as they
    look. (Single points of designs without blocks; those without an answer stay out of it.)
    """
    whole, known = size(sample), np.isfinite(values)
    rows = np.flatnonzero(known) if whole == 1 else np.arange(len(values) // whole * whole)
    values, known = values[rows], known[rows]
    parts = np.array([_parts(axis, sample, rows, known) for axis in sample.axes])
    rng = np.random.default_rng(sample.study.seed)
    by_chance = sorted(
        float(distances(_shuffled(parts, whole, rng)[:, known], values[known]).max()) for _ in range(SHUFFLES)
    )
    return distances(parts[:, known], values[known]), by_chance[-EXCEEDED_BY]


def _shuffled(parts: np.ndarray, whole: int, rng: np.random.Generator) -> np.ndarray:
    """The parts of all factors with the blocks of points in another order, shape (factors, points)."""
    in_blocks = parts.reshape(len(parts), -1, whole)
    mixed: np.ndarray = in_blocks[:, rng.permutation(in_blocks.shape[1])].reshape(parts.shape)
    return mixed


def _parts(axis: Axis, sample: Sample, rows: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The part of a factor's range in which it stands at each of some rows, shape (rows,). known : has an answer."""
    return cut(axis.positions([sample.rows[at].levels[axis.name] for at in rows.tolist()]), known)


def cut(levels: np.ndarray, known: np.ndarray) -> np.ndarray:
    """In which part of its range each level lies, shape (points,): parts of equally many points that are known, or each
    of few levels by itself. The largest level lies in the last part.

    >>> cut(np.array([3.0, 1.0, 3.0, 2.0]), np.ones(4, bool)).tolist()
    [2, 0, 2, 1]
    """
    if len(np.unique(levels[known])) <= FEW_LEVELS:
        each: np.ndarray = np.unique(levels, return_inverse=True)[1]
        return each
    count = min(MOST_PARTS, max(int(known.sum()), FEWEST) // IN_A_PART)
    inner = np.quantile(levels[known], np.arange(1, count) / count)
    return np.searchsorted(inner, levels, side="right")


def distances(parts: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The index of each factor, shape (factors,) [1]. parts : by factor and point.  values : of the points."""
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    ends = np.flatnonzero(np.append(ranked[1:] > ranked[:-1], True))  # equal values make one step
    every = (ends + 1) / len(values)
    return np.array([_median_distance(line[order], ends, every) for line in parts])


def _median_distance(line: np.ndarray, ends: np.ndarray, every: np.ndarray) -> float:
    """The median over parts of the largest distance to the distribution of all, 0 where there is one part only.

    line : the part of each point, the points in the order of their values.  every : the distribution at ends of steps.
    """
    own = [np.cumsum(line == part)[ends] for part in np.unique(line)]
    if len(own) < 2:
        return 0.0
    return float(np.median([np.abs(counts / counts[-1] - every).max() for counts in own]))
