"""Units, names, order, equal futures and equal halves change no plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.model import solve
from optimizer.results.solution import Solution
from optimizer.scenario.load import loads
from tests.strategies import START, loaded, raw_scenarios, with_objective
from tests.transformations import (
    in_other_money,
    in_other_unit,
    in_two_halves,
    renamed,
    reversed_order,
    with_equal_futures,
)

OBJECTIVES = st.sampled_from(["npv", "compute"])
CLOSE = 1e-6


def assert_same_plan(one: Solution, other: Solution, unit: float = 1.0, compute_unit: float = 1.0) -> None:
    """Same optimum, up to its unit, and same compute, which ties between plans are settled by."""
    assert other.objective == pytest.approx(one.objective * unit, rel=CLOSE, abs=CLOSE * unit)
    served, served_too = (solution.metrics["compute_total"].value for solution in (one, other))
    assert served_too == pytest.approx(served * compute_unit, rel=1e-4, abs=1e-4 * compute_unit)


@given(raw=raw_scenarios(), goal=OBJECTIVES)
def test_a_thousandth_of_the_money_unit_changes_no_decision(raw, goal):
    raw = with_objective(raw, maximize=goal)
    assert_same_plan(solve(loaded(raw)), solve(loaded(in_other_money(raw, 1000.0))), 1000.0 if goal == "npv" else 1.0)


@given(raw=raw_scenarios(), goal=OBJECTIVES, commodity=st.sampled_from(["compute", "power", "chip", "metal"]))
def test_a_thousandth_of_a_commodity_unit_changes_no_decision(raw, goal, commodity):
    raw = with_objective(raw, maximize=goal)
    factor = 1000.0 if commodity == "compute" else 1.0
    other = solve(loaded(in_other_unit(raw, commodity, 1000.0)))
    assert_same_plan(solve(loaded(raw)), other, factor if goal == "compute" else 1.0, factor)


@given(raw=raw_scenarios(), goal=OBJECTIVES)
def test_other_names_change_nothing(raw, goal):
    raw = with_objective(raw, maximize=goal)
    other = loads(renamed(raw, lambda name: f"{name[::-1]}_2")).scenario
    assert_same_plan(solve(loaded(raw)), solve(other))


@given(raw=raw_scenarios(), goal=OBJECTIVES)
def test_another_order_changes_nothing(raw, goal):
    raw = with_objective(raw, maximize=goal)
    assert_same_plan(solve(loaded(raw)), solve(loaded(reversed_order(raw))))


@given(
    raw=raw_scenarios(without=("futures",)),
    goal=OBJECTIVES,
    shares=st.sampled_from([(1.0,), (0.5, 0.5), (0.2, 0.3, 0.5)]),
    common=st.integers(1, 2),
    weight=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_futures_that_do_not_differ_are_one_path(raw, goal, shares, common, weight):
    raw = with_objective(raw, maximize=goal)
    reveal = START + common * (1.0 if raw["horizon"]["step"] == "year" else 0.25)
    forked = with_objective(with_equal_futures(raw, shares, reveal), risk={"weight": weight, "tail": 0.3})
    assert_same_plan(solve(loaded(raw)), solve(loaded(forked)))


@given(raw=raw_scenarios(without=("regions", "by_region")), goal=OBJECTIVES)
def test_two_regions_with_half_the_limits_each_are_one(raw, goal):
    raw = with_objective(raw, maximize=goal)
    assert_same_plan(solve(loaded(raw)), solve(loaded(in_two_halves(raw))))
