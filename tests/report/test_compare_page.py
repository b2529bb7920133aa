"""The page of a comparison: what it says, that its numbers are those of the tables and facts, safe and whole."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimizer.cli import main
from optimizer.report.page.compare import html, page
from optimizer.report.page.compare.facts import Page
from optimizer.report.page.facts import Chart
from optimizer.report.words import amount
from tests.compare.cases import CHAIN, all_compared, read, side
from tests.report.conftest import Compare, Compared
from tests.report.reading import Reading
from tests.report.test_page import LARGEST, same

PAIR = ("us", "+fast_permits,amic_data_centers")
MANY = ("us", "+fast_permits", "+amic_data_centers", "+tight_credit")


def by_id(shown: Page) -> dict[str, Chart]:
    return {chart.id: chart for chart in shown.charts}


def values(chart: Chart, panel: int = 0) -> dict[str, np.ndarray]:
    return {series.name: series.values for series in chart.panels[panel].series}


# --- what it says -----------------------------------------------------------------------------------------------------


def test_the_answer_comes_first(compared: Compare) -> None:
    found = compared(*PAIR)
    change = found.facts.differences[0]
    total, cost = change.metrics["compute_total"], change.money.cost
    shown = {figure.name: figure for figure in found.page.figures}
    assert total.change is not None
    assert cost.change is not None
    assert change.money.per_compute is not None
    assert shown["Compute, 2026 to 2033"].value == f"+{amount(total.change, total.unit)}"
    assert shown["Public cost"].value == f"+{amount(cost.change, 'USD')}"
    assert shown["Cost per added MW-year"].value == amount(change.money.per_compute, "USD")
    text = Reading(found.html).text
    sections = [
        "Inputs that differ",
        "Compute against demand",
        "What holds each plan back",
        "The plan",
        "Prices, and who",
    ]
    places = [text.index(title) for title in (*sections, "Which input made the change", "Sources, and how to make it")]
    assert places == sorted(places)
    assert "optimizer report us.yaml us.yaml+fast_permits,amic_data_centers --attribute" in text


def test_the_table_has_a_row_for_each(compared: Compare) -> None:
    found = compared(*MANY)
    news = found.page.news
    assert news.lines[0].label == "United States, current law"
    assert len(news.lines) == len(MANY)
    assert all(len(line.cells) == len(news.header) for line in news.lines)
    assert news.header[:3] == ("GW in 2030", "GW-years in all", "more than the reference")
    for line, one in zip(news.lines[1:], found.facts.differences, strict=True):
        level, total = one.metrics["compute_end:2030"], one.metrics["compute_total"]
        assert float(line.cells[0]) == pytest.approx((level.after or 0) / 1e3, abs=0.051)
        assert float(line.cells[1]) == pytest.approx((total.after or 0) / 1e3, abs=0.051)
        assert float(line.cells[2]) == pytest.approx((total.change or 0) / 1e3, abs=0.051)


def test_inputs_say_where_they_come_from(compared: Compare) -> None:
    found = compared(*PAIR)
    rows = {row.key: row for each in found.page.inputs for row in each.rows}
    permits = rows["permitting.factor"]
    assert permits.change == "1 → 0.5"
    assert permits.cause == "fast_permits"
    assert re.fullmatch(r"us\.yaml:\d+:\d+ → us\.yaml:\d+:\d+ \(override fast_permits\)", permits.places)
    assert {name for row in rows.values() for name in row.sources} == set(found.page.again.places)


def test_what_became_of_the_limits_is_said(compared: Compare) -> None:
    found = compared(*PAIR)
    limits = found.facts.differences[0].limits
    (moves,) = found.page.moves
    for told, status in ((moves.appeared, "appeared"), (moves.went, "went"), (moves.moved, "moved")):
        assert len(told) == sum(limit.status == status for limit in limits)
    budget = next(limit for limit in limits if limit.name == "private")
    assert budget.before
    assert budget.after
    assert (
        f"private capital budget, earlier: {budget.after.first} to {budget.after.last} instead of "
        f"{budget.before.first} to {budget.before.last}" in moves.moved
    )
    assert len(moves.grid.lines) == len(limits)


def test_compared_with_itself_nothing_differs() -> None:
    scenario = read(CHAIN)
    facts, sides = all_compared(scenario, scenario), [side(scenario, "s0"), side(scenario, "s1")]
    shown = page(facts, sides)
    text = Reading(html(shown)).text
    assert "Nothing differs" in text
    assert "None: all that enters the answer is the same." in text
    assert "The same limits hold the plan back, at the same time." in text
    assert "The same is built, at the same time." in text
    assert "No price differs." in text
    assert not [row for each in shown.inputs for row in each.rows]
    assert {chart.id.split("-")[0] for chart in shown.charts} <= {"compute", "cost"}
    first, second = shown.maps
    for one, other in zip(first.rows, second.rows, strict=True):
        assert np.array_equal(one.shares, other.shares)
        assert other.before == one.level
    assert all(figure.value in ("the same", "–") for figure in shown.figures)


def test_a_page_without_compute_is_whole() -> None:
    text = """
    horizon: {start: 2026, end: 2028, step: year}
    commodities: {bread: {unit: t}}
    supplies: {baker: {commodity: bread, tiers: [{quantity: 10, price: 1}]}}
    demands: {town: {commodity: bread, tiers: [{quantity: 15, value: 2}]}}
    overrides: {more: {set: {"supplies.baker.tiers[0].quantity": 12}}}
    """
    one, other = read(text), read(text, "more")
    shown = page(all_compared(one, other), [side(one, "s0"), side(other, "s1")])
    assert "supplies.baker" in Reading(html(shown)).text
    assert not any(chart.id.startswith("compute") for chart in shown.charts)


def test_unlike_steps_and_years_are_told(compared: Compare) -> None:
    one = read(CHAIN.replace("end: 2027, step: year", "end: 2028, step: year"))
    other = read(CHAIN.replace("step: year", "step: quarter"))
    facts = all_compared(one, other)
    shown = page(facts, [side(one, "s0"), side(other, "s1")])
    assert [len(drawn.labels) for drawn in shown.maps] == [2, 4]
    assert shown.years == ("2026",)
    assert any("only 2026" in note for note in shown.notes)
    assert all(len(series.values) == 1 for chart in shown.charts for panel in chart.panels for series in panel.series)


# --- its numbers are those of the tables and facts --------------------------------------------------------------------


def test_compute_and_public_cost_are_those_of_the_tables(compared: Compare) -> None:
    found = compared(*MANY)
    charts = by_id(found.page)
    for place, folder in enumerate(found.folders):
        demand = pd.read_csv(folder / "tables" / "demand.csv", dtype={"period": str})
        of_compute = demand[demand["demand"] == "ai_compute"]
        year = of_compute["period"].str[:4]
        served = of_compute[of_compute["quantity"] == "served"].groupby(year)["value"].sum().to_numpy()
        wanted = of_compute[of_compute["quantity"] == "wanted"].groupby(year)["value"].sum().to_numpy()
        shown = values(charts[f"compute-{place}"])
        assert same(shown["in service" if place else "the reference"], served)
        assert same(shown["wanted"], wanted)
        cost = values(charts[f"cost-{place}"])
        parts = [row for name, row in cost.items() if not name.startswith("the reference")]
        whole = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["metrics"]["public_cost"]["value"]
        assert np.sum(parts) == pytest.approx(whole)


def test_panels_side_by_side_have_one_scale(compared: Compare) -> None:
    for kind in ("compute", "cost"):
        charts = [chart for chart in compared(*MANY).page.charts if chart.id.startswith(f"{kind}-")]
        assert len(charts) == len(MANY)
        panels = [panel for chart in charts for panel in chart.panels]
        assert len({(panel.scale, panel.ends) for panel in panels}) == 1
        assert panels[0].ends is not None
        bottom, top = panels[0].ends
        for panel in panels:
            drawn = [series.values for series in panel.series if series.role != "bar"]
            stacked = np.sum([series.values for series in panel.series if series.role == "bar"], axis=0)
            assert all(bottom <= row.min() and row.max() <= top for row in (*drawn, stacked))


def test_capacity_starts_and_prices_are_those_of_the_facts(compared: Compare) -> None:
    found = compared(*PAIR)
    one = found.facts.differences[0]
    charts = by_id(found.page)
    assets = list(found.sides[0].scenario.assets)
    checked = 0
    for change in one.plan:
        chart = charts.get(f"asset-{assets.index(change.name)}")
        if chart is None:
            continue
        title = "in service" if change.quantity == "in_service" else "started, difference"
        panel = next(panel for panel in chart.panels if panel.title == title)
        if change.quantity == "in_service":
            assert same(panel.series[0].values, np.array(change.before))
            assert same(panel.series[1].values, np.array(change.after))
        else:
            assert same(panel.series[0].values, np.array(change.change))
        checked += 1
    assert checked > 10
    drawn = [chart for chart in found.page.charts if chart.id.startswith("price-")]
    known = [(change.before, change.after) for change in one.prices]
    for chart in drawn:
        before, after = (tuple(series.values.tolist()) for series in chart.panels[0].series)
        assert (before, after) in known


def test_the_maps_are_those_of_the_split_of_each_optimum(compared: Compare) -> None:
    found = compared(*MANY)
    for drawn, folder in zip(found.page.maps, found.folders, strict=True):
        split = pd.read_csv(folder / "tables" / "value_split.csv")
        for row in drawn.rows:
            assert all((level > 0) == (share > 0) for level, share in zip(row.level, row.shares, strict=True))
        budget = split[(split["kind"] == "budget") & (split["name"] == "private")].groupby("period")["share"].sum()
        row = next(row for row in drawn.rows if row.name == "private capital budget")
        assert same(row.shares, budget.reindex(list(drawn.labels), fill_value=0.0).to_numpy())
    assert len({tuple(row.name for row in drawn.rows) for drawn in found.page.maps}) == 1
    reference = found.page.maps[0]
    for drawn in found.page.maps[1:]:
        assert [row.before for row in drawn.rows] == [row.level for row in reference.rows]


def test_the_split_is_that_of_the_facts(compared: Compare) -> None:
    found = compared(*PAIR)
    split = found.facts.differences[0].attribution
    assert split
    charts = by_id(found.page)
    for at, metric in enumerate(("compute_total", "npv", "public_cost")):
        shown = values(charts[f"split-0-{at}"])
        assert shown["share of the change"].sum() == pytest.approx(split.total[metric])
        assert shown["alone, on the reference"].tolist() == [part.alone[metric] for part in split.parts]
        assert shown["last, on top of all others"].tolist() == [part.last[metric] for part in split.parts]
    assert values(charts["pairs-0"])["together beyond each alone"].tolist() == [
        pair.more["compute_total"] for pair in split.interactions
    ]


def test_what_is_drawn_and_what_stands_in_tables_is_the_same(compared: Compare) -> None:
    for found in (compared(*PAIR), compared(*MANY)):
        embedded = Reading(found.html).data("charts-data")
        assert list(embedded) == [chart.id for chart in found.page.charts]
        for chart in found.page.charts:
            assert chart.summary.endswith(".")
            for panel, drawn in zip(chart.panels, embedded[chart.id]["panels"], strict=True):
                for series, line in zip(panel.series, drawn["series"], strict=True):
                    assert len(series.values) == len(chart.labels)
                    assert np.allclose(np.array(line["values"], float), series.values, rtol=1e-5)
            assert chart.grid
            if chart.table is None:
                assert all(f"<td>{escape(cell)}</td>" in found.html for line in chart.grid.lines for cell in line.cells)


# --- safe and whole ---------------------------------------------------------------------------------------------------


def test_hostile_names_are_text(hostile_pair: Compared) -> None:
    reading = Reading(hostile_pair.html)
    assert '</title><script>alert(1)</script> & "quoted" 🚀 مرحبا' in reading.text
    assert "<img src=x onerror=alert(3)>" in reading.text
    assert "<b>o</b>" in reading.text
    assert not {tag for tag, _ in reading.tags} & {"img", "svg", "u", "iframe", "object", "embed"}
    assert len(reading.scripts) == 5
    assert not any(name.startswith("on") for _, attributes in reading.tags for name in attributes)
    assert not any("javascript:" in link or "onmouseover" in link for link in reading.links())
    assert reading.data("charts-data")
    assert reading.data("maps-data")


def test_nothing_is_fetched_and_links_are_there(compared: Compare, hostile_pair: Compared) -> None:
    for found in (compared(*PAIR), compared(*MANY), hostile_pair):
        reading = Reading(found.html)
        assert not list(reading.fetched())
        every = [attributes["id"] for _, attributes in reading.tags if "id" in attributes]
        assert len(every) == len(set(every))
        for link in reading.links():
            assert link[1:] in every if link.startswith("#") else re.fullmatch(r"https?://[^\s<>\"'`]+", link), link
        assert len(found.html.encode()) <= LARGEST


# --- as typed ---------------------------------------------------------------------------------------------------------


def test_report_and_compare_write_the_same_page(
    compared: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    found = compared("tutorial", "+fast_permits")
    monkeypatch.chdir(found.folders[0].parent.parent)
    one, other = tmp_path / "deep" / "one.html", tmp_path / "other.html"
    assert main(["report", "tutorial.yaml", "+fast_permits", "--out", str(one)]) == 0
    assert f"{one}: written" in capfd.readouterr().out
    assert main(["compare", "tutorial.yaml", "+fast_permits", "--html", str(other)]) == 0
    assert f"With charts: {other}" in capfd.readouterr().out
    assert one.read_text(encoding="utf-8") == other.read_text(encoding="utf-8") == found.html
    assert main(["report", "tutorial.yaml", "+fast_permits", "--json"]) == 0
    written = Path(json.loads(capfd.readouterr().out)["file"])
    assert written == Path("results/compare/tutorial_vs_tutorial+fast_permits.html")
    assert written.read_text(encoding="utf-8") == found.html


def test_wrong_use_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path), "--attribute"]) == 2
    assert "name what to compare with as well" in capfd.readouterr().err
    assert main(["report", str(tmp_path / "a"), str(tmp_path / "b")]) == 2
    assert main(["report"]) == 2
