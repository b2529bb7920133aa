"""Single numbers that are no limits but coefficients: how far each has to move, found by solving again and again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from optimizer.model.right_side import Owner
from optimizer.scenario.schema import Scenario
from optimizer.study.mend.changes import Change, Trial, rounded
from optimizer.study.mend.entries import Entry, entries, with_points
from optimizer.study.mend.kinds import TENFOLD, UP, Kind

CLOSE = 0.01
"""Relative width at which the search for a number ends."""
NEAR_NOTHING = 1e-4
"""Share of a number below which it is taken for nothing."""
FAR = 4.0
"""Ratio of the ends of the search from which it halves logarithms."""
MOST_TRIED = 80
"""Numbers tried at most."""


def single_changes(trial: Trial, kinds: tuple[Kind, ...], about: Iterable[Owner]) -> Iterator[Change]:
    """The least change of each number of these kinds that alone is enough; none for those that never are.

    about : entries of the scenario whose numbers are tried. Permit factors and objective belong to none and are all
    tried.
    """
    for entry in _candidates(trial.scenario, kinds, frozenset(about))[:MOST_TRIED]:
        for way in entry.kind.ways:
            change = _least(trial, entry, way)
            if change is not None:
                yield change


def _candidates(scenario: Scenario, kinds: tuple[Kind, ...], about: frozenset[Owner]) -> list[Entry]:
    order = {kind.pattern: i for i, kind in enumerate(kinds)}
    found = [entry for entry in entries(scenario, kinds) if entry.owner is None or entry.owner in about]
    return sorted(found, key=lambda entry: order[entry.kind.pattern])


def _least(trial: Trial, entry: Entry, way: int) -> Change | None:
    """The least change of an entry, all points of a path by the same factor, that is enough; None where none is."""
    scale, enough = _range(entry, way)
    if scale is None or not trial.succeeds([_scaled(entry, way, scale, enough)]):
        return None
    short = 1.0 if entry.values.any() else 0.0
    while abs(enough - short) > CLOSE * max(enough, short):
        middle = _middle(short, enough)
        if middle < NEAR_NOTHING:
            break
        if trial.succeeds([_scaled(entry, way, scale, middle)]):
            enough = middle
        else:
            short = middle
    change = rounded(entry, way, np.maximum(scale * enough, 0.0) if way != UP else scale * enough, trial.writer)
    return change if trial.succeeds([change]) else _scaled(entry, way, scale, enough)


def _range(entry: Entry, way: int) -> tuple[np.ndarray | None, float]:
    """What a factor multiplies, and the furthest factor; None where the number cannot move that way."""
    values, best = entry.values, entry.kind.best
    if way != UP:
        return (values, 0.0) if (values > 0).all() else (None, 0.0)
    if (values > 0).all():
        most = TENFOLD if best is None else min(best / float(values.max()), TENFOLD)
        return (values, most) if most > 1.0 else (None, 0.0)
    if (values < 0).all():  # a cost that is a gain: up to nothing
        return values, 0.0
    return (np.full(len(values), best), 1.0) if best is not None and not values.any() else (None, 0.0)


def _middle(short: float, enough: float) -> float:
    low, high = sorted((short, enough))
    if low == 0.0:
        return high / FAR
    return math.sqrt(low * high) if high / low > FAR else (low + high) / 2


def _scaled(entry: Entry, way: int, scale: np.ndarray, factor: float) -> Change:
    return Change(entry, way, with_points(entry.leaf, scale * factor))
