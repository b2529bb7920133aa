"""Two factors at a time: what comes out, and which limit is worth most, at each place of their plane."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.report import sweep_sentences as sentences
from optimizer.report.page.facts import Field, Kind, Layer, colour
from optimizer.report.page.result import first_upper
from optimizer.report.page.sweep.axes import field_axis
from optimizer.report.page.sweep.facts import PlaneMaps
from optimizer.report.page.sweep.records import Records
from optimizer.report.page.sweep.shades import decimals, edges
from optimizer.report.sweep_interactions import all_together
from optimizer.report.sweep_words import NO_ANSWER
from optimizer.report.words import scale_for
from optimizer.results.sweep.analysis.facts import Plane

MOST_LAYERS = 12
UNKNOWN = -1
NONE = ("", "?")
"""Names that stand for no limit, and for no answer."""


def planes(records: Records) -> Iterator[PlaneMaps]:
    """The maps of every plane of the sweep."""
    for place, plane in enumerate(records.facts.planes):
        words = records.words
        both = [one for one in records.facts.together if (one.x, one.y) == (plane.x, plane.y)]
        note = f"The others stand at: {words.levels(plane.fixed)}." if plane.fixed else ""
        yield PlaneMaps(_field(records, plane, place), note, tuple(all_together(both, words)))


def _field(records: Records, plane: Plane, place: int) -> Field:
    words = records.words
    kinds = tuple(_kinds(records, plane))
    layers = tuple(_layer(records, plane, record) for record in _shown(records))
    return Field(
        f"plane-{place}",
        f"{words.factor(plane.x)} and {words.factor(plane.y)}",
        field_axis(plane.x, plane.x_levels, words),
        field_axis(plane.y, plane.y_levels, words),
        layers,
        kinds,
        _holds(plane),
        _worth(records, plane),
        tuple(tuple(_called(records, number) for number in line) for line in plane.numbers),
        _extremes(records, plane, layers[0]) if layers else "Nothing was recorded.",
        sentences.areas(plane, words),
    )


def _extremes(records: Records, plane: Plane, layer: Layer) -> str:
    """Where in the plane the first record is highest and lowest."""
    name = first_upper(layer.name)
    if not np.isfinite(layer.values).any():
        return "No point of the plane has an answer."
    if len(layer.edges) < 2:
        return f"{name} is the same at every place."
    found = (np.unravel_index(pick(layer.values), layer.values.shape) for pick in (np.nanargmax, np.nanargmin))
    high, low = (
        records.words.levels({plane.x: plane.x_levels[int(across)], plane.y: plane.y_levels[int(up)]})
        for up, across in found
    )
    return f"{name} is highest at {high}, lowest at {low}."


def _shown(records: Records) -> tuple[str, ...]:
    return (records.moving or tuple(records.ranges))[:MOST_LAYERS]


def _layer(records: Records, plane: Plane, record: str) -> Layer:
    values = np.array([records.at(record, line) for line in plane.numbers])
    unit = records.unit(record)
    scale = scale_for(values[np.isfinite(values)].tolist(), unit)
    shown = values * scale.factor
    ends = edges(shown[:0] if records.ranges[record].constant else shown)
    return Layer(
        records.words.record(record),
        unit,
        scale,
        values,
        tuple(end / scale.factor for end in ends),
        decimals(shown, ends),
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


def _kinds(records: Records, plane: Plane) -> Iterator[Kind]:
    """The limits by their part of the plane, the largest first; colours go to limits only."""
    holds = _holds(plane)
    coloured = [area.limit for area in plane.areas if area.limit not in NONE]
    for at, area in enumerate(plane.areas):
        name = NO_ANSWER if area.limit == "?" else records.words.limit(area.limit)
        paint = "" if area.limit in NONE else colour(coloured.index(area.limit))
        yield Kind(name, area.share, area.points, middle(holds == at), paint)


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
