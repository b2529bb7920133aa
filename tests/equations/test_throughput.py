"""(throughput): applications to a lane with limited staff fit in what it can take, by capital value."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

TWO_PLANTS = """
horizon: {end: 2026.75, step: quarter}
commodities: {fine: {unit: t}}
demands: {few: {commodity: fine, tiers: [{quantity: 1000, value: 10}]}}
assets:
  small:
    capacity: t/yr
    capex: 2
    hurdle_rate: 0
    permit: 5 yr
    surge: [{premium: 100 %}]
    modes: {run: {outputs: {good: 1}}}
  large:
    {capacity: t/yr, capex: 4, hurdle_rate: 0, permit: 5 yr, max_starts: 2, modes: {run: {outputs: {fine: 3}}}}
permitting: {lanes: {fast: {factor: 0, throughput: 12, fee: 50 %}}}
"""


def test_assets_share_the_staff_of_a_lane_by_their_capital_value():
    """A standard permit takes 5 years, longer than the horizon; the fast lane none, for 12 USD of capital a year, 3 a
    quarter. The large plant makes 30 USD a year of 4 USD of capital, the small one 10 of 2: large first, ½ a quarter
    by its own limit, which leaves 3 − 2 = 1 USD for ½ small ones.

    A small start serves ⅛ + ¼ + ¼, ⅛ + ¼, ⅛ of a year: worth 6.25, 3.75, 1.25, half of that a dollar of throughput.
    Without the equation 100 small ones at once; without Δ 5 a quarter. Premiums and fees are not capital value: with
    the premium counted ¼ small a quarter, with the fee fewer of both.
    """
    answer = solved(TWO_PLANTS)
    assert answer.path("starts", "start", asset="large", lane="fast") == near([0.5, 0.5, 0.5])
    assert answer.path("starts", "start", asset="small", lane="fast") == near([0.5, 0.5, 0.5])
    assert answer.path("starts", "start", lane="standard") == near([0, 0, 0])
    assert answer.duals("throughput", "fast") == near([3.125, 1.875, 0.625])
    assert answer.split("throughput") == near(3 * (3.125 + 1.875 + 0.625))


def test_a_lane_is_open_to_its_own_assets_only():
    """Open to the large plant alone, the lane has room to spare: 1 USD a quarter, worth nothing."""
    answer = solved(TWO_PLANTS, "permitting: {lanes: {fast: {assets: [large]}}}")
    assert answer.path("starts", "start", asset="small") == near([0, 0, 0])
    assert answer.path("starts", "start", asset="large") == near([0.5, 0.5, 0.5])
    assert answer.duals("throughput", "fast") == near([0, 0, 0])
    assert answer.limit("throughput", "fast", "2026Q1").slack == near(1)
