"""(reserve): the strategic reserve is what was in it, less losses, plus fills, less draws."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

LAST_YEAR_ONLY = """
supplies: {market: {commodity: good, tiers: [{quantity: {2026.5: 2, 2027.5: 0}, price: 1}]}}
demands: {users: {tiers: [{quantity: {2026.5: 0, 2027.5: 0, 2028.5: 100}, value: 10}]}}
"""


def test_the_level_follows_from_fills_draws_and_losses():
    """4 t at the start and 2 t bought in 2026, a quarter lost a year, users in 2028 only.

    Levels 4·¾ + 2 = 5, 3.75, and of the 2.8125 left in 2028 all are drawn: worth 28.125 − 2. What is in it at the end
    of 2026 is worth 10·¾² = 5.625 a tonne, one held at the start ¾ of that: the initial 4 t
    are worth 16.875.
    Without the equation 100 t would be drawn from nothing; without the loss 6 t; without the parent's level none.
    """
    answer = solved(LAST_YEAR_ONLY, "reserve: {good: {size: 50, initial: 4, loss: 25 %, release: any}}")
    assert answer.path("reserve", "fill") == near([2, 0, 0])
    assert answer.path("reserve", "level") == near([5, 3.75, 0])
    assert answer.path("reserve", "draw") == near([0, 0, 2.8125])
    initial = answer.limit("reserve_initial", "good", "2026")
    assert (initial.limit, initial.dual) == near((4, 4.21875))
    assert answer.split("reserve_initial") == near(16.875)
    assert answer.limit("supply", "market#1", "2026").dual == near(4.625)
    assert answer.objective == near(26.125)


def test_the_loss_of_a_short_period_is_its_part_of_a_year():
    """40 % a year is 10 % a quarter: 10 t become 9 in the first and 8.1 in the second, which users get."""
    answer = solved("""
    horizon: {end: 2026.5, step: quarter}
    reserve: {good: {size: 50, initial: 10, loss: 40 %, release: any}}
    demands: {users: {tiers: [{quantity: {2026.125: 0, 2026.375: 100}, value: 10}]}}
    """)
    assert answer.path("reserve", "level") == near([9, 0])
    assert answer.path("reserve", "draw") == near([0, 8.1])
