"""(credit_cap): a credit with a yearly cap pays no more than that."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

TWO_PLANTS = """
horizon: {end: 2027, step: quarter}
commodities: {fine: {unit: t}}
demands: {few: {commodity: fine, tiers: [{quantity: 100, value: 10}]}}
assets:
  plant:
    capacity: t/yr
    capex: 10
    hurdle_rate: 0
    life: 4 yr
    max_starts: {2026.125: 16, 2026.375: 0}
    modes: {run: {outputs: {good: 1}}}
  mill:
    capacity: t/yr
    capex: 5
    hurdle_rate: 0
    life: 5 yr
    max_starts: {2026.125: 16, 2026.375: 0}
    modes: {run: {outputs: {fine: 1}}}
credits: {itc: {rates: {plant: 50 %, mill: 50 %}, annual_cap: 60}}
"""


def test_the_cap_of_a_year_is_shared_by_all_assets_and_spread_over_its_periods():
    """4 plants for 40 and 4 mills for 20 are entitled to 20 + 10 in the first quarter; the cap leaves 60·¼ = 15.

    A USD saves the plant ¼ a year, the mill ⅕, over ⅛ + 3·¼ = 0.875 years: all goes to the plant, and a USD more of cap
    is worth ¼·0.875 = 0.21875. Without the equation 30 are claimed; without Δ likewise; by asset 15 and 10.
    """
    answer = solved(TWO_PLANTS)
    assert answer.path("credits", "claimed", asset="plant") == near([15, 0, 0, 0])
    assert answer.path("credits", "claimed", asset="mill") == near([0, 0, 0, 0])
    assert answer.at("credits", "entitled") == near(30)
    assert answer.limit("credit_cap", "itc", "2026Q1").dual == near(0.21875)
    assert answer.limit("credit_cap", "itc", "2026Q1").limit == near(15)
    assert answer.split("credit_cap") == near(3.28125)
