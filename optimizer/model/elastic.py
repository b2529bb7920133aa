"""A linear program whose limits can give way: what contradicts what, and how little has to change.

    A x − Σ_k move_k · slack_k  within its bounds,   minimise Σ_k weight_k · largest relative slack of k

`slack_k` belongs to one number of the scenario, not to one row: it moves the bounds of all rows that the number
stands in, so that what is found is an edit of the file. At the least total slack the duals are a certificate (Farkas)
that the numbers with a dual contradict each other.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizer.errors import SolverStopped
from optimizer.model.compile import LinearProgram
from optimizer.model.solver import highs_model

TOLERANCE = 1e-9
"""Total relative slack up to which a program counts as feasible, and violation that HiGHS may leave in a row."""
COUNTS = 1e-7
"""Pull of a certificate on a number from which the number is in the core [1]."""
EACH_POINT = 1e-3
"""Cost of moving each point of a path, beside the cost of the largest move: points that need not move stay."""
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
    """core : numbers that contradict each other, none where the program is feasible.  row_dual : of the certificate."""

    core: frozenset[int]
    row_dual: np.ndarray


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
        first, found = self.program.shape[1], []
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
            return Verdict(frozenset(), np.zeros(0))
        dual = np.array(self._highs.getSolution().row_dual)[: self.program.shape[0]]
        core = (k for k, slack in enumerate(self.slacks) if k not in free and slack.pull(dual) > COUNTS)
        return Verdict(frozenset(core), dual)

    def least(self, weights: dict[int, float]) -> dict[int, np.ndarray] | None:
        """The least moves of these numbers that leave a plan, by point (points,) in units of the number.

        weights : cost of a relative move of each.  None where no moves of them are enough.
        """
        for k in range(len(self.slacks)):
            self._set(k, weights.get(k, 0.0), open_=k in weights)
        if not self._run(DUAL):
            return None
        x = np.array(self._highs.getSolution().col_value)
        return {k: x[self._column[k]][-len(self.slacks[k].scale) :] * self.slacks[k].scale for k in weights}

    def _set(self, k: int, weight: float, *, open_: bool) -> None:
        """Cost of the slack of a number, and whether it may be more than 0."""
        slack, columns = self.slacks[k], self._column[k]
        most = slack.most if len(slack.scale) == 1 else np.concatenate([[np.inf], slack.most])
        share = np.full(len(most), EACH_POINT)
        share[0] = 1.0
        for i, column in enumerate(range(columns.start, columns.stop)):
            self._highs.changeColCost(column, float(weight * share[i]))
            self._highs.changeColBounds(column, 0.0, float(most[i]) if open_ else 0.0)

    def _run(self, strategy: int) -> bool:
        """Solve; False where there is no plan."""
        self.solves += 1
        kinds = self._api.HighsModelStatus
        self._highs.setOptionValue("simplex_strategy", strategy)
        self._highs.run()
        if self._highs.getModelStatus() not in (kinds.kOptimal, kinds.kInfeasible):
            self._highs.clearSolver()
            self._highs.setOptionValue("simplex_strategy", DUAL)
            self._highs.run()
        status = self._highs.getModelStatus()
        if status not in (kinds.kOptimal, kinds.kInfeasible):
            raise SolverStopped(f"HiGHS stopped on the relaxed model: {self._highs.modelStatusToString(status)}")
        return bool(status == kinds.kOptimal)

    def _made(self) -> Any:
        highs: Any = self._api.Highs()  # type: ignore[no-untyped-call]  # highspy has no types
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("solver", "simplex")
        highs.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
        model = highs_model(self.program, self._api)
        model.col_cost_ = np.zeros(self.program.shape[1])
        model.sense_ = self._api.ObjSense.kMinimize
        highs.passModel(model)
        for slack in self.slacks:
            self._add(highs, slack)
        return highs

    def _add(self, highs: Any, slack: Slack) -> None:
        """The columns of one slack, and the rows largest ≥ point where there are several points."""
        nothing = np.zeros(0)
        several = len(slack.scale) > 1
        first = highs.getNumCol()
        if several:
            highs.addCol(0.0, 0.0, 0.0, 0, nothing.astype(np.int32), nothing)
        for move in slack.moves:
            highs.addCol(0.0, 0.0, 0.0, len(move.rows), move.rows.astype(np.int32), -move.by)
        for point in range(len(slack.scale) if several else 0):
            pair = np.array([first, first + 1 + point], np.int32)
            highs.addRow(0.0, np.inf, 2, pair, np.array([1.0, -1.0]))


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
    highs.run()
    kinds = highspy.HighsModelStatus
    told = {kinds.kOptimal: "optimal", kinds.kInfeasible: "infeasible", kinds.kUnbounded: "unbounded",
            kinds.kUnboundedOrInfeasible: "infeasible or unbounded"}  # fmt: skip
    status = highs.getModelStatus()
    if status not in told:
        raise SolverStopped(f"HiGHS stopped without an answer: {highs.modelStatusToString(status).lower()}")
    return told[status]
