"""Morris' elementary effects: what a record changes by per whole range of a factor, over many places.

mu is their mean, mu* the mean of their sizes, sigma their standard deviation (Morris 1991,
doi:10.1080/00401706.1991.10484804; Campolongo et al. 2007, doi:10.1016/j.envsoft.2006.10.004). Computed by SALib, which
takes every step for one of Δ; one among listed levels goes another way (of two levels the whole), so that answers are
first brought to steps of Δ. Its intervals are those of many trajectories; of few they are widened as Student's t is.

A group has a mean size only: its members go up and down together or against each other, so that the mean of its effects
has no sign that means anything.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterator

import numpy as np

from optimizer.results.sweep.analysis.index_facts import Index, IndexSet
from optimizer.results.sweep.analysis.indices.blocks import (
    Blocks,
    blocks,
    half_width,
    movers,
    places,
    problem,
    size,
)
from optimizer.results.sweep.analysis.rounding import is_constant
from optimizer.results.sweep.analysis.sample import Axis, Sample

LEVELS = 4
"""SALib's own number of levels."""
CUSTOMARY = 10
"""Trajectories below which it is told that they are few (Campolongo et al. 2007)."""
NORMAL95 = 1.959963984540054


def indices(sample: Sample, record: str) -> Iterator[IndexSet]:
    """The indices of a record; none where fewer than two whole trajectories are left."""
    names = movers(sample)
    found = blocks(sample, record, size(sample))
    if not found.enough:
        return
    constant = is_constant(found.values.ravel(), sample.noise(record))
    listed = _none(names, _alone(sample)) if constant else _computed(sample, found)
    yield IndexSet(record, "morris", sample.unit(record), len(found.values), found.dropped, constant, listed)


def _computed(sample: Sample, found: Blocks) -> tuple[Index, ...]:
    from SALib.analyze import morris

    whole, names = problem(sample), movers(sample)
    levels = int((sample.study.problem or {}).get("num_levels", LEVELS))
    stands, values = places(sample)[found.rows.ravel()], _in_steps_of(step(levels), sample, found).ravel()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = morris.analyze(whole, stands, values, num_levels=levels, seed=sample.study.seed + 1)
    alone, wider, listed = _alone(sample), widened(len(found.values)), []
    for at, name in enumerate(names):
        margin = half_width(wider * answer["mu_star_conf"][at])
        listed.append(Index("mu_star", name, "", float(answer["mu_star"][at]), margin))
        if name in alone:
            listed.append(Index("mu", name, "", float(answer["mu"][at]), None))
            listed.append(Index("sigma", name, "", float(answer["sigma"][at]), None))
    return tuple(listed)


def widened(count: int) -> float:
    """How much wider an interval from resampling so few trajectories has to be: t for the normal distribution, and
    √(n / (n − 1)), by which resampling makes the spread of a mean too small.

    >>> round(widened(2), 1), round(widened(10), 2)
    (9.2, 1.22)
    """
    from scipy.stats import t  # comes with SALib; half a second

    return float(t.ppf(0.975, count - 1)) / NORMAL95 * math.sqrt(count / (count - 1))


def _alone(sample: Sample) -> frozenset[str]:
    """The movers that are one factor each."""
    whole = problem(sample)
    counts = Counter(whole.get("groups", whole["names"]))
    return frozenset(name for name, count in counts.items() if count == 1)


# --- steps ------------------------------------------------------------------------------------------------------------


def step(levels: int) -> float:
    """Δ, the share of a continuous range that a step goes, of a design of so many levels (Morris 1991) [1].

    >>> step(4)
    0.6666666666666666
    """
    return levels / (2 * (levels - 1))


def _in_steps_of(delta: float, sample: Sample, found: Blocks) -> np.ndarray:
    """Answers as if every step had gone delta, shape (blocks, size) [unit of the record]: its change times delta over
    the share that it went, of a group the mean share of its members."""
    went = _shares(delta, sample, found)
    moved = (went > 0).sum(axis=2)
    share = np.divide(went.sum(axis=2), moved, out=np.full(moved.shape, delta), where=moved > 0)
    first, changes = found.values[:, :1], np.diff(found.values, axis=1) * (delta / share)
    return np.hstack((first, first + np.cumsum(changes, axis=1)))


def _shares(delta: float, sample: Sample, found: Blocks) -> np.ndarray:
    """The share of its range that each factor goes in each step, shape (blocks, size - 1, factors) [1].

    Of listed levels it is that of their places, of a range delta (in shares of its distribution), 0 if it stays.
    """
    axes = {axis.name: axis for axis in sample.axes}
    by_factor = []
    for name in problem(sample)["names"]:
        axis = axes[name]
        stands = _places_listed(axis, sample)[found.rows]
        steps = np.abs(np.diff(stands, axis=1))
        by_factor.append(steps / max(len(axis.factor.levels) - 1, 1) if axis.factor.levels else delta * (steps > 0))
    return np.stack(by_factor, axis=2)


def _places_listed(axis: Axis, sample: Sample) -> np.ndarray:
    """Where a factor stands at each row, shape (rows,): its place among the levels that the study lists, numbers in
    order; in a range the level itself."""
    levels = [row.levels[axis.name] for row in sample.rows]
    listed = sorted(axis.factor.levels, key=float) if axis.numeric else axis.factor.levels
    place = {level: float(at) for at, level in enumerate(listed)}
    return np.array([place[level] for level in levels]) if listed else axis.positions(levels)


def _none(names: list[str], alone: frozenset[str]) -> tuple[Index, ...]:
    """What does not vary is moved by nothing."""
    sizes = [Index("mu_star", name, "", 0.0, None) for name in names]
    return (
        *sizes,
        *(Index(index, name, "", 0.0, None) for name in names if name in alone for index in ("mu", "sigma")),
    )
