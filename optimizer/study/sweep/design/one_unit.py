"""What is recorded has one unit at all points: a factor that changes it, as what is maximised does, is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from optimizer.results.sweep.points import Level
from optimizer.scenario.schema import Scenario
from optimizer.study.sweep import record
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import ENTRY, Context
from optimizer.study.sweep.design.moves import Choosing
from optimizer.wording import listing, shortened

RULE = "what is recorded must have one unit at all points"
HINT = "Write two studies, one for each unit."
MOST_TOLD = 3
"""Records that a message names."""


def checked_units(
    context: Context, axes: Sequence[Axis], names: Sequence[str], scenarios: Sequence[Scenario]
) -> dict[str, str]:
    """The unit of every number that is recorded; what has several at the points goes to the findings.

    scenarios : those that the points stand on. The numbers that points move there change no unit.
    """
    found = record.units_in_all(names, scenarios or [context.ground.scenario])
    mixed = {name: units for name, units in found.items() if len(units) > 1}
    if mixed:
        _tell(context, axes, mixed)
    return {name: units[0] for name, units in found.items()}


def _tell(context: Context, axes: Sequence[Axis], mixed: Mapping[str, Sequence[str]]) -> None:
    """Note each factor that changes units by itself; where none does, that several do it together."""
    blamed = [(axis, changes) for axis in axes if (changes := tuple(_changes(context, axes, axis, tuple(mixed))))]
    for axis, changes in blamed:
        context.tell(axis.at, f"{listing(changes, MOST_TOLD)}; {RULE}", HINT)
    if not blamed:
        found = [f"'{name}' is in {' or '.join(units)}" for name, units in mixed.items()]
        context.tell((ENTRY,), f"through several factors together {listing(found, MOST_TOLD)}; {RULE}", HINT)


def _changes(context: Context, axes: Sequence[Axis], axis: Axis, names: Sequence[str]) -> Iterator[str]:
    """The units of the records that a factor changes while the others rest, each with the first level that has it."""
    at_levels = {level: record.units(names, at) for level, at in _at_levels(context, axes, axis)}
    for name in names:
        first: dict[str, Level] = {}
        for level, units in at_levels.items():
            if name in units:
                first.setdefault(units[name], level)
        if len(first) > 1:
            where = (f"in {unit} at {shortened(str(level))}" for unit, level in first.items())
            yield f"'{name}' is {' and '.join(where)}"


def _at_levels(context: Context, axes: Sequence[Axis], axis: Axis) -> Iterator[tuple[Level, Scenario]]:
    """The scenario at each level of a factor while the others rest; nothing for one that moves numbers."""
    for level in axis.levels if isinstance(axis.effect, Choosing) else ():
        moves = [one.effect.move(level if one is axis else one.rest) for one in axes]
        sets = [change for move in moves for change in move.sets]
        ground = context.grounds.of(context.variant(sets, [name for move in moves for name in move.overrides]))
        if ground is not None:
            yield level, ground.scenario
