"""Limits that contradict each other."""

from __future__ import annotations

import pytest

from optimizer.scenario.load import loads

from .small import changed, errors, the_error, the_warning, warnings

WRONG = {
    "stock at the start above the most": (
        "commodities: {copper: {initial: 700 t}}",
        "commodities.copper.initial",
        "the stock at the start, 700 t, is more than max_stock, 600 t.",
    ),
    "stock at the start where none is kept": (
        "commodities: {power: {initial: 5 MW*yr}}",
        "commodities.power.initial",
        "a stock of 5 MW*yr at the start, but no `max_stock`, so no stock is kept.",
    ),
    "reserve at the start above its size": (
        "reserve: {copper: {size: {2026: 5 kt, 2030: 50 kt}, initial: 7 kt, release: any}}",
        "reserve.copper.initial",
        "7000 t at the start is more than the size, 6406 t.",
    ),
    "life shorter than the ramp": (
        "assets: {plant: {ramp: 36 months, life: 30 months}}",
        "assets.plant.life",
        "life (2.5 yr) is shorter than ramp (3 yr), so it would be retired before it reaches full output.",
    ),
    "reserve of a regional commodity": (
        "reserve: {power: {size: 5, release: any}}",
        "reserve.power",
        "'power' is regional; a strategic reserve can only hold a national commodity.",
    ),
    "surge steps that descend": (
        "assets: {plant: {surge: [{up_to: 15 MW/yr}, {up_to: 10 MW/yr, premium: 0.2}]}}",
        "assets.plant.surge[1].up_to",
        "steps ascend, but 10 MW/yr is not above the 15 MW/yr of the step before.",
    ),
    "surge steps that cross later": (
        "assets: {plant: {surge: [{up_to: {2026: 10, 2030: 30}}, {up_to: 20, premium: 0.2}]}}",
        "assets.plant.surge[1].up_to",
        "steps ascend, but 20 MW/yr is not above the 20.62 MW/yr of the step before in 2028-02-16.",
    ),
    "an open step before the last": (
        "assets: {plant: {surge: [{premium: 0}, {up_to: 10 MW/yr, premium: 0.2}]}}",
        "assets.plant.surge[0]",
        "only the last step may leave out `up_to`.",
    ),
    "a faster build that is cheaper": (
        "assets: {plant: {surge: [{up_to: 15 MW/yr, premium: 20 %}, {premium: 10 %}]}}",
        "assets.plant.surge[1].premium",
        "building faster cannot be cheaper: 10 % after 20 %.",
    ),
    "more exists than may": (
        "assets: {plant: {max_capacity: 80 MW}}",
        "assets.plant.max_capacity",
        "80 MW at most, but 100 MW exists in 2026-02-16; no plan can satisfy both.",
    ),
    "an asset that can neither serve nor be built": (
        "assets: {plant: {existing: 0, capex: null}}",
        "assets.plant",
        "it has no `existing` capacity and no `capex`, so it can neither serve nor be built.",
    ),
    "a link to where it comes from": (
        "links: {wire: {to: east}}",
        "links.wire.to",
        "a link joins two regions, but both ends are 'east'.",
    ),
    "a link for a national commodity": (
        "links: {wire: {commodity: copper, capacity: 5}}",
        "links.wire.commodity",
        "'copper' is national: it has one balance and needs no links.",
    ),
}


@pytest.mark.parametrize(("patch", "key", "message"), WRONG.values(), ids=WRONG.keys())
def test_an_error(patch: str, key: str, message: str) -> None:
    found = the_error(patch)
    assert (found.key, found.message) == (key, message)
    assert found.where.startswith("small.yaml:")


RIGHT_THINGS = {
    "a full stock": "commodities: {copper: {initial: 600 t}}",
    "a full reserve": "reserve: {copper: {size: 5 kt, initial: 5 kt, release: any}}",
    "surge steps that ascend and an open last one": (
        "assets: {plant: {surge: [{up_to: 5 MW/yr}, {up_to: 9 MW/yr, premium: 5 %}, {premium: 5 %}]}}"
    ),
    "all that may exist does": "assets: {plant: {max_capacity: 100 MW}}",
    "an asset that only exists": "assets: {plant: {capex: null}}",
    "an asset that exists in one region only": (
        "assets: {plant: {capex: null, existing: 0, by_region: {east: {existing: 100 MW}}}}"
    ),
}


@pytest.mark.parametrize("patch", RIGHT_THINGS.values(), ids=RIGHT_THINGS.keys())
def test_no_error_at_the_limit(patch: str) -> None:
    loads(changed(patch))


def test_the_limit_of_a_region_is_told_with_its_region() -> None:
    found = the_error("assets: {plant: {by_region: {west: {max_capacity: 80 MW}}}}")
    assert found.key == "assets.plant.by_region.west.max_capacity"


def test_a_future_can_break_a_limit() -> None:
    found = the_error(
        "futures: {reveal: 2028, branches: {calm: {probability: 0.5},"
        " full: {probability: 0.5, set: {commodities.copper.initial: 650 t}}}}"
    )
    assert found.message == "in the future 'full': the stock at the start, 650 t, is more than max_stock, 600 t."
    assert "future full" in found.where


def test_a_limit_broken_in_all_futures_is_told_once() -> None:
    patch = "{commodities: {copper: {initial: 650 t}}, futures: {reveal: 2028, branches: {a: {probability: 1}}}}"
    assert len(errors(patch)) == 1


def test_a_mode_that_makes_nothing_is_a_warning() -> None:
    found = the_warning("assets: {plant: {modes: {idle: {cost: 1}}}}")
    assert (found.key, found.message) == (
        "assets.plant.modes.idle.outputs",
        "this mode makes nothing, so no plan will use it.",
    )


def test_regions_of_a_national_trade_are_a_warning() -> None:
    found = warnings("{supplies: {copper_import: {regions: [east]}}, demands: {ai: {by_region: {east: {}}}}}")
    assert [(one.key, one.message) for one in found] == [
        ("supplies.copper_import.regions", "'copper' is national, with one market, so this changes nothing."),
        ("demands.ai.by_region", "'compute' is national, with one market, so this changes nothing."),
    ]


def test_regions_of_a_national_disruption_are_a_warning() -> None:
    found = the_warning("disruptions: {d: {supply: copper_import, from: 2028, to: 2029, loss: 0.5, regions: [east]}}")
    assert found.message == "'copper_import' sells 'copper', which is national, so it is hit everywhere."
