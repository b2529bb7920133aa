"""(stock_limit): commercial inventory fits in the room there is for it."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

ONE_YEAR_OF_SUPPLY = """
supplies: {market: {commodity: good, tiers: [{quantity: {2026.5: 10, 2027.5: 0}, price: 1}]}}
demands: {users: {tiers: [{quantity: {2026.5: 0, 2027.5: 100, 2028.5: 0}, value: 10}]}}
"""


def test_no_more_is_stored_than_there_is_room_for():
    """10 t are on offer in 2026 only, users come in 2027 only: the 3 t that can be stored are served.

    A tonne more room in 2026 is worth 10 − 1 = 9. Without the equation 10 t would be stored, worth 90.
    """
    answer = solved(ONE_YEAR_OF_SUPPLY, "commodities: {good: {max_stock: 3}}")
    assert answer.path("stocks", "level") == near([3, 0, 0])
    assert answer.path("demand", "served") == near([0, 3, 0])
    assert answer.duals("stock", "good") == near([9, 0, 0])
    assert answer.limit("stock", "good", "2026").slack == near(0)
    assert answer.objective == near(27)


def test_without_max_stock_nothing_is_stored():
    """A commodity without `max_stock` (a service) cannot be kept: nothing can be served in 2027."""
    assert solved(ONE_YEAR_OF_SUPPLY).objective == near(0)


def test_each_region_has_its_own_room():
    """Two regions with 3 t of room each store 3 t each, not 3 t together."""
    answer = solved(
        ONE_YEAR_OF_SUPPLY,
        "{regions: [east, west], commodities: {good: {regional: true, max_stock: 3}}}",
    )
    assert answer.at("stocks", "level", "2026", region="east") == near(3)
    assert answer.at("stocks", "level", "2026", region="west") == near(3)
    assert answer.split("stock") == near(54)
