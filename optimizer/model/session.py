"""One HiGHS object: its options, the program in it, what its runs have counted. Only `solver` and `warm` hold one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.errors import SolverStopped, TimeIsUp, UsageError
from optimizer.model import interrupt
from optimizer.model.compile import LinearProgram
from optimizer.model.options import METHODS

if TYPE_CHECKING:
    import highspy

INTERIOR_POINT_FROM_ROWS = 8_000
"""`method: auto` takes interior point with crossover from this many rows on, simplex below (docs/performance.md)."""
STOPPABLE_FROM_ROWS = 5_000
"""Ctrl-C is heard while HiGHS works from this many rows on, at 2 % of its time; a smaller program ends in a moment."""
AUTOMATIC, DUAL, PRIMAL = -1, 1, 4
"""HiGHS' simplex strategies; AUTOMATIC leaves edge weights to it."""
DEVEX = 1
"""Edge weights that need no preparation: exact ones cost more to set up than a few pivots from a basis take."""

UNLIMITED = 2**31 - 1
"""Iterations of a run that nothing caps."""
MOST_SINGLE = 2_000
"""Matrix entries that are changed one by one; of more, the whole program is passed anew, which is no dearer."""

OPTIMAL, INFEASIBLE, UNBOUNDED = "optimal", "infeasible", "unbounded"


@dataclass(frozen=True)
class Settings:
    """Method, time limit [s] and further HiGHS options of a run."""

    method: str = "auto"
    time_limit: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


class Unbounded(Exception):
    """A stage after the first gains without end."""


class Session:
    """A HiGHS object with a program in it.

    log : file for HiGHS' own words, None for none.  method : asked for the program, as HiGHS calls it.
    iterations : of all runs since the program was loaded.  vertex : whether every answer was a vertex.
    """

    program: LinearProgram

    def __init__(self, settings: Settings, log: str | None) -> None:
        import highspy

        if settings.method not in METHODS:
            raise UsageError(f"no solution method {settings.method!r}; known: {', '.join(METHODS)}")
        self.api = highspy
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types
        self.settings = settings
        self.method = ""
        self.held = 0
        self.iterations = {"simplex": 0, "ipm": 0, "crossover": 0}
        self.vertex = True
        self._set("output_flag", log is not None)
        self._set("log_to_console", False)
        if log is not None:
            self._set("log_file", log)
        if "threads" in settings.options:  # HiGHS keeps its threads for the whole process until told otherwise
            highspy.Highs.resetGlobalScheduler(True)
        for name, value in settings.options.items():
            self._set(name, value)
        if settings.time_limit is not None:  # HiGHS counts time over the life of the object: one limit for all stages
            self._set("time_limit", settings.time_limit)

    def _set(self, name: str, value: Any) -> None:
        status, kind = self.highs.getOptionType(name)
        if status != self.api.HighsStatus.kOk:
            raise UsageError(f"HiGHS has no option {name!r} (see https://ergo-code.github.io/HiGHS, options)")
        if self.highs.setOptionValue(name, _option(value, kind, self.api)) != self.api.HighsStatus.kOk:
            extra = " (it comes with: pip install 'highspy[extras]')" if value == "hipo" else ""
            raise UsageError(f"HiGHS refuses {name} = {value!r}{extra}")

    def load(self, program: LinearProgram) -> None:
        """Put a program in place of any that is there."""
        self.program, self.held = program, 0
        self.method = _method(self.settings.method, program)
        self._set("solver", self.method)
        if self.highs.passModel(highs_model(program, self.api)) == self.api.HighsStatus.kError:
            largest = float(np.max(np.abs(program.coefficient), initial=0.0))
            raise SolverStopped(
                f"HiGHS does not take the model: its largest coefficient is {largest:.1e}. "
                "Look for an input, an output or a cost of that size, or choose larger units."
            )

    def maximise(self, cost: np.ndarray) -> str:
        """Solve for a cost vector; returns optimal, infeasible or unbounded, raises otherwise."""
        self._set_cost(cost)
        return self._run()

    def _set_cost(self, cost: np.ndarray) -> None:
        count = len(cost)
        self.highs.changeColsCost(count, np.arange(count, dtype=np.int32), cost)

    def move(self, program: LinearProgram) -> None:
        """Put a program in place of the one that is there: numbers in place where entries stand where they stood."""
        before = self.program
        if not (program.row_start is before.row_start and program.column_index is before.column_index):
            self.load(program)
            return
        entries = np.flatnonzero(program.coefficient != before.coefficient)
        if len(entries) > MOST_SINGLE:
            self.load(program)
            return
        self.release()
        self._change_bounds(before, program)
        rows = np.searchsorted(program.row_start, entries, side="right") - 1
        columns, values = program.column_index[entries], program.coefficient[entries]
        for row, column, value in zip(rows.tolist(), columns.tolist(), values.tolist(), strict=True):
            self.highs.changeCoeff(row, column, value)
        self.program = program

    def _change_bounds(self, before: LinearProgram, program: LinearProgram) -> None:
        moved = (program.row_lower != before.row_lower) | (program.row_upper != before.row_upper)
        rows = np.flatnonzero(moved).astype(np.int32)
        self.highs.changeRowsBounds(  # type: ignore[attr-defined]  # not in its stubs
            len(rows), rows, program.row_lower[rows], program.row_upper[rows]
        )

    def release(self) -> None:
        """Take out the rows that were held."""
        if self.held:
            first = self.program.shape[0]
            self.highs.deleteRows(self.held, np.arange(first, first + self.held, dtype=np.int32))
            self.held = 0

    def from_basis(self, basis: highspy.HighsBasis, most: int) -> None:
        """Let the next run begin at a basis, by dual simplex, and end after so many iterations if it has to."""
        self.highs.clearSolver()
        self._set("solver", "simplex")
        self._set("simplex_strategy", DUAL)
        self._set("simplex_dual_edge_weight_strategy", DEVEX)
        self._set("simplex_iteration_limit", most)
        self.highs.setBasis(basis)

    def from_nothing(self) -> None:
        """Let the next run begin without a basis, by the method asked for."""
        self.highs.clearSolver()
        self._set("solver", self.method)
        for name, value in (("simplex_strategy", DUAL), ("simplex_dual_edge_weight_strategy", AUTOMATIC)):
            self._set(name, self.settings.options.get(name, value))
        self.uncap()

    def uncap(self) -> None:
        """Let runs take as many iterations as they need, or as the settings allow."""
        self._set("simplex_iteration_limit", self.settings.options.get("simplex_iteration_limit", UNLIMITED))

    def more_time(self) -> None:
        """Begin the time limit anew: HiGHS counts over the life of the object."""
        if self.settings.time_limit is not None:
            self._set("time_limit", self.highs.getRunTime() + self.settings.time_limit)

    def basis(self) -> highspy.HighsBasis:
        """The basis of the last answer."""
        return self.highs.getBasis()

    def _run(self) -> str:
        self._call()
        self._count()
        status = self.highs.getModelStatus()
        if status == self.api.HighsModelStatus.kUnboundedOrInfeasible:
            status = self._told_apart()
        return self._status(status)

    def _told_apart(self) -> highspy.HighsModelStatus:
        """Whether it is unbounded or infeasible, which presolve does not say."""
        self._set("presolve", "off")
        self._set("solver", "simplex")
        self.highs.clearSolver()
        self._call()
        return self.highs.getModelStatus()

    def _call(self) -> None:
        if self.program.shape[0] >= STOPPABLE_FROM_ROWS:
            interrupt.run(self.highs)
        else:
            self.highs.run()

    def _count(self) -> None:
        info = self.highs.getInfo()
        for name, count in (
            ("simplex", info.simplex_iteration_count),
            ("ipm", info.ipm_iteration_count),
            ("crossover", info.crossover_iteration_count),
        ):
            self.iterations[name] += max(count, 0)
        self.vertex = self.vertex and info.basis_validity == 1

    def _status(self, status: highspy.HighsModelStatus) -> str:
        kinds = self.api.HighsModelStatus
        if status == kinds.kOptimal:
            return OPTIMAL
        if status == kinds.kInfeasible:
            return INFEASIBLE
        if status == kinds.kUnbounded:
            return UNBOUNDED
        if status == kinds.kTimeLimit:
            raise TimeIsUp(f"HiGHS found no optimum within the time limit of {self.settings.time_limit:g} s")
        if status == kinds.kUnknown:
            raise SolverStopped("HiGHS is not sure of its answer: crossover is off, or the tolerances are too tight")
        raise SolverStopped(f"HiGHS stopped without an optimum: {self.highs.modelStatusToString(status).lower()}")

    def answer(self) -> tuple[np.ndarray, np.ndarray]:
        """Plan (columns,) and row duals (rows of the program,)."""
        dual = np.array(self.highs.getSolution().row_dual)[: self.program.shape[0]]
        return self.plan(), self._signed(dual)

    def plan(self) -> np.ndarray:
        """The plan, shape (columns,); tiny violations of x ≥ 0 are cut off."""
        x = np.array(self.highs.getSolution().col_value)
        return np.clip(x, self.program.column_lower, self.program.column_upper)

    def _signed(self, dual: np.ndarray) -> np.ndarray:
        """Rounding on the wrong side of an inequality is cut off: a dual is ≥ 0 on a ≤ row, ≤ 0 on a ≥ row."""
        dual = np.where(np.isneginf(self.program.row_lower), np.maximum(dual, 0.0), dual)
        return np.where(np.isposinf(self.program.row_upper), np.minimum(dual, 0.0), dual)

    def hold(self, cost: np.ndarray, least: float) -> None:
        """Add the row cost · x ≥ least."""
        columns = np.flatnonzero(cost).astype(np.int32)
        self.highs.addRow(least, self.api.kHighsInf, len(columns), columns, cost[columns])
        self.held += 1

    def improve(self, cost: np.ndarray, x: np.ndarray) -> np.ndarray:
        """The plan after a further stage, from the present basis.

        The plan before it, which is as good to 1e-9, where HiGHS meets numerical trouble; not where the time is up,
        which is one limit for all stages, nor where the stage has no optimum (npv without end, after compute).
        """
        self._set("solver", "simplex")
        self._set("simplex_strategy", PRIMAL)  # the basis stays feasible when only costs change
        self._set("simplex_dual_edge_weight_strategy", DEVEX)
        try:
            status = self.maximise(cost)
            if status == UNBOUNDED:
                raise Unbounded
            if status != OPTIMAL:
                return x
        except TimeIsUp:
            raise
        except SolverStopped:
            return x
        better = self.plan()
        return better if float(cost @ better) > float(cost @ x) else x


def highs_model(program: LinearProgram, api: Any) -> Any:
    """The program as a HighsLp. (An empty integrality array would make HiGHS solve an empty model.)"""
    lp = api.HighsLp()
    lp.num_row_, lp.num_col_ = program.shape
    lp.sense_ = api.ObjSense.kMaximize
    lp.col_cost_ = program.cost
    lp.col_lower_ = program.column_lower
    lp.col_upper_ = program.column_upper
    lp.row_lower_ = program.row_lower
    lp.row_upper_ = program.row_upper
    lp.a_matrix_.format_ = api.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.row_start
    lp.a_matrix_.index_ = program.column_index
    lp.a_matrix_.value_ = program.coefficient
    return lp


def _method(method: str, program: LinearProgram) -> str:
    if method == "auto":
        return "ipx" if program.shape[0] >= INTERIOR_POINT_FROM_ROWS else "simplex"
    return "ipx" if method == "ipm" else method


def _option(value: Any, kind: Any, api: Any) -> Any:
    """A value as HiGHS' type of option wants it."""
    if not isinstance(value, str):
        return value
    types = api.HighsOptionType
    try:
        if kind == types.kBool:
            return {"true": True, "on": True, "false": False, "off": False}[value.lower()]
        if kind == types.kInt:
            return int(value)
        if kind == types.kDouble:
            return float(value)
    except (KeyError, ValueError):
        raise UsageError(f"a solver option wants a {kind.name[1:].lower()}, not {value!r}") from None
    return value
