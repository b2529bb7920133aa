"""Sweeps made by hand: a study, points at given levels, and answers that are a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from optimizer.results.sweep.analysis import SweepFacts, facts
from optimizer.results.sweep.points import DONE, INFEASIBLE, Level, Outcome, Point, Variant
from optimizer.results.sweep.study import Factor, FactorKind, StudyFacts
from optimizer.scenario.tree import Path
from optimizer.study.sweep.design.moves import Action, Shifting, Slope, Writing

Answer = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
"""From levels to what goes into an outcome: `values`, `limits`, `slopes`; None for a point without an answer."""


def factor(name: str, levels: Sequence[Level] = (), *, kind: FactorKind = "number", **more: Any) -> Factor:
    """A factor with a range from its levels."""
    numbers = [level for level in levels if not isinstance(level, str)]
    found: dict[str, Any] = {"words": name, "unit": "", "levels": tuple(levels)}
    if numbers:
        found |= {"low": min(numbers), "high": max(numbers)}
    return Factor(name=name, kind=kind, **(found | more))


def study(design: str, factors: Sequence[Factor], record: Sequence[str] = ("npv",), **more: Any) -> StudyFacts:
    """A study of them."""
    found: dict[str, Any] = {"name": "by_hand", "seed": 1, "points": 0, "base": "base.yaml"}
    return StudyFacts(design=design, factors=tuple(factors), record=tuple(record), **(found | more))


def swept(of: StudyFacts, levels: Sequence[Mapping[str, Level]], answer: Answer) -> SweepFacts:
    """The facts of a sweep over points with these levels."""
    points = [Point(i, f"{i:012x}", Variant(), {}, dict(each)) for i, each in enumerate(levels)]
    return facts(of, points, [outcome(point, answer(point.levels)) for point in points])


def outcome(point: Point, answered: Mapping[str, Any] | None) -> Outcome:
    """What became of a point."""
    if answered is None:
        return Outcome(point.number, point.id, INFEASIBLE, "nothing fits")
    return Outcome(point.number, point.id, DONE, **answered)


def every(*factors: Factor) -> list[dict[str, Level]]:
    """The points of a grid."""
    names = [one.name for one in factors]
    return [dict(zip(names, levels, strict=True)) for levels in product(*(one.levels for one in factors))]


def drawn(names: Sequence[str], sample: np.ndarray) -> list[dict[str, Level]]:
    """The points of a sample, shape (points, factors)."""
    return [dict(zip(names, row, strict=True)) for row in sample.tolist()]


def times(paths: Iterable[Path], action: Action = "multiply", size: float = 1.0) -> Slope:
    """What the slope in a factor is taken by that moves all of these numbers."""
    return Slope(Shifting(Writing(""), tuple(paths), action), size)


def value(answer: Callable[..., float]) -> Answer:
    """An answer that is a number, recorded as npv."""
    return lambda levels: {"values": {"npv": answer(*levels.values())}}
