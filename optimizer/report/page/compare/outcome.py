"""What comes of it: compute against demand, and public cost by year, a panel for each on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from optimizer.report import compare_grids, grids
from optimizer.report import compare_sentences as sentences
from optimizer.report.compare_table import money_notes, money_table
from optimizer.report.compare_words import more_or_less
from optimizer.report.grids import Grid, Line
from optimizer.report.page.compare.subjects import Subject, Subjects
from optimizer.report.page.facts import REFERENCE, Chart, Part, Section, Series, colour, panel
from optimizer.report.page.multiples import common
from optimizer.report.page.public_cost import public_cost_by_year
from optimizer.report.page.result import first_upper
from optimizer.report.words import amount
from optimizer.results.dust import no_dust, plan_value

THE_REFERENCE = "the reference"
LEAST_SEEN = 0.01
"""Part of the height of a chart below which a line cannot be told from its axis."""


def outcome(found: Subjects) -> Section:
    """The section."""
    return Section("outcome", "Compute, cost", "Compute and public cost", tuple(_parts(found)))


def _parts(found: Subjects) -> Iterator[Part]:
    compute = common(tuple(_compute(found)))
    if compute:
        text = f"What users get and what they want, each panel on the same scale. Grey bars: {found.reference.name}."
        yield Part("Compute against demand", (text,), compute, common=True)
    cost = common(tuple(_cost(found)))
    tables = tuple(_money(found) if found.is_pair else _money_table(found))
    yield Part("Public cost by year", (_cost_read(found, cost),), cost, common=True)
    told = tuple(sentences.public_money(found.facts, found.others[0].difference)) if found.is_pair else ()
    yield Part("What the added public money does", told, grids=tables)


# --- compute ----------------------------------------------------------------------------------------------------------


def _compute(found: Subjects) -> Iterator[Chart]:
    before = _levels(found, found.reference)
    if before is None or not found.facts.compute_unit:
        return
    for place, subject in enumerate(found.all):
        levels = _levels(found, subject)
        if levels is None:
            continue
        served, wanted, unit = levels
        is_reference = subject is found.reference
        series = [Series(THE_REFERENCE, "bar", before[0], "before"), Series("wanted", "dashed", wanted, "strong")]
        if not is_reference:
            series.append(Series("in service", "line", served, "c1"))
        yield Chart(
            f"compute-{place}",
            first_upper(subject.name),
            _compute_said(found, served, wanted, before[0], unit, is_reference=is_reference),
            found.facts.years,
            "year",
            (panel("mean over the year" if found.facts.compute_unit.endswith("*yr") else "in the year", unit, series),),
            small=True,
        )


def _levels(found: Subjects, subject: Subject) -> tuple[np.ndarray, np.ndarray, str] | None:
    """Compute served and wanted in the common years, and the unit."""
    whole = grids.compute(subject.side.solution, subject.side.scenario)
    if whole is None:
        return None
    served, wanted = (found.common(subject, whole.level(row)) for row in (whole.served, whole.wanted))
    return served, wanted, whole.level_unit


def _compute_said(
    found: Subjects, served: np.ndarray, wanted: np.ndarray, before: np.ndarray, unit: str, *, is_reference: bool
) -> str:
    year = sentences.news_year(found.facts)
    at = found.facts.years.index(year)
    text = f"{amount(float(served[at]), unit)} of {amount(float(wanted[at]), unit)} wanted in {year}"
    if is_reference:
        return text + "."
    more = float(served[at] - before[at])
    same = abs(more) <= 1e-6 * abs(float(before[at]))
    return f"{text}, {'as in the reference' if same else f'{more_or_less(more, unit)} than in the reference'}."


# --- public cost ------------------------------------------------------------------------------------------------------


def _cost(found: Subjects) -> Iterator[Chart]:
    costs = [
        {name: found.common(subject, row) for name, row in public_cost_by_year(subject.result).items()}
        for subject in found.all
    ]
    worths = [plan_value(subject.result.solution.metrics) for subject in found.all]
    parts = [
        name
        for name in costs[0]
        if any(no_dust(float(np.abs(cost[name]).sum()), worth) for cost, worth in zip(costs, worths, strict=True))
    ]
    costs = [{name: cost[name] for name in parts} for cost in costs]
    before = np.sum(list(costs[0].values()), axis=0) if parts else np.zeros(0)
    for place, (subject, cost) in enumerate(zip(found.all, costs, strict=True)):
        if not parts:
            return
        series = [Series(name, "bar", cost[name], colour(at)) for at, name in enumerate(parts)]
        if place and _is_seen(before, costs):
            series.append(Series(f"{THE_REFERENCE}, in all", "line", before, REFERENCE))
        yield Chart(
            f"cost-{place}",
            first_upper(subject.name),
            _cost_said(found, np.sum(list(cost.values()), axis=0)),
            found.facts.years,
            "year",
            (panel("in the year", found.money, series),),
            small=True,
        )


def _is_seen(before: np.ndarray, costs: Sequence[Mapping[str, np.ndarray]]) -> bool:
    """Whether what the reference pays can be told from nothing, beside what all of them pay."""
    top = max(float(np.sum(list(cost.values()), axis=0).max()) for cost in costs)
    return float(np.abs(before).max()) >= LEAST_SEEN * top


def _cost_read(found: Subjects, charts: Sequence[Chart]) -> str:
    """How to read the charts."""
    if not charts:
        return "The public purse pays nothing in any of them."
    drawn = any(one.name == f"{THE_REFERENCE}, in all" for chart in charts for one in chart.panels[0].series)
    if drawn:
        return f"Each panel on the same scale. Grey line: all that is paid in {found.reference.name}."
    return (
        f"Each panel on the same scale. What is paid in {found.reference.name} is too little to be drawn in the others."
    )


def _cost_said(found: Subjects, whole: np.ndarray) -> str:
    best = int(np.argmax(whole))
    text = f"{amount(float(whole.sum()), found.money)} in all"
    if whole[best] > 0 and len(whole) > 1:
        text += f", most in {found.facts.years[best]}: {amount(float(whole[best]), found.money)}"
    return text + "."


def _money(found: Subjects) -> Iterator[Grid]:
    grid = compare_grids.money_grid(found.facts, found.others[0].difference)
    yield replace(grid, header=("in the reference", "now", *grid.header[2:]))


def _money_table(found: Subjects) -> Iterator[Grid]:
    table = money_table(found.facts)
    if table is not None:
        header = tuple(" ".join(column.head.split("\n")) for column in table.columns[1:])
        lines = tuple(Line(first_upper(row[0]), row[1:]) for row in table.rows)
        yield Grid("Against the reference", header, lines, tuple(money_notes(found.facts)))
