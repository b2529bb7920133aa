"""Likely slips of a unit, each with both readings."""

from __future__ import annotations

import pytest

from .small import the_warning, warnings

SLIPS = {
    "permit in years": (
        "{horizon: {end: 2066}, assets: {plant: {permit: 18 yr}}}",
        "assets.plant.permit",
        "permit is 18 yr.",
        "Did you mean 18 months (1.5 yr)?",
    ),
    "payment in years": (
        "credits: {c: {rates: {plant: 0.1}, paid_after: 24}}",
        "credits.c.paid_after",
        "paid_after is 24 yr.",
        "Did you mean 24 months (2 yr)?",
    ),
    "life in days": (
        "assets: {plant: {life: 20 days}}",
        "assets.plant.life",
        "life is 20 days.",
        "Did you mean 20 yr?",
    ),
    "life in months": (
        "assets: {plant: {life: 10 months}}",
        "assets.plant.life",
        "life is 10 months.",
        "Did you mean 10 yr?",
    ),
    "hurdle rate without %": (
        "assets: {plant: {hurdle_rate: 12}}",
        "assets.plant.hurdle_rate",
        "hurdle_rate 12 means 1200 %.",
        "Did you mean 12 %?",
    ),
    "credit rate without %": (
        "credits: {c: {rates: {plant: 35}}}",
        "credits.c.rates.plant",
        "plant 35 means 3500 %.",
        "Did you mean 35 %?",
    ),
    "tariff without %": (
        "supplies: {copper_import: {tariff: 15}}",
        "supplies.copper_import.tariff",
        "tariff 15 means 1500 %.",
        "Did you mean 15 %?",
    ),
    "permit factor without %": (
        "permitting: {lanes: {fast: {factor: 50}}}",
        "permitting.lanes.fast.factor",
        "factor 50 means 5000 %.",
        "Did you mean 50 %?",
    ),
    "low in another unit": (
        "assets: {plant: {capex: {value: 2 M USD/MW, low: 1 USD/MW}}}",
        "assets.plant.capex",
        "low 1 USD/MW and value 2 000 000 USD/MW are a factor of 2,000,000 apart.",
        "Did you mean 1 000 000 USD/MW, or 2 USD/MW?",
    ),
    "point of a path in another unit": (
        "funds: {private: {budget: {2026: 330 G USD/yr, 2027: 48 M USD/yr}}}",
        "funds.private.budget",
        "2027 48 000 000 USD/yr and 2026 3.3e+11 USD/yr are a factor of 6,875 apart.",
        "Did you mean 4.8e+10 USD/yr, or 330 000 000 USD/yr?",
    ),
    "tier in another unit": (
        "demands: {ai: {tiers: [{quantity: 200 MW, value: 13 M USD/MW/yr}, {quantity: 100 MW, value: 11.2}]}}",
        "demands.ai.tiers[1].value",
        "tier 1 11.2 USD/MW/yr and tier 0 13 000 000 USD/MW/yr are a factor of 1,160,714 apart.",
        "Did you mean 11 200 000 USD/MW/yr, or 13 USD/MW/yr?",
    ),
    "capacity and demand in different units": (
        "assets: {data_center: {existing: 900 GW}}",
        "assets.data_center.existing",
        "demand 200 MW and output of 'compute' 900 000 MW are a factor of 4,500 apart.",
        "Did you mean 200 000 MW, or 900 MW?",
    ),
    "capex without M": (
        "assets: {data_center: {capex: 14 USD/MW}}",
        "assets.data_center.capex",
        "capex 14 USD/MW and a year's output of 'compute' 13 000 000 USD/MW are a factor of 928,571 apart.",
        "Did you mean 14 000 000 USD/MW, or 13 USD/MW?",
    ),
    "price and worth in different units": (
        "demands: {wire_makers: {commodity: copper, tiers: [{quantity: 5 kt/yr, value: 9 USD/t}]}}",
        "supplies.copper_import.tiers[0].price",
        "worth to a demand 9 USD/t and price 10 000 USD/t are a factor of 1,111 apart.",
        "Did you mean 9000 USD/t, or 10 USD/t?",
    ),
}


@pytest.mark.parametrize(("patch", "key", "message", "hint"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip(patch: str, key: str, message: str, hint: str) -> None:
    found = the_warning(patch)
    assert (found.key, found.message, found.hint) == (key, message, hint)
    assert found.where.startswith("small.yaml:")


MEANT = {
    "a slow queue": "{horizon: {end: 2066}, assets: {plant: {permit: 84 months, build: 8 yr}}}",
    "a short life": "assets: {plant: {life: 1 yr}}",
    "a high duty": "supplies: {copper_import: {tariff: 145 %}}",
    "a whole credit": "credits: {c: {rates: {plant: 100 %}}}",
    "growth from little to much": "funds: {private: {budget: {2026: 1 G USD/yr, 2030: 900 G USD/yr}}}",
    "nothing, then much": "funds: {private: {budget: {2026: 0, 2030: 900 G USD/yr}}}",
    "a last tier without end": (
        "supplies: {copper_import: {tiers: [{quantity: 9, price: 10}, {quantity: 1e9, price: 1e6}]}}"
    ),
}


@pytest.mark.parametrize("patch", MEANT.values(), ids=MEANT.keys())
def test_not_a_slip(patch: str) -> None:
    assert warnings(patch) == ()


def test_a_slip_in_a_future_is_told_with_its_future() -> None:
    found = the_warning(
        "futures: {reveal: 2028, branches: {calm: {probability: 0.5},"
        " slow: {probability: 0.5, set: {assets.plant.hurdle_rate: 12}}}}"
    )
    assert found.message == "in the future 'slow': hurdle_rate 12 means 1200 %."
