"""Ranges that the scenario itself gives, low to high: one factor a number."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.results.sweep.study import Factor
from optimizer.scenario.number import Number
from optimizer.scenario.studies.schema import Distribution, Variation
from optimizer.scenario.tree import Path, key_path
from optimizer.study.sweep.design.amounts import amount, kind_of
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import ENTRY, Context
from optimizer.study.sweep.design.moves import Shifting, Writing
from optimizer.study.sweep.design.places import file_key, ranged
from optimizer.study.sweep.design.spread import Spread
from optimizer.study.sweep.design.words import words


def sourced(context: Context, name: str, entry: Variation) -> Iterator[Axis]:
    """The factors of an entry {range: sourced}. Raises PathError where its path leads nowhere."""
    found = ranged(context.ground, name)
    if not found:
        hint = "A range is given in the scenario: {value: 5, unit: GW, low: 4, high: 6, source: ...}."
        context.tell_key(name, "no number here says from where to where it may lie", hint)
    for path, number in found.items():
        yield _axis(context, name, entry, path, number)


def _axis(context: Context, name: str, entry: Variation, path: Path, number: Number) -> Axis:
    assert number.low is not None
    assert number.high is not None
    key = key_path(path)
    label = entry.label if entry.label and key == name else words(path, context.ground.scenario)
    factor = Factor(
        key, label, number.unit, kind_of(number.unit, (path,)), number.low, number.high, number.value, paths=(key,)
    )
    mode = amount(entry.mode, number.unit, context.ground.units, context.findings) if entry.mode is not None else None
    spread = Spread(number.low, number.high, _distribution(context, entry), number.value if mode is None else mode)
    unit = "" if number.unit == "1" else f" {number.unit}"
    writing = Writing(file_key(context.ground, path), after=unit)
    ends = (number.low, number.high)
    middle = () if context.study.design == "one_at_a_time" else (number.value,)  # there it rests in the middle anyway
    levels = () if entry.steps else tuple(sorted({*ends, *middle}))
    return Axis(
        factor,
        Shifting(writing, (path,)),
        number.value,
        levels,
        spread,
        steps=entry.steps,
        at=(ENTRY, name),
        is_sourced=True,
    )


def _distribution(context: Context, entry: Variation) -> Distribution:
    """Triangular about the scenario's own value in a Monte Carlo study, unless another is asked for."""
    if entry.distribution is not None:
        return entry.distribution
    return "triangular" if context.study.design == "monte_carlo" else "uniform"
