"""(max_starts): no more is started than the scenario allows."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_starts_of_all_lanes_and_steps_together_keep_to_the_limit():
    """12 a year at most is 3 a quarter, over two lanes and two surge steps of which the first takes 1 a quarter.

    A start serves ⅛ of a year in its own quarter and ¼ in each later one: worth 10·(⅛ + ¼) = 3.75 and 1.25.
    Without the equation 100 t/yr would be wanted at once; without Δ 12 a quarter; by lane 6, by lane and step 12.
    """
    answer = solved("""
    horizon: {end: 2026.5, step: quarter}
    assets:
      plant:
        capacity: t/yr
        capex: 1
        hurdle_rate: 0
        max_starts: 12
        surge: [{up_to: 4}, {premium: 10 %}]
        modes: {run: {outputs: {good: 1}}}
    permitting: {lanes: {fast: {}}}
    """)
    assert answer.path("starts", "start") == near([3, 3])
    assert answer.duals("max_starts", "plant") == near([3.75, 1.25])
    assert answer.objective == near(15)
