"""Solved program -> `Solution`: plain tables and numbers, with nothing of the solver left in them."""

from __future__ import annotations

from optimizer.model.extract import duals, metrics, money, plan
from optimizer.model.extract.reader import Reader
from optimizer.model.point import Point
from optimizer.results.solution import Solution, SolveFacts


def solution(point: Point) -> Solution:
    """The solution of a scenario at its optimum."""
    reader = Reader(point)
    program, optimum = point.program, point.optimum
    rows, columns = program.shape
    return Solution(
        status=optimum.status,
        objective=point.objective,
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
            seconds={"build": point.build_seconds, "solve": optimum.seconds},
            log=optimum.log,
        ),
    )
