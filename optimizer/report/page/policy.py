"""Policy: credits, loans and the reserve: what was claimed, when and by whom, and what the public pays each year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.report import grids, sentences
from optimizer.report.grids import Grid, Line
from optimizer.report.page.facts import Chart, Mark, Part, Section, Series, colour, panel
from optimizer.report.page.result import LEAST, Result, first_upper, has_any, listed_names, many, most
from optimizer.report.words import amount, listed, spans_in_words
from optimizer.results.names import clean, in_words
from optimizer.results.spans import spans
from optimizer.results.tables import Table
from optimizer.scenario.places import disrupted

STACKED = 8


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
    rows = {name: row for name, row in _cost_by_year(result).items() if has_any(row)}
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


def _cost_by_year(result: Result) -> dict[str, np.ndarray]:
    """The parts of the public cost; what comes back to the Treasury is below 0. They add up to the metric."""

    def whole(table: str, quantity: str) -> np.ndarray:
        rows = result.years(table, quantity)
        return rows.get((), np.zeros(len(result.calendar.years)))

    running = result.solution.metrics.get("lever_cost")
    lengths = result.calendar.lengths
    lever = (running.value if running else 0.0) * lengths / lengths.sum()
    return {
        "credits": whole("credits", "claimed"),
        "loan subsidy": whole("loans", "subsidy"),
        "bought for the reserve": whole("reserve", "purchases"),
        "holding the reserve": whole("reserve", "holding"),
        "sold from the reserve": -whole("reserve", "sales"),
        "left in the reserve at the end": -whole("reserve", "salvage"),
        "running the levers": lever,
    }


# --- credits and loans ------------------------------------------------------------------------------------------------


def _claims(result: Result, table: str, title: str, quantity: str) -> Part:
    """Credits or loans: by whom, when, how much."""
    column = "credit" if table == "credits" else "loan"
    rows = {
        f"{in_words(name)}, {many(asset)}": row
        for (name, asset), row in result.years(table, quantity, column, "asset").items()
    }
    shown = most(rows, STACKED, "{} others")
    offered = result.scenario.credits if table == "credits" else result.scenario.loans
    unused = [in_words(name) for name in offered if name not in set(result.solution.tables[table].columns[column])]
    text = [f"Not used: {listed_names(unused, 8)}."] if unused else []
    if not offered:
        return Part(title, (f"The scenario has no {table}.",))
    if not shown:
        return Part(title, (f"No {column} is {quantity}.", *text))
    whole = np.sum(list(rows.values()), axis=0)
    series = [Series(name, "bar", row, colour(place)) for place, (name, row) in enumerate(shown.items())]
    said = f"{amount(float(whole.sum()), result.money)} {quantity} by {listed_names(list(shown), 3)}."
    chart = Chart(
        table,
        f"{title} {quantity}{result.expected}",
        said,
        result.calendar.years,
        "year",
        (panel("", result.money, series),),
        table=(grids.credits_grid if table == "credits" else grids.loans_grid)(result.solution, result.scenario),
    )
    return Part(title, tuple(text), (chart,), (_who(result, table, column, quantity),))


def _who(result: Result, name: str, column: str, quantity: str) -> Grid:
    """Who claimed what, from when to when, and what lapsed."""
    table = result.solution.tables[name]
    got = result.years(name, quantity, column, "asset")
    entitled = result.years(name, "entitled", column, "asset")
    lines = []
    for key, row in got.items():
        if not has_any(row):
            continue
        programme, asset = key
        lapsed = float(np.sum(entitled[key]) - row.sum()) if key in entitled else 0.0
        lines.append(
            Line(
                f"{in_words(programme)}, {many(asset)}",
                (
                    _when(result, table, {column: programme, "asset": asset}, quantity),
                    amount(float(row.sum()), result.money),
                    amount(lapsed, result.money) if lapsed > LEAST * float(row.sum()) else "–",
                ),
            )
        )
    header = ("when", quantity, "entitled to, not claimed") if entitled else ("when", quantity, "not used")
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
    return spans_in_words(spans(nodes, result.when.labels, result.futures), most=3) if nodes else "never"


# --- reserve ----------------------------------------------------------------------------------------------------------


def _reserve(result: Result) -> Part:
    title = "Strategic reserve"
    held = result.periods("reserve", "level", "commodity")
    names = [name for name in result.scenario.reserve if has_any(held.get((name,), np.zeros(1)))]
    if not result.scenario.reserve:
        return Part(title, ("The scenario has no reserve.",))
    if not names:
        return Part(title, ("Nothing is held in the reserve.",))
    empty = [in_words(name) for name in result.scenario.reserve if name not in names]
    text = (f"Nothing is held of {listed(empty)}.",) if empty else ()
    return Part(title, text, tuple(chart for name in names for chart in _stocks(result, name)))


def _stocks(result: Result, name: str) -> Iterator[Chart]:
    """The level of one commodity, with what is put in and taken out below: on each future's path where there are any."""
    place = list(result.scenario.reserve).index(name)
    unit = clean(result.scenario.commodities[name].unit)
    nothing = np.zeros(len(result.when.labels))
    for number, future in enumerate(result.futures or ("",)):
        level, fill, draw = (
            result.periods("reserve", quantity, "commodity", future=future).get((name,), nothing)
            for quantity in ("level", "fill", "draw")
        )
        panels = [panel("held", unit, [Series("held at the end", "bar", level, "before")])]
        flows = [Series("put in", "bar", fill, "c1"), Series("drawn", "bar", -draw, "c2")]
        panels.append(panel("put in, drawn", unit, flows))
        yield Chart(
            f"reserve-{place}-{number}",
            first_upper(in_words(name)) + (f", if {in_words(future)}" if future else ""),
            _stock_said(result, name, future, level, unit),
            result.when.labels,
            "period",
            tuple(panels),
            marks=tuple(_marks(result, name, future)),
            small=True,
        )


def _stock_said(result: Result, name: str, future: str, level: np.ndarray, unit: str) -> str:
    table = result.solution.tables["reserve"].where(commodity=name)
    if future:
        keep = [i for i, at in enumerate(table.columns["future"]) if at in ("all", future)]
        columns = {
            column: values[keep] if isinstance(values, np.ndarray) else ["all" if column == "future" else values[i] for i in keep]
            for column, values in table.columns.items()
        }
        table = Table("reserve", columns)
    filled, drawn = (_when(result, table, {}, quantity) for quantity in ("fill", "draw"))
    best = int(np.argmax(level))
    top = f"at most {amount(float(level[best]), unit)}, in {result.when.labels[best]}"
    return f"Filled {filled}; drawn {drawn}; {top}."


def _marks(result: Result, name: str, future: str) -> Iterator[Mark]:
    """The periods in which the commodity is disrupted."""
    share = disrupted(result.scenario, future or None, name)
    if future:
        share = share.copy()
        share[: result.when.reveal] = disrupted(result.scenario, None, name)[: result.when.reveal]
    hit = np.flatnonzero(share > 0.0).tolist()
    runs: Sequence[int] = [t for t in hit if t - 1 not in hit]
    for first in runs:
        last = next(t for t in range(first, len(share) + 1) if t == len(share) or share[t] <= 0.0) - 1
        yield Mark(first, last, "disrupted")
