"""Sobol' indices: shares of the variance of a record.

First order S1 = Var(E[y|x_i]) / Var(y), total ST = E[Var(y|all but x_i)] / Var(y) (Saltelli et al. 2010,
doi:10.1016/j.cpc.2009.09.018), second order S2 of a pair what the two explain together beyond both (Saltelli 2002,
doi:10.1016/S0010-4655(02)00280-1); intervals by resampling the blocks. Computed by SALib.

Of N blocks an index has a standard error of about 1/√N. With fewer than 16 an interval of 95 % is wider than ±0.5: it
covers all of 0 to 1, and tells nothing.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from optimizer.results.sweep.analysis.index_facts import Index, IndexSet
from optimizer.results.sweep.analysis.indices.blocks import blocks, half_width, movers, problem, size
from optimizer.results.sweep.analysis.rounding import is_constant
from optimizer.results.sweep.analysis.sample import Sample

FEWEST = 16
"""Whole blocks without which no index is told: 1.96/√16 = 0.49."""


def indices(sample: Sample, record: str) -> Iterator[IndexSet]:
    """The indices of a record; none where whole blocks are too few to tell more than that it does not vary."""
    names, pairs = movers(sample), bool((sample.study.problem or {}).get("second_order"))
    found = blocks(sample, record, size(sample))
    constant = is_constant(found.values.ravel(), sample.noise(record))
    if not found.enough or (not constant and len(found.values) < FEWEST):
        return
    listed = _none(names, pairs) if constant else _computed(sample, found.values, names, pairs)
    yield IndexSet(record, "sobol", "1", len(found.values), found.dropped, constant, listed)


def _computed(sample: Sample, values: np.ndarray, names: list[str], pairs: bool) -> tuple[Index, ...]:
    from SALib.analyze import sobol  # takes a second: only where it is needed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a resample is constant says nothing
        found = sobol.analyze(problem(sample), values.ravel(), calc_second_order=pairs, seed=sample.study.seed + 1)
    single = [
        Index(name, names[at], "", float(found[name][at]), half_width(found[f"{name}_conf"][at]))
        for name in ("S1", "ST")
        for at in range(len(names))
    ]
    double = [
        Index("S2", names[i], names[j], float(found["S2"][i, j]), half_width(found["S2_conf"][i, j]))
        for i, j in combinations(range(len(names)), 2)
        if pairs
    ]
    return tuple(index for index in (*single, *double) if math.isfinite(index.value))


def _none(names: list[str], pairs: bool) -> tuple[Index, ...]:
    """What does not vary owes nothing to anything."""
    single = [Index(name, factor, "", 0.0, None) for name in ("S1", "ST") for factor in names]
    return (*single, *(Index("S2", i, j, 0.0, None) for i, j in combinations(names, 2) if pairs))
