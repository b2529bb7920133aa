"""Futures: how far their outcomes spread, what is decided before it is known which holds, and what after."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.report import grids
from optimizer.report.grids import Grid, Line
from optimizer.report.page.facts import Chart, Part, Section, Series, colour, panel
from optimizer.report.page.result import LEAST, Result, first_upper, has_any, many
from optimizer.report.words import amount, percent
from optimizer.results.by_period import by_period
from optimizer.results.dust import no_dust, plan_value
from optimizer.results.names import clean, in_words
from optimizer.timeline import COMMON

MOST_LINES = 6
"""Futures that are drawn as lines of their own inside the fan."""


def futures(result: Result) -> Section | None:
    """The section; None without futures."""
    if result.scenario.futures is None:
        return None
    reveal = result.when.labels[result.when.reveal] if result.when.reveal < len(result.when.labels) else ""
    odds = "; ".join(f"{in_words(name)}: {percent(result.when.weights[name])}" for name in result.futures)
    known = f"Which future holds is known from {reveal}. Until then all decisions are common." if reveal else ""
    return Section(
        "futures",
        "Futures",
        "Futures",
        (
            Part(
                "How far outcomes spread",
                (f"{known} Probabilities: {odds}.".strip(),),
                tuple(_fan(result)),
                _outcome(result),
            ),
            Part(
                "Decided before it is known, and after",
                ("Capacity for which permits are applied before the reveal, and after it in each future.",),
                grids=_decided(result),
            ),
        ),
    )


def _fan(result: Result) -> Iterator[Chart]:
    """Compute in each future, the range of all of them as a band."""
    scenario = result.scenario
    name = scenario.compute_demand
    if name is None:
        return
    unit = clean(scenario.commodities[scenario.demands[name].commodity].unit)
    table = result.solution.tables["demand"].where(demand=name)
    is_level = unit.endswith("*yr")
    per = result.when.period_years if is_level else 1.0
    nothing = np.zeros(len(result.when.labels))

    def path(quantity: str, future: str = "") -> np.ndarray:
        when = result.when.along(future) if future else result.when
        values: np.ndarray = by_period(table, quantity, (), when).get((), nothing) / per
        return values

    served = {future: path("served", future) for future in result.futures}
    every = np.array(list(served.values()))
    series = [Series("lowest", "low", every.min(axis=0), "c1"), Series("highest", "high", every.max(axis=0), "c1")]
    for place, (future, row) in enumerate(list(served.items())[:MOST_LINES]):
        series.append(Series(f"if {in_words(future)}", "line", row, colour(place + 1)))
    series.append(Series("expected", "dashed", path("served"), "strong"))
    last = {future: float(row[-1]) for future, row in served.items()}
    shown = unit.removesuffix("*yr") if is_level else unit
    worst, best = min(last, key=lambda future: last[future]), max(last, key=lambda future: last[future])
    said = (
        f"In {result.when.labels[-1]} from {amount(last[worst], shown)} if {in_words(worst)} "
        f"to {amount(last[best], shown)} if {in_words(best)}."
    )
    title = "Compute in service in each future" if is_level else "Compute in each future"
    yield Chart("fan", title, said, result.when.labels, "period", (panel("", shown, series),))


def _outcome(result: Result) -> tuple[Grid, ...]:
    """What each future comes to: compute, capital, credits."""
    header = ("probability", "compute in all", "served", "capital", "credits")
    value, lines = plan_value(result.solution.metrics), []
    for name in result.futures:
        whole = grids.compute(result.solution, result.scenario, result.calendar.along(name))
        money = [
            float(sum(row.sum() for row in result.years(table, quantity, future=name).values()))
            for table, quantity in (("capital", "outlay"), ("credits", "claimed"))
        ]
        lines.append(
            Line(
                first_upper(in_words(name)),
                (
                    percent(result.when.weights[name]),
                    amount(float(whole.served.sum()), whole.unit) if whole else "–",
                    percent(whole.share) if whole else "–",
                    *(amount(no_dust(each, value), result.money) for each in money),
                ),
            )
        )
    return (Grid("What each future comes to, over the whole horizon", header, tuple(lines)),)


def _decided(result: Result) -> tuple[Grid, ...]:
    """Starts by asset before the reveal, and after it in each future."""
    table = result.solution.tables["starts"]
    sums = {
        future: by_period(table, "start", ("asset",), result.when.in_future(future))
        for future in (COMMON, *result.futures)
    }
    lines = []
    for asset in result.scenario.assets:
        values = [float(np.sum(rows.get((asset,), 0.0))) for rows in sums.values()]
        if has_any(np.array(values)):
            unit = clean(result.scenario.assets[asset].capacity)
            floor = LEAST * max(values)
            cells = tuple(amount(value, unit) if value > floor else "–" for value in values)
            lines.append(Line(first_upper(many(asset)), cells))
    if not lines:
        return ()
    header = ("before", *(f"after, if {in_words(future)}" for future in result.futures))
    return (Grid("Capacity applied for", header, tuple(lines)),)
