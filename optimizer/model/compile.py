"""Formulation -> linear program, as the arrays that a solver takes.

Each rule is evaluated once over its whole index set (see `arrays`); `pyomo_model` builds the same program one row at a
time, and a test holds the two equal on every shipped scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from optimizer.model import objective
from optimizer.model.arrays import Expression, Frame, IndexSet, Rows, Variable, whole
from optimizer.model.build import EQUATIONS, TERMS, Equation, Formulation
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


# --- parts of a program -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Section:
    """The rows of one equation.

    start (rows + 1,), column_index, coefficient : its compressed rows, counted from its own first row.
    reads : names of the coefficients that its rule asked for.
    """

    block: Block
    lower: np.ndarray
    upper: np.ndarray
    start: np.ndarray
    column_index: np.ndarray
    coefficient: np.ndarray
    reads: frozenset[str]

    def same_pattern(self, other: Section) -> bool:
        """Whether entries stand in the same places."""
        return np.array_equal(self.start, other.start) and np.array_equal(self.column_index, other.column_index)


@dataclass(frozen=True, eq=False)
class CostVector:
    """A sum over columns, shape (columns,), and the names of the coefficients that its rule asked for."""

    values: np.ndarray
    reads: frozenset[str]


@dataclass(frozen=True, eq=False)
class Compiled:
    """A program with its parts, for programs of the same sets to be made from (`recompiled`)."""

    formulation: Formulation
    program: LinearProgram
    sections: Mapping[str, Section]
    costs: Mapping[str, CostVector]


def compile_arrays(formulation: Formulation) -> LinearProgram:
    """The linear program of a formulation."""
    return compiled(formulation).program


def compiled(formulation: Formulation) -> Compiled:
    """The linear program of a formulation, with its parts."""
    return _compiled(formulation, None)


def recompiled(formulation: Formulation, like: Compiled) -> Compiled:
    """The same for a formulation over the very sets of another: only rules that read a changed number are evaluated."""
    if formulation.sets is not like.formulation.sets:
        raise ValueError("a formulation over other sets is compiled anew")
    return _compiled(formulation, like)


def _compiled(formulation: Formulation, like: Compiled | None) -> Compiled:
    m, columns, count = _model(formulation)
    changed = None if like is None else _changed(like.formulation, formulation)

    def kept(part: Section | CostVector | None) -> bool:
        return part is not None and changed is not None and not part.reads & changed

    sections: dict[str, Section] = {}
    first = 0
    for equation in EQUATIONS:
        before = None if like is None else like.sections[equation.name]
        if before is not None and kept(before):
            sections[equation.name] = before
        else:
            sections[equation.name] = _section(m, formulation, equation, first, count)
        first += len(sections[equation.name].block.over)
    costs: dict[str, CostVector] = {}
    for name, rule in _cost_rules(formulation).items():
        known = None if like is None else like.costs[name]
        costs[name] = known if known is not None and kept(known) else _cost_vector(m, rule, count)
    return Compiled(formulation, _program(formulation, columns, sections, costs, like), sections, costs)


def _changed(before: Formulation, now: Formulation) -> frozenset[str]:
    """Names of the coefficients that are not the same in two formulations over the same sets."""
    return frozenset(name for name, new in now.coefficients.items() if not new.same(before.coefficients[name]))


class _Model:
    """Sets, coefficients and variables by name, as rules ask for them. asked : the names asked for since it was set."""

    def __init__(self, names: Mapping[str, object]) -> None:
        self._names = names
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> object:
        self.asked.add(name)
        try:
            return self._names[name]
        except KeyError:
            raise AttributeError(f"the model has no {name}") from None


def _model(formulation: Formulation) -> tuple[_Model, dict[str, Block], int]:
    """What rules are evaluated on, the columns of the variables, and how many there are."""
    names: dict[str, object] = {**formulation.sets, **formulation.coefficients}
    names["period_years"] = formulation.period_years
    columns: dict[str, Block] = {}
    first = 0
    for decision in DECISIONS:
        over = formulation.index_set(decision.over)
        names[decision.name] = Variable(decision.name, over, first)
        columns[decision.name] = Block(decision.name, over, first)
        first += len(over)
    return _Model(names), columns, first


def _section(m: _Model, formulation: Formulation, equation: Equation, first: int, count: int) -> Section:
    """The rows of an equation from row `first` on. count : columns of the program."""
    over = formulation.index_set(equation.over)
    block = Block(equation.name, over, first)
    if not len(over):
        nothing = np.zeros(0)
        return Section(block, nothing, nothing, np.zeros(1, int), np.zeros(0, int), nothing, frozenset())
    m.asked = set()
    frame, indices = whole(over)
    relation: Rows = equation.rule(m, *indices)
    terms = relation.body.terms
    rows = np.concatenate([_rows_of(inner, frame) for inner, _, _ in terms])
    columns = np.concatenate([columns for _, columns, _ in terms])
    values = np.concatenate([values for _, _, values in terms])
    start, column, value = _compressed(rows, columns, values, len(over), count)
    constant = _constant(relation.body, frame)
    lower, upper = relation.lower - constant, relation.upper - constant
    return Section(block, lower, upper, start, column, value, frozenset(m.asked))


def _program(
    formulation: Formulation,
    columns: Mapping[str, Block],
    sections: Mapping[str, Section],
    costs: Mapping[str, CostVector],
    like: Compiled | None,
) -> LinearProgram:
    """The program of its parts; entries in the same places as in another program share the arrays that say where."""
    parts = list(sections.values())
    if like is not None and all(part.same_pattern(like.sections[name]) for name, part in sections.items()):
        row_start, column_index = like.program.row_start, like.program.column_index
    else:
        sizes = [np.diff(part.start) for part in parts]
        row_start = np.concatenate([[0], np.cumsum(np.concatenate(sizes))]).astype(np.int32)
        column_index = np.concatenate([part.column_index for part in parts]).astype(np.int32)
    terms = {term.__name__: costs[term.__name__].values for term in TERMS}
    lower = [np.full(len(columns[x.name].over), -np.inf if x.free else 0.0) for x in DECISIONS]
    compute = costs.get(objective.compute.__name__)
    return LinearProgram(
        cost=_cost(formulation, terms, costs),
        terms=terms,
        compute=None if compute is None else compute.values,
        tidiness=costs[objective.tidiness.__name__].values,
        column_lower=np.concatenate(lower),
        column_upper=np.full(sum(map(len, lower)), np.inf),
        columns=columns if like is None else like.program.columns,
        row_lower=np.concatenate([part.lower for part in parts]),
        row_upper=np.concatenate([part.upper for part in parts]),
        row_start=row_start,
        column_index=column_index,
        coefficient=np.concatenate([part.coefficient for part in parts]),
        rows={name: part.block for name, part in sections.items()} if like is None else like.program.rows,
    )


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


# --- cost vectors -----------------------------------------------------------------------------------------------------


CostRule = Callable[[Model], Expression]
"""A rule of the objective, already applied to the nodes or futures that it is summed over."""


def _cost_rules(formulation: Formulation) -> dict[str, CostRule]:
    """Every sum over columns that the stages of a solve need, by name."""
    _, (node,) = whole(formulation.index_set("NODES"))
    rules: dict[str, CostRule] = {term.__name__: partial(_expected, term=term, node=node) for term in TERMS}
    rules[objective.tidiness.__name__] = partial(_at, rule=objective.tidiness, index=node)
    if formulation.scenario.compute_demand is not None:
        rules[objective.compute.__name__] = partial(_at, rule=objective.compute, index=node)
    if formulation.scenario.objective.risk is not None:
        _, (future,) = whole(formulation.index_set("SHORTFALL"))
        rules[objective.tail.__name__] = partial(_at, rule=objective.tail, index=future)
    return rules


def _expected(m: Model, term: Term, node: Node) -> Expression:
    """A term of the surplus, weighed: p(n) · term[n]."""
    found: Expression = m.probability[node] * term(m, node)
    return found


def _at(m: Model, rule: Callable[[Model, Any], Any], index: Any) -> Expression:
    found: Expression = rule(m, index)
    return found


def _cost_vector(m: _Model, rule: CostRule, count: int) -> CostVector:
    """Coefficient of each column in a rule, summed over all rows. count : columns of the program."""
    m.asked = set()
    total = np.zeros(count)
    for _, columns, coefficients in rule(m).terms:
        total += np.bincount(columns, coefficients, minlength=count)
    return CostVector(total, frozenset(m.asked))


def _cost(formulation: Formulation, terms: Mapping[str, np.ndarray], costs: Mapping[str, CostVector]) -> np.ndarray:
    """Expected surplus, or its mix with the mean of the bad tail where the objective has `risk`."""
    expected: np.ndarray = np.sum(list(terms.values()), axis=0)
    risk = formulation.scenario.objective.risk
    if risk is None:
        return expected
    weight = risk.weight.value
    mixed: np.ndarray = (1.0 - weight) * expected + weight * costs[objective.tail.__name__].values
    return mixed
