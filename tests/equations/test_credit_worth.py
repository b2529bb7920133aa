"""credit_worth: the charges that a credit saves its owner."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

CRF = 0.1 / (1 - 1.1**-1.5)
PLANT = """
horizon: {end: 2030}
objective: {discount_rate: 21 %}
assets:
  plant:
    capacity: t/yr
    capex: 5
    life: 1.5 yr
    hurdle_rate: 10 %
    max_starts: {2026.5: 4, 2027.5: 0}
    modes: {run: {outputs: {good: 1}}}
credits: {itc: {rates: {plant: 50 %}}}
"""


def test_a_credit_saves_an_annuity_from_the_middle_of_its_period_for_the_life_of_the_plant():
    """10 USD claimed in 2026 save crf(10 %, 1½) a year over ½ year of 2026 and all of 2027: ½/1.1 + 1/1.1³
    discounted.

    At face value 10/1.1; without the end of the life also 2028 and 2029; with the full weight on 2026 1/1.1 there.
    """
    answer = solved(PLANT)
    assert answer.at("credits", "claimed", "2026") == near(10)
    assert answer.term("credit_worth") == near(10 * CRF * (0.5 / 1.1 + 1 / 1.1**3))


def test_the_last_part_of_a_life_counts_as_such():
    """Life 1¼: ½ of 2026 and ¾ of 2027."""
    crf = 0.1 / (1 - 1.1**-1.25)
    answer = solved(PLANT, "assets: {plant: {life: 1.25 yr}}")
    assert answer.term("credit_worth") == near(10 * crf * (0.5 / 1.1 + 0.75 / 1.1**3))


def test_a_credit_decides_whether_to_build():
    """At a capex at which the charge is 10 % above what the plant earns, the credit of 50 % makes it worth building."""
    earned = 10 * (0.5 / 1.1 + 0.875 / 1.1**3 + 0.125 / 1.1**5)
    charge = CRF * (0.5 / 1.1 + 0.875 / 1.1**3 + 0.125 / 1.1**5)
    patch = f"assets: {{plant: {{capex: {1.1 * earned / charge}}}}}"
    assert solved(PLANT, patch).at("starts", "start") == near(4)
    assert solved(PLANT, patch, "credits: {itc: {rates: {plant: 0 %}}}").at("starts", "start") == near(0)


def test_no_plant_is_built_for_its_credit_alone():
    """Nobody wants anything, and a credit of 80 % is paid at once: nothing is started, for a claim of the last period
    is worth nothing.

    With a permit of half a year a start of 2029 serves ⅛ of it and is charged that; ½ of its credit is due in 2029.
    With half a year's weight that would be worth 0.8·½·½ = 0.2 years, more than the charge: 4 would be started.
    """
    answer = solved(
        PLANT,
        """
        demands: {users: {tiers: [{quantity: 0, value: 10}]}}
        assets: {plant: {permit: 6 months, max_starts: {2026.5: 4, 2027.5: 4}}}
        credits: {itc: {rates: {plant: 80 %}}}
        """,
    )
    assert answer.at("starts", "start") == near(0)
    assert answer.objective == near(0)
