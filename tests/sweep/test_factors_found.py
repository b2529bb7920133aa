"""Factors that a study finds or names by themselves: sourced ranges, wildcards, overrides; what they are called."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from optimizer.errors import ScenarioError
from optimizer.results.sweep.points import Variant
from optimizer.scenario.edit import value_at
from optimizer.scenario.load import load
from optimizer.scenario.places import variants
from optimizer.scenario.walk import numbers
from optimizer.study.sweep.design.same import same
from optimizer.study.sweep.design.words import words

from ..scenario.small import changed
from .designs import RATE, a_design, complaints, scenario_of

STUDIES = Path(__file__).parents[2] / "scenarios" / "studies"


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


def test_two_factors_do_not_have_one_name(tmp_path):
    """An override may be called like a number that a wildcard finds: one of their columns would be lost."""
    vary = "{assets.plant.capex: {override: [none, duty]}, assets.*.capex: {range: sourced}}"
    told = complaints(tmp_path, f"base: base.yaml\nvary: {vary}\ndesign: one_at_a_time\n")
    assert len(told) == 1
    assert "two factors are called assets.plant.capex; give the one of overrides another name" in told[0]


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
