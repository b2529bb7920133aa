"""A page in a real browser, for tests: what is drawn, what sticks out, what goes wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = 1280, 390
TALL = 40_000
"""Height of a window that shows a whole page, so that all of its charts are drawn."""
Theme = Literal["light", "dark"]
PLOT = ".plot.js-plotly-plot"
"""A chart that is drawn."""
OUTSIDE = """
() => [...document.querySelectorAll('body *')].filter((node) => {
  const box = node.getBoundingClientRect();
  if (!box.width || !box.height || node.closest('.sr, .skip, svg, .heat td, [hidden]')) return false;
  for (let up = node.parentElement; up; up = up.parentElement) {
    if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX)) return false;
  }
  return box.right > document.documentElement.clientWidth + 1 || box.left < -1;
}).map((node) => node.outerHTML.slice(0, 120))
"""
"""Elements that stick out of the window, but for those in a part that scrolls by itself."""
OVERLAID = """
() => [...document.querySelectorAll('.plot .axis, .plot .item, .stack td, .stack th')].filter((node) => {
  const box = node.getBoundingClientRect();
  return box.width && node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflow === 'visible'
    && getComputedStyle(node).display !== 'inline';
}).map((node) => node.outerHTML.slice(0, 120))
"""
"""Text that is wider than its place."""
CONTRAST = """
() => {
  const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (node) => {
    for (let up = node; up; up = up.parentElement) {
      const found = rgb(getComputedStyle(up).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found;
    }
  };
  const texts = 'p, li, td, th, dt, dd, figcaption, button, a, summary, h1, h2, h3, .axis, .item';
  return [...document.querySelectorAll(texts)]
    .filter((node) => node.getBoundingClientRect().width && node.textContent.trim())
    .filter((node) => !node.closest('.heat td, .sr, .skip'))
    .map((node) => {
      const [one, two] = [light(rgb(getComputedStyle(node).color)), light(ground(node))].sort((a, b) => b - a);
      return [(one + 0.05) / (two + 0.05), node.outerHTML.slice(0, 100)];
    }).filter(([contrast]) => contrast < 4.5);
}
"""
"""Text that does not stand out from its ground (WCAG 2, AA)."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for all tests; without Chromium they are skipped."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        window = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield window
        window.close()


@contextmanager
def opened(
    browser: Any,
    page: Path,
    width: int = WIDE,
    theme: Theme = "light",
    *,
    height: int = 860,
    touch: bool = False,
    scripts: bool = True,
) -> Iterator[Any]:
    """A page in a window; at its end nothing has gone wrong and nothing was fetched."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, has_touch=touch, java_script_enabled=scripts
    )
    tab = context.new_page()
    wrong: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: wrong.append(message.text))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    address = page.as_uri()
    tab.goto(address)
    if scripts:
        tab.locator(".controls").wait_for()
    yield tab
    assert wrong == []
    assert [url for url in asked if url != address and not url.startswith("blob:")] == []
    context.close()


def to(tab: Any, chart: str) -> Any:
    """Bring a chart into view and wait until it is drawn; returns its figure."""
    figure = tab.locator(f'[data-chart="{chart}"]')
    tab.evaluate(
        "id => { document.documentElement.style.scrollBehavior = 'auto';"
        " document.querySelector(`[data-chart='${id}']`).scrollIntoView({block: 'center'}); }",
        chart,
    )
    figure.locator(PLOT).wait_for()
    return figure


def traces(figure: Any) -> list[dict[str, Any]]:
    """What the chart library was given."""
    found: list[dict[str, Any]] = figure.locator(".plot").evaluate(
        "node => node.data.map(({type, visible, y}) => ({type, visible, y}))"
    )
    return found


def hover(tab: Any, figure: Any, share: float = 0.5) -> str:
    """Point into a chart; returns the text of the tip."""
    box = figure.locator(".plot").bounding_box()
    tab.mouse.move(box["x"] + share * box["width"], box["y"] + 0.4 * box["height"])
    tab.locator("#tip").wait_for(state="visible")
    text: str = tab.locator("#tip").inner_text()
    return text
