"""What each number of a scenario is worth at the margin, from one solve (envelope theorem).

At an optimum with plan x and duals y the derivative of the optimum to a number θ is that of the Lagrangian
L(θ) = c(θ)·x + y·(b(θ) − A(θ)·x) with x and y held: only coefficients are evaluated again, nothing is solved.

Numbers of different assets, supplies, demands, funds ... touch different columns and limits of the program. So one
evaluation with a number of each of them moved at once gives all their derivatives, told apart by what moved where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.model.build import Formulation
from optimizer.model.compile import Block, Compiled, LinearProgram, compiled, recompiled
from optimizer.model.owners import OF_RESERVES, names_by_axis
from optimizer.model.point import Point
from optimizer.scenario.edit import with_values
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path

STEP = 1e-6
"""Relative change of a number for its derivative. The Lagrangian is smooth in it, so one side is enough."""
OWNERS = {"asset": "assets", "supply": "supplies", "demand": "demands", "link": "links", "fund": "funds"}
"""Axes whose rows and columns belong to one entry each of these blocks of the scenario, by the first such axis."""
BY_ROW = "credits"
"""A block whose numbers change only rows of their own, but there the columns of assets: moved apart from the others."""
ANYWHERE = frozenset({"cover", "reinvest"})
"""Fields of entries that have owners, but that touch columns of others too."""

Owner = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Contributions:
    """The Lagrangian in all, and split by owner: (block, name) -> value."""

    total: float
    by_owner: Mapping[Owner, float]


def derivatives(point: Point, paths: Mapping[Path, Number]) -> dict[Path, float]:
    """d(optimum) / d(number) for numbers by path, in units of the objective per base unit of the number.

    Where the optimum has a kink this is one of its one-sided derivatives.
    """
    found: dict[Path, float] = {}
    like = compiled(point.formulation)
    base = contributions(point, like.program, point.formulation)
    for group in _groups(paths):
        steps = {path: _step(paths[path]) for path in group}
        values = {path: paths[path].value + steps[path] for path in group}
        after = contributions(point, *_moved(like, with_values(point.scenario, values)))
        for path in group:
            owner = _owner(path)
            before, now = (x.total if owner is None else x.by_owner.get(owner, 0.0) for x in (base, after))
            found[path] = (now - before) / steps[path] * point.objective_scale
    return found


def _moved(like: Compiled, scenario: Scenario) -> tuple[LinearProgram, Formulation]:
    """The program and formulation of a scenario that differs from a compiled one in numbers."""
    known = like.formulation.knowledge()
    formulation = Formulation(scenario, like.formulation.money_unit, (known,))
    made = recompiled(formulation, like) if formulation.sets is known.sets else compiled(formulation)
    return made.program, formulation


def _step(number: Number) -> float:
    """By how much a number moves [its unit]: what that makes must be more than the matrix leaves out as rounding."""
    return STEP * max(number.size, 1e-3)


def _owner(path: Path) -> Owner | None:
    """The entry whose columns and limits are all that a number touches; None where it may touch any."""
    block = str(path[0])
    owned = block in (*OWNERS.values(), "commodities", "reserve", BY_ROW) and not ANYWHERE & set(path)
    return (block, str(path[1])) if owned else None


def _groups(paths: Mapping[Path, Number]) -> Iterator[list[Path]]:
    """Numbers that can move together: one of each owner, or one that has none."""
    for together in (False, True):
        waiting: dict[Owner, list[Path]] = {}
        for path in paths:
            owner = _owner(path)
            if owner is not None and (owner[0] == BY_ROW) == together:
                waiting.setdefault(owner, []).append(path)
        for i in range(max(map(len, waiting.values()), default=0)):
            yield [mine[i] for mine in waiting.values() if i < len(mine)]
    yield from ([path] for path in paths if _owner(path) is None)


def contributions(point: Point, program: LinearProgram, formulation: Formulation) -> Contributions:
    """The Lagrangian of a program at the duals of a point and the plan that they belong to, split by owner."""
    x = _matched(point.program.columns, point.optimum.priced, program.columns)
    y = _matched(point.program.rows, point.optimum.row_dual, program.rows)
    first = program.compute if point.optimum.maximised == "compute" and program.compute is not None else program.cost
    bound = np.where(y > 0, program.row_upper, np.where(y < 0, program.row_lower, 0.0))
    columns = (first - program.transposed_times(y)) * x
    rows = y * bound
    owners = _Owners(formulation)
    owners.add(program.columns, columns)
    owners.add(program.rows, rows)
    owners.add_credits(program.rows, rows - y * program.times(x))
    return Contributions(float(columns.sum() + rows.sum()), owners.total)


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


class _Owners:
    """Adds up values of rows and columns by the entry of the scenario that they belong to."""

    def __init__(self, formulation: Formulation) -> None:
        self.total: dict[Owner, float] = {}
        self._names = names_by_axis(formulation)

    def add(self, blocks: Mapping[str, Block], values: np.ndarray) -> None:
        """Values (rows or columns,) under the first axis of their block that belongs to entries."""
        for block in blocks.values():
            for i, axis in enumerate(block.over.axes):
                owner = self._block_of(block.name, axis.name)
                if owner is not None:
                    self._sum(owner, axis.name, block.over.codes[:, i], values[block.slice])
                    break

    def add_credits(self, rows: Mapping[str, Block], values: np.ndarray) -> None:
        """Values (rows,) under the credit that they belong to."""
        for block in rows.values():
            if block.over.axes[0].name == "credit":
                self._sum(BY_ROW, "credit", block.over.codes[:, 0], values[block.slice])

    @staticmethod
    def _block_of(name: str, axis: str) -> str | None:
        """The block of the scenario whose entries an axis of a variable or equation stands for."""
        if axis == "market":
            return "reserve" if name in OF_RESERVES else "commodities"
        return OWNERS.get(axis)

    def _sum(self, owner: str, axis: str, codes: np.ndarray, values: np.ndarray) -> None:
        sums = np.bincount(codes, values, minlength=len(self._names[axis]))
        for name, value in zip(self._names[axis], sums.tolist(), strict=True):
            self.total[owner, name] = self.total.get((owner, name), 0.0) + value
