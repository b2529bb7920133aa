"""Levels without a unit that are likely slips: 12 where 12 months were meant, 200 where 200 k USD were.

They are read in the unit of the schema, and lie far from what the base has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimizer.results.sweep.points import Level
from optimizer.scenario.number import Number
from optimizer.scenario.tree import Node, Path, Text, key_path
from optimizer.study.sweep.design.amounts import has_unit, in_unit, written_unit
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import Context
from optimizer.study.sweep.design.grounds import Ground
from optimizer.study.sweep.design.moves import Shifting
from optimizer.study.sweep.design.places import places
from optimizer.units import UnitError

FAR, FAR_FROM_RANGE = 1000.0, 100.0
"""How many times a level may be another than all that the base has, or than its sourced range, before it is doubted."""
NEAR = 3.0
"""How many times another a level may be and still be of the base's size."""
PREFIXES = ("k", "M", "G")
MOST_TOLD = 3
"""Levels that are named."""


@dataclass(frozen=True)
class Bare:
    """What is doubtful about levels without a unit: a message, what to try, and the levels."""

    message: str
    hint: str
    levels: frozenset[Level]


@dataclass(frozen=True)
class _Place:
    """A number of the base, at all times [unit].

    unit : of the schema, in which a level without one is read.  written : the unit that the base writes it in.
    low, high : what it has.  least, most : the same with its sourced range.
    """

    path: Path
    unit: str
    written: str
    low: float
    high: float
    least: float
    most: float

    @property
    def is_ranged(self) -> bool:
        """Whether it says from where to where it may lie."""
        return self.least < self.low or self.high < self.most


def doubted_bare(context: Context, axis: Axis) -> Bare | None:
    """What is doubtful about the levels of a factor that have no unit, told of the first place where it is."""
    written = _without_units(axis)
    for place in _stands(context.ground, axis) if written else ():
        found = {level: text for level, text in written.items() if _is_doubtful(context.ground, place, level)}
        if found:
            return _told(context.ground, axis, place, found)
    return None


def _without_units(axis: Axis) -> dict[float, str]:
    """The levels above 0 that are written without a unit and replace a number, with their texts."""
    effect = axis.effect
    if not isinstance(effect, Shifting) or effect.action != "set" or effect.writing.date:
        return {}
    return {level: text for level, text in effect.writing.written.items() if level > 0 and not has_unit(Text(text))}


def _stands(ground: Ground, axis: Axis) -> Iterator[_Place]:
    """The places of the base where a factor replaces a number that has a unit and is not 0."""
    found = places(ground, axis.name)
    for target, path in zip(found.targets, found.numbers, strict=True):
        numbers = [ground.numbers[each] for each in ground.under(path) if each in ground.numbers]
        if numbers and not numbers[0].unit.startswith("1") and any(number.value > 0 for number in numbers):
            yield _place(path, target.node, numbers)


def _place(path: Path, node: Node, numbers: list[Number]) -> _Place:
    values = [number.value for number in numbers]
    ends = [end for number in numbers for end in (number.low, number.high) if end is not None]
    unit = numbers[0].unit
    return _Place(
        path, unit, written_unit(node) or unit, min(values), max(values), min([*values, *ends]), max([*values, *ends])
    )


# --- far from the base ------------------------------------------------------------------------------------------------


def _is_doubtful(ground: Ground, place: _Place, level: float) -> bool:
    if times_off(level, place.low, place.high) >= FAR:
        return True
    off = times_off(level, place.least, place.most)
    return (place.is_ranged and off >= FAR_FROM_RANGE) or _unit_meant(ground, place, level) != ""


def times_off(level: float, low: float, high: float) -> float:
    """How many times a level is below the low end, or above the high end; 1 in between.

    >>> times_off(2, 4, 8), times_off(16, 4, 8), times_off(5, 4, 8)
    (2.0, 2.0, 1.0)
    """
    return max(low / level, level / high if high > 0 else 1.0, 1.0)


def _unit_meant(ground: Ground, place: _Place, level: float) -> str:
    """The unit in which a level would be of the base's size, where it is not as it is read; "" for none."""
    if times_off(level, place.least, place.most) <= NEAR:
        return ""
    thousands = tuple(f"{prefix} {place.unit}" for prefix in PREFIXES) if place.unit.startswith("USD") else ()
    months = ("months",) if place.unit == "yr" else ()
    for unit in (place.written, *months, *thousands):
        factor = _factor(ground, unit, place.unit)
        if factor != 1.0 and times_off(level * factor, place.least, place.most) <= NEAR:
            return unit
    return ""


def _factor(ground: Ground, unit: str, base: str) -> float:
    try:
        return float(ground.units.factor(unit, base))
    except UnitError:
        return 1.0


# --- how it is told ---------------------------------------------------------------------------------------------------


def _told(ground: Ground, axis: Axis, place: _Place, found: Mapping[float, str]) -> Bare:
    level, text = next(iter(found.items()))
    texts = list(found.values())[:MOST_TOLD]
    more = f" (and {len(found) - MOST_TOLD} more)" if len(found) > MOST_TOLD else ""
    read = " and ".join(in_unit(one, place.unit) for one in texts)
    where = "" if key_path(place.path) == axis.name else f" at {key_path(place.path)}"
    message = (
        f"at {' and '.join(texts)}{more}: without a unit that is {read}; the base has {_now(ground, place)}{where}"
    )
    unit = _unit_meant(ground, place, level)
    meant = f"Did you mean {text} {unit}?" if unit else f"If it is meant, write {in_unit(text, place.unit)}."
    return Bare(message, meant, frozenset(found))


def _now(ground: Ground, place: _Place) -> str:
    """What stands in the base, in the unit that it is written in."""
    factor = _factor(ground, place.written, place.unit)
    ends = dict.fromkeys(f"{value / factor:.4g}" for value in (place.low, place.high))
    return f"{' to '.join(ends)} {place.written}"
