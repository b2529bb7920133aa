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


def keys(limits: list[str]) -> list[str]:
    """Key paths of the numbers that a message lists."""
    return [line.split(": ")[0].split(" ")[-1] for line in limits if line.startswith("  - ")]


def test_more_wanted_than_is_on_offer():
    """8 t must be served, 6 are on offer: these two numbers, where the file has them, and the balance they meet in."""
    head, *limits = lines(FIRM % "{2026.5: 20, 2027.5: 6, 2028.5: 20}")
    assert "no feasible plan" in head
    assert "changing any one of them" in head
    assert limits == [
        "  - scenario.yaml:5 supplies.market.tiers[0].quantity: all that is on offer, 2027",
        "  - scenario.yaml:4 demands.users.tiers[0].quantity: must be served in full, 2027",
        "They meet in the balance of good.",
        "`optimizer explain FILE` proposes edits that mend it.",
    ]


def test_a_budget_too_small_for_what_must_be_served():
    """8 t in 2027 need starts of 100 USD by then, the fund has 60. The chain from demand to budget is named."""
    limits = lines(PLANT)[1:]
    assert keys(limits) == ["assets.plant.existing", "demands.users.tiers[0].quantity", "funds.bank.budget"]
    assert "2026 to 2027" in next(line for line in limits if "funds.bank.budget" in line)
    assert "They meet in what plant can do, the balance of good and the cash of bank." in limits
    assert not any("max_starts" in line for line in limits), "what does not matter is not named"


@pytest.mark.parametrize(
    ("named", "changed"),
    [
        ("budget: 30", "budget: 80"),
        ("2027.5: 8", "2027.5: 3"),
        ("max_starts: 100", "max_starts: 100, existing: 8"),
    ],
)
def test_changing_one_of_the_numbers_named_ends_the_conflict(named, changed):
    """The promise of the message, for each of the three."""
    assert solve(loads(PLANT.replace(named, changed)).scenario).status == "optimal"


def test_a_reserve_that_cannot_hold_its_cover():
    """A year's use of 8 t is to be held in a reserve of 3; what is on offer has nothing to do with it."""
    limits = lines(FIRM % 600 + "reserve: {good: {size: 3, cover: 1 yr}}")[1:]
    assert keys(limits) == ["demands.users.tiers[0].quantity", "reserve.good.size", "reserve.good.cover"]


def test_a_link_too_small_for_its_region():
    """A regional balance is named with its region."""
    limits = lines("""
    horizon: {start: 2026, end: 2027, step: year}
    regions: [east, west]
    commodities: {good: {unit: t, regional: true}}
    demands: {users: {commodity: good, regions: [west], tiers: [{quantity: 8, firm: true}]}}
    supplies: {market: {commodity: good, regions: [east], tiers: [{quantity: 60, price: 3}]}}
    links: {line: {commodity: good, from: east, to: west, capacity: 5}}
    """)[1:]
    assert keys(limits) == ["demands.users.tiers[0].quantity", "links.line.capacity"]
    assert "They meet in the balance of good@west." in limits


def test_a_number_of_one_region_is_named_as_such():
    """The west alone has less on offer than it must serve."""
    limits = lines("""
    horizon: {start: 2026, end: 2027, step: year}
    regions: [east, west]
    commodities: {good: {unit: t, regional: true}}
    demands: {users: {commodity: good, tiers: [{quantity: 8, firm: true}]}}
    supplies:
      market:
        commodity: good
        tiers: [{quantity: 60, price: 3}]
        by_region: {west: {tiers: [{quantity: 5, price: 3}]}}
    """)[1:]
    assert keys(limits) == ["supplies.market.by_region.west.tiers[0].quantity", "demands.users.tiers[0].quantity"]
    assert "scenario.yaml:10 " in limits[0]


def test_a_conflict_in_one_future_names_it():
    """Enough for all but the dry future, and in all but one of its years; what is too little stands in its `set`."""
    text = FIRM % 20 + ONE_DRY_FUTURE
    limits = lines(text)[1:]
    assert keys(limits) == ["supplies.market.tiers[0].quantity", "demands.users.tiers[0].quantity"]
    assert all(line.endswith(", 2027 in future dry") for line in limits[:2])
    own, common = (text[: text.index(part)].count("\n") + 1 for part in ("dry: {", "demands: {"))
    assert [line.split(" ")[3] for line in limits[:2]] == [f"scenario.yaml:{own}", f"scenario.yaml:{common}"]


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
    service = [line for line in limits if "assets.plant.existing" in line]
    assert wanted.endswith("in future boom")
    assert allowed.endswith("in future bust")
    assert any("boom" in line for line in service), "the plant is in service in both"
    assert any("bust" in line for line in service), "the plant is in service in both"


def test_a_long_conflict_is_cut_short():
    """20 t must be served out of 15 offers of 1 t: 16 numbers, of which 12 are listed."""
    offers = ", ".join(f"offer{i}: {{commodity: good, tiers: [{{quantity: 1, price: 3}}]}}" for i in range(15))
    limits = lines(f"""
    horizon: {{start: 2026, end: 2027, step: year}}
    commodities: {{good: {{unit: t}}}}
    demands: {{users: {{commodity: good, tiers: [{{quantity: 20, firm: true}}]}}}}
    supplies: {{{offers}}}
    """)[1:]
    assert len(keys(limits[:12])) == 12
    assert limits[12] == "  - and 4 more"


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
    assert moves[:2] == ["  - start ever more plant, 2026", "  - claim ever more of itc on plant, 2026"]


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
    assert [move.split(",")[0] for move in moves[:3]] == [
        "  - start ever more plant",
        "  - claim ever more of itc on plant",
        "  - borrow ever more from titan on plant",
    ]
