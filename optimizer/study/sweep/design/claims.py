"""Each number is in one factor: the ranges of a wildcard give way, two that are written clash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.scenario.tree import Path, key_path
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import Context
from optimizer.study.sweep.design.moves import Shifting


def without_clashes(context: Context, axes: Sequence[Axis]) -> list[Axis]:
    """The factors less the sourced ones whose number another one moves; what else clashes goes to the findings."""
    claimed: dict[Path, str] = {}
    for axis in axes:
        for path in () if axis.is_sourced else _paths(context, axis):
            if path in claimed:
                message = f"{key_path(path)} is moved by '{claimed[path]}' already; a number can be in one factor"
                context.tell(axis.at, message)
            claimed.setdefault(path, axis.name)
    kept = []
    for axis in axes:
        if not axis.is_sourced:
            kept.append(axis)
        elif not any(path in claimed for path in _paths(context, axis)):
            kept.append(axis)
            claimed.update(dict.fromkeys(_paths(context, axis), axis.name))
    return kept


def _paths(context: Context, axis: Axis) -> Iterator[Path]:
    """The numbers that a factor moves, in the base or where it puts them."""
    if isinstance(axis.effect, Shifting):
        for target in axis.effect.weights:
            yield from context.ground.under(target) or (target,)
