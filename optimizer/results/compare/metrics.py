"""The headline numbers of results, over the years that they have in common."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.results.compare.alignment import Alignment
from optimizer.results.compare.facts import Change
from optimizer.results.compare.sides import Side
from optimizer.results.dust import LEAST_COMPUTE, LEAST_MONEY, no_dust, plan_value
from optimizer.results.solution import Metric
from optimizer.results.sums import Calendar, added, by_year
from optimizer.scenario.differences import cost_in_force
from optimizer.units import rate_of

Metrics = Mapping[str, Metric]
LAST_PERIOD = "compute_end"
"""The metric of the last period, whose length is that of the step."""


def metrics(side: Side, common: Alignment) -> dict[str, Metric]:
    """The metrics of a result that can be compared with those of the others, in the order in which they are told."""
    found = dict(side.solution.metrics) if common.same_horizon else _over_years(side, common)
    if not (common.same_horizon and common.same_step):
        found.pop(LAST_PERIOD, None)
    if not common.compute_unit:
        found = {name: metric for name, metric in found.items() if not name.startswith("compute")}
    return found


def metric_changes(before: Metrics, after: Metrics) -> dict[str, Change]:
    """Every metric of either result; amounts and changes that are rounding of the solver are none."""
    names = dict.fromkeys((*before, *after))
    whole = max(abs(plan_value(before)), abs(plan_value(after)))
    return {name: _change(name, before.get(name), after.get(name), whole) for name in names}


def _change(name: str, before: Metric | None, after: Metric | None, worth: float) -> Change:
    """A metric on both sides. worth : of the plans [money]; compute is held against itself."""
    found = [side for side in (before, after) if side is not None]
    is_compute = name.startswith("compute")
    whole = max(abs(side.value) for side in found) if is_compute else worth
    least = LEAST_COMPUTE if is_compute else LEAST_MONEY
    was, now = (None if side is None else no_dust(side.value, whole, least) for side in (before, after))
    if was is not None and now is not None and not no_dust(now - was, whole, least):
        was = now = max(was, now)  # the same whichever side comes first
    return Change(was, now, found[0].unit)


def _over_years(side: Side, common: Alignment) -> dict[str, Metric]:
    """The metrics of the common years alone, from the tables. What is discounted belongs to the whole horizon."""
    when = common.calendar(side.scenario)
    money = {"capital": _sum(side, "capital", "outlay", when), **_public(side, when)}
    money["tariff_revenue"] = _sum(side, "supply", "tariff", when)
    unit = side.scenario.money.unit
    return {**_compute(side, common, when), **{name: Metric(value, unit) for name, value in money.items()}}


def _public(side: Side, when: Calendar) -> dict[str, float]:
    """The public cost and its parts."""
    fills, sales, holding, left = (
        _sum(side, "reserve", quantity, when) for quantity in ("purchases", "sales", "holding", "salvage")
    )
    costs = [cost_in_force(side.scenario, name) for name in side.scenario.levers]
    parts = {
        "credits": _sum(side, "credits", "claimed", when),
        "loan_subsidy": _sum(side, "loans", "subsidy", when),
        "reserve_cost": fills - sales + holding - left,
        "lever_cost": sum(cost.value for cost in costs if cost is not None) * float(when.lengths.sum()),
    }
    return {**parts, "public_cost": sum(parts.values())}


def _compute(side: Side, common: Alignment, when: Calendar) -> dict[str, Metric]:
    name, unit = side.scenario.compute_demand, common.compute_unit
    if name is None or not unit:
        return {}
    table = side.solution.tables["demand"].where(demand=name)
    served = added(by_year(table, "served", ("tier",), when), when)
    rate = rate_of(unit)
    yearly = dict(zip(when.years, (served / when.lengths).tolist(), strict=True))
    found = {"compute_total": Metric(float(np.sum(served)), unit)}
    return found | {f"{LAST_PERIOD}:{year}": Metric(value, rate) for year, value in yearly.items()}


def _sum(side: Side, table: str, quantity: str, when: Calendar) -> float:
    return float(np.sum(added(by_year(side.solution.tables[table], quantity, (), when), when)))
