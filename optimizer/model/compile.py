"""Formulation -> linear program, as the arrays that a solver takes.

Each rule is evaluated once over its whole index set (see `arrays`); `pyomo_model` builds the same program one row at a
time, and a test holds the two equal on every shipped scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from optimizer.model import objective
from optimizer.model.arrays import Expression, Frame, IndexSet, Rows, Variable, whole
from optimizer.model.build import EQUATIONS, TERMS, Formulation
from optimizer.model.letters import Model, Node
from optimizer.model.variables import DECISIONS

Term = Callable[[Model, Node], Any]
"""A rule of the objective: what it is at one node."""

SMALLEST = 1e-9
"""HiGHS drops matrix entries up to this size (its option small_matrix_value); we drop them too, so that the program
whose answer is checked is the one that was solved. They come from delays a hair's breadth off a period's boundary."""


@dataclass(frozen=True, eq=False)
class Block:
    """The rows of one equation, or the columns of one variable: `first` .. `first + len(over)`."""

    name: str
    over: IndexSet
    first: int

    @property
    def slice(self) -> slice:
        return slice(self.first, self.first + len(self.over))


@dataclass(frozen=True, eq=False)
class LinearProgram:
    """maximise cost · x  subject to  row_lower ≤ A x ≤ row_upper,  column_lower ≤ x ≤ column_upper.

    Every limit of a scenario is a row; columns have an upper bound only where a question is asked of a plan ("what if
    nothing could start before ...").

    A is in compressed rows: `row_start` (rows + 1,), `column_index` and `coefficient` (nonzeros,).
    terms : the parts of the expected surplus, name -> cost vector.
    compute : cost vector of the compute demand, or None.  tidiness : what is preferred among plans equal in both.
    """

    cost: np.ndarray
    terms: Mapping[str, np.ndarray]
    compute: np.ndarray | None
    tidiness: np.ndarray
    column_lower: np.ndarray
    column_upper: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    row_start: np.ndarray
    column_index: np.ndarray
    coefficient: np.ndarray
    columns: Mapping[str, Block]
    rows: Mapping[str, Block]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.row_lower), len(self.cost)

    def times(self, x: np.ndarray) -> np.ndarray:
        """A x, shape (rows,)."""
        products = np.append(self.coefficient * x[self.column_index], 0.0)
        sums: np.ndarray = np.add.reduceat(products, self.row_start[:-1]) if len(self.row_lower) else products[:0]
        return np.where(np.diff(self.row_start) > 0, sums, 0.0)

    def transposed_times(self, y: np.ndarray) -> np.ndarray:
        """Aᵀ y, shape (columns,)."""
        weights = self.coefficient * np.repeat(y, np.diff(self.row_start))
        return np.bincount(self.column_index, weights, minlength=len(self.cost))


def compile_arrays(formulation: Formulation) -> LinearProgram:
    """The linear program of a formulation."""
    names: dict[str, object] = {**formulation.sets, **formulation.coefficients}
    names["period_years"] = formulation.period_years
    columns: dict[str, Block] = {}
    lower: list[np.ndarray] = []
    first = 0
    for decision in DECISIONS:
        over = formulation.index_set(decision.over)
        names[decision.name] = Variable(decision.name, over, first)
        columns[decision.name] = Block(decision.name, over, first)
        lower.append(np.full(len(over), -np.inf if decision.free else 0.0))
        first += len(over)
    m = SimpleNamespace(**names)
    rows = _rows(m, formulation, first)
    terms = {term.__name__: _expected(m, formulation, term, first) for term in TERMS}
    return LinearProgram(
        cost=_cost(m, formulation, terms, first),
        terms=terms,
        compute=_compute(m, formulation, first),
        tidiness=_over_nodes(m, formulation, objective.tidiness, first),
        column_lower=np.concatenate(lower),
        column_upper=np.full(first, np.inf),
        columns=columns,
        row_lower=rows.lower,
        row_upper=rows.upper,
        row_start=rows.start,
        column_index=rows.column_index,
        coefficient=rows.coefficient,
        rows=rows.blocks,
    )


@dataclass(frozen=True, eq=False)
class _Rows:
    """All rows of a program: bounds, and the matrix in compressed rows."""

    blocks: Mapping[str, Block]
    lower: np.ndarray
    upper: np.ndarray
    start: np.ndarray
    column_index: np.ndarray
    coefficient: np.ndarray


def _rows(m: SimpleNamespace, formulation: Formulation, count: int) -> _Rows:
    """The rows of every equation, one after the other. count : columns of the program."""
    rows, columns, values, lowers, uppers = [], [], [], [], []
    blocks: dict[str, Block] = {}
    first = 0
    for equation in EQUATIONS:
        over = formulation.index_set(equation.over)
        blocks[equation.name] = Block(equation.name, over, first)
        if not len(over):
            continue
        frame, indices = whole(over)
        relation: Rows = equation.rule(m, *indices)
        for inner, cols, coefs in relation.body.terms:
            rows.append(first + _rows_of(inner, frame))
            columns.append(cols)
            values.append(coefs)
        constant = _constant(relation.body, frame)
        lowers.append(relation.lower - constant)
        uppers.append(relation.upper - constant)
        first += len(over)
    start, column, value = _compressed(
        np.concatenate(rows), np.concatenate(columns), np.concatenate(values), first, count
    )
    return _Rows(blocks, np.concatenate(lowers), np.concatenate(uppers), start, column, value)


def _rows_of(inner: Frame, outer: Frame) -> np.ndarray:
    rows = inner.rows_in(outer)
    return np.arange(outer.size) if isinstance(rows, slice) else rows


def _constant(body: Expression, frame: Frame) -> np.ndarray:
    total = np.zeros(frame.size)
    for inner, values in body.constants:
        total += np.bincount(_rows_of(inner, frame), values, minlength=frame.size)
    return total


def _compressed(
    rows: np.ndarray, columns: np.ndarray, values: np.ndarray, row_count: int, column_count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Compressed rows with entries of the same place added up; those that HiGHS would take for 0 are dropped."""
    key = rows * np.int64(max(column_count, 1)) + columns
    order = np.argsort(key, kind="stable")
    key, values = key[order], values[order]
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, int)
    sums = np.add.reduceat(values, first) if len(key) else values
    keep = np.abs(sums) > SMALLEST
    row, column = np.divmod(key[first][keep], max(column_count, 1))
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=row_count))])
    return start.astype(np.int32), column.astype(np.int32), sums[keep]


def _collected(body: Expression, count: int) -> np.ndarray:
    """Coefficient of each column, summed over all rows, shape (columns,)."""
    total = np.zeros(count)
    for _, columns, coefficients in body.terms:
        total += np.bincount(columns, coefficients, minlength=count)
    return total


def _expected(m: SimpleNamespace, formulation: Formulation, term: Term, count: int) -> np.ndarray:
    """Cost vector of a term of the surplus: Σ_n p(n) · term[n], shape (columns,)."""
    return _over_nodes(m, formulation, lambda m, n: m.probability[n] * term(m, n), count)


def _compute(m: SimpleNamespace, formulation: Formulation, count: int) -> np.ndarray | None:
    """Cost vector of the service of the compute demand; None where no demand stands for compute."""
    if formulation.scenario.compute_demand is None:
        return None
    return _over_nodes(m, formulation, objective.compute, count)


def _over_nodes(m: SimpleNamespace, formulation: Formulation, rule: Term, count: int) -> np.ndarray:
    """Cost vector of a rule summed over all nodes, shape (columns,)."""
    _, (node,) = whole(formulation.index_set("NODES"))
    return _collected(rule(m, node), count)


def _cost(m: SimpleNamespace, formulation: Formulation, terms: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    """Expected surplus, or its mix with the mean of the bad tail where the objective has `risk`."""
    expected = np.sum(list(terms.values()), axis=0)
    risk = formulation.scenario.objective.risk
    if risk is None:
        return expected
    _, (future,) = whole(formulation.index_set("SHORTFALL"))
    weight = risk.weight.value
    return (1.0 - weight) * expected + weight * _collected(objective.tail(m, future), count)
