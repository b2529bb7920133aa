"""The model: Scenario -> linear program -> Solution. The only package that knows Pyomo and HiGHS."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.errors import NoOptimum, UsageError
from optimizer.model.options import SolverOptions

if TYPE_CHECKING:
    from optimizer.model.build import Formulation
    from optimizer.model.compile import LinearProgram
    from optimizer.model.point import Point
    from optimizer.model.session import Settings
    from optimizer.results.solution import Metric, Solution
    from optimizer.scenario.schema import Scenario

__all__ = [
    "SolverOptions",
    "check_options",
    "export",
    "metrics_of",
    "solution_of",
    "solve",
    "solve_point",
    "solve_program",
]


def solve(scenario: Scenario, options: SolverOptions | None = None) -> Solution:
    """The optimal plan of a scenario.

    Raises `NoOptimum` (infeasible or unbounded, with what stands against what) or `SolverStopped`.
    """
    return solution_of(solve_point(scenario, options))


def solve_point(scenario: Scenario, options: SolverOptions | None = None) -> Point:
    """A scenario at its optimum, for what reads more than its tables (see `marginal`). Raises as `solve` does."""
    from optimizer.model.build import Formulation
    from optimizer.model.compile import compile_arrays

    began = time.perf_counter()
    formulation = Formulation(scenario)
    program = compile_arrays(formulation)
    return _optimum(formulation, program, options, time.perf_counter() - began)


def solve_program(point: Point, program: LinearProgram, options: SolverOptions | None = None) -> Point:
    """The program of a solved scenario, changed, at its own optimum. Raises as `solve` does."""
    return _optimum(point.formulation, program, options, 0.0)


def _optimum(formulation: Formulation, program: LinearProgram, options: SolverOptions | None, seconds: float) -> Point:
    from optimizer.model import conflict, solver
    from optimizer.model.point import Point
    from optimizer.model.session import OPTIMAL

    scenario = formulation.scenario
    optimum = solver.solve(
        program,
        settings(scenario, options or SolverOptions()),
        maximize=scenario.objective.maximize,
        slack=scenario.objective.slack.value,
    )
    if optimum.status != OPTIMAL:
        raise NoOptimum(conflict.explain(formulation, program, optimum), optimum.status)
    return Point(formulation, program, optimum, seconds)


def metrics_of(point: Point) -> dict[str, Metric]:
    """The headline numbers of a solved scenario, without its tables."""
    from optimizer.model.extract.metrics import metrics
    from optimizer.model.extract.reader import Reader

    return metrics(Reader(point))


def solution_of(point: Point) -> Solution:
    """The tables and metrics of a solved scenario."""
    from optimizer.model import extract

    return extract.solution(point)


def settings(scenario: Scenario, options: SolverOptions) -> Settings:
    """The scenario's solver block with the command line's options on top."""
    from optimizer.model.session import Settings

    block = scenario.solver
    asked = {**block.options, **options.options}
    method = str(asked.pop("method", block.method))
    default = None if block.time_limit is None else block.time_limit.value
    limit = asked.pop("time_limit", default)
    return Settings(method, None if limit is None else _seconds(limit), asked)


def check_options(scenario: Scenario, options: SolverOptions) -> None:
    """Raise `UsageError` for options that the solver does not take, before there is anything to solve."""
    from optimizer.model.session import Session

    Session(settings(scenario, options), None)


def _seconds(limit: str | float) -> float:
    try:
        seconds = float(limit)
    except ValueError:
        seconds = 0.0
    if not seconds > 0.0:
        raise UsageError(f"time_limit is a number of seconds above 0, not {limit!r}")
    return seconds


def export(scenario: Scenario, path: Path) -> None:
    """Write the model of a scenario as MPS or LP (by the file's ending), with readable names."""
    from optimizer.model.exporting import write

    write(scenario, path)
