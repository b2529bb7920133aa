"""What is doubtful about a study is told once a factor, as `run --set` and `run --with` tell it of one scenario."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer.cli.application import main
from optimizer.model import SolverOptions
from optimizer.scenario.load import load
from optimizer.study.sweep.design.designed import designed
from optimizer.study.sweep.prepared import prepare
from optimizer.study.sweep.single import scenario_of

from ..scenario.small import changed
from .designs import BASE, RATE, a_design, a_study

PERMITS = "assets.plant.permit: {values: [6 months, 12 months]}"
"""The west has a permit of its own for the plant."""
OWN = "'assets.plant.permit' is changed, but not in west, which has a value of its own."
WEST = """
assets:
  plant:
    life: {value: 30, unit: yr, low: 20, high: 40, source: assumption, note: n}
    by_region: {west: {capex: 3 M USD/MW, life: 25 yr}}
"""
"""The west has numbers of its own for two that have ranges."""


PLANT = "{capacity: MW, fund: private, existing: 1 MW, modes: {run: {outputs: {power: 1}}}}"


def told(folder: Path, vary: str, design: str = "grid", more: str = "", base: str = BASE) -> list[str]:
    """What is told of a study, with its place as line:column."""
    found = a_design(folder, vary, design, more, base=base).warnings
    return [str(one).replace(f"{folder / 'study.yaml'}:", "") for one in found]


# --- what does not reach some regions ---------------------------------------------------------------------------------


def test_a_factor_is_told_once_where_a_region_has_a_value_of_its_own(tmp_path):
    assert told(tmp_path, f"{{{PERMITS}}}") == [
        f"3:3: vary.assets.plant.permit: {OWN} assets.plant.by_region.*.permit would change it there."
    ]


def test_it_is_told_in_the_words_of_a_run(tmp_path):
    found = a_design(tmp_path, f"{{{PERMITS}}}").warnings
    run = load(tmp_path / "base.yaml", sets=["assets.plant.permit=12 months"]).warnings
    assert [(one.message, one.hint) for one in found] == [(one.message, one.hint) for one in run]


ENTRIES = {
    "a range": "assets.plant.permit: {from: 6 months, to: 12 months, steps: 3}",
    "multiples": "assets.plant.permit: {multiply: [1, 2]}",
    "sums": "assets.plant.permit: {add: [0 months, 6 months]}",
    "a wildcard": "assets.*.permit: {multiply: [1, 2]}",
    "a level that takes a number away": "assets.plant.permit: {values: [6 months, null]}",
}


@pytest.mark.parametrize("form", ENTRIES)
def test_however_levels_are_written(tmp_path, form):
    (one,) = told(tmp_path, f"{{{ENTRIES[form]}}}")
    assert OWN in one


@pytest.mark.parametrize(
    "entry",
    [
        "assets.data_center.permit: {multiply: [1, 2]}",
        "assets.plant.by_region.west.permit: {multiply: [1, 2]}",
        "assets.plant.capex: {range: sourced}",
        "duties: {override: [none, duty]}",
    ],
)
def test_nothing_is_told_of_what_reaches_all(tmp_path, entry):
    assert told(tmp_path, f"{{{entry}}}", "one_at_a_time") == []


def test_sourced_ranges_of_a_wildcard_are_told_together(tmp_path):
    (one,) = told(tmp_path, "{'**': {range: sourced}}", "one_at_a_time", base=changed(WEST, BASE))
    assert one == (
        "3:3: vary.**: 2 places are changed, but not where west has values of its own: assets.plant.capex, "
        "assets.plant.life. assets.plant.by_region.*.capex would change the first there."
    )


def test_a_region_with_a_number_of_its_own_does_not_take_a_part_of_a_path_over_time(tmp_path):
    base = changed("{assets: {data_center: {by_region: {west: {existing: 20 MW}}}}}", BASE)
    (one,) = told(tmp_path, "{assets.data_center.existing.2028: {values: [60, 70]}}", base=base)
    assert "'assets.data_center.existing.2028' is changed, but not in west, which has a value of its own." in one


def test_a_region_that_says_more_of_a_number_follows_it(tmp_path):
    base = changed("{assets: {plant: {by_region: {west: {capex: {low: 1, high: 4}}}}}}", BASE)
    assert told(tmp_path, "{assets.plant.capex: {multiply: [1, 2]}}", base=base) == []


def test_what_moves_nothing_in_any_region_is_told_so(tmp_path):
    base = changed("{assets: {plant: {by_region: {east: {permit: 8 months}}}}}", BASE)
    (one,) = told(tmp_path, f"{{{PERMITS}}}", base=base)
    assert one == (
        "3:3: vary.assets.plant.permit: 'assets.plant.permit' moves nothing: every region has a value of its own. "
        "Vary assets.plant.by_region.*.permit instead."
    )


def test_an_override_that_does_not_reach_a_region_is_told(tmp_path):
    base = changed("{overrides: {slow: {set: {assets.plant.permit: 9 yr}}}}", BASE)
    (one,) = told(tmp_path, "{permits: {override: [none, slow, [slow, duty]]}}", base=base)
    assert one.startswith("4:5: vary.permits.override: at slow: overrides.slow: 'assets.plant.permit' is changed, but")


def test_an_override_that_changes_nothing_is_told(tmp_path):
    base = changed("{overrides: {same: {set: {permitting.factor: 1}}}, permitting: {factor: 1}}", BASE)
    (one,) = told(tmp_path, "{x: {override: [none, same]}}", base=base)
    assert "at same: overrides.same: the override changes nothing: all that it sets is so already." in one


def test_what_the_base_tells_is_not_told_again(tmp_path):
    base = changed("{overrides: {slow: {set: {assets.plant.permit: 9 yr}}}, with: slow}", BASE)
    assert told(tmp_path, "{permitting.factor: {values: [1, 2]}}", base=base) == []


# --- doubtful levels --------------------------------------------------------------------------------------------------

DOUBTS = {
    "a rate without its sign": (
        "assets.data_center.hurdle_rate: {values: [8 %, 8]}",
        "3:3: vary.assets.data_center.hurdle_rate: at 8: hurdle_rate 8 means 800 %. Did you mean 8 %?",
    ),
    "the end of a range": ("permitting.factor: {from: 1, to: 12}", "at 12: factor 12 means 1200 %. Did you mean 12 %?"),
    "the low end": (
        "assets.data_center.life: {from: 0.5, to: 20}",
        "at 0.5: life is 6 months. Did you mean 6 yr?",
    ),
    "multiples": (
        "assets.data_center.permit: {multiply: [1, 24]}",
        "vary.assets.data_center.permit.multiply: at 24: permit is 24 yr. Did you mean 24 months (2 yr)?",
    ),
    "a number that is not there": (
        "credits.halls.rates.plant: {values: [0, 30]}",
        "at 30: plant 30 means 3000 %. Did you mean 30 %?",
    ),
    "a block": ("assets.data_center: {values: [{permit: 1}, {permit: 24}]}", "permit is 24 yr. Did you mean 24 months"),
    "an override": (
        "x: {override: [none, odd]}",
        "at odd: assets.data_center.hurdle_rate: hurdle_rate 8 means 800 %. Did you mean 8 %?",
    ),
    "a date outside": (
        "disruptions.strike.from: {values: [2027-01, 2045-01]}",
        "at 2045-01: disruptions.strike: ",
    ),
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_doubtful_levels_are_told(tmp_path, doubt):
    entry, message = DOUBTS[doubt]
    odd = "{odd: {set: {assets.data_center.hurdle_rate: 8}}}"
    base = changed(f"{{overrides: {odd}, disruptions: {{strike: {{to: 2050}}}}}}", BASE)
    (one,) = told(tmp_path, f"{{{entry}}}", "one_at_a_time", base=base)
    assert message in one


def test_every_level_is_looked_at_and_told_once(tmp_path):
    (one,) = told(tmp_path, f"{{{RATE}: {{values: [0, 10, 35, 40]}}}}")
    assert one == (f"3:3: vary.{RATE}: at 10: data_center 10 means 1000 %; likewise at 35, 40. Did you mean 10 %?")


BARE = {
    "months": (
        "assets.data_center.permit: {values: [12, 24]}",
        "at 12 and 24: without a unit that is 12 yr and 24 yr; the base has 12 months. Did you mean 12 months?",
    ),
    "millions": (
        "assets.plant.capex: {from: 1, to: 3 M USD/MW, steps: 2}",
        "at 1: without a unit that is 1 USD/MW; the base has 2 M USD/MW. Did you mean 1 M USD/MW?",
    ),
    "thousands": (
        "assets.plant.modes.run.cost: {values: [50, 100, 100000]}",
        "at 50 and 100: without a unit that is 50 USD/MW/yr and 100 USD/MW/yr; the base has 0.1 M USD/MW/yr. "
        "Did you mean 50 k USD/MW/yr?",
    ),
    "no unit fits": (
        "assets.data_center.existing: {values: [0.01, 60]}",
        "at 0.01: without a unit that is 0.01 MW; the base has 50 to 90 MW. If it is meant, write 0.01 MW.",
    ),
    "a hundred times off a sourced range": (
        "assets.data_center.max_starts: {values: [100, 40000]}",
        "at 40000: without a unit that is 40000 MW/yr; the base has 100 to 200 MW/yr.",
    ),
}


@pytest.mark.parametrize("what", BARE)
def test_a_level_without_a_unit_far_from_the_base_is_told(tmp_path, what):
    entry, message = BARE[what]
    (one,) = told(tmp_path, f"{{{entry}}}")
    assert message in one


@pytest.mark.parametrize(
    "entry",
    [
        "assets.data_center.permit: {values: [0.5, 1, 2]}",
        "assets.data_center.permit: {values: [1 yr, 12 yr]}",
        "assets.data_center.existing: {values: [0, 60, 2000]}",
        "assets.plant.capex: {values: [3 USD/MW, 4 USD/MW]}",
    ],
)
def test_a_level_of_the_bases_size_or_with_its_unit_is_not(tmp_path, entry):
    assert not [one for one in told(tmp_path, f"{{{entry}}}") if "without a unit" in one]


LAST_DAYS = {
    "{from: 2027, to: 2033, steps: 8}": (
        "2027 is 2026-12-31, 2033 is 2032-12-31. Write 2033-12-31 for the end of 2033."
    ),
    "{values: [2026-12-31, 2028]}": "2028 is 2027-12-31. Write 2028-12-31 for the end of 2028.",
    "{values: [2027Q1, 2027-05]}": (
        "2027Q1 is 2026-12-31, 2027-05 is 2027-04-30. Write 2027-05-31 for the end of 2027-05."
    ),
    "{values: [2026-12-31, 2027Q4]}": "2027Q4 is 2027-09-30. Write 2027-12-31 for the end of 2027Q4.",
}


@pytest.mark.parametrize("levels", LAST_DAYS)
def test_a_year_as_a_last_day_is_told(tmp_path, levels):
    (one,) = told(tmp_path, f"{{'credits.halls.construction_begins[1]': {levels}}}")
    assert one.endswith(f"as a last day, a year or month is the day before it begins: {LAST_DAYS[levels]}")


@pytest.mark.parametrize(
    "entry", ["[1]': {from: 2026-12-31, to: 2028-06-30, steps: 3}", "[0]': {values: [2026, 2027]}"]
)
def test_a_day_or_a_first_day_needs_no_more(tmp_path, entry):
    assert told(tmp_path, f"{{'credits.halls.construction_begins{entry}}}") == []


def test_of_many_doubts_the_first_are_told(tmp_path):
    patch = "{assets: {" + ", ".join(f"plant{i}: {{permit: 2}}" for i in range(4)) + "}}"
    plants = changed(patch, changed("{assets: {" + ", ".join(f"plant{i}: {PLANT}" for i in range(4)) + "}}", BASE))
    found = told(tmp_path, "{assets.*.permit: {multiply: [1, 20]}}", base=plants)
    assert ["Did you mean" in one for one in found] == [False, True, True, True, False]
    assert "vary.assets.*.permit.multiply: 2 more numbers are doubtful at its levels." in found[-1]


def test_a_doubt_of_the_base_is_not_told_of_its_levels_again(tmp_path):
    base = changed("{assets: {data_center: {permit: 24}}}", BASE)
    assert told(tmp_path, "{assets.data_center.permit: {multiply: [0.9, 1.1]}}", base=base) == []


def test_the_ends_of_a_sourced_range_are_the_bases(tmp_path):
    base = changed("{assets: {data_center: {permit: {value: 12, unit: yr, low: 1, high: 20}}}}", BASE)
    assert told(tmp_path, "{assets.data_center.permit: {range: sourced}}", base=base) == []


# --- where it is told -------------------------------------------------------------------------------------------------


def test_it_is_kept_with_the_answers(tmp_path):
    notes = a_design(tmp_path, f"{{{PERMITS}, permitting.factor: {{values: [1, 8]}}}}").facts.notes
    assert notes == (OWN.rstrip("."), "permitting.factor: at 8: factor 8 means 800 %")


def test_a_point_tells_what_its_changes_do_not_reach(tmp_path):
    study = a_study(
        tmp_path, f"{{{PERMITS}, duties: {{override: [none, duty]}}}}", more="{set: {permitting.factor: 1}}"
    )
    of_each = [[one.message for one in scenario_of(study, point).warnings] for point in designed(study).points]
    assert of_each == [[], [], [OWN], [OWN]]


def test_a_point_tells_what_is_doubtful_of_its_own_numbers_only(tmp_path):
    """Not of those that it replaces."""
    rate = "assets.data_center.hurdle_rate"
    study = a_study(tmp_path, f"{{{rate}: {{values: [8 %, 8]}}}}", more=f"{{set: {{{rate}: 9}}}}")
    of_each = [[one.message for one in scenario_of(study, point).warnings] for point in designed(study).points]
    assert of_each == [[], ["hurdle_rate 8 means 800 %."]]


def test_a_change_at_all_points_is_told_at_its_place_in_the_study(tmp_path):
    study = a_study(tmp_path, "{permitting.factor: {values: [1, 2]}}", more="{set: {assets.plant.permit: 9 months}}")
    (one,) = prepare(study.file, None, tmp_path / "out", SolverOptions()).warnings
    assert str(one).startswith(f"{study.file}:9:24: assets.plant.permit: {OWN}")


@pytest.mark.parametrize("more", [["--dry-run"], []])
def test_the_command_line_tells_it(tmp_path, capfd, more):
    study = a_study(tmp_path, f"{{{PERMITS}}}", more="{record: [npv]}").file
    command = ["sweep", str(study), "--out", str(tmp_path / "out"), "--workers", "1", *more]
    assert main([*command, "--json"]) == 0
    captured = capfd.readouterr()
    assert captured.err.count(OWN) == 1
    (one,) = json.loads(captured.out)["warnings"]
    assert one.startswith(f"{study}:3:3: vary.assets.plant.permit: {OWN}")
