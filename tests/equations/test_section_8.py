"""Cases with an answer known by hand, listed in docs/model.md: each is solved through the whole model."""

from __future__ import annotations

import re

import pytest

from tests.equations.scenarios import near, solved

PLANT = "assets: {plant: {capacity: t/yr, existing: %s, modes: {run: {outputs: {good: 1}, cost: 4}}}}"
STARTS_OF_2026 = """
horizon: {end: 2031}
assets:
  plant:
    {capacity: t/yr, capex: 1, hurdle_rate: 0, max_starts: {2026.5: 1, 2027.5: 0}, modes: {run: {outputs: {good: 1}}}}
"""


@pytest.mark.parametrize(("capacity", "demand"), [(30.0, 50.0), (50.0, 30.0)])
def test_one_asset_and_one_tier_serve_the_smaller_of_capacity_and_demand(capacity, demand):
    """No delay, one tier: min(capacity, demand) is served; the binding one is worth value − cost = 10 − 4, the other
    0.
    """
    answer = solved(PLANT % capacity, f"demands: {{users: {{tiers: [{{quantity: {demand}, value: 10}}]}}}}")
    served = min(capacity, demand)
    assert answer.path("demand", "served") == near([served] * 3)
    assert answer.duals("existing", "plant") == near([6 if capacity < demand else 0] * 3)
    assert answer.duals("demand", "users#1") == near([6 if demand < capacity else 0] * 3)
    assert answer.objective == near(3 * 6 * served)


@pytest.mark.parametrize(
    ("permit", "build", "expected"),
    [(0.5, 1.0, [0, 0.125, 0.875, 1, 1]), (0.0, 0.0, [0.5, 1, 1, 1, 1]), (1.0, 0.0, [0, 0.5, 1, 1, 1])],
)
def test_a_start_serves_by_its_kernel(permit, build, expected):
    """D = 1½: 0, ⅛, ⅞, 1, 1. D = 0: ½, 1, 1, ... (starts are spread over their period). D = 1: the same a year later.

    A step at D would give 0, 0, 1 or 0, ½, 1 for D = 1½, and 1, 1 for D = 0.
    """
    answer = solved(STARTS_OF_2026, f"assets: {{plant: {{permit: {permit} yr, build: {build} yr}}}}")
    assert answer.path("capacity", "in_service") == near(expected)
    assert answer.path("demand", "served") == near(expected)


@pytest.mark.parametrize("permit", [0.0, 0.05, 0.125, 0.2, 0.25, 0.4, 1.1])
def test_a_credit_of_all_capital_paid_at_once_cancels_the_charge(permit):
    """100 % of the capital, paid when service begins, saves what the plant is charged, to a quarter period's
    discounting.

    With D = 0 (and whenever D is whole periods) charge and credit are the same sum. Else the credit of a period
    counts from its middle while service begins at another moment of it; the difference is below a quarter of a
    period's discount of 10 %. A credit at face value, or from the next period on, would be off by far more.
    """
    answer = solved(f"""
    horizon: {{end: 2036, step: quarter}}
    objective: {{discount_rate: 10 %}}
    assets:
      plant:
        capacity: t/yr
        capex: 20
        hurdle_rate: 10 %
        permit: {permit} yr
        max_starts: {{2026.125: 4, 2026.375: 0}}
        modes: {{run: {{outputs: {{good: 1}}}}}}
    credits: {{itc: {{rates: {{plant: 100 %}}}}}}
    """)
    charge, credit = -answer.term("capital_charge"), answer.term("credit_worth")
    assert answer.at("credits", "claimed") == near(20)
    assert charge > 5
    assert abs(credit / charge - 1) <= 1.1 ** (0.25 / 4) - 1
    if permit in (0.0, 0.25):
        assert credit == near(charge)


def test_the_dearest_tier_in_use_sets_the_price():
    """Tiers at 1 and 3 USD, 5 + 2 needed: the price is 3, in present value df·3; the cheap tier is worth df·(3 − 1).

    df = 1.1⁻¹, 1.1⁻³, 1.1⁻⁵ at 21 %.
    """
    answer = solved("""
    objective: {discount_rate: 21 %}
    demands: {users: {tiers: [{quantity: 7, value: 10}]}}
    supplies: {market: {commodity: good, tiers: [{quantity: 5, price: 1}, {quantity: 100, price: 3}]}}
    """)
    df = [1.1**-1, 1.1**-3, 1.1**-5]
    assert answer.path("supply", "bought", tier="2") == near([2, 2, 2])
    assert answer.price("good") == near([3, 3, 3])
    assert answer.duals("supply", "market#1") == near([2 * f for f in df])
    assert answer.duals("demand", "users#1") == near([7 * f for f in df])


EVERYTHING = """
objective: {discount_rate: 5 %}
commodities: {good: {max_stock: <t5>, holding_cost: <p0.1>}, ore: {unit: t}}
demands:
  users: {tiers: [{quantity: {2026.5: <t40>, 2028.5: <t90>}, value: <p10>}, {quantity: <t50>, value: <p4>}]}
assets:
  mine: {capacity: t/yr, existing: <t30>, modes: {dig: {outputs: {ore: 1}, cost: <p1>}}}
  smelter:
    capacity: t/yr
    existing: <t20>
    capex: <p12>
    permit: 0.3 yr
    build: 0.5 yr
    life: 9 yr
    fund: bank
    growth: {rate: 20 %, seed: <t3>, recent_starts: <t4>}
    surge: [{up_to: <t5>}, {premium: 30 %}]
    build_inputs: {ore: 0.5}
    modes: {melt: {inputs: {ore: 2}, outputs: {good: 1}, cost: <p0.7>}}
supplies:
  abroad: {commodity: ore, tariff: 10 %, tiers: [{quantity: <t40>, price: <p1.3>}, {quantity: <t60>, price: <p2.1>}]}
permitting: {lanes: {fast: {factor: 0.5, fee: 5 %, throughput: <m60>}}}
credits: {itc: {rates: {smelter: 20 %}, paid_after: 6 months, annual_cap: <m20>}}
loans: {titan: {assets: [smelter], share: 30 %, rate: 2 %, tenor: 5 yr, cap: <m30>}}
funds: {bank: {budget: <m90>, carry: true}}
reserve: {ore: {size: <t10>, initial: <t2>, cover: 20 days, price: <p1.4>, holding_cost: <p0.05>, salvage: 60 %}}
disruptions: {embargo: {supply: abroad, from: 2027.5, to: 2028, loss: 40 %}}
"""
"""Every feature at once. <t..> is a mass, <m..> an amount of money, <p..> a price of a tonne (also capex, cost)."""


def everything(money: float = 1.0, mass: float = 1.0) -> str:
    """The scenario in units of which `money` make one USD and `mass` one tonne."""
    return filled(EVERYTHING, t=mass, m=money, p=money / mass)


def filled(text: str, **factors: float) -> str:
    """A text with each mark <letter number> replaced by the number times the factor of its letter."""
    return re.sub("<([a-z])([0-9.]+)>", lambda mark: repr(float(mark[2]) * factors[mark[1]]), text)


def test_more_of_the_money_unit_changes_no_decision():
    """Every amount of money times 1000: the same plan; optimum, prices and money 1000 times as large; duals of money
    limits, which are money per money, as before."""
    one, thousand = solved(everything()), solved(everything(money=1000.0))
    assert one.at("starts", "start") > 1
    for table, quantity in (("starts", "start"), ("supply", "bought"), ("demand", "served"), ("reserve", "level")):
        assert thousand.path(table, quantity) == near(one.path(table, quantity))
    assert thousand.objective == near(1000 * one.objective)
    assert thousand.price("ore") == near([1000 * price for price in one.price("ore")])
    assert thousand.path("credits", "claimed") == near([1000 * claim for claim in one.path("credits", "claimed")])
    assert thousand.duals("budget", "bank") == near(one.duals("budget", "bank"))
    assert thousand.duals("existing", "mine") == near([1000 * dual for dual in one.duals("existing", "mine")])


def test_a_smaller_unit_of_mass_changes_no_decision():
    """Every mass in kg, every price per kg: the same plan, 1000 times as many of them, for the same money."""
    one, thousand = solved(everything()), solved(everything(mass=1000.0))
    for table, quantity in (("starts", "start"), ("supply", "bought"), ("demand", "served"), ("reserve", "level")):
        assert thousand.path(table, quantity) == near([1000 * amount for amount in one.path(table, quantity)])
    assert thousand.objective == near(one.objective)
    assert thousand.price("ore") == near([price / 1000 for price in one.price("ore")])
    assert thousand.path("credits", "claimed") == near(one.path("credits", "claimed"))
    assert thousand.duals("existing", "mine") == near([dual / 1000 for dual in one.duals("existing", "mine")])


@pytest.mark.parametrize("reveal", [2027, 2028])
def test_identical_futures_give_the_optimum_of_the_path(reveal):
    """Three futures that differ in nothing: optimum and expected plan are those without futures.

    Were probabilities not weighed, what lies after the reveal would count three times.
    """
    one = solved(everything())
    branches = "{a: {probability: 0.2}, b: {probability: 0.3}, c: {probability: 0.5}}"
    tree = solved(everything(), f"futures: {{reveal: {reveal}, branches: {branches}}}")
    assert tree.objective == near(one.objective)
    assert {name: tree.term(name) for name in one.solution.objective_terms} == near(dict(one.solution.objective_terms))
    for future in "abc":
        assert tree.at("demand", "served", "2028", future=future) == near(one.at("demand", "served", "2028"))
        assert tree.at("prices", "price", "2028", future=future, commodity="ore") == near(one.price("ore")[2])


ONE_REGION = """
regions: [US]
commodities: {good: {regional: true, max_stock: <t6>}}
demands: {users: {tiers: [{quantity: {2026.5: <t40>, 2028.5: <t90>}, value: 10}, {quantity: <t50>, value: 4}]}}
assets:
  plant:
    capacity: t/yr
    existing: <t20>
    capex: 12
    life: 9 yr
    permit: 0.3 yr
    build: 0.5 yr
    growth: {rate: 20 %, seed: <t6>, recent_starts: <t4>}
    surge: [{up_to: <t5>}, {premium: 30 %}]
    max_capacity: <t60>
    modes: {run: {outputs: {good: 1}, cost: 1}}
supplies: {abroad: {commodity: good, tiers: [{quantity: <t8>, price: 3}]}}
"""


def test_two_equal_regions_with_half_the_limits_each_give_the_optimum_of_one():
    """Everything divides in two, so nothing is gained or lost: the same optimum, the same prices, half the starts
    each.
    """
    one = solved(filled(ONE_REGION, t=1.0))
    two = solved(filled(ONE_REGION, t=0.5), "regions: [east, west]")
    assert one.at("starts", "start") > 1
    assert two.objective == near(one.objective)
    for region in ("east", "west"):
        assert two.price("good", region=region) == near(one.price("good"))
        assert two.path("starts", "start", region=region) == near([s / 2 for s in one.path("starts", "start")])


@pytest.mark.parametrize(
    "more",
    [
        "funds: {bank: {budget: 99}}",
        "supplies: {abroad: {tiers: [{quantity: 44, price: 1.3}, {quantity: 66, price: 2.1}]}}",
        "credits: {itc: {rates: {smelter: 25 %}}}",
        "permitting: {lanes: {fast: {throughput: 66}}}",
        "permitting: {lanes: {fast: {throughput: null}}}",
        "assets: {smelter: {existing: 22}}",
        "loans: {titan: {cap: 33}}",
        "disruptions: null",
    ],
)
def test_more_of_a_limit_never_lowers_the_optimum(more):
    """More budget, supply, credit, throughput, capacity or loans, or no disruption: at least the optimum without."""
    assert solved(everything(), more).objective >= solved(everything()).objective * (1 - 1e-9)
