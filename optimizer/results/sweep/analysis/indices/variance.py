"""The variance of a record over a full grid, split over its factors and pairs: Sobol' indices without sampling error.

Each of the grid's points counts the same: S1 = Var(E[y|x_i]) / Var(y), ST = E[Var(y|all but x_i)] / Var(y), and S2 of a
pair is Var(E[y|x_i,x_j]) / Var(y) less both S1 (Sobol' 1993; the analysis of variance of a factorial design).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import prod

import numpy as np

from optimizer.results.sweep.analysis.index_facts import Index, IndexSet
from optimizer.results.sweep.analysis.rounding import is_constant
from optimizer.results.sweep.analysis.sample import Axis, Sample


def indices(sample: Sample, record: str) -> Iterator[IndexSet]:
    """The indices of a record; none where the grid has a gap or only one factor."""
    axes = [axis for axis in sample.axes if len(axis.levels) > 1]
    grid = _grid(sample, axes, record)
    if len(axes) < 2 or grid is None:
        return
    constant = is_constant(grid.ravel(), sample.noise(record))
    whole = float(np.var(grid))
    single = [*_each("S1", axes, grid, whole, constant), *_each("ST", axes, grid, whole, constant)]
    first = {index.factor: index.value for index in single if index.name == "S1"}
    pairs = []
    for i, j in combinations(range(len(axes)), 2):
        both = 0.0 if constant else _explained(grid, {i, j}) / whole
        names = axes[i].name, axes[j].name
        pairs.append(Index("S2", *names, both - first[names[0]] - first[names[1]], None))
    yield IndexSet(record, "variance", "1", grid.size, 0, constant, (*single, *pairs))


def _grid(sample: Sample, axes: list[Axis], record: str) -> np.ndarray | None:
    """A record by the levels of the factors, None where a point has no answer."""
    shape = [len(axis.levels) for axis in axes]
    if prod(shape) != len(sample.rows):
        return None
    grid = np.full(shape, np.nan)
    place = [{level: at for at, level in enumerate(axis.levels)} for axis in axes]
    for row, value in zip(sample.rows, sample.values(record).tolist(), strict=True):
        grid[tuple(places[row.levels[axis.name]] for places, axis in zip(place, axes, strict=True))] = value
    return grid if np.isfinite(grid).all() else None


def _each(name: str, axes: list[Axis], grid: np.ndarray, whole: float, constant: bool) -> Iterator[Index]:
    for at, axis in enumerate(axes):
        if constant:
            value = 0.0
        elif name == "S1":
            value = _explained(grid, {at}) / whole
        else:
            value = float(np.mean(np.var(grid, axis=at))) / whole
        yield Index("S1" if name == "S1" else "ST", axis.name, "", value, None)


def _explained(grid: np.ndarray, kept: set[int]) -> float:
    """The variance of the mean over all factors but some."""
    others = tuple(axis for axis in range(grid.ndim) if axis not in kept)
    return float(np.var(np.mean(grid, axis=others)))
