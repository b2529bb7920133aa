"""Which points a grid, one at a time and a list take."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.errors import UsageError
from optimizer.study.sweep.design.designed import designed
from optimizer.study.sweep.design.plans.grid import thinned_counts

from ..scenario.small import changed
from .designs import BASE, RATE, TWO, a_design, a_study, ids, rows


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
