"""PAWN: how far the distribution of a record moves when a factor is held in a part of its range.

The median, over the parts, of the Kolmogorov-Smirnov distance between the record's distribution in the part and in all
(Pianosi & Wagener 2018, doi:10.1016/j.envsoft.2018.07.019). It needs no design of its own and no variance, but it has
no sign, and some distance comes of chance alone: how much, factors of pure chance show. Computed by SALib for factors
that are continuous; for those of a few levels, which SALib's quantiles would cut through, level by level.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np

from optimizer.results.sweep.analysis.facts import Index, IndexSet
from optimizer.results.sweep.analysis.rounding import is_constant
from optimizer.results.sweep.analysis.sample import Sample

PARTS, IN_A_PART = (2, 3, 5, 8, 10), 10
"""Into how many parts the range of a factor may be cut (SALib cannot cut it into 6 or 9), and fewest points of one."""
FEWEST = 3 * IN_A_PART
FEW_LEVELS = 10
"""Levels up to which each is a part of its own."""
DUMMIES = 5
"""Factors of pure chance; the largest of their indices is the noise."""


def indices(sample: Sample, record: str) -> Iterator[IndexSet]:
    """The index of every factor; none where the points are too few to part."""
    values = sample.values(record)
    known = np.flatnonzero(np.isfinite(values))
    if len(known) < FEWEST:
        return
    values, constant = values[known], is_constant(values[known], sample.noise(record))
    rows = [sample.rows[at] for at in known.tolist()]
    stands = [axis.positions([row.levels[axis.name] for row in rows]) for axis in sample.axes]
    chance = np.random.default_rng(sample.study.seed).random((DUMMIES, len(known)))
    found = np.zeros(len(stands) + DUMMIES) if constant else _distances([*stands, *chance], values)
    listed = tuple(Index("pawn", axis.name, "", float(found[at]), None) for at, axis in enumerate(sample.axes))
    noise = float(found[len(stands) :].max())
    yield IndexSet(record, "pawn", "1", len(known), len(sample.rows) - len(known), constant, listed, noise)


def _distances(stands: list[np.ndarray], values: np.ndarray) -> np.ndarray:
    """The index of each factor, shape (factors,) [1]. stands : its levels at the points."""
    few = [len(np.unique(levels)) <= FEW_LEVELS for levels in stands]
    found = np.zeros(len(stands))
    found[few] = [_by_level(levels, values) for levels, is_few in zip(stands, few, strict=True) if is_few]
    smooth = [levels for levels, is_few in zip(stands, few, strict=True) if not is_few]
    if smooth:
        found[np.logical_not(few)] = _by_quantile(np.column_stack(smooth), values)
    return found


def _by_quantile(stands: np.ndarray, values: np.ndarray) -> np.ndarray:
    from SALib.analyze import pawn

    names = [str(at) for at in range(stands.shape[1])]
    whole = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    parts = max(part for part in PARTS if part * IN_A_PART <= max(len(values), FEWEST))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of p-values, which are not used
        found: np.ndarray = np.asarray(pawn.analyze(whole, stands, values, S=parts)["median"], float)
    return found


def _by_level(levels: np.ndarray, values: np.ndarray) -> float:
    """The same with each level as a part."""
    distances = [_distance(values[levels == level], values) for level in np.unique(levels)]
    return float(np.median(distances)) if len(distances) > 1 else 0.0


def _distance(some: np.ndarray, every: np.ndarray) -> float:
    """The largest distance between two empirical distribution functions [1]."""
    at = np.sort(every)
    shares = [np.searchsorted(np.sort(those), at, side="right") / len(those) for those in (some, every)]
    return float(np.abs(shares[0] - shares[1]).max())
