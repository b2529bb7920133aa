"""The answer: what changes in short, and the table of what each asks, brings and costs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.report import compare_sentences as sentences
from optimizer.report.compare_table import TextTable, main_notes, main_table, private_per_cost
from optimizer.report.compare_words import both_sides, label, signed, signed_percent
from optimizer.report.grids import Grid, Line
from optimizer.report.page.compare.facts import Said
from optimizer.report.page.compare.subjects import Other, Subjects
from optimizer.report.page.facts import Chart, Figure, Series, panel
from optimizer.report.page.result import first_upper
from optimizer.report.words import amount, unit_in_words
from optimizer.results.compare.facts import Change

NOTHING = "–"
PRIVATE = (
    "Private capital: capital less credits and loan subsidies, for each unit of added public cost; below 0, public "
    "money takes the place of private."
)


def title(found: Subjects) -> str:
    """What is compared, as a heading."""
    if found.is_pair:
        return f"{first_upper(found.others[0].name)}: what it changes"
    return f"{len(found.others) + 1} scenarios side by side"


def lead(found: Subjects) -> str:
    """With what it is compared, and what is counted."""
    futures = any(subject.side.scenario.futures for subject in found.all)
    expected = " Amounts are expected over futures." if futures else ""
    return (
        f"Compared with: {found.reference.name}. {found.span}; money in {found.money} of {found.facts.money_year}."
        f"{expected}"
    )


def said(found: Subjects) -> tuple[Said, ...]:
    """What a reader should take away of each."""
    return tuple(
        Said(found.heading(other), tuple(sentences.in_short(found.facts, other.difference, found.words(other))))
        for other in found.others
    )


def figures(found: Subjects) -> Iterator[Figure]:
    """The few numbers to remember of two."""
    if not found.is_pair:
        return
    one, money = found.others[0].difference, found.money
    year = sentences.news_year(found.facts)
    level, total = one.metrics.get(f"compute_end:{year}"), one.metrics.get("compute_total")
    if level is not None and total is not None:
        yield _figure(f"Compute in {year}", level)
        yield _figure(f"Compute, {found.span}", total)
    yield _figure("Public cost", one.money.cost)
    if sentences.duties(found.facts, one):
        yield _figure("Duties", one.metrics["tariff_revenue"])
    if total is not None:
        cost = one.money.per_compute
        private = private_per_cost(one)
        yield Figure(
            f"Cost per added {unit_in_words(found.facts.compute_unit)}",
            NOTHING if cost is None else amount(cost, money),
            f"{private} {money} of private capital for each {money}" if cost is not None else "not both are added",
        )


def _figure(name: str, change: Change) -> Figure:
    before, after = change.before or 0.0, change.after or 0.0
    more = signed_percent(change.relative)
    if before == after:
        return Figure(name, "the same", amount(after, change.unit))
    detail = both_sides(after, before, change.unit)
    return Figure(name, signed(after - before, change.unit), f"{detail}{f' ({more})' if more else ''}")


def news(found: Subjects) -> Grid:
    """The table of a newspaper: what each asks, brings, costs, and what holds it back then."""
    scenarios = {subject.side.subject.label: subject.side.scenario for subject in found.all}
    table = main_table(found.facts, scenarios)
    private = ["", *(private_per_cost(other.difference) for other in found.others)]
    header = (*_heads(found, table), f"private capital per {found.money} of cost")
    lines = tuple(
        Line(first_upper(subject.name), _with_private(row[1:], ratio))
        for subject, row, ratio in zip(found.all, table.rows, private, strict=True)
    )
    header = (*header[:-2], header[-1], header[-2])
    notes = (note.replace("'-'", NOTHING) for note in main_notes(found.facts))
    return Grid("What each asks, brings and costs", header, lines, (*notes, PRIVATE))


def _with_private(cells: tuple[str, ...], ratio: str) -> tuple[str, ...]:
    """The cells with one more before the last, which is of words."""
    shown = [NOTHING if cell == "-" else cell for cell in (*cells[:-1], ratio, cells[-1])]
    return tuple(shown)


def _heads(found: Subjects, table: TextTable) -> tuple[str, ...]:
    """The heads on one line each; the reference is called so here."""
    short = f"against {label(found.facts.reference, 12)}"
    heads = (" ".join(column.head.split("\n")) for column in table.columns[1:])
    return tuple("more than the reference" if head == short else head for head in heads)


def overview(found: Subjects) -> Iterator[Chart]:
    """Of many: what each adds in compute, and to the public cost, side by side."""
    if found.is_pair:
        return
    names = tuple(first_upper(other.name) for other in found.others)
    compute = [_change(other, "compute_total") for other in found.others]
    total = found.others[0].difference.metrics.get("compute_total")
    if total is not None:
        yield _bars("added-compute", "Compute added", names, np.array(compute), total.unit, "c1")
    cost = np.array([other.difference.money.cost.change or 0.0 for other in found.others])
    yield _bars("added-cost", "Public cost added", names, cost, found.money, "c2")


def _bars(place: str, name: str, names: tuple[str, ...], values: np.ndarray, unit: str, paint: str) -> Chart:
    best = int(np.argmax(values))
    most = f"Most: {names[best]}, {signed(float(values[best]), unit)}." if values[best] > 0 else "None adds to it."
    chart = panel("against the reference", unit, [Series(name.lower(), "bar", values, paint)])
    return Chart(place, name, most, names, "item", (chart,), small=True)


def _change(other: Other, metric: str) -> float:
    change = other.difference.metrics.get(metric)
    return (change.change or 0.0) if change is not None else 0.0
