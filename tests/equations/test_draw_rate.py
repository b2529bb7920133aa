"""(draw_rate): the reserve is drawn no faster than its rate, and only in disruptions where the rule says so."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

FULL = """
horizon: {end: 2026.75, step: quarter}
reserve: {good: {size: 10, initial: 10}}
demands: {users: {tiers: [{quantity: 1000, value: 10}]}}
"""
SECOND_QUARTER_HALF_DISRUPTED = """
supplies: {abroad: {commodity: good, tiers: [{quantity: 0, price: 1}]}}
disruptions:
  embargo: {supply: abroad, from: 2026.25, to: 2026.34375, loss: 10 %}
  strike: {supply: abroad, from: 2026.3125, to: 2026.375, loss: 10 %}
"""


def test_the_reserve_is_drawn_no_faster_than_its_rate():
    """12 t/yr are 3 t a quarter: 9 t of 10 are used in three quarters, a tonne more in any of them is worth 10.

    Without the equation, and without Δ, all 10 t would be drawn.
    """
    answer = solved(FULL, "reserve: {good: {release: any, draw_rate: 12}}")
    assert answer.path("reserve", "draw") == near([3, 3, 3])
    assert answer.at("reserve", "level", "2026Q3") == near(1)
    assert answer.duals("draw_rate", "good") == near([10, 10, 10])
    assert answer.objective == near(90)


def test_a_reserve_for_disruptions_is_drawn_in_them_only():
    """Two overlapping events cover the first half of the second quarter: 12 t/yr · ¼ · ½ = 1.5 t are drawn, in it
    alone.

    Overlap counted twice would give 12·¼·¾ = 2.25 t; the rule left out 3 t in each quarter.
    """
    answer = solved(FULL, SECOND_QUARTER_HALF_DISRUPTED, "reserve: {good: {draw_rate: 12}}")
    assert answer.path("reserve", "draw") == near([0, 1.5, 0])
    assert answer.duals("draw_rate", "good") == near([10, 10, 10])


def test_a_reserve_for_disruptions_without_a_rate_has_the_room_of_its_size():
    """No rate: the size of 10 t times the disrupted half, 5 t."""
    answer = solved(FULL, SECOND_QUARTER_HALF_DISRUPTED)
    assert answer.path("reserve", "draw") == near([0, 5, 0])
