"""(fill_rate): the reserve is filled no faster than its rate, and not while disrupted where the rule says so."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

FILL_THEN_DRAW = """
horizon: {end: 2026.5, step: quarter}
reserve: {good: {size: 8, release: any}}
supplies:
  market: {commodity: good, tiers: [{quantity: {2026.125: 100, 2026.375: 0}, price: 1}]}
  abroad: {commodity: good, tiers: [{quantity: 0, price: 1}]}
demands: {users: {tiers: [{quantity: {2026.125: 0, 2026.375: 1000}, value: 10}]}}
"""
HALF_OF_THE_QUARTER_DISRUPTED = "disruptions: {embargo: {supply: abroad, from: 2026, to: 2026.125, loss: 10 %}}"


def test_the_reserve_is_filled_no_faster_than_its_rate():
    """12 t/yr are 3 t in the quarter in which there is something to buy; sold in the next one for 10: 27.

    A tonne more of filling is worth 10 − 1 = 9. Without the equation the reserve is filled to its size, 8 t, worth
    72; without Δ likewise.
    """
    answer = solved(FILL_THEN_DRAW, "reserve: {good: {fill_rate: 12}}")
    assert answer.path("reserve", "fill") == near([3, 0])
    assert answer.path("demand", "served") == near([0, 3])
    assert answer.duals("fill_rate", "good") == near([9, 0])
    assert answer.objective == near(27)


def test_undisrupted_filling_pauses_in_disruptions():
    """Half of the quarter is disrupted: 1.5 t, not 3, where filling is for undisrupted times; 3 where it is not."""
    paused = solved(
        FILL_THEN_DRAW, HALF_OF_THE_QUARTER_DISRUPTED, "reserve: {good: {fill_rate: 12, fill: undisrupted}}"
    )
    always = solved(FILL_THEN_DRAW, HALF_OF_THE_QUARTER_DISRUPTED, "reserve: {good: {fill_rate: 12}}")
    assert paused.path("reserve", "fill") == near([1.5, 0])
    assert always.path("reserve", "fill") == near([3, 0])


def test_undisrupted_filling_without_a_rate_has_the_room_of_the_size():
    """No rate: 8 t of size times the undisrupted half are 4 t."""
    answer = solved(FILL_THEN_DRAW, HALF_OF_THE_QUARTER_DISRUPTED, "reserve: {good: {fill: undisrupted}}")
    assert answer.path("reserve", "fill") == near([4, 0])
