"""Single numbers that are no limits but coefficients: how far each has to move, found by solving again and again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.model.right_side import Owner
from optimizer.study.mend.changes import Change, Trial, rounded
from optimizer.study.mend.entries import Entry, entries, points, with_points
from optimizer.study.mend.kinds import DOWN, PROCESS, TENFOLD, UP, Kind

CLOSE = 0.01
"""Relative width at which the search for a number ends."""
NEAR_NOTHING = 1e-4
"""Factor below which a number is taken for nothing."""
SLIP = 10.0
"""Factor of a change of what a process needs or makes from which it may mend a slip in a unit."""
FAR = 4.0
"""Ratio of the ends of the search from which it halves logarithms."""


@dataclass(frozen=True, eq=False)
class Span:
    """How far a number may move: from `factor` 1 (0 for one that is 0) to `furthest`, each times `scale` (points,)."""

    entry: Entry
    way: int
    scale: np.ndarray
    furthest: float

    def change(self, factor: float) -> Change:
        """All points of a path by the same factor."""
        return Change(self.entry, self.way, with_points(self.entry.leaf, self.scale * factor))

    @property
    def now(self) -> float:
        return 1.0 if self.entry.values.any() else 0.0


def single_changes(trial: Trial, kinds: tuple[Kind, ...], about: Iterable[Owner]) -> Iterator[Change]:
    """The least change of each number of these kinds that alone is enough; none for those that never are.

    about : entries of the scenario whose numbers are tried. Permit factors and the discount rate belong to none and
    are always tried.
    """
    order = {kind.pattern: i for i, kind in enumerate(kinds)}
    owners = frozenset(about)
    known = entries(trial.scenario, kinds, trial.writer.links)
    found = [entry for entry in known if entry.owner is None or entry.owner in owners]
    spans = [span for entry in found for way in entry.kind.ways if (span := _span(entry, way)) is not None]
    spans.sort(key=lambda span: order[span.entry.kind.pattern])
    for way in (DOWN, UP):  # apart: a rate that helps when it rises may not help when it falls
        for span in _enough(trial, [span for span in spans if span.way == way]):
            if _is_sensible(trial, span):
                yield _least(trial, span)


def _enough(trial: Trial, spans: Sequence[Span]) -> Iterator[Span]:
    """Those of some numbers that are each enough. Where all together are not, none of them is."""
    if not spans or not trial.succeeds([span.change(span.furthest) for span in spans]):
        return
    if len(spans) == 1:
        yield spans[0]
        return
    half = len(spans) // 2
    yield from _enough(trial, spans[:half])
    yield from _enough(trial, spans[half:])


def _is_sensible(trial: Trial, span: Span) -> bool:
    """Whether an edit is worth telling: a process is what it is, unless its range allows more or a unit slipped."""
    if span.entry.kind.weight < PROCESS:
        return True
    ends = [n.high if span.way == UP else n.low for n in points(span.entry.leaf)]
    if all(end is not None for end in ends):
        leaf = with_points(span.entry.leaf, [end for end in ends if end is not None])
        if trial.succeeds([Change(span.entry, span.way, leaf)]):
            return True
    return not trial.succeeds([span.change(SLIP if span.way == UP else 1.0 / SLIP)])


def _least(trial: Trial, span: Span) -> Change:
    """The least change of a number that is enough, in round numbers."""
    short, enough = span.now, span.furthest
    while abs(enough - short) > CLOSE * max(enough, short):
        middle = _middle(short, enough)
        if middle < NEAR_NOTHING:
            break
        if trial.succeeds([span.change(middle)]):
            enough = middle
        else:
            short = middle
    change = rounded(span.entry, span.way, span.scale * enough, trial.writer)
    return change if trial.succeeds([change]) else span.change(enough)


def _span(entry: Entry, way: int) -> Span | None:
    """How far a number may move, None where it cannot move that way."""
    values, best = entry.values, entry.kind.best
    if (values < 0).all():  # a cost that is a gain
        return Span(entry, way, values, 0.0 if way == UP else TENFOLD)
    if way == DOWN:
        return Span(entry, way, values, 0.0) if (values > 0).all() else None
    if (values > 0).all():
        most = TENFOLD if best is None else best / float(values.max())
        return Span(entry, way, values, most) if most > 1.0 else None
    if best is not None and not values.any():
        return Span(entry, way, np.full(len(values), best), 1.0)
    return None


def _middle(short: float, enough: float) -> float:
    low, high = sorted((short, enough))
    if low == 0.0:
        return high / FAR
    return math.sqrt(low * high) if high / low > FAR else (low + high) / 2
