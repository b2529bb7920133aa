"""What factors of a sweep do together, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable

from optimizer.report.compare_words import more_or_less_at, signed_at
from optimizer.report.sweep_words import Words, capital
from optimizer.report.words import Scale, listed, percent, scale_for
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import Together
from optimizer.results.sweep.analysis.index_facts import IndexSet
from optimizer.results.sweep.points import Level

LEAST_MORE = 0.02
"""Departure from a sum, as a share of the whole, below which factors count as adding up."""
NOTHING, NO_CHANGE = 1e-6, "±0"
"""Part of the largest change up to which another is but what the solver rounds; what is told of it."""
SAME = 1e-9
"""Part of a level up to which another is the same."""
PAIRS_NAMED = 3


def pairs(one: IndexSet, words: Words) -> str:
    """`Compute in all: 12.3 % of the variance comes of factors together: credit and permits 9.8 %.`; "" of none."""
    alone = one.of("S1")
    rest = 1.0 - sum(index.value for index in alone)
    margin = math.hypot(*(index.confidence or 0.0 for index in alone))
    unknown = any(one.standing(index) == "unknown" for index in alone)
    if (
        one.constant
        or words.facts.hardly_moves(one.record)
        or unknown
        or len(alone) < 2
        or rest < max(LEAST_MORE, margin)
    ):
        return ""
    told = sorted(one.of("S2"), key=lambda index: (-index.value, index.factor, index.other))
    clear = [index for index in told if index.value > LEAST_MORE and one.standing(index) == "clear"][:PAIRS_NAMED]
    named = [f"{words.factor(index.factor)} and {words.factor(index.other)} {percent(index.value)}" for index in clear]
    which = f": {listed(named)}" if named and len(alone) > 2 else ""
    return f"{capital(words.record(one.record))}: {percent(rest)} of the variance comes of factors together{which}."


def adds_up(one: Together) -> bool:
    """Whether two do together what they do alone."""
    return abs(one.more) <= LEAST_MORE * max(abs(one.alone_x), abs(one.alone_y), abs(one.both))


def all_together(found: Iterable[Together], words: Words) -> list[str]:
    """What pairs of factors do together, but where one does nothing and takes nothing from the other.

    Nothing of a record that hardly moves.
    """
    moving = (one for one in found if not words.facts.hardly_moves(one.record))
    return [together(one, words) for one in moving if (one.alone_x and one.alone_y) or not adds_up(one)]


def together(one: Together, words: Words) -> str:
    """`Credit 0 % → 35 % +9.5, permits 1 → 0.4 +22.2, together 5.5 GW-years less than both alone.`"""
    scale = scale_for([one.alone_x, one.alone_y, one.both, one.more], clean(one.unit))
    least = NOTHING * max(abs(one.alone_x), abs(one.alone_y), abs(one.both))
    moves = [
        f"{words.at(name, before)} → {words.level(name, after)} {_change(alone, least, scale)}"
        for name, before, after, alone in zip(
            (one.x, one.y), one.reference, one.moved, (one.alone_x, one.alone_y), strict=True
        )
    ]
    record = capital(words.record(one.record))
    both = _change(one.both, least, scale)
    if adds_up(one):
        return f"{record}: {moves[0]}, {moves[1]}, together {both}: they add up.{_not_from_base(one, words)}"
    alone = _change(one.alone_x + one.alone_y, least, scale)
    more = f"{more_or_less_at(one.more, scale)} than both alone, which sum to {alone}"
    return f"{record}: {moves[0]}, {moves[1]}, together {both}, {more}.{_not_from_base(one, words)}"


def _not_from_base(one: Together, words: Words) -> str:
    """From where a move counts whose factor does not stand where the base does at any point; "" where both do."""
    told = [
        f"{words.at(name, level)} (the base has {words.level(name, base)})"
        for name, level in zip((one.x, one.y), one.reference, strict=True)
        if (base := words.factors[name].central) is not None and not _is_at(level, base)
    ]
    return f" Counted from {listed(told)}, not from the base." if told else ""


def _is_at(level: Level, base: Level) -> bool:
    """Whether a level is that of the base, but for the last digits."""
    if isinstance(level, str) or isinstance(base, str):
        return level == base
    return math.isclose(level, base, rel_tol=SAME, abs_tol=SAME * abs(level))


def _change(value: float, least: float, scale: Scale) -> str:
    return signed_at(value, scale) if abs(value) > least else NO_CHANGE
