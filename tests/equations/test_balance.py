"""(balance): a commodity is made, bought, shipped in or taken from store before it is used, shipped out or stored."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_an_asset_runs_only_on_what_others_make():
    """A mine of 6 t/yr feeds a smelter of 100 t/yr that uses 2 t of ore a tonne: 3 t are served.

    A tonne of ore saves half a tonne of good worth 10 − 2 in the smelter: its price is 4, also the worth of the mine.
    Without the equation the smelter would make 100 t from nothing.
    """
    answer = solved("""
    commodities: {ore: {unit: t}}
    assets:
      mine: {capacity: t/yr, existing: 6, modes: {dig: {outputs: {ore: 1}}}}
      smelter: {capacity: t/yr, existing: 100, modes: {melt: {inputs: {ore: 2}, outputs: {good: 1}, cost: 2}}}
    """)
    assert answer.path("demand", "served") == near([3, 3, 3])
    assert answer.price("ore") == near([4, 4, 4])
    assert answer.price("good") == near([10, 10, 10])
    assert answer.duals("existing", "mine") == near([4, 4, 4])
    assert answer.duals("existing", "smelter") == near([0, 0, 0])


def test_what_nobody_wants_is_thrown_away():
    """A refinery makes a tonne of slag with each of 6 t; users of slag want 2 t: its price is 0, and all 6 t are
    made.

    Were the balance an equality, slag would hold the refinery at 2 t, or have a negative price.
    """
    answer = solved("""
    commodities: {slag: {unit: t}}
    demands: {builders: {commodity: slag, tiers: [{quantity: 2, value: 1}]}}
    assets: {refinery: {capacity: t/yr, existing: 6, modes: {run: {outputs: {good: 1, slag: 1}}}}}
    """)
    assert answer.path("demand", "served", demand="users") == near([6, 6, 6])
    assert answer.path("demand", "served", demand="builders") == near([2, 2, 2])
    assert answer.price("slag") == near([0, 0, 0])


def test_stock_is_carried_to_the_next_period_less_what_is_lost():
    """Half of what is held is lost in a year. 4 t at the start leave 2 t, and 6 t bought in 2026 make 8 t; 4 t of
    them are left in 2027, when users come.

    Worth 40 − 6 = 34. A tonne in 2026 is half a tonne in 2027: its price is 5, the offer is worth 5 − 1 = 4 a tonne,
    the initial stock 4·½·5 = 10. Without the stock of the parent nothing is served; without the loss 10 t.
    """
    answer = solved("""
    commodities: {good: {max_stock: 50, initial: 4, loss: 50 %}}
    supplies: {market: {commodity: good, tiers: [{quantity: {2026.5: 6, 2027.5: 0}, price: 1}]}}
    demands: {users: {tiers: [{quantity: {2026.5: 0, 2027.5: 100, 2028.5: 0}, value: 10}]}}
    """)
    assert answer.path("stocks", "level") == near([8, 0, 0])
    assert answer.path("stocks", "lost") == near([2, 4, 0])
    assert answer.path("demand", "served") == near([0, 4, 0])
    assert answer.price("good") == near([5, 10, 0])
    assert answer.limit("supply", "market#1", "2026").dual == near(4)
    initial = answer.limit("stock_initial", "good", "2026")
    assert (initial.limit, initial.dual) == near((4, 2.5))
    assert answer.split("stock_initial") == near(10)
    assert answer.objective == near(34)


def test_building_takes_its_inputs_as_it_proceeds_and_at_completion():
    """A start of s in 2026 that builds for a year takes ½ s of steel in each of 2026 and 2027 (σ(0,1) = ½, ½) and
    s chips on completion, 2027 (σ(1,1) = 0, 1).

    2 t of steel in 2026 allow s = 4, which serves 0, 2, 4: worth 60, less 4 chips at 1 USD. Steel of 2026 is worth
    (15 − 1)/½ = 28. Without build inputs in the balance 100 would be started; were steel due at once, 2.
    """
    answer = solved("""
    commodities: {steel: {unit: t}, chip: {unit: wafer}}
    assets:
      plant:
        capacity: t/yr
        capex: 1
        hurdle_rate: 0
        build: 1 yr
        max_starts: {2026.5: 100, 2027.5: 0}
        build_inputs: {steel: 1, chip: {amount: 1, when: completion}}
        modes: {run: {outputs: {good: 1}}}
    supplies:
      mill: {commodity: steel, tiers: [{quantity: {2026.5: 2, 2027.5: 1000}, price: 0}]}
      fab: {commodity: chip, tiers: [{quantity: 1000, price: 1}]}
    """)
    assert answer.path("starts", "start") == near([4, 0, 0])
    assert answer.path("build_inputs", "used", commodity="steel") == near([2, 2, 0])
    assert answer.path("build_inputs", "used", commodity="chip") == near([0, 4, 0])
    assert answer.price("steel") == near([28, 0, 0])
    assert answer.objective == near(56)


def test_the_reserve_gives_to_the_market_and_takes_from_it():
    """10 t bought in 2026 at 2 USD go into the reserve and come out in 2027, the only year with users.

    Price 2 in 2026, where the offer is not exhausted, and 10 in 2027, where 10 of the 15 t wanted are there: the room
    of the reserve is worth 8. Were `fill` not taken from the market, the 10 t would cost nothing; were `draw` not
    given to it, nothing would be served.
    """
    answer = solved("""
    reserve: {good: {size: 10, release: any}}
    supplies: {market: {commodity: good, tiers: [{quantity: {2026.5: 50, 2027.5: 0}, price: 2}]}}
    demands: {users: {tiers: [{quantity: {2026.5: 0, 2027.5: 15, 2028.5: 0}, value: 10}]}}
    """)
    assert answer.path("supply", "bought") == near([10, 0, 0])
    assert answer.path("demand", "served") == near([0, 10, 0])
    assert answer.price("good")[:2] == near([2, 10])
    assert answer.objective == near(80)
