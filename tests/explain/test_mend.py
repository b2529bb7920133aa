"""Broken scenarios whose smallest mends are known by hand: each is found, rounded to the safe side, and runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.report.mend_text import edit_line, text
from tests.explain.broken import BASE, MARKET, USERS, diagnosed, limits, the, ways


def test_firm_demand_above_the_supply(tmp_path: Path):
    """8 t/yr firm, 6 on offer: the two numbers, and one edit of either. log(8/6) is the size of both."""
    found = diagnosed(
        tmp_path,
        """
supplies: {market: {commodity: good, tiers: [{quantity: 6 t/yr, price: 3}]}}
demands: {users: {commodity: good, tiers: [{quantity: 8 t/yr, firm: true}]}}
""",
    )
    assert limits(found) == {USERS, MARKET}
    assert ways(found) == [{f"{USERS} at most 6 t/yr"}, {f"{MARKET} at least 8 t/yr"}]
    assert [remedy.edits for remedy in found.remedies] == [way.edits for way in found.conflicts[0].ways]


def test_places_units_and_ranges_are_those_of_the_file(tmp_path: Path):
    """123.4 t on offer for 0.15 kt: to the safe side that is 'at most 0.123 kt', and within 0.1 to 0.2."""
    found = diagnosed(
        tmp_path,
        """
supplies: {market: {commodity: good, tiers: [{quantity: 123.4 t/yr, price: 3}]}}
demands:
  users:
    commodity: good
    tiers:
      - {quantity: {value: 0.15, unit: kt/yr, low: 0.1, high: 0.2, source: assumption, note: a guess}, firm: true}
""",
    )
    assert ways(found) == [{f"{USERS} at most 0.123 kt/yr"}, {f"{MARKET} at least 150 t/yr"}]
    best = found.remedies[0].edits[0]
    assert best.in_range is True
    line = edit_line(best)
    assert line.endswith(f"broken.yaml:11 {USERS}: at most 0.123 kt/yr (now 0.15 kt/yr; -18 %; within its range)")


def test_a_constant_changes_only_from_the_year_in_which_it_has_to(tmp_path: Path):
    """60 of the 150 t a year come from a mine that closes at the end of 2027: at most 90 from 2028."""
    found = diagnosed(
        tmp_path,
        """
assets: {mine: {capacity: t/yr, existing: {2027.9: 60, 2028: 0}, modes: {run: {outputs: {good: 1}}}}}
supplies: {market: {commodity: good, tiers: [{quantity: 90, price: 3}]}}
demands: {users: {commodity: good, tiers: [{quantity: 150, firm: true}]}}
""",
    )
    assert ways(found) == [
        {f"{USERS} at most 90 t/yr from 2028"},
        {f"{MARKET} at least 150 t/yr from 2028"},
        {"assets.mine.existing at least 60 in 2028 t/yr"},
    ]
    assert f"{USERS}: at most 90 t/yr from 2028 (now 150 t/yr; -40 %)" in text(found, "broken.yaml")


def test_a_constant_changes_only_to_the_year_in_which_it_has_to(tmp_path: Path):
    """Nothing exists and a plant takes two years: nothing can be served before 2028, so something has to exist."""
    found = diagnosed(
        tmp_path,
        """
assets:
  plant: {capacity: t/yr, capex: 5, build: 2 yr, modes: {run: {outputs: {good: 1}}}}
demands: {users: {commodity: good, tiers: [{quantity: 100, firm: true}]}}
""",
    )
    assert limits(found) == {USERS, "assets.plant.existing"}
    existing = the(found.conflicts[0].limits, "assets.plant.existing")
    assert (existing.lead_time, existing.given) == (2.0, False)
    assert {"assets.plant.existing at least 100 t/yr to 2027"} in ways(found)
    assert {f"{USERS} at most 0 t/yr to 2027"} in ways(found)


def test_a_permit_can_be_the_number_to_change(tmp_path: Path):
    """100 t/yr/yr may be started. Of the starts of 2026 half serve in 2028 if D = 2, an eighth if D = 2.5.

    40 t are wanted from 2028 on. With D = 2 + x the starts of 2026 give 100·(1 − x)²/2 in 2028, that is 40 for
    x = 1 − √0.8 = 0.1056 yr: a permit of 1.105 years, or 13.2 months.
    """
    found = diagnosed(
        tmp_path,
        """
assets:
  plant: {capacity: t/yr, capex: 5, permit: 18 months, build: 12 months, max_starts: 100,
          modes: {run: {outputs: {good: 1}}}}
demands: {users: {commodity: good, tiers: [{quantity: {2028.4: 0, 2028.5: 40}, firm: true}]}}
""",
    )
    edits = [way.edits[0] for way in found.conflicts[0].ways if len(way.edits) == 1]
    permit = the(edits, "assets.plant.permit")
    assert (permit.direction, permit.unit, permit.nature) == ("at most", "months", "policy")
    assert permit.points[0].then == pytest.approx(13.2, rel=0.015)
    assert the(edits, "permitting.factor").points[0].then == pytest.approx(13.27 / 18, rel=0.015)
    assert the(edits, USERS).points[0].then == pytest.approx(12.5)
    assert the(edits, "assets.plant.max_starts").points[0].then == pytest.approx(320)


def test_building_that_cannot_grow_fast_enough(tmp_path: Path):
    """Starts of s a year give s + s/2 by 2027. 40 t need s = 26.7, or 10 + x and 10 + 2x with x = 12.5, the seed."""
    found = diagnosed(
        tmp_path,
        """
assets:
  plant: {capacity: t/yr, capex: 5, growth: {rate: 0, recent_starts: 10}, modes: {run: {outputs: {good: 1}}}}
demands: {users: {commodity: good, tiers: [{quantity: {2026.9: 0, 2027: 40}, firm: true}]}}
""",
    )
    assert {"assets.plant.growth.recent_starts at least 26.7 t/yr^2"} in ways(found)
    assert {"assets.plant.growth.seed at least 12.5 t/yr^2"} in ways(found)
    assert {f"{USERS} at most 15 in 2027 t/yr"} in ways(found)
    assert {"assets.plant.existing at least 25 t/yr from 2027"} in ways(found)


def test_a_purse_that_is_too_small(tmp_path: Path):
    """100 t firm at 3 USD cost 300 a year; the fund that pays has 200. The price is no limit, but it is tried."""
    found = diagnosed(
        tmp_path,
        """
supplies: {market: {commodity: good, tiers: [{quantity: 500, price: 3}]}}
demands: {users: {commodity: good, tiers: [{quantity: 100, firm: true}]}}
funds: {purse: {covers: all, budget: 200 USD/yr}}
""",
    )
    assert limits(found) == {USERS, "funds.purse.budget"}
    assert {"funds.purse.budget at least 300 USD/yr"} in ways(found)
    assert {f"{USERS} at most 66.6 t/yr"} in ways(found)
    price = the([way.edits[0] for way in found.conflicts[0].ways], "supplies.market.tiers[0].price")
    assert price.points[0].then == pytest.approx(2.0, rel=0.015)


def test_a_reserve_whose_size_falls_below_what_it_holds(tmp_path: Path):
    """50 t in a reserve that may not be drawn, and room for 30 from 2028: more room, or less at the start."""
    found = diagnosed(
        tmp_path,
        """
supplies: {market: {commodity: good, tiers: [{quantity: 500, price: 3}]}}
demands: {users: {commodity: good, tiers: [{quantity: 10, value: 5}]}}
reserve: {good: {size: {2027.9: 60, 2028: 30}, initial: 50, release: disruption}}
""",
    )
    assert limits(found) == {"reserve.good.size", "reserve.good.initial"}
    assert ways(found) == [{"reserve.good.size at least 50 in 2028 t"}, {"reserve.good.initial at most 30 t"}]


def test_a_cover_that_cannot_be_held(tmp_path: Path):
    """Half a year's use of 100 t a year is 50 t; the reserve is empty and has 20 t at the end of 2026, 40 of 2027."""
    found = diagnosed(
        tmp_path,
        """
supplies: {market: {commodity: good, tiers: [{quantity: 500, price: 3}]}}
demands: {users: {commodity: good, tiers: [{quantity: 100, firm: true}]}}
reserve: {good: {size: 80, fill_rate: 20 t/yr, cover: 6 months, release: any}}
""",
    )
    assert {"reserve.good.fill_rate at least 50 t/yr"} in ways(found)
    assert {"reserve.good.initial at least 30 t"} in ways(found)
    assert {f"{USERS} at most 40 t/yr to 2027"} in ways(found)
    cover = the([way.edits[0] for way in found.conflicts[0].ways], "reserve.good.cover")
    assert cover.unit == "months"
    assert cover.points[0].then == pytest.approx(2.4, rel=0.015)


def test_a_region_with_a_number_of_its_own(tmp_path: Path):
    """The west has 40 of its 70 MW and a line for 20 more: its own plant, the line, or demand everywhere."""
    found = diagnosed(
        tmp_path,
        """
horizon: {start: 2026, end: 2028, step: year}
regions: [east, west]
commodities: {power: {unit: MW*yr, regional: true}}
assets:
  plant:
    capacity: MW
    existing: 100
    modes: {run: {outputs: {power: 1}}}
    by_region: {west: {existing: 40}}
demands: {grid: {commodity: power, tiers: [{quantity: 70, firm: true}]}}
links: {wire: {commodity: power, from: east, to: west, capacity: 20}}
""",
        base="",
    )
    assert ways(found)[:3] == [
        {"demands.grid.tiers[0].quantity at most 60 MW"},
        {"links.wire.capacity at least 30 MW"},
        {"assets.plant.by_region.west.existing at least 50 MW"},
    ]
    assert not any("assets.plant.existing" in edit for way in ways(found) for edit in way)


def test_a_disruption(tmp_path: Path):
    """In 2028 there are 8 + 50 t for 100: 42 are missing, and a loss of 37.5 % can be borne."""
    found = diagnosed(
        tmp_path,
        """
supplies:
  market: {commodity: good, tiers: [{quantity: 80, price: 3}]}
  other: {commodity: good, tiers: [{quantity: 50, price: 3}]}
demands: {users: {commodity: good, tiers: [{quantity: 100, firm: true}]}}
disruptions: {embargo: {supply: market, from: 2028, to: 2029, loss: 90 %}}
""",
    )
    assert ways(found) == [
        {f"{USERS} at most 58 t/yr from 2028 to 2028"},
        {"supplies.other.tiers[0].quantity at least 92 t/yr from 2028 to 2028"},
        {"disruptions.embargo.loss at most 37.5 %"},
        {f"{MARKET} at least 500 t/yr from 2028 to 2028"},
    ]


TREE = """
supplies: {market: {commodity: good, tiers: [{quantity: 100, price: 3}]}}
demands: {users: {commodity: good, tiers: [{quantity: 90, firm: true}]}}
futures:
  reveal: 2028
  branches:
    calm: {probability: 50 %}
    boom: {probability: 50 %, set: {"demands.users.tiers[0].quantity": CHANGE}}
"""


def test_a_future_with_a_number_of_its_own(tmp_path: Path):
    """Only the boom wants 130 t of 100: its own number, in its `set`, or the market's. The common demand is no help."""
    found = diagnosed(tmp_path, TREE.replace("CHANGE", "130 t/yr"))
    assert ways(found) == [{f"{USERS} if boom at most 100 t/yr"}, {f"{MARKET} at least 130 t/yr from 2028"}]
    assert found.remedies[0].edits[0].where.endswith("broken.yaml:12")


def test_a_future_that_follows_a_common_number(tmp_path: Path):
    """The boom wants 1.5 x 90 of 100: at most 66.6 for all, or 100 in the boom alone."""
    found = diagnosed(tmp_path, TREE.replace("CHANGE", "{multiply: 1.5}"))
    assert {f"{USERS} at most 66.6 t/yr from 2028"} in ways(found)
    assert {f"{USERS} if boom at most 100 t/yr"} in ways(found)


def test_two_edits_where_no_single_one_is_enough(tmp_path: Path):
    """A plant of 6 and ore for 6, users who want 8 and others who want 8: plant and ore go up, or both users down.

    One edit alone would be of the recipe: 16 t of good from 6 of ore.
    """
    found = diagnosed(
        tmp_path,
        """
assets: {plant: {capacity: t/yr, existing: 6, modes: {run: {inputs: {ore: 1}, outputs: {good: 1}}}}}
supplies: {mine: {commodity: ore, tiers: [{quantity: 6, price: 3}]}}
demands:
  users: {commodity: good, tiers: [{quantity: 8, firm: true}]}
  others: {commodity: good, tiers: [{quantity: 8, firm: true}]}
""",
        base=BASE.replace("{good", "{ore: {unit: t}, good"),
    )
    alone = [way.edits[0] for way in found.conflicts[0].ways if len(way.edits) == 1]
    assert {edit.kind for edit in alone} <= {"output", "input"}
    assert {"assets.plant.existing at least 16 t/yr", "supplies.mine.tiers[0].quantity at least 16 t/yr"} in ways(found)
    both = [way for way in found.conflicts[0].ways if all(edit.kind == "firm" for edit in way.edits)]
    assert sum(point.then for edit in both[0].edits for point in edit.points) == pytest.approx(6.0)


def test_a_first_stock_is_only_raised_as_far_as_it_fits(tmp_path: Path):
    """8 t a year wanted, 6 on offer: four years lack 8 t, and 2 + 6 in stock would do, but 5 t is the most kept."""
    found = diagnosed(
        tmp_path,
        """
supplies: {market: {commodity: good, tiers: [{quantity: 6, price: 3}]}}
demands: {users: {commodity: good, tiers: [{quantity: 8, firm: true}]}}
""",
        base=BASE.replace("unit: t", "unit: t, initial: 2, max_stock: 5"),
    )
    assert limits(found) == {USERS, MARKET}  # no first stock that fits ends it
    assert ways(found) == [{f"{USERS} at most 6.5 t/yr"}, {f"{MARKET} at least 7.5 t/yr"}]
