"""(capacity): activity fits in what the capacity in service can do in the period."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_all_modes_of_an_asset_share_its_available_capacity_for_the_period():
    """Σ over modes of activity ≤ availability · Δ · capacity.

    8 t/yr at 50 % for a quarter: room for 1 t. Users of `special` want 2 t/yr, ½ t a quarter, at 20 USD and come first;
    ½ t is left for `good` at 10. So room is worth 10 a tonne (the rent), a unit of capacity 10 · 0.5 · 0.25 = 1.25, a
    tonne more wanted by the special users 20 − 10. A quarter earns 10 + 5 = 15, half a year 30.
    Without the equation: 25 t and ½ t a quarter; without Δ 4 t of room, without availability 2 t; were there a row for
    each mode instead of the sum, 1 t of `good` beside the ½ t of `special`.
    """
    answer = solved("""
    horizon: {end: 2026.5, step: quarter}
    commodities: {special: {unit: t}}
    demands: {few: {commodity: special, tiers: [{quantity: 2, value: 20}]}}
    assets:
      plant:
        capacity: t/yr
        existing: 8
        availability: 50 %
        modes: {plain: {outputs: {good: 1}}, fine: {outputs: {special: 1}}}
    """)
    assert answer.path("activity", "activity", mode="plain") == near([0.5, 0.5])
    assert answer.path("activity", "activity", mode="fine") == near([0.5, 0.5])
    assert answer.path("capacity", "rent") == near([10, 10])
    assert answer.duals("existing", "plant") == near([1.25, 1.25])
    assert answer.duals("demand", "few#1") == near([10, 10])
    assert answer.objective == near(30)


def test_a_disruption_of_an_asset_takes_part_of_its_availability():
    """80 % lost from mid 2026 to mid 2027 leaves 1 − 0.8·½ = 60 % of each of the two years.

    10 t/yr then make 6, 6, 10. Without the disruption 10 each year; were its share of the year not counted, 2, 2, 10.
    """
    answer = solved("""
    assets: {plant: {capacity: t/yr, existing: 10, modes: {run: {outputs: {good: 1}}}}}
    disruptions: {strike: {asset: plant, from: 2026.5, to: 2027.5, loss: 80 %}}
    """)
    assert answer.path("demand", "served") == near([6, 6, 10])
    assert answer.duals("existing", "plant") == near([6, 6, 10])


def test_capacity_with_room_to_spare_is_worth_nothing():
    """150 t/yr at 1 USD a tonne for users of 100 t: 50 stay idle, the rent is 0 and all value goes to the demand."""
    answer = solved("assets: {plant: {capacity: t/yr, existing: 150, modes: {run: {outputs: {good: 1}, cost: 1}}}}")
    limit = answer.limit("existing", "plant", "2027")
    assert (limit.limit, limit.used, limit.slack, limit.dual, limit.binding) == near((150, 100, 50, 0, False))
    assert answer.split("demand") == near(2700)
