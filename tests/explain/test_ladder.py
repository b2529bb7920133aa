"""The ladder and the order-by dates: cases in which the order of the rungs and the dates are known by hand."""

from __future__ import annotations

import pytest

from optimizer import model
from optimizer.scenario.load import loads
from optimizer.study.explain.handles import handles
from optimizer.study.explain.ladder import ladder
from optimizer.study.explain.order_by import order_by

CHAIN = """
horizon: {start: 2026, end: 2027, step: year}
objective: {discount_rate: 0 %}
commodities: {ore: {unit: t}, widget: {unit: t}}
assets:
  plant:
    capacity: t/yr
    existing: 8 t/yr
    modes: {run: {inputs: {ore: 1}, outputs: {widget: 1}}}
supplies:
  mine: {commodity: ore, tiers: [{quantity: 5 t/yr, price: 1 USD/t}]}
demands:
  users: {commodity: widget, tiers: [{quantity: 10 t/yr, value: 3 USD/t}]}
"""


def test_rungs_follow_the_chain() -> None:
    """Ore (5) binds before plant (8) before demand (10).

    Ten per cent more ore is 0.5 t at 3 - 1 = 2: 1 USD. Relieved further, plant takes over at 8 t of ore (60 %), where
    3 t more are served: 6 USD.
    """
    found = ladder(loads(CHAIN).scenario, "physical", rungs=1)
    (rung,) = found.rungs
    assert rung.handle.key == "supplies.mine.tiers[0].quantity"
    assert rung.step.amount == pytest.approx(0.5)
    assert rung.step.gain_npv == pytest.approx(1.0)
    assert rung.extent is not None
    assert 0.6 < rung.extent.share <= 0.7  # just beyond: the halvings stop within an eighth of the last doubling
    assert rung.extent.gain_npv == pytest.approx(6.0)
    assert rung.then is not None
    assert rung.then.key == "assets.plant.existing"


def test_a_track_without_limits_has_no_rungs() -> None:
    found = ladder(loads(CHAIN).scenario, "capital", rungs=3)
    assert found.rungs == ()
    assert found.ended == "no limit of this track is worth anything"


def test_gains_are_never_negative_and_end() -> None:
    """Relieved again and again, demand takes over in the end and the ladder says so."""
    found = ladder(loads(CHAIN).scenario, "physical", rungs=9)
    assert 2 <= len(found.rungs) < 9
    assert all(rung.step.gain_npv >= 0.0 for rung in found.rungs)
    assert found.ended in (
        "no limit of this track is worth anything",
        "relieving what is worth most gains nothing more",
    )


def test_tracks_hold_what_they_say() -> None:
    scenario = loads(BUILD).scenario
    kinds = {track: {handle.kind for handle in handles(scenario, track)} for track in ("physical", "policy", "capital")}
    assert kinds == {"physical": {"existing", "build", "max_starts"}, "policy": {"permit"}, "capital": {"budget"}}


BUILD = """
horizon: {start: 2026, end: 2032, step: year}
objective: {discount_rate: 0 %}
commodities: {compute: {unit: MW*yr}}
funds: {purse: {budget: 1000 USD/yr}}
assets:
  hall:
    capacity: MW
    capex: 10 USD/MW
    hurdle_rate: 0 %
    permit: 12 months
    build: 12 months
    life: 20 yr
    fund: purse
    existing: 1 MW
    max_starts: 4 MW/yr
    modes: {host: {outputs: {compute: 1}}}
demands:
  ai: {commodity: compute, tiers: [{quantity: {2028.5: 1 MW, 2029.5: 5 MW}, value: 3 USD/MW/yr}]}
"""


def test_order_by_date() -> None:
    """From 2029 on 4 MW more are wanted than exist, and 4 MW a year can be started.

    A start in t serves half of t + 2 and all of t + 3 and later. Applied for in 2026 the 4 MW serve all of 2029; in
    2027 half of it, 2 MW-years lost; in 2028 nothing of 2029 and half of 2030, 4 + 2 lost.
    """
    (hall,) = order_by(model.solve_point(loads(BUILD).scenario))
    assert (hall.asset, hall.last_period) == ("hall", "2026")
    first, second = hall.losses[:2]
    assert (first.period, second.period) == ("2027", "2028")
    assert first.compute == pytest.approx(2.0)
    assert second.compute == pytest.approx(6.0)


def test_an_asset_that_can_wait_says_until_when() -> None:
    """With the demand a year later the same hall can be applied for a year later."""
    later = BUILD.replace("2028.5: 1 MW, 2029.5: 5 MW", "2029.5: 1 MW, 2030.5: 5 MW")
    (hall,) = order_by(model.solve_point(loads(later).scenario))
    assert hall.last_period == "2027"
