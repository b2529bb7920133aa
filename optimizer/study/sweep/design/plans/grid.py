"""All combinations of levels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

from optimizer.errors import UsageError
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.plans.plan import Plan

MOST = 1_000_000
"""Points of a grid that memory holds."""


def grid(axes: Sequence[Axis], points: int | None) -> Plan:
    """Every combination, the last factor fastest, thinned to no more than `points`."""
    full = [len(axis.stops()) for axis in axes]
    counts = thinned_counts(full, points)
    if math.prod(counts) > MOST:
        raise UsageError(
            f"a grid of {' x '.join(map(str, counts))} = {math.prod(counts):,} points is too large, {MOST:,} is the "
            "most; vary less, take fewer steps, ask for fewer `points`, or take `design: sobol` or latin_hypercube"
        )
    rows = tuple(product(*(axis.stops(count) for axis, count in zip(axes, counts, strict=True))))
    if counts == full:
        return Plan(rows)
    if len(counts) == 1:
        return Plan(rows, notes=(f"thinned to {counts[0]} of {full[0]} levels ({points} points asked for)",))
    shown = " x ".join(map(str, counts))
    note = f"the grid of {' x '.join(map(str, full))} is thinned to {shown} = {len(rows)} points ({points} asked for)"
    return Plan(rows, notes=(note,))


def thinned_counts(full: Sequence[int], points: int | None) -> list[int]:
    """How many levels of each factor, so that their product is no more than `points`: the longest give way first.

    Raises UsageError where two levels of each are too many.
    """
    counts = list(full)
    if points is None:
        return counts
    while math.prod(counts) > points:
        longest = max(range(len(counts)), key=lambda at: counts[at])
        if counts[longest] <= 2:
            least = math.prod(min(2, count) for count in full)
            raise UsageError(
                f"a grid of {len(full)} factors has {least} points or more, and {points} are asked for; take "
                "`design: one_at_a_time`, latin_hypercube or sobol, vary less, or raise `points`"
            )
        counts[longest] -= 1
    return counts
