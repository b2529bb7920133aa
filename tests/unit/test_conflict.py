"""A scenario without an optimum is answered with what stands against what, in its own words."""

from __future__ import annotations

import pytest

from optimizer.errors import NoOptimum
from optimizer.model import solve
from optimizer.scenario.load import loads

FIRM = """
horizon: {start: 2026, end: 2029, step: year}
commodities: {good: {unit: t}}
demands: {users: {commodity: good, tiers: [{quantity: 8, value: 1, firm: true}]}}
supplies: {market: {commodity: good, tiers: [{quantity: %s, price: 3}]}}
"""
ONE_DRY_FUTURE = """
futures:
  reveal: 2027
  branches:
    wet: {probability: 0.5}
    dry: {probability: 0.5, set: {"supplies.market.tiers[0].quantity": {2026.5: 20, 2027.5: 6, 2028.5: 20}}}
"""
PLANT = """
horizon: {start: 2026, end: 2029, step: year}
commodities: {good: {unit: t}}
demands: {users: {commodity: good, tiers: [{quantity: {2026.5: 0, 2027.5: 8}, value: 1, firm: true}]}}
assets: {plant: {capacity: t/yr, capex: 10, fund: bank, max_starts: 100, modes: {run: {outputs: {good: 1}}}}}
funds: {bank: {budget: 30}}
"""


def lines(text: str) -> list[str]:
    """The message that a scenario without an optimum ends with: its head, then one line for each limit."""
    with pytest.raises(NoOptimum) as caught:
        solve(loads(text).scenario)
    assert caught.value.exit_code == 3
    return str(caught.value).splitlines()


def test_more_wanted_than_is_on_offer():
    """8 t must be served, 6 are on offer: the demand, the offer and the balance between them, and nothing else."""
    head, *limits = lines(FIRM % "{2026.5: 20, 2027.5: 6, 2028.5: 20}")
    assert "no feasible plan" in head
    assert "relaxing any one" in head
    assert limits == [
        "  - good: the balance: no more used than is made or bought, 2027",
        "  - market / 1: the quantity on offer, 2027",
        "  - users / 1: demand that must be served in full, 2027",
    ]


def test_a_budget_too_small_for_what_must_be_served():
    """8 t in 2027 need starts of 100 USD by then; the fund has 60. The chain from demand to budget is named in full."""
    head, *limits = lines(PLANT)
    assert "no feasible plan" in head
    assert [line.split(":")[0].strip(" -") for line in limits] == [
        "plant",
        "plant",
        "good",
        "users / 1",
        "bank",
        "bank",
    ]
    assert any("the budget of the fund, 2026 to 2027" in line for line in limits)
    assert not any("max_starts" in line for line in limits), "what does not matter is not named"


def test_relaxing_one_of_the_limits_named_ends_the_conflict():
    """The promise of the message, for each of those that the scenario sets."""
    assert solve(loads(PLANT.replace("budget: 30", "budget: 80")).scenario).status == "optimal"
    assert solve(loads(PLANT.replace("2027.5: 8", "2027.5: 3")).scenario).status == "optimal"


def test_a_reserve_that_cannot_hold_its_cover():
    """A year's use of 8 t is to be held in a reserve of 3."""
    limits = lines(FIRM % 600 + "reserve: {good: {size: 3, cover: 1 yr}}")[1:]
    assert any("good: the size of the reserve" in line for line in limits)
    assert any("good: the cover that the reserve must hold" in line for line in limits)
    assert not any("market" in line for line in limits)


def test_a_link_too_small_for_its_region():
    """Regional things are named with their region, a link by its name."""
    limits = lines("""
    horizon: {start: 2026, end: 2027, step: year}
    regions: [east, west]
    commodities: {good: {unit: t, regional: true}}
    demands: {users: {commodity: good, regions: [west], tiers: [{quantity: 8, firm: true}]}}
    supplies: {market: {commodity: good, regions: [east], tiers: [{quantity: 60, price: 3}]}}
    links: {line: {commodity: good, from: east, to: west, capacity: 5}}
    """)[1:]
    assert limits == [
        "  - good@west: the balance: no more used than is made or bought, 2026",
        "  - users@west / 1: demand that must be served in full, 2026",
        "  - line: the capacity of the link, 2026",
    ]


def test_a_conflict_in_one_future_names_it():
    """Enough for all but the dry future, from its first year on."""
    limits = lines(FIRM % 20 + ONE_DRY_FUTURE)[1:]
    assert len(limits) == 3
    assert all(line.endswith(", 2027 in future dry") for line in limits)


def test_a_conflict_between_futures_names_both():
    """What is started in 2026 is the same for all: the boom needs 8 t/yr in 2028, the bust allows 5 in service."""
    limits = lines("""
    horizon: {start: 2026, end: 2029, step: year}
    commodities: {good: {unit: t}}
    demands:
      users: {commodity: good, tiers: [{quantity: {2026.5: 0, 2027.5: 0, 2028.5: 8}, value: 1, firm: true}]}
    assets:
      plant:
        capacity: t/yr
        capex: 10
        build: 1 yr
        max_starts: {2026.5: 100, 2027.5: 0}
        max_capacity: 100
        modes: {run: {outputs: {good: 1}}}
    futures:
      reveal: 2027
      branches:
        boom: {probability: 0.5}
        bust:
          {probability: 0.5, set: {assets.plant.max_capacity: 5, "demands.users.tiers[0].quantity": 0}}
    """)[1:]
    wanted = next(line for line in limits if "must be served" in line)
    allowed = next(line for line in limits if "max_capacity" in line)
    service = [line for line in limits if "capacity in service" in line]
    assert wanted.endswith("in future boom")
    assert allowed.endswith("in future bust")
    assert any("boom" in line for line in service), "the plant is in service in both"
    assert any("bust" in line for line in service), "the plant is in service in both"


def test_a_credit_above_the_cost_bounds_nothing():
    """120 % of the capital comes back: starting and claiming grow together."""
    head, *moves = lines("""
    horizon: {start: 2026, end: 2032, step: year}
    commodities: {good: {unit: t}}
    demands: {users: {commodity: good, tiers: [{quantity: 8, value: 1}]}}
    assets: {plant: {capacity: t/yr, capex: 10, modes: {run: {outputs: {good: 1}}}}}
    credits: {itc: {rates: {plant: 120 %}}}
    """)
    assert "Nothing bounds the gain" in head
    assert any("plant: starting ever more" in line for line in moves)
    assert any("itc" in line and "claiming ever more" in line for line in moves)


def test_money_lent_below_the_market_beside_a_credit_bounds_nothing():
    """All of it lent at 0 % against a hurdle rate of 20 %, and 60 % given back: more than a plant costs."""
    moves = lines("""
    horizon: {start: 2026, end: 2032, step: year}
    commodities: {good: {unit: t}}
    demands: {users: {commodity: good, tiers: [{quantity: 8, value: 1}]}}
    assets: {plant: {capacity: t/yr, capex: 10, hurdle_rate: 20 %, modes: {run: {outputs: {good: 1}}}}}
    loans: {titan: {assets: [plant], share: 100 %, rate: 0 %, tenor: 10 yr}}
    credits: {itc: {rates: {plant: 60 %}}}
    """)[1:]
    assert any("titan" in line and "borrowing ever more" in line for line in moves)
    assert any("plant: starting ever more" in line for line in moves)
