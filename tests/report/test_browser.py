"""The page in a real browser: it draws, answers to mouse, keys and buttons, fits, and asks nothing of a network.

Skipped where no Chromium is installed (`apt-get install chromium`).
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.report.words import number
from tests.report.conftest import MakeResult
from tests.report.window import NARROW, OUTSIDE, PLOT, TALL, WIDE, Theme, hover, opened, to, traces

EMBARGO = "rare_earth_embargo_reserve"


# --- it draws and fits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "width", "theme"),
    [
        ("us", WIDE, "light"),
        ("us", NARROW, "dark"),
        (EMBARGO, NARROW, "light"),
        ("hostile", WIDE, "dark"),
        ("hostile", NARROW, "light"),
    ],
)
def test_every_chart_is_drawn_and_fits(browser: Any, made: MakeResult, name: str, width: int, theme: Theme) -> None:
    found = made(name)
    with opened(browser, found.file, width, theme, height=TALL) as tab:
        tab.locator(PLOT).nth(len(found.page.charts) - 1).wait_for(state="attached")
        shapes = "nodes => nodes.map((node) => node.querySelectorAll('path.js-line, .point path').length)"
        assert all(tab.locator(PLOT).evaluate_all(shapes))
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        assert tab.evaluate(OUTSIDE) == []
        for button in tab.locator(".heat button").all()[:2]:
            button.click()
        assert tab.evaluate(OUTSIDE) == []


def test_a_chart_shows_the_numbers_of_the_tables(browser: Any, made: MakeResult) -> None:
    found = made("us")
    chart = next(chart for chart in found.page.charts if chart.id == "capital")
    with opened(browser, found.file) as tab:
        drawn = traces(to(tab, "capital"))
        panel = chart.panels[0]
        for trace, series in zip(drawn, panel.series, strict=True):
            assert np.allclose(trace["y"], series.values * panel.scale.factor, rtol=1e-5)


def test_without_scripts_text_and_tables_are_there(browser: Any, made: MakeResult) -> None:
    with opened(browser, made("us").file, scripts=False) as tab:
        assert "Charts and buttons need JavaScript" in tab.locator("noscript").inner_text()
        tab.locator('[data-chart="compute"] summary').click()
        assert tab.locator('[data-chart="compute"] table').is_visible()
        assert not tab.locator("#theme").is_visible()


# --- it answers -------------------------------------------------------------------------------------------------------


def test_a_tip_names_every_series_with_its_unit(browser: Any, made: MakeResult) -> None:
    found = made("us")
    chart = next(chart for chart in found.page.charts if chart.id == "compute")
    with opened(browser, found.file) as tab:
        text = hover(tab, to(tab, "compute"), 0.94)
        assert text.startswith("2033")
        for series in chart.panels[0].series:
            assert series.name in text
            assert f"{number(float(series.values[-1]) * chart.panels[0].scale.factor)} GW" in text
        tab.mouse.move(5, 5)
        tab.locator("#tip").wait_for(state="hidden")


def test_keys_walk_through_a_chart_and_are_told(browser: Any, made: MakeResult) -> None:
    with opened(browser, made("us").file) as tab:
        plot = to(tab, "compute").locator(".plot")
        plot.focus()
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("ArrowRight")
        assert tab.locator("#said").inner_text().startswith("2027: in service ")
        tab.keyboard.press("Escape")
        assert not tab.locator("#tip").is_visible()


def test_series_can_be_hidden(browser: Any, made: MakeResult) -> None:
    with opened(browser, made("us").file) as tab:
        figure = to(tab, "compute")
        button = figure.locator(".legend button", has_text="wanted")
        assert button.get_attribute("aria-pressed") == "true"
        button.click()
        assert button.get_attribute("aria-pressed") == "false"
        assert [trace["visible"] for trace in traces(figure)] == [True, False]
        assert "wanted" not in hover(tab, figure)
        button.click()
        assert [trace["visible"] for trace in traces(figure)] == [True, True]


def test_a_common_legend_hides_a_series_on_every_card(browser: Any, made: MakeResult) -> None:
    with opened(browser, made("us").file) as tab:
        first, second = to(tab, "asset-0"), to(tab, "asset-1")
        tab.locator("#plan .legend.common button", has_text="output").click()
        for figure in (first, second):
            assert {trace["visible"] for trace in traces(figure) if trace["type"] == "scatter"} == {False}
        last = to(tab, "asset-15")  # drawn after the click
        assert {trace["visible"] for trace in traces(last) if trace["type"] == "scatter"} == {False}


def test_dragging_zooms_and_a_button_goes_back(browser: Any, made: MakeResult) -> None:
    ends = "node => node._fullLayout.xaxis.range"
    with opened(browser, made("us").file) as tab:
        figure = to(tab, "price-10")
        box = figure.locator(".plot").bounding_box()
        whole = figure.locator(".plot").evaluate(ends)
        tab.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 80)
        tab.mouse.down()
        tab.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 80, steps=5)
        tab.mouse.up()
        figure.locator(".reset").wait_for(state="visible")
        low, high = figure.locator(".plot").evaluate(ends)
        assert whole[0] < low < high < whole[1]
        figure.locator(".reset").click()
        assert figure.locator(".plot").evaluate(ends) == whole


def test_years_are_chosen_for_all_charts(browser: Any, made: MakeResult) -> None:
    ends = "node => node._fullLayout.xaxis.range"
    with opened(browser, made("us").file) as tab:
        yearly, quarterly = to(tab, "compute"), to(tab, "asset-0")
        tab.locator("#from-year").select_option("2028")
        tab.locator("#to-year").select_option("2029")
        assert yearly.locator(".plot").evaluate(ends) == [1.5, 3.5]
        assert quarterly.locator(".plot").evaluate(ends) == [7.5, 15.5]
        tab.locator("#to-year").select_option("2027")  # before the first: both move
        assert tab.locator("#from-year").input_value() == "2027"


def test_numbers_can_be_taken_away(browser: Any, made: MakeResult) -> None:
    found = made("hostile")
    chart = next(chart for chart in found.page.charts if chart.id == "price-0")
    with opened(browser, found.file) as tab:
        figure = to(tab, "price-0")
        with tab.expect_download() as download:
            figure.locator(".csv").click()
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        header, *rows = csv.reader(io.StringIO(text))
        panel = chart.panels[0]
        assert header[0] == "period"
        assert header[1:] == [f"{series.name} [{panel.unit}]" for series in panel.series]
        assert [row[0] for row in rows] == list(chart.labels)
        assert np.allclose([float(row[1]) for row in rows], panel.series[0].values, rtol=1e-5)
        with tab.expect_download() as download:
            tab.locator(".map-csv").click()
        lines = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
        assert lines[0][3:] == list(found.page.chain.labels)
        # What a spreadsheet would take for a formula is text.
        assert not any(cell[:1] in "=+@-" and not cell[1:2].isdigit() for line in lines for cell in line if cell)


def test_the_map_opens_and_tells_worth_and_use(browser: Any, made: MakeResult) -> None:
    found = made("us")
    place, row = next((i, row) for i, row in enumerate(found.page.chain.rows) if row.name == "compute")
    with opened(browser, found.file) as tab:
        limits = tab.locator(f'.heat tr.limit[data-row="{place}"]')
        assert not limits.first.is_visible()
        tab.locator(".heat button", has_text="Compute").click()
        assert limits.count() == len(row.limits)
        assert limits.first.is_visible()
        period = int(np.argmax(row.shares))
        tab.locator(f'.heat tr[data-row="{place}"]:not(.limit) td').nth(period).hover()
        text = tab.locator("#tip").inner_text()
        assert text.startswith(f"compute, {found.page.chain.labels[period]}")
        assert f"{number(100 * float(row.shares[period]))} %" in text
        assert "100 % used" in text
        tab.locator(".map").focus()
        tab.keyboard.press("ArrowUp")
        assert found.page.chain.rows[place - 1].name in tab.locator("#said").inner_text()
        tab.locator(".open-all").click()
        assert all(limit.is_visible() for limit in tab.locator(".heat tr.limit").all())


def test_themes(browser: Any, made: MakeResult) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, made("us").file, theme="dark") as tab:
        dark = tab.evaluate(ground)
        to(tab, "compute")
        button = tab.locator("#theme")
        bar = "document.querySelector('[data-chart=compute] .point path').style.fill"
        painted = tab.evaluate(bar)
        button.click()
        assert button.inner_text() == "Theme: light"
        assert tab.evaluate(ground) != dark
        assert tab.evaluate(bar) != painted
        button.click()
        assert tab.evaluate(ground) == dark
        tab.reload()
        tab.locator(PLOT).first.wait_for(state="attached")
        assert tab.locator("#theme").inner_text() == "Theme: dark"


def test_a_link_to_a_source_opens_the_list(browser: Any, made: MakeResult) -> None:
    with opened(browser, made("us").file) as tab:
        link = tab.locator('#rests a[href^="#source-"]').first
        target = tab.locator(link.get_attribute("href"))
        assert not target.is_visible()
        link.click()
        assert target.is_visible()


def test_a_long_table_is_made_when_it_is_opened(browser: Any, made: MakeResult) -> None:
    found = made("us", "horizon.step=month")
    chart = next(chart for chart in found.page.charts if chart.id == "asset-0")
    assert chart.grid is None
    with opened(browser, found.file) as tab:
        figure = to(tab, "asset-0")
        figure.locator("summary").click()
        figure.locator("table").wait_for()
        first = figure.locator("tbody tr").first.locator("td").all_inner_texts()
        panel = chart.panels[0]
        assert first[0] == number(float(panel.series[0].values[0]) * panel.scale.factor)
        assert figure.locator("tbody tr").count() == 96


def test_on_paper_every_chart_is_there(browser: Any, made: MakeResult, tmp_path: Path) -> None:
    found = made(EMBARGO)
    with opened(browser, found.file, theme="dark") as tab:
        tab.pdf(path=tmp_path / "page.pdf", format="A4", print_background=False)
        assert tab.locator(PLOT).count() == len(found.page.charts)
        assert (tmp_path / "page.pdf").stat().st_size > 50_000
        assert tab.evaluate("document.documentElement.className") == ""


def test_a_finger_scrolls_and_taps(browser: Any, made: MakeResult) -> None:
    with opened(browser, made("us").file, NARROW, touch=True) as tab:
        figure = to(tab, "compute")
        box = figure.locator(".plot").bounding_box()
        tab.touchscreen.tap(box["x"] + 200, box["y"] + 100)
        tab.locator("#tip").wait_for(state="visible")
        tip = tab.locator("#tip").bounding_box()
        assert tip["x"] >= 0
        assert tip["x"] + tip["width"] <= NARROW
