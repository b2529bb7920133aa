"""Where what a sweep records is highest and lowest, in sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from optimizer.report.sweep_words import FACTORS_NAMED, Words, capital, same_at
from optimizer.report.words import column, listed, number, scale_for
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import Range, Row
from optimizer.results.sweep.analysis.sample import SAMPLED
from optimizer.results.sweep.points import Level

LEAST_DIGITS = 2
"""Significant digits of the part of its size by which a record hardly moves."""
Where = tuple[str, str]
"""Where a record is highest, and where it is lowest."""


def extremes(one: Range, words: Words) -> str:
    """Where a record is highest and lowest; of one that hardly moves that first."""
    return next(all_extremes((one,), words))


def all_extremes(ranges: Sequence[Range], words: Words) -> Iterator[str]:
    """Where records are highest and lowest: first what hardly moves, those together that are so at the same points."""
    found: dict[Where | int, list[str]] = {}
    whole = len(words.facts.rows)
    for one in ranges:
        if one.hardly_moves:
            yield _hardly(one, words)
        else:
            found.setdefault(one.points if one.constant else where(one, words), []).append(one.record)
    for key, records in found.items():
        subject = f"{capital(listed([words.record(name) for name in records]))} {words.verb(*records)}"
        if isinstance(key, int):
            told = "the same everywhere" if key == whole > 1 else same_at(key, whole)
            yield f"{subject} {told}."
        else:
            yield f"{subject} highest {key[0]}, lowest {key[1]}."


def where(one: Range, words: Words) -> Where:
    """Where a record is highest and lowest: `at credit 48 %`, `at 16 of 24 points, credit 48 % among them`."""
    return (
        _where(one, one.highest.number, one.highest_ties, words),
        _where(one, one.lowest.number, one.lowest_ties, words),
    )


def _where(one: Range, named: int, ties: Sequence[int], words: Words) -> str:
    rows = [words.point(tie) for tie in ties]
    if box := _box(one, rows, words):
        return f"at {box}"
    at = words.point(named)
    place = words.place(at, one.factors)
    own = [at.levels[name] for name in one.factors or at.levels]
    # Points whose levels of what moves the record are the same are one place, however many there are.
    alike = all([row.levels[name] for name in one.factors or at.levels] == own for row in rows)
    return f"at {place}" if alike else f"at {len(ties):,} of {one.points:,} points, {place} among them"


def _box(one: Range, ties: Sequence[Row], words: Words) -> str:
    """Several points as levels of each factor where these are all points of such levels: `credit from 30 % to 48 %`."""
    names = [name for name in words.factors if not one.factors or name in one.factors]
    if len(ties) < 2 or len(names) > FACTORS_NAMED or words.facts.study.design in SAMPLED:
        return ""
    levels = {name: {row.levels[name] for row in ties} for name in names}
    known = (row for row in words.facts.rows if isinstance(row.values.get(one.record), (int, float)))
    inside = [row for row in known if all(row.levels[name] in levels[name] for name in names)]
    if len(inside) != len(ties):
        return ""
    told = [_span(name, levels[name], words) for name in names]
    return ", ".join(filter(None, told)) if None not in told else ""


def _span(name: str, levels: Collection[Level], words: Words) -> str | None:
    """Some levels of a factor; "" where they are all of them, None where they lie apart."""
    every = {row.levels[name] for row in words.facts.rows}
    if len(levels) == 1 or len(levels) == len(every):
        return words.at(name, next(iter(levels))) if len(levels) < len(every) else ""
    if any(isinstance(level, str) for level in every):
        told = sorted(words.level(name, level) for level in levels)
        return words.named(name, " or ".join(told), is_text=True)
    low, high = min(map(float, levels)), max(map(float, levels))
    if sum(low <= float(level) <= high for level in every) != len(levels):
        return None
    return f"{words.factor(name)} from {words.level(name, low)} to {words.level(name, high)}"


def _hardly(one: Range, words: Words) -> str:
    """`Value hardly moves: by 6.03 M USD of 1,276 bn USD (0.00047 %); it is highest at ..., lowest at ...`"""
    verb = "hardly moves" if words.verb(one.record) == "is" else "hardly move"
    high, low = where(one, words)
    return f"{capital(words.record(one.record))} {verb}: {spread_of(one)}; highest {high}, lowest {low}."


def spread_of(one: Range) -> str:
    """How little a record moves: `by 6.03 M USD of 1,276 bn USD (0.00047 %)`."""
    size, unit = max(abs(one.lowest.value), abs(one.highest.value)), clean(one.unit)
    moved = one.highest.value - one.lowest.value
    small, large = scale_for([moved], unit), scale_for([size], unit)
    step = f"{number(moved * small.factor)} {small.label}".rstrip()
    whole = f"{column([size * large.factor])[0]} {large.label}".rstrip()
    return f"by {step} of {whole} ({number(100 * moved / size, LEAST_DIGITS)} %)"
