"""(reserve_size): the reserve holds no more than its size."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_the_reserve_holds_no_more_than_its_size():
    """10 t are on offer in 2026, users come in 2028; the size is 5, 3, 9 t at the ends of the years: 5 cannot be kept.

    The level of 2027 holds it at 3 t: a tonne more room there is worth 10 − 1 = 9, in 2026 nothing.
    Without the equation 10 t would be kept, worth 90.
    """
    answer = solved("""
    reserve: {good: {size: {2026.5: 5, 2027.5: 3, 2028.5: 9}, release: any}}
    supplies: {market: {commodity: good, tiers: [{quantity: {2026.5: 10, 2027.5: 0}, price: 1}]}}
    demands: {users: {tiers: [{quantity: {2026.5: 0, 2027.5: 0, 2028.5: 100}, value: 10}]}}
    """)
    assert answer.path("reserve", "level") == near([3, 3, 0])
    assert answer.path("demand", "served") == near([0, 0, 3])
    assert answer.duals("reserve_size", "good") == near([0, 9, 0])
    assert answer.limit("reserve_size", "good", "2026").slack == near(2)
    assert answer.objective == near(27)
