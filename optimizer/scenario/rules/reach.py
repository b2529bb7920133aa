"""Reach: every demand can be served by some chain of supplies, stocks and assets that exist or can be built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optimizer.errors import Problem
from optimizer.scenario.number import Number
from optimizer.scenario.places import (
    in_region,
    market_region,
    regions_of_asset,
    regions_of_market,
    regions_of_trade,
    variants,
)
from optimizer.scenario.rules.limits import exists
from optimizer.scenario.rules.problems import problem
from optimizer.scenario.schema import NATIONAL, Asset, Demand, Mode, Scenario
from optimizer.wording import listing

Market = tuple[str, str]
"""A commodity and the region of its balance."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way for a commodity to come to a market, and the markets that it takes from."""

    by: str
    gives: Market
    needs: tuple[Market, ...] = ()


def _named(market: Market) -> str:
    commodity, region = market
    return f"'{commodity}'" + ("" if region == NATIONAL else f" in {region}")


@dataclass(frozen=True)
class Reach:
    """All ways of a scenario, and the markets that something can come to."""

    ways: dict[Market, list[Way]]
    markets: frozenset[Market]

    def why_not(self, market: Market) -> str:
        """The chain from a market that nothing comes to down to what is missing."""
        told, seen = [], {market}
        while market in self.ways:
            way = self.ways[market][0]
            need = next(need for need in way.needs if need not in self.markets)
            told.append(f"it would come from {way.by}, which needs {_named(need)}")
            if need in seen:
                return "; ".join(told) + ": a circle that nothing starts"
            seen.add(need)
            market = need
        return "; ".join([*told, f"nothing sells, makes or holds {_named(market)}"])


def reach(scenario: Scenario) -> Reach:
    """What can come to each market: the least set that is closed under all the ways."""
    ways: dict[Market, list[Way]] = {}
    for way in dict.fromkeys(way for variant in variants(scenario) for way in _ways(variant)):
        ways.setdefault(way.gives, []).append(way)
    reached: set[Market] = set()
    growing = True
    while growing:
        new = {m for m in ways.keys() - reached if any(reached.issuperset(way.needs) for way in ways[m])}
        reached |= new
        growing = bool(new)
    return Reach(ways, frozenset(reached))


def _ways(scenario: Scenario) -> Iterator[Way]:
    yield from _ways_of_trade(scenario)
    yield from _ways_of_stock(scenario)
    for name in scenario.assets:
        for region in regions_of_asset(scenario, name):
            yield from _ways_of_asset(scenario, name, in_region(scenario.assets[name], region), region)


def _ways_of_trade(scenario: Scenario) -> Iterator[Way]:
    for name, supply in scenario.supplies.items():
        for region in regions_of_trade(scenario, supply):
            if any(exists(tier.quantity) for tier in in_region(supply, region).tiers):
                yield Way(f"supply '{name}'", (supply.commodity, region))
    for link in scenario.links.values():
        if link.loss.value < 1 and (link.capacity is None or exists(link.capacity)):
            yield Way(f"region '{link.from_}'", (link.commodity, link.to), ((link.commodity, link.from_),))


def _ways_of_stock(scenario: Scenario) -> Iterator[Way]:
    for name, commodity in scenario.commodities.items():
        if commodity.initial.value > 0:
            yield from (Way("the stock at the start", (name, region)) for region in regions_of_market(scenario, name))
    for name, reserve in scenario.reserve.items():
        if reserve.initial.value > 0:
            yield Way("the reserve", (name, NATIONAL))


def _ways_of_asset(scenario: Scenario, name: str, asset: Asset, region: str) -> Iterator[Way]:
    if not exists(asset.availability) or not (exists(asset.existing) or asset.capex is not None):
        return
    built_from = {} if exists(asset.existing) else {key: use.amount for key, use in asset.build_inputs.items()}
    for mode_name, mode in asset.modes.items():
        needs = _markets(scenario, [*built_from.items(), *mode.inputs.items()], region)
        by = f"'{name}'" if len(asset.modes) == 1 else f"'{name}' (mode '{mode_name}')"
        yield from (Way(by, market, needs) for market in _markets(scenario, mode.outputs.items(), region))


def _markets(scenario: Scenario, recipe: Iterable[tuple[str, Number]], region: str) -> tuple[Market, ...]:
    """The markets of the commodities of which a recipe has more than nothing."""
    return tuple(
        (name, market_region(scenario.commodities[name], region)) for name, amount in recipe if amount.value > 0
    )


def firm_demand_is_reached(scenario: Scenario) -> Iterator[Problem]:
    """A firm tier, which must be served in full, has something to be served from."""
    return _unreached(scenario, firm=True)


def demand_is_reached(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a demand that nothing can serve stays unserved whatever it is worth."""
    return _unreached(scenario, firm=False)


def _unreached(scenario: Scenario, firm: bool) -> Iterator[Problem]:
    known = reach(scenario)
    for name, demand in scenario.demands.items():
        regions = [
            region
            for region in regions_of_trade(scenario, demand)
            if (demand.commodity, region) not in known.markets and _wants(in_region(demand, region), firm)
        ]
        if regions:
            must = "firm demand that nothing can serve" if firm else "nothing can serve this demand"
            where = "" if regions == [NATIONAL] else f" in {listing(regions)}"
            yield problem(
                f"demands.{name}",
                f"{must}{where}: {known.why_not((demand.commodity, regions[0]))}",
            )


def _wants(demand: Demand, firm: bool) -> bool:
    """Whether a demand has firm tiers; else, whether it has tiers and none is firm."""
    has_firm = any(tier.firm and exists(tier.quantity) for tier in demand.tiers)
    return has_firm if firm else not has_firm and any(exists(tier.quantity) for tier in demand.tiers)


def inputs_have_a_source(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a recipe or a build takes a commodity that nothing sells, makes or holds anywhere."""
    given = {commodity for commodity, _ in reach(scenario).ways}
    told: set[str] = set()
    for key, name, use in _uses(scenario):
        if use.value > 0 and name not in given and name not in told:
            told.add(name)
            yield problem(
                key, f"nothing sells, makes or holds '{name}', so what takes it can neither run nor be built", at=use
            )


def _uses(scenario: Scenario) -> Iterator[tuple[str, str, Number]]:
    for asset_name, asset in scenario.assets.items():
        for name, use in asset.build_inputs.items():
            yield f"assets.{asset_name}.build_inputs.{name}", name, use.amount
        for mode_name, mode in asset.modes.items():
            yield from _inputs(f"assets.{asset_name}.modes.{mode_name}", mode)


def _inputs(key: str, mode: Mode) -> Iterator[tuple[str, str, Number]]:
    return ((f"{key}.inputs.{name}", name, use) for name, use in mode.inputs.items())
