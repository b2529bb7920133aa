"""What a solved scenario is: status, objective, metrics, tables. Plain data, made by the model, read by all else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from optimizer.results.tables import Table


@dataclass(frozen=True, slots=True)
class Metric:
    """One headline number."""

    value: float
    unit: str


@dataclass(frozen=True)
class SolveFacts:
    """How the solver worked: size of the model, time by stage [s], iterations, and residuals of the answer."""

    rows: int
    columns: int
    nonzeros: int
    method: str
    simplex_iterations: int
    ipm_iterations: int
    crossover_iterations: int
    primal_residual: float
    """Largest violation of a constraint, after scaling by the row's own size [1]."""
    dual_residual: float
    """Largest violation of dual feasibility, after scaling [1]."""
    gap: float
    """|primal − dual objective| / max(1, |primal|) [1]."""
    vertex_duals: bool
    """True when the duals belong to a basis (simplex or crossover)."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    log: str = field(default="", repr=False)


@dataclass(frozen=True)
class Solution:
    """An optimal plan.

    objective : optimum in `objective_unit` (discounted, expected; money, or output units of the compute demand).
    objective_terms : its parts by name, same unit; they sum to the net present value also under `maximize: compute`.
    """

    status: str
    objective: float
    objective_unit: str
    objective_terms: Mapping[str, float]
    metrics: Mapping[str, Metric]
    tables: Mapping[str, Table]
    solve: SolveFacts
