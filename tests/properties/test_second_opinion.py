"""The optimum is that of a second, independent statement of the model."""

from __future__ import annotations

import pytest
from hypothesis import given

from optimizer.model import solve
from tests.independent import linear_program
from tests.strategies import Raw, loaded, raw_scenarios, with_objective

CLOSE = 1e-7


def agree(raw: Raw) -> None:
    scenario = loaded(raw)
    expected = linear_program.solve(scenario)
    assert expected.status == "optimal"
    found = solve(scenario)
    assert found.objective == pytest.approx(expected.objective, rel=CLOSE, abs=CLOSE)


@given(raw_scenarios(without=("risk",)))
def test_the_best_value_is_the_same(raw):
    agree(raw)


@given(raw_scenarios(without=("risk",)))
def test_the_most_compute_and_the_value_that_goes_with_it_are_the_same(raw):
    raw = with_objective(raw, maximize="compute", slack=1e-3)
    scenario = loaded(raw)
    expected, found = linear_program.solve(scenario), solve(scenario)
    assert found.objective == pytest.approx(expected.objective, rel=CLOSE, abs=CLOSE)
    value = sum(found.objective_terms.values())
    assert value == pytest.approx(expected.npv, rel=1e-6, abs=1e-6)


@given(raw_scenarios(with_=("futures", "risk", "different_futures")))
def test_the_best_risk_adjusted_value_is_the_same(raw):
    agree(raw)


@given(raw_scenarios(with_=("fund", "covers_all", "credit", "loan", "carry")))
def test_the_best_value_is_the_same_where_money_is_short(raw):
    agree(raw)


@given(raw_scenarios(with_=("reserve", "reserve_rules", "cover", "disruption", "stock"), without=("firm",)))
def test_the_best_value_is_the_same_with_reserves_and_their_rules(raw):
    agree(raw)


@given(raw_scenarios(with_=("fractions", "lanes", "throughput", "growth", "surge", "build_inputs", "life", "ramp")))
def test_the_best_value_is_the_same_for_delays_of_any_length(raw):
    agree(raw)
