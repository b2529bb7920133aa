"""The resolved scenario as a file: it reads back as the same scenario, and says where each number came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given

from optimizer.errors import UsageError
from optimizer.scenario.dates import decimal_year
from optimizer.scenario.dump import content_hash, dump, why
from optimizer.scenario.load import Loaded, load, loads
from optimizer.scenario.number import Number, Series
from optimizer.scenario.plain import date_text
from optimizer.scenario.schema import Block, Branch, Scenario

from ..strategies import loaded, raw_scenarios
from .small import changed

SHIPPED = Path(__file__).parents[2] / "scenarios"
RICH = """
description: "Two of everything: yes"
money: {unit: EUR, year: 2024}
solver: {options: {threads: 2, parallel: "on", presolve: true}}
objective: {discount_rate: {value: 5, unit: "%", low: 3 %, high: 8, source: memo, confidence: low, note: "p. 3"}}
assets:
  plant:
    capex: {value: {2026: 2.1, 2030: 1.9}, unit: M USD/MW, low: {2026: 2, 2030: 1.5}, source: assumption, note: falling}
    existing: {2026-02: 100 MW, 2028.3: {value: 0.1, unit: GW, note: "new"}}
    growth: {rate: 35 %, seed: 3}
    surge: [{up_to: 15}, {premium: 20 %}]
    hurdle_rate: 8 %
    by_region: {east: {capex: 3 M USD/MW, growth: null, fund: null}, west: {}}
credits: {c: {rates: {plant: 35 %}, construction_begins: [2023-01-01, 2026-12-30], paid_after: 12 months}}
disruptions: {d: {supply: copper_import, from: 2028-02-14, to: 2028-03-31, loss: 0.333333333333, future: bad}}
futures:
  reveal: 2028
  branches:
    good: {probability: 75 %}
    bad:
      probability: 25 %
      set:
        assets.*.permit: {multiply: 1.1}
        assets.plant.by_region.east.capex: {add: 0.3 M USD/MW}
        supplies.copper_import.tiers[0].price: {value: 3, unit: k USD/t, source: memo}
overrides:
  fast: {set: {permitting.factor: 0.5, "credits.c.construction_begins[1]": 2033-12-31}, description: quick}
  carry: {set: {funds.private.carry: true}}
levers: {fast: {override: fast, public_cost: 1 M USD/yr, asked_by: no one}}
sources: {memo: {title: "A memo: yes", date: 2026-01}}
"""


def rich_text() -> str:
    """A scenario with every form of number, date and block, in a money of its own."""
    return changed(RICH).replace("USD", "EUR")


def content(thing: Any) -> Any:
    """All that a scenario says, without places, and without the words in which a future says what it changes."""
    if isinstance(thing, Number):
        return replace(thing, where=None)
    if isinstance(thing, Series):
        return thing.years, [content(point) for point in thing.values]
    if isinstance(thing, Block):
        names = [name for name in type(thing).model_fields if not (isinstance(thing, Branch) and name == "set")]
        return {name: content(getattr(thing, name)) for name in names}
    if isinstance(thing, Mapping):
        return {name: content(inner) for name, inner in thing.items()}
    if isinstance(thing, tuple):
        return [content(inner) for inner in thing]
    return thing


@pytest.fixture(scope="module")
def rich() -> Scenario:
    return loads(rich_text(), "rich.yaml").scenario


# --- there and back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_reads_back_as_the_same_scenario(rich: Scenario, form: str) -> None:
    again = loads(dump(rich, form)).scenario
    assert content(again) == content(rich)
    assert dump(again) == dump(loads(dump(again)).scenario)


@pytest.mark.parametrize("name", ["us", "regions", "rare_earth_embargo", "tutorial", "openai_letter"])
def test_shipped_scenarios_read_back_as_the_same(name: str) -> None:
    scenario = load(SHIPPED / f"{name}.yaml").scenario
    assert content(loads(dump(scenario)).scenario) == content(scenario)


@given(raw=raw_scenarios())
def test_any_scenario_reads_back_as_the_same(raw: dict[str, Any]) -> None:
    scenario = loaded(raw)
    for form in ("yaml", "json"):
        assert content(loads(dump(scenario, form)).scenario) == content(scenario)


def test_json_is_json_and_yaml_holds_no_anchors(rich: Scenario) -> None:
    assert json.loads(dump(rich, "json"))["money"] == {"unit": "EUR", "year": 2024}
    assert "&id" not in dump(rich)


def test_numbers_keep_all_that_is_said_of_them(rich: Scenario) -> None:
    shown = yaml.safe_load(dump(rich))
    assert shown["objective"]["discount_rate"] == {
        "value": 0.05,
        "unit": "1/yr",
        "low": 0.03,
        "high": 0.08,
        "source": "memo",
        "confidence": "low",
        "note": "p. 3",
    }
    assert shown["assets"]["plant"]["capex"] == {
        "value": {2026: 2100000, 2030: 1900000},
        "unit": "EUR/MW",
        "low": {2026: 2000000, 2030: 1500000},
        "source": "assumption",
        "note": "falling",
    }
    assert shown["supplies"]["copper_import"]["tiers"] == [{"quantity": "9000 t/yr", "price": "10000 EUR/t"}]


def test_defaults_are_left_out(rich: Scenario) -> None:
    plant = yaml.safe_load(dump(rich))["assets"]["plant"]
    assert "hurdle_rate" not in plant  # 8 % as written is the default
    assert "ramp" not in plant
    assert plant["permit"] == "0.5 yr"


def test_regions_are_written_as_what_differs(rich: Scenario) -> None:
    assert yaml.safe_load(dump(rich))["assets"]["plant"]["by_region"] == {
        "east": {"capex": "3000000 EUR/MW", "growth": None, "fund": None},
        "west": {},
    }


def test_a_region_keeps_a_default_that_the_rest_of_the_country_does_not_have() -> None:
    text = "assets: {plant: {availability: 90 %, by_region: {east: {availability: 100 %, permit: 0}}}}"
    scenario = loads(changed(text)).scenario
    again = loads(dump(scenario)).scenario
    assert again.assets["plant"].by_region["east"].availability.values[0].value == 1.0
    assert again.assets["plant"].by_region["east"].permit.value == 0.0
    assert content(again) == content(scenario)


def test_futures_are_written_as_numbers_that_differ(rich: Scenario) -> None:
    branches = yaml.safe_load(dump(rich))["futures"]["branches"]
    assert branches["good"] == {"probability": 0.75}
    assert branches["bad"]["set"]["assets.data_center.permit"] == "1.1 yr"
    assert branches["bad"]["set"]["assets.plant.by_region.east.capex"] == "3300000 EUR/MW"


def test_an_added_number_without_unit_does_not_change_its_meaning() -> None:
    """{add: 1} is a million more where the number is in millions; in base units it would be one more."""
    patch = (
        "{futures: {reveal: 2028, branches: {a: {probability: 1, set: {assets.plant.capex: {add: 1}}}}},"
        " overrides: {dear: {set: {assets.plant.capex: {add: 1}}}, late: {set: {assets.plant.permit: {add: 1 yr}}}},"
        " levers: {dear: {override: dear}, late: {override: late}}}"
    )
    shown = dump(loads(changed(patch)).scenario)
    again = loads(shown).scenario
    assert again.futures is not None
    branch = again.futures.branches["a"].scenario
    assert branch is not None
    assert branch.assets["plant"].capex == replace_where(branch.assets["plant"].capex, 3e6)
    assert list(again.overrides) == list(again.levers) == ["late"]
    assert shown.startswith("# Left out, since they add numbers without units: overrides dear\n")


def replace_where(path: Series | None, value: float) -> Series:
    """The path with its one value replaced."""
    assert path is not None
    return Series(path.years, (replace(path.values[0], value=value),))


def test_applied_overrides_are_not_applied_again_but_still_cost() -> None:
    lever = "levers: {slow: {override: slow, public_cost: 5}}"
    patch = f"{{overrides: {{slow: {{set: {{permitting.factor: {{multiply: 2}}}}}}}}, {lever}}}"
    scenario = loads(changed(patch), overrides=["slow"]).scenario
    again = loads(dump(scenario)).scenario
    assert again.applied == ("slow",)
    assert again.permitting.factor.value == 2.0
    assert content(again) == content(scenario)


@pytest.mark.parametrize("text", ["2027", "2027-07", "2028-02-14", "2026.123", "2026-12-30", "2027Q2", "2027-11-17"])
@pytest.mark.parametrize("end", [False, True])
def test_dates_read_back_to_the_last_digit(text: str, end: bool) -> None:
    year = decimal_year(text, end)
    assert decimal_year(date_text(year, end), end) == year


# --- the id -----------------------------------------------------------------------------------------------------------


def test_the_id_is_that_of_the_content(rich: Scenario) -> None:
    assert (
        content_hash(rich)
        == content_hash(loads(dump(rich)).scenario)
        == content_hash(loads(dump(rich, "json")).scenario)
    )
    assert len(content_hash(rich)) == 12
    assert set(content_hash(rich)) <= set("0123456789abcdef")


SAME = {
    "another unit": "assets: {plant: {capex: 2000 k USD/MW, permit: 0.5 yr}}",
    "a note and a source": (
        "{assets: {plant: {permit: {value: 6, unit: months, source: memo, note: n, confidence: high}}},"
        " sources: {memo: {title: t}}}"
    ),
    "a default spelt out with a note": "assets: {plant: {ramp: {value: 0, unit: yr, note: none}}}",
    "a name and descriptions": "{name: other, description: d, assets: {plant: {description: d}}}",
    "an override that is not applied": "overrides: {o: {set: {permitting.factor: 2}}}",
}
OTHER = {
    "a number": "assets: {plant: {permit: 7 months}}",
    "a range": "assets: {plant: {permit: {value: 6, unit: months, high: 9}}}",
    "a word": "horizon: {step: year}",
    "a year of a path": "assets: {data_center: {existing: {2026: 50 MW, 2029: 90 MW}}}",
    "a region": "assets: {plant: {by_region: {east: {permit: 1}}}}",
    "a name of an asset": "funds: {private: {}, another: {covers: all}}",
}


@pytest.mark.parametrize("patch", SAME.values(), ids=SAME.keys())
def test_the_id_stays(patch: str) -> None:
    assert content_hash(loads(changed(patch)).scenario) == content_hash(loads(changed("{}")).scenario)


@pytest.mark.parametrize("patch", OTHER.values(), ids=OTHER.keys())
def test_the_id_changes(patch: str) -> None:
    assert content_hash(loads(changed(patch)).scenario) != content_hash(loads(changed("{}")).scenario)


def test_the_id_knows_futures_and_applied_levers() -> None:
    futures = "futures: {{reveal: 2028, branches: {{a: {{probability: 1, set: {{permitting.factor: {factor}}}}}}}}}"
    one, two = (loads(changed(futures.format(factor=factor))).scenario for factor in (1.5, 2))
    assert content_hash(one) != content_hash(two)
    lever = (
        "{{overrides: {{o: {{set: {{permitting.factor: 2}}}}}}, levers: {{l: {{override: o, public_cost: {cost}}}}}}}"
    )
    cheap, dear = (loads(changed(lever.format(cost=cost)), overrides=["o"]).scenario for cost in (1, 2))
    assert content_hash(cheap) != content_hash(dear)


# --- why --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def explained() -> Loaded:
    return loads(rich_text(), "rich.yaml", overrides=["fast"], sets=["assets.data_center.life=25 yr"])


def test_why_of_a_number(explained: Loaded) -> None:
    lines = why(explained, "objective.discount_rate").splitlines()
    assert lines[0] == "objective.discount_rate = 0.05 1/yr"
    assert lines[1].split() == ["found", "5", "%"]
    assert lines[2].split()[:1] == ["at"]
    assert "rich.yaml:" in lines[2]
    assert [line.strip() for line in lines[3:]] == [
        "range      0.03 to 0.08 1/yr",
        "confidence low",
        "source     memo: A memo: yes, 2026-01",
        "note       p. 3",
    ]


def test_why_names_the_override_and_the_option(explained: Loaded) -> None:
    assert "(override fast)" in why(explained, "permitting.factor")
    assert "--set assets.data_center.life=25 yr" in why(explained, "assets.data_center.life")


def test_why_of_a_default(explained: Loaded) -> None:
    assert why(explained, "assets.plant.ramp").splitlines() == ["assets.plant.ramp = 0 yr", "  at         the default"]


def test_why_of_any_name(explained: Loaded) -> None:
    text = why(explained, "assets.*.permit")
    assert "assets.plant.permit = 0.5 yr" in text
    assert "assets.data_center.permit = 1 yr" in text


def test_why_of_a_path_and_of_one_of_its_points(explained: Loaded) -> None:
    text = why(explained, "assets.plant.existing")
    assert "assets.plant.existing.2026.083333 = 100 MW\n  found      100 MW" in text
    assert "assets.plant.existing.2028.3 = 100 MW\n  found      0.1 GW" in text
    assert why(explained, "assets.plant.existing.2028.3").startswith("assets.plant.existing.2028.3 = 100 MW")


def test_why_in_a_region_that_does_not_say(explained: Loaded) -> None:
    text = why(explained, "assets.plant.by_region.east")
    assert "assets.plant.by_region.east.capex = 3000000 EUR/MW" in text
    assert "assets.plant.by_region.east.permit = 0.5 yr\n  found      6 months" in text


def test_why_of_words_dates_and_flags(explained: Loaded) -> None:
    assert why(explained, "horizon.step").splitlines()[0] == "horizon.step = quarter"
    assert why(explained, "horizon").splitlines()[0] == "horizon.start = 2026"
    assert "found      [2023-01-01, 2033-12-31]" in why(explained, "credits.c.construction_begins")
    assert why(explained, "funds.private.carry") == "funds.private.carry = false\n  at         the default"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("assets.plnat", "'assets' has no 'plnat'; known: plant, data_center. Did you mean 'plant'?"),
        ("assets.plant.permitt", "'assets.plant' has no 'permitt'"),
        ("asets.plant", "Did you mean 'assets'?"),
        ("a..b", "is not a path"),
    ],
)
def test_why_of_nothing(explained: Loaded, path: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        why(explained, path)
    assert said in str(caught.value)
