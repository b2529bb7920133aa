"""Linear program -> optimum, by HiGHS, from nothing; `warm` goes from one program to the next.

`conflict`, `elastic` and `ray` ask why there is none.

The order of the stages (docs/model.md, "Modes"): the objective first, whose duals are kept; then compute, with the
objective held, so that among plans of equal worth the reported compute does not depend on the solver's path.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.errors import SolverStopped
from optimizer.model.compile import LinearProgram
from optimizer.model.session import OPTIMAL, UNBOUNDED, Session, Settings, Unbounded

HOLD = 1e-9
"""Share of an optimum that may be given up when the next objective is maximised with it held."""
TIDY_HOLD = 1e-10
"""The same where nothing but tidying follows: less, since money of no worth must not be bought with it."""
ROUNDING = 1e-12
"""Share of its parts' sizes up to which a sum is nothing but their rounding."""
RESIDUAL_LIMIT = 1e-6
"""Relative residual beyond which an answer that HiGHS calls optimal is refused."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """The answer to a linear program.

    objective : of the stage whose duals are reported.  x : the plan (columns,).  row_dual : gain of the objective per
    unit that each row's bound rises (rows,).  priced : the plan that the duals belong to (columns,): another than `x`
    where the stages after theirs may give up some of the objective.
    """

    status: str
    objective: float = 0.0
    x: np.ndarray = field(default_factory=lambda: np.zeros(0))
    row_dual: np.ndarray = field(default_factory=lambda: np.zeros(0))
    priced: np.ndarray = field(default_factory=lambda: np.zeros(0))
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
        session = Session(settings, str(log.path))
        session.load(program)
        first = first_cost(program, maximize)
        status = session.maximise(first)
        if status != OPTIMAL:
            return Optimum(status, log=log.text(), solver=session.highs, seconds=time.perf_counter() - began)
        x, dual = session.answer()
        objective = value_of(first, x)
        residuals = check_residuals(program, first, x, dual)
        try:
            x, priced = break_ties(session, program, maximize, slack, x, objective)
        except Unbounded:
            return Optimum(UNBOUNDED, log=log.text(), solver=session.highs, seconds=time.perf_counter() - began)
        return Optimum(
            OPTIMAL,
            objective,
            x,
            dual,
            priced,
            "compute" if first is program.compute else "npv",
            session.method,
            session.iterations,
            residuals,
            time.perf_counter() - began,
            session.vertex,
            log.text(),
        )


def value_of(cost: np.ndarray, x: np.ndarray) -> float:
    """Worth of a plan; 0 where its parts cancel but for their rounding: of that nothing can be a share."""
    value = float(cost @ x)
    return value if abs(value) > ROUNDING * float(np.abs(cost * x).sum()) else 0.0


def first_cost(program: LinearProgram, maximize: str) -> np.ndarray:
    """Cost vector of the first stage: that of compute only where there is a compute demand."""
    return program.compute if maximize == "compute" and program.compute is not None else program.cost


def break_ties(
    session: Session, program: LinearProgram, maximize: str, slack: float, x: np.ndarray, objective: float
) -> tuple[np.ndarray, np.ndarray]:
    """The plan after the stages that follow the first, each from the basis before it; and the last of full worth."""
    first, gives_up = x, False
    if maximize == "compute" and program.compute is not None:
        session.hold(program.compute, objective * (1.0 - slack))
        x, gives_up = session.improve(program.cost, x), slack > 0.0
    session.hold(program.cost, _nearly(program.cost, x, HOLD if program.compute is not None else TIDY_HOLD))
    if program.compute is not None:
        x = session.improve(program.compute, x)
        session.hold(program.compute, _nearly(program.compute, x, HOLD))
    x = session.improve(program.tidiness, x) if program.tidiness.any() else x
    return x, first if gives_up else x


def _nearly(cost: np.ndarray, x: np.ndarray, share: float) -> float:
    """An optimum less a share of its parts' sizes: of a plan that does nothing, nothing."""
    return float(cost @ x) - share * float(np.abs(cost * x).sum())


def check_residuals(program: LinearProgram, cost: np.ndarray, x: np.ndarray, dual: np.ndarray) -> dict[str, float]:
    """Largest relative violation of feasibility, primal and dual, and of strong duality; raises if too large."""
    priced = program.coefficient * np.repeat(dual, np.diff(program.row_start))
    reduced = cost - program.column_sums(priced)
    found = {
        "primal": _primal_residual(program, x),
        "dual": _dual_residual(program, 1.0 + np.abs(cost) + program.column_sums(np.abs(priced)), reduced),
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
    used = program.coefficient * x[program.column_index]
    activity, size = program.row_sums(used), 1.0 + program.row_sums(np.abs(used))
    below = np.where(np.isfinite(program.row_lower), program.row_lower - activity, 0.0)
    above = np.where(np.isfinite(program.row_upper), activity - program.row_upper, 0.0)
    return float(np.max(np.maximum(below, above) / size, initial=0.0))


def _dual_residual(program: LinearProgram, size: np.ndarray, reduced: np.ndarray) -> float:
    """By how much a column would gain, as a share of its terms' sizes; one with an upper bound may."""
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
