"""(credit_total): a credit with a total cap pays no more than that over the horizon, in every future."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

PLANT = """
horizon: {end: 2030}
assets:
  plant:
    {capacity: t/yr, capex: 10, hurdle_rate: 0, life: 4 yr, max_starts: 1, modes: {run: {outputs: {good: 1}}}}
credits: {itc: {rates: {plant: 60 %}, total_cap: 10}}
"""


def test_the_total_is_spent_where_it_is_worth_most():
    """One start a year is entitled to 6 each: the total of 10 goes to 2026 (6) and 2027 (4), in which it saves most.

    A USD more would be claimed in 2027: ¼·(½ + 2) = 0.625. Without the equation 6 would be claimed every year.
    """
    answer = solved(PLANT)
    assert answer.path("credits", "claimed")[:3] == near([6, 4, 0])
    assert answer.limit("credit_total", "itc", "all").dual == near(0.625)
    assert answer.split("credit_total") == near(6.25)


def test_each_future_has_the_whole_total():
    """Futures part in 2027: what 2026 leaves, 4, may be claimed in each. Shared by both it would be 4 in all."""
    answer = solved(PLANT, "futures: {reveal: 2027, branches: {dry: {probability: 0.5}, wet: {probability: 0.5}}}")
    assert answer.at("credits", "claimed", "2026") == near(6)
    assert answer.at("credits", "claimed", "2027", future="dry") == near(4)
    assert answer.at("credits", "claimed", "2027", future="wet") == near(4)
    assert answer.duals("credit_total", "itc", future="dry") == near([0.3125])
