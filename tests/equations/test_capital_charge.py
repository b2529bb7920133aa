"""capital_charge: what is started pays an annuity at its owner's hurdle rate while it serves."""

from __future__ import annotations

from math import log

from tests.equations.scenarios import near, solved

CRF = 0.1 / (1 - 1.1**-2)
IDC = 0.1 / log(1.1)
YEARS_CHARGED = 0.5 / 1.1**3 + 1 / 1.1**5 + 0.5 / 1.1**7
"""φ⁰(D = 1, L = 2) = 0, ½, 1, ½ over df = 1.1⁻¹, 1.1⁻³, 1.1⁻⁵, 1.1⁻⁷."""
PLANT = """
horizon: {end: 2030}
objective: {discount_rate: 21 %}
assets:
  plant:
    capacity: t/yr
    capex: 5
    permit: 9 yr
    build: 1 yr
    ramp: 1 yr
    life: 2 yr
    hurdle_rate: 10 %
    max_starts: {2026.5: 4, 2027.5: 0}
    surge: [{up_to: 2}, {premium: 50 %}]
    modes: {run: {outputs: {good: 1}}}
permitting: {lanes: {fast: {factor: 0, fee: 20 %}}}
"""


def test_a_cohort_pays_its_annuity_with_interest_during_construction():
    """crf(10 %, 2) = 0.1/(1 − 1.1⁻²), idc(10 %, 1) = 0.1/ln 1.1, for the years in service of the whole plant: its
    ramp lowers output, not the charge. Capital of 4 in the fast lane: (2·5 + 2·7.5)·1.2 = 30.

    Without fee 25, without premium 24; without idc 4.7 % less; with the ramp in the charge ⅙, ⅚, ½ years; as a lump
    sum 30. Output 4·φ with φ(1, 1, 2) = 0, ⅙, ⅚, ½.
    """
    answer = solved(PLANT)
    assert answer.path("capacity", "in_service") == near([0, 4 / 6, 20 / 6, 2])
    assert answer.term("capital_charge") == near(-CRF * IDC * 30 * YEARS_CHARGED)
    assert answer.at("starts", "capex") == near(30)
    assert answer.objective == near(
        40 * (1 / 6 / 1.1**3 + 5 / 6 / 1.1**5 + 0.5 / 1.1**7) + answer.term("capital_charge")
    )


def test_a_later_cohort_pays_the_discounted_charges_of_its_own_years():
    """Started in 2028 instead, with the same delays, only the ½ year in service in 2029 is charged, at df = 1.1⁻⁷.

    Discounted from the start of the horizon it would be ½/1.1³.
    """
    answer = solved(PLANT, "assets: {plant: {ramp: 0, max_starts: {2026.5: 0, 2027.5: 0, 2028.5: 4, 2029.5: 0}}}")
    assert answer.at("starts", "start", "2028") == near(4)
    assert answer.term("capital_charge") == near(-CRF * IDC * 30 * 0.5 / 1.1**7)


def test_a_plant_is_built_if_it_earns_its_charge():
    """One that earns 10·(⅙/1.1³ + ⅚/1.1⁵ + ½/1.1⁷) breaks even at a capex of that over crf·idc·years·1.2 (fast lane).

    A little below it both the steps at no premium are started, a little above none. Without the term all would be.
    """
    even = 10 * (1 / 6 / 1.1**3 + 5 / 6 / 1.1**5 + 0.5 / 1.1**7) / (CRF * IDC * YEARS_CHARGED * 1.2)
    cheap = solved(PLANT, f"assets: {{plant: {{capex: {even * 0.999}}}}}")
    dear = solved(PLANT, f"assets: {{plant: {{capex: {even * 1.001}}}}}")
    assert cheap.at("starts", "start") == near(2)
    assert dear.at("starts", "start") == near(0)


def test_the_charge_is_cut_off_by_the_horizon_and_not_by_the_capital():
    """Without a life, at 10 % on 5 USD with no delay: 0.5 USD a year, for ½, 1, 1 years of a three-year horizon."""
    answer = solved("""
    assets:
      plant:
        capacity: t/yr
        capex: 5
        hurdle_rate: 10 %
        max_starts: {2026.5: 4, 2027.5: 0}
        modes: {run: {outputs: {good: 1}}}
    """)
    assert answer.term("capital_charge") == near(-4 * 0.5 * 2.5)
