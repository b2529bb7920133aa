"""What the plan is worth: the terms of the objective, the objective with risk, and the headline numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer import finance
from optimizer.results.reconcile.checks import Ledger, Place
from optimizer.results.reconcile.facts import Facts
from optimizer.results.reconcile.grid import Grid
from optimizer.results.reconcile.money import qualifies
from optimizer.results.reconcile.sites import Cohorts, Site, life_of
from optimizer.results.solution import Solution
from optimizer.scenario import places

Terms = dict[str, np.ndarray]
"""Discounted money by name at every node, not weighted with its probability."""

COSTS = ("activity_cost", "purchases", "flow_cost", "stock_holding", "reserve_holding", "capital_charge")


def check(all_sites: tuple[Site, ...], grid: Grid, facts: Facts, solution: Solution, ledger: Ledger) -> None:
    """Terms, objective and metrics."""
    terms = _discounted(grid, facts) | _financing(all_sites, grid, facts)
    size = max((grid.expected(np.abs(term)) for term in terms.values()), default=0.0)
    for name, term in terms.items():
        _number("terms", name, solution.objective_terms.get(name, 0.0), grid.expected(term), size, ledger)
    for name in solution.objective_terms.keys() - terms.keys():
        ledger.fail("terms", Place("", name))
    surplus = sum(terms.values(), np.zeros(grid.size))
    _objective(surplus, size, grid, facts, solution, ledger)
    headlines = _headlines(grid.expected(surplus), size, grid, facts)
    for name, (value, gross) in headlines.items():
        given = solution.metrics[name].value if name in solution.metrics else np.nan
        _number("metrics", name, given, value, gross, ledger)
    for name in solution.metrics.keys() - headlines.keys():
        ledger.fail("metrics", Place("", name))


def _number(check: str, name: str, found: float, expected: float, size: float, ledger: Ledger) -> None:
    ledger.one(check, found - expected, max(size, abs(expected)), Place("", name))


# --- terms ------------------------------------------------------------------------------------------------------------


def _discounted(grid: Grid, facts: Facts) -> Terms:
    """The terms that are money of their own period."""
    discount = grid.discount[grid.period]
    amounts = {
        "value": facts.total("demand", "worth"),
        "activity_cost": facts.total("activity", "cost"),
        "purchases": facts.total("supply", "paid"),
        "flow_cost": facts.total("flows", "cost"),
        "stock_holding": facts.total("stocks", "holding"),
        "reserve_holding": facts.total("reserve", "holding"),
        "reserve_salvage": facts.total("reserve", "salvage"),
    }
    return {name: (-1.0 if name in COSTS else 1.0) * discount * amount for name, amount in amounts.items()}


def _financing(all_sites: tuple[Site, ...], grid: Grid, facts: Facts) -> Terms:
    """The terms that discount a stream of yearly charges, each at its first node."""
    charge, credit, loan = np.zeros(grid.size), np.zeros(grid.size), np.zeros(grid.size)
    for site in all_sites:
        for cohorts in site.cohorts:
            charge = charge + _own_charge(cohorts) * cohorts.charged_years * cohorts.capital
            loan = loan + _loans_worth(site, cohorts, facts)
        if site.cohorts:
            claims = [
                facts.of("credits", "claimed", name, site.region, site.name)
                for name in grid.scenario.credits
                if qualifies(name, site)
            ]
            credit = credit + _saved(site) * sum(claims, np.zeros(grid.size))
    return {"capital_charge": -charge, "credit_worth": credit, "loan_worth": loan}


def _own_charge(cohorts: Cohorts) -> np.ndarray:
    """crf · idc at the owner's hurdle rate, shape (nodes,) [1/yr]."""
    return cohorts.yearly_charge(lambda v: cohorts.assets[v].hurdle_rate.value)


def _loans_worth(site: Site, cohorts: Cohorts, facts: Facts) -> np.ndarray:
    """Charges that all loans on what is started save, shape (nodes,) [money]."""
    grid = site.grid

    def worth(name: str) -> np.ndarray:
        lent = facts.of("loans", "lent", name, site.region, site.name, cohorts.lane)
        public = cohorts.yearly_charge(lambda v: grid.variants[v].loans[name].rate.value)
        return (_own_charge(cohorts) - public) * cohorts.charged_years * lent

    lending = (name for name, programme in grid.scenario.loans.items() if site.name in programme.assets)
    return sum((worth(name) for name in lending), np.zeros(grid.size))


def _saved(site: Site) -> np.ndarray:
    """crf(ρ,L) · W(t): discounted charges that one unit of credit saves, shape (nodes,); none in the last period."""
    grid = site.grid

    def saved(v: int) -> np.ndarray:
        asset = site.assets[v]
        years = grid.later(finance.annuity_weights(life_of(asset), grid.years, grid.count))
        years[-1] = 0.0
        return finance.capital_recovery_factor(asset.hurdle_rate.value, life_of(asset)) * years

    return grid.over_nodes(saved)


# --- objective --------------------------------------------------------------------------------------------------------


def _objective(surplus: np.ndarray, size: float, grid: Grid, facts: Facts, solution: Solution, ledger: Ledger) -> None:
    objective = grid.scenario.objective
    if objective.maximize == "compute":
        served = _served(grid, facts)
        best = grid.expected(grid.discount[grid.period] * served)
        # the plan may give up a share `slack` of the best compute, which is what the objective reports
        allowed = objective.slack.value * abs(solution.objective)
        missing = solution.objective - best
        ledger.one("objective", max(missing - allowed, -missing, 0.0), abs(best), Place("", "objective"))
    elif objective.risk is not None:
        _number("objective", "objective", solution.objective, _risk_adjusted(surplus, grid), size, ledger)
    else:
        _number("objective", "objective", solution.objective, grid.expected(surplus), size, ledger)
    _number("objective", "npv", sum(solution.objective_terms.values()), grid.expected(surplus), size, ledger)


def _risk_adjusted(surplus: np.ndarray, grid: Grid) -> float:
    """(1 − weight) · mean + weight · mean of the worst `tail` of the futures."""
    risk = grid.scenario.objective.risk
    values = grid.path_sums(surplus)
    chances = np.array(grid.tree.probabilities or (1.0,))
    mean = float(chances @ values)
    if risk is None:
        return mean
    order = np.argsort(values)
    tail = risk.tail.value
    before = np.cumsum(chances[order]) - chances[order]
    in_tail = np.clip(tail - before, 0.0, chances[order])
    return (1.0 - risk.weight.value) * mean + risk.weight.value * float(in_tail @ values[order]) / tail


def _served(grid: Grid, facts: Facts) -> np.ndarray:
    """Compute served, shape (nodes,)."""
    name = grid.scenario.compute_demand
    if name is None:
        return np.zeros(grid.size)
    demand = grid.scenario.demands[name]
    return sum(
        (
            facts.of("demand", "served", region, name, demand.commodity, str(q + 1))
            for region in places.regions_of_trade(grid.scenario, demand)
            for q in range(len(places.in_region(demand, region).tiers))
        ),
        np.zeros(grid.size),
    )


# --- metrics ----------------------------------------------------------------------------------------------------------


def _headlines(npv: float, size: float, grid: Grid, facts: Facts) -> Mapping[str, tuple[float, float]]:
    """(value, size of its largest part) of each metric: expected over futures, undiscounted but for npv."""

    def of(table: str, quantity: str) -> float:
        return grid.expected(facts.total(table, quantity))

    scenario = grid.scenario
    parts = [of("reserve", quantity) for quantity in ("purchases", "sales", "holding", "salvage")]
    reserve = parts[0] - parts[1] + parts[2] - parts[3]
    applied = [x.public_cost.value for x in scenario.levers.values() if x.override in scenario.applied]
    levers = sum(applied) * (scenario.horizon.end - scenario.horizon.start)
    claimed, subsidy = of("credits", "claimed"), of("loans", "subsidy")
    money = {
        "capital": of("capital", "outlay"),
        "credits": claimed,
        "loan_subsidy": subsidy,
        "tariff_revenue": of("supply", "tariff"),
        "lever_cost": levers,
    }
    public = claimed + subsidy + reserve + levers
    return {
        "npv": (npv, size),
        **{name: (value, abs(value)) for name, value in money.items()},
        "reserve_cost": (reserve, max(map(abs, parts))),
        "public_cost": (public, max(abs(claimed), abs(subsidy), *map(abs, parts), abs(levers))),
        **_compute(grid, facts),
    }


def _compute(grid: Grid, facts: Facts) -> dict[str, tuple[float, float]]:
    if grid.scenario.compute_demand is None:
        return {}
    served = np.bincount(grid.period, grid.probability * _served(grid, facts), minlength=grid.count)
    total, most = float(served.sum()), float(served.max()) / grid.years
    year = np.floor(grid.tree.periods.starts + 1e-9).astype(int)
    found = {"compute_total": (total, total), "compute_end": (float(served[-1]) / grid.years, most)}
    for one in np.unique(year).tolist():
        found[f"compute_end:{one}"] = (float(served[year == one].mean()) / grid.years, most)
    return found
