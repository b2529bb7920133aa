"""Designs: which points are taken, and that each is the scenario that the loader would make."""

from __future__ import annotations

import itertools
import math
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.errors import ScenarioError, UsageError
from optimizer.results.sweep.points import Point, Variant
from optimizer.scenario.edit import value_at, with_values
from optimizer.scenario.load import load, loads
from optimizer.scenario.places import variants
from optimizer.scenario.schema import Scenario
from optimizer.scenario.studies.load import load_study
from optimizer.scenario.tree import key_path
from optimizer.scenario.walk import numbers
from optimizer.study.sweep.design.designed import designed
from optimizer.study.sweep.design.plans.grid import thinned_counts
from optimizer.study.sweep.design.same import same
from optimizer.study.sweep.design.spread import Spread
from optimizer.study.sweep.design.words import words
from optimizer.study.sweep.prepared import slopes

from ..scenario.small import changed
from .designs import BASE, a_design, a_study

STUDIES = Path(__file__).parents[2] / "scenarios" / "studies"
PAGE = (STUDIES.parents[1] / "docs" / "sweep.md").read_text(encoding="utf-8")
RATE = "credits.halls.rates.data_center"
IDS = ["e74b84bf816d8dc8", "7ae6a5ccf0e8dd30"]


def scenario_of(folder: Path, point: Point) -> Scenario:
    """The scenario of a point, by the short way."""
    loaded = load(folder / "base.yaml", point.variant.overrides, point.variant.sets)
    return with_values(loaded.scenario, point.values)


# --- what is varied ---------------------------------------------------------------------------------------------------

FORMS = {
    "a number": ("assets.data_center.permit", "values: [6 months, 1.5]", ["6 months", "1.5"]),
    "a number of a region": ("assets.plant.by_region.west.permit", "values: [3 months]", ["3 months"]),
    "a number that is not there": ("credits.halls.rates.plant", "values: [0 %, 35 %]", ["0 %", "35 %"]),
    "a limit that is not there": ("assets.plant.max_capacity", "values: [1 GW, 2 GW]", ["1 GW", "2 GW"]),
    "one for a path over time": ("assets.data_center.existing", "values: [60, 0.08 GW]", ["60", "0.08 GW"]),
    "a point of a path": ("assets.data_center.existing.2028", "values: [60, 70 MW]", ["60", "70 MW"]),
    "a new point of a path": ("assets.data_center.existing.2030", "values: [60, 70 MW]", ["60", "70 MW"]),
    "a short build input": ("assets.data_center.build_inputs.copper", "values: [30, 31 t/MW]", ["30", "31 t/MW"]),
    "in a list": ("demands.ai.tiers[0].value", "values: [12 M USD/MW/yr]", ["12 M USD/MW/yr"]),
    "what a future scales": ("demands.ai.tiers[0].quantity", "values: [100, 150]", ["100", "150"]),
    "all that a wildcard finds": ("assets.*.hurdle_rate", "values: [7 %, 9 %]", ["7 %", "9 %"]),
    "what a wildcard multiplies": ("assets.*.capex", "multiply: [0.5, 1.5]", ["{multiply: 0.5}", "{multiply: 1.5}"]),
    "a path multiplied": ("assets.data_center.existing", "multiply: [1.1]", ["{multiply: 1.1}"]),
    "added with a unit": ("assets.*.permit", "add: [3 months]", ["{add: 3 months}"]),
    "added without a unit": ("assets.data_center.permit", "add: [3]", ["{add: 3}"]),
    "added to shares": ("assets.*.hurdle_rate", "add: [0, 0.5, 1]", ["{add: 0}", "{add: 0.5}", "{add: 1 %}"]),
    "added to a default": ("assets.plant.ramp", "add: [3 months]", ["{add: 3 months}"]),
    "a last day": ("credits.halls.construction_begins[1]", "values: [2028-12-31, 2030Q1]", ["2028-12-31", "2030Q1"]),
    "a first moment": ("disruptions.strike.from", "values: [2027-02, 2027.25]", ["2027-02", "2027.25"]),
    "another date": ("futures.reveal", "values: [2029, 2030]", ["2029", "2030"]),
    "a window": (
        "credits.halls.construction_begins",
        "values: [[2026-01-01, 2029-12-31], [2027-01-01, 2030-12-31]]",
        ["[2026-01-01, 2029-12-31]", "[2027-01-01, 2030-12-31]"],
    ),
    "a word": ("disruptions.strike.future", "values: [calm, bust]", ["calm", "bust"]),
    "a number with its source": ("assets.plant.life", "values: [{value: 20, unit: yr}, 240 months]", ["20", "20"]),
    "whole paths": (
        "funds.private.budget",
        "values: [{2026: 3 G USD/yr, 2030: 5 G USD/yr}, {2026: 1 G USD/yr, 2030: 2e9}, 7]",
        ["{2026: 3 G USD/yr, 2030: 5 G USD/yr}", "{2026: 1 G USD/yr, 2030: 2e9}", "7"],
    ),
    "blocks": (
        "assets.plant.growth",
        "values: [{rate: 10 %, seed: 5}, {rate: 20 %, seed: 5}]",
        ["{rate: 10 %, seed: 5}", "{rate: 20 %, seed: 5}"],
    ),
}
"""What is varied, at which levels, and the same as `--set` takes it."""
ONE_VARIANT = (set(FORMS) - {"what a future scales", "another date", "a word", "whole paths"}) | {"a window"}
"""Forms whose levels need one file to be loaded, not one a level."""


@pytest.mark.parametrize("form", FORMS)
def test_a_point_is_the_scenario_that_the_loader_makes(tmp_path, form):
    """Whether by new values or by what is written into the file, in all regions and futures."""
    path, levels, texts = FORMS[form]
    made = a_design(tmp_path, f"{{{path!r}: {{{levels}}}}}")
    assert len(made.points) == len(texts)
    for point, text in zip(made.points, texts, strict=True):
        assert same(scenario_of(tmp_path, point), load(tmp_path / "base.yaml", (), [f"{path}={text}"]).scenario)
    if form in ONE_VARIANT:
        assert len({point.variant for point in made.points}) == 1


@pytest.fixture(scope="module")
def base_folder(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("base")
    return folder


NUMBERS = {key_path(path): number.value for path, number in numbers(loads(BASE).scenario)}


@given(path=st.sampled_from(sorted(NUMBERS)), factor=st.floats(0.1, 1.5), replaced=st.booleans())
def test_any_number_can_be_varied(base_folder, path, factor, replaced):
    """Multiplied or replaced, a point is the scenario that the loader makes, or both refuse it."""
    level = factor * NUMBERS[path] if replaced else factor
    entry = f"{{{path!r}: {{{'values' if replaced else 'multiply'}: [{level!r}]}}}}"
    study = a_study(base_folder, entry)
    try:
        truth = load(study.base, (), [f"{path}={level!r}" if replaced else f"{path}={{multiply: {level!r}}}"]).scenario
    except ScenarioError:
        with pytest.raises(ScenarioError):
            designed(study)
    else:
        assert same(scenario_of(base_folder, designed(study).points[0]), truth)


def test_whole_paths_with_the_same_years_share_a_variant(tmp_path):
    path, levels, _ = FORMS["whole paths"]
    made = a_design(tmp_path, f"{{{path}: {{{levels}}}}}")
    assert len({point.variant for point in made.points}) == 2
    assert made.points[1].values == {
        ("funds", "private", "budget", "2026"): 1e9,
        ("funds", "private", "budget", "2030"): 2e9,
    }


PATHS = "values: [{2026: 3 G USD/yr, 2030: 5 G USD/yr}, {2026: 1 G USD/yr, 2030: 2e9}]"
TWICE = {
    "a whole path and a multiple": (
        f"funds.private.budget: {{{PATHS}}}, funds.*.budget: {{multiply: [1, 2]}}",
        "budget",
    ),
    "a multiple and a whole path": (
        f"funds.*.budget: {{multiply: [1, 2]}}, funds.private.budget: {{{PATHS}}}",
        "budget",
    ),
    "two whole paths": (f"funds.private.budget: {{{PATHS}}}, funds.*.budget: {{{PATHS}}}", "budget.2026"),
    "a whole path where none stands": (
        "assets.plant.max_capacity: {values: [{2026: 1 GW, 2030: 2 GW}, {2026: 2 GW, 2030: 3 GW}]}, "
        "assets.*.max_capacity: {values: [1 GW, 2 GW]}",
        "max_capacity",
    ),
    "a block and a number of it": (
        "assets.plant: {values: [{permit: 1}, {permit: 2}]}, assets.*.permit: {multiply: [1, 2]}",
        "assets.plant.permit",
    ),
    "a window and its end": (
        "credits.halls.construction_begins: {values: [[2026-01-01, 2027-12-31], [2026-01-01, 2030-12-31]]}, "
        "'credits.halls.construction_begins[1]': {values: [2028-12-31]}",
        "construction_begins[1]",
    ),
    "a date that is written": (
        "futures.reveal: {values: [2029, 2030]}, 'futures[reveal]': {values: [2029, 2030]}",
        "futures.reveal",
    ),
}


@pytest.mark.parametrize("vary", TWICE)
def test_a_number_is_in_one_factor_however_it_is_written(tmp_path, vary):
    """Levels that are written into the file move numbers as well; the last of them to come would win, or none."""
    entries, key = TWICE[vary]
    with pytest.raises(ScenarioError, match=r"already; a number can be in one factor") as told:
        a_design(tmp_path, f"{{{entries}}}")
    assert key in str(told.value)


def test_a_block_leaves_other_numbers_to_other_factors(tmp_path):
    made = a_design(
        tmp_path, "{assets.plant: {values: [{permit: 1}, {permit: 2}]}, assets.*.capex: {multiply: [1, 2]}}"
    )
    keys = [("assets", "plant", key) for key in ("permit", "capex")]
    found = [[float(value_at(scenario_of(tmp_path, point), key)) for key in keys] for point in made.points]
    assert found == [[1, 2e6], [1, 4e6], [2, 2e6], [2, 4e6]]


def test_what_a_block_leaves_alone_is_the_overrides(tmp_path):
    """Levels of one block that write different numbers do not stand on one another."""
    base = changed("{overrides: {slow: {set: {assets.data_center.permit: 2}}}}", BASE)
    vary = "{assets.data_center: {values: [{permit: 1}, {build: 2}]}, o: {override: [none, slow]}}"
    made = a_design(tmp_path, vary, base=base)
    permits = [scenario_of(tmp_path, point).assets["data_center"].permit.value for point in made.points]
    assert permits == [1.0, 1.0, 1.0, 2.0]


def test_a_share_is_added_alike_with_and_without_its_unit(tmp_path):
    """In base units: 0.01, however it is written."""
    bare, per_cent = (
        a_design(tmp_path, f"{{assets.*.hurdle_rate: {{add: [{levels}]}}}}") for levels in ("0, 1", "0 %, 1 %")
    )
    assert bare.points == per_cent.points
    assert [point.levels["assets.*.hurdle_rate"] for point in bare.points] == [0.0, 0.01]


def test_a_share_between_the_ends_is_added_as_it_is(tmp_path):
    """A level that nobody wrote is in base units, and is written so where a future scales the number."""
    patch = "{futures: {branches: {bust: {set: {assets.plant.hurdle_rate: {multiply: 0.5}}}}}}"
    vary = "{assets.plant.hurdle_rate: {add: {from: 0 %, to: 2 %, steps: 3}}}"
    made = a_design(tmp_path, vary, base=changed(patch, BASE))
    found = [scenario_of(tmp_path, point).assets["plant"].hurdle_rate.value for point in made.points]
    assert found == pytest.approx([0.08, 0.09, 0.10])


def test_what_is_added_without_a_unit_to_numbers_in_several(tmp_path):
    """Servers' permits stand at their default, a bare 0, and others in months; 0 is nothing in any unit."""
    base = changed("{assets: {plant: {permit: 3 months}, data_center: {permit: 2}}}", BASE)
    with pytest.raises(ScenarioError) as told:
        a_design(tmp_path, "{assets.*.permit: {add: [0, 6]}}", base=base)
    assert (
        "assets.*.permit.add: without a unit 6 is 6 months at assets.plant.permit, 6 yr at "
        "assets.data_center.permit, as each is written in its own unit. Write the unit: 6 months." in str(told.value)
    )
    for levels in ("0", "0, 6 months"):
        assert a_design(tmp_path, f"{{assets.*.permit: {{add: [{levels}]}}}}", base=base).points


def test_a_wildcard_range_leaves_out_what_whole_paths_move(tmp_path):
    """And what a block moves, but not the numbers that it leaves alone."""
    starts = "assets.data_center.max_starts: {values: [{2026: 100, 2030: 200}, {2026: 120, 2030: 300}]}"
    plant = "assets.plant: {values: [{capex: 2 M USD/MW}, {capex: 3 M USD/MW}]}"
    made = a_design(tmp_path, f"{{{starts}, {plant}, '**': {{range: sourced}}}}", "one_at_a_time")
    assert [factor.name for factor in made.facts.factors] == [
        "assets.data_center.max_starts",
        "assets.plant",
        "objective.discount_rate",
        "assets.data_center.capex",
        "assets.data_center.hurdle_rate",
    ]


def test_a_sourced_wildcard_is_one_factor_a_number(tmp_path):
    made = a_design(tmp_path, "{'**': {range: sourced}}", "one_at_a_time")
    assert [factor.name for factor in made.facts.factors] == [
        "objective.discount_rate",
        "assets.plant.capex",
        "assets.data_center.capex",
        "assets.data_center.hurdle_rate",
        "assets.data_center.max_starts.2026",
        "assets.data_center.max_starts.2030",
    ]
    starts = made.facts.factors[-1]
    assert (starts.low, starts.central, starts.high, starts.unit) == (100.0, 200.0, 300.0, "MW/yr")


def test_a_sourced_range_goes_from_low_to_high(tmp_path):
    made = a_design(tmp_path, "{assets.*.capex: {range: sourced}}")
    assert [factor.levels for factor in made.facts.factors] == [(1e6, 2e6, 3e6), (11e6, 14e6, 15e6)]
    low = scenario_of(tmp_path, made.points[0])
    for one in variants(low):
        assert value_at(one, ("assets", "plant", "by_region", "west", "capex")).value == 1e6


def test_the_end_of_a_sourced_range_is_what_the_loader_makes_of_it(tmp_path):
    """A point of a path over time, written in its long form, too."""
    made = a_design(
        tmp_path, "{assets.data_center.max_starts.*: {range: sourced}, a: {override: none}}", "one_at_a_time"
    )
    keys = [
        "max_starts.value.2026=50",
        "max_starts.value.2026=150",
        "max_starts.value.2030=100",
        "max_starts.value.2030=300",
    ]
    for point, key in zip(made.points[1:], keys, strict=True):
        assert same(
            scenario_of(tmp_path, point), load(tmp_path / "base.yaml", (), [f"assets.data_center.{key}"]).scenario
        )


def test_a_wildcard_range_leaves_out_what_another_entry_moves(tmp_path):
    made = a_design(tmp_path, "{'**': {range: sourced}, assets.*.capex: {multiply: [0.9, 1.1]}}", "one_at_a_time")
    names = [factor.name for factor in made.facts.factors]
    assert "assets.plant.capex" not in names
    assert "assets.*.capex" in names


def test_overrides_are_variants_and_numbers_move_on_top_of_them(tmp_path):
    made = a_design(
        tmp_path,
        "{duties: {override: [none, duty, [duty, fast]]}, supplies.copper_import.tariff: {multiply: [1, 2]}}",
    )
    assert [point.variant.overrides for point in made.points[::2]] == [(), ("duty",), ("duty", "fast")]
    assert [point.levels["duties"] for point in made.points[::2]] == ["none", "duty", "duty, fast"]
    tariffs = [scenario_of(tmp_path, point).supplies["copper_import"].tariff.values[0].value for point in made.points]
    assert tariffs == pytest.approx([0.1, 0.2, 0.3, 0.6, 0.3, 0.6])


NAMES = """
overrides:
  copper_duty: {set: {supplies.copper_import.tariff: 30 %}, description: Half again on copper}
  goes_duty: {set: {supplies.copper_import.tariff: 20 %}}
  small_duty: {set: {supplies.copper_import.tariff: 10 %}}
  fast_a: {set: {permitting.factor: 0.5}, description: Half the wait}
  fast_b: {set: {permitting.factor: 0.4}}
  "fast b": {set: {permitting.factor: 0.2}}
levers:
  tenth: {override: small_duty, description: "A tenth, as somebody asks"}
"""


@pytest.mark.parametrize(
    ("levels", "called", "said"),
    [
        (
            "[none, copper_duty, goes_duty, small_duty]",
            ["none", "copper duty", "GOES duty", "small duty"],
            {"copper_duty": "Half again on copper", "small_duty": "A tenth, as somebody asks"},
        ),
        (
            "[none, [copper_duty, fast_a], [goes_duty, fast_a], [goes_duty, fast b]]",
            ["none", "copper duty + fast a", "GOES duty + fast a", "GOES duty + fast b"],
            {"copper_duty, fast_a": "Half again on copper; Half the wait", "goes_duty, fast_a": "Half the wait"},
        ),
        ("[none, fast_b, fast b]", [], {}),
    ],
    ids=["alone", "together", "alike"],
)
def test_overrides_have_names_for_people(tmp_path, levels, called, said):
    made = a_design(tmp_path, f"{{chip_policy: {{override: {levels}}}}}", base=changed(NAMES))
    (policy,) = made.facts.factors
    assert policy.words == "chip policy"
    assert list(policy.level_words.values()) == called
    assert [*policy.level_words] in ([], list(policy.levels)), "points have the keys"
    assert policy.level_notes == said
    labelled = a_design(tmp_path, f"{{p: {{override: {levels}, label: which_one}}}}", base=changed(NAMES))
    assert labelled.facts.factors[0].words == "which_one"


def test_overrides_that_do_not_go_together_are_points_all_the_same(tmp_path):
    """Each is right alone; what becomes of the point is told when its turn comes."""
    made = a_design(tmp_path, "{a: {override: [none, late]}, b: {override: [none, short]}}")
    last = made.points[-1]
    assert last.variant.overrides == ("late", "short")
    assert len({point.id for point in made.points}) == 4
    with pytest.raises(ScenarioError):
        load(tmp_path / "base.yaml", last.variant.overrides)


def test_what_holds_at_every_point(tmp_path):
    made = a_design(
        tmp_path, f"{{{RATE}: {{values: [0 %, 10 %]}}}}", more="{with: [fast], set: {assets.*.build: {add: 1}}}"
    )
    assert {point.variant for point in made.points} == {Variant(("fast",), ("assets.*.build={add: 1}",))}


def test_the_levels_of_a_point_and_its_values_are_in_base_units(tmp_path):
    made = a_design(tmp_path, f"{{{RATE}: {{values: [35 %]}}, assets.data_center.permit: {{values: [18 months]}}}}")
    assert made.points[0].levels == {RATE: 0.35, "assets.data_center.permit": 1.5}
    assert made.points[0].values == {
        ("assets", "data_center", "permit"): 1.5,
        ("credits", "halls", "rates", "data_center"): 0.35,
    }


def test_what_stands_in_the_base_is_not_changed(tmp_path):
    made = a_design(tmp_path, "{assets.data_center.permit: {values: [6 months, 12 months]}}")
    assert [len(point.values) for point in made.points] == [1, 0]


def test_kinds_and_words_of_factors(tmp_path):
    made = a_design(
        tmp_path,
        f"""
        {RATE}: {{values: [0, 1], label: Credit for halls}}
        permitting.factor: {{values: [0.5, 1]}}
        credits.halls.construction_begins[1]: {{values: [2027-12-31, 2028-12-31]}}
        assets.*.build: {{multiply: [1, 2]}}
        duty: {{override: [none, duty]}}
        """,
    )
    factors = made.facts.factors
    assert [factor.kind for factor in factors] == ["share", "number", "date", "multiple", "text"]
    assert [factor.central for factor in factors] == [0.0, 1.0, 2028.0, 1.0, "none"]
    assert [factor.words for factor in factors[:3]] == [
        "Credit for halls",
        "permitting: factor",
        "halls: last day on which construction may begin",
    ]


def test_words_tell_the_numbers_of_a_scenario_apart():
    """Of the base that is shipped: no two of its numbers have the same words."""
    scenario = load(STUDIES.parent / "us.yaml").scenario
    told = [words(path, scenario) for path, _ in numbers(scenario) if "." not in str(path[-1])]
    assert not [one for one, count in Counter(told).items() if count > 1]
    plant = ("assets", "transformer_plant", "modes")
    examples = {
        ("assets", "data_center", "growth", "rate"): "data center: growth rate",
        ("assets", "data_center", "growth", "recent_starts"): "data center: recent starts",
        ("assets", "data_center", "build_inputs", "copper", "amount"): "data center: copper to build",
        ("assets", "data_center", "surge", 1, "up_to"): "data center: surge step 2 up to",
        ("assets", "data_center", "by_region", "west", "permit"): "data center in west: permit",
        (*plant, "copper_windings", "cost"): "transformer plant: cost (copper windings)",
        ("assets", "packaging", "modes", "run", "inputs", "logic_wafer"): "packaging: logic wafer used",
        ("supplies", "copper_import", "tiers", 0, "price"): "copper import: tier 1 price",
        ("credits", "amic", "rates", "logic_fab"): "AMIC: rate for logic fab",
        ("reserve", "copper", "holding_cost"): "reserve of copper: holding cost",
        ("permitting", "lanes", "expedited", "fee"): "permitting lane expedited: fee",
        ("objective", "discount_rate"): "objective: discount rate",
        ("funds", "private", "budget", "2026"): "fund private: budget 2026",
    }
    assert {path: words(path, scenario) for path in examples} == examples


# --- ids --------------------------------------------------------------------------------------------------------------


def ids(folder: Path, base: str = BASE, vary: str = f"{{{RATE}: {{values: [10 %, 20 %]}}}}") -> list[str]:
    return [point.id for point in a_design(folder, vary, base=base).points]


def test_ids_are_stable(tmp_path):
    """A new id means that every sweep done so far is done again: say so in CHANGELOG.md."""
    assert ids(tmp_path) == IDS


UNTOUCHED = {
    "a name": "{name: other}",
    "a source": "{sources: {x: {title: y}}}",
    "an override that is not applied": "{overrides: {more: {set: {permitting.factor: 2}}}}",
    "a description": "{assets: {plant: {description: new}}}",
    "the number that is varied": "{credits: {halls: {rates: {data_center: 5 %}}}}",
    "its range": "{credits: {halls: {rates: {data_center: {value: 0, low: 0, high: 35 %}}}}}",
}
TOUCHED = {
    "another number": "{assets: {plant: {permit: 7 months}}}",
    "a date": "{credits: {halls: {construction_begins: [2026-01-01, 2028-12-31]}}}",
    "a name of a thing": "{funds: {other: {budget: 1}}}",
    "the horizon": "{horizon: {end: 2033}}",
    "a future": "{futures: {branches: {bust: {set: {'demands.ai.tiers[0].quantity': {multiply: 0.5}}}}}}",
    "a region": "{assets: {plant: {by_region: {east: {permit: 7 months}}}}}",
}


@pytest.mark.parametrize("patch", UNTOUCHED.values(), ids=UNTOUCHED)
def test_a_change_that_touches_no_point_leaves_their_ids(tmp_path, patch):
    assert ids(tmp_path, changed(patch, BASE)) == ids(tmp_path)


@pytest.mark.parametrize("patch", TOUCHED.values(), ids=TOUCHED)
def test_a_change_that_touches_the_points_changes_their_ids(tmp_path, patch):
    assert not set(ids(tmp_path, changed(patch, BASE))) & set(ids(tmp_path))


def test_a_change_touches_the_points_that_do_not_replace_it(tmp_path):
    vary = f"{{{RATE}: {{values: [10 %]}}, assets.plant.permit: {{values: [6 months, 1]}}}}"
    before = ids(tmp_path, vary=vary)
    after = ids(tmp_path, changed("{assets: {plant: {permit: 8 months}}}", BASE), vary)
    assert before[0] == after[0], "this point sets 6 months itself, now as then"
    assert before[1] == after[1]
    rate_only = f"{{{RATE}: {{values: [10 %]}}}}"
    assert ids(tmp_path, vary=rate_only) == [before[0]], "the same scenario, whoever writes the 6 months"


def test_a_region_that_stops_to_follow_is_another_scenario(tmp_path):
    """Its number is the same now, but not where a point moves the country's."""
    vary = "{assets.plant.permit: {values: [1]}}"
    apart = changed("{assets: {plant: {by_region: {east: {permit: 6 months}}}}}", BASE)
    assert ids(tmp_path, apart, vary) != ids(tmp_path, vary=vary)


def test_the_order_of_the_factors_does_not_matter_to_ids(tmp_path):
    one = f"{{{RATE}: {{values: [10 %]}}, assets.plant.permit: {{values: [1]}}}}"
    other = f"{{assets.plant.permit: {{values: [12 months]}}, {RATE}: {{values: [0.1]}}}}"
    assert ids(tmp_path, vary=one) == ids(tmp_path, vary=other)


def test_a_design_is_the_same_each_time(tmp_path):
    for design in ("latin_hypercube", "monte_carlo", "sobol", "morris"):
        study = a_study(tmp_path, "{'**': {range: sourced}}", design, "{points: 40, seed: 7}")
        assert designed(study) == designed(study)
        assert designed(study).points != designed(replace(study, seed=8)).points


# --- designs ----------------------------------------------------------------------------------------------------------

TWO = f"{{{RATE}: {{from: 0 %, to: 40 %, steps: 5}}, permitting.factor: {{from: 0.5, to: 1.5, steps: 3}}}}"


def rows(made) -> np.ndarray:
    """Levels of all points, shape (points, factors)."""
    return np.array([list(point.levels.values()) for point in made.points], float)


def test_a_grid_has_all_combinations(tmp_path):
    made = a_design(tmp_path, TWO)
    expected = list(itertools.product([0.0, 0.1, 0.2, 0.3, 0.4], [0.5, 1.0, 1.5]))
    assert rows(made).tolist() == [list(row) for row in expected]
    assert [point.number for point in made.points] == list(range(15))


@given(full=st.lists(st.integers(1, 40), min_size=1, max_size=4), points=st.integers(16, 500))
def test_a_grid_is_thinned_evenly(full, points):
    counts = thinned_counts(full, points)
    assert math.prod(counts) <= points
    assert all(min(2, most) <= count <= most for count, most in zip(counts, full, strict=True))
    if math.prod(full) <= points:
        assert counts == full


def test_a_thinned_grid_keeps_the_ends_and_says_so(tmp_path):
    made = a_design(tmp_path, TWO, points=6)
    assert rows(made)[[0, -1]].tolist() == [[0.0, 0.5], [0.4, 1.5]]
    assert "thinned" in made.facts.notes[0]
    assert made.facts.points == len(made.points) == 6
    assert made.facts.factors[0].levels == (0.0, 0.4)


def test_a_thinned_grid_keeps_the_level_nearest_to_the_base(tmp_path):
    """So that what a move does counts from the base, as in the whole grid."""
    vary = f"{{{RATE}: {{from: 0 %, to: 48 %, steps: 25}}, permitting.factor: {{from: 0.25, to: 1.225, steps: 40}}}}"
    credit, permits = a_design(tmp_path, vary, points=60).facts.factors
    assert permits.central in permits.levels
    assert (permits.levels[0], permits.levels[-1], credit.levels[0]) == (0.25, 1.225, 0.0)
    assert list(permits.levels) == sorted(set(permits.levels))
    few = a_design(tmp_path, vary, points=6)
    assert few.facts.factors[1].levels == (0.25, 1.0, 1.225)
    off = a_design(tmp_path, "{permitting.factor: {values: [0.2, 0.3, 0.5, 0.9, 1.3, 1.5]}}", points=3)
    assert off.facts.factors[0].levels == (0.2, 0.9, 1.5)


def test_a_grid_of_ends_says_that_the_base_is_left_out(tmp_path):
    made = a_design(tmp_path, TWO, points=4)
    assert len(made.points) == 4
    assert (
        made.facts.notes[1] == "so few points leave only the two ends of permitting.factor, not the level of the base"
    )


def test_a_thinned_range_stands_on_levels_of_the_whole_one(tmp_path):
    """So its points are among those of the whole study, and are not done again."""
    vary = f"{{{RATE}: {{from: 0 %, to: 40 %, steps: 9}}}}"
    assert set(ids(tmp_path, vary=vary)) >= {point.id for point in a_design(tmp_path, vary, points=4).points}


def test_an_override_that_sets_what_a_factor_replaces_is_told(tmp_path):
    vary = "{d: {override: [none, fast]}, permitting.factor: {values: [0.5, 1]}}"
    note = "override fast sets permitting.factor, but its levels under 'vary' replace that at every point"
    assert a_design(tmp_path, vary).facts.notes == (note,)
    assert a_design(tmp_path, "{d: {override: [none, fast]}, permitting.factor: {multiply: [1, 2]}}").facts.notes == ()


def test_a_grid_too_large_for_its_points_is_refused(tmp_path):
    with pytest.raises(UsageError, match="a grid of 2 factors has 4 points or more, and 3 are asked for"):
        a_design(tmp_path, TWO, points=3)


def test_a_grid_too_large_for_the_memory_is_refused_at_once(tmp_path):
    span = "{from: 1, to: 2, steps: 2000}"
    with pytest.raises(UsageError, match="2000 x 2000 = 4,000,000 points is too large"):
        a_design(tmp_path, f"{{permitting.factor: {span}, funds.private.budget: {{multiply: {span}}}}}")


def test_one_at_a_time_moves_one_factor(tmp_path):
    made = a_design(tmp_path, TWO, "one_at_a_time")
    rest = rows(made)[0]
    assert rest.tolist() == [0.0, 1.0]
    assert all((row != rest).sum() == 1 for row in rows(made)[1:])
    assert len(made.points) == 1 + 4 + 2


def test_one_at_a_time_moves_groups_together(tmp_path):
    groups = "{groups: {costs: {factors: [assets.*.capex]}}}"
    made = a_design(
        tmp_path, "{assets.*.capex: {range: sourced}, permitting.factor: {values: [1, 2]}}", "one_at_a_time", groups
    )
    assert rows(made).tolist() == [[2e6, 14e6, 1], [1e6, 11e6, 1], [3e6, 15e6, 1], [2e6, 14e6, 2]]
    assert [factor.group for factor in made.facts.factors] == ["costs", "costs", ""]


def test_a_range_that_ends_at_the_base_can_be_in_a_group(tmp_path):
    base = changed("{assets: {plant: {capex: {low: 2}}}}", BASE)
    groups = "{groups: {costs: {factors: [assets.*.capex]}}}"
    made = a_design(tmp_path, "{assets.*.capex: {range: sourced}}", "one_at_a_time", groups, base=base)
    assert rows(made).tolist() == [[2e6, 14e6], [2e6, 11e6], [3e6, 15e6]]
    assert [factor.levels for factor in made.facts.factors] == [(2e6, 3e6), (11e6, 14e6, 15e6)]


def test_one_at_a_time_is_thinned_to_the_ends_and_then_to_fewer_factors(tmp_path):
    assert len(a_design(tmp_path, TWO, "one_at_a_time", points=6).points) <= 6
    few = a_design(tmp_path, "{'**': {range: sourced}}", "one_at_a_time", points=5)
    assert len(few.points) == 5
    assert few.facts.notes == ("only 2 of 6 factors move (5 points asked for)",)


def test_a_list_takes_the_levels_side_by_side(tmp_path):
    made = a_design(tmp_path, f"{{{RATE}: {{values: [0 %, 10 %, 35 %]}}, d: {{override: [none, duty, fast]}}}}", "list")
    assert [tuple(point.levels.values()) for point in made.points] == [(0.0, "none"), (0.1, "duty"), (0.35, "fast")]
    assert len(designed(a_study(tmp_path, f"{{{RATE}: {{values: [1, 2, 3, 4]}}}}", "list"), 2).points) == 2


def test_in_a_list_a_level_may_come_again(tmp_path):
    vary = (
        f"{{{RATE}: {{values: [0 %, 0 %, 35 %]}}, d: {{override: [none, duty, none]}}, "
        "funds.private.budget: {multiply: [1, 2, 2]}}"
    )
    made = a_design(tmp_path, vary, "list")
    assert [tuple(point.levels.values()) for point in made.points] == [
        (0.0, "none", 1.0),
        (0.0, "duty", 2.0),
        (0.35, "none", 2.0),
    ]
    assert [factor.levels for factor in made.facts.factors] == [(0.0, 0.35), ("none", "duty"), (1.0, 2.0)]


def shares(made) -> np.ndarray:
    """Where points stand between the low and high end of each factor, shape (points, factors)."""
    ends = np.array([(factor.low, factor.high) for factor in made.facts.factors])
    return (rows(made) - ends[:, 0]) / (ends[:, 1] - ends[:, 0])


def salibs(made) -> Mapping[str, Any]:
    """SALib's problem of a design."""
    assert made.facts.problem is not None
    return made.facts.problem


SAMPLED_VARY = "{'**': {range: sourced}}"


def problem(factors: int) -> dict[str, object]:
    return {"num_vars": factors, "names": [f"x{i}" for i in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def test_sobol_is_salibs(tmp_path):
    from SALib.sample import sobol

    made = a_design(tmp_path, SAMPLED_VARY, "sobol", "{points: 100, seed: 3}")
    assert len(made.points) == 8 * (6 + 2)
    assert shares(made) == pytest.approx(sobol.sample(problem(6), 8, calc_second_order=False, seed=3), abs=1e-9)
    pairs = a_design(tmp_path, SAMPLED_VARY, "sobol", "{points: 100, seed: 3, second_order: true}")
    assert shares(pairs) == pytest.approx(sobol.sample(problem(6), 4, calc_second_order=True, seed=3), abs=1e-9)
    assert salibs(pairs)["second_order"] is True
    assert pairs.facts.notes == ("Sobol: 4 base samples x 14 = 56 points (100 asked for)",)


def test_sobol_with_groups_is_salibs(tmp_path):
    from SALib.sample import sobol

    made = a_design(
        tmp_path, SAMPLED_VARY, "sobol", "{points: 100, seed: 3, groups: {costs: {factors: [assets.*.capex]}}}"
    )
    whole = {**problem(6), "groups": ["x0", "costs", "costs", "x3", "x4", "x5"]}
    assert shares(made) == pytest.approx(sobol.sample(whole, 8, calc_second_order=False, seed=3), abs=1e-9)
    assert salibs(made)["groups"][1:3] == ["costs", "costs"]


def test_morris_is_salibs(tmp_path):
    from SALib.sample import morris

    made = a_design(tmp_path, SAMPLED_VARY, "morris", "{points: 30, seed: 3, levels: 6}")
    assert shares(made) == pytest.approx(morris.sample(problem(6), 4, num_levels=6, seed=3), abs=1e-9)
    assert salibs(made)["num_levels"] == 6


def test_latin_hypercube_is_salibs(tmp_path):
    from SALib.sample import latin

    made = a_design(tmp_path, SAMPLED_VARY, "latin_hypercube", "{points: 30, seed: 3}")
    assert shares(made) == pytest.approx(latin.sample(problem(6), 30, seed=3), abs=1e-9)


@pytest.mark.parametrize("design", ["sobol", "morris", "latin_hypercube", "monte_carlo"])
def test_a_sampled_design_takes_few_points_as_well(tmp_path, design):
    made = a_design(tmp_path, SAMPLED_VARY + "", design, points=1)
    assert len(made.points) == {"sobol": 16, "morris": 14}.get(design, 1)


def test_listed_levels_of_a_sampled_design_are_alike_likely(tmp_path):
    made = a_design(
        tmp_path, "{d: {override: [none, duty]}, permitting.factor: {values: [1, 2, 3]}}", "latin_hypercube", points=300
    )
    for factor in made.facts.factors:
        counts = [sum(point.levels[factor.name] == level for point in made.points) for level in factor.levels]
        assert max(counts) - min(counts) <= 2
    assert salibs(made)["bounds"] == [[0.0, 1.0], [0.0, 2.0]]


@pytest.mark.parametrize(
    ("design", "package"),
    [("sobol", "SALib"), ("morris", "SALib"), ("latin_hypercube", "SALib"), ("monte_carlo", "scipy")],
)
def test_a_package_that_is_missing_is_named(tmp_path, monkeypatch, design, package):
    more = "{groups: {g: {factors: [assets.*], correlation: 0.5}}}" if design == "monte_carlo" else "{}"
    study = a_study(tmp_path, "{assets.*.capex: {range: sourced}}", design, more)
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        UsageError, match=f"needs {package}, which is not installed: pip install 'optimizer\\[sweep\\]'"
    ):
        designed(study)


# --- what is to be told -----------------------------------------------------------------------------------------------


def test_a_sourced_end_that_breaks_a_rule_is_a_note_and_a_point(tmp_path):
    """Nobody wrote that end into the study: the point stays, and is told as invalid when its turn comes."""
    base = changed("{assets: {data_center: {max_capacity: {value: 1000, low: 10, high: 2000}}}}", BASE)
    made = a_design(tmp_path, "{'**': {range: sourced}}", "one_at_a_time", base=base)
    (note,) = made.facts.notes
    assert note.startswith("assets.data_center.max_capacity at its low end: ")
    assert ("assets", "data_center", "max_capacity") in {path for point in made.points for path in point.values}


def test_a_future_that_scales_a_number_is_told(tmp_path):
    made = a_design(tmp_path, "{'demands.ai.tiers[0].quantity': {values: [100, 150]}}")
    assert made.facts.notes == (
        "demands.ai.tiers[0].quantity: each level is read from the files, as a future or a region scales it",
    )


def test_a_wildcard_that_adds_a_number_is_told(tmp_path):
    made = a_design(tmp_path, "{assets.*.life: {values: [15, 20]}}")
    assert made.facts.notes == ("assets.*.life also puts a number where the base gives none: assets.plant.life",)


def test_a_factor_that_the_base_does_not_place_rests_at_its_first_level(tmp_path):
    made = a_design(tmp_path, "{assets.plant.max_capacity: {values: [1 GW, 2 GW]}}", "one_at_a_time")
    assert [point.levels for point in made.points] == [
        {"assets.plant.max_capacity": 1000.0},
        {"assets.plant.max_capacity": 2000.0},
    ]
    assert made.facts.notes == (
        "assets.plant.max_capacity is not one number in the base; it rests at its first level, 1000.0",
    )


def test_what_is_recorded_by_default_is_what_the_base_has(tmp_path):
    other = BASE.replace("compute", "widgets")
    assert a_design(tmp_path, TWO).facts.record == ("npv", "compute_total", "public_cost")
    assert a_design(tmp_path, TWO, base=other).facts.record == ("npv", "public_cost")


# --- distributions and correlation ------------------------------------------------------------------------------------


@pytest.mark.parametrize("distribution", ["uniform", "triangular", "normal", "lognormal", "pert"])
def test_distributions_keep_to_their_ends_and_rise(distribution):
    levels = Spread(2.0, 10.0, distribution, 3.0 if distribution != "uniform" else None).at(np.linspace(0.0, 1.0, 101))
    assert levels[0] == pytest.approx(2.0)
    assert levels[-1] == pytest.approx(10.0)
    assert all(a < b for a, b in itertools.pairwise(levels))


def test_distributions_are_scipys():
    from scipy import stats

    at = np.linspace(0.01, 0.99, 50)
    triangular = stats.triang(c=0.25, loc=2.0, scale=8.0).ppf(at)
    assert Spread(2.0, 10.0, "triangular", 4.0).at(at) == pytest.approx(triangular, rel=1e-9)
    pert = 2.0 + 8.0 * stats.beta(2.0, 4.0).ppf(at)
    assert Spread(2.0, 10.0, "pert", 4.0).at(at) == pytest.approx(pert, rel=1e-9)
    normal = stats.truncnorm(-2.0, 2.0, loc=6.0, scale=2.0).ppf(at)
    assert Spread(2.0, 10.0, "normal").at(at) == pytest.approx(normal, rel=1e-9)
    logs = stats.truncnorm(-2.0, 2.0, loc=np.log(20) / 2, scale=np.log(5) / 4).ppf(at)
    assert Spread(2.0, 10.0, "lognormal").at(at) == pytest.approx(np.exp(logs), rel=1e-9)


def test_monte_carlo_is_triangular_about_the_base(tmp_path):
    made = a_design(tmp_path, "{assets.data_center.capex: {range: sourced}}", "monte_carlo", "{points: 4000}")
    drawn = rows(made)[:, 0]
    assert drawn.mean() == pytest.approx((11e6 + 14e6 + 15e6) / 3, rel=0.005)


def test_the_mode_is_where_most_points_are(tmp_path):
    vary = "{permitting.factor: {from: 50 %, to: 150 %, distribution: triangular, mode: 140 %}}"
    drawn = rows(a_design(tmp_path, vary, "monte_carlo", "{points: 4000}"))[:, 0]
    assert drawn.mean() == pytest.approx((0.5 + 1.4 + 1.5) / 3, rel=0.01)
    vary = "{assets.data_center.capex: {range: sourced, distribution: pert, mode: 11.5 M USD/MW}}"
    drawn = rows(a_design(tmp_path, vary, "monte_carlo", "{points: 4000}"))[:, 0]
    assert drawn.mean() == pytest.approx((11e6 + 4 * 11.5e6 + 15e6) / 6, rel=0.01)


@pytest.mark.parametrize("correlation", [0.9, 0.5, 0.0, -0.3])
@pytest.mark.parametrize("design", ["latin_hypercube", "monte_carlo"])
def test_a_group_has_its_rank_correlation(tmp_path, design, correlation):
    from scipy.stats import spearmanr

    more = f"{{points: 3000, groups: {{g: {{factors: [assets.*], correlation: {correlation}}}}}}}"
    made = a_design(
        tmp_path,
        "{assets.*.capex: {range: sourced}, assets.data_center.hurdle_rate: {range: sourced},"
        " permitting.factor: {from: 0.5, to: 1}}",
        design,
        more,
    )
    reached = spearmanr(rows(made)).statistic
    within = reached[:3, :3][np.triu_indices(3, 1)]
    assert within == pytest.approx(correlation, abs=0.04 if design == "latin_hypercube" else 0.06)
    assert reached[3, :3] == pytest.approx(0.0, abs=0.07), "what is in no group is independent"


def test_a_correlated_latin_hypercube_keeps_its_slices(tmp_path):
    more = "{points: 50, groups: {g: {factors: [assets.*], correlation: 80 %}}}"
    made = a_design(tmp_path, "{assets.*.capex: {range: sourced}}", "latin_hypercube", more)
    for column in shares(made).T:
        assert sorted(np.floor(column * 50 + 1e-6).astype(int)) == list(range(50))


# --- slopes -----------------------------------------------------------------------------------------------------------


def test_a_slope_is_taken_by_every_number_of_a_path_over_time(tmp_path):
    vary = "{assets.data_center.max_starts: {multiply: [0.9, 1.1]}, policy: {override: [none, duty]}}"
    (slope,) = slopes(a_design(tmp_path, vary)).values()
    path = ("assets", "data_center", "max_starts")
    assert slope.effect.targets == ((*path, "2026"), (*path, "2030"))
    assert slope.size == 1.1


@pytest.mark.parametrize(
    "vary",
    [
        "{permitting.factor: {values: [1, 0.5]}, assets.plant.capex: {multiply: [0.9, 1.1]}}",
        "{'demands.ai.tiers[0].quantity': {multiply: [0.9, 1.1]}}",
        "{tariffs: {override: [none, duty]}}",
    ],
    ids=["two factors of numbers", "levels that are written into the file", "no number"],
)
def test_there_is_no_slope_of(vary, tmp_path):
    assert slopes(a_design(tmp_path, vary)) == {}


# --- shipped studies --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(STUDIES.glob("*.yaml")), ids=lambda file: file.stem)
def test_shipped_studies_have_a_design_and_a_small_one(file):
    study = load_study(file)
    whole, small = designed(study), designed(study, 6)
    assert len(small.points) <= 24 < len(whole.points)
    assert len({point.variant for point in whole.points}) == 1, "a variant a level would be slow"
    assert f"| `{file.stem}` | {study.description} | {len(whole.points):,} |\n" in PAGE
    assert not [note for note in whole.facts.notes if "end" in note]


def test_points_are_cheap(tmp_path):
    """Thousands of points in a few seconds, loading included: about 0.1 ms each."""
    from time import process_time

    study = a_study(tmp_path, TWO.replace("steps: 5", "steps: 100").replace("steps: 3", "steps: 100"))
    began = process_time()
    assert len(designed(study).points) == 10_000
    assert process_time() - began < 10.0
