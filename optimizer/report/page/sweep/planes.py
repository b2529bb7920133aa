"""Two factors at a time: what comes out, and which limit is worth most, at each place of their plane."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from optimizer.report import sweep_extremes
from optimizer.report import sweep_sentences as sentences
from optimizer.report.page.facts import Field, Kind, Layer, colour
from optimizer.report.page.result import first_upper
from optimizer.report.page.sweep.axes import field_axis
from optimizer.report.page.sweep.facts import PlaneMaps
from optimizer.report.page.sweep.records import Records
from optimizer.report.page.sweep.shades import coarse, decimals, edges
from optimizer.report.sweep_interactions import all_together
from optimizer.report.sweep_words import NO_ANSWER, at_all
from optimizer.report.words import scale_for
from optimizer.results.sweep.analysis.extremes import among
from optimizer.results.sweep.analysis.facts import Plane, Range, hardly

MOST_LAYERS = 12
UNKNOWN = -1
NONE = ("", "?")
"""Names that stand for no limit, and for no answer."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PLAIN, STRIPED = 0, 1
"""Hatches of what is no limit."""


def planes(records: Records) -> Iterator[PlaneMaps]:
    """The maps of every plane of the sweep."""
    styles = _styles(records.facts.planes)
    for place, plane in enumerate(records.facts.planes):
        words = records.words
        both = [one for one in records.facts.together if (one.x, one.y) == (plane.x, plane.y)]
        note = f"The others stand at: {words.levels(plane.fixed)}." if plane.fixed else ""
        field = _field(records, plane, f"plane-{place}", styles)
        yield PlaneMaps(field, note, _only(records, plane), tuple(all_together(both, words)))


def _styles(found: Sequence[Plane]) -> dict[str, int]:
    """The place of each limit among all of the page, so that it looks the same in all maps: the most frequent first."""
    points: Counter[str] = Counter()
    for area in (area for plane in found for area in plane.areas if area.limit not in NONE):
        points[area.limit] += area.points
    return {name: place for place, name in enumerate(sorted(points, key=lambda name: (-points[name], name)))}


def _only(records: Records, plane: Plane) -> str:
    """What is told in place of a map of limits where there is one only; "" where there are more."""
    if len(plane.areas) != 1:
        return ""
    (area,) = plane.areas
    where = at_all(area.points, area.points)
    if area.limit in NONE:
        return "No limit on supply holds anything back here." if not area.limit else "No point here has an answer."
    return f"{first_upper(records.words.limit(area.limit))} is the limit worth most at {where} here."


def _field(records: Records, plane: Plane, name: str, styles: Mapping[str, int]) -> Field:
    words = records.words
    shown = _shown(records)
    layers = tuple(_layer(records, plane, record) for record in shown)
    return Field(
        name,
        f"{words.factor(plane.x)} and {words.factor(plane.y)}",
        field_axis(plane.x, plane.x_levels, words),
        field_axis(plane.y, plane.y_levels, words),
        layers,
        tuple(_kinds(records, plane, styles)),
        _holds(plane),
        _worth(records, plane),
        tuple(tuple(_called(records, number) for number in line) for line in plane.numbers),
        _summary(records, plane, shown[0]) if shown else "Nothing was recorded.",
        sentences.areas(plane, words),
    )


def _summary(records: Records, plane: Plane, record: str) -> str:
    """Where in the plane a record is highest and lowest, in the words of the answer."""
    if not np.isfinite(_values(records, plane, record)).any():
        return "No point of the plane has an answer."
    one = within(records, plane, record)
    if one.constant:
        return f"{records.name(record)} is the same at every place."
    return sweep_extremes.extremes(one, records.words)


def within(records: Records, plane: Plane, record: str) -> Range:
    """How far a record reaches over the points of a plane; that of the answer where the plane has all points."""
    whole = records.ranges[record]
    if not plane.fixed:
        return whole
    return among(records.facts, whole, (number for line in plane.numbers for number in line), (plane.x, plane.y))


def _shown(records: Records) -> tuple[str, ...]:
    return (records.moving or tuple(records.ranges))[:MOST_LAYERS]


def _values(records: Records, plane: Plane, record: str) -> np.ndarray:
    """A record at each place, shape (rows by y, columns by x)."""
    return np.array([records.at(record, line) for line in plane.numbers])


def _layer(records: Records, plane: Plane, record: str) -> Layer:
    """A record as shades; of one that hardly moves all places have the same one, or nothing would look like much."""
    values = _values(records, plane, record)
    unit = records.unit(record)
    known = values[np.isfinite(values)]
    scale = scale_for(known.tolist(), unit)
    shown = values * scale.factor
    still = records.ranges[record].constant or not len(known)
    ends = () if still else edges(shown)
    places = decimals(shown, ends)
    note = ""
    if len(ends) > 1 and hardly(float(known.min()), float(known.max())):
        spread = sweep_extremes.spread_of(within(records, plane, record))
        note, ends, places = f"hardly moves: {spread}", (), max(places - 1, 0)
    return Layer(
        records.words.record(record),
        unit,
        scale,
        values,
        tuple(end / scale.factor for end in ends),
        places,
        coarse(shown, ends, places),
        note,
    )


def _called(records: Records, number: int | None) -> str:
    return "" if number is None else f"Point {number} ({records.words.point(number).id})"


def _holds(plane: Plane) -> np.ndarray:
    """Place of the limit on top among the areas, shape (rows by y, columns by x)."""
    place = {area.limit: at for at, area in enumerate(plane.areas)}
    return np.array([[place.get(top, UNKNOWN) for top in line] for line in plane.tops])


def _worth(records: Records, plane: Plane) -> np.ndarray:
    """What the limit on top is worth [1]."""
    found = np.full((len(plane.y_levels), len(plane.x_levels)), np.nan)
    for up, line in enumerate(plane.numbers):
        for across, number in enumerate(line):
            if number is not None:
                found[up, across] = records.words.point(number).limits.get(plane.tops[up][across], np.nan)
    return found


def _kinds(records: Records, plane: Plane, styles: Mapping[str, int]) -> Iterator[Kind]:
    """The limits by their part of the plane, the largest first; colours go to limits only."""
    holds = _holds(plane)
    for at, area in enumerate(plane.areas):
        where = middle(holds == at)
        if area.limit in NONE:
            name, mark, hatch = (NO_ANSWER, "?", STRIPED) if area.limit else (records.words.limit(""), "–", PLAIN)
            yield Kind(name, area.share, area.points, where, "", mark, hatch)
        else:
            place = styles[area.limit]
            name = records.words.limit(area.limit)
            yield Kind(name, area.share, area.points, where, colour(place), letter(place), place)


def letter(place: int) -> str:
    """The letter of the n-th limit, 0 first.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    turn, at = divmod(place, len(LETTERS))
    return LETTERS[at] * (turn + 1)


def middle(inside: np.ndarray) -> tuple[int, int]:
    """The place (x, y) farthest from all that is outside, and from the edges: where a name has most room."""
    depth = np.pad(inside, 1).astype(int)
    level = depth.copy()
    while True:
        inner = level[1:-1, 1:-1] & level[:-2, 1:-1] & level[2:, 1:-1] & level[1:-1, :-2] & level[1:-1, 2:]
        if not inner.any():
            break
        level = np.pad(inner, 1)
        depth = depth + level
    ups, acrosses = np.nonzero(depth == depth.max())
    # Of places equally deep inside, that nearest to their own middle.
    far = (ups - ups.mean()) ** 2 + (acrosses - acrosses.mean()) ** 2
    best = int(np.argmin(far))
    return int(acrosses[best]) - 1, int(ups[best]) - 1
