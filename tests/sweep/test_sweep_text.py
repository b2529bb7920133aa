"""A sweep in words, on the terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from SALib.sample import morris as morris_sample

from optimizer.report.page.sweep import build
from optimizer.report.sweep_grids import _with_sign, told
from optimizer.report.sweep_interactions import together
from optimizer.report.sweep_text import summary
from optimizer.report.sweep_words import Words, level_in_words, slopes_in_words, span_in_words
from optimizer.report.text import display_width
from optimizer.results.sweep.analysis import SweepFacts, facts, index_rows
from optimizer.results.sweep.analysis.facts import Together
from optimizer.results.sweep.points import Point, Variant
from optimizer.results.sweep.study import Factor
from optimizer.study.sweep.engine import Engine
from tests.compare.cases import CHAIN, read
from tests.sweep.pages import wide
from tests.sweep.swept import drawn, every, factor, study, swept

GOLDEN = Path(__file__).parent / "golden"
CHAIN_SCENARIO = read(CHAIN)
UNITS = {"npv": "USD", "objective": "USD", "compute_total": "t"}


def flat(facts: SweepFacts) -> str:
    """A summary as one line."""
    return " ".join(summary(facts, CHAIN_SCENARIO).split())


# --- a real sweep -----------------------------------------------------------------------------------------------------

ORE, MILL = ("supplies", "mine", "tiers", 0, "quantity"), ("assets", "mill", "existing")


def test_a_small_sweep_reads_as_stored(request: pytest.FixtureRequest, tmp_path: Path):
    """The chain with more or less ore and a smaller or larger mill, as the engine does it."""
    ore = factor("ore", (2.0, 4.0, 5.0, 7.0, 9.0, 12.0, 15.0), words="ore on offer", unit="t/yr", central=5.0)
    mill = factor("mill", (4.0, 6.0, 8.0, 16.0), words="size of the mill", unit="t/yr", central=8.0)
    record = ("npv", "compute_total", "limits.top")
    of = study("grid", (ore, mill), record, units=UNITS, name="ore_x_mill", base="chain.yaml")
    points = [
        Point(i, str(i), Variant(), {ORE: float(at["ore"]), MILL: float(at["mill"])}, at)
        for i, at in enumerate(every(ore, mill))
    ]
    file = tmp_path / "chain.yaml"
    file.write_text(CHAIN, encoding="utf-8")
    found = facts(of, points, Engine(file, record).outcomes(points))
    shown = summary(found, CHAIN_SCENARIO)
    path = GOLDEN / "ore_x_mill.txt"
    if request.config.getoption("--rewrite-reference"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
    for value, at in zip(found.rows, every(ore, mill), strict=True):
        assert value.values["compute_total"] == pytest.approx(min(*at.values(), 10.0))


# --- what each design tells -------------------------------------------------------------------------------------------

THREE = (
    factor("wait", (0.0, 1.0), unit="yr", words="permit wait"),
    factor("credit", (0.0, 1.0), unit="1", kind="share"),
    factor("ore", (0.0, 1.0), kind="multiple", words="ore"),
)
NAMES = [one.name for one in THREE]


def answer(at: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if at["credit"] > 0.95:
        return None
    value = 1e11 * (at["wait"] + 2 * at["wait"] * at["credit"])
    return {
        "values": {"npv": value, "compute_total": 5.0, "limits.top": "existing:mill"},
        "limits": {"existing:mill": 0.5, "supply:mine#1": at["wait"]},
    }


def sampled(design: str, count: int = 300) -> SweepFacts:
    of = study(design, THREE, ("npv", "compute_total"), units=UNITS, notes=("Points rounded down to 300.",))
    return swept(of, drawn(NAMES, np.random.default_rng(1).random((count, 3))), answer)


def sobol(samples: int = 512) -> SweepFacts:
    from SALib.sample import sobol as sampling

    problem = {"num_vars": 3, "names": NAMES, "bounds": [[0.0, 0.9]] * 3}
    of = study("sobol", THREE, ("npv",), units=UNITS, problem={**problem, "second_order": True})

    def apart(at: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"values": {"npv": 1e11 * (at["wait"] - 0.45) * (at["credit"] - 0.3)}}

    return swept(of, drawn(NAMES, sampling.sample(dict(problem), samples, seed=1)), apart)


def one_by_one() -> SweepFacts:
    factors = [replace(one, central=0.5, levels=(0.0, 0.5, 1.0)) for one in THREE]
    base = dict.fromkeys(NAMES, 0.5)
    of = study("one_at_a_time", factors, ("npv", "compute_total"), units=UNITS)
    return swept(of, [base, *({**base, name: at} for name in NAMES for at in (0.0, 1.0))], answer)


def curved() -> SweepFacts:
    deadline = factor("deadline", [2028 + quarter / 4 for quarter in range(8)], kind="date")
    return swept(
        study("grid", [deadline], ("npv",), units=UNITS),
        every(deadline),
        lambda at: {
            "values": {"objective": 1e12 + 4e9 * (min(at["deadline"], 2028.9) - 2028)},
            "limits": {"existing:mill": 0.5, "supply:mine#1": 0.9 * (at["deadline"] > 2028.9)},
        },
    )


def test_a_sample_tells_distances_and_directions():
    shown = flat(sampled("latin_hypercube"))
    assert "by_hand: Latin hypercube sample, 3 factors, on base.yaml." in shown
    assert "permit wait: 0 to 12 months credit: 0 % to 100 % ore: × 0 to × 1" in shown
    assert "What moves the results: shift of the distribution (PAWN)" in shown
    assert "is what chance alone gives." in shown
    assert "Permit wait: mostly existing mills at first, then, from somewhere between" in shown
    assert "Compute in all is the same at every point with an answer." in shown
    assert "To be known Points rounded down to 300." in shown
    assert "(points" in shown
    assert "): nothing fits" in shown


def test_sobol_tells_shares_and_interactions():
    shown = flat(sobol())
    assert "What moves the results: share of the variance" in shown
    assert "of the variance comes of factors together: permit wait and credit" in shown
    assert "± is the half-width of the 95 % interval." in shown


def test_shares_of_too_few_points_are_not_told():
    shown = flat(sobol(samples=8))
    assert "±" not in shown
    assert "What moves the results Too few whole blocks of points for shares of the variance: 8, and 16 are" in shown
    assert "None are told of value (net present): take more points (--points)." in shown
    assert "share of the variance" not in shown
    assert "too few" not in flat(sobol()).lower()


def test_a_share_that_may_be_nothing_is_in_brackets():
    shown = flat(wide())
    assert re.search(r"the number b \(\d+\.\d ±\d+\.\d %\)", shown)
    assert re.search(r"the number a \?", shown)
    assert "the number c 0.0 %" in shown  # it does nothing, which is certain
    assert "In brackets: not to be told from nothing, since the 95 % interval reaches 0." in shown
    assert "In brackets" not in flat(sobol())
    assert [told("5 ±1 %", "clear"), told("5 ±9 %", "unclear"), told("0.0 %", "unclear")] == [
        "5 ±1 %",
        "(5 ±9 %)",
        "0.0 %",
    ]


def test_groups_of_morris_have_no_direction():
    factors = [replace(one, levels=(), group="both" if one.name != "ore" else "") for one in THREE]
    problem = {"num_vars": 3, "names": NAMES, "bounds": [[0.0, 1.0]] * 3, "groups": ["both", "both", "ore"]}
    points = drawn(NAMES, morris_sample.sample(dict(problem), 12, num_levels=4, seed=1))
    of = study("morris", factors, ("npv",), units=UNITS, problem={**problem, "num_levels": 4})

    def rising(at: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"values": {"npv": 1e11 * (at["wait"] + 0.1 * at["credit"] + 2 * at["ore"])}}

    shown = flat(swept(of, points, rising))
    assert re.search(r"both \d", shown)
    assert "ore +200" in shown


def test_texts_have_no_direction():
    policy = factor("policy", ("none", "duty", "credit"), kind="text")
    problem = {"num_vars": 2, "names": ["policy", "ore"], "bounds": [[0.0, 1.0]] * 2}
    sample = morris_sample.sample(dict(problem), 12, num_levels=4, seed=1)
    points = [{"policy": policy.levels[round(2 * at)], "ore": size} for at, size in sample.tolist()]
    of = study(
        "morris", [policy, replace(THREE[2], levels=())], ("npv",), units=UNITS, problem={**problem, "num_levels": 4}
    )

    def rising(at: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"values": {"npv": 1e11 * (policy.levels.index(at["policy"]) + at["ore"])}}

    shown = flat(swept(of, points, rising))
    assert re.search(r"policy \d", shown)
    assert "ore +100" in shown


def test_one_point_with_an_answer_is_not_the_same_everywhere():
    ore = factor("ore", (1.0, 2.0, 3.0))
    of = study("grid", (ore,), ("npv",), units=UNITS)
    found = swept(of, every(ore), lambda at: {"values": {"npv": 1.0}} if at["ore"] == 1.0 else None)
    assert "Value (net present) is known at one of 3 points only." in flat(found)
    assert "same everywhere" not in flat(found)


def test_two_points_are_not_told_to_be_in_a_line():
    ore = factor("ore", (1.0, 2.0, 3.0, 4.0), kind="multiple", words="ore")
    of = study("grid", (ore,), ("npv",), units=UNITS)
    found = swept(of, every(ore), lambda at: {"values": {"npv": 1e9 * at["ore"]}} if at["ore"] > 2.0 else None)
    shown = flat(found)
    assert "rises by 1 bn USD, of which two points are all that is known." in shown
    assert "straight" not in shown


def test_where_limits_change_hands_across_a_gap_is_not_placed():
    ore = factor("ore", (1.0, 2.0, 3.0, 4.0), kind="multiple", words="ore")
    of = study("grid", (ore,), ("npv",), units=UNITS)

    def gap(at: Mapping[str, Any]) -> Mapping[str, Any] | None:
        limits = {"existing:mill": at["ore"] / 4, "supply:mine#1": 0.5}
        return None if at["ore"] == 2.0 else {"values": {"npv": at["ore"]}, "limits": limits}

    shown = flat(swept(of, every(ore), gap))
    assert (
        "Ore: mines at first, then, from somewhere between × 1 and × 3 on (no answer in between), existing mills."
        in shown
    )


def test_what_is_shown_as_nothing_has_no_sign():
    assert [_with_sign("-", cell) for cell in ("<0.1", "0", "0.0", "0.2", "12")] == ["<0.1", "0", "0.0", "-0.2", "-12"]


def test_records_that_are_extreme_at_the_same_points_are_told_together():
    axes = factor("x", (0.0, 1.0, 2.0), central=0.0), factor("y", (0.0, 1.0), central=0.0)
    of = study("grid", axes, ("npv", "compute_total", "public_cost"), units=UNITS)

    def both(at: Mapping[str, Any]) -> Mapping[str, Any]:
        size = at["x"] + at["y"]
        return {"values": {"npv": 1e12 * (1 + size), "compute_total": 1e3 * (1 + size), "public_cost": 1e11 * at["x"]}}

    shown = flat(swept(of, every(*axes), both))
    assert "Value (net present) and compute in all are highest at x 2, y 1, lowest at x 0, y 0." in shown
    assert "public cost is not taken off." in shown


def test_numbers_of_one_sentence_have_one_scale():
    found = Together(
        "compute_total", "MW*yr", "wait", "ore", (0.0, 1.0), (1.0, 0.5), -305.0, 4310.0, 3072.0, (0, 1, 2, 3)
    )
    words = Words(sampled("list", 3), CHAIN_SCENARIO)
    assert together(found, words) == (
        "Compute in all: permit wait 0 → 12 months -0.305 GW-years, ore × 1 → × 0.5 +4.31 GW-years, together "
        "+3.07 GW-years, 0.933 GW-years less than both alone, which sum to +4 GW-years."
    )


def test_what_two_do_elsewhere_than_from_the_base_says_from_where():
    ore = factor("ore", (0.25, 0.9), kind="multiple", words="ore", central=1.0)
    axes = factor("wait", (0.0, 1.0), unit="yr", words="permit wait", central=0.0), ore
    found = swept(study("grid", axes, ("compute_total",), units=UNITS), every(*axes), answer_of_both)
    assert "Counted from ore × 0.9 (the base has × 1), not from the base." in flat(found)


def answer_of_both(at: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"values": {"compute_total": 1e3 * (at["wait"] * at["ore"] + at["wait"] + at["ore"])}}


def test_factors_left_out_for_few_points_are_told_first():
    factors = [replace(one, central=0.5, levels=(0.0, 0.5, 1.0)) for one in THREE]
    base = dict.fromkeys(NAMES, 0.5)
    of = study("one_at_a_time", factors, ("npv", "compute_total"), units=UNITS)
    tried = [{**base, name: at} for name in NAMES[:2] for at in (0.0, 1.0)]
    found = swept(of, [base, *tried], answer)
    shown = flat(found)
    told = "a sample of 2 of 3 factors: which of them matters most is not known"
    assert shown.startswith(f"by_hand: {told}; one factor at a time, on base.yaml.")
    assert "one factor at a time, of the 2 of 3 factors that were tried" in shown
    page = build.page(found, CHAIN_SCENARIO, {"description": "Why?"}, "")
    assert page.question == f"A{told[1:]}. Why?"
    most = [text for text in page.found if "is moved most by" in text]
    assert most
    assert all(text.endswith(", of the 2 of 3 factors that were tried.") for text in most)
    assert "a sample of" not in flat(one_by_one())


def test_one_at_a_time_tells_swings_and_what_it_cannot_see():
    shown = flat(one_by_one())
    assert "Value (net present) [bn USD], 100 in the base; one factor at a time low change high change" in shown
    assert "permit wait 0 -100.0 12 months +100.0" in shown
    assert "credit 0 % -50.0 100 % -" in shown
    assert "1 does not move it; 1 has no answer at some level and may move it more." in shown
    assert "What two do together, and what each would do elsewhere, it cannot show" in shown


def test_a_factor_without_an_answer_is_not_said_to_move_nothing():
    factors = [replace(one, central=0.5, levels=(0.0, 0.5, 1.0)) for one in THREE]
    base = dict.fromkeys(NAMES, 0.5)
    of = study("one_at_a_time", factors, ("npv",), units=UNITS)
    points = [base, *({**base, name: at} for name in NAMES for at in (0.0, 1.0))]
    found = swept(of, points, lambda at: None if at["credit"] != 0.5 else answer(at))
    assert "1 does not move it; 1 has no answer." in flat(found)
    assert [one.name for one in found.rankings[0].influences] == ["wait", "ore"]
    cells = {row["value"] for row in index_rows(found) if row["factor"] == "credit"}
    assert cells == {None}


def test_a_curve_tells_its_kinks_and_who_takes_over():
    shown = flat(curved())
    assert "Deadline from 2028 to 2029-10: value (net present) rises by 3.6 bn USD, less and less per step." in shown
    assert "Kink between 2028-10 and 2029, at about" in shown
    assert "mines +90 % of the plan's value; worth most" in shown
    assert "worth most before existing mills, after mines" in shown
    assert "the slope goes from 4 to 0 bn USD per year." in shown


def test_a_sweep_that_is_cut_off_says_so():
    facts = sampled("monte_carlo", 20)
    rows = tuple(replace(row, status="") if row.number > 15 else row for row in facts.rows)
    assert "points are not done yet" not in flat(facts)
    assert "To be known" in flat(replace(facts, rows=rows))
    assert "0 points: none." in flat(swept(study("list", THREE), [], answer))


@pytest.mark.parametrize("width", [100, 80, 60])
def test_no_line_is_wider_than_asked(width: int):
    for found in (sampled("latin_hypercube"), sobol(), one_by_one(), curved()):
        shown = summary(found, CHAIN_SCENARIO, width=width)
        assert max(map(display_width, shown.splitlines())) <= width


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "level", "words"),
    [
        (Factor("f", "f", "USD/yr", "number"), 330e9, "330 bn USD a year"),
        (Factor("f", "f", "yr", "number"), 1.5, "18 months"),
        (Factor("f", "f", "1", "share"), 0.35, "35 %"),
        (Factor("f", "f", "1", "number"), 0.35, "0.35"),
        (Factor("f", "f", "1/yr", "number", central=0.08), 0.06, "6 % a year"),
        (Factor("f", "f", "1/yr", "number", central=0.0), -0.02, "-2 percentage points"),
        (Factor("f", "f", "1/yr", "number", central=0.0), 0.01, "+1 percentage point"),
        (Factor("f", "f", "1/yr", "number", central=0.0), 0.0, "0 percentage points"),
        (Factor("f", "f", "TB/yr^2", "number"), 2e5, "200 k TB/yr per year"),
        (Factor("f", "f", "", "multiple"), 1.2, "× 1.2"),
        (Factor("f", "f", "", "date"), 2028.5, "2028-07"),
        (Factor("f", "f", "", "date", paths=("credits.amic.construction_begins[1]",)), 2027.0, "2026-12-31"),
        (Factor("f", "f", "", "date"), 2027.633096131987, "2027-09"),
        (Factor("f", "f", "", "date", paths=("credits.c.construction_begins[1]",)), 2027.633096, "2027-08-31"),
        (Factor("f", "f", "", "date", paths=("disruptions.embargo.to",)), 2027.25, "2027-03-31"),
        (Factor("f", "f", "", "text"), "copper_duty", "copper_duty"),
        (Factor("f", "f", "", "text", level_words={"copper_duty": "copper duty"}), "copper_duty", "copper duty"),
    ],
)
def test_levels_in_words(one: Factor, level: float | str, words: str):
    assert level_in_words(one, level) == words


def test_slopes_have_the_step_that_people_use():
    share, amount = Factor("f", "f", "1", "share"), Factor("f", "f", "wafer/yr", "number")
    assert slopes_in_words(5e11, 2e11, "USD", share) == "from 5 to 2 bn USD per percentage point"
    assert slopes_in_words(12e6, 3e6, "USD", amount) == "from 12 to 3 M USD per wafer a year"
    rate, starts = Factor("f", "f", "1/yr", "number"), Factor("f", "f", "TB/yr^2", "number")
    assert slopes_in_words(5e11, 2e11, "USD", rate) == "from 5 to 2 bn USD per percentage point"
    assert slopes_in_words(12e6, 3e6, "USD", starts) == "from 12 to 3 M USD per TB/yr per year"
    assert slopes_in_words(2e9, -1e-3, "USD", share) == "from 20 to 0 M USD per percentage point"
    assert slopes_in_words(2e9, 1e9, "USD", Factor("f", "f", "", "date")) == "from 2 to 1 bn USD per year"


def test_records_in_words():
    words = Words(sampled("list", 3), CHAIN_SCENARIO)
    assert [
        words.record(name)
        for name in ("npv", "objective", "compute_end:2030", "price:ore:2030", "capacity:mill:2030", "starts:mill")
    ] == [
        "value (net present)",
        "value (net present)",
        "compute in 2030",
        "price of ore in 2030",
        "mills in service in 2030",
        "mills started",
    ]
    assert words.record("price:power@us_east:2030") == "price of power in US east in 2030"
    assert (words.record("limit:existing:mill"), words.record("limits.top")) == (
        "worth of existing mills (share of the plan's value)",
        "limit worth most",
    )
    assert (words.limit("wait:mill"), words.limit(""), words.limit("?")) == (
        "wait for new mills",
        "no limit",
        "no answer",
    )


def test_what_a_factor_runs_over():
    assert span_in_words(factor("f", ("none", "duty"), kind="text")) == "as in the base; duty"
    assert span_in_words(factor("f", ("none", "a, b"), kind="text")) == "as in the base; a, b"
    assert span_in_words(factor("f", (0.0, 0.1, 0.2), kind="share", unit="1")) == "0 % to 20 %, 3 levels"
    assert span_in_words(factor("f", (0.25, 1.225), unit="1")) == "0.25 to 1.225"
    assert span_in_words(factor("f", (0.1225, 0.5), kind="share", unit="1")) == "12.25 % to 50 %"
    assert span_in_words(factor("f", (11.25e6, 1.0), unit="USD/MW")) == "1 USD per MW to 11.25 M USD per MW"
    assert span_in_words(factor("f", (1000.0, 1234.56), unit="t")) == "1 kt to 1.23 kt"
    assert span_in_words(factor("f", (2 / 12, 0.5), unit="yr")) == "2 months to 6 months"


# --- names from anywhere ----------------------------------------------------------------------------------------------

HOSTILE = "\x1b[31mred\x1b[0m <script>alert(1)</script> \u202egnp.exe\r\nnext {0} %s"


def test_hostile_names_are_text():
    one = factor(HOSTILE, (HOSTILE, "b"), kind="text", unit=HOSTILE, central=HOSTILE)
    two = factor("x", (0.0, 1.0, 2.0, 3.0), unit=HOSTILE, words=HOSTILE)
    of = study(
        "grid", (one, two), (HOSTILE, "npv"), units={HOSTILE: HOSTILE}, name=HOSTILE, base=HOSTILE, notes=(HOSTILE,)
    )
    facts = swept(
        of,
        every(one, two),
        lambda at: {
            "values": {HOSTILE: at["x"] * (at[HOSTILE] == "b"), "npv": at["x"]},
            "limits": {f"existing:{HOSTILE}": 0.5, f"supply:{HOSTILE}#1": at["x"] / 3},
        },
    )
    bad = replace(facts, failures=(replace_failure(),))
    shown = summary(bad, CHAIN_SCENARIO)
    assert not {"\x1b", "\r", "\u202e"} & set(shown)
    assert all(line.isprintable() for line in shown.splitlines())
    assert "<script>alert(1)</script>" in " ".join(shown.split())  # shown as it is: this is no page


def replace_failure() -> Any:
    from optimizer.results.sweep.analysis.facts import Failure

    return Failure(HOSTILE, HOSTILE, 1, (3,))
