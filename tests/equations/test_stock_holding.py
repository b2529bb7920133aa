"""stock_holding: the cost of holding commercial inventory."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

HELD_FOR_TWO_QUARTERS = """
horizon: {end: 2026.75, step: quarter}
objective: {discount_rate: 21 %}
commodities: {good: {max_stock: 4}}
supplies: {market: {commodity: good, tiers: [{quantity: {2026.125: 100, 2026.375: 0}, price: 1}]}}
demands: {users: {tiers: [{quantity: {2026.375: 0, 2026.625: 1000}, value: 10}]}}
"""


def df(quarter: int) -> float:
    """Discount factor of the middle of a quarter at 21 %."""
    return float(1.21 ** -((quarter + 0.5) / 4))


def test_what_is_held_costs_its_part_of_a_year_each_period():
    """4 t are held at the ends of the first two quarters: 12 USD a year are 3 a quarter, 12·df of each quarter.

    A tonne of room for both quarters is worth 10·df₂ − 3·df₁ − 3·df₀ − 1·df₀ = 2.1. Without Δ holding would cost 12 a
    quarter and nothing would be held.
    """
    answer = solved(HELD_FOR_TWO_QUARTERS, "commodities: {good: {holding_cost: 12}}")
    assert answer.path("stocks", "level") == near([4, 4, 0])
    assert answer.path("stocks", "holding") == near([12, 12, 0])
    assert answer.term("stock_holding") == near(-12 * df(0) - 12 * df(1))
    assert answer.objective == near(40 * df(2) - 12 * df(1) - 16 * df(0))
    assert answer.split("stock") == near(answer.objective)


def test_nothing_is_held_where_it_costs_more_than_it_earns():
    """At 24 USD a year, 6 a quarter, two quarters cost more than the 10 − 1 USD that waiting earns."""
    answer = solved(HELD_FOR_TWO_QUARTERS, "commodities: {good: {holding_cost: 24}}")
    assert answer.path("stocks", "level") == near([0, 0, 0])
    assert answer.objective == near(0)
