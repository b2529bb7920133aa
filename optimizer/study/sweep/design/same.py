"""Whether two scenarios have the same numbers and dates, in all futures and regions."""

from __future__ import annotations

import math
from collections.abc import Mapping

from optimizer.scenario.edit import dates
from optimizer.scenario.places import variants
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path
from optimizer.scenario.walk import numbers

CLOSE = 1e-12
"""Relative difference of two numbers that are the same but for rounding."""


def same(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios read alike wherever the model looks."""
    mine, theirs = variants(one), variants(other)
    return len(mine) == len(theirs) and all(map(_same, mine, theirs))


def _same(one: Scenario, other: Scenario) -> bool:
    mine, theirs = _values(one), _values(other)
    return mine.keys() == theirs.keys() and all(
        math.isclose(value, theirs[path], rel_tol=CLOSE, abs_tol=0.0) for path, value in mine.items()
    )


def _values(scenario: Scenario) -> Mapping[Path, float]:
    return {**{path: number.value for path, number in numbers(scenario)}, **dict(dates(scenario))}
