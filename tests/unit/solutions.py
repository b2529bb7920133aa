"""Small hand-made scenarios and solutions for the tests of ranking and reporting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from optimizer.results.solution import Metric, Solution, SolveFacts
from optimizer.results.tables import COLUMNS, Table
from optimizer.scenario.schema import Scenario

NUMBERS = {"value", "limit", "used", "slack", "dual", "elasticity", "share"}


def table(name: str, rows: Sequence[tuple[Any, ...]] = ()) -> Table:
    """A table of these rows, numbers as arrays."""
    columns = {
        column: np.array([row[i] for row in rows], float) if column in NUMBERS else [row[i] for row in rows]
        for i, column in enumerate(COLUMNS[name])
    }
    return Table(name, columns)


def limit(
    kind: str,
    name: str,
    period: str,
    size: float,
    dual: float,
    *,
    region: str = "national",
    future: str = "all",
    unit: str = "t",
    full: bool | None = None,
) -> tuple[Any, ...]:
    """A row of `limits` that is reached where it has a dual, or as `full` says."""
    reached = dual > 0 if full is None else full
    used = size if reached else size / 2
    return (
        kind,
        region,
        name,
        future,
        period,
        size,
        used,
        size - used,
        dual,
        f"USD/({unit})",
        0.0,
        str(dual > 0).lower(),
        unit,
    )


def solution(
    objective: float = 1000.0,
    unit: str = "USD",
    metrics: dict[str, tuple[float, str]] | None = None,
    **rows: Sequence[tuple[Any, ...]],
) -> Solution:
    """A solution with these rows in its tables, the other tables empty."""
    facts = SolveFacts(
        rows=10, columns=12, nonzeros=40, method="simplex", simplex_iterations=5, ipm_iterations=0,
        crossover_iterations=0, primal_residual=1e-12, dual_residual=1e-12, gap=1e-12, vertex_duals=True,
        seconds={"solve": 0.25},
    )  # fmt: skip
    return Solution(
        status="optimal",
        objective=objective,
        objective_unit=unit,
        objective_terms={},
        metrics={name: Metric(value, of) for name, (value, of) in (metrics or {}).items()},
        tables={name: table(name, rows.get(name, ())) for name in COLUMNS},
        solve=facts,
    )


def scenario(**changes: Any) -> Scenario:
    """Two years by quarter: compute from halls, copper that others use too."""
    block: dict[str, Any] = {
        "name": "Two years",
        "horizon": {"start": 2027, "end": 2029, "step": "quarter"},
        "commodities": {"compute": {"unit": "MW*yr"}, "copper": {"unit": "t"}},
        "assets": {
            "data_center": {
                "capacity": "MW",
                "capex": 10e6,
                "fund": "private",
                "surge": [{"up_to": 100.0}, {"premium": 0.25}],
                "modes": {"run": {"outputs": {"compute": 1.0}}},
            }
        },
        "supplies": {
            "copper_import": {"commodity": "copper", "tiers": [{"quantity": 10.0, "price": 1.0}] * 2},
            "copper_mine": {"commodity": "copper", "tiers": [{"quantity": 10.0, "price": 1.0}]},
        },
        "demands": {
            "ai_compute": {"commodity": "compute", "tiers": [{"quantity": 10.0, "value": 1.0}]},
            "wiring": {"commodity": "copper", "tiers": [{"quantity": 10.0, "value": 1.0}]},
        },
        "funds": {"private": {"budget": 1.0}, "purse": {"covers": "all", "total": 5.0}},
    }
    return Scenario.model_validate({**block, **changes})
