"""The ends of every factor, as the loader makes them: whether they are allowed, and whether the short way comes to the
same (new values in a scenario that is loaded already).

All factors are tried at once; only where that goes wrong are they tried in halves, down to the one to blame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from optimizer.errors import OptimizerError
from optimizer.results.sweep.points import Level
from optimizer.scenario.edit import with_values
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import Context
from optimizer.study.sweep.design.moves import Choosing, Shifting
from optimizer.study.sweep.design.points import values_at
from optimizer.study.sweep.design.same import same
from optimizer.wording import shortened

End = Literal["low", "high"]


@dataclass
class _Tried:
    """What came of it. slow : factors whose levels must be written.  refused : what the loader says of an end."""

    slow: set[str] = field(default_factory=set)
    refused: dict[str, list[tuple[End, OptimizerError]]] = field(default_factory=dict)


def checked(context: Context, axes: Sequence[Axis]) -> list[Axis]:
    """The factors, those that the short way does not reach with levels that are written into the file.

    What the loader has against an end goes to the findings; of a sourced range, which no one wrote into the study, it
    becomes a note, and the points there are told as invalid when their turn comes.
    """
    tried = _Tried()
    shifting = [axis for axis in axes if isinstance(axis.effect, Shifting)]
    ends: tuple[End, ...] = ("low", "high")
    for end in ends:
        _try(context, shifting, end, tried)
    for axis in axes:
        _load_alone(context, axis)
    return [_with_findings(context, axis, tried) for axis in axes]


def _load_alone(context: Context, axis: Axis) -> None:
    """Note what the loader has against levels that are variants: the ends of written ones, all of those that choose."""
    if isinstance(axis.effect, Shifting):
        return
    levels = axis.levels if isinstance(axis.effect, Choosing) else (axis.end("low"), axis.end("high"))
    for level in levels:
        move = axis.effect.move(level)
        variant = context.variant(move.sets, move.overrides)
        if context.grounds.of(variant) is None:
            context.tell_loading(axis.at, context.grounds.wrong[variant], _shown(level))


def _shown(level: Level) -> str:
    return shortened(level) if isinstance(level, str) else f"{level:g}"


def _with_findings(context: Context, axis: Axis, tried: _Tried) -> Axis:
    for end, error in tried.refused.get(axis.name, ()):
        if not axis.is_sourced:
            context.tell_loading(axis.at, error, f"its {end} end")
        else:
            axis = replace(axis, noted=f"{axis.name} at its {end} end: {error}")
    if axis.name in tried.slow and isinstance(axis.effect, Shifting):
        noted = f"{axis.name}: each level is read from the files, as a future or a region scales it"
        return replace(axis, effect=axis.effect.writing, noted=noted)
    return axis


def _try(context: Context, axes: Sequence[Axis], end: End, tried: _Tried) -> None:
    """Try the ends of some factors together, and of each half of them where that goes wrong."""
    outcome = _outcome(context, axes, end) if axes else None
    if outcome is None:
        return
    if len(axes) > 1:
        half = len(axes) // 2
        _try(context, axes[:half], end, tried)
        _try(context, axes[half:], end, tried)
    elif isinstance(outcome, OptimizerError):
        tried.refused.setdefault(axes[0].name, []).append((end, outcome))
    else:
        tried.slow.add(axes[0].name)


def _outcome(context: Context, axes: Sequence[Axis], end: End) -> OptimizerError | Literal["other"] | None:
    """None where the ends are allowed and both ways lead to the same, else what is wrong."""
    levels = [axis.end(end) for axis in axes]
    effects = [axis.effect for axis in axes if isinstance(axis.effect, Shifting)]
    written = context.variant([effect.writing.text(level) for effect, level in zip(effects, levels, strict=True)])
    variant = context.variant([change for effect in effects for change in effect.sets])
    ground, truth = context.grounds.of(variant), context.grounds.of(written)
    if ground is None or truth is None:
        return context.grounds.wrong[variant if ground is None else written]
    moves = [effect.move(level) for effect, level in zip(effects, levels, strict=True)]
    return None if same(with_values(ground.scenario, values_at(ground, moves)), truth.scenario) else "other"
