"""Sampled designs: shares of 1 from SALib or a random generator, turned into levels by each factor's distribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.groups import Groups
from optimizer.study.sweep.design.needs import salib_sample
from optimizer.study.sweep.design.plans.correlated import correlated, reordered
from optimizer.study.sweep.design.plans.plan import Plan, Row

POINTS = 512
"""Points where neither the study nor the command line says how many."""
LEAST = 2
"""Fewest base samples or trajectories: one says nothing of how far its answer can be trusted."""


def latin_hypercube(axes: Sequence[Axis], groups: Groups, points: int | None, seed: int) -> Plan:
    """One point in each of N slices of every factor; groups are reordered to their rank correlation."""
    count = points or POINTS
    problem = problem_of(axes)
    shares = salib_sample("latin").sample(_unit_cube(problem), count, seed=seed)
    return Plan(_rows(axes, reordered(shares, groups, seed)), problem)


def monte_carlo(axes: Sequence[Axis], groups: Groups, points: int | None, seed: int) -> Plan:
    """Independent random points; groups are drawn with their rank correlation."""
    shares = np.random.default_rng(seed).uniform(size=(points or POINTS, len(axes)))
    return Plan(_rows(axes, correlated(shares, groups)), problem_of(axes))


def sobol(axes: Sequence[Axis], groups: Groups, points: int | None, seed: int, second_order: bool) -> Plan:
    """Saltelli's extension of the Sobol sequence: N (D + 2) points, or N (2 D + 2) with pairs, N a power of 2."""
    problem = {**problem_of(axes, groups), "second_order": second_order}
    parts = len(groups.together(len(axes)))
    block = 2 * parts + 2 if second_order else parts + 2
    asked = points or POINTS
    samples = max(LEAST, 1 << max(0, (asked // block).bit_length() - 1))
    shares = salib_sample("sobol").sample(_unit_cube(problem), samples, calc_second_order=second_order, seed=seed)
    note = f"Sobol: {samples} base samples x {block} = {samples * block} points ({asked} asked for)"
    return Plan(_rows(axes, shares), problem, (note, *_without_correlation(groups)))


def morris(axes: Sequence[Axis], groups: Groups, points: int | None, seed: int, levels: int) -> Plan:
    """Trajectories in which one factor (or group) after the other makes a step: N (D + 1) points."""
    problem = {**problem_of(axes, groups), "num_levels": levels}
    block = len(groups.together(len(axes))) + 1
    asked = points or POINTS
    trajectories = max(LEAST, asked // block)
    shares = salib_sample("morris").sample(_unit_cube(problem), trajectories, num_levels=levels, seed=seed)
    note = f"Morris: {trajectories} trajectories x {block} = {trajectories * block} points ({asked} asked for)"
    return Plan(_rows(axes, shares), problem, (note, *_without_correlation(groups)))


def problem_of(axes: Sequence[Axis], groups: Groups | None = None) -> dict[str, Any]:
    """SALib's problem; the bounds of listed levels are the places of the first and the last."""
    problem: dict[str, Any] = {
        "num_vars": len(axes),
        "names": [axis.name for axis in axes],
        "bounds": [_bounds(axis) for axis in axes],
    }
    if groups is not None and groups.members:
        problem["groups"] = [groups.of(at) or axis.name for at, axis in enumerate(axes)]
    return problem


def _bounds(axis: Axis) -> list[float]:
    if axis.spread is not None:
        return [axis.spread.low, axis.spread.high]
    return [0.0, float(len(axis.levels) - 1)]


def _unit_cube(problem: dict[str, Any]) -> dict[str, Any]:
    """The problem with all bounds 0 and 1; a copy, since SALib writes into it."""
    known: dict[str, Any] = {key: problem[key] for key in ("num_vars", "names", "groups") if key in problem}
    return {**known, "bounds": [[0.0, 1.0]] * problem["num_vars"]}


def _rows(axes: Sequence[Axis], shares: np.ndarray) -> tuple[Row, ...]:
    return tuple(zip(*(axis.drawn(shares[:, at]) for at, axis in enumerate(axes)), strict=True))


def _without_correlation(groups: Groups) -> tuple[str, ...]:
    """A group is one factor here; what its members have to do with each other is not used."""
    if not groups.correlations:
        return ()
    return ("each group is one factor in this design; the correlation of its members is not used",)
