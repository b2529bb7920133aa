"""Limits that agree with each other: stocks, reserves, surge steps, capacities, regions, links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.errors import Problem
from optimizer.scenario.number import Series
from optimizer.scenario.places import periods
from optimizer.scenario.rules.names import asset_versions
from optimizer.scenario.rules.problems import amount, duration, moment, problem
from optimizer.scenario.schema import Demand, Scenario, Supply, SurgeStep

ROUNDING = 1e-9
"""How much one limit may pass another, as a share, through rounding."""


def stock_fits(scenario: Scenario) -> Iterator[Problem]:
    """The stock at the start is within the most that may be held."""
    first = periods(scenario).middles[:1]
    for name, commodity in scenario.commodities.items():
        initial = commodity.initial.value
        if commodity.max_stock is None:
            if initial > 0:
                yield problem(
                    f"commodities.{name}.initial",
                    f"a stock of {amount(commodity.initial)} at the start, but no `max_stock`, so no stock is kept",
                    "Give max_stock, or leave out initial.",
                    at=commodity.initial,
                )
        elif initial > commodity.max_stock.at(first)[0] * (1 + ROUNDING):
            most = amount(commodity.max_stock.at(first)[0], commodity.max_stock.unit)
            yield problem(
                f"commodities.{name}.initial",
                f"the stock at the start, {amount(commodity.initial)}, is more than max_stock, {most}",
                at=commodity.initial,
            )


def reserve_fits(scenario: Scenario) -> Iterator[Problem]:
    """What a reserve holds at the start is within its size."""
    first = periods(scenario).middles[:1]
    for name, reserve in scenario.reserve.items():
        size = reserve.size.at(first)[0]
        if reserve.initial.value > size * (1 + ROUNDING):
            yield problem(
                f"reserve.{name}.initial",
                f"{amount(reserve.initial)} at the start is more than the size, {amount(size, reserve.size.unit)}",
                at=reserve.initial,
            )


def reserve_is_national(scenario: Scenario) -> Iterator[Problem]:
    """A reserve is of a commodity with one balance in the country."""
    for name in scenario.reserve:
        if scenario.commodities[name].regional:
            yield problem(
                f"reserve.{name}",
                f"'{name}' is regional; a strategic reserve can only hold a national commodity",
                f"Take out commodities.{name}.regional, or the reserve.",
            )


def surge_ascends(scenario: Scenario) -> Iterator[Problem]:
    """Surge steps rise in rate and never fall in premium; only the last one may have no end."""
    years = periods(scenario).middles
    for key, asset in asset_versions(scenario):
        yield from _surge_problems(f"{key}.surge", asset.surge, years)


def _surge_problems(key: str, steps: Sequence[SurgeStep], years: np.ndarray) -> Iterator[Problem]:
    for i, step in enumerate(steps):
        before = steps[i - 1] if i else None
        if step.up_to is None and i < len(steps) - 1:
            yield problem(f"{key}[{i}]", "only the last step may leave out `up_to`")
        if before is None:
            continue
        if before.up_to and step.up_to and (wrong := _not_above(step.up_to, before.up_to, years)):
            year, own, other = wrong
            unit = step.up_to.unit
            yield problem(
                f"{key}[{i}].up_to",
                f"steps ascend, but {amount(own, unit)} is not above the {amount(other, unit)} of the step before"
                + (f" in {moment(year)}" if len(step.up_to.years) + len(before.up_to.years) > 2 else ""),
                at=step.up_to,
            )
        if step.premium.value < before.premium.value:
            yield problem(
                f"{key}[{i}].premium",
                f"building faster cannot be cheaper: {amount(step.premium)} after {amount(before.premium)}",
                at=step.premium,
            )


def _not_above(upper: Series, lower: Series, years: np.ndarray) -> tuple[float, float, float] | None:
    """The first year in which `upper` does not exceed `lower`, with both."""
    high, low = upper.at(years), lower.at(years)
    return next(((y, h, w) for y, h, w in zip(years, high, low, strict=True) if h <= w), None)


def existing_fits(scenario: Scenario) -> Iterator[Problem]:
    """What exists for certain is within the most that may be in service."""
    years = periods(scenario).middles
    for key, asset in asset_versions(scenario):
        if asset.max_capacity is None:
            continue
        existing, most = asset.existing.at(years), asset.max_capacity.at(years)
        over = np.flatnonzero(existing > most * (1 + ROUNDING))
        if over.size:
            t, unit = over[0], asset.capacity
            yield problem(
                f"{key}.max_capacity",
                f"{amount(most[t], unit)} at most, but {amount(existing[t], unit)} exists in {moment(years[t])}; "
                "no plan can satisfy both",
                at=(asset.max_capacity, asset.existing),
            )


def life_outlasts_ramp(scenario: Scenario) -> Iterator[Problem]:
    """What is built reaches full output before it is retired: else the retired part would be more than what serves."""
    for key, asset in asset_versions(scenario):
        if asset.life is not None and asset.life.value < asset.ramp.value:
            yield problem(
                f"{key}.life",
                f"life ({duration(asset.life.value)}) is shorter than ramp ({duration(asset.ramp.value)}), "
                "so it would be retired before it reaches full output",
                at=(asset.life, asset.ramp),
            )


def asset_can_serve(scenario: Scenario) -> Iterator[Problem]:
    """An asset exists or can be built."""
    for name, asset in scenario.assets.items():
        versions = (asset, *asset.by_region.values())
        if not any(version.capex is not None or exists(version.existing) for version in versions):
            yield problem(
                f"assets.{name}",
                "it has no `existing` capacity and no `capex`, so it can neither serve nor be built",
                "Give one of the two.",
            )


def exists(path: Series) -> bool:
    """Whether a path is above zero anywhere."""
    return any(point.value > 0 for _, point in path)


def link_joins_regions(scenario: Scenario) -> Iterator[Problem]:
    """A link carries a regional commodity from one region to another."""
    for name, link in scenario.links.items():
        if link.from_ == link.to:
            yield problem(f"links.{name}.to", f"a link joins two regions, but both ends are '{link.to}'")
        if not scenario.commodities[link.commodity].regional:
            yield problem(
                f"links.{name}.commodity",
                f"'{link.commodity}' is national: it has one balance and needs no links",
                f"Set commodities.{link.commodity}.regional: true, or take the link out.",
            )


def modes_make_something(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a mode without outputs only costs."""
    for key, asset in asset_versions(scenario):
        for name, mode in asset.modes.items():
            if not any(amount.value > 0 for amount in mode.outputs.values()):
                yield problem(f"{key}.modes.{name}.outputs", "this mode makes nothing, so no plan will use it")


def regions_matter(scenario: Scenario) -> Iterator[Problem]:
    """Warning: regions said of a supply, a demand or a disruption of a national commodity change nothing."""
    trades: list[tuple[str, Supply | Demand]] = [
        *((f"supplies.{name}", supply) for name, supply in scenario.supplies.items()),
        *((f"demands.{name}", demand) for name, demand in scenario.demands.items()),
    ]
    for key, trade in trades:
        if not scenario.commodities[trade.commodity].regional:
            for field, given in (("regions", trade.regions), ("by_region", trade.by_region)):
                if given:
                    yield problem(
                        f"{key}.{field}", f"'{trade.commodity}' is national, with one market, so this changes nothing"
                    )
    for name, event in scenario.disruptions.items():
        if event.regions and event.supply is not None:
            commodity = scenario.supplies[event.supply].commodity
            if not scenario.commodities[commodity].regional:
                message = f"'{event.supply}' sells '{commodity}', which is national, so it is hit everywhere"
                yield problem(f"disruptions.{name}.regions", message)
