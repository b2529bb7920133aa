"""(link_capacity): no more is sent over a link than it carries."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

TWO_REGIONS = """
horizon: {end: 2026.5, step: quarter}
regions: [east, west]
commodities: {good: {regional: true}}
supplies: {market: {commodity: good, regions: [east], tiers: [{quantity: 100, price: 1}]}}
demands: {users: {regions: [west]}}
links: {line: {commodity: good, from: east, to: west, capacity: 8, cost: 0.5, loss: 25 %}}
"""


def test_a_full_link_holds_back_the_region_that_it_feeds():
    """8 t/yr carry 2 t a quarter, of which 1.5 t arrive: worth 15, less 2·1 to buy and 2·0.5 to send.

    A tonne more to send is worth 0.75·10 − 1 − 0.5 = 6. Prices: 1 in the east, 10 in the west.
    Without the equation 25 t would be sent; without Δ 8 t a quarter; without the loss 2 t would arrive.
    """
    answer = solved(TWO_REGIONS)
    assert answer.path("flows", "sent") == near([2, 2])
    assert answer.path("flows", "arrived") == near([1.5, 1.5])
    assert answer.path("demand", "served") == near([1.5, 1.5])
    assert answer.price("good", region="east") == near([1, 1])
    assert answer.price("good", region="west") == near([10, 10])
    assert answer.duals("link", "line") == near([6, 6])
    assert answer.split("link") == near(24)
    assert answer.objective == near(24)


def test_a_link_carries_in_one_direction_only():
    """With the line turned round nothing reaches the west, whatever it could carry."""
    answer = solved(TWO_REGIONS, "links: {line: {from: west, to: east, capacity: null}}")
    assert answer.path("flows", "sent") == near([0, 0])
    assert answer.objective == near(0)
