"""What the solver leaves behind: amounts too small beside the whole plan to be told as a finding."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.results.solution import Metric

LEAST_MONEY = 1e-8
"""Part of the plan's value below which an amount of money is rounding of the solver."""
LEAST_COMPUTE = 1e-6
"""Part of all compute below which an amount of it is rounding: optima agree to about this."""


def no_dust(value: float, whole: float, least: float = LEAST_MONEY) -> float:
    """An amount as it is told: 0 where it is rounding of the solver beside the whole.

    >>> no_dust(484.0, 1.2e12), no_dust(2.1e8, 1.2e12), no_dust(5.0, 0.0)
    (0.0, 210000000.0, 5.0)
    """
    return 0.0 if abs(value) < least * abs(whole) else value


def plan_value(metrics: Mapping[str, Metric]) -> float:
    """What amounts of money are held against: the value of the plan; its capital where that value is not known."""
    found = metrics.get("npv") or metrics.get("capital")
    return found.value if found is not None else 0.0
