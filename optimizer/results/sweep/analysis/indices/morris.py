"""Morris' elementary effects: what a record changes by per whole range of a factor, over many places.

mu is their mean, mu* the mean of their sizes, sigma their standard deviation (Morris 1991,
doi:10.1080/00401706.1991.10484804; Campolongo et al. 2007, doi:10.1016/j.envsoft.2006.10.004). Computed by SALib.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np

from optimizer.results.sweep.analysis.facts import Index, IndexSet
from optimizer.results.sweep.analysis.indices.blocks import Blocks, blocks, movers, places, problem
from optimizer.results.sweep.analysis.rounding import is_constant
from optimizer.results.sweep.analysis.sample import Sample

LEVELS = 4
"""SALib's own number of levels."""


def indices(sample: Sample, record: str) -> Iterator[IndexSet]:
    """The indices of a record; none where fewer than two whole trajectories are left."""
    names = movers(sample)
    found = blocks(sample, record, len(names) + 1)
    if not found.enough:
        return
    constant = is_constant(found.values.ravel(), sample.noise(record))
    listed = _none(names) if constant else _computed(sample, found)
    yield IndexSet(record, "morris", sample.unit(record), len(found.values), found.dropped, constant, listed)


def _computed(sample: Sample, found: Blocks) -> tuple[Index, ...]:
    from SALib.analyze import morris

    whole, names = problem(sample), movers(sample)
    levels = int((sample.study.problem or {}).get("num_levels", LEVELS))
    stands = places(sample)[found.rows.ravel()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = morris.analyze(whole, stands, found.values.ravel(), num_levels=levels, seed=sample.study.seed + 1)
    listed = []
    for at, name in enumerate(names):
        listed.append(Index("mu", name, "", float(answer["mu"][at]), None))
        listed.append(Index("mu_star", name, "", float(answer["mu_star"][at]), float(answer["mu_star_conf"][at])))
        spread = float(answer["sigma"][at])  # NaN of a group: its members have effects of their own
        if np.isfinite(spread):
            listed.append(Index("sigma", name, "", spread, None))
    return tuple(listed)


def _none(names: list[str]) -> tuple[Index, ...]:
    return tuple(
        Index(index, name, "", 0.0, 0.0 if index == "mu_star" else None)
        for name in names
        for index in ("mu", "mu_star", "sigma")
    )
