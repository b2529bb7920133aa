"""Sites: capacity, activity, what building takes, and the limits on starts."""

from __future__ import annotations

import numpy as np

from optimizer.results.reconcile.checks import Deal, Goods, Ledger, Place, largest
from optimizer.results.reconcile.facts import Facts
from optimizer.results.reconcile.grid import Grid
from optimizer.results.reconcile.sites import Cohorts, Site, lane_of
from optimizer.scenario import places
from optimizer.scenario.schema import NATIONAL

EARLY = 1e-9
"""Rounding of times [yr]: a start that would serve from the horizon's very end is too late."""


def check(site: Site, facts: Facts, ledger: Ledger) -> None:
    """Every equation of a site."""
    _capacity(site, facts, ledger)
    _operation(site, facts, ledger)
    _starts(site, facts, ledger)
    _build_inputs(site, facts, ledger)


def _capacity(site: Site, facts: Facts, ledger: Ledger) -> None:
    grid, at = site.grid, (site.region, site.name)
    existing = site.series(lambda asset: asset.existing)
    arrived = sum((grid.spread(cohorts.service, cohorts.started) for cohorts in site.cohorts), np.zeros(grid.size))
    ledger.same("existing", facts.of("capacity", "existing", *at), existing, site.size, *at)
    ledger.same("service", site.in_service, existing + arrived, site.size, *at)
    ledger.not_negative(site.in_service, site.size, *at)
    if not facts.full("capacity", "in_service", *at):
        ledger.fail("tables", Place(*at))
    most = site.series(lambda asset: asset.max_capacity)
    ledger.at_most("max_capacity", site.in_service, most, site.size, *at)
    ledger.bound("max_capacity", most, site.in_service, site.size, site.name, site.region)


def _operation(site: Site, facts: Facts, ledger: Ledger) -> None:
    grid, at = site.grid, (site.region, site.name)
    full = site.size * grid.years
    total = sum((_mode(site, mode, facts, ledger) for mode in site.asset.modes), np.zeros(grid.size))
    left = grid.over_nodes(
        lambda v: places.disruption_left(grid.variants[v], grid.futures[v], asset=site.name, region=site.region)
    )
    usable = left * site.series(lambda asset: asset.availability) * grid.years
    ledger.at_most("capacity", total, site.in_service * usable, full, *at)
    working = np.divide(total, usable, out=np.zeros(grid.size), where=usable > 0)
    existing = site.series(lambda asset: asset.existing)
    needed = existing - np.clip(site.in_service - working, 0.0, existing)
    ledger.bound("existing", existing, needed, site.size, site.name, site.region)


def _mode(site: Site, mode: str, facts: Facts, ledger: Ledger) -> np.ndarray:
    """Check one way of operating; its activity at every node."""
    at = (site.region, site.name)
    activity = facts.of("activity", "activity", *at, mode, "")
    ledger.not_negative(activity, site.size * site.grid.years, *at)
    cost = site.series(lambda asset: asset.modes[mode].cost)
    ledger.same("recipes", facts.of("activity", "cost", *at, mode, ""), cost * activity, 0.0, *at)
    recipe = site.asset.modes[mode]
    goods: list[Goods] = []
    for side, sign, commodities in (("input", -1.0, recipe.inputs), ("output", 1.0, recipe.outputs)):
        for commodity in commodities:
            each = _each(site, mode, side, commodity)
            amount = facts.of("activity", side, *at, mode, commodity)
            ledger.same("recipes", amount, each * activity, 0.0, *at)
            goods.append((commodity, site.region, sign * each))
    if site.asset.fund is None or site.grid.purse(site.asset.fund) is None:
        worth = -cost - facts.of("capacity", "rent", *at)
        ledger.deals.append(Deal("", *at, activity, site.size * site.grid.years, worth, goods))
    return activity


def _each(site: Site, mode: str, side: str, commodity: str) -> np.ndarray:
    """Input or output per unit of activity, shape (nodes,) [commodity/output]."""

    def amount(v: int) -> float:
        recipe = site.assets[v].modes[mode]
        return (recipe.inputs if side == "input" else recipe.outputs)[commodity].value

    return site.grid.number(amount)


def _starts(site: Site, facts: Facts, ledger: Ledger) -> None:
    if not site.cohorts:
        return
    grid, at = site.grid, (site.region, site.name)
    started = sum((cohorts.started for cohorts in site.cohorts), np.zeros(grid.size))
    most = site.series(lambda asset: asset.max_starts) * grid.years
    ledger.at_most("max_starts", started, most, site.size, *at)
    ledger.bound("max_starts", most, started, site.size, site.name, site.region)
    _growth(site, started, ledger)
    _surge(site, ledger)
    for cohorts in site.cohorts:
        _in_time(site, cohorts, ledger)
        for q, amounts in enumerate(cohorts.starts):
            ledger.not_negative(amounts, site.size, *at)
            capex = facts.of("starts", "capex", *at, cohorts.lane, str(q + 1))
            ledger.same("capex", capex, amounts * cohorts.prices[q], 0.0, *at)


def _in_time(site: Site, cohorts: Cohorts, ledger: Ledger) -> None:
    grid = site.grid
    left = (grid.count - grid.period) * grid.years
    late = np.where(grid.number(lambda v: cohorts.delay[v]) < left - EARLY, 0.0, cohorts.started)
    ledger.at_most("starts", late, np.zeros(grid.size), site.size, site.region, site.name)


def _growth(site: Site, started: np.ndarray, ledger: Ledger) -> None:
    if site.asset.growth is None:
        return
    grid = site.grid
    growths = [asset.growth or site.asset.growth for asset in site.assets]
    factor = grid.number(lambda v: (1.0 + growths[v].rate.value) ** grid.years)
    seed = grid.number(lambda v: growths[v].seed.value * grid.years)
    recent = factor * grid.before(np.zeros(grid.size), site.asset.growth.recent_starts.value * grid.years)
    most = factor * grid.before(started, 0.0) + recent + seed
    ledger.at_most("growth", started, most, site.size, site.region, site.name)
    left = np.maximum(most - started, 0.0)
    for kind, part, each in (("growth_seed", seed, 1.0), ("recent_starts", recent, factor)):
        ledger.bound(kind, part / each, (part - np.minimum(left, part)) / each, site.size, site.name, site.region)


def _surge(site: Site, ledger: Ledger) -> None:
    grid = site.grid
    below = np.zeros(grid.size)
    for q in range(len(site.asset.surge)):
        taken = sum((cohorts.starts[q] for cohorts in site.cohorts), np.zeros(grid.size))
        up_to = _surge_end(site, q)
        room = np.maximum(up_to - below, 0.0) * grid.years
        ledger.at_most("surge", taken, room, site.size, site.region, site.name)
        ledger.bound("surge", room, taken, site.size, f"{site.name}#{q + 1}", site.region)
        below = up_to


def _surge_end(site: Site, step: int) -> np.ndarray:
    return site.series(lambda asset: asset.surge[step].up_to)


def _build_inputs(site: Site, facts: Facts, ledger: Ledger) -> None:
    for commodity in site.asset.build_inputs:
        used = facts.of("build_inputs", "used", site.region, site.name, commodity)
        ledger.same("build_inputs", used, _built_with(site, commodity), 0.0, site.region, site.name)


def _built_with(site: Site, commodity: str) -> np.ndarray:
    """What building at a site takes of a commodity, shape (nodes,)."""
    grid = site.grid
    each = grid.number(lambda v: site.assets[v].build_inputs[commodity].amount.value)
    spread_out = site.asset.build_inputs[commodity].when == "construction"
    used = (
        grid.spread(cohorts.outlay if spread_out else cohorts.completion, each * cohorts.started)
        for cohorts in site.cohorts
    )
    return sum(used, np.zeros(grid.size))


def check_lanes(all_sites: tuple[Site, ...], grid: Grid, ledger: Ledger) -> None:
    """Capital value of what each permitting lane takes, against what its staff can; without premium and fee."""
    for name, lane in grid.scenario.permitting.lanes.items():
        if lane.throughput is not None:
            _lane(name, all_sites, grid, ledger)


def _lane(name: str, all_sites: tuple[Site, ...], grid: Grid, ledger: Ledger) -> None:
    taken = np.zeros(grid.size)
    for site in all_sites:
        capex = site.series(lambda asset: asset.capex, missing=0.0)
        taken = taken + sum((c.started * capex for c in site.cohorts if c.lane == name), np.zeros(grid.size))
    most = grid.series(lambda v: lane_of(grid.variants[v], name).throughput) * grid.years
    ledger.at_most("throughput", taken, most, largest(taken), NATIONAL, name)
    ledger.bound("throughput", most, taken, largest(taken), name)
