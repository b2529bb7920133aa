"""Likely slips of a unit: a time in years for months, a per cent without its sign, numbers a thousand times apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from optimizer.errors import Problem
from optimizer.scenario.number import Number, Series
from optimizer.scenario.rules.names import asset_versions, demand_versions, supply_versions
from optimizer.scenario.rules.problems import amount, duration, problem
from optimizer.scenario.schema import Asset, Scenario
from optimizer.scenario.tree import key_path
from optimizer.scenario.walk import numbers, series

LONGEST_LEAD = 15.0
"""Longest permit, build or ramp that is taken as meant [yr]."""
SHORTEST_LIFE = 1.0
"""Shortest life that is taken as meant [yr]."""
APART = 1000.0
"""How many times one number may be another of its kind before a unit is suspected."""
HIGHEST_RATE = 1.0
HIGHEST_SHARE = 5.0
"""Rates above 100 % a year, and duties, premiums and factors above 500 %, are taken for a missing % sign."""


def leads_are_short(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a lead time so long that months were meant."""
    leads = [
        (f"{key}.{field}", field, number)
        for key, asset in asset_versions(scenario)
        for field, number in (("permit", asset.permit), ("build", asset.build), ("ramp", asset.ramp))
    ]
    leads += [
        (f"credits.{name}.paid_after", "paid_after", credit.paid_after) for name, credit in scenario.credits.items()
    ]
    for key, field, number in leads:
        if number.value > LONGEST_LEAD:
            years = f"{number.value:.4g}"
            meant = f"{years} months ({number.value / 12:.3g} yr)"
            yield problem(key, f"{field} is {years} yr", f"Did you mean {meant}?", at=number)


def lives_are_long(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a life so short that years were meant."""
    for key, asset in asset_versions(scenario):
        life = asset.life
        if life is not None and life.value < SHORTEST_LIFE:
            months, days = life.value * 12, life.value * 365
            meant = months if abs(months - round(months)) < 1e-6 else days
            yield problem(f"{key}.life", f"life is {duration(life.value)}", f"Did you mean {meant:.4g} yr?", at=life)


def rates_are_low(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a rate or share so high that its % sign is missing."""
    for key, number, highest in _rates(scenario):
        if number.value > highest:
            field = key.rsplit(".", 1)[-1]
            value = f"{number.value:g}"
            message = f"{field} {value} means {number.value * 100:g} %"
            yield problem(key, message, f"Did you mean {value} %?", at=number)


def _rates(scenario: Scenario) -> Iterator[tuple[str, Number, float]]:
    for key, asset in asset_versions(scenario):
        yield f"{key}.hurdle_rate", asset.hurdle_rate, HIGHEST_RATE
        if asset.growth is not None:
            yield f"{key}.growth.rate", asset.growth.rate, HIGHEST_SHARE
        yield from ((f"{key}.surge[{i}].premium", step.premium, HIGHEST_SHARE) for i, step in enumerate(asset.surge))
    for key, supply in supply_versions(scenario):
        yield from ((f"{key}.tariff", tariff, HIGHEST_SHARE) for _, tariff in supply.tariff)
    for name, credit in scenario.credits.items():
        yield from ((f"credits.{name}.rates.{asset}", rate, HIGHEST_RATE) for asset, rate in credit.rates.items())
    for name, loan in scenario.loans.items():
        yield f"loans.{name}.rate", loan.rate, HIGHEST_RATE
        yield f"loans.{name}.subsidy", loan.subsidy, HIGHEST_RATE
    yield "permitting.factor", scenario.permitting.factor, HIGHEST_SHARE
    for name, lane in scenario.permitting.lanes.items():
        yield f"permitting.lanes.{name}.factor", lane.factor, HIGHEST_SHARE
        yield f"permitting.lanes.{name}.fee", lane.fee, HIGHEST_RATE
    for name, fund in scenario.funds.items():
        yield f"funds.{name}.reinvest", fund.reinvest, HIGHEST_RATE
    for name, reserve in scenario.reserve.items():
        yield f"reserve.{name}.salvage", reserve.salvage, HIGHEST_RATE


# --- numbers far apart ------------------------------------------------------------------------------------------------


def ranges_are_narrow(scenario: Scenario) -> Iterator[Problem]:
    """Warning: the low or high of a number is a thousand times another size than the number."""
    for path, number in numbers(scenario):
        key = key_path(path)
        for name, bound in (("low", number.low), ("high", number.high)):
            if bound is not None:
                yield from _apart(key, ("value", number), (name, Number(bound, number.unit)))


def paths_are_smooth(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a path jumps a thousandfold from one point to the next."""
    for key, path in series(scenario):
        for (year, earlier), (later_year, later) in pairwise(path):
            yield from _apart(key, (f"{year:.10g}", earlier), (f"{later_year:.10g}", later))


def tiers_are_alike(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a tier is a thousand times smaller or dearer than the one before it.

    A last tier that offers far more, or at a far higher price, is a usual way to write "at any cost", so it may.
    """
    for key, supply in supply_versions(scenario):
        yield from _tiers(f"{key}.tiers", "quantity", [tier.quantity for tier in supply.tiers], open_end=True)
        yield from _tiers(f"{key}.tiers", "price", [tier.price for tier in supply.tiers], open_end=True)
    for key, demand in demand_versions(scenario):
        yield from _tiers(f"{key}.tiers", "quantity", [tier.quantity for tier in demand.tiers], open_end=False)
        yield from _tiers(f"{key}.tiers", "value", [tier.value for tier in demand.tiers], open_end=False)


def _tiers(key: str, field: str, paths: Sequence[Series], open_end: bool) -> Iterator[Problem]:
    peaks = [max(path.values, key=float) for path in paths]
    for i, (before, own) in enumerate(pairwise(peaks), start=1):
        if open_end and i == len(paths) - 1 and own.value > before.value:
            continue
        yield from _apart(f"{key}[{i}].{field}", (f"tier {i - 1}", before), (f"tier {i}", own))


def capacities_match_demand(scenario: Scenario) -> Iterator[Problem]:
    """Warning: what exists could make a thousand times more, or less, than is demanded of the same commodity."""
    wanted = _wanted(scenario)
    for name, asset in scenario.assets.items():
        for commodity, made in _makes(asset):
            if commodity in wanted:
                largest = max(asset.existing.values, key=float)
                makes = Number(largest.value * made.value, wanted[commodity].unit, where=largest.where)
                yield from _apart(
                    f"assets.{name}.existing", (f"output of '{commodity}'", makes), ("demand", wanted[commodity])
                )


def prices_match_values(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a commodity is sold at a thousand times, or a thousandth, of what it is worth to those who want it."""
    worth = _worth(scenario)
    for key, supply in supply_versions(scenario):
        if supply.commodity in worth:
            price = max(supply.tiers[0].price.values, key=float)
            yield from _apart(f"{key}.tiers[0].price", ("price", price), ("worth to a demand", worth[supply.commodity]))


def capex_matches_prices(scenario: Scenario) -> Iterator[Problem]:
    """Warning: capacity costs a thousand times, or a thousandth, of a year of what it makes."""
    worth = _worth(scenario)
    for supply in scenario.supplies.values():
        worth.setdefault(supply.commodity, max(supply.tiers[0].price.values, key=float))
    for key, asset in asset_versions(scenario):
        for commodity, made in _makes(asset):
            if asset.capex is not None and commodity in worth:
                capex = max(asset.capex.values, key=float)
                a_year = Number(worth[commodity].value * made.value, capex.unit)
                yield from _apart(f"{key}.capex", ("capex", capex), (f"a year's output of '{commodity}'", a_year))


def _wanted(scenario: Scenario) -> dict[str, Number]:
    """The most that is demanded of each commodity a year."""
    wanted: dict[str, Number] = {}
    for demand in scenario.demands.values():
        before = wanted[demand.commodity].value if demand.commodity in wanted else 0.0
        peaks = [max(tier.quantity.values, key=float) for tier in demand.tiers]
        wanted[demand.commodity] = Number(before + sum(map(float, peaks)), peaks[0].unit, where=peaks[0].where)
    return wanted


def _worth(scenario: Scenario) -> dict[str, Number]:
    """The highest worth of each commodity to a demand."""
    worth: dict[str, Number] = {}
    for demand in scenario.demands.values():
        for tier in demand.tiers:
            value = max(tier.value.values, key=float)
            if value.value > max(0.0, float(worth.get(demand.commodity, 0.0))):
                worth[demand.commodity] = value
    return worth


def _makes(asset: Asset) -> Iterator[tuple[str, Number]]:
    """Commodities made in the first mode that makes them, per unit of capacity and year."""
    told: set[str] = set()
    for mode in asset.modes.values():
        for commodity, made in mode.outputs.items():
            if commodity not in told:
                told.add(commodity)
                yield commodity, made


def _apart(key: str, first: tuple[str, Number], second: tuple[str, Number]) -> Iterator[Problem]:
    """A problem if two numbers of one kind are `APART` or more times apart."""
    (_, a), (_, b) = first, second
    if min(a.value, b.value) <= 0 or max(a.value, b.value) < APART * min(a.value, b.value):
        return
    small, large = sorted((first, second), key=lambda named: named[1].value)
    factor = large[1].value / small[1].value
    scale = 10.0 ** (3 * round(math.log10(factor) / 3))
    yield problem(
        key,
        f"{small[0]} {amount(small[1])} and {large[0]} {amount(large[1])} are a factor of {factor:,.0f} apart",
        f"Did you mean {amount(small[1].value * scale, small[1].unit)}, "
        f"or {amount(large[1].value / scale, large[1].unit)}?",
        at=[a, b],
    )
