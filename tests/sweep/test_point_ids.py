"""Ids of points: the same for the same content, however it came about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optimizer.study.sweep.design.designed import designed

from ..scenario.small import changed
from .designs import BASE, RATE, a_study, ids

IDS = ["e74b84bf816d8dc8", "7ae6a5ccf0e8dd30"]


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
