"""What a design needs of the factors, as far as that is known only when their paths have been followed."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.scenario.studies.schema import SAMPLED
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import Context
from optimizer.study.sweep.design.groups import GROUPS, Groups


def check_axes(context: Context, axes: Sequence[Axis], groups: Groups) -> None:
    """Note what the design cannot be made with."""
    design = context.study.design
    for axis in axes:
        if design in SAMPLED and axis.spread is None and len(axis.levels) < 2:
            context.tell(axis.at, f"one level is nothing to vary in {design}; write two or more, or `set` it")
        if axis.spread is not None:
            _check_spread(context, axis)
    if design == "one_at_a_time":
        _check_together(context, axes, groups)


def _check_spread(context: Context, axis: Axis) -> None:
    spread = axis.spread
    assert spread is not None
    if spread.distribution == "lognormal" and spread.low <= 0.0:
        context.tell(axis.at, f"a lognormal distribution is of numbers above 0; {axis.name} begins at {spread.low:g}")
    if spread.mode is not None and not spread.low <= spread.mode <= spread.high:
        message = f"the mode must lie from {spread.low:g} to {spread.high:g}; found {spread.mode:g}"
        context.tell((*axis.at[:2], "mode"), message)


def _check_together(context: Context, axes: Sequence[Axis], groups: Groups) -> None:
    """Factors that move together need equally many levels."""
    for group, members in groups.members.items():
        counts = {axes[at].name: len(axes[at].stops()) for at in members}
        if len(set(counts.values())) > 1:
            shown = ", ".join(f"{name} {count}" for name, count in counts.items())
            context.tell((GROUPS, group, "factors"), f"factors that move together need equally many levels: {shown}")
