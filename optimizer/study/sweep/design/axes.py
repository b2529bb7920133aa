"""Factors of a study, read against its base: which numbers each moves, its levels, where the base stands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimizer.results.sweep.points import Level
from optimizer.results.sweep.study import Factor
from optimizer.scenario.tree import Path
from optimizer.study.sweep.design.moves import Effect
from optimizer.study.sweep.design.spread import Spread


@dataclass(frozen=True)
class Axis:
    """One factor: what it is, its levels (listed, or spread over a range), and what a level does.

    at : the path of the factor in the study file, for messages.  steps : levels asked for in a range.
    rest : the level at which it stands while others move.  noted : what is to be told of it.
    is_sourced : its ends are those of the scenario's own range.  listed : the levels as the file lists them, with those
    that come more than once, which a list of points may have.
    """

    factor: Factor
    effect: Effect
    rest: Level
    levels: tuple[Level, ...] = ()
    spread: Spread | None = None
    steps: int | None = None
    at: Path = ()
    noted: str = ""
    is_sourced: bool = False
    listed: tuple[Level, ...] = ()

    @property
    def name(self) -> str:
        return self.factor.name

    def stops(self, most: int | None = None) -> tuple[Level, ...]:
        """Its levels in a grid, or no more than so many of them, evenly, the ends kept."""
        if self.levels:
            return thinned(self.levels, most)
        assert self.spread is not None
        return thinned(self.spread.evenly(self.steps or 2), most)

    def combined(self, most: int | None = None) -> tuple[Level, ...]:
        """Its levels in a grid of no more than so many of them: of three or more, one is that nearest to the base."""
        whole = self.stops()
        return thinned(whole, most, nearest_place(whole, self.factor.central))

    @property
    def fewest(self) -> int:
        """How many levels keep both ends and the level nearest to the base."""
        whole = self.stops()
        inner = nearest_place(whole, self.factor.central) not in (None, 0, len(whole) - 1)
        return min(len(whole), 3 if inner else 2)

    def drawn(self, shares: np.ndarray) -> tuple[Level, ...]:
        """The levels that shares of 1 stand for, shape (N,)."""
        if self.spread is not None:
            return self.spread.at(shares)
        count = len(self.levels)
        return tuple(self.levels[min(int(share * count), count - 1)] for share in shares)

    def end(self, which: Literal["low", "high"]) -> Level:
        """Its lowest or highest level."""
        end = self.factor.low if which == "low" else self.factor.high
        return self.rest if end is None else end


def thinned(levels: tuple[Level, ...], most: int | None, keep: int | None = None) -> tuple[Level, ...]:
    """No more than so many of the levels, evenly, the ends kept, and of three or more that at the place `keep`.

    >>> thinned((0, 1, 2, 3, 4, 5, 6), 3), thinned((0, 1, 2, 3, 4, 5, 6), 3, keep=1)
    ((0, 3, 6), (0, 1, 6))
    """
    if most is None or len(levels) <= most:
        return levels
    if most == 1:
        return levels[:1]
    places = [round(at) for at in np.linspace(0, len(levels) - 1, most)]
    if keep is not None and keep not in places and most > 2:
        gives_way = min(range(1, most - 1), key=lambda at: abs(places[at] - keep))
        places[gives_way] = keep
    return tuple(levels[at] for at in places)


def nearest_place(levels: Sequence[Level], base: Level | None) -> int | None:
    """The place of the level at which the base stands, or of the number nearest to it; None where there is neither.

    >>> nearest_place((0.0, 0.4, 1.0), 0.5), nearest_place(("none", "duty"), "duty"), nearest_place((0.0, 1.0), None)
    (1, 1, None)
    """
    if base in levels:
        return levels.index(base)
    if base is None or isinstance(base, str):
        return None
    far = [math.inf if isinstance(level, str) else abs(level - base) for level in levels]
    return far.index(min(far)) if math.isfinite(min(far, default=math.inf)) else None
