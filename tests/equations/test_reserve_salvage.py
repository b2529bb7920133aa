"""reserve_salvage: the worth of what is left in the strategic reserve in the last period."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

RESERVE = """
objective: {discount_rate: 21 %}
reserve: {good: {size: 4, release: any, price: {2026.5: 20, 2028.5: 40}, salvage: 50 %}}
supplies: {market: {commodity: good, tiers: [{quantity: {2026.5: 100, 2027.5: 0}, price: 8}]}}
"""


def test_what_is_left_in_the_last_period_is_worth_a_share_of_its_price():
    """Left in 2028: 4 t at half of 40 USD, 20 each, more than the 10 that users pay; bought in 2026 at 8.

    Users get theirs in 2026, 100 − 4 t. At 21 % a tonne left is worth 20/1.1⁵. Without the term nothing would be left;
    were the price of another year taken, 10 or 15; were every year counted, 30/1.1 more.
    """
    answer = solved(RESERVE, "demands: {users: {tiers: [{quantity: 50, value: 10}]}}")
    assert answer.path("reserve", "level") == near([4, 4, 4])
    assert answer.path("reserve", "salvage") == near([0, 0, 80])
    assert answer.term("reserve_salvage") == near(80 / 1.1**5)
    assert answer.objective == near((500 - 8 * 54) / 1.1 + 80 / 1.1**5)
    assert answer.metric("reserve_cost") == near(4 * 20 - 80)


def test_each_future_has_a_last_period():
    """Two futures of equal chances from 2028 on: what is left counts in each with its probability, 80/1.1⁵ in all."""
    answer = solved(
        RESERVE,
        "demands: {users: {tiers: [{quantity: 50, value: 10}]}}",
        "futures: {reveal: 2028, branches: {dry: {probability: 0.5}, wet: {probability: 0.5}}}",
    )
    assert answer.term("reserve_salvage") == near(80 / 1.1**5)
    assert answer.at("reserve", "salvage", future="dry") == near(80)
