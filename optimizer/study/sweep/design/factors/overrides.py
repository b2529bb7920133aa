"""Overrides as the levels of a factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from optimizer.results.names import in_words
from optimizer.results.sweep.points import Level
from optimizer.results.sweep.study import Factor
from optimizer.scenario.schema import Scenario
from optimizer.scenario.studies.fields import listed
from optimizer.scenario.studies.schema import Variation
from optimizer.scenario.tree import Items, Node
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.factors.context import ENTRY, Context
from optimizer.study.sweep.design.moves import Choosing, Move
from optimizer.wording import listing, nearest, shortened

NONE = "none"
"""The level at which no override is applied."""


def overridden(context: Context, name: str, entry: Variation) -> Iterator[Axis]:
    """The factor of an entry {override: [none, a, [a, b]]}."""
    given = entry.override if isinstance(entry.override, Items) else Items([entry.override])
    moves: dict[Level, Move] = {}
    written: list[Level] = []
    for at, node in enumerate(given):
        level, move = _level(context, (ENTRY, name, "override", at), node)
        if level in moves:
            context.tell_twice((ENTRY, name, "override", at), level)
        moves[level] = move
        written.append(level)
    levels = tuple(moves)
    rest = NONE if NONE in moves else levels[0]
    overrides = {str(level): move.overrides for level, move in moves.items()}
    factor = Factor(
        name,
        entry.label or in_words(name),
        "",
        "text",
        central=rest,
        levels=levels,
        level_words=_words(overrides),
        level_notes=_notes(overrides, context.ground.scenario),
    )
    yield Axis(factor, Choosing(moves), rest, levels, at=(ENTRY, name, "override"), listed=tuple(written))


def _level(context: Context, at: tuple[str | int, ...], node: Node) -> tuple[Level, Move]:
    names = [str(text) for text in listed(node)]
    if names == [NONE] or not names:
        return NONE, Move()
    known = context.ground.scenario.overrides
    for override in names:
        if override not in known:
            message = f"no override '{shortened(override)}' in {context.study.base.name}; known: {listing(known)}"
            context.tell(at, message, partial(nearest, override, (*known, NONE)))
    return ", ".join(names), Move(overrides=tuple(names))


def _words(overrides: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What levels are called: the keys of their overrides as words; nothing where two would be called the same.

    Descriptions are no names: they are sentences, which beside a picture are cut to what they have in common.
    """
    words = {level: " + ".join(map(in_words, names)) or NONE for level, names in overrides.items()}
    return words if len({*words.values()}) == len(words) else {}


def _notes(overrides: Mapping[str, Sequence[str]], scenario: Scenario) -> dict[str, str]:
    """What the scenario says of the overrides of each level, of those of which it says anything."""
    said = {level: [_description(name, scenario) for name in names] for level, names in overrides.items()}
    return {level: "; ".join(filter(None, texts)) for level, texts in said.items() if any(texts)}


def _description(name: str, scenario: Scenario) -> str:
    """Of an override, else of a lever that applies it."""
    known = scenario.overrides.get(name)
    levers = (lever.description for lever in scenario.levers.values() if lever.override == name)
    return next(filter(None, (known.description if known else "", *levers)), "")
