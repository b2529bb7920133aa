"""Which factors move a record: only their levels say where it is highest or lowest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from optimizer.results.sweep.analysis.index_facts import Ranking
from optimizer.results.sweep.analysis.sample import Axis, Sample
from optimizer.results.sweep.analysis.slices import slices

MOST_NAMED = 3
"""Factors of a sample that are named."""
Bundle = tuple[str, ...]
"""The members of a group, or a factor alone."""
Lines = Mapping[Bundle, Sequence[np.ndarray]]
"""By bundle the places of the rows along each line in which only it moves."""


def lines(sample: Sample) -> Lines:
    """The lines of every bundle; of none in a sample, where hardly two points share their levels."""
    if sample.is_sampled:
        return {}
    place = {row.number: at for at, row in enumerate(sample.rows)}
    return {
        tuple(axis.name for axis in axes): [
            np.array([place[row.number] for row in line.rows]) for line in slices(sample, axes)
        ]
        for axes in _bundles(sample)
    }


def _bundles(sample: Sample) -> list[list[Axis]]:
    found: dict[str, list[Axis]] = {}
    for axis in sample.axes:
        found.setdefault(axis.factor.group or axis.name, []).append(axis)
    return list(found.values())


def movers(values: np.ndarray, near: float, along: Lines) -> tuple[str, ...]:
    """The factors that move a record, or of which no two points can tell.

    values : the record, shape (rows,).  near : what rounding alone may make of it [its unit].
    """
    return tuple(
        name
        for bundle, places in along.items()
        if _may_move([values[each] for each in places], near)
        for name in bundle
    )


def _may_move(found: Sequence[np.ndarray], near: float) -> bool:
    known = [each[np.isfinite(each)] for each in found]
    compared = [float(np.ptp(each)) for each in known if len(each) > 1]
    return not compared or max(compared) > near


def strongest(sample: Sample, ranking: Ranking | None) -> tuple[str, ...]:
    """Of a sample the few factors that surely move a record, the strongest first, groups by their members."""
    named: list[str] = []
    for one in ranking.influences if ranking else ():
        members = [axis.name for axis in sample.axes if one.name in (axis.factor.group, axis.name)]
        if one.standing == "clear" and len(named) + len(members) <= MOST_NAMED:
            named += members
    return tuple(named)
