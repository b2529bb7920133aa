"""One factor at a time: what each does to a record between its lowest and its highest level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.report import sweep_sentences as sentences
from optimizer.report.compare_words import signed, signed_cells
from optimizer.report.grids import Grid, Line
from optimizer.report.page.facts import Chart, Panel, Part, Section, Series
from optimizer.report.page.sweep.records import Records
from optimizer.report.sweep_grids import rest_of
from optimizer.report.sweep_words import Words
from optimizer.report.words import decimals_for, scale_for
from optimizer.results.sweep.analysis.facts import Swing, Tornado

DRAWN = 15
"""Factors that have a bar; the table has the rest."""
LONGEST_TABLE = 400
LOW, HIGH = "at its lowest level", "at its highest level"
READING = (
    "Each factor goes to its lowest and to its highest level while all the others stay as in the base. A bar is the "
    "change from the base. Of two bars on one side the upper one is of the lowest level."
)


def tornado(records: Records) -> Section | None:
    """The section; None where the design is another."""
    moved = [one for one in records.facts.tornados if any(swing.reach > 0 for swing in one.swings)]
    if not moved:
        return None
    first, rest = moved[0], moved[1:]
    parts = [Part("", (READING,), (_chart(records, first, 0, small=False),))]
    if rest:
        others = tuple(_chart(records, one, at, small=True) for at, one in enumerate(rest, 1))
        parts.append(Part("The other records", (), others))
    tables = tuple(_table(records, one) for one in moved)
    parts.append(Part("", (), (), tables, folded=f"Tables of all factors ({len(tables)})"))
    return Section("tornado", "Tornado", "What each factor does alone", tuple(parts))


def _moving(one: Tornado) -> list[Swing]:
    return [swing for swing in one.swings if swing.reach > 0]


def _sides(swing: Swing, words: Words) -> tuple[int | None, int | None]:
    """Places of the lowest and of the highest level; a single one is on the side on which it is from the base."""
    if len(swing.levels) != 1:
        return (0, len(swing.levels) - 1) if swing.levels else (None, None)
    level, central = swing.levels[0], words.factors[swing.members[0]].central
    is_low = not isinstance(level, str) and isinstance(central, (int, float)) and level < central
    return (0, None) if is_low else (None, 0)


def _ends(swing: Swing, words: Words) -> tuple[float, float]:
    """The changes at the lowest and at the highest level; NaN where there is no answer, or no such level."""
    low, high = (
        np.nan if at is None or (change := swing.changes[at]) is None else change for at in _sides(swing, words)
    )
    return low, high


def _chart(records: Records, one: Tornado, place: int, *, small: bool) -> Chart:
    words = records.words
    swings = _moving(one)
    shown = swings[:DRAWN]
    ends = np.array([_ends(swing, words) for swing in shown], float)
    unit = records.unit(one.record)
    scale = scale_for(np.abs(np.nan_to_num(ends)).ravel().tolist(), unit)
    bars = (Series(LOW, "half", ends[:, 0], "c2"), Series(HIGH, "half", ends[:, 1], "c1"))
    told = rest_of(one, len(shown))
    most = shown[0]
    part = sentences.tried(records.facts)
    only = f", {part.only}," if part else ""
    summary = (
        f"{records.amount(one.base.value, one.record)} in the base. Most{only} by {words.factor(most.name)}: "
        f"{signed(most.down, unit)} to {signed(most.up, unit)}.{f' {told}.' if told else ''}"
    )
    return Chart(
        f"tornado-{place}",
        f"Change of {words.record(one.record)}",
        summary,
        tuple(_label(swing, records) for swing in shown),
        "item",
        (Panel("change from the base", unit, scale, bars),),
        small=small,
        table=_grid(records, one, shown),
    )


def _label(swing: Swing, records: Records) -> str:
    """`Price of AI servers: 20 to 40 M USD per MW`; a group with its members, each of which has levels of its own."""
    words = records.words
    if len(swing.members) > 1 or not swing.levels:
        return records.factor(swing.name)
    (member,) = swing.members
    low, high = _sides(swing, words)
    base = words.factors[member].central
    ends = [base if at is None else swing.levels[at] for at in (low, high)]
    told = [words.level(member, level) for level in ends if level is not None]
    return f"{words.factor(swing.name)}: {between(told[0], told[-1]) if len(set(told)) > 1 else told[0]}"


def between(first: str, last: str) -> str:
    """Two levels in words, the unit once.

    >>> between("11.7 M USD per MW", "15 M USD per MW"), between("0", "3 kt"), between("none", "all")
    ('11.7 to 15 M USD per MW', '0 to 3 kt', 'none to all')
    >>> between("-2 percentage points", "+2 percentage points")
    '-2 to +2 percentage points'
    """
    (start, _, unit), (end, _, other) = first.partition(" "), last.partition(" ")
    once = unit and unit == other and start.lstrip("+-")[:1].isdigit()
    return f"{start} to {end} {unit}" if once else f"{first} to {last}"


def _table(records: Records, one: Tornado) -> Grid:
    return _grid(records, one, _moving(one)[:LONGEST_TABLE])


def _grid(records: Records, one: Tornado, swings: Sequence[Swing]) -> Grid:
    """Levels and changes of factors, as they are drawn."""
    words, unit = records.words, records.unit(one.record)
    ends = [_ends(swing, words) for swing in swings]
    sizes = [change for pair in ends for change in pair if np.isfinite(change)]
    scale = scale_for(sizes, unit)
    places = max(decimals_for([size * scale.factor for size in sizes]), 1)
    lines = tuple(
        Line(words.factor(swing.name), tuple(_cells(swing, pair, words, scale.factor, places)))
        for swing, pair in zip(swings, ends, strict=True)
    )
    title = f"{records.name(one.record)}, change from {records.amount(one.base.value, one.record)} in the base"
    return Grid(f"{title} [{scale.label}]" if scale.label else title, ("lowest", "change", "highest", "change"), lines)


def _cells(swing: Swing, ends: tuple[float, float], words: Words, factor: float, places: int) -> Iterator[str]:
    for at, change in zip(_sides(swing, words), ends, strict=True):
        yield "–" if at is None else words.level(swing.members[0], swing.levels[at])
        yield signed_cells([change * factor], places)[0] if np.isfinite(change) else "–"
