"""All combinations of levels."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product

from optimizer.errors import UsageError
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.plans.plan import Plan

MOST = 1_000_000
"""Points of a grid that memory holds."""


def grid(axes: Sequence[Axis], points: int | None) -> Plan:
    """Every combination, the last factor fastest, thinned to no more than `points`.

    Both ends stay, and the level nearest to the base wherever there are three levels: what a move does counts from it.
    """
    full = [len(axis.stops()) for axis in axes]
    fewest = [axis.fewest for axis in axes]
    counts = thinned_counts(full, points, fewest)
    if math.prod(counts) > MOST:
        raise UsageError(
            f"a grid of {' x '.join(map(str, counts))} = {math.prod(counts):,} points is too large, {MOST:,} is the "
            "most; vary less, take fewer steps, ask for fewer `points`, or take `design: sobol` or latin_hypercube"
        )
    rows = tuple(product(*(axis.combined(count) for axis, count in zip(axes, counts, strict=True))))
    if counts == full:
        return Plan(rows)
    if len(counts) == 1:
        note = f"thinned to {counts[0]} of {full[0]} levels ({points} points asked for)"
        return Plan(rows, notes=(note, *_without_base(axes, counts, fewest)))
    shown = " x ".join(map(str, counts))
    note = f"the grid of {' x '.join(map(str, full))} is thinned to {shown} = {len(rows)} points ({points} asked for)"
    return Plan(rows, notes=(note, *_without_base(axes, counts, fewest)))


def _without_base(axes: Sequence[Axis], counts: Sequence[int], fewest: Sequence[int]) -> Iterator[str]:
    """The factors of which so few levels are left that the base's own is not among them."""
    names = [axis.name for axis, count, least in zip(axes, counts, fewest, strict=True) if count < least]
    if names:
        yield f"so few points leave only the two ends of {', '.join(names)}, not the level of the base"


def thinned_counts(full: Sequence[int], points: int | None, fewest: Sequence[int] = ()) -> list[int]:
    """How many levels of each factor, so that their product is no more than `points`: the longest give way first.

    fewest : levels of each below which none goes while others can still give way; then it goes down to two.
    Raises UsageError where two levels of each are too many.
    """
    counts, ends = list(full), [min(2, count) for count in full]
    if points is None:
        return counts
    for least in (fewest or ends, ends):
        while math.prod(counts) > points and (longer := [at for at in range(len(counts)) if counts[at] > least[at]]):
            counts[max(longer, key=lambda at: counts[at])] -= 1
    if math.prod(counts) > points:
        raise UsageError(
            f"a grid of {len(full)} {'factor' if len(full) == 1 else 'factors'} has {math.prod(ends)} points or more, "
            f"and {points} {'is' if points == 1 else 'are'} asked for; take `design: one_at_a_time`, latin_hypercube "
            "or sobol, vary less, or raise `points`"
        )
    return counts
