"""Overrides as the levels of a factor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from optimizer.results.sweep.points import Level
from optimizer.results.sweep.study import Factor
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
    factor = Factor(name, entry.label or shortened(name), "", "text", central=rest, levels=levels)
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
