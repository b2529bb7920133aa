"""(demand): no more is served than is wanted."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_each_tier_is_served_up_to_what_it_wants_if_it_is_worth_its_cost():
    """A plant of 100 t/yr makes at 6 USD. Tier 1 wants 20 t/yr, 5 t a quarter, at 10 USD; tier 2 offers 5 USD only.

    5 t are served, the wish for one more is worth 10 − 6 = 4, tier 2 is worth nothing. A quarter earns 20.
    Without the equation the plant would run at 25 t a quarter; without Δ it would serve 20 t.
    """
    answer = solved("""
    horizon: {end: 2026.5, step: quarter}
    assets: {plant: {capacity: t/yr, existing: 100, modes: {run: {outputs: {good: 1}, cost: 6}}}}
    demands: {users: {tiers: [{quantity: 20, value: 10}, {quantity: 100, value: 5}]}}
    """)
    assert answer.path("demand", "served", tier="1") == near([5, 5])
    assert answer.path("demand", "served", tier="2") == near([0, 0])
    assert answer.duals("demand", "users#1") == near([4, 4])
    assert answer.duals("demand", "users#2") == near([0, 0])
    limit = answer.limit("demand", "users#1", "2026Q2")
    assert (limit.limit, limit.used, limit.slack) == near((5, 5, 0))
    assert answer.split("demand") == near(40)
    assert answer.objective == near(40)


def test_the_last_tier_served_sets_the_price():
    """7 t for tiers of 4 t at 10 and 100 t at 3 USD: 3 t go to the second, the price is 3, the first gains 7 each."""
    answer = solved("""
    assets: {plant: {capacity: t/yr, existing: 7, modes: {run: {outputs: {good: 1}}}}}
    demands: {users: {tiers: [{quantity: 4, value: 10}, {quantity: 100, value: 3}]}}
    """)
    assert answer.path("demand", "served", tier="2") == near([3, 3, 3])
    assert answer.price("good") == near([3, 3, 3])
    assert answer.duals("demand", "users#1") == near([7, 7, 7])
    assert answer.duals("existing", "plant") == near([3, 3, 3])
