"""Where a shorter delay or a disruption moves the optimum the other way, and by how much: no property claims these.

A start falls evenly in its period, so a plant of delay D is not a mixture of plants of delay D' < D, unless the two
differ by whole periods. What a cut can cost is small, at most a part of a period's charges and worth, and comes from
the grid on which one can wait.
"""

from __future__ import annotations

import pytest

from optimizer.model import solve
from optimizer.scenario.load import loads

PLANT = """
horizon: {{start: 2026, end: 2030, step: year}}
objective: {{discount_rate: 0}}
commodities: {{compute: {{unit: MW*yr}}}}
assets:
  plant:
    capacity: MW
    capex: 10
    hurdle_rate: 10 %
    modes: {{run: {{outputs: {{compute: 1}}}}}}
    {plant}
demands: {{ai: {{commodity: compute, tiers: [{{quantity: {wanted}, value: 2}}]}}}}
funds: {{purse: {{budget: 5, carry: false}}}}
"""
FROM_THE_SECOND_YEAR = "{2026.5: 0, 2027.5: 0.5, 2028.5: 1}"
FROM_THE_THIRD_YEAR = "{2027.5: 0, 2028.5: 1}"


def optimum(plant: str, wanted: str) -> float:
    return solve(loads(PLANT.format(plant=plant, wanted=wanted)).scenario).objective


def test_a_permit_shorter_by_part_of_a_period_can_come_too_early():
    # A charge of 1 a year. With a year's permit one unit started in 2026 serves just what is wanted, (0, ½, 1, 1), at a
    # gain of 1 each. With half a year it is (⅛, ⅞, 1, 1) or, a year later, (0, ⅛, ⅞, 1): half of each wastes a
    # charge of 1/16 and misses a gain of 1/16.
    assert optimum("permit: 1", FROM_THE_SECOND_YEAR) == pytest.approx(2.5)
    assert optimum("permit: 0.5", FROM_THE_SECOND_YEAR) == pytest.approx(2.375)


def test_a_shorter_permit_can_break_the_run_of_starts_that_growth_builds_on():
    # Starts can only fall (no growth, no seed), so what starts in 2027 or 2028 must have started in 2026 too. Thirds,
    # serving (1/6, 1/2, 5/6, 1), waste a charge of 1/6 and miss a gain of 1/6.
    growth = "growth: {rate: 0, recent_starts: 1}"
    assert optimum(f"permit: 1\n    {growth}", FROM_THE_SECOND_YEAR) == pytest.approx(2.5)
    assert optimum(f"permit: 0\n    {growth}", FROM_THE_SECOND_YEAR) == pytest.approx(2.5 - 1 / 6 - 1 / 6)


def test_a_shorter_build_can_bring_more_outlays_than_a_years_budget():
    # The budget of 5 a year pays for a plant of 10 built over a year, but only for half of one that is built at once.
    # With a life of ten years 10 costs 1.627 a year, and 4.9 % more with interest over the build. Slow, a whole plant
    # begun in 2027 serves (½, 1) from 2028 on. At once, halves begun in 2028 and 2029 serve (¼, ¾); to begin in 2027
    # would pay a charge in a year in which nobody wants the service.
    charge, over_a_year = 1.6274539, 1.6274539 * 1.0492059
    slow = optimum("build: 1\n    life: 10\n    fund: purse", FROM_THE_THIRD_YEAR)
    fast = optimum("build: 0\n    life: 10\n    fund: purse", FROM_THE_THIRD_YEAR)
    assert slow == pytest.approx(1.5 * (2 - over_a_year))
    assert fast == pytest.approx(1.0 * (2 - charge))


RESERVE = """
horizon: {{start: 2026, end: 2028, step: year}}
objective: {{discount_rate: 0}}
commodities: {{metal: {{unit: t}}}}
supplies: {{market: {{commodity: metal, tiers: [{{quantity: 1, price: 1}}]}}}}
demands: {{users: {{commodity: metal, tiers: [{{quantity: 2, value: 3}}]}}}}
reserve: {{metal: {{size: 5, initial: 2, {rules}}}}}
{events}
"""


def reserve_optimum(rules: str, loss: str) -> float:
    event = f"disruptions: {{embargo: {{supply: market, from: 2026, to: 2028, loss: {loss}}}}}" if loss else ""
    return solve(loads(RESERVE.format(rules=rules, events=event)).scenario).objective


def test_a_small_disruption_opens_a_reserve_that_waits_for_one():
    # Undisrupted, 1 t a year is bought at 1 and worth 3. A loss of 1 % costs 2 × 0.01 t × (3 − 1) and frees 2 t
    # worth 3: what counts for the rule is the time disrupted, not the depth.
    assert reserve_optimum("release: disruption", "") == pytest.approx(4.0)
    assert reserve_optimum("release: disruption", "1 %") == pytest.approx(4.0 - 0.04 + 6.0)


def test_a_small_disruption_lifts_the_cover():
    # Undisrupted, a year's use must lie in the reserve at the end of each year, so not all can be drawn.
    undisrupted = reserve_optimum("release: any, cover: 1", "")
    assert reserve_optimum("release: any, cover: 1", "1 %") > undisrupted + 0.1
