"""What each number of a scenario is worth at the margin, from one solve (envelope theorem).

At an optimum with plan x and duals y the derivative of the optimum to a number θ is that of the Lagrangian
L(θ) = c(θ)·x + y·(b(θ) − A(θ)·x) with x and y held: only coefficients are evaluated again, nothing is solved.

Numbers that touch different assets, supplies or demands touch different columns and limits of the program. So one
evaluation with a number of every asset moved at once gives all their derivatives, told apart by what moved where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.model.build import Formulation
from optimizer.model.compile import Block, LinearProgram, compile_arrays
from optimizer.model.point import Point
from optimizer.scenario.edit import with_values
from optimizer.scenario.number import Number
from optimizer.scenario.tree import Path

STEP = 1e-6
"""Relative change of a number for its derivative. The Lagrangian is smooth in it, so one side is enough."""
OWNERS = {"asset": "assets", "supply": "supplies", "demand": "demands", "link": "links"}
"""Axes of the program that belong to entries of these blocks of the scenario."""


@dataclass(frozen=True, eq=False)
class Contributions:
    """The Lagrangian by owner: (block, name) -> value; what belongs to no single entry is under ('', '')."""

    by_owner: Mapping[tuple[str, str], float]

    @property
    def total(self) -> float:
        return sum(self.by_owner.values())


def derivatives(point: Point, paths: Mapping[Path, Number]) -> dict[Path, float]:
    """d(optimum) / d(number) for numbers by path, in units of the objective per base unit of the number.

    Where the optimum has a kink this is one of its one-sided derivatives.
    """
    found: dict[Path, float] = {}
    base = contributions(point, point.program, point.formulation)
    for group in _groups(paths):
        steps = {path: _step(paths[path].value) for path in group}
        values = {path: paths[path].value + steps[path] for path in group}
        moved = Formulation(with_values(point.scenario, values), point.formulation.money_unit)
        after = contributions(point, compile_arrays(moved), moved)
        for path in group:
            owner = _owner(path)
            before = base.total if owner is None else base.by_owner.get(owner, 0.0)
            now = after.total if owner is None else after.by_owner.get(owner, 0.0)
            found[path] = (now - before) / steps[path] * point.objective_scale
    return found


def _step(value: float) -> float:
    return STEP * max(abs(value), 1e-3)


def _owner(path: Path) -> tuple[str, str] | None:
    """The entry whose columns and limits are all that a number touches; None where it may touch any."""
    return (str(path[0]), str(path[1])) if path[0] in OWNERS.values() else None


def _groups(paths: Mapping[Path, Number]) -> Iterator[list[Path]]:
    """Numbers that can move together: one of each owner, or one that has none."""
    waiting: dict[tuple[str, str], list[Path]] = {}
    for path in paths:
        owner = _owner(path)
        if owner is None:
            yield [path]
        else:
            waiting.setdefault(owner, []).append(path)
    for i in range(max(map(len, waiting.values()), default=0)):
        yield [mine[i] for mine in waiting.values() if i < len(mine)]


def contributions(point: Point, program: LinearProgram, formulation: Formulation) -> Contributions:
    """The Lagrangian of a program at the plan and the duals of a point, split by owner."""
    x = _matched(point.program.columns, point.optimum.x, program.columns)
    y = _matched(point.program.rows, point.optimum.row_dual, program.rows)
    first = program.compute if point.optimum.maximised == "compute" and program.compute is not None else program.cost
    bound = np.where(y > 0, program.row_upper, np.where(y < 0, program.row_lower, 0.0))
    columns = (first - program.transposed_times(y)) * x
    return Contributions(_by_owner([(program.columns, columns), (program.rows, y * bound)], formulation))


def _matched(old: Mapping[str, Block], values: np.ndarray, new: Mapping[str, Block]) -> np.ndarray:
    """Values of the old rows or columns at the new ones with the same indices; 0 for those that are new."""
    parts = []
    for name, block in new.items():
        before = old[name]
        mine = values[before.slice]
        if len(before.over) == len(block.over) and np.array_equal(before.over.codes, block.over.codes):
            parts.append(mine)
            continue
        known = {tuple(row): i for i, row in enumerate(before.over.codes.tolist())}
        at = [known.get(tuple(row), -1) for row in block.over.codes.tolist()]
        parts.append(np.where(np.array(at) >= 0, np.append(mine, 0.0)[at], 0.0))
    return np.concatenate(parts)


def _by_owner(
    blocks: Sequence[tuple[Mapping[str, Block], np.ndarray]], formulation: Formulation
) -> dict[tuple[str, str], float]:
    names = _owner_names(formulation)
    total: dict[tuple[str, str], float] = {}
    for family, values in blocks:
        for block in family.values():
            for owner, value in _owned(block, values[block.slice], names):
                total[owner] = total.get(owner, 0.0) + value
    return total


def _owner_names(formulation: Formulation) -> dict[str, list[str]]:
    """For each axis that belongs to entries of the scenario, the entry of each label."""
    places = formulation.places
    return {
        "asset": [site.name for site in places.sites],
        "supply": [place.name for place in places.supplies],
        "demand": [place.name for place in places.demands],
        "link": list(formulation.scenario.links),
    }


def _owned(block: Block, values: np.ndarray, names: Mapping[str, list[str]]) -> Iterator[tuple[tuple[str, str], float]]:
    for i, axis in enumerate(block.over.axes):
        if axis.name in names:
            sums = np.bincount(block.over.codes[:, i], values, minlength=len(axis))
            yield from (((OWNERS[axis.name], name), float(v)) for name, v in zip(names[axis.name], sums, strict=True))
            return
    yield ("", ""), float(values.sum())
