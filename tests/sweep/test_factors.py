"""What a factor does: each point is the scenario that the loader would make, each number is in one factor."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.errors import ScenarioError
from optimizer.scenario.edit import value_at
from optimizer.scenario.load import load, loads
from optimizer.scenario.tree import key_path
from optimizer.scenario.walk import numbers
from optimizer.study.sweep.design.designed import designed
from optimizer.study.sweep.design.same import same

from ..scenario.small import changed
from .designs import BASE, a_design, a_study, scenario_of

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
