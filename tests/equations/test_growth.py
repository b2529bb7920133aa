"""(growth): building can speed up only so fast."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

PLANT = """
demands: {users: {tiers: [{quantity: 1000, value: 10}]}}
assets: {plant: {capacity: t/yr, capex: 1, hurdle_rate: 0, modes: {run: {outputs: {good: 1}}}}}
"""


def test_starts_grow_from_those_before_plus_a_seed():
    """50 % a year, seed 2, recent starts 4: 1.5·4 + 2 = 8, 1.5·8 + 2 = 14, 1.5·14 + 2 = 23.

    A start serves half of its own year and all later ones: capacity 4, 8 + 7 = 15, 8 + 14 + 11.5 = 33.5, worth 525.
    One more start in 2028 is worth 5; in 2027 15 + 1.5·5 = 22.5; in 2026 25 + 1.5·22.5 = 58.75. So the seeds are owed
    2·(58.75 + 22.5 + 5) = 172.5 and the recent starts 6·58.75 = 352.5, together 525.
    Without the equation 1000 t are served; without recent starts it begins at 2; without the growth of the parent's
    starts every year has 2.
    """
    answer = solved(PLANT, "assets: {plant: {growth: {rate: 50 %, seed: 2, recent_starts: 4}}}")
    assert answer.path("starts", "start") == near([8, 14, 23])
    assert answer.path("capacity", "in_service") == near([4, 15, 33.5])
    assert answer.duals("growth_seed", "plant") == near([58.75, 22.5, 5])
    assert answer.split("growth_seed") == near(172.5)
    recent = answer.limit("recent_starts", "plant", "2026")
    assert (recent.limit, recent.dual) == near((4, 1.5 * 58.75))
    assert answer.split("recent_starts") == near(352.5)
    assert answer.objective == near(525)


def test_rates_are_a_year_and_periods_shorter():
    """46.41 % a year is 10 % a quarter. Recent starts of 40 a year are 10 a quarter, a seed of 4 a year is 1 a quarter:
    1.1·10 + 1 = 12, 1.1·12 + 1 = 14.2. With a yearly growth each quarter: 15.641, 23.9."""
    answer = solved(
        PLANT,
        "horizon: {end: 2026.5, step: quarter}",
        "assets: {plant: {growth: {rate: 46.41 %, seed: 4, recent_starts: 40}}}",
    )
    assert answer.path("starts", "start") == near([12, 14.2])


def test_all_lanes_and_surge_steps_grow_together():
    """Two lanes and two surge steps: 8, 14, 23 in all; by lane or by step it would be twice that."""
    answer = solved(
        PLANT,
        "assets: {plant: {growth: {rate: 50 %, seed: 2, recent_starts: 4}, surge: [{up_to: 5}, {premium: 10 %}]}}",
        "permitting: {lanes: {fast: {}}}",
    )
    assert answer.path("starts", "start") == near([8, 14, 23])
