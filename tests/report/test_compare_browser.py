"""The page of a comparison in a real browser: it draws, answers, fits, and asks nothing of a network."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.report.words import number
from tests.report.conftest import Compare, Compared
from tests.report.window import CONTRAST, NARROW, OUTSIDE, OVERLAID, PLOT, TALL, WIDE, Theme, hover, opened, to, traces

PAIR = ("us", "+fast_permits,amic_data_centers")
MANY = ("us", "+fast_permits", "+amic_data_centers", "+tight_credit")


@pytest.mark.parametrize(
    ("name", "width", "theme"),
    [
        ("pair", WIDE, "light"),
        ("pair", WIDE, "dark"),
        ("pair", NARROW, "light"),
        ("pair", NARROW, "dark"),
        ("many", WIDE, "dark"),
        ("many", NARROW, "light"),
        ("hostile", WIDE, "light"),
        ("hostile", NARROW, "dark"),
    ],
)
def test_every_chart_is_drawn_and_fits(
    browser: Any, compared: Compare, hostile_pair: Compared, name: str, width: int, theme: Theme
) -> None:
    found = hostile_pair if name == "hostile" else compared(*(PAIR if name == "pair" else MANY))
    with opened(browser, found.file, width, theme, height=TALL) as tab:
        tab.locator(PLOT).nth(len(found.page.charts) - 1).wait_for(state="attached")
        shapes = "nodes => nodes.map((node) => node.querySelectorAll('path.js-line, .point path, path.point').length)"
        assert all(tab.locator(PLOT).evaluate_all(shapes))
        for fold in tab.locator("details.fold").all():
            fold.locator("summary").click()
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        assert tab.evaluate(OUTSIDE) == []
        assert tab.evaluate(OVERLAID) == []
        assert tab.evaluate(CONTRAST) == []


def test_names_of_things_do_not_lie_on_bars(browser: Any, compared: Compare) -> None:
    with opened(browser, compared(*PAIR).file, NARROW) as tab:
        figure = to(tab, "split-0-0")
        names = [name.bounding_box() for name in figure.locator(".item").all()]
        bars = [bar.bounding_box() for bar in figure.locator(".bars .point path").all()]
        assert len(names) == len(bars) == 2
        for name, bar in zip(names, bars, strict=True):
            assert name["y"] + name["height"] <= bar["y"] + 1
        assert names[1]["y"] >= bars[0]["y"] + bars[0]["height"] - 1


def test_panels_side_by_side_have_the_same_axis(browser: Any, compared: Compare) -> None:
    ends = "nodes => nodes.map((node) => node._fullLayout.yaxis.range.join())"
    with opened(browser, compared(*MANY).file, height=TALL) as tab:
        tab.locator(PLOT).nth(12).wait_for(state="attached")
        for kind in ("compute", "cost"):
            axes = tab.locator(f'[data-chart^="{kind}-"] {PLOT}').evaluate_all(ends)
            assert len(axes) == len(MANY)
            assert len(set(axes)) == 1


def test_a_tip_of_things_names_each_series(browser: Any, compared: Compare) -> None:
    found = compared(*PAIR)
    chart = next(chart for chart in found.page.charts if chart.id == "split-0-0")
    with opened(browser, found.file) as tab:
        figure = to(tab, "split-0-0")
        text = hover(tab, figure)
        assert text.splitlines()[0] in chart.labels
        place = chart.labels.index(text.splitlines()[0])
        for series in chart.panels[0].series:
            assert series.name in text
            assert number(float(series.values[place]) * chart.panels[0].scale.factor) in text
        figure.locator(".plot").focus()
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("ArrowUp")
        assert tab.locator("#said").inner_text().startswith(chart.labels[0])


def test_the_reference_can_be_hidden_on_all_cards(browser: Any, compared: Compare) -> None:
    with opened(browser, compared(*PAIR).file) as tab:
        figure = to(tab, "compute-1")
        button = tab.locator("#outcome .legend.common button", has_text="the reference").first
        button.click()
        assert [trace["visible"] for trace in traces(figure) if trace["type"] == "bar"] == [False]
        assert "the reference" not in hover(tab, figure)
        button.click()
        assert all(trace["visible"] for trace in traces(figure))


def test_years_are_chosen_for_charts_but_not_for_things(browser: Any, compared: Compare) -> None:
    ends = "node => node._fullLayout.xaxis.range"
    with opened(browser, compared(*PAIR).file) as tab:
        things, yearly = to(tab, "split-0-0"), to(tab, "compute-0")
        before = things.locator(".plot").evaluate(ends)
        tab.locator("#from-year").select_option("2029")
        assert yearly.locator(".plot").evaluate(ends) == [2.5, 7.5]
        assert things.locator(".plot").evaluate(ends) == before


def test_each_map_answers_for_itself(browser: Any, compared: Compare) -> None:
    found = compared(*MANY)
    with opened(browser, found.file) as tab:
        for drawn in found.page.maps[:2]:
            box = tab.locator(f'[data-map="{drawn.id}"]')
            place = int(np.argmax(drawn.rows[0].shares))
            box.locator('tr[data-row="0"] td').nth(place).hover()
            text = tab.locator("#tip").inner_text()
            assert text.startswith(f"{drawn.rows[0].name}, {drawn.labels[place]}")
            assert f"{number(100 * float(drawn.rows[0].shares[place]))} %" in text
        with tab.expect_download() as download:
            tab.locator('[data-map="limits-1"] .map-csv').click()
        lines = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
        assert lines[0] == ["limit", "limit", "quantity", *found.page.maps[1].labels]


def test_numbers_can_be_taken_away(browser: Any, hostile_pair: Compared) -> None:
    chart = next(chart for chart in hostile_pair.page.charts if chart.id.startswith("asset"))
    with opened(browser, hostile_pair.file) as tab:
        figure = to(tab, chart.id)
        with tab.expect_download() as download:
            figure.locator(".csv").click()
        header, *rows = csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig")))
        series = [(panel, each) for panel in chart.panels for each in panel.series]
        assert [name.lstrip("'") for name in header[1:]] == [f"{each.name} [{panel.unit}]" for panel, each in series]
        for at, (_, each) in enumerate(series, 1):
            assert np.allclose([float(row[at]) for row in rows], each.values, rtol=1e-5)


def test_a_link_to_a_source_opens_the_list(browser: Any, compared: Compare) -> None:
    with opened(browser, compared(*PAIR).file) as tab:
        link = tab.locator('#inputs a[href^="#source-"]').first
        target = tab.locator(link.get_attribute("href"))
        assert not target.is_visible()
        link.click()
        assert target.is_visible()


def test_without_scripts_and_on_paper_it_is_whole(browser: Any, compared: Compare, tmp_path: Path) -> None:
    found = compared(*PAIR)
    with opened(browser, found.file, scripts=False) as tab:
        tab.locator('[data-chart="compute-1"] summary').click()
        assert tab.locator('[data-chart="compute-1"] table').is_visible()
    with opened(browser, found.file, theme="dark") as tab:
        tab.pdf(path=tmp_path / "page.pdf", format="A4", print_background=False)
        assert tab.locator(PLOT).count() == len(found.page.charts)
        assert (tmp_path / "page.pdf").stat().st_size > 50_000
