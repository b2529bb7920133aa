"""The direction in which an unbounded program gains without end.

    minimise Σ d   subject to   cost · d = 1,   A d ≥ 0 on ≥ rows, ≤ 0 on ≤ rows, = 0 on = rows,   d ≥ 0

and held · d ≥ 0 where an earlier stage of the solution holds an optimum.

A vertex of this program is a ray with few activities. It depends on coefficients only: no limit that the scenario
gives can end it, but a limit where there is none can.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.errors import SolverStopped
from optimizer.model import interrupt
from optimizer.model.compile import LinearProgram
from optimizer.model.session import highs_model
from optimizer.model.solver import first_cost

NOTHING = 1e-9
"""Share of the largest activity of a ray below which an activity is rounding."""


def ray_of_stages(program: LinearProgram, maximize: str) -> np.ndarray | None:
    """The ray of a program as it is solved: what is maximised first, then the surplus with compute held."""
    first = first_cost(program, maximize)
    found = ray(program, first)
    if found is None and first is not program.cost:
        found = ray(program, program.cost, held=first)
    return found


def ray(program: LinearProgram, cost: np.ndarray, held: np.ndarray | None = None) -> np.ndarray | None:
    """Activities that grow together, for one unit of gain (columns,); None where the gain is bounded.

    held : cost vector of which nothing may be given up for the gain.
    """
    import highspy

    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types
    highs.setOptionValue("output_flag", False)
    model = highs_model(_recession(program), highspy)
    model.sense_ = highspy.ObjSense.kMinimize
    model.col_cost_ = np.isfinite(program.column_lower).astype(float)
    highs.passModel(model)
    for vector, least, most in ((cost, 1.0, 1.0), (held, 0.0, highspy.kHighsInf)):
        if vector is not None:
            columns = np.flatnonzero(vector).astype(np.int32)
            highs.addRow(least, most, len(columns), columns, vector[columns])
    interrupt.run(highs)
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverStopped(f"HiGHS found no direction of the gain: {highs.modelStatusToString(status).lower()}")
    found = np.array(highs.getSolution().col_value)
    kept: np.ndarray = np.where(np.abs(found) > NOTHING * np.abs(found).max(), found, 0.0)
    return kept


def _recession(program: LinearProgram) -> LinearProgram:
    """The program with all its finite bounds 0: what can be added to a plan again and again."""
    return replace(
        program,
        row_lower=np.where(np.isfinite(program.row_lower), 0.0, program.row_lower),
        row_upper=np.where(np.isfinite(program.row_upper), 0.0, program.row_upper),
        column_lower=np.where(np.isfinite(program.column_lower), 0.0, program.column_lower),
    )
