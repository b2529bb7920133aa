"""The page of a result: what it says, that its numbers are those of the tables, and that it is safe and whole."""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimizer.cli import main
from optimizer.model import solve
from optimizer.report.page.embed import numbers, safe
from optimizer.report.page.facts import Chart
from optimizer.report.page.render import SCRIPTS
from optimizer.report.page.run import html, page
from optimizer.report.page.run.facts import Page
from optimizer.scenario import load
from tests.report.conftest import Made, MakeResult
from tests.report.reading import Reading
from tests.unit.hand_plan import plan, scenario

PAGE = Path(__file__).parents[2] / "optimizer" / "report" / "page"
GOLDEN = Path(__file__).parent / "golden" / "hand_plan.txt"
LARGEST = 2_000_000
"""Bytes of a page that can be sent by mail and opens at once."""
EMBARGO = "rare_earth_embargo_reserve"


# --- what it says -----------------------------------------------------------------------------------------------------


def test_text_of_a_plan_made_by_hand(request: pytest.FixtureRequest) -> None:
    said = "\n".join(Reading(html(page(plan(), scenario(), {}))).lines) + "\n"
    if request.config.getoption("--rewrite-reference"):
        GOLDEN.write_text(said, encoding="utf-8")
    assert said == GOLDEN.read_text(encoding="utf-8")


def test_the_first_screen_has_the_answer(made: MakeResult) -> None:
    found = made("us")
    metrics = found.solution.metrics
    shown = {figure.name: figure.value for figure in found.page.figures}
    assert shown["Compute in 2033"] == f"{metrics['compute_end:2033'].value / 1e3:.1f} GW"
    assert shown["Public cost"] == f"{metrics['public_cost'].value / 1e6:.0f} M USD"
    assert len(found.page.bottlenecks) == 3
    for held in found.page.bottlenecks:
        assert held.when
        assert re.match(r"Worth [\d.]+ % of the plan's value \([\d.,]+ bn USD\); one more ", held.text)


def test_each_chart_has_a_summary_and_a_table(made: MakeResult) -> None:
    reading = Reading(made("us").html)
    figures = [attributes["data-chart"] for tag, attributes in reading.tags if tag == "figure"]
    assert figures == [chart.id for chart in made("us").page.charts]
    assert len(set(figures)) == len(figures) > 30
    for chart in made("us").page.charts:
        assert chart.summary.endswith(".")
        assert chart.grid
        for series in (series for panel in chart.panels for series in panel.series):
            assert len(series.values) == len(chart.labels)


def test_a_page_without_compute_policy_or_limits_is_whole() -> None:
    loaded = load.loads(
        """
        name: Bread
        horizon: {start: 2026, end: 2028, step: year}
        commodities: {bread: {unit: t}}
        supplies: {baker: {commodity: bread, tiers: [{quantity: 10, price: 1}]}}
        demands: {town: {commodity: bread, tiers: [{quantity: 5, value: 2}]}}
        """
    )
    reading = Reading(html(page(solve(loaded.scenario), loaded.scenario, {})))
    assert "No limit on supply holds the plan back" in reading.text
    assert "Other users get all that they want." in reading.text
    assert "The scenario has no reserve." in reading.text


def test_a_page_may_be_of_one_year() -> None:
    loaded = load.loads(
        """
        horizon: {start: 2026, end: 2027, step: year}
        commodities: {compute: {unit: MW*yr}}
        supplies: {cloud: {commodity: compute, tiers: [{quantity: 5, price: 1}]}}
        demands: {town: {commodity: compute, tiers: [{quantity: 10, value: 2}]}}
        """
    )
    shown = page(solve(loaded.scenario), loaded.scenario, {})
    assert [(figure.name, figure.value) for figure in shown.figures][:2] == [
        ("Compute in 2026", "5 MW"),
        ("Compute, 2026", "5 MW-years"),
    ]
    assert "Compute in service" in Reading(html(shown)).text


def test_where_compute_is_maximised_worth_is_not_set_beside_money(made: MakeResult) -> None:
    found = made("tutorial", "objective.maximize=compute")
    assert "counted in compute" in found.html
    for chart in found.page.charts:
        if chart.id.startswith("price-"):
            assert [series.role for panel in chart.panels for series in panel.series] == ["line"]
            assert chart.panels[0].unit.startswith("MW*yr/")


# --- its numbers are those of the tables ------------------------------------------------------------------------------


class Tables:
    """The tables of a folder as pandas reads them: a second opinion on every sum."""

    def __init__(self, made: Made) -> None:
        self.folder = made.folder
        futures = made.scenario.futures
        branches = futures.branches if futures else {}
        self.weights = {"all": 1.0, **{name: float(branch.probability) for name, branch in branches.items()}}
        self.labels = list(made.page.chain.labels)

    def read(self, table: str, future: str = "", **equal: str) -> pd.DataFrame:
        """Rows of a table with a column `expected`: the value times the odds of its future, or on one future's path."""
        rows = pd.read_csv(self.folder / "tables" / f"{table}.csv", dtype={"tier": str, "period": str})
        for column, value in equal.items():
            rows = rows[rows[column] == value]
        weights = {"all": 1.0, future: 1.0} if future else self.weights
        return rows.assign(expected=rows["value"] * rows["future"].map(weights).astype(float).fillna(0.0))

    def periods(self, table: str, future: str = "", **equal: str) -> np.ndarray:
        sums = self.read(table, future, **equal).groupby("period")["expected"].sum()
        return sums.reindex(self.labels, fill_value=0.0).to_numpy()

    def years(self, table: str, future: str = "", **equal: str) -> np.ndarray:
        rows = self.read(table, future, **equal)
        sums = rows.groupby(rows["period"].str[:4])["expected"].sum()
        years = list(dict.fromkeys(label[:4] for label in self.labels))
        return sums.reindex(years, fill_value=0.0).to_numpy()


def values(chart: Chart) -> dict[str, np.ndarray]:
    return {series.name: series.values for panel in chart.panels for series in panel.series}


def by_id(shown: Page) -> dict[str, Chart]:
    return {chart.id: chart for chart in shown.charts}


def same(found: np.ndarray, wanted: np.ndarray) -> bool:
    return np.allclose(found, wanted, rtol=1e-9, atol=1e-9 * max(float(np.abs(wanted).max(initial=0.0)), 1e-12))


@pytest.mark.parametrize("name", ["us", EMBARGO])
def test_capacity_output_and_starts_are_those_of_the_tables(made: MakeResult, name: str) -> None:
    found = made(name)
    tables, charts = Tables(found), by_id(found.page)
    for place, asset in enumerate(found.scenario.assets):
        shown = values(charts[f"asset-{place}"])
        whole = shown["from before the plan"] + shown.get("added by the plan", 0.0)
        assert same(whole, tables.periods("capacity", asset=asset, quantity="in_service"))
        if "output" in shown:
            made_in_period = tables.periods("activity", asset=asset, quantity="activity")
            assert same(shown["output"] / 4, made_in_period)
        started = tables.periods("starts", asset=asset, quantity="start")
        assert same(shown.get("permits applied for", np.zeros(len(started))), started)


@pytest.mark.parametrize("name", ["us", EMBARGO])
def test_prices_are_those_of_the_tables(made: MakeResult, name: str) -> None:
    found = made(name)
    tables, charts = Tables(found), by_id(found.page)
    supply = tables.read("supply")
    for place, commodity in enumerate(found.scenario.commodities):
        shown = values(charts[f"price-{place}"])
        assert same(shown["one more unit is worth"], tables.periods("prices", commodity=commodity, quantity="price"))
    bought = supply[supply["quantity"].isin(["bought", "paid"])]
    paid = bought.pivot_table(index=["supply", "tier", "future", "period"], columns="quantity", values="value").dropna()
    # What was paid for a unit bought, duty included, is what the tier is said to ask for.
    for (name_, tier, future, period), row in paid.iterrows():
        if future != "all" or row["bought"] < 1e-6:
            continue
        commodity = found.scenario.supplies[name_].commodity
        chart = charts[f"price-{list(found.scenario.commodities).index(commodity)}"]
        tiers = [series for series in values(chart) if series != "one more unit is worth"]
        prices = [values(chart)[series][tables.labels.index(period)] for series in tiers]
        assert np.isclose(prices, row["paid"] / row["bought"], rtol=1e-6).any(), (name_, tier, period)


@pytest.mark.parametrize("name", ["us", EMBARGO])
def test_money_is_that_of_the_tables(made: MakeResult, name: str) -> None:
    found = made(name)
    tables, charts = Tables(found), by_id(found.page)
    capital = values(charts["capital"])
    assert same(np.sum(list(capital.values()), axis=0), tables.years("capital", quantity="outlay"))
    assert np.sum(list(capital.values())) == pytest.approx(found.solution.metrics["capital"].value)
    cost = values(charts["public-cost"])
    assert np.sum(list(cost.values())) == pytest.approx(found.solution.metrics["public_cost"].value)
    assert same(cost["credits"], tables.years("credits", quantity="claimed"))
    private = values(charts["fund-0"])
    assert same(private["paid in"], tables.years("funds", fund="private", quantity="equity"))
    assert same(private["budget"], tables.years("funds", fund="private", quantity="budget"))
    assert same(private["paid in"] + private["left of the budget"], private["budget"])


def test_the_reserve_and_the_futures_are_those_of_the_tables(made: MakeResult) -> None:
    found = made(EMBARGO)
    tables, charts = Tables(found), by_id(found.page)
    for place, commodity in enumerate(found.scenario.reserve):
        for number, future in enumerate(found.scenario.futures.branches if found.scenario.futures else ()):
            if f"reserve-{place}-{number}" in charts:
                shown = values(charts[f"reserve-{place}-{number}"])
                level = tables.periods("reserve", future, commodity=commodity, quantity="level")
                assert same(shown["held at the end"], level)
    fan = values(charts["fan"])
    for future in ("calm", "embargo"):
        served = tables.periods("demand", future, demand="ai_compute", quantity="served")
        assert same(fan[f"if {future}"] / 4, served)
    assert same(fan["expected"] / 4, tables.periods("demand", demand="ai_compute", quantity="served"))


def test_what_the_solver_leaves_behind_is_no_credit_in_a_future(made: MakeResult) -> None:
    """Of the fab credit nothing can be claimed: the tables have some hundred USD of it beside a plan of 1,200 bn."""
    found = made("demand_bust")
    outcome = next(
        grid
        for section in found.page.sections
        for part in section.parts
        for grid in part.grids
        if "future" in grid.title
    )
    assert outcome.header[-1] == "credits"
    assert [line.cells[-1] for line in outcome.lines] == ["0 USD", "0 USD"]


def test_the_map_is_that_of_the_split_of_the_optimum(made: MakeResult) -> None:
    found = made("us")
    tables = Tables(found)
    split = pd.read_csv(found.folder / "tables" / "value_split.csv")
    split = split[~split["kind"].isin(["demand", "firm", "compute", "existing"])]
    wanted = split.groupby("period")["share"].sum().reindex(tables.labels, fill_value=0.0).to_numpy()
    limits = [limit for row in found.page.chain.rows for limit in row.limits]
    new = [limit.shares for limit in limits if not limit.name.startswith(("existing", "wait"))]
    assert same(np.sum(new, axis=0), wanted)
    links = np.sum([row.shares for row in found.page.chain.rows], axis=0)
    assert same(links, np.sum([limit.shares for limit in limits], axis=0))
    for row in found.page.chain.rows:
        assert all((level > 0) == (share > 0) for level, share in zip(row.level, row.shares, strict=True))


def test_what_is_drawn_and_what_stands_in_tables_is_the_same(made: MakeResult) -> None:
    found = made("us")
    embedded = Reading(found.html).data("charts-data")
    for chart in found.page.charts:
        for panel, drawn in zip(chart.panels, embedded[chart.id]["panels"], strict=True):
            for series, line in zip(panel.series, drawn["series"], strict=True):
                there = ~np.isnan(series.values)
                assert np.allclose(np.array(line["values"], float)[there], series.values[there], rtol=1e-5)
        if chart.table is None and chart.grid:
            assert all(f"<td>{escape(cell)}</td>" in found.html for line in chart.grid.lines for cell in line.cells)


# --- safe and whole ---------------------------------------------------------------------------------------------------


def test_hostile_names_are_text(made: MakeResult) -> None:
    found = made("hostile")
    reading = Reading(found.html)
    assert '</title><script>alert(1)</script> & "quoted" 🚀 مرحبا' in reading.text
    assert "<b>bold</b></script> ${7*7} {{ 7*7 }}" in reading.text
    assert not {tag for tag, _ in reading.tags} & {"img", "svg", "u", "iframe", "object", "embed"}
    assert len(reading.scripts) == 5  # the style, two blocks of numbers, the library and the page's own
    assert not any(name.startswith("on") for _, attributes in reading.tags for name in attributes)
    assert "<script>alert" not in found.html.replace("&lt;script&gt;alert", "")
    assert reading.data("charts-data")
    assert reading.data("maps-data")["chain"]


def test_nothing_is_fetched_and_links_go_to_the_web(made: MakeResult) -> None:
    for name in ("us", "hostile"):
        reading = Reading(made(name).html)
        assert not list(reading.fetched())
        ids = {attributes.get("id") for _, attributes in reading.tags}
        for link in reading.links():
            assert link[1:] in ids if link.startswith("#") else re.fullmatch(r"https?://[^\s<>\"'`]+", link), link
        style = next(text for _, text in reading.scripts if "--ground" in text)
        assert "url(" not in style
        assert "@import" not in style
    assert "https://example.org/a?b=1&c=2" in reading.links()
    assert not any("javascript:" in link or "onmouseover" in link for link in reading.links())


def test_the_policy_names_the_scripts_that_are_there(made: MakeResult) -> None:
    reading = Reading(made("us").html)
    policy = next(a["content"] for tag, a in reading.tags if tag == "meta" and "http-equiv" in a)
    scripts = [text for attributes, text in reading.scripts if not attributes and "--ground" not in text]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    for script in scripts:
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy


@pytest.mark.parametrize(
    "file", [*(f"static/{name}.js" for name in SCRIPTS), "static/page.css", "vendor/plotly-basic.min.js"]
)
def test_our_own_files_do_not_end_their_block(file: str) -> None:
    text = (PAGE / file).read_text(encoding="utf-8").lower()
    assert "</script" not in text
    assert "</style" not in text
    assert "<!--" not in text


def test_the_package_holds_all_that_a_page_is_made_of() -> None:
    root = PAGE.parents[2]
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["optimizer"]
    packed = {path for pattern in patterns for path in (root / "optimizer").glob(pattern)}
    assert {path for path in PAGE.rglob("*.*") if path.suffix not in (".py", ".pyc")} <= packed


def test_the_library_is_the_one_that_its_page_names() -> None:
    said = (PAGE / "vendor" / "README.md").read_text(encoding="utf-8")
    library = (PAGE / "vendor" / "plotly-basic.min.js").read_bytes()
    assert hashlib.sha256(library).hexdigest() in said
    version = re.search(rb"plotly.js \(basic - minified\) v([\d.]+)", library)
    assert version
    assert f"version {version[1].decode()}" in said


@pytest.mark.parametrize(
    ("name", "sets"), [("us", ()), (EMBARGO, ()), ("regions", ()), ("us", ("horizon.step=month",))]
)
def test_a_page_stays_small(made: MakeResult, name: str, sets: tuple[str, ...]) -> None:
    assert len(made(name, *sets).html.encode()) <= LARGEST


def test_numbers_travel_safely() -> None:
    assert safe({"a": "</script>\u2028&"}) == '{"a":"\\u003c/script\\u003e\\u2028\\u0026"}'
    assert numbers([1234567.0, 0.5, float("nan"), -0.0, 1e300]) == [1234570, 0.5, None, 0, 1e300]
    with pytest.raises(ValueError, match="not JSON compliant"):
        safe({"a": float("inf")})


def test_run_and_report_write_the_same_page(
    made: MakeResult, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = made("us")
    target = tmp_path / "deep" / "us.html"
    assert main(["report", str(found.folder), "--out", str(target), "--json"]) == 0
    assert '"file"' in capfd.readouterr().out
    assert target.read_text(encoding="utf-8") == found.html


def test_report_says_what_is_wrong_with_its_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path / "none")]) == 2
    assert "there is no such results folder" in capfd.readouterr().err
    assert main(["report", str(tmp_path)]) == 2
    assert "is not a results folder" in capfd.readouterr().err


# --- colours ----------------------------------------------------------------------------------------------------------

THEMES = {"light": r":root \{(.*?)\}", "dark": r':root\[data-theme="dark"\] \{(.*?)\}'}


def colours(theme: str) -> dict[str, str]:
    block = re.search(THEMES[theme], (PAGE / "static/page.css").read_text(encoding="utf-8"), re.DOTALL)
    assert block
    return dict(re.findall(r"--([\w]+): (#[0-9a-f]{3,6})\b", block[1]))


def contrast(one: str, two: str) -> float:
    """Contrast of two colours as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_lines_stand_out(theme: str) -> None:
    palette = colours(theme)
    for ground in ("ground", "card"):
        for text in ("ink", "quiet", "link"):
            assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
        for drawn in (*(f"c{n}" for n in range(1, 9)), "grey", "before", "strong", "market"):
            assert contrast(palette[drawn], palette[ground]) >= 3, (drawn, ground)
    assert contrast(palette["ink"], palette["mark"]) >= 4.5
    # The shades of the map go one way.
    shades = [contrast(palette[f"h{n}"], palette["ground"]) for n in range(1, 6)]
    assert shades == sorted(shades)


def test_dark_is_the_same_whether_asked_for_or_of_the_system() -> None:
    css = (PAGE / "static/page.css").read_text(encoding="utf-8")
    asked = re.search(THEMES["dark"], css, re.DOTALL)
    system = re.search(
        r'prefers-color-scheme: dark\) \{\s*:root:not\(\[data-theme="light"\]\) \{(.*?)\}', css, re.DOTALL
    )
    assert asked
    assert system
    assert asked[1].split() == system[1].split()
