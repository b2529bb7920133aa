"""The plan: what is applied for and when, what serves, what it makes, what it costs, what is left of the funds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.report import grids
from optimizer.report.grids import Grid, Line
from optimizer.report.page.facts import COLOURS, Chart, Panel, Part, Section, Series, colour, panel
from optimizer.report.page.result import LEAST, Result, first_upper, has_any, listed_names, many, most
from optimizer.report.words import amount, percent, spans_in_words
from optimizer.results.names import clean, in_words
from optimizer.results.spans import Span, spans
from optimizer.scenario.places import in_region, regions_of_asset
from optimizer.scenario.schema import Asset, Lane
from optimizer.timeline import COMMON

STANDARD = "standard"
FILED = "Permits: when to apply, and when what they are for is built and serves"
FILED_NOTES = (
    "To serve when the plan needs them, permits must be applied for in these periods. Building begins when the permit "
    "is there, service when all is built, full output after the ramp.",
)


def plan(result: Result) -> Section:
    """The section."""
    cards = tuple(_cards(result))
    standing = [many(name) for name, asset in result.scenario.assets.items() if asset.capex is None]
    fixed = f"Not built by the plan, their path is given: {listed_names(standing, 8)}." if standing else ""
    filed = permits_grid(result)
    return Section(
        "plan",
        "Plan",
        "The plan",
        (
            Part("When permits must be filed", (_filed(result),), grids=(filed,) if filed else ()),
            Part(
                "Capacity, output and starts",
                tuple(text for text in (_legend(result), fixed) if text),
                cards,
                common=True,
            ),
            Part("Capital, and what is left of the funds", _unlimited(result), (*_capital(result), *_funds(result))),
        ),
    )


# --- capacity, output, starts -----------------------------------------------------------------------------------------


def _legend(result: Result) -> str:
    return (
        "Bars: capacity in service, what stands without the plan and what the plan adds. Line: output, as the capacity "
        f"that it would take at full use. Below: capacity applied for in each {result.step}{result.expected}."
    )


def _cards(result: Result) -> Iterator[Chart]:
    serving = result.periods("capacity", "in_service", "asset")
    existing = result.periods("capacity", "existing", "asset")
    output = result.periods("activity", "activity", "asset")
    starts = result.periods("starts", "start", "asset")
    nothing = np.zeros(len(result.when.labels))
    for name, asset in result.scenario.assets.items():
        key = (name,)
        if not (has_any(serving.get(key, nothing)) or has_any(starts.get(key, nothing))):
            continue
        yield _card(
            result,
            name,
            asset,
            _Paths(
                serving.get(key, nothing),
                existing.get(key, nothing),
                output.get(key, nothing) / result.when.period_years,
                starts.get(key, nothing),
            ),
        )


@dataclass(frozen=True)
class _Paths:
    """An asset over time: capacity in service, of it from before the plan, output a year, starts in the period."""

    serving: np.ndarray
    existing: np.ndarray
    output: np.ndarray
    starts: np.ndarray

    @property
    def new(self) -> np.ndarray:
        """Capacity in service that the plan has added; rounding of the solver is nothing."""
        added = self.serving - self.existing
        return np.where(added > LEAST * np.max(self.serving, initial=0.0), added, 0.0)


def _card(result: Result, name: str, asset: Asset, paths: _Paths) -> Chart:
    unit = clean(asset.capacity)
    bars = [Series("from before the plan", "bar", paths.serving - paths.new, "before")]
    if asset.capex is not None:
        bars.append(Series("added by the plan", "bar", paths.new, "c1"))
    lines = [Series("output", "line", paths.output, "strong")] if has_any(paths.output) else []
    panels: list[Panel] = [panel("capacity", unit, [*bars, *lines])]
    if has_any(paths.starts):
        panels.append(panel("applied for", unit, [Series("permits applied for", "bar", paths.starts, "c2")]))
    return Chart(
        f"asset-{_place(result, name)}",
        first_upper(many(name)),
        _said(result, asset, paths, unit),
        result.when.labels,
        "period",
        tuple(panels),
        small=True,
    )


def _place(result: Result, name: str) -> int:
    return list(result.scenario.assets).index(name)


def _said(result: Result, asset: Asset, paths: _Paths, unit: str) -> str:
    labels = result.when.labels
    first, last = (amount(float(paths.serving[t]), unit) for t in (0, -1))
    text = f"{first} in {labels[0]}, {last} in {labels[-1]}"
    if has_any(paths.starts):
        text += f"; {amount(float(paths.starts.sum()), unit)} applied for"
    elif asset.capex is not None:
        text += "; nothing is applied for"
    whole = float(paths.serving.sum())
    return text + (f"; {percent(float(paths.output.sum()) / whole)} of the capacity is used." if whole else ".")


# --- permits ----------------------------------------------------------------------------------------------------------


def _filed(result: Result) -> str:
    """Who must apply at once."""
    first = result.when.labels[0]
    table = result.solution.tables["starts"]
    now = {
        asset
        for asset, period, quantity, value in zip(
            *(table.columns[name] for name in ("asset", "period", "quantity", "value")), strict=True
        )
        if quantity == "start" and period == first and value > 0
    }
    names = [many(name) for name in result.scenario.assets if name in now]
    return f"Applied for in {first} already: {', '.join(names)}." if names else f"Nothing is applied for in {first}."


def permits_grid(result: Result) -> Grid | None:
    """For each asset and lane that the plan uses: when to apply, how much, how long it takes, when it serves."""
    header = ("apply (or order)", "in all", "most", "permit", "build", "new capacity serves from")
    serves = _first_new(result)
    lines = []
    for (asset, lane), nodes in _started(result).items():
        permit, build = _times(result, asset, lane)
        unit = clean(result.scenario.assets[asset].capacity)
        best = max(nodes, key=lambda node: nodes[node])
        peak = f"{amount(nodes[best], unit)} in {best[1]}" + (f" if {in_words(best[0])}" if best[0] != COMMON else "")
        lines.append(
            Line(
                first_upper(many(asset)) + (f", {in_words(lane)} lane" if lane != STANDARD else ""),
                (
                    spans_in_words(spans(nodes, result.when.labels, result.futures), _whole(result), most=3),
                    amount(_sum(result, nodes), unit),
                    peak,
                    _months(permit),
                    _months(build),
                    serves.get(asset, "–"),
                ),
            )
        )
    return Grid(FILED, header, tuple(lines), FILED_NOTES) if lines else None


def _whole(result: Result) -> Span:
    return Span(result.when.labels[0], result.when.labels[-1])


def _started(result: Result) -> dict[tuple[str, str], dict[tuple[str, str], float]]:
    """Starts by (asset, lane) and (future, period), regions and steps together, in order of the scenario."""
    table = result.solution.tables["starts"]
    names = ("asset", "lane", "future", "period", "quantity", "value")
    found: dict[tuple[str, str], dict[tuple[str, str], float]] = {}
    for asset, lane, future, period, quantity, value in zip(*(table.columns[name] for name in names), strict=True):
        if quantity == "start" and value > 0:
            nodes = found.setdefault((asset, lane), {})
            nodes[future, period] = nodes.get((future, period), 0.0) + float(value)
    order = {name: i for i, name in enumerate(result.scenario.assets)}
    kept = {}
    for key in sorted(found, key=lambda key: (order.get(key[0], len(order)), key[1] != STANDARD, key[1])):
        floor = LEAST * max(found[key].values())
        kept[key] = {node: value for node, value in found[key].items() if value > floor}
    return kept


def _sum(result: Result, nodes: dict[tuple[str, str], float]) -> float:
    weights = result.when.weights
    return sum(weights.get(future, 0.0) * value for (future, _), value in nodes.items())


def _times(result: Result, asset: str, lane: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Shortest and longest permit and building time over the regions [yr]."""
    scenario = result.scenario
    factor = scenario.permitting.factor.value * scenario.permitting.lanes.get(lane, Lane()).factor.value
    there = [in_region(scenario.assets[asset], region) for region in regions_of_asset(scenario, asset)]
    permits = [each.permit.value * factor for each in there]
    builds = [each.build.value for each in there]
    return (min(permits), max(permits)), (min(builds), max(builds))


def _months(times: tuple[float, float]) -> str:
    low, high = (f"{12 * time:.3g}" for time in times)
    if high == "0":
        return "none"
    return f"{low} months" if low == high else f"{low} to {high} months"


def _first_new(result: Result) -> dict[str, str]:
    """The first period in which something that the plan has built serves, in any future, by asset."""
    serving = result.periods("capacity", "in_service", "asset")
    existing = result.periods("capacity", "existing", "asset")
    found = {}
    for (asset,), row in serving.items():
        new = row - existing.get((asset,), np.zeros(len(row))) > LEAST * float(row.max(initial=0.0))
        if new.any():
            found[asset] = result.when.labels[int(np.argmax(new))]
    return found


# --- money ------------------------------------------------------------------------------------------------------------


def _capital(result: Result) -> Iterator[Chart]:
    outlays = {many(asset): row for (asset,), row in result.years("capital", "outlay", "asset").items()}
    rows = most(outlays, COLOURS)
    if not rows:
        return
    whole = np.sum(list(outlays.values()), axis=0)
    years = result.calendar.years
    best = int(np.argmax(whole))
    biggest = next(iter(rows))
    said = (
        f"{amount(float(whole.sum()), result.money)} in all, most in {years[best]} "
        f"({amount(float(whole[best]), result.money)}); {percent(float(rows[biggest].sum() / whole.sum()))} of it for "
        f"{biggest}."
    )
    series = [Series(name, "bar", row, colour(place)) for place, (name, row) in enumerate(rows.items())]
    table = grids.capital_grid(result.solution, result.scenario)
    title = f"Capital spent by what it builds{result.expected}"
    yield Chart("capital", title, said, years, "year", (panel("", result.money, series),), table=table)


def _funds(result: Result) -> Iterator[Chart]:
    """The funds that have a limit: what is paid in and spent beside the budget, and what is kept."""
    budget, equity = (result.years("funds", quantity, "fund") for quantity in ("budget", "equity"))
    for place, (name, fund) in enumerate(result.scenario.funds.items()):
        if fund.budget is None and fund.total is None:
            continue
        paid = equity.get((name,), np.zeros(len(result.calendar.years)))
        given = budget.get((name,))
        series = [Series("paid in", "bar", paid, "c1")]
        if given is not None:
            left = np.maximum(given - paid, 0.0)
            series += [Series("left of the budget", "bar", left, "before"), Series("budget", "dashed", given, "strong")]
        panels = [panel("in the year", result.money, series)]
        cash = result.periods("funds", "cash", "fund").get((name,))
        if cash is not None and has_any(cash):
            ends = cash[np.cumsum(result.calendar.counts) - 1]
            panels.append(panel("kept at the year’s end", result.money, [Series("kept", "line", ends, "c2")]))
        title = f"{first_upper(in_words(name))} fund{result.expected}"
        said = _fund_said(result, name, paid, given)
        yield Chart(f"fund-{place}", title, said, result.calendar.years, "year", tuple(panels), small=True)


def _fund_said(result: Result, name: str, paid: np.ndarray, given: np.ndarray | None) -> str:
    money = result.money
    total = result.scenario.funds[name].total
    text = f"{amount(float(paid.sum()), money)} paid in"
    if given is not None:
        text += f" of a budget of {amount(float(given.sum()), money)}"
        full = [
            year for year, a, b in zip(result.calendar.years, paid, given, strict=True) if b and a >= b * (1 - 1e-6)
        ]
        text += f"; all of it in {', '.join(full)}" if full else "; never all of a year’s"
    if total is not None:
        text += f". The fund holds {amount(total.value, money)} in all"
    return text + "."


def _unlimited(result: Result) -> tuple[str, ...]:
    names = [
        in_words(name) for name, fund in result.scenario.funds.items() if fund.budget is None and fund.total is None
    ]
    return (f"Funds without a limit: {listed_names(names, 8)}.",) if names else ()
