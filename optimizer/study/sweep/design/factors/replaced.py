"""Levels that take the place of what the scenario says: numbers, dates, whole paths over time, words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from optimizer.results.sweep.points import Level
from optimizer.results.sweep.study import Factor
from optimizer.scenario.edit import value_at, with_values
from optimizer.scenario.number import Number
from optimizer.scenario.studies.inline import inline
from optimizer.scenario.studies.schema import Variation
from optimizer.scenario.tree import Items, Map, Node, Path, Text, key_path
from optimizer.study.sweep.design.amounts import (
    UNLIKE,
    amount,
    date,
    has_unit,
    in_unit,
    is_end,
    kind_of,
    told_kinds,
    without_unit,
)
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import ENTRY, Context
from optimizer.study.sweep.design.factors.ranges import Range, read_listed, read_span
from optimizer.study.sweep.design.grounds import Ground
from optimizer.study.sweep.design.moves import Choosing, Effect, Move, Shift, Shifting, Writing
from optimizer.study.sweep.design.places import Places, places
from optimizer.study.sweep.design.same import same
from optimizer.study.sweep.design.words import words
from optimizer.wording import listing, shortened


def replaced(context: Context, name: str, entry: Variation) -> Iterator[Axis]:
    """The factor of an entry {values: ...} or {from, to, steps}. Raises PathError where its path leads nowhere."""
    found = places(context.ground, name)
    texts = list(entry.values) if entry.values is not None else [entry.from_, entry.to]
    plain = all(isinstance(text, Text) for text in texts)
    if found.kind == "number" and plain:
        yield from _numbers(context, name, entry, found, texts)
    elif found.kind == "date" and plain:
        yield _dates(context, name, entry, found)
    elif entry.values is not None:
        yield from _written(context, name, entry, found)
    else:
        message = "'from' and 'to' are for numbers and dates, and this is neither"
        context.tell_key(name, message, "Write values: [a, b].")


# --- numbers ----------------------------------------------------------------------------------------------------------


def _numbers(context: Context, name: str, entry: Variation, found: Places, texts: list[Text]) -> Iterator[Axis]:
    sets = _first_set(context.ground, found, texts[0])
    variant = context.variant(sets)
    ground = context.grounds.of(variant)
    if ground is None:
        context.tell_loading(texts[0].path, context.grounds.wrong[variant], str(texts[0]))
        return
    numbers = {path: ground.numbers[path] for target in found.numbers for path in ground.under(target)}
    if not numbers:
        hint = "`low` and `high` of a number say where it may lie: vary the number itself, or take `range: sourced`."
        context.tell_key(name, "no number that the plan rests on stands here", hint)
        return
    unit = next(iter(numbers.values())).unit
    if _unlike(context, name, numbers, texts):
        return
    read = partial(amount, unit=unit, units=ground.units, findings=context.findings)
    span = _range(context, name, entry, read)
    central = _common(context.ground, found.numbers)
    factor = _factor(context, name, entry, found, unit, span, central)
    writing = Writing(name, after="" if unit == "1" else f" {unit}", written=span.written)
    axis = _axis(name, entry, factor, Shifting(writing, found.numbers, "set", sets), span)
    yield replace(axis, noted=_added(found))


def _unlike(context: Context, name: str, numbers: Mapping[Path, Number], texts: list[Text]) -> bool:
    """Whether numbers of several kinds are found, so that levels fit none or are another thing at each; then noted."""
    kinds: dict[str, Path] = {}
    for path, number in numbers.items():
        kinds.setdefault(number.unit, path)
    if any(map(has_unit, texts)):
        return told_kinds(kinds, "values", (ENTRY, name), context.key_where(name), context.findings)
    bare = without_unit(texts)
    if len(kinds) > 1 and bare:
        meant = listing([f"{in_unit(bare[0], unit)} at {key_path(path)}" for unit, path in kinds.items()], 3)
        context.tell(bare[0].path, f"without a unit {bare[0]} is {meant}", UNLIKE)
    return len(kinds) > 1 and bool(bare)


def _added(found: Places) -> str:
    """What is to be told where a wildcard gives a number to what has none."""
    given = [key_path(target.path) for target in found.added]
    return f"{found.pattern} also puts a number where the base gives none: {listing(given, 4)}" if given else ""


def _first_set(ground: Ground, found: Places, first: Text) -> tuple[str, ...]:
    """The change that puts a number where there is none, or one for all times where there is a path."""
    alone = all(len(ground.under(target)) == 1 for target in found.numbers)
    return () if alone else (f"{found.pattern}={inline(first)}",)


def _common(ground: Ground, targets: tuple[Path, ...]) -> float | None:
    """The value that stands at all of the places, None where there is none or not one."""
    values = {ground.values[path] for target in targets for path in ground.under(target)}
    return values.pop() if len(values) == 1 and all(map(ground.under, targets)) else None


# --- dates ------------------------------------------------------------------------------------------------------------


def _dates(context: Context, name: str, entry: Variation, found: Places) -> Axis:
    end = is_end(found.numbers[0])
    if any(is_end(path) != end for path in found.numbers):
        context.tell_key(name, "first and last days are found here together; vary them apart")
    span = _range(context, name, entry, partial(date, end=end, findings=context.findings))
    movable = all(path in context.ground.values for path in found.numbers)
    writing = Writing(name, date=True, end=end, written=span.written)
    effect: Effect = Shifting(writing, found.numbers) if movable else writing
    central = _common(context.ground, found.numbers) if movable else _date_now(context.ground, found.numbers)
    factor = _factor(context, name, entry, found, "", span, central)
    return _axis(name, entry, factor, effect, span)


def _date_now(ground: Ground, targets: tuple[Path, ...]) -> float | None:
    """The date that stands at the one place, None where there are several or none."""
    try:
        now = value_at(ground.scenario, targets[0]) if len(targets) == 1 else None
    except (KeyError, IndexError, TypeError):  # nothing stands there yet
        return None
    return now if isinstance(now, float) else None


# --- both -------------------------------------------------------------------------------------------------------------


def _range(context: Context, name: str, entry: Variation, read: partial[float]) -> Range:
    if isinstance(entry.values, Items):
        return read_listed(context, entry.values, (ENTRY, name, "values"), read)
    return read_span(context, entry.from_, entry.to, entry.steps, entry.mode, (ENTRY, name, "from"), read)


def _factor(
    context: Context, name: str, entry: Variation, found: Places, unit: str, span: Range, central: float | None
) -> Factor:
    label = entry.label or _words(context, name, found)
    keys = tuple(map(key_path, found.numbers))
    kind = "date" if found.kind == "date" else kind_of(unit, found.numbers)
    return Factor(name, label, unit, kind, span.low, span.high, central, span.levels, keys)


def _words(context: Context, name: str, found: Places) -> str:
    """What stands at the one place; the pattern where there are several."""
    return words(found.numbers[0], context.ground.scenario) if len(found.numbers) == 1 else name


def _axis(name: str, entry: Variation, factor: Factor, effect: Effect, span: Range) -> Axis:
    central = factor.central
    rest = central if central is not None else span.levels[0] if span.levels else span.low
    spread = span.spread(entry, central if isinstance(central, float) else None)
    return Axis(factor, effect, rest, span.levels, spread, span.steps, (ENTRY, name), listed=span.listed)


# --- anything else ----------------------------------------------------------------------------------------------------


def _written(context: Context, name: str, entry: Variation, found: Places) -> Iterator[Axis]:
    """Levels that are written into the file; those that then differ in numbers only share one variant."""
    sets: dict[Level, str] = {}
    keys_of: dict[Level, object] = {}
    written: list[Level] = []
    for at, node in enumerate(entry.values):
        level = _shown(node)
        if level in sets:
            context.tell_twice((ENTRY, name, "values", at), level)
        sets[level] = f"{name}={inline(node)}"
        keys_of[level] = None if found.kind == "number" else _keys(node)
        written.append(level)
    grounds = dict(_loaded(context, name, sets))
    if len(grounds) < len(sets):
        return
    levels = tuple(sets)
    rest = next((level for level in levels if _same(context.ground, grounds[level])), levels[0])
    keys = tuple(map(key_path, found.numbers))
    label = entry.label or _words(context, name, found)
    factor = Factor(name, label, "", "text", central=rest, levels=levels, paths=keys)
    effect = Choosing(_moves(sets, grounds, keys_of))
    yield Axis(factor, effect, rest, levels, at=(ENTRY, name, "values"), listed=tuple(written))


def _shown(node: Node) -> str:
    return str(node) if isinstance(node, Text) else inline(node)


def _loaded(context: Context, name: str, sets: dict[Level, str]) -> Iterator[tuple[Level, Ground]]:
    for at, (level, change) in enumerate(sets.items()):
        variant = context.variant((change,))
        ground = context.grounds.of(variant)
        if ground is not None:
            yield level, ground
        else:
            context.tell_loading((ENTRY, name, "values", at), context.grounds.wrong[variant], shortened(str(level)))


def _keys(node: Node) -> object:
    """The keys that a block writes; a number is replaced whole, so that its own do not matter."""
    return frozenset((key, _keys(inner)) for key, inner in node.items()) if isinstance(node, Map) else None


def _moves(sets: dict[Level, str], grounds: dict[Level, Ground], keys_of: Mapping[Level, object]) -> dict[Level, Move]:
    """What each level does: those that differ in numbers only stand on the first of them.

    keys_of : what each writes. One that leaves a number alone which the first writes stands by itself: what it leaves
    may be that of an override, not the base's.
    """
    moves: dict[Level, Move] = {}
    firsts: dict[object, Level] = {}
    for level, ground in grounds.items():
        first = firsts.setdefault((frozenset(ground.values), ground.frame, keys_of[level]), level)
        values = {path: value for path, value in ground.values.items() if grounds[first].values[path] != value}
        if same(with_values(grounds[first].scenario, values), ground.scenario):
            moves[level] = Move((), (sets[first],), tuple(Shift(path, "set", value) for path, value in values.items()))
        else:
            moves[level] = Move(sets=(sets[level],))
    return moves


def _same(one: Ground, other: Ground) -> bool:
    return one.content == other.content
