"""What a result rests on: its sources, and the numbers that nobody published or that are held with low confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from optimizer.report.words import number, scale_for
from optimizer.results.bottlenecks import Bottleneck
from optimizer.results.limit_paths import field_of, without_region
from optimizer.scenario.number import ASSUMPTION, Number
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path, key_path
from optimizer.scenario.walk import in_per_cent, numbers

LOW = "low"
_YEAR = re.compile(r"\d{4}(\.\d+)?")


@dataclass(frozen=True)
class Weak:
    """A number, or the points of a path, that is assumed or held with low confidence.

    key : where it stands in the scenario.  rank : place of the limit that it sets among those worth most, 0 for none.
    """

    key: str
    value: str
    note: str
    source: str
    rank: int


@dataclass(frozen=True)
class Basis:
    """Counts of the numbers that the scenario gives, the weak ones among them, and the sources that are used."""

    given: int
    assumed: int
    low_confidence: int
    without_source: int
    weak: tuple[Weak, ...]
    sources: tuple[str, ...]


def basis(scenario: Scenario, limits: Iterable[Bottleneck] = ()) -> Basis:
    """What the scenario rests on; numbers that set one of `limits` (best first) come first."""
    found = list(_given(scenario))
    ranks = _ranks(tuple(limits), {without_region(path) for path, point in found if point.value})
    weak = [_weak(common, list(points), ranks) for common, points in groupby(_weak_points(found), key=_common)]
    used = dict.fromkeys(point.source for _, point in found if point.source and point.source != ASSUMPTION)
    return Basis(
        given=len(found),
        assumed=sum(point.is_assumption for _, point in found),
        low_confidence=sum(point.confidence == LOW and not point.is_assumption for _, point in found),
        without_source=sum(point.source is None for _, point in found),
        weak=tuple(sorted(weak, key=lambda each: each.rank or len(ranks) + 1)),
        sources=tuple(used),
    )


def _ranks(limits: Sequence[Bottleneck], above_zero: set[Path]) -> dict[Path, int]:
    """Place of the best limit that each number, or path over time, sets.

    A limit of 0 counts where its number is 0 (a lane that is closed), not where a rule makes it so (nothing may be
    drawn from a reserve outside a disruption, whatever the rate).
    """
    ranks: dict[Path, int] = {}
    for rank, limit in enumerate(limits, 1):
        field = field_of(limit.kind, limit.name)
        by_rule = not limit.worth and any(path[: len(field)] == field for path in above_zero)
        if not by_rule:
            ranks.setdefault(field, rank)
    return ranks


def _given(scenario: Scenario) -> Iterator[tuple[Path, Number]]:
    """The numbers that the scenario's files give. A region's copy of a number that it does not change is left out."""
    given = {path: point for path, point in numbers(scenario) if point.where is not None}
    for path, point in given.items():
        plain = without_region(path)
        if plain == path or given.get(plain) != point:
            yield path, point


def _weak_points(found: Iterable[tuple[Path, Number]]) -> Iterator[tuple[Path, Number]]:
    return ((path, point) for path, point in found if point.is_assumption or point.confidence == LOW)


def _common(entry: tuple[Path, Number]) -> tuple[Path, str | None, str | None]:
    """What the points of one path over time have in common."""
    path, point = entry
    return path[:-1] if _is_year(path[-1]) else path, point.source, point.note


def _is_year(part: str | int) -> bool:
    return isinstance(part, str) and _YEAR.fullmatch(part) is not None


def _weak(
    common: tuple[Path, str | None, str | None], points: list[tuple[Path, Number]], ranks: dict[Path, int]
) -> Weak:
    path, source, note = common
    return Weak(key_path(path), values_in_words(points), note or "", source or "", ranks.get(without_region(path), 0))


def values_in_words(points: list[tuple[Path, Number]]) -> str:
    """`120 kt a year (60 to 240)`; a path as `2026: 60, 2028: 200 kt a year`."""
    factor, unit = _customary(*points[0])
    scale = scale_for([point.value * factor for _, point in points], unit)
    shown = [number(point.value * factor * scale.factor) for _, point in points]
    if len(points) > 1:
        years = (path[-1] for path, _ in points)
        return (
            ", ".join(f"{year}: {value}" for year, value in zip(years, shown, strict=True)) + f" {scale.label}".rstrip()
        )
    text = f"{shown[0]} {scale.label}".rstrip()
    point = points[0][1]
    if point.low is None and point.high is None:
        return text
    ends = ("?" if end is None else number(end * factor * scale.factor) for end in (point.low, point.high))
    return f"{text} ({' to '.join(ends)})"


def _customary(path: Path, point: Number) -> tuple[float, str]:
    """What a number is multiplied by to be read in the unit that people use: months, per cent."""
    if in_per_cent(point.unit, path):
        return 100.0, "%"
    if point.unit in ("1/yr", "%/yr"):
        return 100.0, "% a year"
    if point.unit == "yr":
        return (12.0, "months") if point.value < 3 else (1.0, "years")
    return 1.0, point.unit
