"""Sites: capacity, activity, what building takes, and the limits on starts."""

from __future__ import annotations

import numpy as np

from optimizer.results.reconcile.checks import Ledger, largest
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
    most = site.series(lambda asset: asset.max_capacity)
    ledger.at_most("max_capacity", site.in_service, most, site.size, *at)
    ledger.bound("max_capacity", most, site.in_service, site.size, site.name, site.region)
    facts.of("capacity", "rent", *at)


def _operation(site: Site, facts: Facts, ledger: Ledger) -> None:
    grid, at = site.grid, (site.region, site.name)
    full = site.size * grid.years
    total = np.zeros(grid.size)
    for mode in site.asset.modes:
        activity = facts.of("activity", "activity", *at, mode, "")
        total = total + activity
        ledger.not_negative(activity, full, *at)
        cost = activity * site.series(lambda asset, mode=mode: asset.modes[mode].cost)
        ledger.same("recipes", facts.of("activity", "cost", *at, mode, ""), cost, 0.0, *at)
        _recipe(site, mode, activity, facts, ledger)
    usable = grid.over_nodes(
        lambda v: places.disruption_left(grid.variants[v], grid.futures[v], asset=site.name, region=site.region)
    )
    usable = usable * site.series(lambda asset: asset.availability) * grid.years
    ledger.at_most("capacity", total, site.in_service * usable, full, *at)
    working = np.divide(total, usable, out=np.zeros(grid.size), where=usable > 0)
    existing = site.series(lambda asset: asset.existing)
    needed = existing - np.clip(site.in_service - working, 0.0, existing)
    ledger.bound("existing", existing, needed, site.size, site.name, site.region)


def _recipe(site: Site, mode: str, activity: np.ndarray, facts: Facts, ledger: Ledger) -> None:
    grid, at = site.grid, (site.region, site.name)
    recipe = site.asset.modes[mode]
    for commodity in recipe.inputs:
        each = grid.number(lambda v, c=commodity: site.assets[v].modes[mode].inputs[c].value)
        ledger.same("recipes", facts.of("activity", "input", *at, mode, commodity), each * activity, 0.0, *at)
    for commodity in recipe.outputs:
        each = grid.number(lambda v, c=commodity: site.assets[v].modes[mode].outputs[c].value)
        ledger.same("recipes", facts.of("activity", "output", *at, mode, commodity), each * activity, 0.0, *at)


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
    grid, growths = site.grid, [asset.growth or site.asset.growth for asset in site.assets]
    factor = grid.number(lambda v: (1.0 + growths[v].rate.value) ** grid.years)
    seed = grid.number(lambda v: growths[v].seed.value * grid.years)
    recent = factor * grid.before(np.zeros(grid.size), site.asset.growth.recent_starts.value * grid.years)
    most = factor * grid.before(started, 0.0) + recent + seed
    ledger.at_most("growth", started, most, site.size, site.region, site.name)
    left = np.maximum(most - started, 0.0)
    for kind, part in (("growth_seed", seed), ("recent_starts", recent)):
        ledger.bound(kind, part, part - np.minimum(left, part), site.size, site.name, site.region)


def _surge(site: Site, ledger: Ledger) -> None:
    grid = site.grid
    below = np.zeros(grid.size)
    for q in range(len(site.asset.surge)):
        taken = sum((cohorts.starts[q] for cohorts in site.cohorts), np.zeros(grid.size))
        up_to = site.series(lambda asset, q=q: asset.surge[q].up_to)
        room = np.maximum(up_to - below, 0.0) * grid.years
        ledger.at_most("surge", taken, room, site.size, site.region, site.name)
        ledger.bound("surge", room, taken, site.size, f"{site.name}#{q + 1}", site.region)
        below = up_to


def _build_inputs(site: Site, facts: Facts, ledger: Ledger) -> None:
    grid, at = site.grid, (site.region, site.name)
    for commodity, build_input in site.asset.build_inputs.items():
        each = grid.number(lambda v, c=commodity: site.assets[v].build_inputs[c].amount.value)
        used = np.zeros(grid.size)
        for cohorts in site.cohorts:
            when = cohorts.outlay if build_input.when == "construction" else cohorts.after_service(lambda _: 0.0)
            used = used + grid.spread(when, each * cohorts.started)
        ledger.same("build_inputs", facts.of("build_inputs", "used", *at, commodity), used, 0.0, *at)


def check_lanes(all_sites: tuple[Site, ...], grid: Grid, ledger: Ledger) -> None:
    """Capital value of what each permitting lane takes, against its throughput; the price is without premium and fee."""
    for name, lane in grid.scenario.permitting.lanes.items():
        if lane.throughput is None:
            continue
        taken = np.zeros(grid.size)
        for site in all_sites:
            capex = site.series(lambda asset: asset.capex, missing=0.0)
            taken = taken + sum((c.started * capex for c in site.cohorts if c.lane == name), np.zeros(grid.size))
        most = grid.series(lambda v, name=name: lane_of(grid.variants[v], name).throughput) * grid.years
        ledger.at_most("throughput", taken, most, largest(taken), NATIONAL, name)
        ledger.bound("throughput", most, taken, largest(taken), name)
