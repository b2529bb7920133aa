"""`maximize: compute` serves the named demand first and is thrifty second; ties of npv are broken towards compute."""

from __future__ import annotations

import pytest

from tests.equations.scenarios import near, solved

TWO_SOURCES = """
commodities: {good: null, compute: {unit: MW*yr}}
demands: {users: {commodity: compute, tiers: [{quantity: 6, value: 10}]}}
supplies:
  cheap: {commodity: compute, tiers: [{quantity: 4, price: 3}]}
  dear: {commodity: compute, tiers: [{quantity: 1, price: 20}, {quantity: 1000, price: 30}]}
"""
NOT_ALL = """
supplies: {dear: {tiers: [{quantity: 1, price: 20}]}}
"""


def test_npv_serves_what_is_worth_its_price():
    """4 MW at 3 USD against 10; not the dear ones: 28 a year."""
    answer = solved(TWO_SOURCES)
    assert answer.path("demand", "served") == near([4, 4, 4])
    assert answer.objective == near(84)
    assert answer.solution.objective_unit == "USD"


def test_compute_is_served_whatever_it_costs():
    """6 MW wanted, 5 to be had: all 5 are bought, the last at 20 USD, and the net value of 18 a year is what is left.

    The optimum is 15 MW·yr, and a MW·yr more on offer adds 1. Maximising npv would serve 12.
    """
    answer = solved(TWO_SOURCES, NOT_ALL, "objective: {maximize: compute, slack: 0}")
    assert answer.path("demand", "served") == near([5, 5, 5])
    assert answer.objective == near(15)
    assert answer.solution.objective_unit == "MW*yr"
    assert answer.duals("supply", "cheap#1") == near([1, 1, 1])
    assert answer.metric("npv") == near(3 * (50 - 12 - 20))
    assert answer.metric("compute_total") == near(15)
    assert answer.metric("compute_end") == near(5)


def test_compute_is_discounted():
    """At 21 % the 5 MW of each year count 1.1⁻¹, 1.1⁻³, 1.1⁻⁵."""
    answer = solved(TWO_SOURCES, NOT_ALL, "objective: {maximize: compute, slack: 0, discount_rate: 21 %}")
    assert answer.objective == near(5 * (1.1**-1 + 1.1**-3 + 1.1**-5))


def test_the_same_compute_is_had_at_least_cost():
    """6 MW wanted and plenty to be had: 4 at 3 USD, 1 at 20 and 1 at 30, not all at 30: npv −2 a year."""
    answer = solved(TWO_SOURCES, "objective: {maximize: compute, slack: 0}")
    assert answer.path("demand", "served") == near([6, 6, 6])
    assert answer.path("supply", "bought", supply="dear") == near([2, 2, 2])
    assert answer.metric("npv") == near(3 * (60 - 12 - 20 - 30))


def test_slack_gives_up_a_share_of_compute_for_npv():
    """10 % of the 18 MW·yr may be given up: 1.8 of those at 30 USD, each of which loses 20."""
    answer = solved(TWO_SOURCES, "objective: {maximize: compute, slack: 10 %}")
    assert answer.metric("compute_total") == near(16.2)
    assert answer.metric("npv") == near(-6 + 1.8 * 20)


def test_a_tier_at_break_even_is_served():
    """At 10 USD the second tier of supply costs what users pay: npv is 84 with it or without, compute decides, 6 MW.

    Without the last stage any service between 4 and 6 MW would be an answer.
    """
    answer = solved(TWO_SOURCES, "supplies: {dear: {tiers: [{quantity: 1000, price: 10}]}}")
    assert answer.objective == near(84)
    assert answer.metric("compute_total") == near(18)


@pytest.mark.parametrize("first", ["heater", "computer"])
def test_of_two_users_who_pay_the_same_compute_is_served(first):
    """4 MW for renters of compute and for others who pay 10 as well: who gets them is a tie for npv, compute gets all.

    Without the last stage it would depend on the solver's path, that is on which asset the file names first.
    """
    heater = "heater: {capacity: MW, existing: 9, modes: {run: {inputs: {power: 1}, outputs: {heat: 1}}}}"
    computer = "computer: {capacity: MW, existing: 9, modes: {run: {inputs: {power: 1}, outputs: {compute: 1}}}}"
    assets = [heater, computer] if first == "heater" else [computer, heater]
    answer = solved(
        f"""
        commodities: {{good: null, compute: {{unit: MW*yr}}, heat: {{unit: MW*yr}}, power: {{unit: MW*yr}}}}
        demands:
          users: {{commodity: compute, tiers: [{{quantity: 6, value: 10}}]}}
          others: {{commodity: heat, tiers: [{{quantity: 6, value: 10}}]}}
        assets: {{{", ".join(assets)}}}
        supplies: {{grid: {{commodity: power, tiers: [{{quantity: 4, price: 1}}]}}}}
        """
    )
    assert answer.path("demand", "served", demand="users") == near([4, 4, 4])
    assert answer.objective == near(108)


def test_the_named_demand_stands_for_compute():
    """Two demands on one commodity, one of them named: it gets all 4 t although the others pay more."""
    answer = solved("""
    objective: {maximize: compute, demand: users, slack: 0}
    demands: {others: {commodity: good, tiers: [{quantity: 100, value: 50}]}}
    assets: {plant: {capacity: t/yr, existing: 4, modes: {run: {outputs: {good: 1}}}}}
    """)
    assert answer.path("demand", "served", demand="users") == near([4, 4, 4])
    assert answer.path("demand", "served", demand="others") == near([0, 0, 0])
    assert answer.objective == near(12)
