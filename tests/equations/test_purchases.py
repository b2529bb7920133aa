"""purchases: what is paid for supplies, tariff included."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_a_tariff_makes_a_purchase_too_dear():
    """5 t/yr on offer at 8 USD; the tariff is 0, 20 % and 40 %: 8, 9.6 and 11.2, against users who pay 10.

    Bought in 2026 and 2027, 40 and 48 USD, discounted at 21 %; 8 USD of the second are the tariff. Without the tariff
    it would be bought in 2028 too; without the term the optimum would be 50 a year.
    """
    answer = solved("""
    objective: {discount_rate: 21 %}
    supplies:
      market: {commodity: good, tariff: {2026.5: 0 %, 2028.5: 40 %}, tiers: [{quantity: 5, price: 8}]}
    """)
    assert answer.path("supply", "bought") == near([5, 5, 0])
    assert answer.path("supply", "paid") == near([40, 48, 0])
    assert answer.path("supply", "tariff") == near([0, 8, 0])
    assert answer.metric("tariff_revenue") == near(8)
    assert answer.term("purchases") == near(-40 / 1.1 - 48 / 1.1**3)
    assert answer.duals("supply", "market#1") == near([2 / 1.1, 0.4 / 1.1**3, 0])
    assert answer.objective == near(10 / 1.1 + 2 / 1.1**3)
