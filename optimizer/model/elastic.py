"""A linear program whose limits can give way: what contradicts what, and how little has to change.

    A x − Σ_k move_k · slack_k  within its bounds,   minimise Σ_k slack_k,   or the largest of some of them

`slack_k` is relative, and belongs to one number of the scenario, not to one row: it moves the bounds of all rows that
the number stands in, so that what is found is an edit of the file. At the least total slack the duals are a certificate
(Farkas) that the numbers with a dual contradict each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizer.errors import SolverStopped
from optimizer.model import interrupt
from optimizer.model.compile import LinearProgram
from optimizer.model.session import highs_model

TOLERANCE = 1e-7
"""Total relative slack up to which a program counts as feasible."""
SOLVER_TOLERANCE = 1e-9
"""Violations that HiGHS may leave: a hundredth of what they are compared with."""
COUNTS = 1e-7
"""Pull of a certificate on a number from which the number is in the core [1]."""
MOVES = 1e-6
"""Relative move from which a number counts as moved."""
EACH_POINT = 1e-3
"""Cost of moving each point of a path, beside the cost of the largest move: points that need not move stay."""
EACH_NUMBER = 1e-2
"""Cost of moving each number, beside the cost of the largest move: of several that must move none moves most."""
DUAL, PRIMAL = 1, 4
"""HiGHS' simplex_strategy: dual where bounds have changed, primal where costs have."""


@dataclass(frozen=True, eq=False)
class Moves:
    """Change of the bounds of some rows. rows, by : shape (rows that move,)."""

    rows: np.ndarray
    by: np.ndarray


@dataclass(frozen=True, eq=False)
class Slack:
    """How the bounds of the program move with one number, or with each point of one path.

    moves : of a slack of 1, one for each point.  scale : what a slack of 1 is in units of the number, shape (points,).
    most : largest slack, shape (points,) [1].
    """

    moves: tuple[Moves, ...]
    scale: np.ndarray
    most: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """All rows in which the number stands."""
        return np.unique(np.concatenate([move.rows for move in self.moves]))

    def pull(self, dual: np.ndarray) -> float:
        """How much a certificate rests on the number [1]."""
        return float(sum(abs(float(dual[move.rows] @ move.by)) for move in self.moves))


@dataclass(frozen=True, eq=False)
class Verdict:
    """Whether there is a plan, and if not, why.

    core : numbers that contradict each other, none where there is a plan.  row_dual : the certificate (rows,).
    moved : numbers that give way where the sum of relative moves is least.
    """

    core: frozenset[int]
    row_dual: np.ndarray
    moved: frozenset[int]


class Elastic:
    """The elastic program, held by one HiGHS object that is solved again and again."""

    def __init__(self, program: LinearProgram, slacks: Sequence[Slack]) -> None:
        import highspy

        self._api = highspy
        self.program = program
        self.slacks = tuple(slacks)
        self._column = self._columns()
        self.solves = 0
        self._highs = self._made()

    def _columns(self) -> list[slice]:
        """The columns of each slack: its points, and before them the largest of them where there are several."""
        first, found = self.program.shape[1] + 1, []
        for slack in self.slacks:
            points = len(slack.scale)
            count = points if points == 1 else points + 1
            found.append(slice(first, first + count))
            first += count
        return found

    def verdict(self, free: Set[int] = frozenset()) -> Verdict:
        """Whether a plan exists when the numbers in `free` may be anything; if not, a core of the others."""
        for k in range(len(self.slacks)):
            self._set(k, 0.0 if k in free else 1.0, open_=True)
        if not self._run(PRIMAL):
            raise SolverStopped("the limits contradict each other even where every number may change")
        if self._highs.getInfo().objective_function_value <= TOLERANCE:
            return Verdict(frozenset(), np.zeros(0), frozenset())
        solution = self._highs.getSolution()
        dual, x = np.array(solution.row_dual)[: self.program.shape[0]], np.array(solution.col_value)
        held = [k for k in range(len(self.slacks)) if k not in free]
        core = (k for k in held if self.slacks[k].pull(dual) > COUNTS)
        moved = (k for k in held if x[self._column[k]].max() > MOVES)
        return Verdict(frozenset(core), dual, frozenset(moved))

    def least(
        self, numbers: Set[int], free: Set[int] = frozenset(), fixed: Mapping[int, np.ndarray] | None = None
    ) -> dict[int, np.ndarray] | None:
        """The least moves of some numbers that leave a plan, each shape (points,) in units of the number.

        free : numbers that may be anything meanwhile.  fixed : moves of others.  None where no moves are enough.
        """
        for k in range(len(self.slacks)):
            self._set(k, EACH_NUMBER if k in numbers else 0.0, open_=k in numbers or k in free)
            self._highs.changeRowBounds(self.program.shape[0] + k, 0.0 if k in numbers else -np.inf, np.inf)
        for k, by in (fixed or {}).items():
            self._fix(k, by)
        self._highs.changeColCost(self.program.shape[1], 1.0)
        solved = self._run(DUAL)
        self._highs.changeColCost(self.program.shape[1], 0.0)
        if not solved:
            return None
        x = np.array(self._highs.getSolution().col_value)
        return {k: x[self._column[k]][-len(self.slacks[k].scale) :] * self.slacks[k].scale for k in numbers}

    def _set(self, k: int, weight: float, *, open_: bool) -> None:
        """Cost of the slack of a number, and whether it may be more than 0."""
        slack, columns = self.slacks[k], self._column[k]
        most = slack.most if len(slack.scale) == 1 else np.concatenate([[np.inf], slack.most])
        share = np.full(len(most), EACH_POINT)
        share[0] = 1.0
        for i, column in enumerate(range(columns.start, columns.stop)):
            self._highs.changeColCost(column, float(weight * share[i]))
            self._highs.changeColBounds(column, 0.0, float(most[i]) if open_ else 0.0)

    def _fix(self, k: int, by: np.ndarray) -> None:
        """Hold the slack of a number at moves (points,) in units of the number."""
        slack, columns = self.slacks[k], self._column[k]
        at = np.minimum(by / slack.scale, slack.most)
        for column, value in zip(range(columns.stop - len(at), columns.stop), at.tolist(), strict=True):
            self._highs.changeColBounds(column, value, value)
        if len(at) > 1:
            self._highs.changeColBounds(columns.start, 0.0, np.inf)

    def _run(self, strategy: int) -> bool:
        """Solve; False where there is no plan."""
        self.solves += 1
        kinds = self._api.HighsModelStatus
        self._highs.setOptionValue("simplex_strategy", strategy)
        interrupt.run(self._highs)
        if self._highs.getModelStatus() not in (kinds.kOptimal, kinds.kInfeasible):
            self._highs.clearSolver()
            self._highs.setOptionValue("simplex_strategy", DUAL)
            interrupt.run(self._highs)
        status = self._highs.getModelStatus()
        if status not in (kinds.kOptimal, kinds.kInfeasible):
            raise SolverStopped(f"HiGHS stopped on the relaxed model: {self._highs.modelStatusToString(status)}")
        return bool(status == kinds.kOptimal)

    def _made(self) -> Any:
        highs: Any = self._api.Highs()  # type: ignore[no-untyped-call]  # highspy has no types
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("solver", "simplex")
        highs.setOptionValue("primal_feasibility_tolerance", SOLVER_TOLERANCE)
        highs.setOptionValue("dual_feasibility_tolerance", SOLVER_TOLERANCE)
        model = highs_model(self.program, self._api)
        model.col_cost_ = np.zeros(self.program.shape[1])
        model.sense_ = self._api.ObjSense.kMinimize
        highs.passModel(model)
        highs.addCol(0.0, 0.0, np.inf, 0, np.zeros(0, np.int32), np.zeros(0))  # the largest slack
        for slack in self.slacks:
            self._add_columns(highs, slack)
        for columns in self._column:
            self._add_row(highs, self.program.shape[1], columns.start)
        for columns in self._column:
            for point in range(columns.start + 1, columns.stop):
                self._add_row(highs, columns.start, point)
        return highs

    def _add_columns(self, highs: Any, slack: Slack) -> None:
        """The slack of each point, and before them the largest of them where there are several."""
        if len(slack.moves) > 1:
            highs.addCol(0.0, 0.0, 0.0, 0, np.zeros(0, np.int32), np.zeros(0))
        for move in slack.moves:
            highs.addCol(0.0, 0.0, 0.0, len(move.rows), move.rows.astype(np.int32), -move.by)

    def _add_row(self, highs: Any, larger: int, smaller: int) -> None:
        """A column is at least another."""
        highs.addRow(0.0, np.inf, 2, np.array([larger, smaller], np.int32), np.array([1.0, -1.0]))


def is_feasible(program: LinearProgram) -> bool:
    """Whether a program has any plan. Raises `SolverStopped` where HiGHS cannot tell."""
    return _status(program, np.zeros(program.shape[1])) == "optimal"


def is_bounded(program: LinearProgram, cost: np.ndarray) -> bool:
    """Whether a feasible program has an optimum."""
    return _status(program, cost) == "optimal"


def _status(program: LinearProgram, cost: np.ndarray) -> str:
    import highspy

    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types
    highs.setOptionValue("output_flag", False)
    model = highs_model(program, highspy)
    model.col_cost_ = cost
    highs.passModel(model)
    interrupt.run(highs)
    kinds = highspy.HighsModelStatus
    told = {kinds.kOptimal: "optimal", kinds.kInfeasible: "infeasible", kinds.kUnbounded: "unbounded",
            kinds.kUnboundedOrInfeasible: "infeasible or unbounded"}  # fmt: skip
    status = highs.getModelStatus()
    if status not in told:
        raise SolverStopped(f"HiGHS stopped without an answer: {highs.modelStatusToString(status).lower()}")
    return told[status]
