"""(cover): outside disruptions the reserve holds the stated time of use."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

HALF_A_YEAR = """
reserve: {good: {size: 100, cover: 0.5 yr}}
supplies: {market: {commodity: good, tiers: [{quantity: 9, price: 1}]}}
"""
ORE = """
horizon: {end: 2027, step: quarter}
commodities: {ore: {unit: t}}
reserve: {ore: {size: 100, cover: 0.5 yr}}
supplies: {mine: {commodity: ore, tiers: [{quantity: 1000, price: 1}]}}
"""


def test_more_use_needs_more_in_reserve():
    """9 t/yr are bought and half a year's use is held: use u and fill f share 9 t, and the level is u / 2.

    2026: u + u/2 = 9, u = 6, level 3. 2027: f = 9 − u and 3 + 9 − u = u/2, u = 8, level 4. 2028: 4 + 9 − u = u/2,
    u = 26/3, level 13/3. Without the equation 9 t would be served each year.
    """
    answer = solved(HALF_A_YEAR)
    assert answer.path("demand", "served") == near([6, 8, 26 / 3])
    assert answer.path("reserve", "level") == near([3, 4, 13 / 3])
    assert answer.objective == near(10 * (14 + 26 / 3) - 27)


def test_the_cover_is_lifted_in_disruptions_and_before_its_date():
    """From 2027 on only, and not in 2028, part of which is disrupted; 10, 9, 8 USD a tonne, so that nobody waits.

    9 t are served in 2026, 6 t in 2027; in 2028 ¼ of the reserve's size may be drawn, and all 3 t in it are: 9 + 3.
    With the cover from 2026 on 6, 8 and 9 + 4; held in the disruption as well, 9, 6, 8.
    """
    answer = solved(
        HALF_A_YEAR,
        """
        reserve: {good: {cover_from: 2027}}
        demands: {users: {tiers: [{quantity: 100, value: {2026.5: 10, 2028.5: 8}}]}}
        supplies: {abroad: {commodity: good, tiers: [{quantity: 0, price: 1}]}}
        disruptions: {embargo: {supply: abroad, from: 2028, to: 2028.25, loss: 10 %}}
        """,
    )
    assert answer.path("demand", "served") == near([9, 6, 12])
    assert answer.path("reserve", "level") == near([0, 3, 0])


def test_use_is_what_runs_on_it_builds_with_it_and_wants_it():
    """A quarter's use of ore: 1 t by a smelter of 4 t/yr, 1 t by users who want 4 t/yr firmly, and in the first
    quarter 2 t by building one unit of a yard (4 a year at most, first quarter only).

    Half a year is two quarters: level 2·4 = 8 in the first, then 2·2 = 4 is due and 8 stay (release in disruptions
    only). Without the build in the use the level would be 4, without the firm demand 6, without the smelter 6.
    """
    answer = solved(
        ORE,
        """
        assets:
          smelter: {capacity: t/yr, existing: 4, modes: {melt: {inputs: {ore: 1}, outputs: {good: 1}}}}
          yard:
            capacity: t/yr
            capex: 1
            hurdle_rate: 0
            max_starts: {2026.125: 4, 2026.375: 0}
            build_inputs: {ore: 2}
            modes: {run: {outputs: {good: 1}}}
        demands:
          users: {tiers: [{quantity: 100, value: 20}]}
          mint: {commodity: ore, tiers: [{quantity: 4, firm: true}]}
        """,
    )
    assert answer.path("reserve", "level") == near([8, 8, 8, 8])
    assert answer.path("supply", "bought") == near([12, 2, 2, 2])
