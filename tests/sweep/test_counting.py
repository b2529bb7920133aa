"""What the points of a design come from, as a dry run tells it."""

from __future__ import annotations

import pytest

from .designs import TWO, a_design

SOURCED = "{'**': {range: sourced}}"
COSTS = "groups: {costs: {factors: [assets.*.capex]}}"
COUNTED = {
    "a grid": ("grid", TWO, "", "every combination of the levels: 5 x 3 = 15 points"),
    "a thinned grid": ("grid", TWO, "points: 6", "the grid of 5 x 3 is thinned to 2 x 3 = 6 points (6 asked for)"),
    "one factor": ("grid", "{permitting.factor: {values: [1, 2, 3]}}", "", "each of the 3 levels"),
    "one at a time": ("one_at_a_time", SOURCED, "", "the base, and 12 points at which a factor is moved alone"),
    "groups": (
        "one_at_a_time",
        SOURCED,
        COSTS,
        "the base, and 10 points at which a factor or group is moved alone",
    ),
    "a list": ("list", "{permitting.factor: {values: [1, 2, 3]}}", "", "3 points, as they are listed"),
    "whole rounds": ("sobol", SOURCED, "points: 64", "8 rounds of 8 points (6 factors + 2) = 64 points"),
    "fewer than asked for": (
        "sobol",
        SOURCED,
        "points: 100",
        "8 rounds of 8 points (6 factors + 2) = 64 points; 100 were asked for, but whole rounds are taken, their "
        "number a power of 2",
    ),
    "pairs": (
        "sobol",
        SOURCED,
        "{points: 56, second_order: true}",
        "4 rounds of 14 points (2 x 6 factors + 2) = 56 points",
    ),
    "more than asked for": (
        "morris",
        SOURCED,
        "points: 10",
        "2 rounds of 7 points (6 factors + 1) = 14 points; 10 were asked for, but 2 rounds are the least",
    ),
    "rounds of groups": (
        "morris",
        SOURCED,
        f"{{points: 60, {COSTS}}}",
        "10 rounds of 6 points (5 factors and groups + 1) = 60 points",
    ),
    "a sample": ("monte_carlo", TWO.replace(", steps: 5", "").replace(", steps: 3", ""), "points: 20", "20 points"),
    "a sample of the usual size": (
        "monte_carlo",
        TWO.replace(", steps: 5", "").replace(", steps: 3", ""),
        "",
        "512 points, since neither `points` nor --points says how many",
    ),
}


@pytest.mark.parametrize("design", COUNTED)
def test_the_points_are_explained(tmp_path, design):
    name, vary, more, told = COUNTED[design]
    assert a_design(tmp_path, vary, name, more).made_of == told
