"""The optimum is the sum of what each limit is worth, no limit is worth less than nothing, and the books agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.model import solve
from optimizer.results.reconcile import reconcile
from optimizer.results.tables import Table
from tests.strategies import loaded, raw_scenarios, with_objective
from tests.transformations import limits, with_more

OBJECTIVES = st.sampled_from(["npv", "compute"])
COEFFICIENTS = {"rate", "rates", "share", "reinvest"}
"""Numbers that multiply variables: more of them is no longer right-hand side."""


@given(raw=raw_scenarios(), goal=OBJECTIVES)
def test_the_value_of_the_limits_sums_to_the_optimum(raw, goal):
    solution = solve(loaded(with_objective(raw, maximize=goal)))
    split = solution.tables["value_split"]
    total = float(np.sum(split.columns["value"]))
    assert total == pytest.approx(solution.objective, rel=1e-6, abs=1e-6)
    if abs(solution.objective) > 1e-3:
        assert float(np.sum(split.columns["share"])) == pytest.approx(1.0, abs=1e-5)


@given(raw=raw_scenarios(), goal=OBJECTIVES)
def test_no_limit_and_no_good_is_worth_less_than_nothing(raw, goal):
    tables = solve(loaded(with_objective(raw, maximize=goal))).tables
    limits = tables["limits"]
    firm = np.array([str(kind).startswith("firm") for kind in limits.columns["kind"]], bool)
    assert np.asarray(limits.columns["dual"])[~firm].min(initial=0.0) >= -1e-7
    assert np.asarray(tables["prices"].columns["value"]).min(initial=0.0) >= -1e-7


@given(raw=raw_scenarios(), goal=OBJECTIVES)
def test_what_is_not_used_up_is_worth_nothing(raw, goal):
    """Complementary slackness: dual × slack = 0 for every limit."""
    solution = solve(loaded(with_objective(raw, maximize=goal)))
    columns = solution.tables["limits"].columns
    wasted = np.nan_to_num(np.asarray(columns["dual"]) * np.asarray(columns["slack"]))
    assert np.abs(wasted).max(initial=0.0) <= 1e-5 * (1.0 + abs(solution.objective))


@given(raw=raw_scenarios(), goal=OBJECTIVES)
def test_the_tables_of_a_plan_reconcile(raw, goal):
    scenario = loaded(with_objective(raw, maximize=goal))
    result = reconcile(solve(scenario), scenario)
    assert result.ok, "\n".join(map(str, result.failures))


@given(raw=raw_scenarios(), goal=OBJECTIVES, data=st.data())
def test_what_more_of_a_limit_brings_lies_between_its_duals_before_and_after(raw, goal, data):
    """The optimum is concave in the limits, so each dual is the slope of a line that it does not cross."""
    raw = with_objective(raw, maximize=goal)
    limit = data.draw(st.sampled_from([path for path in limits(raw) if not COEFFICIENTS & set(path)]))
    before, after = solve(loaded(raw)), solve(loaded(with_more(raw, limit)))
    tables = before.tables["limits"], after.tables["limits"]
    (first, second), (slope, slope_after) = ([_by_row(each, of) for each in tables] for of in ("limit", "dual"))
    more = {row: second[row] - first[row] for row in first if second[row] != first[row]}
    gain, tolerance = after.objective - before.objective, 1e-6 * (1.0 + abs(before.objective))
    assert gain <= sum(slope[row] * step for row, step in more.items()) + tolerance
    assert gain >= sum(slope_after[row] * step for row, step in more.items()) - tolerance


def _by_row(table: Table, column: str) -> dict[tuple[str, ...], float]:
    """{limit: value of the column}."""
    keys = list(zip(*(table.columns[key] for key in ("kind", "region", "name", "future", "period")), strict=True))
    assert len(set(keys)) == len(keys)
    return dict(zip(keys, table.columns[column], strict=True))
