"""Operating modes: an asset chooses between recipes, each with its own inputs, outputs and cost."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

WINDINGS = """
commodities: {copper: {unit: t}, aluminium: {unit: t}}
assets:
  plant:
    capacity: t/yr
    existing: 10
    modes:
      copper: {inputs: {copper: 1}, outputs: {good: 1}}
      aluminium: {inputs: {aluminium: 2}, outputs: {good: 1}, cost: 1}
supplies:
  mine: {commodity: copper, tiers: [{quantity: 4, price: 3}]}
  smelter: {commodity: aluminium, tiers: [{quantity: 1000, price: 2}]}
"""


def test_the_dearer_recipe_is_used_once_the_cheaper_ones_input_is_gone():
    """With copper a tonne costs 3, with aluminium 2·2 + 1 = 5: 4 t are made with copper, 6 with aluminium.

    A tonne of copper saves 5 − 3 = 2, its price is 5, that of aluminium 2; the plant is full and earns 10 − 5 = 5.
    With copper alone 4 t would be made; were the modes not to share the plant, 4 and 10.
    """
    answer = solved(WINDINGS)
    assert answer.path("activity", "activity", mode="copper") == near([4, 4, 4])
    assert answer.path("activity", "activity", mode="aluminium") == near([6, 6, 6])
    assert answer.price("copper") == near([5, 5, 5])
    assert answer.price("aluminium") == near([2, 2, 2])
    assert answer.duals("supply", "mine#1") == near([2, 2, 2])
    assert answer.duals("existing", "plant") == near([5, 5, 5])
    assert answer.path("activity", "input", commodity="aluminium") == near([12, 12, 12])


def test_an_embargo_on_one_input_shifts_the_plant_to_the_other_recipe():
    """No copper in 2027: all 10 t are made with aluminium, at 2 USD more for each of the 4 t: worth 8 less."""
    embargo = "disruptions: {embargo: {supply: mine, from: 2027, to: 2028, loss: 100 %}}"
    answer = solved(WINDINGS, embargo)
    assert answer.path("activity", "activity", mode="copper") == near([4, 0, 4])
    assert answer.path("demand", "served") == near([10, 10, 10])
    assert answer.objective == near(solved(WINDINGS).objective - 8)


def test_a_recipe_can_make_several_things():
    """`both` makes ½ t of good and ½ t of fine; users of fine want 1 t at 30. Running it for that, 2 t of capacity,
    earns 10 + 30; the other 8 make 8 t of good: 40 + 80 a year. Plain alone 100.
    """
    answer = solved("""
    commodities: {fine: {unit: t}}
    demands: {few: {commodity: fine, tiers: [{quantity: 1, value: 30}]}}
    assets:
      plant:
        capacity: t/yr
        existing: 10
        modes: {plain: {outputs: {good: 1}}, both: {outputs: {good: 0.5, fine: 0.5}}}
    """)
    assert answer.path("activity", "activity", mode="both") == near([2, 2, 2])
    assert answer.objective == near(3 * 120)
