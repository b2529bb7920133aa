"""flow_cost: the cost of moving commodities between regions."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_goods_move_while_the_way_costs_less_than_the_difference_of_prices():
    """Made for nothing in the east (5 t/yr), wanted in the west at 10; the way costs 4, 8, 12 USD a tonne sent and
    loses 10 %, so that a tonne sent earns 9: sent in 2026 and 2027.

    Cost 20/1.1 + 40/1.1³ at 21 %. Without the term goods would move in 2028 as well.
    """
    answer = solved("""
    objective: {discount_rate: 21 %}
    regions: [east, west]
    commodities: {good: {regional: true}}
    assets: {plant: {capacity: t/yr, existing: 5, regions: [east], modes: {run: {outputs: {good: 1}}}}}
    demands: {users: {regions: [west]}}
    links: {way: {commodity: good, from: east, to: west, cost: {2026.5: 4, 2028.5: 12}, loss: 10 %}}
    """)
    assert answer.path("flows", "sent") == near([5, 5, 0])
    assert answer.path("flows", "cost") == near([20, 40, 0])
    assert answer.term("flow_cost") == near(-20 / 1.1 - 40 / 1.1**3)
    assert answer.price("good", region="east") == near([5, 1, 0])
    assert answer.objective == near(25 / 1.1 + 5 / 1.1**3)
