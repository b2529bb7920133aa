"""(loan_share): a programme lends at most its share of the capital cost of what is started."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

PLANT = """
horizon: {end: 2029}
assets:
  plant:
    capacity: t/yr
    capex: 10
    hurdle_rate: 10 %
    life: 2 yr
    permit: 5 yr
    build: 1 yr
    max_starts: {2026.5: 4, 2027.5: 0}
    surge: [{up_to: 2}, {premium: 50 %}]
    modes: {run: {outputs: {good: 1}}}
permitting: {lanes: {fast: {factor: 0, fee: 20 %}}}
loans: {titan: {assets: [plant], share: 60 %, rate: 0 %, tenor: 2 yr, subsidy: 5 %}}
"""


def test_a_loan_is_a_share_of_the_capital_of_a_start_and_drawn_with_its_outlays():
    """4 started in 2026 cost (2·10 + 2·15)·1.2 = 60: 36 are lent, drawn 18 in 2026 and 18 in 2027 as it is built.

    Service from the period after each draw, half a year's part of 2 years: 0, 9, 9 + 9. Subsidy 5 % of what is drawn.
    Without the equation borrowing at 0 % against 10 % would have no end; without fee 30, without premium 28.8.
    """
    answer = solved(PLANT)
    assert answer.path("loans", "lent") == near([36, 0, 0])
    assert answer.path("loans", "drawn") == near([18, 18, 0])
    assert answer.path("loans", "service") == near([0, 9, 18])
    assert answer.metric("loan_subsidy") == near(1.8)


def test_a_loan_dearer_than_the_owners_own_capital_is_not_taken():
    """At 12 % against the owner's 10 % nothing is lent."""
    answer = solved(PLANT, "loans: {titan: {rate: 12 %}}")
    assert answer.path("loans", "lent") == near([0, 0, 0])


def test_only_the_named_assets_qualify():
    """The same plant under another name gets nothing of a programme for `plant`."""
    answer = solved(PLANT, """
    commodities: {fine: {unit: t}}
    demands: {few: {commodity: fine, tiers: [{quantity: 100, value: 10}]}}
    assets:
      mill:
        {capacity: t/yr, capex: 10, hurdle_rate: 10 %, life: 2 yr, max_starts: 1, modes: {run: {outputs: {fine: 1}}}}
    """)  # fmt: skip
    assert answer.at("starts", "start", asset="mill") > 0
    assert answer.at("loans", "lent", asset="mill") == near(0)
    assert answer.at("loans", "lent", asset="plant") == near(36)
