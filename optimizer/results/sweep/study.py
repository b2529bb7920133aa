"""What a sweep's study is, as far as reading its answers needs: its factors, its design and what it records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from optimizer.results.sweep.points import Level

STUDY_FILE = "study.yaml"
"""The copy of its study that a sweep keeps in its folder; it runs from there."""
FactorKind: TypeAlias = Literal["number", "multiple", "share", "date", "text"]
"""How to read a factor's levels: a number in base units, a multiple of what the base says, a share of 1, a date as a
decimal year, a text (an override, a way)."""


@dataclass(frozen=True)
class Factor:
    """One thing that a study varies.

    name : as the study writes it.  words : what it is, for people.  unit : of its levels, "" where they have none.
    low, high : the ends of what is swept (None for a text).  central : where the base stands, if it stands anywhere.
    levels : all levels in order, where there are finitely many.  paths : what it changes in the scenario.
    group : the group it moves with, "" for none.  level_words, level_notes : what levels that are keys are called, and
    what the scenario says of them, by level.
    """

    name: str
    words: str
    unit: str
    kind: FactorKind
    low: float | None = None
    high: float | None = None
    central: Level | None = None
    levels: tuple[Level, ...] = ()
    paths: tuple[str, ...] = ()
    group: str = ""
    level_words: Mapping[str, str] = field(default_factory=dict)
    level_notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StudyFacts:
    """A study, without its points.

    design : `grid`, `one_at_a_time`, `latin_hypercube`, `sobol`, `morris`, `monte_carlo`, `list`.  points : how many
    were asked for.  base : the base scenario, as the study names it.  problem : SALib's problem (names, bounds, groups,
    and `second_order`, `num_levels` where the design has them), None for designs that are not sampled by SALib.
    units : of what is recorded, by record; texts have none.
    """

    name: str
    design: str
    factors: tuple[Factor, ...]
    record: tuple[str, ...]
    seed: int
    points: int
    base: str
    problem: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
