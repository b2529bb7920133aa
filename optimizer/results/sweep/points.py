"""Points of a sweep and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from optimizer.scenario.tree import Path

Level: TypeAlias = float | str
"""Where a factor stands at a point: a number in base units (or a multiple, a date as a decimal year), or a text."""

DONE, INFEASIBLE, UNBOUNDED, TIMEOUT, FAILED, INVALID = (
    "optimal",
    "infeasible",
    "unbounded",
    "timeout",
    "failed",
    "invalid",
)
"""What became of a point. `invalid`: its scenario breaks a rule. `failed`: anything else, a worker's death included."""


@dataclass(frozen=True)
class Variant:
    """What has to be read from files: the base scenario with overrides, by name, and changes `path=value` on top."""

    overrides: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Point:
    """One scenario of a sweep: a variant of the base with some numbers and dates replaced.

    number : its place in the design, from 0.  id : made of the content of its scenario.  values : in base units, by
    path as `scenario.edit.with_values` takes them.  levels : where each factor stands, by factor.
    """

    number: int
    id: str
    variant: Variant
    values: Mapping[Path, float]
    levels: Mapping[str, Level]


@dataclass(frozen=True)
class Outcome:
    """What became of a point.

    status : `optimal`, or why there is no answer, with the reason in words.  values : what was asked to be recorded, by
    record (None where the point has no such thing).  limits : what the limits that hold it back are worth, as a share
    of the optimum, largest first, by `kind:name`.  slopes : d(objective)/d(level) by factor, where asked for
    [objective per unit of the level].  seconds : what it took, which is no part of the answer.
    """

    number: int
    id: str
    status: str
    reason: str = ""
    values: Mapping[str, float | str | None] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    slopes: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0
