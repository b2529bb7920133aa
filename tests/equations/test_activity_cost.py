"""activity_cost: the variable cost of operating, inputs not counted."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_a_mode_runs_while_it_costs_less_than_it_earns():
    """5 t/yr at a cost of 4, 8, 12 USD: run in 2026 and 2027, not in 2028, where users pay 10.

    Cost 20/1.1 + 40/1.1³ at 21 %. Without the term the plant would run in 2028 as well.
    """
    answer = solved("""
    objective: {discount_rate: 21 %}
    assets:
      plant: {capacity: t/yr, existing: 5, modes: {run: {outputs: {good: 1}, cost: {2026.5: 4, 2028.5: 12}}}}
    """)
    assert answer.path("activity", "activity") == near([5, 5, 0])
    assert answer.path("activity", "cost") == near([20, 40, 0])
    assert answer.term("activity_cost") == near(-20 / 1.1 - 40 / 1.1**3)
    assert answer.duals("existing", "plant") == near([6 / 1.1, 2 / 1.1**3, 0])
    assert answer.objective == near(30 / 1.1 + 10 / 1.1**3)
