"""More of a limit, or less of a disruption or of a wait for a permit, never lowers the optimum.

What is *not* claimed, because it is not so, has a counterexample in `test_exceptions.py`.
"""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.model import solve
from tests.strategies import Raw, loaded, raw_scenarios, with_objective
from tests.transformations import limits, with_longer_permit, with_more, without

OBJECTIVES = st.sampled_from(["npv", "compute"])
ROUNDING = 1e-7


def optimum(raw: Raw) -> float:
    return solve(loaded(raw)).objective


def assert_no_worse(better: Raw, worse: Raw) -> None:
    least = optimum(worse)
    assert optimum(better) >= least - ROUNDING * (1.0 + abs(least))


@given(raw=raw_scenarios(), goal=OBJECTIVES, data=st.data())
def test_more_of_any_limit_never_lowers_the_optimum(raw, goal, data):
    raw = with_objective(raw, maximize=goal)
    limit = data.draw(st.sampled_from(limits(raw)))
    assert_no_worse(with_more(raw, limit), raw)


@pytest.mark.parametrize(
    ("features", "section"),
    [
        (("fund", "fund_total", "carry"), "funds"),
        (("credit", "credit_caps", "life"), "credits"),
        (("loan", "fund"), "loans"),
        (("lanes", "throughput"), "permitting"),
        (("reserve", "reserve_rules", "disruption"), "reserve"),
    ],
)
@given(data=st.data())
def test_more_of_a_policy_limit_never_lowers_the_optimum(features, section, data):
    raw = data.draw(raw_scenarios(with_=features))
    own = [limit for limit in limits(raw) if limit[0] == section]
    assume(own)
    assert_no_worse(with_more(raw, data.draw(st.sampled_from(own))), raw)


@given(raw=raw_scenarios(with_=("disruption",), without=("reserve_rules", "cover")), goal=OBJECTIVES)
def test_a_disruption_never_raises_the_optimum_where_no_rule_waits_for_one(raw, goal):
    raw = with_objective(raw, maximize=goal)
    assert_no_worse(without(raw, "disruptions"), raw)


@given(
    raw=raw_scenarios(with_=("fractions",), without=("growth", "lanes", "paths", "different_futures")),
    goal=OBJECTIVES,
    asset=st.sampled_from(["host", "fab", "plant"]),
    periods=st.integers(1, 2),
)
def test_a_permit_shorter_by_whole_periods_never_lowers_the_optimum(raw, goal, asset, periods):
    """A start later by as many periods replaces the old one, where nothing about a start depends on its date."""
    assume("permit" in raw["assets"][asset])
    raw = with_objective(raw, maximize=goal)
    assert_no_worse(raw, with_longer_permit(raw, asset, periods))


@given(raw=raw_scenarios(with_=("tariff",)), goal=OBJECTIVES)
def test_no_tariff_is_never_worse_than_a_tariff(raw, goal):
    raw = with_objective(raw, maximize=goal)
    free = raw | {"supplies": {name: {**supply, "tariff": 0.0} for name, supply in raw["supplies"].items()}}
    assert_no_worse(free, raw)
