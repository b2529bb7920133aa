"""value: the worth of the demand served, discounted."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_worth_is_read_at_the_middle_of_the_period_and_discounted_from_there():
    """4 t each year at 10, 12, 14 USD: 40, 48, 56. At 21 % a year half a year is a factor 1.1: df = 1.1⁻¹, 1.1⁻³,
    1.1⁻⁵.

    Undiscounted 144; discounted from the start of each period 40 + 48/1.21 + 56/1.4641.
    """
    answer = solved("""
    objective: {discount_rate: 21 %}
    demands: {users: {tiers: [{quantity: 100, value: {2026: 9, 2029: 15}}]}}
    assets: {plant: {capacity: t/yr, existing: 4, modes: {run: {outputs: {good: 1}}}}}
    """)
    assert answer.term("value") == near(40 / 1.1 + 48 / 1.1**3 + 56 / 1.1**5)
    assert answer.objective == near(answer.term("value"))
    assert answer.duals("existing", "plant") == near([10 / 1.1, 12 / 1.1**3, 14 / 1.1**5])
    assert answer.price("good") == near([10, 12, 14])


def test_every_tier_of_every_demand_counts():
    """3 t at 10 and 2 at 4 of one user, 1 at 7 of another: 45 a year."""
    answer = solved("""
    assets: {plant: {capacity: t/yr, existing: 100, modes: {run: {outputs: {good: 1}}}}}
    demands:
      users: {tiers: [{quantity: 3, value: 10}, {quantity: 2, value: 4}]}
      others: {commodity: good, tiers: [{quantity: 1, value: 7}]}
    """)
    assert answer.term("value") == near(135)
