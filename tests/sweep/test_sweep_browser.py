"""The page of a sweep in a real browser: it draws, answers, fits, and asks nothing of a network."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.report.window import (
    CONTRAST,
    NARROW,
    OUTSIDE,
    OVERLAID,
    PLOT,
    TALL,
    WIDE,
    Theme,
    hover,
    opened,
    to,
    traces,
)
from tests.sweep.pages import MADE, MakePage

CELLS = "nodes => nodes.map((node) => node.querySelectorAll('rect, path').length)"
LAYERS = ".field:not([data-kinds]) .plane"
LABELS = """
nodes => nodes.flatMap((node) => {
  const box = node.getBoundingClientRect();
  return [...node.querySelectorAll('text')].filter((text) => {
    const at = text.getBoundingClientRect();
    return at.left < box.left - 60 || at.right > document.documentElement.clientWidth + 1;
  }).map((text) => text.textContent);
})
"""
"""Names on a map that stick out of the window."""
TOUCHING = """
nodes => nodes.flatMap((node) => {
  const boxes = [...node.querySelectorAll('.spot')].map((spot) => spot.getBoundingClientRect());
  const meet = (one, other, low, high) => one[low] < other[high] - 1 && other[low] < one[high] - 1;
  return boxes.filter((one, at) => one.width && boxes.slice(at + 1).some((other) =>
    other.width && meet(one, other, 'left', 'right') && meet(one, other, 'top', 'bottom')));
}).length
"""
"""Names of kinks that lie on one another."""
EVERY: list[tuple[int, Theme]] = [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")]
VIEWS = [(name, *view) for name in MADE for view in (EVERY if name in ("grid", "hostile") else (EVERY[0], EVERY[3]))]


@pytest.mark.parametrize(("name", "width", "theme"), VIEWS)
def test_everything_is_drawn_and_fits(browser: Any, sweep_page: MakePage, name: str, width: int, theme: Theme) -> None:
    found = sweep_page(name)
    with opened(browser, found.file, width, theme, height=TALL) as tab:
        for fold in tab.locator("details.fold > summary").all():
            fold.click()
        if found.page.charts:
            tab.locator(PLOT).nth(len(found.page.charts) - 1).wait_for(state="attached")
        shapes = "nodes => nodes.map((node) => node.querySelectorAll('path.js-line, .point path, path.point').length)"
        assert all(tab.locator(PLOT).evaluate_all(shapes))
        for drawn, plane in zip(tab.locator(LAYERS).evaluate_all(CELLS), found.page.planes, strict=True):
            assert drawn >= plane.field.holds.size
        assert tab.evaluate("document.documentElement.scrollWidth") == width
        assert tab.evaluate(OUTSIDE) == []
        assert tab.evaluate(OVERLAID) == []
        assert tab.evaluate(CONTRAST) == []
        assert tab.locator(".plane").evaluate_all(LABELS) == []
        assert tab.locator(PLOT).evaluate_all(TOUCHING) == 0


def test_a_switch_shows_another_record(browser: Any, sweep_page: MakePage) -> None:
    found = sweep_page("grid")
    with opened(browser, found.file) as tab:
        figure = tab.locator(".field").first
        buttons = figure.locator(".switch button")
        fills = "node => [...node.querySelectorAll('rect')].map((cell) => cell.getAttribute('fill')).join()"
        before = figure.locator(".plane").evaluate(fills)
        assert "value (net present), bn USD" in figure.locator(".shades").inner_text()
        buttons.nth(1).click()
        assert [button.get_attribute("aria-pressed") for button in buttons.all()] == ["false", "true", "false"]
        assert "compute in all, GW-years" in figure.locator(".shades").inner_text()
        assert figure.locator(".plane").evaluate(fills) != before


def test_a_place_says_what_comes_out_and_what_holds(browser: Any, sweep_page: MakePage) -> None:
    found = sweep_page("large")
    field = found.page.planes[0].field
    with opened(browser, found.file) as tab:
        for figure in tab.locator(".field").all():
            plane = figure.locator(".plane")
            plane.scroll_into_view_if_needed()
            plane.focus()
            tab.keyboard.press("ArrowRight")
            tab.keyboard.press("ArrowUp")
            tab.keyboard.press("ArrowRight")
            said = tab.locator("#said").inner_text()
            assert said.startswith(field.points[1][1])
            layer = field.layers[0]
            assert f"{layer.values[1, 1] * layer.scale.factor:,.{layer.places}f} bn USD" in said
            assert field.kinds[field.holds[1, 1]].name in said
            tab.keyboard.press("Escape")
            assert not tab.locator("#tip").is_visible()


@pytest.mark.parametrize("touch", [False, True])
def test_a_mouse_and_a_finger_point_at_a_place(browser: Any, sweep_page: MakePage, touch: bool) -> None:
    found = sweep_page("grid")
    names = {name for line in found.page.planes[0].field.points for name in line}
    with opened(browser, found.file, touch=touch) as tab:
        tab.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
        plane = tab.locator(".plane").first
        plane.evaluate("node => node.scrollIntoView({block: 'center'})")
        tab.wait_for_timeout(100)  # the scrolling hides tips
        box = plane.bounding_box()
        at = (box["x"] + 0.5 * box["width"], box["y"] + 0.4 * box["height"])
        if touch:
            tab.touchscreen.tap(*at)
        else:
            tab.mouse.move(*at)
        tab.locator("#tip").wait_for(state="visible")
        assert tab.locator("#tip b").inner_text() in names
        if not touch:
            tab.mouse.move(5, 5)
            tab.locator("#tip").wait_for(state="hidden")


@pytest.mark.parametrize("name", ["grid", "large"])
def test_a_map_is_a_table_and_a_file_too(browser: Any, sweep_page: MakePage, name: str) -> None:
    found = sweep_page(name)
    field = found.page.planes[0].field
    with opened(browser, found.file) as tab:
        for place, figure in enumerate(tab.locator(".field").all()):
            figure.locator("summary").click()
            cells = figure.locator("table").first.locator("tbody tr")
            cells.first.wait_for()  # the table is filled as it opens
            assert cells.count() == len(field.y.labels)
            last = cells.last.locator("td").first.inner_text()
            layer = field.layers[0]
            value = f"{layer.values[0, 0] * layer.scale.factor:,.{layer.places}f}"
            kind = field.kinds[field.holds[0, 0]]
            assert last in ((value,) if place == 0 else (kind.name, kind.letter))
        with tab.expect_download() as download:
            tab.locator(".field .csv").first.click()
        header, *rows = csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig")))
        assert len(rows) == field.holds.size
        assert header[3:5] == ["value (net present) [USD]", "compute in all [MW*yr]"]
        shown = np.array([float(row[3]) if row[3] else np.nan for row in rows])
        assert np.allclose(shown, field.layers[0].values.ravel(), rtol=1e-9, equal_nan=True)


def test_two_bars_of_one_thing_never_cover_each_other(browser: Any, sweep_page: MakePage) -> None:
    with opened(browser, sweep_page("tornado").file) as tab:
        figure = to(tab, "tornado-0")
        low, high = (
            [bar.bounding_box() for bar in bars.locator(".point path").all()]
            for bars in figure.locator(".bars .trace, .barlayer .trace").all()
        )
        for one, other in zip(low, high, strict=False):
            apart = one["y"] + one["height"] <= other["y"] + 1 or other["y"] + other["height"] <= one["y"] + 1
            beside = one["x"] + one["width"] <= other["x"] + 2 or other["x"] + other["width"] <= one["x"] + 2
            assert apart or beside


def test_on_paper_names_stand_above_their_bars(browser: Any, sweep_page: MakePage) -> None:
    with opened(browser, sweep_page("tornado").file) as tab:
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        figure = to(tab, "tornado-0")
        names = [name.bounding_box() for name in figure.locator(".item").all()]
        bars = [bar.bounding_box() for bar in figure.locator(".barlayer .trace").first.locator(".point path").all()]
        for name, bar in zip(names, bars, strict=True):
            assert name["y"] + name["height"] <= bar["y"] + 2
            assert bar["y"] - name["y"] < 40
        tab.evaluate("dispatchEvent(new Event('afterprint'))")


def test_a_side_of_the_tornado_can_be_hidden(browser: Any, sweep_page: MakePage) -> None:
    with opened(browser, sweep_page("tornado").file) as tab:
        figure = to(tab, "tornado-0")
        figure.locator(".legend button", has_text="lowest").click()
        assert [trace["visible"] for trace in traces(figure)] == [False, True]
        assert "at its lowest level" not in hover(tab, figure)


def test_intervals_are_drawn_and_told(browser: Any, sweep_page: MakePage) -> None:
    with opened(browser, sweep_page("sobol").file) as tab:
        figure = to(tab, "sobol-0")
        assert figure.locator(".errorbar").count() == 6
        assert "±" in hover(tab, figure, 0.3)


def test_effects_are_numbered_and_named(browser: Any, sweep_page: MakePage) -> None:
    found = sweep_page("morris")
    chart = next(chart for chart in found.page.charts if chart.id == "morris-0")
    with opened(browser, found.file) as tab:
        figure = to(tab, "morris-0")
        assert sorted(figure.locator(".textpoint text").all_text_contents()) == ["1", "2", "3"]
        figure.locator(".plot").focus()
        tab.keyboard.press("ArrowRight")
        assert tab.locator("#said").inner_text().startswith(chart.labels[0])
        dot = figure.locator("path.point").last.bounding_box()
        tab.mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
        assert tab.locator("#tip").inner_text().startswith(chart.labels[0])


def test_kinks_bear_numbers_and_the_tip_names_them(browser: Any, sweep_page: MakePage) -> None:
    with opened(browser, sweep_page("curve").file) as tab:
        figure = to(tab, "curve-0")
        assert figure.locator(".spot:not(.name)").all_inner_texts() == ["1", "2"]
        assert figure.locator(".spot.name").all_inner_texts() == [
            "existing mills takes over",
            "demand for users takes over",
        ]
        figure.locator(".plot").focus()
        for _ in range(8):
            tab.keyboard.press("ArrowRight")
        assert "existing mills" in tab.locator("#tip").inner_text()
    with opened(browser, sweep_page("curve").file, NARROW) as tab:
        assert to(tab, "curve-0").locator(".spot.name bdi").count() == 0


def test_what_hardly_moves_is_pale_and_bears_numbers(browser: Any, sweep_page: MakePage) -> None:
    with opened(browser, sweep_page("flat").file) as tab:
        figure = tab.locator(".field").first
        fills = "nodes => [...new Set(nodes.map((node) => node.getAttribute('fill')))]"
        (fill,) = figure.locator(".plane rect[fill^=rgb]").evaluate_all(fills)
        assert min(int(part) for part in fill[4:-1].split(",")) > 180
        texts = figure.locator(".plane text").all_text_contents()
        assert sum(text.startswith("1,000.002") for text in texts) == 25
        assert "hardly moves" in figure.locator(".shades").inner_text()
        assert "The base is none of these places." in figure.locator(".shades").inner_text()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_names_that_differ_at_their_ends_keep_them(browser: Any, sweep_page: MakePage, width: int) -> None:
    with opened(browser, sweep_page("worlds").file, width) as tab:
        for plane in tab.locator(".plane").all()[2:]:
            told = " ".join(plane.locator("text").all_text_contents())
            assert "tight credit + copper duty" in told


def test_the_base_is_framed_in_the_map_of_limits_too(browser: Any, sweep_page: MakePage) -> None:
    with opened(browser, sweep_page("worlds").file) as tab:
        for figure in tab.locator(".field").all():
            assert (
                figure.locator(".plane rect[fill=none]").count() == 3
            )  # two lines of the frame, and that of the pointer
            assert figure.locator(".shades i.framed").count() == 1


def test_dates_stand_clear_of_the_numbers(browser: Any, sweep_page: MakePage) -> None:
    with opened(browser, sweep_page("dates").file, NARROW) as tab:
        figure = to(tab, "curve-0")
        box = figure.locator(".plot").bounding_box()
        across = [text.bounding_box() for text in figure.locator(".xtick text").all()]
        up = [text.bounding_box() for text in figure.locator(".ytick text").all()]
        assert across
        assert min(one["y"] for one in across) >= max(one["y"] + one["height"] for one in up)
        assert all(box["x"] <= one["x"] and one["x"] + one["width"] <= box["x"] + box["width"] for one in across)


def test_effects_bear_intervals_and_pawn_is_drawn_when_opened(browser: Any, sweep_page: MakePage) -> None:
    with opened(browser, sweep_page("morris").file) as tab:
        assert to(tab, "morris-0").locator(".errorbar").count() == 3
        pawn = tab.locator('[data-chart="pawn-0"]')
        assert not pawn.is_visible()
        tab.locator("details.fold > summary", has_text="yardstick").click()
        pawn.locator(PLOT).wait_for()


def test_a_theme_repaints_the_maps(browser: Any, sweep_page: MakePage) -> None:
    with opened(browser, sweep_page("grid").file, theme="light") as tab:
        cell = "document.querySelector('.plane rect[fill^=rgb]').getAttribute('fill')"
        before = tab.evaluate(cell)
        tab.locator("#theme").click()
        tab.locator("#theme").click()
        assert tab.locator("#theme").inner_text() == "Theme: dark"
        assert tab.evaluate(cell) != before


def test_without_scripts_and_on_paper_it_is_whole(browser: Any, sweep_page: MakePage, tmp_path: Path) -> None:
    found = sweep_page("grid")
    with opened(browser, found.file, scripts=False) as tab:
        tab.locator(".field summary").first.click()
        assert tab.locator(".field table").first.is_visible()
    with opened(browser, found.file, theme="dark") as tab:
        tab.pdf(path=tmp_path / "page.pdf", format="A4", print_background=False)
        assert tab.locator(PLOT).count() == len(found.page.charts)
        assert (tmp_path / "page.pdf").stat().st_size > 50_000
        assert tab.evaluate("document.documentElement.className") == ""
