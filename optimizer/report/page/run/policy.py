"""Policy: credits, loans and the reserve: what was claimed, when and by whom, and what the public pays each year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.report import grids, sentences
from optimizer.report.grids import Grid, Line
from optimizer.report.page.facts import COLOURS, Chart, Mark, Part, Section, Series, colour, panel
from optimizer.report.page.public_cost import public_cost_by_year
from optimizer.report.page.result import LEAST, Result, first_upper, has_any, listed_names, many, most
from optimizer.report.words import amount, listed, spans_in_words
from optimizer.results.dust import no_dust, plan_value
from optimizer.results.names import clean, in_words
from optimizer.results.spans import spans
from optimizer.results.tables import Table
from optimizer.scenario.places import disrupted
from optimizer.timeline import COMMON


def policy(result: Result) -> Section:
    """The section."""
    return Section(
        "policy",
        "Policy",
        "Policy and public money",
        (
            Part("Public cost", sentences.public_cost(result.solution, result.scenario), tuple(_cost(result))),
            _claims(result, "credits", "Credits", "claimed"),
            _claims(result, "loans", "Loans", "drawn"),
            _reserve(result),
        ),
    )


# --- public cost ------------------------------------------------------------------------------------------------------


def _cost(result: Result) -> Iterator[Chart]:
    rows = {name: row for name, row in public_cost_by_year(result).items() if _is_told(result, row)}
    if not rows:
        return
    whole = np.sum(list(rows.values()), axis=0)
    years = result.calendar.years
    best = int(np.argmax(whole))
    said = f"{amount(float(whole.sum()), result.money)} in all"
    if whole[best] > 0:
        said += f", most in {years[best]}: {amount(float(whole[best]), result.money)}"
    series = [Series(name, "bar", row, colour(place)) for place, (name, row) in enumerate(rows.items())]
    title = f"Public cost by year{result.expected}"
    yield Chart("public-cost", title, said + ".", years, "year", (panel("", result.money, series),))


def _is_told(result: Result, row: np.ndarray) -> bool:
    """Whether money by year is more than rounding of the solver beside the plan's value."""
    return no_dust(float(np.abs(row).sum()), plan_value(result.solution.metrics)) != 0.0


# --- credits and loans ------------------------------------------------------------------------------------------------


def _claims(result: Result, table: str, title: str, quantity: str) -> Part:
    """Credits or loans: by whom, when, how much."""
    column = "credit" if table == "credits" else "loan"
    rows = {
        f"{in_words(name)}, {many(asset)}": row
        for (name, asset), row in result.years(table, quantity, column, "asset").items()
        if _is_told(result, row)
    }
    shown = most(rows, COLOURS)
    offered = result.scenario.credits if table == "credits" else result.scenario.loans
    unused = [in_words(name) for name in offered if name not in set(result.solution.tables[table].columns[column])]
    text = [f"Not used: {listed_names(unused, 8)}."] if unused else []
    if not offered:
        return Part(title, (f"The scenario has no {table}.",))
    if not shown:
        return Part(title, (f"No {column} is {quantity}.", *text))
    whole = np.sum(list(rows.values()), axis=0)
    series = [Series(name, "bar", row, colour(place)) for place, (name, row) in enumerate(shown.items())]
    biggest, row = next(iter(shown.items()))
    said = f"{amount(float(whole.sum()), result.money)} {quantity}"
    if len(shown) > 1:
        said += f", most of it for {biggest}: {amount(float(row.sum()), result.money)}"
    chart = Chart(
        table,
        f"{title} {quantity}{result.expected}",
        said + ".",
        result.calendar.years,
        "year",
        (panel("", result.money, series),),
        table=(grids.credits_grid if table == "credits" else grids.loans_grid)(result.solution, result.scenario),
    )
    return Part(title, tuple(text), (chart,), (_who(result, table, column, quantity),))


def _who(result: Result, name: str, column: str, quantity: str) -> Grid:
    """Who claimed what, from when to when; of credits, what lapsed."""
    table = result.solution.tables[name]
    got = result.years(name, quantity, column, "asset")
    entitled = result.years(name, "entitled", column, "asset")
    lines = []
    for key, row in got.items():
        if not _is_told(result, row):
            continue
        programme, asset = key
        when = _when(result, table, {column: programme, "asset": asset}, quantity)
        cells = [when, amount(float(row.sum()), result.money)]
        if entitled:
            lapsed = float(np.sum(entitled.get(key, row)) - row.sum())
            cells.append(amount(lapsed, result.money) if lapsed > LEAST * float(row.sum()) else "–")
        lines.append(Line(f"{in_words(programme)}, {many(asset)}", tuple(cells)))
    header = ("when", quantity, "entitled to, not claimed") if entitled else ("when", quantity)
    return Grid(f"{first_upper(name)} {quantity}{result.expected}", header, tuple(lines))


def _when(result: Result, table: Table, where: dict[str, str], quantity: str) -> str:
    """The periods in which there is something of a quantity."""
    kept = table.where(quantity=quantity, **where)
    values = np.asarray(kept.columns["value"], float)
    floor = LEAST * float(np.max(np.abs(values), initial=0.0))
    nodes = [
        (future, period)
        for future, period, value in zip(kept.columns["future"], kept.columns["period"], values, strict=True)
        if value > floor
    ]
    return _nodes_in_words(result, nodes)


def _nodes_in_words(result: Result, nodes: Sequence[tuple[str, str]]) -> str:
    """(future, period) nodes in words, "" for none."""
    return spans_in_words(spans(nodes, result.when.labels, result.futures), most=3) if nodes else ""


# --- reserve ----------------------------------------------------------------------------------------------------------


def _reserve(result: Result) -> Part:
    title = "Strategic reserve"
    held = result.periods("reserve", "level", "commodity")
    names = [name for name in result.scenario.reserve if has_any(held.get((name,), np.zeros(1)))]
    if not result.scenario.reserve:
        return Part(title, ("The scenario has no reserve.",))
    if not names:
        return Part(title, ("Nothing is held in the reserve.",))
    charts = tuple(chart for name in names for chart in _stocks(result, name))
    empty = [in_words(name) for name in result.scenario.reserve if name not in names]
    text = [f"Nothing is held of {listed(empty)}."] if empty else []
    if any(chart.marks for chart in charts):
        text.append("Shaded: the commodity is disrupted.")
    return Part(title, tuple(text), charts, common=True)


@dataclass(frozen=True)
class _Stock:
    """One commodity of the reserve on the path of one future: level at the end, put in and drawn, disruptions."""

    level: np.ndarray
    fill: np.ndarray
    draw: np.ndarray
    marks: tuple[Mark, ...]

    def same(self, other: _Stock) -> bool:
        """Whether nothing differs but rounding of the solver."""
        pairs = ((self.level, other.level), (self.fill, other.fill), (self.draw, other.draw))
        size = LEAST + 1e-6 * float(self.level.max(initial=0.0))
        return self.marks == other.marks and all(np.allclose(one, two, rtol=0.0, atol=size) for one, two in pairs)


def _stocks(result: Result, name: str) -> Iterator[Chart]:
    """One commodity, on the path of each future where they differ."""
    place = list(result.scenario.reserve).index(name)
    paths = {future: _stock(result, name, future) for future in result.futures or ("",)}
    first, *others = paths.values()
    if all(first.same(other) for other in others):
        paths = {"": first}
    for number, (future, stock) in enumerate(paths.items()):
        unit = clean(result.scenario.commodities[name].unit)
        flows = [Series("put in", "bar", stock.fill, "c1"), Series("drawn", "bar", -stock.draw, "c2")]
        panels = [
            panel("held", unit, [Series("held at the end", "bar", stock.level, "before")]),
            panel("put in, drawn", unit, [each for each in flows if has_any(each.values)]),
        ]
        yield Chart(
            f"reserve-{place}-{number}",
            first_upper(in_words(name)) + (f", if {in_words(future)}" if future else ""),
            _stock_said(result, stock, unit),
            result.when.labels,
            "period",
            tuple(each for each in panels if each.drawn),
            marks=stock.marks,
            small=True,
        )


def _stock(result: Result, name: str, future: str) -> _Stock:
    nothing = np.zeros(len(result.when.labels))
    level, fill, draw = (
        result.periods("reserve", quantity, "commodity", future=future).get((name,), nothing)
        for quantity in ("level", "fill", "draw")
    )
    return _Stock(level, fill, draw, tuple(_marks(result, name, future)))


def _stock_said(result: Result, stock: _Stock, unit: str) -> str:
    labels = result.when.labels
    filled, drawn = (
        _nodes_in_words(result, [(COMMON, labels[t]) for t in _there(row)]) for row in (stock.fill, stock.draw)
    )
    best = int(np.argmax(stock.level))
    top = f"at most {amount(float(stock.level[best]), unit)}, in {labels[best]}"
    return f"{f'Filled {filled}' if filled else 'Never filled'}; {f'drawn {drawn}' if drawn else 'never drawn'}; {top}."


def _there(row: np.ndarray) -> list[int]:
    """The periods in which there is something."""
    there: list[int] = np.flatnonzero(row > LEAST * float(row.max(initial=0.0))).tolist()
    return there


def _marks(result: Result, name: str, future: str) -> Iterator[Mark]:
    """The periods in which the commodity is disrupted: before the reveal by what hits all futures."""
    share = disrupted(result.scenario, None, name)
    if future:
        after = disrupted(result.scenario, future, name)
        share = np.where(np.arange(len(share)) < result.when.reveal, share, after)
    hit = share > 0.0
    for first in np.flatnonzero(hit & ~np.append(False, hit[:-1])).tolist():
        rest = np.flatnonzero(~hit[first:])
        yield Mark(first, first + int(rest[0]) - 1 if len(rest) else len(hit) - 1, "disrupted")
