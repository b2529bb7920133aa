"""(supply): no more is bought from a tier than it offers."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_the_cheap_tier_is_used_up_before_the_dear_one():
    """8 t/yr at 1 USD is 2 t a quarter; users want 20 t/yr, 5 t: 3 t come from the tier at 3 USD.

    A tonne more of the cheap tier saves 3 − 1 = 2. A quarter is worth 50 − 2 − 9 = 39.
    Without the equation all 5 t would cost 1 USD; without Δ the first tier would offer 8 t a quarter.
    """
    answer = solved("""
    horizon: {end: 2026.5, step: quarter}
    demands: {users: {tiers: [{quantity: 20, value: 10}]}}
    supplies: {market: {commodity: good, tiers: [{quantity: 8, price: 1}, {quantity: 100, price: 3}]}}
    """)
    assert answer.path("supply", "bought", tier="1") == near([2, 2])
    assert answer.path("supply", "bought", tier="2") == near([3, 3])
    assert answer.duals("supply", "market#1") == near([2, 2])
    assert answer.duals("supply", "market#2") == near([0, 0])
    assert answer.limit("supply", "market#2", "2026Q1").slack == near(22)
    assert answer.price("good") == near([3, 3])
    assert answer.objective == near(78)


def test_disruptions_take_their_part_of_what_is_offered():
    """10 t/yr less 60 % for all of 2026 and 2027, less another 60 % in 2027, less 60 % for half of 2028.

    Left are 4, 0 (not less than nothing) and 7 t, each worth 10 − 2. Without the factor 10 t each year.
    """
    answer = solved("""
    supplies: {market: {commodity: good, tiers: [{quantity: 10, price: 2}]}}
    disruptions:
      embargo: {supply: market, from: 2026, to: 2028.5, loss: 60 %}
      strike: {supply: market, from: 2027, to: 2028, loss: 60 %}
    """)
    assert answer.path("supply", "bought") == near([4, 0, 7])
    assert answer.duals("supply", "market#1") == near([8, 8, 8])
    assert answer.split("supply") == near(88)
