"""Factors as sides of charts: where levels stand, and what is written there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.report.compare_words import customary
from optimizer.report.page.facts import FieldAxis
from optimizer.report.sweep_words import Words, is_added_to_rate, plain
from optimizer.report.words import DIGITS, number, scale_for
from optimizer.results.names import clean
from optimizer.results.sweep.points import Level

MOST_DIGITS = 10


@dataclass(frozen=True)
class Side:
    """An axis of numbers. factor : from a level to what is shown.  words : what stands below it.

    labelled : it is marked with the levels in words, as dates are.
    """

    factor: float
    words: str
    labelled: bool


def side_of(name: str, levels: Sequence[float], words: Words) -> Side:
    """The axis of a factor with numeric levels."""
    factor, title = words.factors[name], words.factor(name)
    if factor.kind == "date":
        return Side(1.0, title, True)
    if factor.kind == "multiple":
        return Side(1.0, f"{title} [multiple]", False)
    if is_added_to_rate(factor):
        return Side(100.0, f"{title} [percentage points]", False)
    size, unit = customary(list(levels), clean(factor.unit) or "1", factor.kind == "share")
    scale = scale_for([level * size for level in levels], unit)
    label = unit if unit.startswith("%") else scale.label
    whole = size if unit.startswith("%") else size * scale.factor
    return Side(whole, f"{title} [{label}]" if label else title, False)


def field_axis(name: str, levels: Sequence[Level], words: Words) -> FieldAxis:
    """A factor as a side of a map: of numbers with a unit the unit stands at the side."""
    numbers = [level for level in levels if not isinstance(level, str)]
    base = _base(name, levels, words)
    is_text = len(numbers) < len(levels)
    if is_text or words.factors[name].kind in ("date", "multiple"):
        return FieldAxis(words.factor(name), tuple(words.level(name, level) for level in levels), base, is_text)
    side = side_of(name, numbers, words)
    return FieldAxis(side.words, _apart([level * side.factor for level in numbers]), base)


def _apart(values: Sequence[float]) -> tuple[str, ...]:
    """Numbers as the study has them, or with as many digits as tell them apart."""
    shown = [plain(value) for value in values]
    for digits in range(DIGITS, MOST_DIGITS):
        if len(set(shown)) == len(set(values)):
            break
        shown = [number(value, digits) for value in values]
    return tuple(shown)


def _base(name: str, levels: Sequence[Level], words: Words) -> int | None:
    central = words.factors[name].central
    return next((at for at, level in enumerate(levels) if _same(level, central)), None)


def _same(one: Level, other: Level | None) -> bool:
    if isinstance(one, str) or isinstance(other, str) or other is None:
        return one == other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
