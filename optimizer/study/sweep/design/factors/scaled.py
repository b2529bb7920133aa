"""Numbers multiplied, or added to: one factor that moves all that a path finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from optimizer.results.sweep.study import Factor
from optimizer.scenario.number import Number
from optimizer.scenario.studies.schema import Variation
from optimizer.scenario.tree import Items, Map, Path, Text, key_path
from optimizer.study.sweep.design.amounts import (
    UNLIKE,
    amount,
    has_unit,
    in_unit,
    told_kinds,
    without_unit,
    written_unit,
)
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import ENTRY, Context
from optimizer.study.sweep.design.factors.ranges import Range, read_range
from optimizer.study.sweep.design.moves import Action, Shifting, Writing
from optimizer.study.sweep.design.places import Places, is_amount, places
from optimizer.study.sweep.design.words import words
from optimizer.wording import listing


def scaled(context: Context, name: str, entry: Variation) -> Iterator[Axis]:
    """The factor of an entry {multiply: ...} or {add: ...}. Raises PathError where its path leads nowhere."""
    action: Action = "multiply" if entry.multiply is not None else "add"
    found = places(context.ground, name)
    numbers = {target: first for target in found.numbers if (first := _first_number(context, target)) is not None}
    if found.kind != "number" or not numbers:
        _tell_no_number(context, name, action, found)
        return
    at = (ENTRY, name, action)
    given = entry.multiply if action == "multiply" else entry.add
    if action == "add" and any(map(has_unit, _amounts(given))) and _unlike(context, name, numbers):
        return
    unit = "1" if action == "multiply" else next(iter(numbers.values())).unit
    written_in = _written_in(context, found, numbers, given, at) if action == "add" else ""
    read = partial(amount, unit=unit, units=context.ground.units, findings=context.findings, written_in=written_in)
    span = read_range(context, given, entry.mode, at, read)
    yield _axis(context, name, entry, action, unit, tuple(numbers), span)


def _unlike(context: Context, name: str, numbers: Mapping[Path, Number]) -> bool:
    """Whether the numbers are of several kinds, to which nothing with a unit can be added."""
    kinds: dict[str, Path] = {}
    for path, number in numbers.items():
        kinds.setdefault(number.unit, path)
    return told_kinds(kinds, "add", (ENTRY, name), context.key_where(name), context.findings)


def _tell_no_number(context: Context, name: str, action: Action, found: Places) -> None:
    """Note that a path leads to something else, or to something else as well."""
    done = "multiplied" if action == "multiply" else "added to"
    others = [key_path(target.path) for target in found.targets if not is_amount(target)]
    if found.kind == "date":
        hint = "Write its levels: values: [2027-01, 2028-01], or from and to."
        context.tell_key(name, f"{others[0]} is a date, which cannot be {done}", hint)
    elif others and len(others) < len(found.targets):
        hint = "Write paths that lead to numbers alone, one entry for each."
        context.tell_key(name, f"what is found here cannot all be {done}; no numbers are {listing(others, 3)}", hint)
    else:
        context.tell_key(name, f"there is no number here to {'multiply' if action == 'multiply' else 'add to'}")


def _axis(
    context: Context, name: str, entry: Variation, action: Action, unit: str, targets: tuple[Path, ...], span: Range
) -> Axis:
    times = action == "multiply"
    rest = 1.0 if times else 0.0
    thing = words(targets[0], context.ground.scenario) if len(targets) == 1 else name
    factor = Factor(
        name,
        entry.label or f"{thing}, {'times' if times else 'plus'}",
        "" if times else unit,
        "multiple" if times else "number",
        span.low,
        span.high,
        rest,
        span.levels,
        tuple(map(key_path, targets)),
    )
    writing = Writing(name, f"{{{action}: ", "}" if times else f" {unit}}}", written=span.written)
    at = (ENTRY, name, action)
    effect = Shifting(writing, targets, action)
    return Axis(factor, effect, rest, span.levels, span.spread(entry, rest), span.steps, at, listed=span.listed)


def _first_number(context: Context, target: Path) -> Number | None:
    """The number at a place, the first of a path over time; None where there is none, or a date."""
    numbers = context.ground.numbers
    return next((numbers[path] for path in context.ground.under(target) if path in numbers), None)


def _written_in(context: Context, found: Places, numbers: dict[Path, Number], given: Items | Map, at: Path) -> str:
    """The unit of what is added without one: that which the other number is written in, as in an override.

    Where numbers are written in several, what is to be told is that it would be another amount at each.
    """
    units = {
        path: written_unit(target.node) or numbers[path].unit
        for target, path in zip(found.targets, found.numbers, strict=True)
        if path in numbers
    }
    bare = without_unit(_amounts(given))
    if any(map(has_unit, _amounts(given))) and bare:
        context.tell(at, "some of these have a unit and some have none; write it with all or with none")
    elif bare:
        _tell_units(context, units, numbers, bare[0], at)
    return next(iter(units.values()))


def _tell_units(context: Context, units: dict[Path, str], numbers: dict[Path, Number], first: Text, at: Path) -> None:
    """Note that numbers are written in units of several kinds or sizes. units : by place."""
    sizes = {
        path: (numbers[path].unit, context.ground.units.factor(unit, numbers[path].unit))
        for path, unit in units.items()
    }
    ends = {size: next(path for path in sizes if sizes[path] == size) for size in sizes.values()}
    if len(ends) > 1:
        meant = listing([f"{in_unit(first, units[path])} at {key_path(path)}" for path in ends.values()], 3)
        alike = len({kind for kind, _ in ends}) == 1
        hint = f"Write the unit: {in_unit(first, next(iter(units.values())))}." if alike else UNLIKE
        context.tell(at, f"without a unit {first} is {meant}, as each is written in its own unit", hint)


def _amounts(given: Items | Map) -> list[Text]:
    nodes = given if isinstance(given, Items) else [given["from"], given["to"]]
    return [node for node in nodes if isinstance(node, Text)]
