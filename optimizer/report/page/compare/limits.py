"""What holds each plan back: limits by period, one map for each, and what appeared, went or moved."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.report import compare_sentences as sentences
from optimizer.report.compare_words import Describer, limit_cells, share_in_words, when_in_words
from optimizer.report.grids import Grid, Line
from optimizer.report.page.compare.facts import Moves
from optimizer.report.page.compare.subjects import Other, Subject, Subjects
from optimizer.report.page.facts import HeatMap, MapRow
from optimizer.report.page.heat import levels, steps, years_of
from optimizer.report.page.result import first_upper
from optimizer.report.words import listed, percent, spans_in_words
from optimizer.results.compare.facts import LimitChange, LimitReading
from optimizer.results.held_back import LimitOverTime, limits_over_time
from optimizer.results.names import WAIT, describe
from optimizer.results.spans import Span
from optimizer.results.sums import year_of

ROWS, FEWER = 16, 10
"""Limits on the maps: those worth most in any of the plans; fewer where there are many maps, which would be large."""
MANY = 8
"""Maps beyond which they have fewer rows."""
HEADER = ("share in the reference", "when", "share now", "when", "")
Name = tuple[str, str]
Found = Mapping[Name, LimitOverTime]


def maps(found: Subjects) -> tuple[tuple[HeatMap, ...], tuple[float, ...]]:
    """A map for each, all with the same rows and shades; and the lower ends of the shades."""
    names = _names(found)
    limits = [_limits(subject) for subject in found.all]
    shares = [
        _shares(subject, each[name])
        for subject, each in zip(found.all, limits, strict=True)
        for name in names
        if name in each
    ]
    ladder = steps(np.concatenate([*shares, np.zeros(1)]))
    before: dict[Name, dict[str, int]] = {}
    made = []
    for place, (subject, each) in enumerate(zip(found.all, limits, strict=True)):
        rows = tuple(_row(found, subject, name, each, ladder, before.get(name, {})) for name in names)
        labels = subject.result.when.labels
        if not place:
            before = {name: dict(zip(labels, row.level, strict=True)) for name, row in zip(names, rows, strict=True)}
        made.append(_map(subject, place, rows, ladder))
    return tuple(made), ladder


def _map(subject: Subject, place: int, rows: tuple[MapRow, ...], ladder: tuple[float, ...]) -> HeatMap:
    when = subject.result.when
    held = sorted((row for row in rows if row.share > 0), key=lambda row: -row.share)
    told = [f"{row.name} ({percent(row.share)})" for row in held[:3]]
    summary = f"Worth most: {listed(told)}." if told else "No limit holds the plan back."
    title = first_upper(subject.name)
    return HeatMap(f"limits-{place}", title, "Limit", summary, when.labels, years_of(when.years), rows, ladder)


def _names(found: Subjects) -> list[Name]:
    """The limits worth most in any plan, those of the reference first."""
    most: dict[Name, float] = {}
    for other in found.others:
        for limit in other.difference.limits:
            name = limit.kind, limit.name
            most[name] = max(most.get(name, 0.0), limit.largest)
    return sorted(most, key=lambda name: (-most[name], name))[: ROWS if len(found.all) <= MANY else FEWER]


def _limits(subject: Subject) -> Found:
    result = subject.result
    every = limits_over_time(result.solution, result.scenario, result.when)
    return {(limit.kind, limit.name): limit for limit in every}


def _shares(subject: Subject, limit: LimitOverTime) -> np.ndarray:
    """What a limit is worth in each period, as share of the plan's value."""
    objective = abs(subject.side.solution.objective)
    shares: np.ndarray = limit.worth / objective if objective else np.zeros(len(limit.worth))
    return shares


def _row(
    found: Subjects, subject: Subject, name: Name, limits: Found, ladder: tuple[float, ...], before: Mapping[str, int]
) -> MapRow:
    labels = subject.result.when.labels
    limit = limits.get(name)
    ranked = limit.ranked if limit is not None else None
    shares = _shares(subject, limit) if limit is not None else np.zeros(len(labels))
    use = limit.use if limit is not None else np.full(len(labels), np.nan)
    return MapRow(
        name=_name(found, name),
        about="",
        share=ranked.share if ranked is not None else 0.0,
        shares=shares,
        use=use,
        level=levels(shares, ladder),
        when=spans_in_words(ranked.spans, Span(labels[0], labels[-1])) if ranked is not None else "",
        before=tuple(before.get(period, 0) for period in labels) if before else (),
    )


def _name(found: Subjects, name: Name) -> str:
    """One name for all maps: as the first that is held back by it has it."""
    changes = [
        (other, change)
        for other in found.others
        for change in other.difference.limits
        if (change.kind, change.name) == name
    ]
    other, change = changes[0]
    side = change.before or change.after
    scenario = (found.reference if change.before is not None else other).side.scenario
    return describe(WAIT if side is not None and side.wait else change.kind, change.name, scenario, "")


# --- what became of them ----------------------------------------------------------------------------------------------


def moves(found: Subjects) -> tuple[Moves, ...]:
    """Of each, what appeared, went or moved in time."""
    return tuple(_moves(found, other) for other in found.others)


def _moves(found: Subjects, other: Other) -> Moves:
    words, limits = found.words(other), other.difference.limits
    cells = (limit_cells(limit, words) for limit in limits)
    lines = tuple(Line(first_upper(name), tuple(rest)) for name, *rest in cells)
    return Moves(
        found.heading(other),
        appeared=tuple(_holding(limit, words, is_after=True) for limit in limits if limit.status == "appeared"),
        went=tuple(_holding(limit, words, is_after=False) for limit in limits if limit.status == "went"),
        moved=tuple(_moved(limit, words) for limit in limits if limit.status == "moved"),
        by_year=tuple(sentences.binding(other.difference.binding, words)),
        grid=Grid("Limits by share of the plan’s value", HEADER, lines),
    )


def _holding(limit: LimitChange, words: Describer, *, is_after: bool) -> str:
    """`wait for new onsite gas (2028Q1, 0.4 %)`."""
    side = limit.after if is_after else limit.before
    return f"{words.limit(limit, is_after=is_after)} ({when_in_words(side)}, {share_in_words(side)})"


def _moved(limit: LimitChange, words: Describer) -> str:
    """`private capital budget, earlier: 2027Q4 to 2031Q3 instead of 2028Q2 to 2032Q1`."""
    before, after = limit.before, limit.after
    how = _how(before, after) if before is not None and after is not None else ""
    return f"{words.either(limit)}, {how}: {when_in_words(after)} instead of {when_in_words(before)}"


def _how(before: LimitReading, after: LimitReading) -> str:
    """Whether it begins and ends earlier or later."""
    begins, ends = _later(before.first, after.first), _later(before.last, after.last)
    if begins == ends:
        return "earlier" if begins < 0 else "later"
    if not begins:
        return "ending earlier" if ends < 0 else "ending later"
    if not ends:
        return "beginning earlier" if begins < 0 else "beginning later"
    return "longer" if begins < 0 else "shorter"


def _later(before: str, after: str) -> int:
    """1 where it is later, -1 where earlier; periods of unlike length by their years."""
    pair = (before, after) if len(before) == len(after) else (year_of(before), year_of(after))
    return (pair[1] > pair[0]) - (pair[1] < pair[0])
