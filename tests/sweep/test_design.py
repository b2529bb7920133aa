"""What a design tells of itself, the slopes that it takes, and the designs of the shipped studies."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.scenario.studies.load import load_study
from optimizer.study.sweep.design.designed import designed
from optimizer.study.sweep.prepared import slopes

from ..scenario.small import changed
from .designs import BASE, TWO, a_design, a_study

STUDIES = Path(__file__).parents[2] / "scenarios" / "studies"
PAGE = (STUDIES.parents[1] / "docs" / "sweep.md").read_text(encoding="utf-8")


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
