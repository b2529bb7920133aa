"""Points that differ in one or two factors only: the lines and planes that run through a design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.results.sweep.analysis.facts import Row
from optimizer.results.sweep.analysis.sample import Axis, Sample
from optimizer.results.sweep.points import Level

Departure = frozenset[tuple[str, Level]]
"""The factors that do not stand at their centre, with their levels: few in a design of hundreds of factors."""


@dataclass(frozen=True)
class Slice:
    """The points that a design has in a line or a plane. fixed : where the other factors stand."""

    rows: tuple[Row, ...]
    fixed: Mapping[str, Level]
    central: bool
    """The other factors all stand at their centre."""


def slices(sample: Sample, moving: Sequence[Axis], central_only: bool = False) -> list[Slice]:
    """All lines, or planes, along which only the `moving` factors move, in the order of the design."""
    names = {axis.name for axis in moving}
    found: dict[Departure, list[Row]] = {}
    for row, departure in zip(sample.rows, sample.departures, strict=True):
        others = departure if not names else frozenset(one for one in departure if one[0] not in names)
        if not (central_only and others):
            found.setdefault(others, []).append(row)
    centre = {axis.name: axis.centre for axis in sample.axes if axis.name not in names}
    return [Slice(tuple(rows), centre | dict(others), not others) for others, rows in found.items()]
