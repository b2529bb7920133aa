"""Limits whose worth, order and cause are known by hand."""

from __future__ import annotations

from pathlib import Path

from optimizer.study.explain.explain import Wanted

from .cases import explained, near, ranking, the

MARKET = "supplies: {market: {commodity: ore, tiers: [{quantity: 20, price: 4}, {quantity: 10, price: 8.5}]}}"
LARGE_MILL = "assets: {mill: {existing: 500}}"


def test_the_narrower_link_is_the_bottleneck(tmp_path: Path) -> None:
    """The mine lets 50 t through, the mill 80: all of 3 · 50 · 9 = 1350 USD is owed to the mine, 1 % of it is 13.5."""
    found = explained(tmp_path)
    assert ranking(found) == [("1", "mine")]
    mine = the(found, "existing", "mine")
    assert (mine.link, mine.cause, mine.state) == ("ore", "fixed", "binding")
    assert (mine.worth, mine.share) == (near(1350), near(1))
    assert (mine.throughout, mine.peak_dual) == (near(27), near(9))
    (more,) = mine.effects
    assert (more.expected, more.gain, more.loss) == (near(13.5), near(13.5), near(13.5))
    assert (more.verdict, mine.tie) == ("confirmed", None)


def test_limits_stand_in_the_order_of_their_worth(tmp_path: Path) -> None:
    """Ore from the mine is worth 9 a ton, 20 t from a market at 4 are worth 5, 10 t at 8.5 are worth 0.5."""
    found = explained(tmp_path, MARKET, LARGE_MILL)
    assert ranking(found) == [("1", "mine"), ("2", "market#1"), ("3", "market#2")]
    shares = [fact.share for fact in found.facts.bottlenecks if fact.rank]
    assert shares == [near(x / (1350 + 300 + 15)) for x in (1350, 300, 15)]


def test_equal_worths_share_a_rank(tmp_path: Path) -> None:
    """Two markets of the same size and price."""
    market = "{commodity: ore, tiers: [{quantity: 5, price: 4}]}"
    found = explained(tmp_path, f"supplies: {{one: {market}, other: {market}}}")
    assert ranking(found) == [("1", "mine"), ("2=", "one#1"), ("2=", "other#1")]


def test_shares_are_the_exact_split(tmp_path: Path) -> None:
    found = explained(tmp_path, "supplies: {market: {commodity: ore, tiers: [{quantity: 60, price: 4}]}}")
    assert sum(cell.share for cell in found.facts.split) == near(1)
    assert sum(fact.share for fact in found.facts.bottlenecks) == near(1)
    assert sum(row.share for row in found.facts.timeline) == near(1)


def test_no_bottleneck_where_users_get_all(tmp_path: Path) -> None:
    found = explained(tmp_path, "assets: {mine: {existing: 500}, mill: {existing: 500}}")
    assert ranking(found) == []
    assert [cell.cause for cell in found.facts.split] == ["demand"]


# --- ties -------------------------------------------------------------------------------------------------------------


def test_two_links_of_one_size_are_tied(tmp_path: Path) -> None:
    """More of either alone gains nothing, less of either costs 13.5, more of both gains 13.5."""
    found = explained(tmp_path, "assets: {mill: {existing: 50}}")
    ((_, first),) = ranking(found)
    fact = the(found, "existing", first)
    (more,) = fact.effects
    assert (more.gain, more.loss, more.verdict) == (0.0, near(13.5), "one_sided")
    assert fact.tie is not None
    assert {limit.name for limit in fact.tie.members} == {"mine", "mill"}
    assert fact.tie.effect.gain == near(13.5)


def test_a_tie_names_no_more_than_hold_together(tmp_path: Path) -> None:
    """Ore, parts and mill are of one size; a market of spare parts that nobody needs is full of nothing."""
    parts = """
commodities: {part: {unit: t}, dust: {unit: t}}
assets:
  mill: {existing: 50, modes: {run: {inputs: {ore: 1, part: 1}}}}
  shop: {capacity: t/yr, existing: 5, modes: {run: {inputs: {dust: 1}, outputs: {good: 1}}}}
supplies:
  parts: {commodity: part, tiers: [{quantity: 50, price: 2}]}
  dust: {commodity: dust, tiers: [{quantity: 5, price: 20}]}
"""
    found = explained(tmp_path, parts)
    fact = the(found, "existing", ranking(found)[0][1]) if ranking(found)[0][1] != "parts#1" else None
    fact = fact or the(found, "supply", "parts#1")
    assert fact.tie is not None
    assert {limit.name.partition("#")[0] for limit in fact.tie.members} == {"mine", "mill", "parts"}


def test_capacity_that_just_meets_demand_is_tied_to_it(tmp_path: Path) -> None:
    """100 t from the mine, 100 wanted. Where the solver puts all worth on demand, no limit holds the plan back."""
    found = explained(tmp_path, "assets: {mine: {existing: 100}, mill: {existing: 200}}")
    for _, name in ranking(found):
        fact = the(found, "existing", name)
        assert fact.effects[0].gain == 0.0
        assert fact.tie is not None
        assert {limit.name for limit in fact.tie.members} == {"mine", "users#1"}


# --- why --------------------------------------------------------------------------------------------------------------

BUILD = """
assets:
  mine: {existing: 500}
  mill: {existing: 10, capex: 10, life: 10 yr, hurdle_rate: 0, permit: %s, build: %s}
"""


def test_a_wait_is_owed_to_lead_time(tmp_path: Path) -> None:
    """12 + 6 months: of a start in 2026 nothing serves then, 1/8 in 2027, 7/8 in 2028.

    10 t stand. In 2026 each is worth 9; in 2027 the plan makes up for it with 8 t of starts, charged 1/8 + 7/8 each: 8.
    """
    found = explained(tmp_path, BUILD % ("12 months", "6 months"))
    mill = the(found, "existing", "mill")
    assert (mill.cause, mill.outgrown) == ("lead_time", True)
    assert mill.worth == near(10 * 9 + 10 * 8)
    wait = mill.parts[0].wait
    assert wait is not None
    assert (wait.lane, wait.permit, wait.build) == ("standard", near(1.0), near(0.5))
    assert (wait.first_possible, wait.first_new, wait.cause) == ("2027", "2027", "lead_time")
    more, permit, build = mill.effects
    assert (more.change, permit.change, build.change) == ("more", "permit", "build")
    assert (more.expected, more.gain, more.loss) == (near(1.7), near(1.7), near(1.7))
    assert permit.gain is not None
    assert permit.gain > 0
    assert permit.amount == near(1 / 12)


def test_a_wait_beyond_the_lead_time_is_owed_to_the_pace(tmp_path: Path) -> None:
    """A mill takes no time, but none may be started before 2028."""
    found = explained(tmp_path, BUILD % ("0", "0"), "assets: {mill: {max_starts: {2027.9: 0, 2028: 50}}}")
    mill = the(found, "existing", "mill")
    assert mill.parts[0].wait is not None
    assert (mill.parts[0].wait.first_possible, mill.parts[0].wait.first_new) == ("2026", "2028")
    causes = {row.period: row.cause for row in found.facts.timeline if (row.kind, row.name) == ("existing", "mill")}
    assert causes == {"2026": "lead_time", "2027": "pace", "2028": "pace"}
    assert [pace.kind for pace in mill.parts[0].wait.pace] == ["max_starts"]


def test_a_wait_for_better_times_is_neither(tmp_path: Path) -> None:
    """Goods are worth 1.5 until 2028, too little for a mill (1 to run, 1 a year of charge), and 10 then."""
    later = "demands: {users: {tiers: [{quantity: 100, value: {2027.9: 1.5, 2028: 10}}]}}"
    found = explained(tmp_path, BUILD % ("0", "0"), later)
    mill = the(found, "existing", "mill")
    causes = {row.period: row.cause for row in found.facts.timeline if (row.kind, row.name) == ("existing", "mill")}
    assert causes["2027"] == "later"
    assert mill.parts[0].wait is not None
    assert mill.parts[0].wait.first_new == "2028"


def test_money_is_told_apart(tmp_path: Path) -> None:
    """Mills cost 10 and 20 USD a year can be spent: what binds is the fund."""
    funds = "funds: {bank: {budget: 20}}\nassets: {mill: {fund: bank}}"
    found = explained(tmp_path, BUILD % ("0", "0"), funds)
    bank = the(found, "budget", "bank")
    assert (bank.link, bank.cause) == ("money", "money")
    assert bank.effects[0].gain == near(bank.effects[0].expected)
    assert {cell.cause for cell in found.facts.split} >= {"money"}


def test_a_shut_lane_is_opened_to_see_what_it_is_worth(tmp_path: Path) -> None:
    """Permits of 12 months, none in a fast lane whose staff is 0 under current law."""
    lane = """
permitting:
  lanes: {fast: {factor: 0, throughput: {value: 0, low: 0, high: 100, note: shut, source: assumption}}}
"""
    found = explained(tmp_path, BUILD % ("12 months", "0"), lane)
    fast = the(found, "throughput", "fast")
    assert (fast.state, fast.link, fast.cause) == ("shut", "permits", "rules")
    (opened,) = fast.effects
    assert opened.change == "open"
    assert [setting.text for setting in opened.proof.settings] == ["100 USD/yr"]
    assert opened.gain is not None
    assert opened.gain > 0


def test_a_reserve_that_waits_for_a_disruption_is_not_told_as_shut(tmp_path: Path) -> None:
    """20 t of ore, drawn at 5 t a year in a disruption only: no rate would open the rule in the years before it."""
    reserve = """
reserve: {ore: {size: 20, initial: 20, draw_rate: 5, release: disruption}}
supplies: {ore_import: {commodity: ore, tiers: [{quantity: 10, price: 1}]}}
disruptions: {embargo: {supply: ore_import, from: 2028, to: 2029-01, loss: 100 %}}
"""
    found = explained(tmp_path, reserve)
    limits = found.solution.tables["limits"].columns
    rows = zip(limits["kind"], limits["period"], limits["dual"], strict=True)
    assert [period for kind, period, dual in rows if kind == "draw_rate" and dual > 0] == ["2026", "2027", "2028"]
    assert [row.period for row in found.facts.timeline if row.kind == "draw_rate"] == ["2028"]


def test_what_is_shut_and_opens_for_nothing_is_only_full(tmp_path: Path) -> None:
    """A reserve of 0 t that nothing would be drawn from."""
    reserve = "reserve: {ore: {size: {value: 0, low: 0, high: 10, note: a, source: assumption}, release: any}}"
    found = explained(tmp_path, reserve)
    assert all(fact.state != "shut" for fact in found.facts.bottlenecks if fact.limit.kind == "reserve_size")


# --- where and in which future ----------------------------------------------------------------------------------------


def test_regions_are_parts_of_one_limit(tmp_path: Path) -> None:
    """30 t in the east, 40 in the west, each worth 9 a ton: 3/7 and 4/7. The command sets both."""
    regions = """
regions: [east, west]
commodities: {ore: {regional: true}, good: {regional: true}}
assets: {mill: {existing: 30, by_region: {west: {existing: 40}}}}
"""
    found = explained(tmp_path, regions)
    mill = the(found, "existing", "mill")
    assert {part.region: part.share for part in mill.parts} == {"west": near(4 / 7), "east": near(3 / 7)}
    assert mill.effects[0].gain == near(18.9)
    assert [setting.key for setting in mill.effects[0].proof.settings] == [
        "assets.mill.existing",
        "assets.mill.by_region.west.existing",
    ]


def test_a_number_that_every_region_has_for_itself_is_not_told(tmp_path: Path) -> None:
    regions = """
regions: [east, west]
commodities: {ore: {regional: true}, good: {regional: true}}
assets: {mill: {existing: 30, by_region: {west: {existing: 40}, east: {existing: 20}}}}
"""
    found = explained(tmp_path, regions)
    keys = [number.key for number in the(found, "existing", "mill").numbers]
    assert keys == ["assets.mill.by_region.west.existing", "assets.mill.by_region.east.existing"]


def test_futures_have_rows_of_their_own(tmp_path: Path) -> None:
    """From 2027 the mine gives 50 t (3 in 4) or 20 t: 9 · (50 + 2 · (37.5 + 5)) in all."""
    futures = """
futures:
  reveal: 2027
  branches: {calm: {probability: 75 %}, flood: {probability: 25 %, set: {assets.mine.existing: 20}}}
"""
    found = explained(tmp_path, futures)
    worth = {(row.future, row.period): row.worth for row in found.facts.timeline if row.name == "mine"}
    assert worth == {
        ("all", "2026"): near(450),
        ("calm", "2027"): near(337.5),
        ("calm", "2028"): near(337.5),
        ("flood", "2027"): near(45),
        ("flood", "2028"): near(45),
    }


def test_compute_is_the_unit_where_it_is_maximised(tmp_path: Path) -> None:
    found = explained(tmp_path, "objective: {maximize: compute, demand: users}")
    mine = the(found, "existing", "mine")
    assert (found.facts.about.maximize, found.facts.about.objective_unit) == ("compute", "t")
    assert mine.dual_unit.startswith("t/")
    assert mine.effects[0].gain == near(1.5, rel=1e-4)


def test_only_the_first_limits_are_solved_again(tmp_path: Path) -> None:
    found = explained(tmp_path, MARKET, LARGE_MILL, wanted=Wanted(top=1))
    assert [bool(fact.effects) for fact in found.facts.bottlenecks if fact.rank] == [True, False, False]


def test_numbers_behind_a_limit_come_with_their_sources(tmp_path: Path) -> None:
    sourced = """
assets: {mine: {existing: {value: 50, low: 40, high: 60, source: survey, confidence: low, note: guessed}}}
sources: {survey: {title: A survey of mines, url: "https://example.org/mines"}}
"""
    (number,) = the(explained(tmp_path, sourced), "existing", "mine").numbers
    assert (number.key, number.source, number.confidence) == ("assets.mine.existing", "survey", "low")
    assert (number.title, number.url) == ("A survey of mines", "https://example.org/mines")
    (point,) = number.points
    assert (point.value, point.low, point.high) == (50, 40, 60)


def test_what_must_be_held_takes_away_from_the_value(tmp_path: Path) -> None:
    """5 t in a reserve that nothing may draw, at 2 USD a ton and year: 30 USD less, and the shares still sum to 1."""
    reserve = "reserve: {ore: {size: 10, initial: 5, holding_cost: 2, release: disruption}}"
    found = explained(tmp_path, reserve)
    held = the(found, "reserve_initial", "ore")
    assert (held.rank, held.cause, held.worth) == ("", "rules", near(-30))
    assert found.facts.about.objective == near(1320)
    assert sum(fact.share for fact in found.facts.bottlenecks) == near(1)
