"""Solved program -> `Solution`: plain tables and numbers, with nothing of the solver left in them."""

from __future__ import annotations

from optimizer.model.build import Formulation
from optimizer.model.compile import LinearProgram
from optimizer.model.extract import duals, metrics, money, plan
from optimizer.model.extract.reader import Reader
from optimizer.model.solver import Optimum
from optimizer.results.solution import Solution, SolveFacts


def solution(formulation: Formulation, program: LinearProgram, optimum: Optimum, seconds: dict[str, float]) -> Solution:
    """The solution of a scenario from the optimum of its program; `seconds` by stage so far."""
    reader = Reader(formulation, program, optimum)
    rows, columns = program.shape
    return Solution(
        status=optimum.status,
        objective=optimum.objective * reader.objective_scale,
        objective_unit=reader.objective_unit,
        objective_terms=metrics.objective_terms(reader),
        metrics=metrics.metrics(reader),
        tables={**plan.tables(reader), **money.tables(reader), **duals.tables(reader)},
        solve=SolveFacts(
            rows=rows,
            columns=columns,
            nonzeros=len(program.coefficient),
            method=optimum.method,
            simplex_iterations=optimum.iterations["simplex"],
            ipm_iterations=optimum.iterations["ipm"],
            crossover_iterations=optimum.iterations["crossover"],
            primal_residual=optimum.residuals["primal"],
            dual_residual=optimum.residuals["dual"],
            gap=optimum.residuals["gap"],
            vertex_duals=optimum.vertex_duals,
            seconds={**seconds, "solve": optimum.seconds},
            log=optimum.log,
        ),
    )
