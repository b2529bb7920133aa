"""What the public pays each year, by what it pays for."""

from __future__ import annotations

import numpy as np

from optimizer.report.page.result import Result


def public_cost_by_year(result: Result) -> dict[str, np.ndarray]:
    """The parts of the public cost, each of shape (years,) [money]; what comes back to the Treasury is below 0.

    Over all years they add up to the metric.
    """

    def whole(table: str, quantity: str) -> np.ndarray:
        rows = result.years(table, quantity)
        return rows.get((), np.zeros(len(result.calendar.years)))

    running = result.solution.metrics.get("lever_cost")
    lengths = result.calendar.lengths
    lever = (running.value if running else 0.0) * lengths / lengths.sum()
    return {
        "credits": whole("credits", "claimed"),
        "loan subsidy": whole("loans", "subsidy"),
        "bought for the reserve": whole("reserve", "purchases"),
        "holding the reserve": whole("reserve", "holding"),
        "sold from the reserve": -whole("reserve", "sales"),
        "left in the reserve at the end": -whole("reserve", "salvage"),
        "running the levers": lever,
    }
