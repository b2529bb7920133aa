"""(cash): a fund spends what it has: carried over, paid in, received as credits and loans."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

PLANT = """
assets:
  plant: {capacity: t/yr, capex: 10, hurdle_rate: 0, fund: bank, modes: {run: {outputs: {good: 1}}}}
"""
BUYS_ORE = """
commodities: {ore: {unit: t}}
assets:
  plant:
    {capacity: t/yr, existing: 100, fund: bank, modes: {run: {inputs: {ore: 1}, outputs: {good: 1}, cost: 2}}}
supplies: {mine: {commodity: ore, tariff: 50 %, tiers: [{quantity: 1000, price: 2}]}}
"""


def test_money_is_kept_where_the_fund_may_carry_it():
    """20 USD come in 2026, starts are possible in 2027 only: 2 with `carry`, none without.

    A USD of 2026 then buys 0.1 starts that serve ½ + 1 years: 1.5.
    """
    later = """
    assets: {plant: {max_starts: {2026.5: 0, 2027.5: 100, 2028.5: 0}}}
    funds: {bank: {budget: {2026.5: 20, 2027.5: 0}}}
    """
    kept = solved(PLANT, later, "funds: {bank: {carry: true}}")
    lapsed = solved(PLANT, later)
    assert kept.path("starts", "start") == near([0, 2, 0])
    assert kept.path("funds", "cash") == near([20, 0, 0])
    assert kept.limit("budget", "bank", "2026").dual == near(1.5)
    assert lapsed.path("starts", "start") == near([0, 0, 0])


def test_outlays_fall_due_as_building_proceeds():
    """Built in a year: σ(0,1) = ½, ½ of the capital in the year of the start and the next.

    15 USD in 2026 and 5 in 2027 allow 1 start, held by 2027: 0.5·10·s ≤ 5 (were all due at once, 1.5 and 0.5).
    Starts of 2027 would need ½ of theirs then as well, and serve less. The fund pays 5 and 5; a USD more in 2027 is
    worth 0.2 starts that serve ½ + 1 years: 3.
    """
    answer = solved(PLANT, "{assets: {plant: {build: 1 yr}}, funds: {bank: {budget: {2026.5: 15, 2027.5: 5}}}}")
    assert answer.path("starts", "start") == near([1, 0, 0])
    assert answer.path("capital", "outlay") == near([5, 5, 0])
    assert answer.path("funds", "equity") == near([5, 5, 0])
    assert answer.duals("budget", "bank") == near([0, 3, 0])


def test_nothing_is_paid_while_the_permit_takes_its_time():
    """A permit of a year, then a year of building: σ(1,2) = 0, ½, ½. 5 USD in 2027 and in 2028, none in 2026: 1 start.

    Were money spent from the application on, σ(0,2) = ¼, ½, ¼, nothing could be started without some in 2026.
    """
    answer = solved(
        PLANT,
        "{assets: {plant: {permit: 1 yr, build: 1 yr}}, funds: {bank: {budget: {2026.5: 0, 2027.5: 5}}}}",
    )
    assert answer.path("starts", "start")[0] == near(1)
    assert answer.path("capital", "outlay") == near([0, 5, 5])


def test_outlays_include_the_premium_and_the_fee():
    """At +50 % for speed and a fee of 20 % a start of 10 USD takes 18: a budget of 36 makes 2 a year, not 3.6."""
    answer = solved(
        PLANT,
        """
        assets: {plant: {permit: 9 yr, surge: [{premium: 50 %}]}}
        permitting: {lanes: {fast: {factor: 0, fee: 20 %}}}
        funds: {bank: {budget: 36}}
        """,
    )
    assert answer.path("starts", "start") == near([2, 2, 2])
    assert answer.path("funds", "capital") == near([36, 36, 36])


def test_credits_are_spent_again():
    """20 USD in 2026 and nothing after: 2 starts; a credit of 50 %, a year later, gives 10, 1 start in 2027, then 5.

    Without claims in the cash of the fund it would end with the 2 of 2026. A USD of 2026 is worth
    0.25 + 0.5·(0.15 + 0.5·0.05), times 10: 3.375.
    """
    answer = solved(
        PLANT,
        """
        funds: {bank: {budget: {2026.5: 20, 2027.5: 0}}}
        credits: {itc: {rates: {plant: 50 %}, paid_after: 1 yr}}
        """,
    )
    assert answer.path("starts", "start") == near([2, 1, 0.5])
    assert answer.path("funds", "credits") == near([0, 10, 5])
    assert answer.limit("budget", "bank", "2026").dual == near(3.375)


def test_a_credit_with_nothing_to_spend_it_on_leaves_the_fund():
    """Starts in 2026 only: the credit of 10 in 2027 is claimed and paid out. Were nothing to leave a fund that cannot
    carry, it would have to lapse."""
    answer = solved(
        PLANT,
        """
        assets: {plant: {life: 4 yr, max_starts: {2026.5: 2, 2027.5: 0}}}
        funds: {bank: {budget: 20}}
        credits: {itc: {rates: {plant: 50 %}, paid_after: 1 yr}}
        """,
    )
    assert answer.path("credits", "claimed") == near([0, 10, 0])
    assert answer.path("funds", "paid_out") == near([0, 10, 0])
    assert answer.path("funds", "equity") == near([20, 0, 0])


def test_loans_stretch_a_budget_and_are_paid_back():
    """20 USD a year; half of each outlay is lent at 0 % for 2 years, half of it paid back in each of the next two.

    2026: 10 s = 20 + 5 s, s = 4, lent 20. 2027: 10 s = 20 + 5 s − 10, s = 2, lent 10. 2028: 10 s = 20 + 5 s − 10 − 5,
    s = 1. A USD of 2028 buys 0.2 starts, worth 1; of 2027 0.2·15 − ½·1 = 2.5; of 2026 0.2·25 − ½·2.5 − ½·1 = 3.25.
    Without draws in the cash of the fund 2 starts a year; without debt service 4 a year.
    """
    answer = solved(
        PLANT,
        """
        funds: {bank: {budget: 20}}
        loans: {titan: {assets: [plant], share: 50 %, rate: 0 %, tenor: 2 yr}}
        """,
    )
    assert answer.path("starts", "start") == near([4, 2, 1])
    assert answer.path("funds", "loans") == near([20, 10, 5])
    assert answer.path("funds", "debt_service") == near([0, 10, 15])
    assert answer.duals("budget", "bank") == near([3.25, 2.5, 1])


def test_a_fund_that_covers_all_pays_what_running_costs():
    """A tonne costs 2 to run and 2·1.5 for ore: 30 USD a year make 6 t; each USD earns (10 − 5)/5 = 1 more.

    Covering capital only it would make 100 t; without variable costs 10 t, without purchases 15 t, without tariff 7.5
    t.
    """
    answer = solved(BUYS_ORE, "funds: {bank: {budget: 30, covers: all}}")
    assert answer.path("demand", "served") == near([6, 6, 6])
    assert answer.path("funds", "costs") == near([12, 12, 12])
    assert answer.path("funds", "purchases") == near([18, 18, 18])
    assert answer.duals("budget", "bank") == near([1, 1, 1])
    assert solved(BUYS_ORE, "funds: {bank: {budget: 30}}").path("demand", "served") == near([100, 100, 100])


def test_a_share_of_what_is_earned_is_spent_again():
    """20 % of the 10 USD that a tonne is worth comes back: it needs 5 − 2 = 3 USD of the budget, 30 make 10 t."""
    answer = solved(BUYS_ORE, "funds: {bank: {budget: 30, covers: all, reinvest: 20 %}}")
    assert answer.path("demand", "served") == near([10, 10, 10])
    assert answer.path("funds", "reinvested") == near([20, 20, 20])
    assert answer.duals("budget", "bank") == near([5 / 3, 5 / 3, 5 / 3])


def test_trade_of_another_fund_is_not_paid_for():
    """The ore is bought by a fund of its own without a limit: 30 USD pay the running cost of 15 t."""
    answer = solved(
        BUYS_ORE,
        "{supplies: {mine: {fund: trader}}, funds: {bank: {budget: 30, covers: all}, trader: {covers: all}}}",
    )
    assert answer.path("demand", "served") == near([15, 15, 15])


def test_the_reserve_is_filled_from_its_fund_at_the_reference_price():
    """6 USD at a reference price of 3 put 2 t in reserve in 2026, drawn in 2027 when the market is dry.

    Without fills in the cash of the fund the reserve would be filled to its 10 t.
    """
    answer = solved("""
    reserve: {good: {size: 10, release: any, price: 3, fund: treasury}}
    funds: {treasury: {budget: 6}}
    supplies: {market: {commodity: good, tiers: [{quantity: {2026.5: 50, 2027.5: 0}, price: 1}]}}
    demands: {users: {tiers: [{quantity: {2026.5: 0, 2027.5: 100}, value: 10}]}}
    """)
    assert answer.path("reserve", "fill") == near([2, 0, 0])
    assert answer.path("funds", "reserve_purchases") == near([6, 0, 0])
    assert answer.limit("budget", "treasury", "2026").dual == near(3)
