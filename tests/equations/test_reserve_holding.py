"""reserve_holding: the cost of holding the strategic reserve."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

HELD_FOR_TWO_QUARTERS = """
horizon: {end: 2026.75, step: quarter}
objective: {discount_rate: 21 %}
reserve: {good: {size: 4, release: any, price: 1}}
supplies: {market: {commodity: good, tiers: [{quantity: {2026.125: 100, 2026.375: 0}, price: 1}]}}
demands: {users: {tiers: [{quantity: {2026.375: 0, 2026.625: 1000}, value: 10}]}}
"""


def df(quarter: int) -> float:
    """Discount factor of the middle of a quarter at 21 %."""
    return float(1.21 ** -((quarter + 0.5) / 4))


def test_what_is_held_costs_its_part_of_a_year_each_period():
    """4 t at the ends of the first two quarters at 12 USD a year, 3 a quarter. The public pays 24 for holding, 4 for
    the purchase at the reference price of 1, and gets 4 for the sale: 24. Without Δ nothing would be held.
    """
    answer = solved(HELD_FOR_TWO_QUARTERS, "reserve: {good: {holding_cost: 12}}")
    assert answer.path("reserve", "level") == near([4, 4, 0])
    assert answer.path("reserve", "holding") == near([12, 12, 0])
    assert answer.term("reserve_holding") == near(-12 * df(0) - 12 * df(1))
    assert answer.metric("reserve_cost") == near(24)
    assert answer.objective == near(40 * df(2) - 12 * df(1) - 16 * df(0))


def test_nothing_is_held_where_it_costs_more_than_it_earns():
    """At 24 USD a year two quarters cost 12, more than the 10 − 1 that waiting earns."""
    answer = solved(HELD_FOR_TWO_QUARTERS, "reserve: {good: {holding_cost: 24}}")
    assert answer.path("reserve", "level") == near([0, 0, 0])
