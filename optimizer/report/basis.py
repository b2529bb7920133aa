"""What a result rests on: its sources, and the numbers that nobody published or that are held with low confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from optimizer.report.words import number, scale_for
from optimizer.results.bottlenecks import Bottleneck
from optimizer.scenario.number import ASSUMPTION, Number
from optimizer.scenario.schema import Scenario
from optimizer.scenario.walk import numbers

LOW = "low"
_REGION = re.compile(r"\.by_region\.[^.\[]+")
_YEAR = re.compile(r"\.(\d{4}(?:\.\d+)?)$")

FIELDS = {
    "existing": "assets.{name}.existing",
    "supply": "supplies.{name}.tiers[{part}].quantity",
    "growth_seed": "assets.{name}.growth.seed",
    "recent_starts": "assets.{name}.growth.recent_starts",
    "max_starts": "assets.{name}.max_starts",
    "max_capacity": "assets.{name}.max_capacity",
    "surge": "assets.{name}.surge[{part}].up_to",
    "throughput": "permitting.lanes.{name}.throughput",
    "stock": "commodities.{name}.max_stock",
    "stock_initial": "commodities.{name}.initial",
    "reserve_size": "reserve.{name}.size",
    "reserve_initial": "reserve.{name}.initial",
    "reserve_cover": "reserve.{name}.cover",
    "fill_rate": "reserve.{name}.fill_rate",
    "draw_rate": "reserve.{name}.draw_rate",
    "credit_cap": "credits.{name}.annual_cap",
    "credit_total": "credits.{name}.total_cap",
    "loan_cap": "loans.{name}.cap",
    "budget": "funds.{name}.budget",
    "fund_total": "funds.{name}.total",
    "link": "links.{name}.capacity",
}
"""The key of the number that sets each kind of limit."""


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
    ranks = {_field(limit): rank for rank, limit in reversed(list(enumerate(limits, 1)))}
    weak = [_weak(key, list(points), ranks) for key, points in groupby(_weak_points(found), key=_path_and_basis)]
    used = dict.fromkeys(point.source for _, point in found if point.source and point.source != ASSUMPTION)
    return Basis(
        given=len(found),
        assumed=sum(point.is_assumption for _, point in found),
        low_confidence=sum(point.confidence == LOW and not point.is_assumption for _, point in found),
        without_source=sum(point.source is None for _, point in found),
        weak=tuple(sorted(weak, key=lambda each: each.rank or len(ranks) + 1)),
        sources=tuple(used),
    )


def _given(scenario: Scenario) -> Iterator[tuple[str, Number]]:
    """The numbers that the scenario's files give. A region's copy of a number that it does not change is left out."""
    given = {key: point for key, point in numbers(scenario) if point.where is not None}
    for key, point in given.items():
        plain = _REGION.sub("", key)
        if plain == key or given.get(plain) != point:
            yield key, point


def _weak_points(found: Iterable[tuple[str, Number]]) -> Iterator[tuple[str, Number]]:
    return ((key, point) for key, point in found if point.is_assumption or point.confidence == LOW)


def _path_and_basis(entry: tuple[str, Number]) -> tuple[str, str | None, str | None]:
    """What the points of one path have in common."""
    key, point = entry
    return _YEAR.sub("", key), point.source, point.note


def _weak(common: tuple[str, str | None, str | None], points: list[tuple[str, Number]], ranks: dict[str, int]) -> Weak:
    key, source, note = common
    return Weak(key, _values(points), note or "", source or "", ranks.get(_REGION.sub("", key), 0))


def _values(points: list[tuple[str, Number]]) -> str:
    """`120 kt a year (60 to 240)`; a path as `2026: 60, 2028: 200 kt a year`."""
    factor, unit = _customary(points[0][1])
    scale = scale_for([point.value * factor for _, point in points], unit)
    shown = [number(point.value * factor * scale.factor) for _, point in points]
    if len(points) > 1:
        years = (_YEAR.findall(key)[-1] for key, _ in points)
        return (
            ", ".join(f"{year}: {value}" for year, value in zip(years, shown, strict=True)) + f" {scale.label}".rstrip()
        )
    text = f"{shown[0]} {scale.label}".rstrip()
    point = points[0][1]
    if point.low is None and point.high is None:
        return text
    ends = ("?" if end is None else number(end * factor * scale.factor) for end in (point.low, point.high))
    return f"{text} ({' to '.join(ends)})"


def _customary(point: Number) -> tuple[float, str]:
    """What a number is multiplied by to be read in the unit that people use: months, per cent."""
    if point.unit in ("1/yr", "%/yr"):
        return 100.0, "% a year"
    if point.unit == "yr":
        return (12.0, "months") if point.value < 3 else (1.0, "years")
    return 1.0, point.unit


def _field(limit: Bottleneck) -> str:
    name, _, part = limit.name.partition("#")
    return FIELDS.get(limit.kind, "").format(name=name, part=int(part) - 1 if part.isdigit() else 0)
