"""(max_capacity): no more is in service than the scenario allows."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_building_stops_where_capacity_may_not_grow():
    """4 exist; starts in 2026 only. At most 100, 10, 20 t/yr may be in service: 2027 holds starts at 10 − 4 = 6.

    Capacity 4 + 3, 10, 10. A unit more allowed in 2027 lets one more be started, which serves ½ + 1 + 1 years: 25.
    Existing capacity of 2027 takes room from new plants: a unit of it in 2027 alone is worth 10 − 25, it lowers the
    optimum. Without the equation 96 or more would be started.
    """
    answer = solved("""
    assets:
      plant:
        capacity: t/yr
        capex: 1
        hurdle_rate: 0
        existing: 4
        max_starts: {2026.5: 500, 2027.5: 0}
        max_capacity: {2026.5: 100, 2027.5: 10, 2028.5: 20}
        modes: {run: {outputs: {good: 1}}}
    """)
    assert answer.path("starts", "start") == near([6, 0, 0])
    assert answer.path("capacity", "in_service") == near([7, 10, 10])
    assert answer.duals("max_capacity", "plant") == near([0, 25, 0])
    assert answer.limit("max_capacity", "plant", "2028").slack == near(10)
    assert answer.split("max_capacity") == near(250)
    assert answer.split("existing") == near(4 * (10 - 15 + 10))
    assert answer.objective == near(270)
