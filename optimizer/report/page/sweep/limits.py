"""What holds the points back: how often each limit is the one worth most, and where it changes hands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.report import sweep_sentences as sentences
from optimizer.report.grids import Grid, Line
from optimizer.report.page.facts import Chart, Panel, Part, Section, Series
from optimizer.report.page.result import first_upper
from optimizer.report.page.sweep.answer import with_answer
from optimizer.report.page.sweep.records import Records
from optimizer.report.sweep_words import at_all, part_of
from optimizer.report.words import Scale, percent

DRAWN = 12


def limits(records: Records) -> Section | None:
    """The section; None where no point has an answer."""
    tops = records.facts.tops
    if not tops:
        return None
    changes = tuple(sentences.handovers(records.facts.handovers, records.words))
    if len(tops) == 1:
        name = first_upper(records.words.limit(tops[0].what))
        where = at_all(tops[0].points, len(records.facts.rows))
        nothing = f"No limit on supply holds anything back, at {where}."
        only = f"{name}: worth most at {where}." if tops[0].what else nothing
        return Section("limits", "Limits", "What holds back", (Part("", (only,)),))
    parts = [Part("", (), (_chart(records),))]
    if changes:
        parts.append(Part("Where it changes hands", changes))
    return Section("limits", "Limits", "What holds back, and how often", tuple(parts))


def _chart(records: Records) -> Chart:
    tops, words = records.facts.tops, records.words
    whole = sum(one.points for one in tops)
    shown = tops[:DRAWN]
    names = tuple(first_upper(words.limit(one.what)) for one in shown)
    values = np.array([one.points / whole for one in shown])
    left = len(tops) - len(shown)
    more = f" {left} more in the table." if left else ""
    return Chart(
        "tops",
        "The limit worth most",
        f"{names[0]} at {part_of(shown[0].points, whole)}{with_answer(records.facts)}.{more}",
        names,
        "item",
        (Panel("points", "1", Scale(100.0, "%"), (Series("points", "bar", values, "c1"),)),),
        table=Grid("Points at which a limit is worth most", ("points", "share"), tuple(_lines(records, whole))),
    )


def _lines(records: Records, whole: int) -> Iterator[Line]:
    for one in records.facts.tops:
        yield Line(first_upper(records.words.limit(one.what)), (f"{one.points:,}", percent(one.points / whole)))
