"""What a level does to a scenario: overrides and changes that the loader makes, and new values of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from optimizer.results.sweep.points import Level
from optimizer.scenario.plain import date_text
from optimizer.scenario.tree import Path

Action: TypeAlias = Literal["set", "multiply", "add"]


@dataclass(frozen=True)
class Shift:
    """New values of all numbers at or below a path [base units]: the amount itself, times it, or plus it."""

    target: Path
    action: Action
    amount: float

    def of(self, was: float) -> float:
        """What a number becomes."""
        return shifted(self.action, self.amount, was)


def shifted(action: Action, amount: float, was: float) -> float:
    """What a number becomes by an amount."""
    if action == "set":
        return amount
    return was * amount if action == "multiply" else was + amount


@dataclass(frozen=True)
class Move:
    """What one level does. overrides, sets : as `load` takes them.  shifts : on what is loaded so."""

    overrides: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True)
class Writing:
    """A level is written into the file, so that every level is a variant: slow, for what nothing else can do.

    key : as `--set` takes it.  before, after : what stands around the level (its unit, say).  date : levels are dates,
    with `end` last days.  written : levels as the study gives them.
    """

    key: str
    before: str = ""
    after: str = ""
    date: bool = False
    end: bool = False
    written: Mapping[float, str] = field(default_factory=dict)

    def text(self, level: Level) -> str:
        """The change that makes a level."""
        if level in self.written:
            brace = "}" if self.before else ""
            return f"{self.key}={self.before}{self.written[float(level)]}{brace}"
        shown = date_text(float(level), self.end) if self.date else f"{level!r}"
        return f"{self.key}={self.before}{shown}{self.after}"

    def move(self, level: Level) -> Move:
        """What a level does."""
        return Move(sets=(self.text(level),))


@dataclass(frozen=True)
class Shifting:
    """A level is an amount, and the numbers of some places become it, or times it, or plus it.

    writing : the same, written into the file.  targets : paths of the numbers.  sets : what must be in the scenario
    first, so that there are numbers to be changed.
    """

    writing: Writing
    targets: tuple[Path, ...]
    action: Action = "set"
    sets: tuple[str, ...] = ()

    def move(self, level: Level) -> Move:
        """What a level does."""
        shifts = tuple(Shift(target, self.action, float(level)) for target in self.targets)
        return Move(sets=self.sets, shifts=shifts)

    def values(self, level: Level, was: Callable[[Path], float]) -> dict[Path, float]:
        """The numbers of a level, where each place is one number. was : the number before it is moved."""
        return {shift.target: shift.of(was(shift.target)) for shift in self.move(level).shifts}


@dataclass(frozen=True)
class Slope:
    """What a slope in a factor is taken by: its effect, on places that are one number each, and the size of its levels.

    size : the largest of its levels [their unit], so that there is a step to take from level 0 too.
    """

    effect: Shifting
    size: float


@dataclass(frozen=True)
class Choosing:
    """Levels of which each is made in its own way."""

    moves: Mapping[Level, Move]

    def move(self, level: Level) -> Move:
        """What a level does."""
        return self.moves[level]


Effect: TypeAlias = Shifting | Choosing | Writing
