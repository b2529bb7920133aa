"""The numbers behind a limit, and what each number of a scenario is worth. Worths are in units of the objective."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.results.explain.changes import Proof


@dataclass(frozen=True, slots=True)
class PointFact:
    """A number, or a point of a path, in base units."""

    year: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class NumberFact:
    """A number, or a path over time, that sets a limit, and where it comes from."""

    key: str
    unit: str
    points: tuple[PointFact, ...]
    source: str
    confidence: str
    note: str
    title: str
    url: str


@dataclass(frozen=True)
class WorthFact:
    """What one number of the scenario is worth.

    value, low, high [unit].  per_percent : gain from 1 % more of it (of a date: a hundredth of a year later).  swing :
    from its low to its high, to first order.  below, above : derivatives found by solving a little below and above.
    at_low, at_high : gain with the number at its ends, by solving again.  is_share : it is read as per cent.
    """

    key: str
    value: float
    low: float | None
    high: float | None
    unit: str
    is_date: bool
    source: str
    confidence: str
    weak: bool
    derivative: float
    per_percent: float
    swing: float | None
    verdict: str
    below: float | None
    above: float | None
    at_low: float | None
    at_high: float | None
    proof_low: Proof | None
    proof_high: Proof | None
    is_share: bool = False


@dataclass(frozen=True)
class SensitivityFacts:
    """Every number's worth, the weightiest first; and the weighty ones that rest on little, by key."""

    worths: tuple[WorthFact, ...]
    influential_and_weak: tuple[str, ...]
