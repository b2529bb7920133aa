"""Credit paid for what is built anyway, solved by hand.

A plant can be started in 2026 only and serves a year later. The first 5 t/yr cost 60 a unit, the next 5 the double; the
owner's charge is 10 % a year and a ton is worth 10, so the cheap ones pay by themselves and the dear ones only with a
credit of 35 %, which is paid when service begins: 21 and 42 a unit, 31.5 on average.
"""

from __future__ import annotations

from optimizer.results.compare.facts import CreditSplit
from tests.compare.cases import changed, compared, near, read

PLANT = """
horizon: {start: 2026, end: 2031, step: year}
objective: {discount_rate: 0}
commodities: {compute: {unit: t}}
assets:
  plant:
    capacity: t/yr
    capex: 60
    build: 1 yr
    hurdle_rate: 10 %
    surge: [{up_to: 5}, {up_to: 10, premium: 100 %}]
    max_starts: {2026.5: 10, 2026.6: 0}
    modes: {run: {outputs: {compute: 1}}}
demands: {users: {commodity: compute, tiers: [{quantity: 100, value: 10}]}}
credits: {itc: {rates: {plant: 0 %}}}
overrides:
  credit: {set: {credits.itc.rates.plant: 35 %}}
  later: {set: {assets.plant.max_starts: {2026.6: 0, 2027.5: 10, 2027.6: 0}}}
"""


def split(before: str, after: str, *overrides: str, any_time: bool = False) -> tuple[float, float, float]:
    """(anyway, added, gone) of the one asset."""
    money = compared(read(before), read(after, *overrides)).money
    (found,) = money.any_time if any_time else money.same_time
    assert isinstance(found, CreditSplit)
    assert found.anyway + found.added + found.gone == near(money.cost.change)
    return found.anyway, found.added, found.gone


def test_half_of_the_credit_goes_to_what_comes_anyway() -> None:
    assert split(PLANT, PLANT, "credit") == near((5 * 31.5, 5 * 31.5, 0.0))


def test_what_the_credit_draws_in() -> None:
    """5 t/yr more at 120 a unit is 600 of capital for 315 of credit, 285 of it private."""
    money = compared(read(PLANT), read(PLANT, "credit")).money
    assert money.cost.change == near(315.0)
    assert money.capital_per_money == near(600.0 / 315.0)
    assert money.private_per_money == near(285.0 / 315.0)


def test_all_of_it_where_nothing_more_can_be_built() -> None:
    cheap = changed(PLANT, "assets: {plant: {max_starts: 5}}")
    cheap = changed(cheap, "assets: {plant: {max_starts: {2026.5: 5, 2026.6: 0}}}")
    money = compared(read(cheap), read(cheap, "credit")).money
    (found,) = money.same_time
    assert (found.anyway, found.added, found.gone) == near((5 * 21.0, 0.0, 0.0))
    assert money.private_per_money == near(-1.0)
    assert money.per_compute is None


def test_a_start_that_only_moves_in_time_comes_anyway_where_time_does_not_count() -> None:
    cheap = changed(PLANT, "assets: {plant: {surge: [{up_to: 5}, {up_to: 10, premium: 900 %}]}}")
    assert split(cheap, cheap, "credit", "later") == near((0.0, 5 * 21.0, 0.0))
    assert split(cheap, cheap, "credit", "later", any_time=True) == near((5 * 21.0, 0.0, 0.0))


def test_a_higher_rate_is_paid_more_to_both() -> None:
    """From 35 to 40 %: 5 % of 900 to what both start."""
    before = changed(PLANT, "credits: {itc: {rates: {plant: 35 %}}}")
    after = changed(PLANT, "credits: {itc: {rates: {plant: 40 %}}}")
    assert split(before, after) == near((0.05 * 900.0, 0.0, 0.0))


def test_what_is_no_longer_started_is_no_longer_paid() -> None:
    before = changed(PLANT, "credits: {itc: {rates: {plant: 35 %}}}")
    assert split(before, PLANT) == near((-5 * 31.5, 0.0, -5 * 31.5))


def test_futures_of_the_same_tree_are_matched_one_by_one() -> None:
    """In one of two even futures, from 2027 on, 5 t/yr more may be started there alone."""
    tree = """
    futures: {reveal: 2027, branches: {up: {probability: 0.5, set: {assets.plant.max_starts: {2026.5: 10, 2027.5: 5,
      2027.6: 0}}}, down: {probability: 0.5}}}
    """
    base = changed(PLANT, "assets: {plant: {surge: [{up_to: 5}, {up_to: 10, premium: 900 %}]}}", tree)
    anyway, added, gone = split(base, base, "credit")
    assert (anyway, added, gone) == near((5 * 21.0 + 0.5 * 5 * 21.0, 0.0, 0.0))
