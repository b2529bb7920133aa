"""What came out: ranges of all that was recorded, how outcomes are spread, the points of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from optimizer.report import sweep_extremes, sweep_grids
from optimizer.report.grids import Grid, Line
from optimizer.report.page.facts import Chart, Part, Section, Series, panel
from optimizer.report.page.sweep.records import Records
from optimizer.report.page.sweep.shades import edges
from optimizer.report.words import cells as in_cells
from optimizer.report.words import decimals_for, scale_for
from optimizer.results.sweep.analysis.facts import Range
from optimizer.results.sweep.analysis.sample import SAMPLED
from optimizer.results.sweep.points import DONE

MOST_POINTS = 40
"""Points of a list that have a bar each."""
BINS = 24


def results(records: Records) -> Section | None:
    """The section; None where nothing was recorded."""
    if not records.ranges:
        return None
    parts = [Part("", tuple(_where(records)), (), (_table(records),))]
    spread = tuple(_histogram(records, record, at) for at, record in enumerate(records.moving) if _is_spread(records))
    if spread:
        parts.append(Part("How the outcomes are spread", (_READING,), spread))
    points = tuple(_points(records, record, at) for at, record in enumerate(records.moving) if _is_list(records))
    if points:
        parts.append(Part("Point by point", (), points))
    return Section("results", "Ranges", "How far the results reach", tuple(parts))


_READING = (
    "Bars count the points of the sample. They say how likely an outcome is only as far as the study draws its factors "
    "from distributions that hold."
)


def _where(records: Records) -> Iterator[str]:
    still = [one for one in records.ranges.values() if one.constant]
    if len(still) < len(records.ranges):
        yield from sweep_extremes.all_extremes(still, records.words)


def _table(records: Records) -> Grid:
    lines = []
    for record, one in records.ranges.items():
        label, shown = sweep_grids.spread(one)
        places = list(_places(records, one))
        at = ["everywhere", ""] if one.constant and one.points == len(records.facts.rows) > 1 else places
        name = records.name(record) + (f" [{label}]" if label else "")
        lines.append(Line(name, (shown[0], at[0], shown[1], shown[2], at[1])))
    return Grid("What was recorded", ("lowest", "there", "median", "highest", "there"), tuple(lines))


def _places(records: Records, one: Range) -> Iterator[str]:
    """Where a record is lowest, and where highest, in the words of the answer; of one factor only its level."""
    words = records.words
    if len(records.facts.study.factors) > 1:
        yield from (text.removeprefix("at ") for text in reversed(sweep_extremes.where(one, words)))
        return
    for at, ties in ((one.lowest, one.lowest_ties), (one.highest, one.highest_ties)):
        level = ", ".join(words.level(name, level) for name, level in words.point(at.number).levels.items())
        yield f"{level} and {len(ties) - 1:,} more" if len(ties) > 1 else level


# --- samples ----------------------------------------------------------------------------------------------------------


def _is_spread(records: Records) -> bool:
    return records.facts.study.design in SAMPLED


def _histogram(records: Records, record: str, place: int) -> Chart:
    words, one = records.words, records.ranges[record]
    values = records.values(record, records.facts.rows)
    known = values[np.isfinite(values)]
    unit = records.unit(record)
    scale = scale_for(known.tolist(), unit)
    ends = np.array(edges(known * scale.factor, BINS))
    counts = np.histogram(known * scale.factor, ends)[0].astype(float)
    decimals = decimals_for([float(ends[1] - ends[0])])
    shown = in_cells(ends.tolist(), decimals)
    label = f" [{scale.label}]" if scale.label else ""
    name, (low, middle, high) = sweep_grids.spread(one)
    of = f" {name}" if name else ""
    summary = f"{low} to {high}{of}, half of the points at {middle}{of} or less."
    return Chart(
        f"spread-{place}",
        records.name(record),
        summary,
        tuple(f"{low} to {high}" for low, high in pairwise(shown)),
        "number",
        (panel("points", "1", [Series("points", "bar", counts, "c1")]),),
        small=True,
        at=tuple(((ends[1:] + ends[:-1]) / 2).tolist()),
        axis=f"{words.record(record)}{label}",
    )


# --- lists ------------------------------------------------------------------------------------------------------------


def _is_list(records: Records) -> bool:
    """Whether the points have a bar each: few, on no axis of numbers."""
    study = records.facts.study
    is_text = len(study.factors) == 1 and study.factors[0].kind == "text"
    return (study.design == "list" or is_text) and len(records.facts.rows) <= MOST_POINTS


def _points(records: Records, record: str, place: int) -> Chart:
    rows = [row for row in records.facts.rows if row.status == DONE]
    values = records.values(record, rows)
    one = records.ranges[record]
    drawn = panel("", records.unit(record), [Series(records.words.record(record), "bar", values, "c1")])
    return Chart(
        f"points-{place}",
        records.name(record),
        sweep_extremes.extremes(one, records.words),
        tuple(records.words.place(row) for row in rows),
        "item",
        (replace(drawn, title=records.words.record(record)),),
        small=True,
    )
