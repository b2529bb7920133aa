"""The objective along one factor, with its kinks; what else was recorded, on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimizer.report import sweep_sentences as sentences
from optimizer.report.page.facts import Chart, Part, Section, Series, Spot, panel
from optimizer.report.page.sweep.axes import Side, side_of
from optimizer.report.page.sweep.records import Records
from optimizer.report.page.sweep.shades import decimals, edges
from optimizer.report.sweep_words import Words
from optimizer.report.words import column, scale_for
from optimizer.results.sweep.analysis.facts import Curve, Kink, hardly

FEWEST = 4
"""Points that a curve needs; of fewer the swings say as much."""
MOST = 6
"""Curves that are drawn, those that move most."""
ROUNDING = 1e-9
SAME = {"objective": "npv"}
"""What the objective may be recorded as."""


def curves(records: Records) -> Section | None:
    """The section; None where nothing moves along a factor."""
    told = list(drawn(records))
    if not told:
        return None
    parts = tuple(part for place, one in enumerate(told) for part in _parts(records, one, place))
    return Section("curves", "Curves", "Along one factor, and which limit gains", parts)


def drawn(records: Records) -> list[Curve]:
    """The curves that are drawn: through the centre of the others, those along which something moves."""
    shown = [one for one in records.facts.curves if one.central and len(one.points) >= FEWEST and _moves(records, one)]
    return sorted(shown, key=lambda one: -_reach(one))[:MOST]


def _moves(records: Records, one: Curve) -> bool:
    return one.course != "flat" or bool(list(_also(records, one)))


def _reach(one: Curve) -> float:
    values = [point.value for point in one.points if point.value is not None]
    return max(values) - min(values) if values else 0.0


def _parts(records: Records, one: Curve, place: int) -> Iterator[Part]:
    words = records.words
    side = side_of(one.factor, [point.level for point in one.points], words)
    first, *kinks = list(sentences.curve(one, words)) or [""]
    count = len(sentences.sharpest(one))
    told, least = kinks[:count], tuple(kinks[count:])
    charts = (_chart(records, one, side, place, first),) if one.course != "flat" else ()
    yield Part(words.factor(one.factor), (() if charts else (first,)), charts, numbered=tuple(told))
    also = enumerate(_also(records, one))
    others = tuple(_chart_of(records, one, side, record, f"{place}-{at}") for at, record in also)
    if others or least:
        yield Part("", least, others)


def _also(records: Records, one: Curve) -> Iterator[str]:
    """The other records that move along a curve."""
    told = (one.record, SAME.get(one.record))
    for record in (name for name in records.moving if name not in told):
        values = records.at(record, [point.number for point in one.points])
        known, whole = values[np.isfinite(values)], records.ranges[record]
        largest = max(abs(whole.lowest.value), abs(whole.highest.value))
        if len(known) > 1 and float(np.ptp(known)) > ROUNDING * largest:
            yield record


def _chart(records: Records, one: Curve, side: Side, place: int, summary: str) -> Chart:
    values = np.array([np.nan if point.value is None else point.value for point in one.points])
    spots = tuple(_spot(kink, side, records.words) for kink in sentences.sharpest(one))
    return _line(records, one, side, one.record, f"curve-{place}", summary, values, spots)


def _chart_of(records: Records, one: Curve, side: Side, record: str, place: str) -> Chart:
    values = records.at(record, [point.number for point in one.points])
    known = values[np.isfinite(values)]
    unit = records.unit(record)
    summary = f"{_between(known, unit)} along {records.words.factor(one.factor)}."
    return _line(records, one, side, record, f"along-{place}", summary, values, (), small=True)


def _between(values: np.ndarray, unit: str) -> str:
    """`From 398 to 347 GW-years`."""
    ends = [float(values[0]), float(values[-1])]
    scale = scale_for(ends, unit)
    first, last = column([end * scale.factor for end in ends])
    return f"From {first} to {last} {scale.label}".rstrip()


def _line(
    records: Records,
    one: Curve,
    side: Side,
    record: str,
    name: str,
    summary: str,
    values: np.ndarray,
    spots: tuple[Spot, ...],
    *,
    small: bool = False,
) -> Chart:
    words = records.words
    known = values[np.isfinite(values)]
    # A line may leave out 0 where its course would not be seen otherwise; the axis then says so. One that hardly moves
    # has to look flat.
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    is_close = low > 0.5 * high > 0
    from_zero = not is_close or hardly(low, high)
    drawn_on = panel("", records.unit(record), [Series(words.record(record), "line", values, "c1")])
    return Chart(
        name,
        records.name(record),
        summary,
        tuple(words.level(one.factor, point.level) for point in one.points),
        "number",
        (replace(drawn_on, from_zero=from_zero, places=_places(known * drawn_on.scale.factor) if is_close else None),),
        small=small,
        at=tuple(point.level * side.factor for point in one.points),
        axis=side.words,
        labelled=side.labelled,
        spots=spots,
    )


def _places(shown: np.ndarray) -> int:
    """Decimals that tell values apart."""
    return decimals(shown, edges(shown))


def _spot(kink: Kink, side: Side, words: Words) -> Spot:
    """A kink: where it is, or the middle of where it lies; what happens there."""
    low, high = kink.low * side.factor, kink.high * side.factor
    is_exact = kink.at is not None and kink.is_kink and kink.from_slopes
    at = (low + high) / 2 if kink.at is None else kink.at * side.factor
    return Spot(at, at if is_exact else low, at if is_exact else high, sentences.kink_label(kink, words))
