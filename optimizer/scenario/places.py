"""Where things of a scenario stand: its periods and tree, its sites (asset in a region) and its markets."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from optimizer.scenario.schema import NATIONAL, Asset, Commodity, Demand, Scenario, Supply
from optimizer.timeline import STEPS_A_YEAR, Periods, Tree

Regional = TypeVar("Regional", Asset, Supply, Demand)


def periods(scenario: Scenario) -> Periods:
    """The periods of the horizon."""
    horizon = scenario.horizon
    return Periods(horizon.start, horizon.step, round((horizon.end - horizon.start) * STEPS_A_YEAR[horizon.step]))


def tree(scenario: Scenario) -> Tree:
    """The tree of futures; the reveal moves to the nearest period boundary."""
    grid = periods(scenario)
    futures = scenario.futures
    if futures is None:
        return Tree(grid, grid.count)
    reveal = round((futures.reveal - grid.start) / grid.years)
    branches = futures.branches
    return Tree(
        grid,
        min(max(reveal, 1), grid.count),
        tuple(branches),
        tuple(branch.probability.value for branch in branches.values()),
    )


def variants(scenario: Scenario) -> tuple[Scenario, ...]:
    """The scenario as it reads on each `Tree.variant`: before the reveal, then in each future."""
    if scenario.futures is None:
        return (scenario,)
    return (scenario, *(branch.scenario or scenario for branch in scenario.futures.branches.values()))


def in_region(thing: Regional, region: str) -> Regional:
    """An asset, supply or demand as it reads in a region."""
    return thing.by_region.get(region, thing)


def regions_of_asset(scenario: Scenario, name: str) -> tuple[str, ...]:
    """Regions that an asset stands in."""
    return scenario.assets[name].regions or scenario.regions


def regions_of_market(scenario: Scenario, commodity: str) -> tuple[str, ...]:
    """Regions with a balance of their own for a commodity: all of them, or (`national`,)."""
    return scenario.regions if scenario.commodities[commodity].regional else (NATIONAL,)


def regions_of_trade(scenario: Scenario, trade: Supply | Demand) -> tuple[str, ...]:
    """Regions in which a supply sells or a demand uses its commodity; (`national`,) for a national one."""
    if not scenario.commodities[trade.commodity].regional:
        return (NATIONAL,)
    return trade.regions or scenario.regions


def market_region(commodity: Commodity, region: str) -> str:
    """The region of the balance that something standing in `region` trades a commodity on."""
    return region if commodity.regional else NATIONAL


def disruption_left(
    scenario: Scenario, future: str | None, *, supply: str = "", asset: str = "", region: str
) -> np.ndarray:
    """Share of a supply, or of an asset's output, left by the disruptions in each period, shape (N,) [1].

    `future` is the branch read, None for the common periods: a disruption of one future does not touch those.
    """
    grid = periods(scenario)
    lost = np.zeros(grid.count)
    for event in scenario.disruptions.values():
        hit = (supply and event.supply == supply) or (asset and event.asset == asset)
        if not hit or (event.future and event.future != future):
            continue
        if event.regions is None or region == NATIONAL or region in event.regions:
            lost += event.loss.value * grid.share_covered(event.from_, event.to)
    return np.maximum(1.0 - lost, 0.0)


def disrupted(scenario: Scenario, future: str | None, commodity: str) -> np.ndarray:
    """Share of each period in which a commodity is disrupted (a supply or a maker of it is hit), shape (N,) [1].

    Events that overlap count once.
    """
    spans = sorted(
        (event.from_, event.to)
        for event in scenario.disruptions.values()
        if (not event.future or event.future == future)
        and event.loss.value > 0
        and commodity in _commodities_hit(scenario, event.supply, event.asset)
    )
    grid = periods(scenario)
    share, reached = np.zeros(grid.count), -np.inf
    for begin, end in spans:
        if end > reached:
            share += grid.share_covered(max(begin, reached), end)
            reached = end
    return np.minimum(share, 1.0)


def _commodities_hit(scenario: Scenario, supply: str | None, asset: str | None) -> set[str]:
    if supply is not None:
        return {scenario.supplies[supply].commodity}
    modes = scenario.assets[asset].modes if asset is not None else {}
    return {commodity for mode in modes.values() for commodity in mode.outputs}
