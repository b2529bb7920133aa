import re

import pytest

from optimizer.report.basis import basis
from optimizer.report.markdown import escape, markdown
from optimizer.report.text import answer, display_width
from optimizer.report.words import (
    amount,
    column,
    listed,
    number,
    percent,
    scale_for,
    spans_in_words,
    unit_in_words,
)
from optimizer.results.bottlenecks import Span, bottlenecks
from optimizer.scenario.number import Number, Series, Where
from tests.unit.solutions import limit, scenario, solution

QUARTERS = [f"{year}Q{quarter}" for year in (2027, 2028) for quarter in (1, 2, 3, 4)]
FUTURES = {"reveal": 2028, "branches": {"boom": {"probability": 0.75}, "bust": {"probability": 0.25}}}


def demand(name, period, wanted, served, *, commodity="compute", unit="MW*yr", region="national", future="all"):
    start = (region, name, commodity, "1", future, period)
    return [(*start, "wanted", wanted, unit), (*start, "served", served, unit)]


def two_years(**tables):
    """Compute of 10 GW (12 wanted), then 20 GW (20 wanted); a fifth of the copper of others unmet in 2028."""
    served = {"2027": (3000.0, 2500.0), "2028": (5000.0, 5000.0)}
    rows = [row for period in QUARTERS for row in demand("ai_compute", period, *served[period[:4]])]
    for period in QUARTERS:
        got = 100e3 if period < "2028" else 80e3
        rows += demand("wiring", period, 100e3, got, commodity="copper", unit="t")
    capital = [("US", "data_center", "private", "all", period, "outlay", 25e9, "USD") for period in QUARTERS]
    limits = [limit("budget", "private", period, 1e9, 0.2, unit="USD") for period in QUARTERS]
    limits += [limit("supply", "copper_import#2", period, 10, 4e6, unit="t") for period in QUARTERS[2:4]]
    metrics = {
        "capital": (200e9, "USD"),
        "credits": (2.5e9, "USD"),
        "loan_subsidy": (10e6, "USD"),
        "reserve_cost": (0.0, "USD"),
        "lever_cost": (0.0, "USD"),
        "public_cost": (2.51e9, "USD"),
        "tariff_revenue": (3.2e9, "USD"),
    }
    return solution(10e9, metrics=metrics, **{"demand": rows, "capital": capital, "limits": limits, **tables})


# --- words ---


@pytest.mark.parametrize(
    ("value", "text"),
    [(1843.2, "1,840"), (999.6, "1,000"), (0.012345, "0.0123"), (-31.44, "-31.4"), (5.0, "5"), (float("nan"), "n/a")],
)
def test_numbers_have_three_significant_digits(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (83_100, "MW", "83.1 GW"),
        (999.9, "MW", "1 GW"),
        (371e3, "MW*yr", "371 GW-years"),
        (1.0, "MW*yr", "1 MW-year"),
        (0.31, "MW*yr", "310 kW-years"),
        (31e3, "USD", "31 k USD"),
        (999_960, "USD", "1 M USD"),
        (2.51e9, "USD", "2.51 bn USD"),
        (4.12e12, "USD", "4,120 bn USD"),
        (0.31, "USD", "0.31 USD"),
        (-2e9, "USD", "-2 bn USD"),
        (1.2e6, "wafer", "1.2 M wafers"),
        (1, "wafer", "1 wafer"),
        (123e3, "t", "123 kt"),
        (230e3, "MVA/yr", "230 GVA a year"),
        (2e3, "TB", "2 k TB"),
        (0, "MW", "0 MW"),
        (0.25, "1", "0.25"),
    ],
)
def test_amounts_take_the_prefix_that_suits_them(value, unit, text):
    assert amount(value, unit) == text


def test_numbers_shown_together_share_a_scale():
    scale = scale_for([120.0, 83_100.0], "MW")
    assert (scale.label, scale.factor) == ("GW", 1e-3)


def test_a_column_has_the_decimals_of_its_largest_and_shows_that_little_is_not_nothing():
    assert column([512.3, 4.56, 0.01, 0.0]) == ["512", "5", "<1", "0"]
    assert column([1.5, float("nan")]) == ["1.50", "n/a"]
    assert column([]) == []


def test_shares_and_units_in_words():
    assert [percent(share) for share in (0.0, 1e-5, 0.0314, 0.5, 12.0)] == ["0 %", "<0.1 %", "3.1 %", "50 %", "1,200 %"]
    assert unit_in_words("USD/MW*yr") == "USD per MW-year"
    assert unit_in_words("1") == "unit"


def test_periods_in_words():
    spans = [Span("2027Q3", "2029Q1"), Span("2031Q2", "2031Q2", ("boom",))]
    assert spans_in_words(spans) == "2027Q3 to 2029Q1 and 2031Q2 if boom"
    assert spans_in_words(spans[:1], Span("2027Q3", "2029Q1")) == "all periods"
    many = [Span(str(year), str(year)) for year in (2026, 2028, 2030, 2032, 2034)]
    assert spans_in_words(many) == "on and off, 2026 to 2034"
    assert listed(["a", "b", "c"]) == "a, b and c"


# --- the answer ---


def test_the_answer_of_a_small_plan():
    assert (
        answer(two_years(), scenario())
        == """\
Two years
Optimal plan (most value) for 2027 to 2028 by quarter; money in USD of 2025.

Compute grows from 10 GW in 2027 to 20 GW in 2028 (wanted: 20 GW); 30 GW-years in all, 93.8 % of
what is wanted.
Held back most by: private capital budget (all periods); copper imports, tier 2 (2027Q3 to 2027Q4).
It takes 200 bn USD of capital; the public purse pays 2.51 bn USD.
Other users go without 10 % of the copper that they want.

Compute in service, mean over the year [GW]
                2027   2028  GW-years
  in service    10.0   20.0      30.0
  wanted        12.0   20.0      32.0
  served      83.3 %  100 %    93.8 %

Capital spent [bn USD]
                 2027   2028  in all
  data centers  100.0  100.0   200.0
  Nothing is started that would serve only after the horizon, so spending falls towards its end.

Other users go without, share of what they want
          2027    2028  in all  amount
  copper   0 %  20.0 %  10.0 %   80 kt

Public cost
  2.5 bn USD = credits 2.5 + loan subsidy <0.1 + reserve 0 + running the levers 0
  What the Treasury pays within the horizon, not discounted; reserve net of what is sold and left.
  Duties on what the plan buys bring in 3.2 bn USD; not taken off.

The limits worth most
  1. Private capital budget: all periods, worth 16 % of the plan's value (1.6 bn USD); one more USD
     in 2027Q1 would add 0.2 USD beyond its cost.
  2. Copper imports, tier 2: 2027Q3 to 2027Q4, worth 0.8 % of the plan's value (80 M USD); one more
     t in 2027Q3 would be worth 4 M USD.
  The plan's value is 10 bn USD: worth to users less all costs, discounted to 2027. A limit's worth
  is its part of that: 1 % more of it in all its periods adds about 1 % of its worth, much more of
  it adds less and less.
"""
    )


def test_an_empty_solution_still_has_an_answer():
    text = answer(solution(), scenario(supplies={}, assets={}))
    assert "No limit on supply holds the plan back" in text
    assert "Capital" not in text
    assert markdown(solution(), scenario()).startswith("# Two years")


def test_without_a_demand_for_compute_the_rest_is_told():
    text = answer(two_years(), scenario(demands={"wiring": {"commodity": "copper", "tiers": [{"quantity": 1.0}]}}))
    assert "in service" not in text
    assert "Held back most" in text


@pytest.mark.parametrize("width", [60, 80, 100, 132])
def test_no_line_is_wider_than_asked(width):
    names = {"name": "A long title " * 9, "supplies": {}}
    text = answer(two_years(), scenario(**names), width=width)
    assert max(map(display_width, text.splitlines())) <= width


def test_a_long_horizon_is_split_into_blocks_of_years():
    long = scenario(horizon={"start": 2020, "end": 2050, "step": "year"})
    rows = [row for year in range(2020, 2050) for row in demand("ai_compute", str(year), 2e4, 1e4)]
    text = answer(solution(demand=rows), long, width=80)
    assert max(map(len, text.splitlines())) <= 80
    assert len(re.findall(r"^  in service", text, re.MULTILINE)) == 4


def test_other_units_of_compute_are_kept():
    tokens = {"compute": {"unit": "EFLOP"}, "copper": {"unit": "t"}}
    rows = [row for period in QUARTERS for row in demand("ai_compute", period, 8.0, 4.0, unit="EFLOP")]
    text = answer(solution(demand=rows), scenario(commodities=tokens))
    assert "Compute goes from 16 EFLOP in 2027 to 16 EFLOP in 2028 (wanted: 32 EFLOP); 32 EFLOP in all" in text
    assert "in the year [EFLOP]" in text


def test_futures_show_the_expected_and_each_path():
    rows = [row for period in QUARTERS[:4] for row in demand("ai_compute", period, 3e3, 2e3)]
    for future, served in (("boom", 4e3), ("bust", 0.0)):
        for period in QUARTERS[4:]:
            rows += demand("ai_compute", period, 4e3, served, future=future)
    text = answer(solution(demand=rows), scenario(futures=FUTURES))
    assert re.search(r"in service +8\.0 +12\.0 +20\.0\n", text)
    assert re.search(r"if boom +8\.0 +16\.0 +24\.0\n", text)
    assert re.search(r"if bust +8\.0 +0 +8\.0\n", text)
    assert "expected over the futures" in text


def test_regions_show_the_total_and_each_of_them():
    regional = {"compute": {"unit": "MW*yr", "regional": True}, "copper": {"unit": "t"}}
    east_west = scenario(regions=("east", "ercot"), commodities=regional)
    rows = []
    for period in QUARTERS:
        rows += demand("ai_compute", period, 1e3, 1e3, region="east") + demand(
            "ai_compute", period, 2e3, 1e3, region="ercot"
        )
    limits = [limit("existing", "data_center", "2027Q1", 10, 5, region="ercot", unit="MW")]
    text = answer(solution(demand=rows, limits=limits), east_west)
    assert re.search(r"in service +8\.0 +8\.0 +16\.0\n", text)
    assert re.search(r"in east +4\.0 +4\.0 +8\.0\n", text)
    assert "Existing data centers in ERCOT: 2027Q1" in text


def test_compute_of_one_balance_is_told_by_where_it_is_made():
    rows = [row for period in QUARTERS for row in demand("ai_compute", period, 2e3, 2e3)]
    made = [
        (region, "data_center", "run", "compute", "all", period, "output", amount, "MW*yr")
        for region, amount in (("east", 1500.0), ("ercot", 500.0))
        for period in QUARTERS
    ]
    text = answer(solution(demand=rows, activity=made), scenario(regions=("east", "ercot")))
    assert re.search(r"in east +6\.0+ +6\.0+ +12\.0+\n +in ERCOT +2\.0+ +2\.0+ +4\.0+\n", text)


def test_a_limit_of_several_regions_is_told_once():
    two = scenario(regions=("east", "ercot"))
    limits = [
        limit("existing", "data_center", "2027Q1", 10, 30, region="east", unit="MW"),
        limit("existing", "data_center", "2027Q2", 10, 50, region="ercot", unit="MW"),
    ]
    text = " ".join(answer(solution(10_000.0, limits=limits), two).split())
    assert (
        "2027Q1 to 2027Q2, worth 8 % of the plan's value (800 USD), the largest parts in ERCOT (5 %) and east" in text
    )
    assert "one more MW in ERCOT all that time would be worth 50 USD." in text


def test_worths_are_of_compute_where_that_is_maximised():
    most = scenario(objective={"maximize": "compute"})
    limits = [limit("supply", "copper_import#1", "2027Q1", 1000, 2.0)]
    text = " ".join(answer(solution(10_000.0, "MW*yr", limits=limits), most).split())
    assert "worth 20 % of the plan's value (2 GW-years); one more t in 2027Q1 would be worth 2 MW-years" in text


def test_money_has_no_cost_where_compute_is_maximised():
    limits = [limit("budget", "private", "2027Q1", 1000, 2.0, unit="USD")]
    most = scenario(objective={"maximize": "compute"})
    total = {"compute_total": (10_000.0, "MW*yr")}
    text = " ".join(answer(solution(10_000.0, "MW*yr", total, limits=limits), most).split())
    assert "one more USD in 2027Q1 would add 2 MW-years." in text
    text = " ".join(answer(solution(10_000.0, limits=limits), scenario()).split())
    assert "one more USD in 2027Q1 would add 2 USD beyond its cost." in text


def test_weight_on_bad_futures_is_told():
    averse = scenario(objective={"risk": {"weight": 0.3, "tail": 0.1}}, futures=FUTURES)
    limits = [limit("supply", "copper_import#1", "2027Q1", 1000, 2.0)]
    text = " ".join(answer(solution(10_000.0, limits=limits), averse).split())
    assert "Optimal plan (most value, with weight on bad futures)" in text
    assert "expected over the futures, with 30 % of the weight on the worst 10 % of them." in text


def test_totals_of_little_compute_keep_their_digits():
    rows = [row for period in QUARTERS for row in demand("ai_compute", period, 150.0, 149.999999)]
    text = answer(solution(demand=rows), scenario())
    assert re.search(r"in service +600.0 +600.0 +1.20\n", text)
    assert re.search(r"served +100 % +100 % +100 %\n", text)
    rows = [row for period in QUARTERS for row in demand("ai_compute", period, 150.0, 149.99)]
    assert re.search(r"served +>99.9 % +>99.9 % +>99.9 %\n", answer(solution(demand=rows), scenario()))


# --- report.md ---


def test_the_report_has_what_it_rests_on_and_what_it_does_not_say():
    text = markdown(two_years(), scenario(), command="optimizer run two-years.yaml")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == [
        "Compute",
        "What holds the plan back",
        "The plan",
        "Public money",
        "Who goes without",
        "What the model does not say",
        "How to make it again",
    ]
    assert "    optimizer run two-years.yaml" in text
    assert "frontier, not a forecast" in text
    assert "| 2027 | 880 M USD | private capital budget 90.9 % | copper imports, tier 2 9.1 % |" in text
    assert "| private capital budget | 2027Q1 to 2028Q4 | 1.6 bn USD | 16 % | USD | 0.2 USD | 2027Q1 |" in text


def test_prices_stand_beside_what_is_paid():
    prices = [("national", "copper", "all", period, "price", 15e3, "USD/t") for period in QUARTERS]
    supply = []
    for period in QUARTERS:
        start = ("national", "copper_import", "copper", "1", "all", period)
        supply += [(*start, "bought", 100.0, "t"), (*start, "paid", 1.2e6, "USD")]
    text = markdown(two_years(prices=prices, supply=supply), scenario())
    assert "| copper \\[k USD per t\\] | 15.0 | 15.0 |\n| copper, paid | 12.0 | 12.0 |" in text


def test_full_limits_are_named_apart():
    limits = [limit("max_starts", "data_center", "2027Q1", 10, 0, unit="MW", full=True)]
    text = markdown(two_years(limits=limits), scenario())
    assert "Full, but more would be worth nothing: yearly limit on new data centers." in text


def test_the_wait_for_new_capacity_is_explained():
    limits = [limit("existing", "data_center", "2027Q1", 10, 3, region="US", unit="MW")]
    capacity = [
        ("US", "data_center", "all", period, quantity, size, "MW")
        for period, built in (("2027Q1", 0.0), ("2027Q2", 5.0), ("2027Q3", 5.0))
        for quantity, size in (("in_service", 10.0 + built), ("existing", 10.0))
    ]
    said = "what stands or is under way is all there is until new starts serve"
    assert f"  Wait for new ...: {said}.\n" in answer(two_years(limits=limits, capacity=capacity), scenario())
    assert f"*Wait for new ...*: {said} (" in markdown(two_years(limits=limits, capacity=capacity), scenario())
    assert said not in answer(two_years(), scenario())


def test_what_must_be_served_at_a_loss_costs():
    limits = [limit("firm", "wiring#1", "2027Q1", 10, 3e8)]
    text = markdown(two_years(limits=limits), scenario())
    assert "| demand for wiring that must be served | 2027Q1 | -3 bn USD | -30 % | t | -300 M USD | 2027Q1 |" in text


HOSTILE = (
    "<script>alert(1)</script> [x](javascript:a) | # *b* _c_ `d` $e$ ~~f~~ \n"
    "## g http://h.example www.i.example \x1b[31m"
)


def test_hostile_names_stay_names():
    bad = scenario(
        name=HOSTILE,
        description=HOSTILE,
        commodities={"compute": {"unit": "MW*yr"}, HOSTILE: {"unit": "t"}},
        supplies={HOSTILE: {"commodity": HOSTILE, "tiers": [{"quantity": 1.0, "price": 1.0}]}},
        demands={
            "ai_compute": {"commodity": "compute", "tiers": [{"quantity": 10.0, "value": 1.0}]},
            HOSTILE: {"commodity": HOSTILE, "tiers": [{"quantity": 10.0, "value": 1.0}]},
        },
    )
    rows = demand(HOSTILE, "2027Q1", 2.0, 1.0, commodity=HOSTILE, unit="t")
    solved = two_years(demand=rows, limits=[limit("supply", f"{HOSTILE}#1", "2027Q1", 1, 1)])
    assert "\x1b" not in answer(solved, bad)
    text = markdown(solved, bad)
    assert "<script" not in text
    assert "\x1b" not in text
    assert not re.search(r"(?<!\\)\[x", text)
    assert not re.search(r"^## g", text, re.MULTILINE)


def test_escaped_text_is_shown_as_it_is():
    markdown_it = pytest.importorskip("markdown_it")
    reader = markdown_it.MarkdownIt("commonmark").enable("table").enable("strikethrough")
    for text in (HOSTILE.replace("\n", " ").replace("\x1b", ""), "# a", "- a", "1. a", "--- ", "&amp; a\\b", "=== x"):
        shown = reader.render(f"| {escape(text)} |\n| --- |\n| {escape(text)} |\n")
        assert not re.search(r"<(?!/?(table|thead|tbody|tr|th|td)\b)", shown)
        tokens = reader.parse(escape(text))
        assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
        children = tokens[1].children or []
        assert {token.type for token in children} <= {"text", "text_special"}
        assert "".join(token.content for token in children) == " ".join(text.split())


# --- what a result rests on ---


def given(value, source, line, **more):
    return Number(value, "MW", source=source, where=Where("a.yaml", line), **more)


def grounded(url="https://example.org/paper"):
    """A scenario of five numbers that its file gives: one sound, two weak, a path of two assumed points."""
    path = Series((2027.0, 2028.0), (given(8e3, "assumption", 3, note="N"), given(9e3, "assumption", 4, note="N")))
    hall = {
        "capacity": "MW",
        "existing": path,
        "capex": given(10e6, "paper", 1, low=9e6, high=12e6, confidence="high"),
        "max_starts": given(500.0, "paper", 2, confidence="low", note="read off a chart"),
        "max_capacity": given(900.0, None, 5),
        "modes": {"run": {"outputs": {"compute": 1.0}}},
        "by_region": {
            "US": {
                "capacity": "MW",
                "existing": path,
                "max_starts": given(700.0, "assumption", 6, low=1.0),
                "modes": {"run": {"outputs": {"compute": 1.0}}},
            }
        },
    }
    return scenario(
        assets={"data_center": hall},
        sources={"paper": {"title": "The *Paper*", "url": url, "date": "2026-05"}, "unused": {"title": "Unused"}},
    )


def test_basis_counts_what_files_give_and_ranks_what_sets_a_limit():
    limits = bottlenecks(
        solution(
            limits=[
                limit("supply", "copper_import#1", "2027Q1", 10, 9),
                limit("max_starts", "data_center", "2027Q1", 10, 2, unit="MW"),
                limit("existing", "data_center", "2027Q1", 10, 1, unit="MW"),
            ]
        )
    )
    found = basis(grounded(), limits)
    assert (found.given, found.assumed, found.low_confidence, found.without_source) == (6, 3, 1, 1)
    assert found.sources == ("paper",)
    assert [(weak.key, weak.value, weak.rank) for weak in found.weak] == [
        ("assets.data_center.max_starts", "500 MW", 2),
        ("assets.data_center.by_region.US.max_starts", "700 MW (1 to ?)", 2),
        ("assets.data_center.existing", "2027: 8, 2028: 9 GW", 3),
    ]


def test_a_rule_that_closes_a_limit_is_not_the_number():
    """A draw rate holds nothing back where no draw is allowed; a ceiling of 0 does."""
    lanes = {"fast": {"throughput": Number(0.0, "USD/yr", source="assumption", where=Where("a.yaml", 1))}}
    reserve = {"copper": {"size": 0.0, "draw_rate": Number(9.0, "t/yr", source="assumption", where=Where("a.yaml", 2))}}
    closed = [limit("throughput", "fast", "2027Q1", 0, 1), limit("draw_rate", "copper", "2027Q1", 0, 1)]
    found = basis(scenario(permitting={"lanes": lanes}, reserve=reserve), bottlenecks(solution(limits=closed)))
    assert {weak.key: bool(weak.rank) for weak in found.weak} == {
        "permitting.lanes.fast.throughput": True,
        "reserve.copper.draw_rate": False,
    }


def test_the_report_lists_weak_numbers_and_the_sources_that_are_used():
    text = markdown(two_years(), grounded())
    assert "6 numbers: 3 are assumptions, 1 more come from a source but are held with low confidence, 1 name" in text
    assert "| `assets.data_center.max_starts` | 500 MW | paper | read off a chart |" in text
    assert "- paper: The \\*Paper\\*, 2026-05, <https://example.org/paper>" in text
    assert "Unused" not in text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/> <b>", "https://a b"])
def test_only_addresses_of_the_web_become_links(url):
    assert "<" not in markdown(two_years(), grounded(url)).partition("**Sources**")[2].partition("## ")[0]
