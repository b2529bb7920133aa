"""Numbers multiplied, or added to: one factor that moves all that a path finds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from optimizer.results.sweep.study import Factor
from optimizer.scenario.amounts import AmountError, terms
from optimizer.scenario.number import Number
from optimizer.scenario.studies.schema import Variation
from optimizer.scenario.tree import Items, Map, Path, Text, key_path
from optimizer.study.sweep.design.amounts import amount, written_unit
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import ENTRY, Context
from optimizer.study.sweep.design.factors.ranges import Range, read_range
from optimizer.study.sweep.design.moves import Action, Shifting, Writing
from optimizer.study.sweep.design.places import Places, places
from optimizer.study.sweep.design.words import words


def scaled(context: Context, name: str, entry: Variation) -> Iterator[Axis]:
    """The factor of an entry {multiply: ...} or {add: ...}. Raises PathError where its path leads nowhere."""
    action: Action = "multiply" if entry.multiply is not None else "add"
    found = places(context.ground, name)
    numbers = {target: first for target in found.numbers if (first := _first_number(context, target)) is not None}
    if found.kind != "number" or not numbers:
        context.tell_key(name, f"there is no number here to {'multiply' if action == 'multiply' else 'add to'}")
        return
    at = (ENTRY, name, action)
    given = entry.multiply if action == "multiply" else entry.add
    if action == "multiply":
        unit, weights = "1", dict.fromkeys(numbers, 1.0)
    else:
        unit, weights = _added(context, found, numbers, given, at)
    read = partial(amount, unit=unit, units=context.ground.units, findings=context.findings)
    yield _axis(context, name, entry, action, unit, weights, read_range(context, given, entry.mode, at, read))


def _axis(
    context: Context, name: str, entry: Variation, action: Action, unit: str, weights: dict[Path, float], span: Range
) -> Axis:
    times = action == "multiply"
    rest = 1.0 if times else 0.0
    thing = words(next(iter(weights)), context.ground.scenario) if len(weights) == 1 else name
    factor = Factor(
        name,
        entry.label or f"{thing}, {'times' if times else 'plus'}",
        "" if times else unit,
        "multiple" if times else "number",
        span.low,
        span.high,
        rest,
        span.levels,
        tuple(map(key_path, weights)),
    )
    unit_text = f" {unit}" if unit not in ("", "1") else ""
    writing = Writing(name, f"{{{action}: ", unit_text + "}", written=span.written)
    at = (ENTRY, name, action)
    effect = Shifting(writing, weights, action)
    return Axis(factor, effect, rest, span.levels, span.spread(entry, rest), span.steps, at, listed=span.listed)


def _first_number(context: Context, target: Path) -> Number | None:
    """The number at a place, the first of a path over time."""
    return next((context.ground.numbers[path] for path in context.ground.under(target)), None)


def _added(
    context: Context, found: Places, numbers: dict[Path, Number], given: Items | Map, at: Path
) -> tuple[str, dict[Path, float]]:
    """The unit of what is added, and what it is times for each place.

    A number without a unit is added in the unit that the other number is written in, as in an override.
    """
    base = next(iter(numbers.values())).unit
    if all(_has_unit(text) for text in _amounts(given)):
        return base, dict.fromkeys(numbers, 1.0)
    if any(_has_unit(text) for text in _amounts(given)):
        context.tell(at, "some of these have a unit and some have none; write it with all or with none")
    units, weights = {}, {}
    for target, path in zip(found.targets, found.numbers, strict=True):
        if path in numbers:
            unit = written_unit(target.node)
            units[path] = unit
            weights[path] = float(context.ground.units.factor(unit or numbers[path].unit, numbers[path].unit))
    return next(iter(units.values())) if len(set(units.values())) == 1 else "", weights


def _amounts(given: Items | Map) -> list[Text]:
    nodes = given if isinstance(given, Items) else [given["from"], given["to"]]
    return [node for node in nodes if isinstance(node, Text)]


def _has_unit(text: Text) -> bool:
    try:
        return any(term.unit for term in terms(text))
    except AmountError:
        return False
