"""loan_worth: the charges that a loan at a lower rate saves the owner of what it pays for."""

from __future__ import annotations

from math import log

from tests.equations.scenarios import near, solved

PLANT = """
horizon: {end: 2030}
objective: {discount_rate: 21 %}
assets:
  plant:
    capacity: t/yr
    capex: 5
    build: 1 yr
    ramp: 1 yr
    life: 2 yr
    hurdle_rate: 10 %
    max_starts: {2026.5: 4, 2027.5: 0}
    modes: {run: {outputs: {good: 1}}}
loans: {titan: {assets: [plant], share: 50 %, rate: 4 %, tenor: 7 yr}}
"""
YEARS_CHARGED = 0.5 / 1.1**3 + 1 / 1.1**5 + 0.5 / 1.1**7
"""φ⁰(D = 1, L = 2) = 0, ½, 1, ½ over df = 1.1⁻¹, 1.1⁻³, 1.1⁻⁵, 1.1⁻⁷."""


def annual(rate: float) -> float:
    """crf(rate, 2) · idc(rate, 1), the yearly charge on one USD."""
    return rate / (1 - (1 + rate) ** -2) * rate / log(1 + rate)


def test_a_loan_saves_the_difference_of_the_charges_while_the_plant_serves():
    """10 USD lent of 20: the charge at 10 % less the same at 4 %, over the plant's life (not the tenor) and with
    interest during construction at each rate, while it serves.

    A USD lent saves 0.0638 a year: without idc it would be 0.0460, with annuities over the tenor less. Worth
    something from the draws on, it would count 2026 and all of 2027.
    """
    answer = solved(PLANT)
    assert answer.at("loans", "lent") == near(10)
    assert answer.term("loan_worth") == near(10 * (annual(0.10) - annual(0.04)) * YEARS_CHARGED)
    assert answer.objective == near(sum(answer.term(term) for term in ("value", "capital_charge", "loan_worth")))


def test_a_loan_decides_whether_to_build():
    """At a capex at which the charge is 3 % above what the plant earns, half of it at 4 % makes it worth building."""
    earned = 10 * (1 / 6 / 1.1**3 + 5 / 6 / 1.1**5 + 0.5 / 1.1**7)
    patch = f"assets: {{plant: {{capex: {1.03 * earned / (annual(0.10) * YEARS_CHARGED)}}}}}"
    assert solved(PLANT, patch).at("starts", "start") == near(4)
    assert solved(PLANT, patch, "loans: {titan: {share: 0 %}}").at("starts", "start") == near(0)
