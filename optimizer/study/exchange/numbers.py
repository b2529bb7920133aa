"""Every number that a scenario gives, with its unit, its range and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.results.limit_paths import without_region
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path, key_path
from optimizer.scenario.walk import numbers

_YEAR = re.compile(r"\d{4}(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Given:
    """A number of the scenario, or a point of a path over time; what it does not say is empty.

    key : where it stands.  year : of a point, as a decimal year.  title, url : of the document that `source` names.
    """

    key: str
    year: str
    value: float
    unit: str
    low: float | None
    high: float | None
    source: str
    confidence: str
    note: str
    title: str
    url: str


def given(scenario: Scenario) -> Iterator[Given]:
    """The numbers in the order of the scenario. A region's copy of a number that it does not change is left out."""
    found = {path: number for path, number in numbers(scenario) if number.where is not None}
    for path, number in found.items():
        plain = without_region(path)
        if plain == path or found.get(plain) != number:
            yield _given(path, number, scenario)


def _given(path: Path, number: Number, scenario: Scenario) -> Given:
    dated = isinstance(path[-1], str) and _YEAR.fullmatch(path[-1])
    document = scenario.sources.get(number.source or "")
    return Given(
        key=key_path(path[:-1] if dated else path),
        year=str(path[-1]) if dated else "",
        value=number.value,
        unit=number.unit,
        low=number.low,
        high=number.high,
        source=number.source or "",
        confidence=number.confidence or "",
        note=number.note or "",
        title=document.title if document else "",
        url=document.url if document else "",
    )
