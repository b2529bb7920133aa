"""The plans: capacity in service and capacity started, asset by asset, and their differences by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from optimizer.report import compare_grids
from optimizer.report import compare_sentences as sentences
from optimizer.report.compare_grids import WORTH_A_LINE
from optimizer.report.compare_words import both_sides, more_or_less
from optimizer.report.grids import Grid
from optimizer.report.page.compare.lines import Named, Rows, changes_of, differences, rows, same_as_reference, series
from optimizer.report.page.compare.subjects import Subjects
from optimizer.report.page.facts import Chart, Panel, Part, Section, panel
from optimizer.report.page.result import first_upper, has_any, many
from optimizer.report.words import amount
from optimizer.results.names import clean

EVERY = 10**6
"""Lines of a table: all that differ."""
TEXT = (
    "Capacity in service, mean over the year: grey in the reference. Below, what is started more (above 0) or less "
    "than there. Assets that do not differ are left out."
)


def plan(found: Subjects) -> Section:
    """The section."""
    cards = tuple(_cards(found))
    text = TEXT if cards else "The same is built, at the same time."
    tables = tuple(_tables(found))
    part = Part("Capacity and starts", (text,), cards, tables, common=True, folded="Differences by year, as tables")
    return Section("plan", "Plan", "The plan", (part,))


def _cards(found: Subjects) -> Iterator[Chart]:
    serving, started = (rows(found, changes_of(found, "plan", quantity)) for quantity in ("in_service", "started"))
    order = dict.fromkeys(name for subject in found.all for name in subject.side.scenario.assets)
    for place, name in enumerate(order):
        key = name, ""
        most = max((each[key].size for each in (serving, started) if key in each), default=0.0)
        if most > WORTH_A_LINE:
            yield _card(found, place, key, serving, started)


def _card(
    found: Subjects, place: int, key: Named, serving: Mapping[Named, Rows], started: Mapping[Named, Rows]
) -> Chart:
    panels: list[Panel] = []
    if key in serving:
        each = serving[key]
        panels.append(panel("in service", clean(each.unit), series(found, each)))
    if key in started:
        each = started[key]
        panels.append(panel("started, difference", clean(each.unit), differences(each)))
    rows_told = serving.get(key) or started[key]
    return Chart(
        f"asset-{place}",
        first_upper(many(key[0])),
        _said(found, serving.get(key), started.get(key)) + same_as_reference(found, rows_told),
        found.facts.years,
        "year",
        tuple(panels),
        small=True,
    )


def _said(found: Subjects, serving: Rows | None, started: Rows | None) -> str:
    """Of two: capacity in the year of the news, and starts in all; of many, who has most."""
    told = []
    year = sentences.news_year(found.facts)
    at = found.facts.years.index(year)
    if found.is_pair and serving is not None:
        after = serving.after[0][1]
        told.append(f"In {year} {both_sides(float(after[at]), float(serving.before[at]), serving.unit)}")
    elif serving is not None:
        best = int(np.argmax([row[at] for _, row in serving.after]))
        other, row = serving.after[best]
        told.append(
            f"In {year} at most {amount(float(row[at]), clean(serving.unit))} ({other.name}); in the reference "
            f"{amount(float(serving.before[at]), clean(serving.unit))}"
        )
    if found.is_pair and started is not None and has_any(started.after[0][1] - started.before):
        more = float((started.after[0][1] - started.before).sum())
        whole = float(np.abs(started.before).sum())
        told.append(
            f"{more_or_less(more, started.unit)} started in all"
            if abs(more) > WORTH_A_LINE * whole
            else "as much is started, at other times"
        )
    return "; ".join(told) + "."


def _tables(found: Subjects) -> Iterator[Grid]:
    for other in found.others:
        for quantity in ("in_service", "started"):
            grid = compare_grids.plan_grid(found.facts, other.difference, quantity, EVERY)
            name = found.heading(other)
            if grid:
                yield replace(grid, title=f"{name}: {grid.title}" if name else grid.title)
