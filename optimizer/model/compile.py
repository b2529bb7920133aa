"""Formulation -> linear program, as the arrays that a solver takes.

Each rule is evaluated once over its whole index set (see `arrays`); `pyomo_model` builds the same program one row at a
time, and a test holds the two equal on every shipped scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from optimizer.model import objective
from optimizer.model.arrays import Expression, Frame, Index, IndexSet, Rows, Variable, whole
from optimizer.model.build import EQUATIONS, TERMS, Equation, Formulation
from optimizer.model.letters import Model, Node
from optimizer.model.variables import DECISIONS

Root: TypeAlias = tuple[Frame, tuple[Index, ...]]
"""All rows of a set, and its index columns."""
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
        return self.row_sums(self.coefficient * x[self.column_index])

    def transposed_times(self, y: np.ndarray) -> np.ndarray:
        """Aᵀ y, shape (columns,)."""
        return self.column_sums(self.coefficient * np.repeat(y, np.diff(self.row_start)))

    def row_sums(self, entries: np.ndarray) -> np.ndarray:
        """Values at the entries of A (nonzeros,) added up by row, shape (rows,)."""
        if not len(self.row_lower):
            return entries[:0]
        sums = np.add.reduceat(np.append(entries, 0.0), self.row_start[:-1])
        return np.where(np.diff(self.row_start) > 0, sums, 0.0)

    def column_sums(self, entries: np.ndarray) -> np.ndarray:
        """Values at the entries of A (nonzeros,) added up by column, shape (columns,)."""
        return np.bincount(self.column_index, entries, minlength=len(self.cost))


# --- parts of a program -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Places:
    """Where the terms of a rule go in compressed rows: which order brings those of one place together, where each place
    begins in that order, and its row and column."""

    order: np.ndarray
    first: np.ndarray
    row: np.ndarray
    column: np.ndarray

    def sums(self, values: np.ndarray) -> np.ndarray:
        """The terms' values (terms,) added up by place, shape (places,)."""
        ordered = values[self.order]
        if len(self.first) == len(ordered):  # no two terms share a place
            return ordered
        found: np.ndarray = np.add.reduceat(ordered, self.first)
        return found


def _places(relation: Rows, frame: Frame, count: int) -> Places:
    """Places of the terms of a rule by row and column. count : columns of the program."""
    terms = relation.body.terms
    bits = count.bit_length()
    key = np.concatenate([_rows_of(inner, frame) for inner, _, _ in terms])
    key <<= bits
    key |= np.concatenate([columns for _, columns, _ in terms])
    order = np.argsort(key, kind="stable")
    key = key[order]
    new = np.ones(len(key), bool)
    np.not_equal(key[1:], key[:-1], out=new[1:])
    first = np.flatnonzero(new)
    if len(first) < len(key):
        key = key[first]
    row = key >> bits
    key &= (1 << bits) - 1
    return Places(order, first, row, key)


@dataclass(frozen=True, eq=False)
class Section:
    """The rows of one equation.

    start (rows + 1,), column_index, coefficient : its compressed rows, counted from its own first row.
    reads : names of the coefficients that its rule asked for.  root : its rows and indices, which the rule is evaluated
    on.  places : where the terms of the rule go.
    """

    block: Block
    lower: np.ndarray
    upper: np.ndarray
    start: np.ndarray
    column_index: np.ndarray
    coefficient: np.ndarray
    reads: frozenset[str]
    root: Root
    places: Places | None

    def same_pattern(self, other: Section) -> bool:
        """Whether entries stand in the same places."""
        if self.start is other.start and self.column_index is other.column_index:
            return True
        return np.array_equal(self.start, other.start) and np.array_equal(self.column_index, other.column_index)


@dataclass(frozen=True, eq=False)
class CostVector:
    """A sum over columns, shape (columns,), and the names of the coefficients that its rule asked for."""

    values: np.ndarray
    reads: frozenset[str]
    root: Root


@dataclass(frozen=True, eq=False)
class Compiled:
    """A program with its parts, for programs of the same sets to be made from (`recompiled`)."""

    formulation: Formulation
    program: LinearProgram
    sections: Mapping[str, Section]
    costs: Mapping[str, CostVector]

    def forget(self) -> None:
        """Let go of what was kept for programs to be made from this one."""
        roots = [part.root for part in self.sections.values()] + [cost.root for cost in self.costs.values()]
        for frame, _ in roots:
            frame.memory.forget()


def compile_arrays(formulation: Formulation) -> LinearProgram:
    """The linear program of a formulation."""
    made = compiled(formulation)
    made.forget()
    return made.program


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
    changed = frozenset() if like is None else _changed(like.formulation, formulation)
    sections: dict[str, Section] = {}
    first = 0
    for equation in EQUATIONS:
        part = None if like is None else like.sections[equation.name]
        if part is None or part.reads & changed:
            part = _section(m, formulation, equation, first, count, part)
        sections[equation.name] = part
        first += len(part.block.over)
    costs: dict[str, CostVector] = {}
    for name, (rule, over) in _cost_rules(formulation).items():
        cost = None if like is None else like.costs[name]
        if cost is None or cost.reads & changed:
            cost = _cost_vector(m, rule, whole(over) if cost is None else cost.root, count)
        costs[name] = cost
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


def _section(
    m: _Model, formulation: Formulation, equation: Equation, first: int, count: int, like: Section | None
) -> Section:
    """The rows of an equation from row `first` on. count : columns of the program.  like : over the same sets."""
    over = formulation.index_set(equation.over)
    block, root = Block(equation.name, over, first), whole(over) if like is None else like.root
    if not len(over):
        nothing = np.zeros(0)
        return Section(block, nothing, nothing, np.zeros(1, int), np.zeros(0, int), nothing, frozenset(), root, None)
    m.asked = set()
    frame, indices = root
    frame.memory.begin()
    relation: Rows = equation.rule(m, *indices)
    places = like.places if like is not None else None
    places = places or _places(relation, frame, count)
    sums = places.sums(np.concatenate([values for _, _, values in relation.body.terms]))
    large = np.abs(sums) > SMALLEST
    kept = slice(None) if large.all() else large
    constant = _constant(relation.body, frame)
    start, column = _pattern(places, kept, len(over), like)
    bounds = relation.lower - constant, relation.upper - constant
    return Section(block, *bounds, start, column, sums[kept], frozenset(m.asked), root, places)


def _pattern(
    places: Places, kept: np.ndarray | slice, rows: int, like: Section | None
) -> tuple[np.ndarray, np.ndarray]:
    """(start, column) of the compressed rows with the entries at the places that are kept; those of `like` if equal.

    What HiGHS would take for 0 is not kept.
    """
    column = places.column[kept]
    start = np.concatenate([[0], np.cumsum(np.bincount(places.row[kept], minlength=rows))])
    if like is not None and np.array_equal(start, like.start) and np.array_equal(column, like.column_index):
        return like.start, like.column_index
    return start, column


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
        column_index = np.concatenate([part.column_index for part in parts], dtype=np.int32, casting="same_kind")
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


# --- cost vectors -----------------------------------------------------------------------------------------------------


CostRule: TypeAlias = Callable[..., Expression]
"""A rule of the objective: what is added up over the rows of a set."""


def _cost_rules(formulation: Formulation) -> dict[str, tuple[CostRule, IndexSet]]:
    """Every sum over columns that the stages of a solve need, by name, with the set that it runs over."""
    nodes = formulation.index_set("NODES")
    rules: dict[str, tuple[CostRule, IndexSet]] = {term.__name__: (partial(_expected, term), nodes) for term in TERMS}
    rules[objective.tidiness.__name__] = objective.tidiness, nodes
    if formulation.scenario.compute_demand is not None:
        rules[objective.compute.__name__] = objective.compute, nodes
    if formulation.scenario.objective.risk is not None:
        rules[objective.tail.__name__] = objective.tail, formulation.index_set("SHORTFALL")
    return rules


def _expected(term: Term, m: Model, n: Node) -> Expression:
    """A term of the surplus, weighed: p(n) · term[n]."""
    found: Expression = m.probability[n] * term(m, n)
    return found


def _cost_vector(m: _Model, rule: CostRule, root: Root, count: int) -> CostVector:
    """Coefficient of each column in a rule, summed over all rows. count : columns of the program."""
    m.asked = set()
    frame, indices = root
    frame.memory.begin()
    total = np.zeros(count)
    for _, columns, coefficients in rule(m, *indices).terms:
        total += np.bincount(columns, coefficients, minlength=count)
    return CostVector(total, frozenset(m.asked), root)


def _cost(formulation: Formulation, terms: Mapping[str, np.ndarray], costs: Mapping[str, CostVector]) -> np.ndarray:
    """Expected surplus, or its mix with the mean of the bad tail where the objective has `risk`."""
    expected: np.ndarray = np.sum(list(terms.values()), axis=0)
    risk = formulation.scenario.objective.risk
    if risk is None:
        return expected
    weight = risk.weight.value
    mixed: np.ndarray = (1.0 - weight) * expected + weight * costs[objective.tail.__name__].values
    return mixed
