"""What cannot be multiplied or added to, and levels without a unit, are refused with what was found."""

from __future__ import annotations

import pytest

from ..scenario.small import changed
from .designs import BASE, complaints

NO_NUMBERS = {
    "a date multiplied": (
        "credits.halls.construction_begins[1]: {multiply: [1, 2]}",
        "credits.halls.construction_begins[1] is a date, which cannot be multiplied. Write its levels: values: [2027",
    ),
    "dates added to": (
        "disruptions.*.from: {add: [0, 1]}",
        "disruptions.strike.from is a date, which cannot be added to.",
    ),
    "dates below": (
        "credits.halls.*: {multiply: [1, 2]}",
        "what is found here cannot all be multiplied; no numbers are credits.halls.rates, "
        "credits.halls.construction_begins. Write paths that lead to numbers alone, one entry for each.",
    ),
    "the end of a range": (
        "assets.plant.capex.low: {values: [1, 2]}",
        "no number that the plan rests on stands here. `low` and `high` of a number say where it may lie",
    ),
    "all that is two levels down": ("'*.*.*': {multiply: [1, 2]}", "what is found here cannot all be multiplied"),
}


@pytest.mark.parametrize("what", NO_NUMBERS)
def test_what_cannot_be_multiplied_or_added_to_is_named(tmp_path, what):
    entry, message = NO_NUMBERS[what]
    base = changed("{credits: {halls: {paid_after: 6 months}}}", BASE)
    (one,) = complaints(tmp_path, f"base: base.yaml\nvary:\n  {entry}\ndesign: grid\n", base)
    assert one.startswith("3:3: vary.")
    assert message in one


KINDS = changed(
    """
    assets:
      plant: {capex: 2000000 USD/MW}
      data_center: {capex: 14000000 USD/MW}
      smelter: {capacity: t/yr, capex: 9000 USD/(t/yr), fund: private, modes: {run: {outputs: {copper: 1}}}}
    """,
    BASE,
)


@pytest.mark.parametrize("levels", ["add: [0, 1]", "add: {from: 0, to: 1, steps: 2}", "values: [0, 1]"])
def test_a_level_without_a_unit_cannot_be_several_things(tmp_path, levels):
    """They are of one size, 1 USD, yet of different kinds: dollars a megawatt and dollars a tonne a year."""
    (one,) = complaints(tmp_path, f"base: base.yaml\nvary:\n  assets.*.capex: {{{levels}}}\ndesign: grid\n", KINDS)
    assert "without a unit 1 is 1 USD/MW at assets.plant.capex, 1 USD" in one
    assert "at assets.smelter.capex" in one
    assert one.endswith("Write one entry for each kind of number, with its unit, or `multiply`.")


@pytest.mark.parametrize("levels", ["add: [0, 1 M USD/MW]", "values: [1 M USD/MW, 2 M USD/MW]"])
def test_a_level_with_a_unit_cannot_be_several_things_either(tmp_path, levels):
    (one,) = complaints(tmp_path, f"base: base.yaml\nvary:\n  assets.*.capex: {{{levels}}}\ndesign: grid\n", KINDS)
    action = levels.partition(":")[0]
    assert one == (
        "3:3: vary.assets.*.capex: numbers in several units are found here, which no one level fits: USD/MW at "
        "assets.plant.capex, USD*yr/t at assets.smelter.capex. Write a line for each of them, as assets.plant.capex: "
        f"{{{action}: [...]}}, or `multiply`."
    )


def test_a_wrong_level_is_not_given_twice(tmp_path):
    study = "base: base.yaml\nvary:\n  assets.plant.capex: {add: [0, 1 yr, 2 yr]}\ndesign: grid\n"
    found = complaints(tmp_path, study)
    assert [one.partition(":")[0] for one in found] == ["3", "3"]
    assert all("a number in USD/MW is wanted" in one for one in found)


@pytest.mark.parametrize("levels", ["multiply: [1, 2]", "values: [0]", "add: [0]"])
def test_what_is_the_same_in_any_unit_needs_none(tmp_path, levels):
    study = f"base: base.yaml\nvary:\n  assets.*.capex: {{{levels}}}\ndesign: grid\n"
    assert complaints(tmp_path, study, KINDS) == []
