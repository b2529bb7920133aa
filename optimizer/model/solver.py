"""Linear program -> optimum, by HiGHS. Only this module solves; `conflict`, `elastic` and `ray` ask why it cannot.

The order of the stages (docs/model.md, "Modes"): the objective first, whose duals are kept; then compute, with the
objective held, so that among plans of equal worth the reported compute does not depend on the solver's path.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.errors import SolverStopped, TimeIsUp, UsageError
from optimizer.model.compile import LinearProgram
from optimizer.model.options import METHODS

if TYPE_CHECKING:
    import highspy

HOLD = 1e-9
"""Share of an optimum that may be given up when the next objective is maximised with it held."""
TIDY_HOLD = 1e-10
"""The same where nothing but tidying follows: less, since money of no worth must not be bought with it."""
RESIDUAL_LIMIT = 1e-6
"""Relative residual beyond which an answer that HiGHS calls optimal is refused."""
INTERIOR_POINT_FROM_ROWS = 8_000
"""`method: auto` takes interior point with crossover from this many rows on, simplex below (docs/performance.md)."""

OPTIMAL, INFEASIBLE, UNBOUNDED = "optimal", "infeasible", "unbounded"


@dataclass(frozen=True)
class Settings:
    """Method, time limit [s] and further HiGHS options of a run."""

    method: str = "auto"
    time_limit: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Optimum:
    """The answer to a linear program.

    objective : of the stage whose duals are reported.  x : the plan (columns,).  row_dual : gain of the objective per
    unit that each row's bound rises (rows,); column_dual : cost − Aᵀ y (columns,).
    """

    status: str
    objective: float = 0.0
    x: np.ndarray = field(default_factory=lambda: np.zeros(0))
    row_dual: np.ndarray = field(default_factory=lambda: np.zeros(0))
    maximised: str = "npv"
    method: str = ""
    iterations: Mapping[str, int] = field(default_factory=dict)
    residuals: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    vertex_duals: bool = True
    log: str = field(default="", repr=False)
    solver: Any = field(default=None, repr=False)
    """The HiGHS object of an infeasible or unbounded program, for `conflict`."""


def solve(program: LinearProgram, settings: Settings, *, maximize: str, slack: float) -> Optimum:
    """Maximise a program; raises `SolverStopped` when HiGHS gives no usable answer."""
    with _Log() as log:
        began = time.perf_counter()
        solver = _Solver(program, settings, str(log.path))
        first = first_cost(program, maximize)
        status = solver.maximise(first)
        if status != OPTIMAL:
            return Optimum(status, log=log.text(), solver=solver.highs, seconds=time.perf_counter() - began)
        x, dual = solver.answer()
        objective = float(first @ x)
        residuals = check_residuals(program, first, x, dual)
        try:
            x = _break_ties(solver, program, maximize, slack, x, objective)
        except _Unbounded:
            return Optimum(UNBOUNDED, log=log.text(), solver=solver.highs, seconds=time.perf_counter() - began)
        return Optimum(
            OPTIMAL,
            objective,
            x,
            dual,
            "compute" if first is program.compute else "npv",
            solver.method,
            solver.iterations,
            residuals,
            time.perf_counter() - began,
            solver.vertex,
            log.text(),
        )


def first_cost(program: LinearProgram, maximize: str) -> np.ndarray:
    """Cost vector of the first stage: that of compute only where there is a compute demand."""
    return program.compute if maximize == "compute" and program.compute is not None else program.cost


def _break_ties(
    solver: _Solver, program: LinearProgram, maximize: str, slack: float, x: np.ndarray, objective: float
) -> np.ndarray:
    """The plan after the stages that follow the first, each from the basis before it."""
    if maximize == "compute" and program.compute is not None:
        solver.hold(program.compute, objective * (1.0 - slack))
        x = solver.improve(program.cost, x)
    solver.hold(program.cost, _nearly(program.cost, x, HOLD if program.compute is not None else TIDY_HOLD))
    if program.compute is not None:
        x = solver.improve(program.compute, x)
        solver.hold(program.compute, _nearly(program.compute, x, HOLD))
    return solver.improve(program.tidiness, x) if program.tidiness.any() else x


def _nearly(cost: np.ndarray, x: np.ndarray, share: float) -> float:
    """An optimum less a share of its scale."""
    return float(cost @ x) - share * max(1.0, float(np.abs(cost * x).sum()))


def check_residuals(program: LinearProgram, cost: np.ndarray, x: np.ndarray, dual: np.ndarray) -> dict[str, float]:
    """Largest relative violation of feasibility, primal and dual, and of strong duality; raises if too large."""
    reduced = cost - program.transposed_times(dual)
    found = {
        "primal": _primal_residual(program, x),
        "dual": _dual_residual(program, cost, dual, reduced),
        "gap": _gap(program, cost, x, dual, reduced),
    }
    bad = {name: size for name, size in found.items() if not size <= RESIDUAL_LIMIT}
    if bad:
        listed = ", ".join(f"{name} {size:.1e}" for name, size in bad.items())
        raise SolverStopped(
            f"HiGHS calls its answer optimal, but it is off by more than {RESIDUAL_LIMIT:g}: {listed}. "
            "Try --solver-option method=simplex, or look for numbers of very unlike size in the scenario."
        )
    return found


def _primal_residual(program: LinearProgram, x: np.ndarray) -> float:
    """How far a row is outside its bounds, as a share of the sum of its terms' sizes."""
    activity, size = program.times(x), 1.0 + _absolute(program).times(np.abs(x))
    below = np.where(np.isfinite(program.row_lower), program.row_lower - activity, 0.0)
    above = np.where(np.isfinite(program.row_upper), activity - program.row_upper, 0.0)
    return float(np.max(np.maximum(below, above) / size, initial=0.0))


def _dual_residual(program: LinearProgram, cost: np.ndarray, dual: np.ndarray, reduced: np.ndarray) -> float:
    """By how much a column would gain, as a share of its terms' sizes; one with an upper bound may."""
    size = 1.0 + np.abs(cost) + _absolute(program).transposed_times(np.abs(dual))
    gain = np.where(np.isfinite(program.column_lower), np.maximum(reduced, 0.0), np.abs(reduced))
    gain = np.where(np.isfinite(program.column_upper), 0.0, gain)
    return float(np.max(gain / size, initial=0.0))


def _gap(program: LinearProgram, cost: np.ndarray, x: np.ndarray, dual: np.ndarray, reduced: np.ndarray) -> float:
    """Difference of the primal and the dual objective, as a share of the optimum or its parts."""
    priced, bounded = dual != 0, np.isfinite(program.column_upper)
    bound = np.where(dual >= 0, program.row_upper, program.row_lower)
    of_rows = float(np.sum(dual[priced] * bound[priced]))
    of_columns = float(np.sum(np.maximum(reduced[bounded], 0.0) * program.column_upper[bounded]))
    value = float(cost @ x)
    return abs(value - of_rows - of_columns) / max(1.0, abs(value), float(np.abs(cost * x).sum()))


def _absolute(program: LinearProgram) -> LinearProgram:
    return replace(program, coefficient=np.abs(program.coefficient))


class _Unbounded(Exception):
    """A stage after the first gains without end."""


class _Log:
    """A temporary file for HiGHS' own words."""

    def __enter__(self) -> _Log:
        handle, path = tempfile.mkstemp(prefix="highs-", suffix=".log")
        os.close(handle)
        self.path = Path(path)
        return self

    def __exit__(self, *_: object) -> None:
        self.path.unlink()

    def text(self) -> str:
        return self.path.read_text(encoding="utf-8", errors="replace")


class _Solver:
    """One HiGHS object, its model, and what it has counted so far."""

    def __init__(self, program: LinearProgram, settings: Settings, log_path: str) -> None:
        import highspy

        self.api = highspy
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types
        self.program = program
        self.settings = settings
        self.method = _method(settings.method, program)
        self.iterations = {"simplex": 0, "ipm": 0, "crossover": 0}
        self.vertex = True
        self._set("output_flag", True)
        self._set("log_to_console", False)
        self._set("log_file", log_path)
        self._set("solver", self.method)
        if "threads" in settings.options:  # HiGHS keeps its threads for the whole process until told otherwise
            highspy.Highs.resetGlobalScheduler(True)
        for name, value in settings.options.items():
            self._set(name, value)
        if settings.time_limit is not None:  # HiGHS counts time over the life of the object: one limit for all stages
            self._set("time_limit", settings.time_limit)
        self._load()

    def _set(self, name: str, value: Any) -> None:
        status, kind = self.highs.getOptionType(name)
        if status != self.api.HighsStatus.kOk:
            raise UsageError(f"HiGHS has no option {name!r} (see https://ergo-code.github.io/HiGHS, options)")
        if self.highs.setOptionValue(name, _option(value, kind, self.api)) != self.api.HighsStatus.kOk:
            extra = " (it comes with: pip install 'highspy[extras]')" if value == "hipo" else ""
            raise UsageError(f"HiGHS refuses {name} = {value!r}{extra}")

    def _load(self) -> None:
        if self.highs.passModel(highs_model(self.program, self.api)) == self.api.HighsStatus.kError:
            largest = float(np.max(np.abs(self.program.coefficient), initial=0.0))
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

    def _run(self) -> str:
        self.highs.run()
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
        self.highs.run()
        return self.highs.getModelStatus()

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
            raise TimeIsUp(
                f"HiGHS found no optimum within the time limit of {self.settings.time_limit:g} s; nothing was written"
            )
        if status == kinds.kUnknown:
            raise SolverStopped("HiGHS is not sure of its answer: crossover is off, or the tolerances are too tight")
        raise SolverStopped(f"HiGHS stopped without an optimum: {self.highs.modelStatusToString(status).lower()}")

    def answer(self) -> tuple[np.ndarray, np.ndarray]:
        """Plan (columns,) and row duals (rows of the program,); tiny violations of x ≥ 0 are cut off."""
        solution = self.highs.getSolution()
        x = np.array(solution.col_value)
        dual = np.array(solution.row_dual)[: self.program.shape[0]]
        return np.clip(x, self.program.column_lower, self.program.column_upper), self._signed(dual)

    def _signed(self, dual: np.ndarray) -> np.ndarray:
        """Rounding on the wrong side of an inequality is cut off: a dual is ≥ 0 on a ≤ row, ≤ 0 on a ≥ row."""
        dual = np.where(np.isneginf(self.program.row_lower), np.maximum(dual, 0.0), dual)
        return np.where(np.isposinf(self.program.row_upper), np.minimum(dual, 0.0), dual)

    def hold(self, cost: np.ndarray, least: float) -> None:
        """Add the row cost · x ≥ least."""
        columns = np.flatnonzero(cost).astype(np.int32)
        self.highs.addRow(least, self.api.kHighsInf, len(columns), columns, cost[columns])

    def improve(self, cost: np.ndarray, x: np.ndarray) -> np.ndarray:
        """The plan after a further stage, from the present basis.

        The plan before it, which is as good to 1e-9, where HiGHS meets numerical trouble; not where the time is up,
        which is one limit for all stages, nor where the stage has no optimum (npv without end, after compute).
        """
        self._set("solver", "simplex")
        self._set("simplex_strategy", 4)  # primal: the basis stays feasible when only costs change
        try:
            status = self.maximise(cost)
            if status == UNBOUNDED:
                raise _Unbounded
            if status != OPTIMAL:
                return x
        except TimeIsUp:
            raise
        except SolverStopped:
            return x
        better, _ = self.answer()
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
    if method not in METHODS:
        raise UsageError(f"no solution method {method!r}; known: {', '.join(METHODS)}")
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
