"""What commodities are worth in each plan, and what other users go without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimizer.report import compare_grids
from optimizer.report.compare_grids import WORTH_A_LINE
from optimizer.report.compare_words import both_sides
from optimizer.report.grids import Grid
from optimizer.report.page.compare.lines import Rows, changes_of, rows, same_as_reference, series
from optimizer.report.page.compare.plan import EVERY
from optimizer.report.page.compare.subjects import Subjects
from optimizer.report.page.facts import Chart, Part, Section, panel
from optimizer.report.page.result import first_upper
from optimizer.report.words import amount
from optimizer.results.names import clean, in_words, plural

CARDS = 18
"""Commodities that are drawn, those whose price changes most first; the tables have all."""
TEXT = (
    "What one more unit would be worth to the plan (shadow price), mean over the year, in money of the year. "
    "Commodities whose price does not differ are left out."
)
WITHOUT = "What users other than those of compute want and do not get, in the year."


def prices(found: Subjects) -> Section:
    """The section."""
    cards = tuple(_cards(found, "prices", "price"))
    text = TEXT if cards else "No price differs."
    worth = Part(
        "What each commodity is worth",
        (text,),
        cards,
        tuple(_tables(found)),
        common=True,
        folded="Differences by year, as tables",
    )
    users = tuple(_cards(found, "unmet", "unmet"))
    others = Part(
        "What other users go without", (WITHOUT if users else "Others get what they got.",), users, common=True
    )
    return Section("prices", "Prices", "Prices, and who goes without", (worth, others))


def _cards(found: Subjects, part: str, quantity: str) -> Iterator[Chart]:
    every = rows(found, changes_of(found, part, quantity))
    ranked = sorted(every.values(), key=lambda each: (-each.size, each.name, each.region))
    for place, each in enumerate([each for each in ranked if each.size > WORTH_A_LINE][:CARDS]):
        where = f" in {in_words(each.region)}" if each.region else ""
        yield Chart(
            f"{quantity}-{place}",
            first_upper(plural(in_words(each.name))) + where,
            _said(found, each) + same_as_reference(found, each),
            found.facts.years,
            "year",
            (panel("", clean(each.unit), series(found, each)),),
            small=True,
        )


def _said(found: Subjects, each: Rows) -> str:
    """Where the change is largest, and both sides there."""
    years = found.facts.years
    changes = np.array([row - each.before for _, row in each.after])
    which, at = np.unravel_index(int(np.argmax(np.abs(changes))), changes.shape)
    other, row = each.after[int(which)]
    unit = clean(each.unit)
    if found.is_pair:
        return f"Changes most in {years[at]}: {both_sides(float(row[at]), float(each.before[at]), unit)}."
    return (
        f"Changes most in {years[at]} ({other.name}): {amount(float(row[at]), unit)}, in the reference "
        f"{amount(float(each.before[at]), unit)}."
    )


def _tables(found: Subjects) -> Iterator[Grid]:
    for other in found.others:
        grid = compare_grids.price_grid(found.facts, other.difference, EVERY)
        name = found.heading(other)
        if grid:
            yield replace(grid, title=f"{name}: {grid.title}" if name else grid.title)
