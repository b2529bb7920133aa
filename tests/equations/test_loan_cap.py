"""(loan_cap): a programme lends no more than its authority over the horizon, in every future."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

PLANT = """
assets:
  plant:
    {capacity: t/yr, capex: 10, hurdle_rate: 10 %, life: 2 yr, max_starts: 2, modes: {run: {outputs: {good: 1}}}}
loans: {titan: {assets: [plant], share: 60 %, rate: 0 %, tenor: 2 yr, cap: 15}}
"""
CRF = 0.1 / (1 - 1.1**-2)


def test_authority_goes_to_the_starts_that_serve_longest():
    """12 could be lent a year, 15 in all: 12 in 2026 and 3 in 2027. Those of 2026 are charged 2 years, of 2027 1.5.

    A USD more of authority is lent in 2027: (crf(10 %, 2) − ½)·1.5. Without the equation 36 are lent.
    """
    answer = solved(PLANT)
    assert answer.path("loans", "lent") == near([12, 3, 0])
    assert answer.limit("loan_cap", "titan", "all").dual == near((CRF - 0.5) * 1.5)
    assert answer.split("loan_cap") == near(15 * (CRF - 0.5) * 1.5)


def test_each_future_has_the_whole_authority():
    """Futures part in 2027: the 3 that 2026 leaves may be lent in each. Shared by both it would be 3 in all."""
    answer = solved(PLANT, "futures: {reveal: 2027, branches: {dry: {probability: 0.5}, wet: {probability: 0.5}}}")
    assert answer.at("loans", "lent", "2027", future="dry") == near(3)
    assert answer.at("loans", "lent", "2027", future="wet") == near(3)
    assert answer.duals("loan_cap", "titan", future="wet") == near([(CRF - 0.5) * 1.5 / 2])
