"""(service): what is in service follows from what exists and what was started."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

PLANT = """
horizon: {end: 2030}
assets:
  plant:
    {capacity: t/yr, capex: 1, hurdle_rate: 0, max_starts: {2026.5: 8, 2027.5: 0}, modes: {run: {outputs: {good: 1}}}}
"""


def test_starts_serve_after_their_delay_and_existing_capacity_may_fall():
    """Capacity is the existing path plus φ of the starts, also where the path falls.

    permit ½ + build 1: D = 1½, φ = 0, ⅛, ⅞, 1. Existing 4, 4, 2, 2 and 8 started in the first year give 4, 4+1, 2+7,
    2+8. One more start would serve ⅛+⅞+1 = 2 years at 10 USD: its limit is worth 20. Without the equation capacity
    would be free and all 100 t served; without the parent's capacity in it the years would be 4, 1, 4, 1; were φ a
    step at D, nothing would serve before the third year.
    """
    answer = solved(
        PLANT,
        "assets: {plant: {existing: {2026.5: 4, 2027.5: 4, 2028.5: 2}, permit: 6 months, build: 1 yr}}",
    )
    assert answer.path("starts", "start") == near([8, 0, 0, 0])
    assert answer.path("capacity", "in_service") == near([4, 5, 9, 10])
    assert answer.path("demand", "served") == near([4, 5, 9, 10])
    assert answer.limit("max_starts", "plant", "2026").dual == near(20)
    assert answer.split("existing") == near(120)
    assert answer.split("max_starts") == near(160)
    assert answer.objective == near(280)


def test_output_ramps_up_and_ends_with_the_life():
    """Ramp 1, life 2, D = 0: φ = ⅙, ⅚, 1, 1 less the retired 0, 0, ½, 1, that is ⅙, ⅚, ½, 0.

    12 started serve 2, 10, 6, 0. Without ramp: 6, 12, 6, 0; without life: 2, 10, 12, 12.
    """
    answer = solved(PLANT, "assets: {plant: {ramp: 1 yr, life: 2 yr, max_starts: {2026.5: 12, 2027.5: 0}}}")
    assert answer.path("capacity", "in_service") == near([2, 10, 6, 0])


def test_what_would_serve_only_after_the_horizon_cannot_be_started():
    """D = 2 in a horizon of 4 years: starts in the first two years only, t·Δ + D < 4.

    Both years start 8: φ = 0, 0, ½, 1 gives 0, 0, 4, 12. Were later starts allowed, their limits would be listed too.
    """
    answer = solved(PLANT, "assets: {plant: {build: 2 yr, max_starts: 8}}")
    assert answer.path("starts", "start") == near([8, 8, 0, 0])
    assert answer.path("capacity", "in_service") == near([0, 0, 4, 12])
    assert answer.duals("max_starts", "plant") == near([15, 5])


def test_a_unit_existing_in_one_year_is_worth_that_year_alone():
    """With 10, 20, 10, 10 USD a tonne a unit that exists in one year only is worth 10, 20, 10 and 10.

    The row's own dual is what a unit from that year on is worth, 50, 40, 20, 10: reading it as the worth of the
    year's existing capacity would count later years again, and the split would not sum to the optimum of 160.
    """
    answer = solved(
        PLANT,
        """
        demands: {users: {tiers: [{quantity: 100, value: {2026.5: 10, 2027.5: 20, 2028.5: 10}}]}}
        assets: {plant: {capex: null, max_starts: null, existing: {2026.5: 2, 2027.5: 3, 2028.5: 4}}}
        """,
    )
    assert answer.duals("existing", "plant") == near([10, 20, 10, 10])
    assert answer.split("existing") == near(160)
    assert answer.objective == near(160)
