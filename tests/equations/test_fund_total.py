"""(fund_total): a fund with a total pays in no more than that over the horizon, in every future."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

PLANT = """
assets:
  plant: {capacity: t/yr, capex: 10, hurdle_rate: 0, fund: bank, modes: {run: {outputs: {good: 1}}}}
funds: {bank: {budget: 20, total: 30}}
"""


def test_the_total_is_spent_where_it_is_worth_most():
    """20 in 2026 and the other 10 in 2027: 2 starts and 1, which serve 2.5 and 1.5 years.

    A USD more in all buys 0.1 starts in 2027: 1.5. A USD more in 2026 moves one from 2027: 2.5 − 1.5 = 1.
    Without the equation 20 would be spent every year.
    """
    answer = solved(PLANT)
    assert answer.path("starts", "start") == near([2, 1, 0])
    assert answer.limit("fund_total", "bank", "all").dual == near(1.5)
    assert answer.duals("budget", "bank") == near([1, 0, 0])
    assert answer.split("fund_total") == near(45)
    assert answer.objective == near(65)


def test_each_future_has_the_whole_total():
    """Futures part in 2027: the 10 that 2026 leaves may be spent in each. Shared by both it would be 10 in all."""
    answer = solved(PLANT, "futures: {reveal: 2027, branches: {dry: {probability: 0.25}, wet: {probability: 0.75}}}")
    assert answer.at("starts", "start", "2027", future="dry") == near(1)
    assert answer.at("starts", "start", "2027", future="wet") == near(1)
    assert answer.duals("fund_total", "bank", future="wet") == near([0.75 * 1.5])
