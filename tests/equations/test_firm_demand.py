"""(firm_demand): a firm tier is served in full, whatever it costs."""

from __future__ import annotations

from tests.equations.scenarios import near, no_optimum, solved

FIRM = """
demands: {users: {tiers: [{quantity: 8, value: 1, firm: true}]}}
supplies: {market: {commodity: good, tiers: [{quantity: 20, price: 3}]}}
"""


def test_a_firm_tier_is_served_at_a_loss():
    """8 t/yr, 2 t a quarter, worth 1 USD and bought at 3: each quarter loses 4.

    Wanting a tonne less is worth 2; wanting more is worth nothing, and takes −2·2 of the optimum a quarter.
    Were the row a limit only, nothing would be served and the optimum would be 0.
    """
    answer = solved("horizon: {end: 2026.5, step: quarter}", FIRM)
    assert answer.path("demand", "served") == near([2, 2])
    assert answer.duals("firm", "users#1") == near([2, 2])
    assert answer.duals("demand", "users#1") == near([0, 0])
    assert answer.split("demand") == near(-8)
    assert answer.objective == near(-8)


def test_a_firm_tier_worth_more_than_its_cost_is_a_limit_like_others():
    """Worth 10, bought at 3: 8 t are served and no more; a tonne more wanted is worth 7. As a floor only it would be
    20.
    """
    answer = solved(FIRM, "demands: {users: {tiers: [{quantity: 8, value: 10, firm: true}]}}")
    assert answer.path("demand", "served") == near([8, 8, 8])
    assert answer.duals("demand", "users#1") == near([7, 7, 7])
    assert answer.duals("firm", "users#1") == near([0, 0, 0])


def test_a_firm_tier_that_cannot_be_served_leaves_no_plan():
    """8 t/yr wanted firmly, 6 on offer: infeasible, and the message names both."""
    message = no_optimum(FIRM, "supplies: {market: {tiers: [{quantity: 6, price: 3}]}}")
    assert "users" in message
    assert "market" in message
