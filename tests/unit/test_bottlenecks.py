import numpy as np
import pytest

from optimizer.results.bottlenecks import (
    Span,
    bottlenecks,
    crowding_out,
    demand_worth,
    describe,
    shares_by_group,
    standing_worth,
    top_by_period,
)
from tests.unit.solutions import limit, scenario, solution

TWO_FUTURES = {
    "reveal": 2028,
    "branches": {"boom": {"probability": 0.75}, "bust": {"probability": 0.25}},
}


def only(rows, **changes):
    (found,) = bottlenecks(solution(limits=rows, **changes))
    return found


def test_worth_is_the_sum_of_dual_times_limit_and_its_share_of_the_optimum():
    found = only([limit("supply", "copper#1", "2027Q1", 10, 3), limit("supply", "copper#1", "2027Q2", 20, 2)])
    assert found.worth == 70
    assert found.share == pytest.approx(0.07)
    assert (found.peak_dual, found.peak_period, found.dual_unit, found.limit_unit) == (3, "2027Q1", "USD/(t)", "t")
    assert not found.full


def test_limits_are_ranked_by_worth_and_ties_by_name():
    rows = [
        limit("existing", "small", "2027Q1", 1, 1),
        limit("existing", "b", "2027Q1", 5, 2),
        limit("existing", "a", "2027Q1", 2, 5 * (1 + 1e-15)),
        limit("budget", "private", "2027Q1", 100, 4),
    ]
    assert [found.name for found in bottlenecks(solution(limits=rows))] == ["private", "a", "b", "small"]


def test_regions_are_limits_of_their_own():
    rows = [limit("existing", "hall", "2027Q1", 1, 1, region=region) for region in ("east", "west")]
    assert [found.region for found in bottlenecks(solution(limits=rows))] == ["east", "west"]


def test_regions_together_are_one_limit_with_parts():
    rows = [
        limit("existing", "hall", "2027", 2, 10, region="east"),
        limit("existing", "hall", "2028", 3, 20, region="west"),
        limit("existing", "hall", "2029", 3, 0, region="south", full=True),
        limit("existing", "mill", "2027", 3, 1, region="west"),
    ]
    hall, mill = bottlenecks(solution(limits=rows), by_region=False)
    assert (hall.region, hall.worth, hall.share, hall.peak_dual) == ("", 80, 0.08, 20)
    assert hall.spans == (Span("2027", "2028"),)
    assert [(part.region, part.worth) for part in hall.parts] == [("west", 60), ("east", 20), ("south", 0)]
    assert (mill.region, mill.parts) == ("west", ())
    assert [[top.worth for top in year] for year in top_by_period(solution(limits=rows))] == [[20, 3], [60], []]


def test_groups_tell_money_from_rules_and_physics():
    rows = [limit(kind, "x", "2027Q1", 1, 1) for kind in ("throughput", "fill_rate", "link", "loan_cap")]
    assert {found.kind: found.group for found in bottlenecks(solution(limits=rows))} == {
        "throughput": "money",
        "fill_rate": "policy",
        "link": "physical",
        "loan_cap": "money",
    }


def test_periods_in_a_row_are_merged():
    binding = {"2027Q1", "2027Q2", "2027Q4", "2028Q1", "2028Q3"}
    periods = [f"{year}Q{quarter}" for year in (2027, 2028) for quarter in (1, 2, 3, 4)]
    rows = [limit("existing", "hall", period, 1, float(period in binding)) for period in periods]
    assert only(rows).spans == (Span("2027Q1", "2027Q2"), Span("2027Q4", "2028Q1"), Span("2028Q3", "2028Q3"))


def test_periods_in_a_row_are_merged_across_years_of_months_and_in_any_order_of_rows():
    rows = [limit("existing", "hall", period, 1, 1) for period in ("2028-01", "2027-11", "2027-12")]
    assert only(rows).spans == (Span("2027-11", "2028-01"),)


def test_a_span_names_its_futures_unless_it_is_in_all_of_them():
    rows = [
        limit("existing", "hall", "2027", 1, 1),
        limit("existing", "hall", "2028", 1, 1, future="boom"),
        limit("existing", "hall", "2028", 1, 1, future="bust"),
        limit("existing", "hall", "2029", 1, 1, future="boom"),
        limit("existing", "hall", "2029", 1, 0, future="bust"),
        limit("existing", "hall", "2030", 1, 4, future="boom"),
        limit("existing", "hall", "2030", 1, 0, future="bust"),
    ]
    found = only(rows)
    assert found.spans == (Span("2027", "2028"), Span("2029", "2030", ("boom",)))
    assert (found.peak_period, found.peak_future) == ("2030", "boom")


def test_full_but_worth_nothing_is_marked_and_comes_last():
    rows = [
        limit("max_starts", "hall", "2027", 5, 0, full=True),
        limit("max_starts", "hall", "2028", 5, 0),
        limit("existing", "hall", "2027", 5, 1e-6),
    ]
    first, last = bottlenecks(solution(limits=rows))
    assert (first.kind, first.full) == ("existing", False)
    assert (last.kind, last.full, last.worth, last.spans) == ("max_starts", True, 0, (Span("2027", "2027"),))


def test_worth_within_the_solvers_rounding_is_nothing():
    assert only([limit("existing", "hall", "2027", 5, 1e-10)], objective=1000.0).full


def test_what_does_not_bind_is_no_bottleneck():
    assert bottlenecks(solution(limits=[limit("existing", "hall", "2027", 5, 0)])) == ()


def test_nothing_of_nothing_is_no_bottleneck_but_a_closed_supply_is_one():
    rows = [limit("existing", "mill", "2027", 0, 0, full=True), limit("supply", "ore#1", "2027", 0, 7)]
    found = only(rows)
    assert (found.name, found.worth, found.full, found.peak_dual) == ("ore#1", 0, False, 7)


def test_a_closed_period_counts_to_the_span():
    rows = [limit("supply", "ore#1", "2027", 0, 7), limit("supply", "ore#1", "2028", 2, 7)]
    assert only(rows).spans == (Span("2027", "2028"),)


def test_a_limit_on_a_whole_path_spans_the_horizon():
    rows = [
        limit("fund_total", "purse", "all", 5, 2),
        limit("existing", "hall", "2027", 1, 1),
        limit("existing", "hall", "2028", 1, 0),
    ]
    first, _ = bottlenecks(solution(limits=rows))
    assert (first.kind, first.worth, first.spans) == ("fund_total", 10, (Span("2027", "2028"),))


def capacity(future, period, in_service, existing, asset="hall"):
    start = ("US", asset, future, period)
    return [(*start, "in_service", in_service, "MW"), (*start, "existing", existing, "MW")]


def test_what_stands_is_a_bottleneck_until_the_period_after_new_serves_beside_it():
    """Without the split the fleet that stands, which saves buying as much, would hide what the plan is short of."""
    rows = [limit("existing", "hall", str(year), 10, 1.0, region="US", unit="MW") for year in range(2027, 2031)]
    rows += [limit("existing", "mill", str(year), 10, 0.5, region="US") for year in range(2027, 2031)]
    standing = [(2027, 10, 10), (2028, 15, 10), (2029, 20, 10), (2030, 20, 10)]
    built = [row for year, both, old in standing for row in capacity("all", str(year), both, old)]
    built += [row for year in range(2027, 2031) for row in capacity("all", str(year), 10, 10, "mill")]
    split = [("existing", "US", "hall", "all", str(year), 10.0, 0.01, "USD") for year in range(2027, 2031)]
    solved = solution(limits=rows, capacity=built, value_split=split)
    first, second = bottlenecks(solved)
    assert (first.name, first.worth, first.spans, first.throughout) == ("hall", 20, (Span("2027", "2028"),), 2)
    assert (second.name, second.worth, second.spans) == ("mill", 20, (Span("2027", "2030"),))
    assert (first.outgrown, second.outgrown) == (True, False)
    (beside,) = standing_worth(solved)
    assert (beside.name, beside.worth, beside.spans) == ("hall", 20, (Span("2029", "2030"),))
    shares = shares_by_group(solved)
    assert (shares["physical"], shares["standing"]) == (0.02, 0.02)
    assert [[(top.name, top.outgrown) for top in year] for year in top_by_period(solved)] == [
        [("hall", True), ("mill", False)],
        [("hall", True), ("mill", False)],
        [("mill", False)],
        [("mill", False)],
    ]


def test_new_capacity_of_before_the_reveal_counts_in_every_future():
    rows = [limit("existing", "hall", "2028", 10, 1, region="US", future=name) for name in ("boom", "bust")]
    rows += [limit("existing", "hall", "2029", 10, 1, region="US", future=name) for name in ("boom", "bust")]
    built = capacity("all", "2027", 15, 10) + capacity("boom", "2028", 15, 10) + capacity("bust", "2028", 10, 10)
    built += capacity("boom", "2029", 15, 10) + capacity("bust", "2029", 15, 10)
    solved = solution(limits=rows, capacity=built)
    (found,) = bottlenecks(solved)
    assert (found.worth, found.spans) == (10, (Span("2029", "2029", ("bust",)),))


def test_demand_is_ranked_apart_and_a_firm_tier_takes_away():
    limits = [
        limit("demand", "ai#1", "2027", 10, 3),
        limit("firm", "grid#1", "2027", 10, 2),
        limit("supply", "ore#1", "2027", 1, 1),
    ]
    solved = solution(limits=limits)
    assert [found.name for found in bottlenecks(solved)] == ["ore#1"]
    assert [(found.name, found.worth, found.share) for found in demand_worth(solved)] == [
        ("ai#1", 30.0, 0.03),
        ("grid#1", -20.0, -0.02),
    ]


def test_shares_by_group_sum_to_one():
    split = [
        (kind, "national", "x", "all", "2027", 0.0, share, "USD")
        for kind, share in (("existing", 0.5), ("budget", 0.3), ("size", 0.0), ("demand", 0.4), ("firm", -0.2))
    ]
    shares = shares_by_group(solution(value_split=split))
    assert shares == {"physical": 0.5, "money": 0.3, "policy": 0.0, "standing": 0.0, "demand": pytest.approx(0.2)}


def test_no_limits_no_bottlenecks():
    empty = solution()
    assert bottlenecks(empty) == demand_worth(empty) == ()
    assert top_by_period(empty) == ()


def test_an_optimum_of_nothing_has_no_shares():
    assert only([limit("existing", "hall", "2027", 5, 1)], objective=0.0).share == 0.0


def test_top_by_period_ranks_what_limits_are_worth_in_each_year():
    rows = [
        limit("existing", "hall", "2027Q1", 10, 1),
        limit("existing", "hall", "2027Q2", 10, 2),
        limit("budget", "private", "2027Q1", 5, 2),
        limit("budget", "private", "2028Q1", 5, 8),
        limit("demand", "ai#1", "2027Q1", 99, 9),
        limit("fund_total", "purse", "all", 5, 2),
        limit("existing", "hall", "2029Q1", 10, 0),
    ]
    solved = solution(limits=rows)
    first, second, third = top_by_period(solved)
    assert [(top.name, top.worth, top.share, top.share_of_period) for top in first] == [
        ("hall", 30, 0.03, 0.75),
        ("private", 10, 0.01, 0.25),
    ]
    assert [(top.period, top.name, top.share_of_period) for top in second] == [("2028", "private", 1.0)]
    assert third == ()
    assert [top[0].period for top in top_by_period(solved, by="period", count=1) if top] == [
        "2027Q1",
        "2027Q2",
        "2028Q1",
    ]


def demand(name, commodity, future, period, quantity, value, unit="t"):
    return ("national", name, commodity, "1", future, period, quantity, value, unit)


def test_crowding_out_leaves_compute_out_and_sums_by_commodity_and_year():
    rows = [
        demand("wiring", "copper", "all", "2027Q1", "wanted", 10.0),
        demand("wiring", "copper", "all", "2027Q1", "served", 4.0),
        demand("wiring", "copper", "all", "2027Q2", "wanted", 10.0),
        demand("wiring", "copper", "all", "2027Q2", "served", 10.0),
        demand("pipes", "copper", "all", "2028Q1", "wanted", 5.0),
        demand("pipes", "copper", "all", "2028Q1", "served", 5.0 - 1e-9),
        demand("ai_compute", "compute", "all", "2027Q1", "wanted", 5.0, "MW*yr"),
    ]
    (copper,) = crowding_out(solution(demand=rows), scenario())
    assert (copper.commodity, copper.unit, copper.years) == ("copper", "t", ("2027", "2028"))
    np.testing.assert_allclose(copper.wanted, [20, 5])
    np.testing.assert_array_equal(copper.unmet, [6, 0])


def test_crowding_out_is_expected_over_futures():
    rows = [
        demand("wiring", "copper", "all", "2027Q1", "wanted", 8.0),
        demand("wiring", "copper", "boom", "2028Q1", "wanted", 8.0),
        demand("wiring", "copper", "boom", "2028Q1", "served", 0.0),
        demand("wiring", "copper", "bust", "2028Q1", "wanted", 4.0),
        demand("wiring", "copper", "bust", "2028Q1", "served", 4.0),
    ]
    (copper,) = crowding_out(solution(demand=rows), scenario(futures=TWO_FUTURES))
    np.testing.assert_allclose(copper.wanted, [8, 7])
    np.testing.assert_allclose(copper.unmet, [8, 6])


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("existing", "data_center", "existing data centers"),
        ("existing", "turbine_factory", "existing turbine factories"),
        ("existing", "goes_mill", "existing GOES mills"),
        ("wait", "data_center", "wait for new data centers"),
        ("supply", "copper_import#2", "copper imports, tier 2"),
        ("supply", "copper_mine#1", "copper mines"),
        ("supply", "gone#1", "gone, tier 1"),
        ("demand", "ai_compute#1", "demand for AI compute"),
        ("firm", "wiring#1", "demand for wiring that must be served"),
        ("surge", "data_center#1", "data center starts at the normal cost"),
        ("surge", "data_center#2", "data center starts at 25 % above the normal cost"),
        ("budget", "private", "private capital budget"),
        ("fund_total", "purse", "purse money in all"),
        ("growth_seed", "logic_fab", "pace of building logic fabs (from nothing)"),
        ("stock_initial", "copper", "copper in stock at the start"),
        ("throughput", "expedited", "staff of the expedited permitting lane"),
        ("brand_new", "thing#3", "brand new of thing, tier 3"),
    ],
)
def test_limits_in_words(kind, name, words):
    assert describe(kind, name, scenario()) == words


def test_a_region_is_named_where_there_are_several():
    two = scenario(regions=("ercot", "new_york"))
    assert describe("existing", "data_center", two, "ercot") == "existing data centers in ERCOT"
    assert describe("existing", "data_center", two, "national") == "existing data centers"
    assert describe("existing", "data_center", scenario(), "US") == "existing data centers"


def test_hostile_names_become_one_short_line():
    words = describe("existing", "a\x1b[31m\n\u202e{b}" + "x" * 500, scenario())
    assert words.isprintable()
    assert len(words) < 80
    assert "{b}" in words
