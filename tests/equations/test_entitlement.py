"""(entitlement): a credit is claimed on what came into service and was begun in the window."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

PLANT = """
horizon: {end: 2030}
assets:
  plant:
    capacity: t/yr
    capex: 10
    hurdle_rate: 0
    life: 4 yr
    permit: 5 yr
    max_starts: {2026.5: 4, 2027.5: 0}
    surge: [{up_to: 2}, {premium: 50 %}]
    modes: {run: {outputs: {good: 1}}}
permitting: {lanes: {fast: {factor: 0, fee: 20 %}}}
credits: {itc: {rates: {plant: 40 %}, basis: 50 %, paid_after: 6 months}}
"""


def test_a_credit_is_a_share_of_the_capital_paid_after_service_begins():
    """4 are started in the fast lane in 2026: capital (2·10 + 2·15)·1.2 = 60. 40 % of half of it is 12, due half a
    year after service begins: σ(½,½) = ½, ½, that is 6 in 2026 and 6 in 2027.

    Worth crf·W a USD, crf = ¼ and W(2026) = ½ + 3, W(2027) = ½ + 2: 6·(0.875 + 0.625) = 9. Value 4·10·3.5 = 140,
    charge 60·¼·3.5 = 52.5. Without the equation claims would have no limit; without the fee 5 and 5, without premium
    4.8 and 4.8, without basis 12 and 12, without the lag 12 in 2026.
    """
    answer = solved(PLANT)
    assert answer.path("credits", "claimed") == near([6, 6, 0, 0])
    assert answer.path("credits", "entitled") == near([6, 6, 0, 0])
    assert answer.term("credit_worth") == near(9)
    assert answer.objective == near(140 - 52.5 + 9)


def test_only_construction_begun_in_the_window_counts():
    """Applications of 2026 with a permit of ¼ year begin construction evenly from 2026.25 to 2027.25.

    A window from 2026 to 2026.75 covers half of that; of the applications it would cover ¾. One from 2026.75 to 2028
    covers the other half, of the applications ¼. Without the window all would count: 12, due by 2027.
    """
    slow = "{assets: {plant: {permit: 0.25 yr}}, permitting: {lanes: {fast: {factor: 1}}}}"
    always = solved(PLANT, slow)
    early = solved(PLANT, slow, "credits: {itc: {construction_begins: [2026.0, 2026.75]}}")
    late = solved(PLANT, slow, "credits: {itc: {construction_begins: [2026.75, 2028.0]}}")
    whole = always.metric("credits")
    assert whole > 1
    assert early.metric("credits") == near(whole / 2)
    assert late.metric("credits") == near(whole / 2)


def test_a_credit_is_paid_in_its_regions_only():
    """Two equal regions, paid in the west only: claims there, none in the east."""
    answer = solved(PLANT, "{regions: [east, west], credits: {itc: {regions: [west]}}}")
    assert answer.at("credits", "claimed", region="west") == near(12)
    assert answer.at("credits", "claimed", region="east") == near(0)
