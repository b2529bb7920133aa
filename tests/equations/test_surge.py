"""(surge): a step of the surge curve takes no more than its part of the rate."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_building_faster_moves_on_to_dearer_steps():
    """Steps up to 4 a year at capex 6, up to 10 at +50 %, beyond at +200 %. 12 are started in 2026: 4, 6 and 2.

    With a life of 2 years and no interest a plant costs its capex and serves two years, worth 20: 12·20 − 4·6 − 6·9 −
    2·18 = 126. One more start is worth 20 − 18 = 2, room in step 1 18 − 6 = 12, in step 2 18 − 9 = 9. Without the
    equation all 12 would cost 6 (168); were `up_to` of step 2 its width, 4, 8 and 0 (or 10, none at 18).
    """
    answer = solved("""
    horizon: {end: 2030}
    assets:
      plant:
        capacity: t/yr
        capex: 6
        hurdle_rate: 0
        life: 2 yr
        max_starts: {2026.5: 12, 2027.5: 0}
        surge: [{up_to: 4}, {up_to: 10, premium: 50 %}, {premium: 200 %}]
        modes: {run: {outputs: {good: 1}}}
    """)
    assert [answer.at("starts", "start", "2026", step=step) for step in "123"] == near([4, 6, 2])
    assert [answer.at("starts", "capex", "2026", step=step) for step in "123"] == near([24, 54, 36])
    assert answer.duals("surge", "plant#1")[0] == near(12)
    assert answer.duals("surge", "plant#2")[0] == near(9)
    assert answer.limit("max_starts", "plant", "2026").dual == near(2)
    assert answer.objective == near(126)


def test_a_step_counts_all_lanes_together_and_for_the_period():
    """4 a year are 1 a quarter, in two lanes of equal time together. Twice that if each lane had a step of its own."""
    answer = solved("""
    horizon: {end: 2026.5, step: quarter}
    assets:
      plant:
        {capacity: t/yr, capex: 1, hurdle_rate: 0, surge: [{up_to: 4}], modes: {run: {outputs: {good: 1}}}}
    permitting: {lanes: {fast: {}}}
    """)
    assert answer.path("starts", "start") == near([1, 1])
    assert answer.duals("surge", "plant#1") == near([3.75, 1.25])
