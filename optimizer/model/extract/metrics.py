"""The headline numbers: expected over futures, undiscounted but for npv."""

from __future__ import annotations

import numpy as np

from optimizer.model.extract.money import loan_draws
from optimizer.model.extract.plan import capital_outlays
from optimizer.model.extract.reader import Reader
from optimizer.results.solution import Metric
from optimizer.units import rate_of


def metrics(reader: Reader) -> dict[str, Metric]:
    """Every metric by name."""
    claimed = _expected(reader, reader.dense("claim").sum(axis=(0, 1)))
    subsidy = loan_draws(reader).sum(axis=(1, 2)) * reader.coefficient("loan_subsidy")
    loan_subsidy = _expected(reader, subsidy.sum(axis=0))
    reserve = _reserve_cost(reader)
    levers = lever_cost(reader)
    money = {
        "npv": sum(objective_terms(reader).values()),
        "capital": _expected(reader, capital_outlays(reader).sum(axis=0)) * reader.money,
        "credits": claimed * reader.money,
        "loan_subsidy": loan_subsidy * reader.money,
        "reserve_cost": reserve * reader.money,
        "lever_cost": levers,
        "public_cost": (claimed + loan_subsidy + reserve) * reader.money + levers,
        "tariff_revenue": _expected(reader, _duties(reader)) * reader.money,
    }
    return {**_compute(reader), **{name: Metric(float(value), reader.currency) for name, value in money.items()}}


def objective_terms(reader: Reader) -> dict[str, float]:
    """Parts of the net present value by name [money]."""
    return {name: float(cost @ reader.optimum.x) * reader.money for name, cost in reader.program.terms.items()}


def lever_cost(reader: Reader) -> float:
    """Yearly public cost of the levers whose override is applied, over the horizon [money]."""
    scenario = reader.formulation.scenario
    years = scenario.horizon.end - scenario.horizon.start
    applied = [lever.public_cost.value for lever in scenario.levers.values() if lever.override in scenario.applied]
    return sum(applied) * years


def _expected(reader: Reader, by_node: np.ndarray) -> float:
    return float(reader.places.tree.probability @ by_node)


def _duties(reader: Reader) -> np.ndarray:
    """Tariffs paid in each node, shape (nodes,) [model money]."""
    duty = reader.coefficient("tariff")[:, None, :]
    result: np.ndarray = (reader.dense("buy") * reader.coefficient("price") * duty).sum(axis=(0, 1))
    return result


def _reserve_cost(reader: Reader) -> float:
    """Purchases − sales + holding − salvage of the strategic reserve [model money]."""
    price = reader.coefficient("reserve_price")
    level = reader.dense("reserve")
    tree = reader.places.tree
    last = tree.period == tree.periods.count - 1
    bought = (reader.dense("fill") - reader.dense("draw")) * price
    left = level * price * reader.coefficient("reserve_salvage") * last
    return _expected(reader, (bought + level * reader.coefficient("reserve_holding") - left).sum(axis=0))


def _compute(reader: Reader) -> dict[str, Metric]:
    """Service of the compute demand: in the last period, in all, and its mean in each year."""
    scenario = reader.formulation.scenario
    name = scenario.compute_demand
    if name is None:
        return {}
    mine = np.array([demand.name == name for demand in reader.places.demands])
    served = reader.dense("serve")[mine].sum(axis=(0, 1))
    tree = reader.places.tree
    by_period = np.bincount(tree.period, tree.probability * served, minlength=tree.periods.count)
    unit = scenario.commodities[scenario.demands[name].commodity].unit
    rate, year = rate_of(unit), tree.periods.calendar_years
    found = {
        "compute_end": Metric(float(by_period[-1] / tree.periods.years), rate),
        "compute_total": Metric(float(by_period.sum()), unit),
    }
    for one in np.unique(year).tolist():
        mean = by_period[year == one].mean() / tree.periods.years
        found[f"compute_end:{one}"] = Metric(float(mean), rate)
    return found
