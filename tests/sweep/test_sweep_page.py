"""The page of a sweep: what it says, that its numbers are those of the facts, and that it is safe and whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from SALib.sample import morris as morris_sample

from optimizer.cli import main
from optimizer.report.page.facts import Chart, Field
from optimizer.report.page.sweep import html, page
from optimizer.report.page.sweep.planes import letter, middle, within
from optimizer.report.page.sweep.records import Records
from optimizer.report.page.sweep.shades import decimals, edges
from optimizer.report.sweep_grids import ranking_grids
from optimizer.report.sweep_text import summary
from optimizer.report.sweep_words import Words
from optimizer.report.words import percent
from tests.report.reading import Reading
from tests.report.test_page import THEMES, colours, contrast
from tests.sweep.conftest import STUDY, written
from tests.sweep.pages import ATTACK, LONG, MADE, UNITS, MakePage, chain, three
from tests.sweep.swept import drawn, every, factor, study, swept

LARGEST = 2_000_000
FIRST_SCREEN = 12
"""Sentences of the answer that are still read."""


def charts(shown: MakePage, name: str) -> dict[str, Chart]:
    return {chart.id: chart for chart in shown(name).page.charts}


def values(chart: Chart) -> dict[str, np.ndarray]:
    return {series.name: series.values for panel in chart.panels for series in panel.series}


# --- what it says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("grid", ["answer", "planes", "curves", "limits", "results", "varied", "again"]),
        ("curve", ["answer", "curves", "limits", "results", "varied", "again"]),
        ("tornado", ["answer", "tornado", "limits", "results", "varied", "again"]),
        ("sobol", ["answer", "influence", "limits", "results", "varied", "again"]),
        ("morris", ["answer", "influence", "limits", "results", "varied", "again"]),
        ("sample", ["answer", "influence", "limits", "results", "varied", "again"]),
        ("texts", ["answer", "limits", "results", "varied", "again"]),
        ("failed", ["answer", "varied", "again"]),
        ("empty", ["answer", "varied", "again"]),
    ],
)
def test_each_design_has_the_sections_that_it_fills(sweep_page: MakePage, name: str, sections: list[str]) -> None:
    reading = Reading(sweep_page(name).html)
    assert [attributes["id"] for tag, attributes in reading.tags if tag == "section"] == sections
    assert [link for link in reading.links() if link.startswith("#")][1:] == [f"#{section}" for section in sections]


@pytest.mark.parametrize("name", MADE)
def test_each_picture_has_a_summary_and_a_table(sweep_page: MakePage, name: str) -> None:
    found = sweep_page(name)
    reading = Reading(found.html)
    drawn = [attributes["data-chart"] for tag, attributes in reading.tags if "data-chart" in attributes]
    assert drawn == [chart.id for chart in found.page.charts]
    assert len(set(drawn)) == len(drawn)
    for chart in found.page.charts:
        assert chart.summary.rstrip(")").endswith("."), chart.summary
        assert chart.grid
        for series in (series for panel in chart.panels for series in panel.series):
            assert len(series.values) == len(chart.labels)
            assert series.margin is None or len(series.margin) == len(series.values)
    maps = [attributes["data-field"] for tag, attributes in reading.tags if "data-field" in attributes]
    assert maps == [plane.field.id for plane in found.page.planes for _ in range(1 if plane.only else 2)]
    assert len(found.page.found) <= FIRST_SCREEN
    assert len(found.html.encode()) <= LARGEST


def test_the_answer_says_what_was_asked_and_what_was_found(sweep_page: MakePage) -> None:
    found = sweep_page("grid")
    assert found.page.question == "What does it do?"
    assert "Every combination (grid), 2 factors, on base.yaml. Credit: 0 % to 48 %, 7 levels" in found.page.asked
    assert "41 solved, 1 infeasible" in found.page.asked
    assert [figure.name for figure in found.page.figures][:2] == ["Scenarios", "Value (net present)"]
    assert found.page.figures[0].detail == "1 without an answer"
    assert "Infeasible, 1 point (point 41): nothing fits" in Reading(found.html).text


def test_the_curve_has_its_kinks_and_says_what_takes_over(sweep_page: MakePage) -> None:
    chart = charts(sweep_page, "curve")["curve-0"]
    assert [(round(spot.at, 6), spot.label) for spot in chart.spots] == [
        (3.3, "existing mills takes over"),
        (7.8, "demand for users takes over"),
    ]
    numbered = [part.numbered for section in sweep_page("curve").page.sections for part in section.parts]
    told = [text for texts in numbered for text in texts]
    assert [text.split(":")[0] for text in told] == ["Kink at 3.3 t a year", "Kink at 7.8 t a year"]
    assert chart.panels[0].from_zero is False
    assert "along-0-0" in charts(sweep_page, "curve")


def test_a_curve_over_dates_is_marked_with_dates(sweep_page: MakePage) -> None:
    chart = charts(sweep_page, "dates")["curve-0"]
    assert chart.labelled
    assert chart.labels[:3] == ("2027", "2027-04", "2027-07")


def test_a_failed_sweep_says_so(sweep_page: MakePage) -> None:
    text = Reading(sweep_page("failed").html).text
    assert "6 without an answer" in text
    assert "Infeasible, 6 points" in text
    assert "0 points: none." in Reading(sweep_page("empty").html).text


def test_where_a_number_comes_from_is_told(sweep_page: MakePage) -> None:
    rows = sweep_page("curve").page.varied.first
    assert [(row.words, row.span, row.base, row.keys) for row in rows] == [
        ("ore", "0 to 11.5 t a year, 24 levels", "5 t a year", ("assets.mill.existing",))
    ]
    assert rows[0].source == "none named"


# --- its numbers are those of the facts -------------------------------------------------------------------------------


def test_a_map_shows_each_point_at_its_place(sweep_page: MakePage) -> None:
    found = sweep_page("grid")
    (plane,) = found.page.planes
    rows = {(row.levels["credit"], row.levels["permits"]): row for row in found.facts.rows}
    rates, permits = (found.facts.study.factors[at].levels for at in (0, 1))
    for layer, record in zip(plane.field.layers, ("npv", "compute_total", "public_cost"), strict=True):
        for up, permit in enumerate(permits):
            for across, credit in enumerate(rates):
                wanted = rows[credit, permit].values.get(record)
                assert layer.values[up, across] == wanted or (np.isnan(layer.values[up, across]) and wanted is None)
    for up, permit in enumerate(permits):
        for across, credit in enumerate(rates):
            row, kind = rows[credit, permit], plane.field.kinds[plane.field.holds[up, across]]
            assert (kind.name == "no answer") == (row.status != "optimal")
            assert row.id in plane.field.points[up][across]
    assert (plane.field.x.base, plane.field.y.base) == (0, 5)


def test_areas_of_the_map_are_those_of_the_facts(sweep_page: MakePage) -> None:
    found = sweep_page("large")
    (plane,) = found.page.planes
    (facts,) = found.facts.planes
    assert [kind.share for kind in plane.field.kinds] == [area.share for area in facts.areas]
    assert sum(kind.points for kind in plane.field.kinds) == plane.field.holds.size
    text = Reading(found.html).text
    for at, kind in enumerate(plane.field.kinds):
        assert kind.share == kind.points / plane.field.holds.size
        assert kind.points == int((plane.field.holds == at).sum())
        assert f"{kind.points:,} ({percent(kind.share)})" in text or f"of 1,000 points ({percent(kind.share)})" in text
        across, up = kind.label
        assert plane.field.kinds[plane.field.holds[up, across]] == kind


def test_what_is_drawn_and_what_stands_in_tables_is_the_same(sweep_page: MakePage) -> None:
    for name in ("grid", "tornado", "sobol", "morris", "sample", "curve"):
        found = sweep_page(name)
        drawn, maps = (Reading(found.html).data(f"{kind}-data") for kind in ("charts", "maps"))
        for chart in found.page.charts:
            for panel, there in zip(chart.panels, drawn[chart.id]["panels"], strict=True):
                for series, line in zip(panel.series, there["series"], strict=True):
                    assert np.allclose(_numbers(line["values"]), series.values, rtol=1e-5, equal_nan=True)
        for plane in found.page.planes:
            for layer, line in zip(plane.field.layers, maps[plane.field.id]["layers"], strict=True):
                shown = [_numbers(row) for row in line["values"]]
                assert np.allclose(shown, layer.values, rtol=1e-9, equal_nan=True)


def _numbers(values: list[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], float)


def test_bars_of_the_tornado_are_the_swings(sweep_page: MakePage) -> None:
    found = sweep_page("tornado")
    facts = found.facts.tornados[0]
    low, high = values(charts(sweep_page, "tornado")["tornado-0"]).values()
    assert len(low) == 15
    for at, swing in enumerate(facts.swings[:15]):
        known = [change for change in swing.changes if change is not None]
        assert np.nanmin([low[at], high[at], 0.0]) == pytest.approx(min(*known, 0.0))
        assert np.nanmax([low[at], high[at], 0.0]) == pytest.approx(max(*known, 0.0))
    reach = np.nanmax([low, high, 0 * low], axis=0) - np.nanmin([low, high, 0 * low], axis=0)
    assert (np.diff(reach) <= 0).all()
    tables = [part.grids for section in found.page.sections for part in section.parts if part.folded]
    assert len(tables[0][0].lines) == 19  # one of twenty moves nothing


def test_indices_are_drawn_with_their_intervals(sweep_page: MakePage) -> None:
    found = sweep_page("sobol")
    one = next(each for each in found.facts.indices if each.method == "sobol" and each.record == "npv")
    first, total = charts(sweep_page, "sobol")["sobol-0"].panels[0].series
    ranked = sorted(one.of("ST"), key=lambda index: -index.value)
    assert np.allclose(total.values, [index.value for index in ranked])
    assert total.margin is not None
    assert total.margin.tolist() == [index.confidence for index in ranked]
    by_factor = {index.factor: index.value for index in one.of("S1")}
    assert np.allclose(first.values, [by_factor[index.factor] for index in ranked])
    pairs = [grid for section in found.page.sections for part in section.parts for grid in part.grids if part.folded]
    assert [len(grid.lines) for grid in pairs][:1] == [3]


def test_shares_that_cannot_be_told_are_not_told(sweep_page: MakePage) -> None:
    found = sweep_page("wide")
    one = next(each for each in found.facts.indices if each.method == "sobol" and each.record == "npv")
    wide = {index.factor: one.standing(index) == "unknown" for index in one.of("ST")}
    assert set(wide.values()) == {True, False}
    chart = charts(sweep_page, "wide")["sobol-0"]
    total = chart.panels[0].series[1]
    ranked = sorted(one.of("ST"), key=lambda index: (wide[index.factor], -index.value))
    assert np.isnan(total.values).tolist() == [wide[index.factor] for index in ranked]
    assert total.margin is not None
    assert np.nanmax(total.margin) <= 1.0
    assert chart.grid is not None
    shown = [line.cells[1] for line in chart.grid.lines]
    assert [cell == "?" for cell in shown] == [wide[index.factor] for index in ranked]
    text = Reading(found.html).text
    assert "(?: than ±100 %, or not between 0 and 100 %): too few points to tell those shares" in text
    assert "Too few points to tell which factor has most." in text
    assert "Value (net present) is moved most by" not in text
    assert "too few points" not in Reading(sweep_page("tornado").html).text


def test_too_few_blocks_are_told_first_and_no_share_is(sweep_page: MakePage) -> None:
    found = sweep_page("few")
    told = "Too few whole blocks of points for shares of the variance: 2, and 16 are needed at least"
    assert any(text.startswith(told) for text in found.page.found)
    assert not any(text.startswith(told) for text in found.page.notes)
    assert not any("is moved most by" in text for text in found.page.found)
    assert "influence" not in [section.id for section in found.page.sections]
    terminal = " ".join(summary(found.facts, chain()).split())
    assert f"What moves the results {told}" in terminal
    assert terminal.count(told) == 1


@pytest.mark.parametrize("name", ["sample", "sobol", "wide", "morris", "groups"])
def test_page_and_terminal_agree_on_what_is_more_than_chance(sweep_page: MakePage, name: str) -> None:
    """Both ask the same facts: what is in brackets in one is so in the other, and grey in the chart."""
    found = sweep_page(name)
    (ranking, *_) = found.facts.rankings
    method = {"ST": "sobol", "mu_star": "morris", "pawn": "pawn"}[ranking.by]
    grid = charts(sweep_page, name)[f"{method}-0"].grid
    assert grid is not None
    place = 1 if ranking.by == "ST" else 0
    on_page = {line.label.split(". ")[-1]: line.cells[place][0] for line in grid.lines}
    (table, *_) = ranking_grids(found.facts, Words(found.facts, chain()), 10)
    on_screen = {line.label: line.cells[0][0] for line in table.lines}
    assert set(on_page) == set(on_screen)
    assert {label for label, cell in on_page.items() if cell in "(?"} == {
        label for label, cell in on_screen.items() if cell in "(?"
    }
    if ranking.by == "pawn":
        grey = {series.name: series.values for series in charts(sweep_page, name)["pawn-0"].panels[0].series}
        told = {one.standing for one in ranking.influences}
        assert ("no more than chance gives" in grey) == ("unclear" in told)
        assert "(" in on_screen.values()


def test_no_factor_is_told_to_move_most_what_nothing_moves() -> None:
    """Chance alone: the strongest of it is not named."""
    given, factors = three()
    rng = np.random.default_rng(1)
    of = study("monte_carlo", factors, ("npv",), units=UNITS)
    found = swept(of, drawn(given["names"], rng.random((60, 3))), lambda at: {"values": {"npv": float(rng.random())}})
    shown = page(found, chain(), {}, "")
    assert not [text for text in shown.found if "moved most" in text]
    summaries = [chart.summary for chart in shown.charts if chart.id.startswith(("pawn", "rank"))]
    assert len(summaries) == 2
    assert all(text.startswith("No factor does more than can be told from nothing.") for text in summaries)


def test_one_point_with_an_answer_is_not_the_same_everywhere() -> None:
    ore = factor("ore", (1.0, 2.0, 3.0), unit="t/yr")
    of = study("grid", (ore,), ("npv",), units=UNITS)
    answered = {"values": {"npv": 5e9}, "limits": {"existing:mill": 0.5}}
    one = page(swept(of, every(ore), lambda at: answered if at["ore"] == 2.0 else None), chain(), {}, "")
    assert "Value (net present) is known at one of 3 points only." in one.found
    assert "Existing mills is the limit worth most at one of 3 points." in one.found
    assert "Nothing that was varied changes the plan." not in one.found
    assert "same everywhere" not in Reading(html(one)).text
    two = page(swept(of, every(ore), lambda at: answered if at["ore"] > 1.0 else None), chain(), {}, "")
    assert "Value (net present) is the same at every point with an answer." in two.found
    every_one = page(swept(of, every(ore), lambda at: answered), chain(), {}, "")
    assert every_one.found[:2] == (
        "Value (net present) is the same everywhere.",
        "Nothing that was varied changes the plan.",
    )


def test_a_map_has_the_levels_of_the_study(sweep_page: MakePage) -> None:
    """1.225, not 1.23."""
    (plane,) = sweep_page("grid").page.planes
    assert plane.field.y.labels[-1] == "1.225"


@pytest.mark.parametrize("name", ["grid", "large", "sobol", "few", "morris", "sample", "tornado", "curve"])
def test_the_page_tells_extremes_as_the_terminal_does(sweep_page: MakePage, name: str) -> None:
    found = sweep_page(name)
    terminal = " ".join(summary(found.facts, chain()).split())
    extremes = [text for text in found.page.found if "highest at" in text]
    assert extremes
    assert all(text in terminal for text in extremes)
    assert terminal.count("highest at") == len(extremes)


def test_the_page_says_what_the_value_leaves_out() -> None:
    axes = factor("x", (0.0, 1.0, 2.0), central=0.0), factor("y", (0.0, 1.0), central=0.0)
    of = study("grid", axes, ("npv", "public_cost"), units={"npv": "USD", "public_cost": "USD"})

    def paid(at: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"values": {"npv": 1e12 * (1 + at["x"]), "public_cost": 1e11 * at["x"]}}

    shown = page(swept(of, every(*axes), paid), chain(), {}, "")
    assert (
        shown.found[1] == "Value is at private prices: it counts credits as a gain, and public cost is not taken off."
    )


def test_factors_stand_in_the_order_of_the_terminal() -> None:
    """The second record, moved by c alone, does not put c first."""
    given, factors = three()
    sample = drawn(given["names"], morris_sample.sample(dict(given), 12, num_levels=4, seed=1))
    of = study("morris", factors, ("npv", "compute_total"), problem={**given, "num_levels": 4}, units=UNITS)
    found = swept(of, sample, lambda at: {"values": {"npv": 2 * at["b"] + at["c"], "compute_total": at["c"]}})
    shown = page(found, chain(), {}, "")
    numbered = next(part.numbered for section in shown.sections for part in section.parts if part.numbered)
    assert numbered == ("the number b", "the number c", "the number a")
    table = summary(found, chain()).partition("What moves the results")[2]
    assert sorted(numbered, key=table.index) == list(numbered)


def test_effects_stand_where_morris_puts_them(sweep_page: MakePage) -> None:
    one = next(each for each in sweep_page("morris").facts.indices if each.method == "morris")
    chart = charts(sweep_page, "morris")["morris-0"]
    sizes = {index.factor: index.value for index in one.of("mu_star")}
    assert sorted(chart.at) == pytest.approx(sorted(size * chart.panels[0].scale.factor for size in sizes.values()))
    numbered = next(part.numbered for section in sweep_page("morris").page.sections for part in section.parts)
    assert [f"{at}. {name}" for at, name in enumerate(numbered, 1)] == list(chart.labels)


def test_of_groups_the_sizes_alone_are_drawn(sweep_page: MakePage) -> None:
    chart = charts(sweep_page, "groups")["morris-0"]
    assert chart.per == "item"
    one = next(each for each in sweep_page("groups").facts.indices if each.method == "morris")
    assert values(chart)["μ*"].tolist() == [index.value for index in one.of("mu_star")]


def test_what_only_rounding_separates_has_one_shade(sweep_page: MakePage) -> None:
    (plane,) = sweep_page("close").page.planes
    assert [len(layer.edges) for layer in plane.field.layers] == [0, 0, 0]
    assert "the same at every point" in Reading(sweep_page("close").html).text


def test_what_hardly_moves_has_one_shade_and_says_so(sweep_page: MakePage) -> None:
    (plane,) = sweep_page("flat").page.planes
    value, cost = plane.field.layers
    assert value.edges == ()
    assert value.note.startswith("hardly moves: by 2 M USD of 1,000 bn USD (0.0002 %)")
    assert value.coarse < value.places
    curve = charts(sweep_page, "flat")["curve-0"]
    assert curve.panels[0].from_zero
    shares = [chart.title for chart in sweep_page("flat").page.charts if chart.id.startswith("variance")]
    assert shares == ["Spread of public cost"]
    assert len(cost.edges) > 2
    assert cost.note == ""


def test_one_limit_is_a_sentence_not_a_map(sweep_page: MakePage) -> None:
    found = sweep_page("flat")
    assert found.page.planes[0].only == "Existing mills is the limit worth most at every point here."
    reading = Reading(found.html)
    assert found.page.planes[0].only in reading.text
    assert not [tag for tag, attributes in reading.tags if "data-kinds" in attributes]
    assert "both maps" not in reading.text


def test_what_the_treasury_pays_is_in_the_first_line(sweep_page: MakePage) -> None:
    """The fourth record, in place of one that is the same everywhere."""
    names = [figure.name for figure in sweep_page("flat").page.figures]
    assert names == ["Scenarios", "Value (net present)", "Compute in all", "Public cost"]


def test_a_limit_looks_the_same_in_all_maps(sweep_page: MakePage) -> None:
    fields = [plane.field for plane in sweep_page("worlds").page.planes]
    first = {field.kinds[0].name for field in fields}
    assert len(first) == 2
    looks = {(kind.name, kind.letter, kind.colour, kind.hatch) for field in fields for kind in field.kinds}
    assert {name for name, *_ in looks} == first
    assert len(looks) == len({letter for _, letter, *_ in looks}) == len({paint for *_, paint, _ in looks}) == 2


def test_what_is_no_limit_has_no_letter_of_one(sweep_page: MakePage) -> None:
    (plane,) = sweep_page("grid").page.planes
    looks = {kind.name: (kind.letter, kind.colour) for kind in plane.field.kinds}
    assert looks["no answer"] == ("?", "")
    assert letter(27) == "BB"


@pytest.mark.parametrize("name", ["grid", "flat", "worlds"])
def test_maps_tell_extremes_as_the_answer_does(sweep_page: MakePage, name: str) -> None:
    found = sweep_page(name).page
    for plane in found.planes:
        told = plane.field.layers_summary
        assert "highest at" in told
        assert plane.note or any(told in text for text in found.found)


def test_extremes_of_a_slice_are_of_its_points(sweep_page: MakePage) -> None:
    found = sweep_page("worlds")
    for plane, facts in zip(found.page.planes, found.facts.planes, strict=True):
        one = within(Records(found.facts, Words(found.facts, chain())), facts, "npv")
        values = plane.field.layers[0].values
        assert (one.lowest.value, one.highest.value, one.points) == (values.min(), values.max(), values.size)
        assert {one.lowest.number, one.highest.number} <= {number for line in facts.numbers for number in line}


def test_pawn_is_folded_away_where_there_is_a_better_yardstick(sweep_page: MakePage) -> None:
    for name, reason in (("sobol", "ruled by the few points"), ("morris", "ruled by the places")):
        parts = [part for section in sweep_page(name).page.sections for part in section.parts]
        at = next(at for at, part in enumerate(parts) if "PAWN" in part.title)
        assert reason in parts[at].text[0]
        assert parts[at + 1].closed
        assert all(chart.id.startswith("pawn") for chart in parts[at + 1].charts)
    alone = [part for section in sweep_page("sample").page.sections for part in section.parts]
    assert not any(part.closed for part in alone)


def test_effects_have_intervals_and_what_is_nothing_is_grey(sweep_page: MakePage) -> None:
    found = sweep_page("morris")
    for place, one in enumerate(each for each in found.facts.indices if each.method == "morris" and not each.constant):
        chart = charts(sweep_page, "morris")[f"morris-{place}"]
        indices = {index.factor: index for index in one.of("mu_star")}
        names = {factor.words: factor.name for factor in found.facts.study.factors}
        factor_of = [indices[names[label.partition(". ")[2]]] for label in chart.labels]
        scale = chart.panels[0].scale.factor
        assert chart.margin == pytest.approx([(index.confidence or 0.0) * scale for index in factor_of])
        assert chart.unclear == tuple(at for at, each in enumerate(factor_of) if one.standing(each) != "clear")
    assert any(chart.unclear for chart in found.page.charts)
    bars = charts(sweep_page, "groups")["morris-0"].panels[0].series
    assert all(each.margin is not None for each in bars)


def test_groups_are_named_with_their_members(sweep_page: MakePage) -> None:
    found = sweep_page("groups")
    assert "1. first (the number a and the number b)" in charts(sweep_page, "groups")["morris-0"].labels
    assert "first: the number a; the number b" in found.page.varied.told


def test_a_factor_with_one_level_shows_where_it_comes_from() -> None:
    rate = factor("rate", (0.0, 0.35), kind="share", words="rate", central=0.0)
    price = factor("price", (1.0, 2.0), words="price", central=2.0)
    levels = [{"rate": 0.0, "price": 2.0}, {"rate": 0.35, "price": 2.0}, {"rate": 0.0, "price": 1.0}]
    of = study("one_at_a_time", (rate, price), ("npv",), units=UNITS)
    found = swept(of, levels, lambda at: {"values": {"npv": 1.2756e12 + 1e11 * at["rate"] + 2e10 * at["price"]}})
    shown = page(found, chain(), {"command": ["optimizer", "sweep", "x.yaml"]}, "")
    (chart,) = (chart for chart in shown.charts if chart.id == "tornado-0")
    assert set(chart.labels) == {"rate: 0 to 35 %", "price: 1 to 2"}
    assert chart.summary.startswith("1,316 bn USD in the base.")
    assert "maps’ tips" not in Reading(html(shown)).text


def test_a_histogram_counts_every_point_with_an_answer(sweep_page: MakePage) -> None:
    found = sweep_page("sample")
    solved = sum(row.status == "optimal" for row in found.facts.rows)
    drawn = [chart for chart in found.page.charts if chart.id.startswith("spread-")]
    assert len(drawn) == 2
    for chart in drawn:
        assert values(chart)["points"].sum() == solved


# --- shades, labels, colours ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", [(0.0, 1.0), (1244.2, 1443.9), (-3.0, 7.5), (1e-9, 3e-9), (5e11, 5.0001e11)])
def test_shades_have_round_ends_around_all_values(ends: tuple[float, float]) -> None:
    found = edges(np.linspace(*ends, 50))
    assert found[0] <= ends[0] <= ends[1] <= found[-1]
    assert 3 <= len(found) <= 11
    assert np.allclose(np.diff(found), found[1] - found[0])
    assert edges(np.array([2.0, 2.0, np.nan])) == (2.0,)
    assert edges(np.array([np.nan])) == ()
    assert edges(np.array([1e12, 1e12 + 1.0])) == (1e12,)


def test_values_are_told_apart() -> None:
    values = np.array([1275.731, 1275.738])
    assert decimals(values, edges(values)) >= 3


def test_a_name_is_written_where_there_is_most_room() -> None:
    inside = np.zeros((7, 9), bool)
    inside[1:6, 0:2] = True
    inside[1:6, 4:9] = True
    assert middle(inside) == (6, 3)
    assert middle(np.ones((1, 1), bool)) == (0, 0)


@pytest.mark.parametrize("theme", THEMES)
def test_shades_go_one_way_in_light(theme: str) -> None:
    palette = colours(theme)
    steps = [contrast(palette[f"f{n}"], "#000000") for n in range(1, 6)]
    assert steps == sorted(steps, reverse=theme == "light")
    assert min(max(a, b) / min(a, b) for a, b in pairwise(steps)) > 1.3


# --- safe and whole ---------------------------------------------------------------------------------------------------


def test_hostile_names_are_text(sweep_page: MakePage) -> None:
    found = sweep_page("hostile")
    reading = Reading(found.html)
    assert f"</title>{ATTACK} مرحبا 🚀" in reading.text
    assert f"note {ATTACK}" in reading.text
    assert not {tag for tag, _ in reading.tags} & {"img", "svg", "u", "iframe", "object", "embed"}
    assert len(reading.scripts) == 5
    assert not any(name.startswith("on") for _, attributes in reading.tags for name in attributes)
    assert "<script>alert" not in found.html
    assert not list(reading.fetched())
    assert LONG not in reading.text
    fields: list[Field] = [plane.field for plane in found.page.planes]
    assert set(reading.data("maps-data")) == {field.id for field in fields}


def test_links_go_to_places_on_the_page(sweep_page: MakePage) -> None:
    reading = Reading(sweep_page("hostile").html)
    ids = {attributes.get("id") for _, attributes in reading.tags}
    assert all(link[1:] in ids for link in reading.links() if link.startswith("#"))
    assert all(re.fullmatch(r"#.*|https?://[^\s<>\"'`]+", link) for link in reading.links())


def test_a_sweep_that_is_not_finished_has_no_page_yet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "begun" / "segments").mkdir(parents=True)
    assert main(["report", str(tmp_path / "begun")]) == 2
    assert "has not finished" in capfd.readouterr().err


def test_sweep_and_report_write_the_same_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", written("budget.yaml", STUDY), "--workers", "1", "--quiet"]) == 0
    made = Path("results/budget/report.html").read_text(encoding="utf-8")
    assert main(["report", "results/budget", "--out", "again.html", "--json"]) == 0
    assert '"file"' in capfd.readouterr().out
    assert Path("again.html").read_text(encoding="utf-8") == made
    assert "optimizer sweep budget.yaml" in Reading(made).text
    assert "optimizer run budget.yaml --point" in Reading(made).text
