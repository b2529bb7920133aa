"""The answer in one screen: compute against demand, public cost, the limits worth most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.report import grids, sentences
from optimizer.report.grids import Compute
from optimizer.report.page.facts import Chart, Figure, Series, colour, panel
from optimizer.report.page.heat import levels
from optimizer.report.page.result import Result
from optimizer.report.page.run.facts import Held
from optimizer.report.words import amount, listed, percent, spans_in_words
from optimizer.results.bottlenecks import Bottleneck
from optimizer.results.held_back import LimitOverTime
from optimizer.results.names import in_words
from optimizer.results.spans import Span

HELD = 3
"""Limits that the first screen tells."""
FUTURES_DRAWN = 6
REGIONS = 2
"""Regions that a limit is told to be worth most in."""


def headline(result: Result) -> tuple[str, ...]:
    """What matters in sentences, but for the limits, which are told one by one."""
    solution, scenario = result.solution, result.scenario
    said = (
        sentences.compute(solution, scenario),
        sentences.money(solution, scenario),
        sentences.others(solution, scenario),
    )
    return tuple(sentence for sentence in said if sentence)


def figures(result: Result) -> Iterator[Figure]:
    """The few numbers to remember."""
    whole = grids.compute(result.solution, result.scenario)
    years, metrics = result.calendar.years, result.solution.metrics
    span = f"{years[0]} to {years[-1]}" if len(years) > 1 else years[0]
    if whole is not None:
        served, wanted = whole.level(whole.served)[-1], whole.level(whole.wanted)[-1]
        yield Figure(
            f"Compute in {years[-1]}",
            amount(float(served), whole.level_unit),
            f"of {amount(float(wanted), whole.level_unit)} wanted",
        )
        total = amount(float(whole.served.sum()), whole.unit)
        yield Figure(f"Compute, {span}", total, f"{percent(whole.share)} of what is wanted")
    if "capital" in metrics:
        yield Figure("Capital", amount(metrics["capital"].value, result.money), f"spent {span}")
    if "public_cost" in metrics:
        yield Figure(
            "Public cost", amount(sentences.told(result.solution, "public_cost"), result.money), _parts(result)
        )


def _parts(result: Result) -> str:
    """`credits, reserve`: the parts of the public cost that are not nothing."""
    parts = [words for name, words in sentences.COSTS.items() if sentences.told(result.solution, name)]
    return ", ".join(parts) if parts else "no credits, loans or reserve"


def compute_chart(result: Result) -> Chart | None:
    """Compute by year beside what is wanted."""
    whole = grids.compute(result.solution, result.scenario)
    if whole is None:
        return None
    served, wanted = whole.level(whole.served), whole.level(whole.wanted)
    series = [Series("in service", "bar", served, "c1"), Series("wanted", "dashed", wanted, "strong")]
    if result.scenario.futures is not None:
        series += list(_futures(result))
    title = "Compute in service" + (", mean over the year" if whole.is_level else "")
    return Chart(
        "compute",
        title + result.expected,
        _said(result, whole),
        result.calendar.years,
        "year",
        (panel("", whole.level_unit, series),),
        table=grids.compute_grid(result.solution, result.scenario),
    )


def _futures(result: Result) -> Iterator[Series]:
    for place, name in enumerate(result.futures[:FUTURES_DRAWN]):
        path = grids.compute(result.solution, result.scenario, result.calendar.along(name))
        if path is not None:
            yield Series(f"if {in_words(name)}", "line", path.level(path.served), colour(place + 1))


def _said(result: Result, whole: Compute) -> str:
    years, served, wanted = result.calendar.years, whole.level(whole.served), whole.level(whole.wanted)
    gap = wanted - served
    widest = int(np.argmax(gap))
    first, last = (amount(float(served[t]), whole.level_unit) for t in (0, -1))
    if gap[widest] <= grids.WHOLE * wanted[widest]:
        return f"{first} in {years[0]}, {last} in {years[-1]}; all that is wanted is served."
    missing = amount(float(gap[widest]), whole.level_unit)
    return f"{first} in {years[0]}, {last} in {years[-1]}; what is missing is most in {years[widest]}: {missing}."


def held(result: Result, limits: Sequence[LimitOverTime], ladder: Sequence[float]) -> Iterator[Held]:
    """The limits worth most, each with its periods. ladder : the steps of the shades."""
    best = [limit for limit in limits if limit.ranked and limit.ranked.worth > 0][:HELD]
    objective = abs(result.solution.objective) or np.inf  # shares of nothing are none
    labels = result.when.labels
    for limit in best:
        ranked = limit.ranked
        if ranked is not None:
            yield Held(
                sentences.in_words_of(ranked, result.scenario),
                spans_in_words(ranked.spans, Span(labels[0], labels[-1])),
                _worth(ranked, result),
                levels(limit.worth / objective, ladder),
            )


def _worth(limit: Bottleneck, result: Result) -> str:
    """`Worth 4 % of the plan's value (73 bn USD); one more MVA in 2028Q2 ...`."""
    worth = sentences.worth_in_words(limit, result.solution)
    regions = [f"{in_words(part.region)} ({percent(part.share)})" for part in limit.parts[:REGIONS] if part.worth > 0]
    where = f", the largest parts in {listed(regions)}" if regions else ""
    return f"Worth {worth}{where}; {sentences.one_more(limit, result.solution)}."
