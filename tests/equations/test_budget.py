"""(budget): a fund pays in no more than its budget."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_a_years_budget_limits_what_is_started_in_its_periods():
    """80 USD a year are 20 a quarter: 2 starts of 10 USD, paid at once since nothing takes time to build.

    A start serves ⅛ + ¼ and ⅛ of a year: a USD of budget is worth 3.75/10 and 1.25/10.
    Without the equation 100 t/yr are built at once; without Δ 8 a quarter.
    """
    answer = solved("""
    horizon: {end: 2026.5, step: quarter}
    assets:
      plant: {capacity: t/yr, capex: 10, hurdle_rate: 0, fund: bank, modes: {run: {outputs: {good: 1}}}}
    funds: {bank: {budget: 80}}
    """)
    assert answer.path("starts", "start") == near([2, 2])
    assert answer.path("funds", "equity") == near([20, 20])
    assert answer.duals("budget", "bank") == near([0.375, 0.125])
    assert answer.limit("budget", "bank", "2026Q2").limit == near(20)
    assert answer.split("budget") == near(10)


def test_an_asset_without_a_fund_spends_no_cash():
    """The same budget of 0 holds back a plant of the fund, not one without."""
    answer = solved("""
    commodities: {fine: {unit: t}}
    demands: {few: {commodity: fine, tiers: [{quantity: 100, value: 10}]}}
    assets:
      plant: {capacity: t/yr, capex: 10, hurdle_rate: 0, fund: bank, max_starts: 1, modes: {run: {outputs: {good: 1}}}}
      mill: {capacity: t/yr, capex: 10, hurdle_rate: 0, max_starts: 1, modes: {run: {outputs: {fine: 1}}}}
    funds: {bank: {budget: 0}}
    """)
    assert answer.path("starts", "start", asset="plant") == near([0, 0, 0])
    assert answer.path("starts", "start", asset="mill") == near([1, 1, 1])
