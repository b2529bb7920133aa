"""Markets: supplies, demands, links, stocks, and the balance of every commodity in every region."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from optimizer.results.reconcile.checks import Deal, Goods, Ledger, largest
from optimizer.results.reconcile.facts import Facts
from optimizer.results.reconcile.grid import Grid
from optimizer.results.reconcile.sites import Site
from optimizer.scenario import places
from optimizer.scenario.schema import NATIONAL, Demand, Supply

Trade = TypeVar("Trade", Supply, Demand)
Market = tuple[str, str]
"""(commodity, region)"""


@dataclass
class Books:
    """What comes into each market, goes out of it, and is used, at every node.

    net : in less out.  used : by operating, building and demand.  sizes : largest single entry [commodity].
    """

    grid: Grid
    net: dict[Market, np.ndarray] = field(default_factory=dict)
    used: dict[Market, np.ndarray] = field(default_factory=dict)
    sizes: dict[Market, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for commodity in self.grid.scenario.commodities:
            for region in places.regions_of_market(self.grid.scenario, commodity):
                self.net[commodity, region] = np.zeros(self.grid.size)
                self.used[commodity, region] = np.zeros(self.grid.size)
                self.sizes[commodity, region] = 0.0

    def market(self, commodity: str, region: str) -> Market:
        """The market on which something in a region trades a commodity."""
        return commodity, places.market_region(self.grid.scenario.commodities[commodity], region)

    def enter(self, commodity: str, region: str, amounts: np.ndarray, sign: int = 1, *, use: bool = False) -> None:
        """Bring amounts into a market, or take them out of it (`sign` −1)."""
        market = self.market(commodity, region)
        self.net[market] += sign * amounts
        self.sizes[market] = max(self.sizes[market], largest(amounts))
        if use:
            self.used[market] += amounts


def books(grid: Grid, facts: Facts, all_sites: tuple[Site, ...]) -> Books:
    """The markets as the tables have them, reserves included."""
    result = Books(grid)
    for site in all_sites:
        _enter_site(site, facts, result)
    for name, supply, region in _trades(grid, grid.scenario.supplies):
        for q in range(len(supply.tiers)):
            bought = facts.of("supply", "bought", region, name, supply.commodity, str(q + 1))
            result.enter(supply.commodity, region, bought)
    for name, demand, region in _trades(grid, grid.scenario.demands):
        for q in range(len(demand.tiers)):
            served = facts.of("demand", "served", region, name, demand.commodity, str(q + 1))
            result.enter(demand.commodity, region, served, -1, use=True)
    for name, link in grid.scenario.links.items():
        key = (name, link.from_, link.to, link.commodity)
        result.enter(link.commodity, link.from_, facts.of("flows", "sent", *key), -1)
        result.enter(link.commodity, link.to, facts.of("flows", "arrived", *key))
    _enter_stocks(facts, result)
    for name in grid.scenario.reserve:
        (region, *_) = places.regions_of_market(grid.scenario, name)
        result.enter(name, region, facts.of("reserve", "draw", name))
        result.enter(name, region, facts.of("reserve", "fill", name), -1)
    return result


def _enter_site(site: Site, facts: Facts, result: Books) -> None:
    at = (site.region, site.name)
    for mode, recipe in site.asset.modes.items():
        for commodity in recipe.inputs:
            used = facts.of("activity", "input", *at, mode, commodity)
            result.enter(commodity, site.region, used, -1, use=True)
        for commodity in recipe.outputs:
            result.enter(commodity, site.region, facts.of("activity", "output", *at, mode, commodity))
    for commodity in site.asset.build_inputs:
        used = facts.of("build_inputs", "used", *at, commodity)
        result.enter(commodity, site.region, used, -1, use=True)


def _enter_stocks(facts: Facts, result: Books) -> None:
    grid = result.grid
    for name, region in result.net:
        commodity = grid.scenario.commodities[name]
        if commodity.max_stock is not None:
            level = facts.of("stocks", "level", region, name)
            lost = facts.of("stocks", "lost", region, name)
            result.enter(name, region, grid.before(level, commodity.initial.value) - lost)
            result.enter(name, region, level, -1)


def check(grid: Grid, facts: Facts, markets: Books, ledger: Ledger) -> None:
    """Every equation of the markets."""
    for name, supply, region in _trades(grid, grid.scenario.supplies):
        _supply(name, supply, region, grid, facts, markets, ledger)
    for name, demand, region in _trades(grid, grid.scenario.demands):
        _demand(name, demand, region, grid, facts, markets, ledger)
    for name in grid.scenario.links:
        _flow(name, grid, facts, markets, ledger)
    for (name, region), net in markets.net.items():
        if grid.scenario.commodities[name].max_stock is not None:
            _stock(name, region, grid, facts, markets, ledger)
        ledger.at_most("balance", -net, np.zeros(grid.size), markets.sizes[name, region], region, name)


def _trades(grid: Grid, trades: dict[str, Trade]) -> list[tuple[str, Trade, str]]:
    """(name, supply or demand as it reads in the region, region)."""
    return [
        (name, places.in_region(trade, region), region)
        for name, trade in trades.items()
        for region in places.regions_of_trade(grid.scenario, trade)
    ]


def _supply(name: str, supply: Supply, region: str, grid: Grid, facts: Facts, markets: Books, ledger: Ledger) -> None:
    here = [places.in_region(scenario.supplies[name], region) for scenario in grid.variants]
    size = markets.sizes[markets.market(supply.commodity, region)]
    left = grid.over_nodes(
        lambda v: places.disruption_left(grid.variants[v], grid.futures[v], supply=name, region=region)
    )
    duty = grid.series(lambda v: here[v].tariff)

    def tier(q: int) -> None:
        key, at = (region, name, supply.commodity, str(q + 1)), (region, f"{name}#{q + 1}")
        bought = facts.of("supply", "bought", *key)
        offered = grid.series(lambda v: here[v].tiers[q].quantity) * left * grid.years
        price = grid.series(lambda v: here[v].tiers[q].price)
        ledger.not_negative(bought, size, *at)
        ledger.at_most("supply", bought, offered, size, *at)
        ledger.bound("supply", offered, bought, size, at[1], region)
        if grid.purse(supply.fund) is None:
            paid = -price * (1.0 + duty)
            ledger.deals.append(Deal("supply", *at, bought, size, paid, [(supply.commodity, region, 1.0)]))
        ledger.same("supply_money", facts.of("supply", "offered", *key), offered, size, *at)
        ledger.same("supply_money", facts.of("supply", "price", *key), price, 0.0, *at)
        ledger.same("supply_money", facts.of("supply", "paid", *key), bought * price * (1.0 + duty), 0.0, *at)
        ledger.same("supply_money", facts.of("supply", "tariff", *key), bought * price * duty, 0.0, *at)

    for q in range(len(supply.tiers)):
        tier(q)


def _demand(name: str, demand: Demand, region: str, grid: Grid, facts: Facts, markets: Books, ledger: Ledger) -> None:
    here = [places.in_region(scenario.demands[name], region) for scenario in grid.variants]
    size = markets.sizes[markets.market(demand.commodity, region)]

    def tier(q: int) -> None:
        key, at = (region, name, demand.commodity, str(q + 1)), (region, f"{name}#{q + 1}")
        served = facts.of("demand", "served", *key)
        wanted = grid.series(lambda v: here[v].tiers[q].quantity) * grid.years
        value = grid.series(lambda v: here[v].tiers[q].value)
        ledger.not_negative(served, size, *at)
        ledger.at_most("demand", served, wanted, size, *at)
        ledger.bound("demand", wanted, served, size, at[1], region)
        if grid.purse(demand.fund) is None:
            ledger.deals.append(Deal("demand", *at, served, size, value, [(demand.commodity, region, -1.0)]))
        if demand.tiers[q].firm:
            ledger.same("demand", served, wanted, size, *at)
            ledger.bound("firm", wanted, served, size, at[1], region)
        ledger.same("demand_worth", facts.of("demand", "wanted", *key), wanted, size, *at)
        ledger.same("demand_worth", facts.of("demand", "worth", *key), served * value, 0.0, *at)

    for q in range(len(demand.tiers)):
        tier(q)


def _flow(name: str, grid: Grid, facts: Facts, markets: Books, ledger: Ledger) -> None:
    links = [scenario.links[name] for scenario in grid.variants]
    link = links[0]
    key, at = (name, link.from_, link.to, link.commodity), (link.from_, name)
    size = markets.sizes[markets.market(link.commodity, link.from_)]
    sent = facts.of("flows", "sent", *key)
    each = grid.series(lambda v: links[v].cost)
    keeps = grid.number(lambda v: 1.0 - links[v].loss.value)
    most = grid.series(lambda v: links[v].capacity) * grid.years
    ledger.not_negative(sent, size, *at)
    ledger.at_most("flows", sent, most, size, *at)
    ledger.bound("link", most, sent, size, name)
    ledger.same("flows", facts.of("flows", "arrived", *key), sent * keeps, size, *at)
    ledger.same("flows", facts.of("flows", "cost", *key), sent * each, 0.0, *at)
    goods: list[Goods] = [(link.commodity, link.from_, -1.0), (link.commodity, link.to, keeps)]
    ledger.deals.append(Deal("link", NATIONAL, name, sent, size, -each, goods))


def _stock(name: str, region: str, grid: Grid, facts: Facts, markets: Books, ledger: Ledger) -> None:
    goods = [scenario.commodities[name] for scenario in grid.variants]
    size, at = markets.sizes[name, region], (region, name)
    level = facts.of("stocks", "level", region, name)
    lost = grid.before(level, goods[0].initial.value) * grid.number(lambda v: goods[v].loss.value) * grid.years
    holding = level * grid.number(lambda v: goods[v].holding_cost.value) * grid.years
    ledger.not_negative(level, size, *at)
    room = grid.series(lambda v: goods[v].max_stock)
    ledger.at_most("stocks", level, room, size, *at)
    ledger.bound("stock", room, level, size, name, region)
    opening = grid.opening(goods[0].initial.value)
    ledger.bound("stock_initial", opening, opening, size, name, region)
    ledger.same("stocks", facts.of("stocks", "lost", region, name), lost, size, *at)
    ledger.same("stocks", facts.of("stocks", "holding", region, name), holding, 0.0, *at)
