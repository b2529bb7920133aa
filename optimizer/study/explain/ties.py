"""Limits that hold together: where more of one alone gains little, because another is full at the same place.

At such a place the duals are not unique, and a solver puts the worth on one of the limits by chance. Who belongs to
whom is found by solving again with many of them relieved, and then with fewer and fewer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from optimizer.results.explain.bottlenecks import BottleneckFact, TieFact
from optimizer.results.explain.changes import Setting
from optimizer.results.explain.limits import LimitName
from optimizer.study.explain.effects import SHARE, SHORT, Effects

MOST = 12
"""Limits that are tried as partners of one."""
MATTERS = 0.1
"""Part of what all partners gain together that one must be needed for to be one of them."""


def with_ties(facts: Sequence[BottleneckFact], effects: Effects) -> tuple[BottleneckFact, ...]:
    """The facts with the ties of those that were found to gain little alone."""
    tied: dict[LimitName, TieFact] = {}
    for fact in facts:
        if fact.limit not in tied and _cut_short(fact):
            found = _tie(fact, _candidates(fact, facts), effects)
            if found is not None:
                tied |= dict.fromkeys(found.members, found)
    return tuple(replace(fact, tie=tied.get(fact.limit)) for fact in facts)


def _cut_short(fact: BottleneckFact) -> bool:
    """Whether 1 % more gained much less than the dual says, for another limit took over at once."""
    if not fact.effects or fact.effects[0].change != "more":
        return False
    effect = fact.effects[0]
    return effect.gain is not None and effect.expected is not None and effect.gain < SHORT * effect.expected


def _candidates(fact: BottleneckFact, facts: Sequence[BottleneckFact]) -> list[BottleneckFact]:
    """Limits that are full at the same time, worth nothing or cut short as well."""
    others = (other for other in facts if other.limit != fact.limit and (other.state == "full" or _cut_short(other)))
    return [other for other in others if _meet(fact, other)][:MOST]


def _meet(one: BottleneckFact, other: BottleneckFact) -> bool:
    return any(a.first <= b.last and b.first <= a.last for a in one.spans for b in other.spans)


def _tie(fact: BottleneckFact, candidates: list[BottleneckFact], effects: Effects) -> TieFact | None:
    """The smallest set found of limits that gain together what one alone does not."""
    alone = fact.effects[0].gain or 0.0
    whole = _gain([fact, *candidates], effects)
    if not candidates or whole - alone <= MATTERS * (fact.effects[0].expected or 0.0):
        return None
    needed = list(candidates)
    for other in candidates:
        fewer = [each for each in needed if each is not other]
        if _gain([fact, *fewer], effects) >= whole - MATTERS * (whole - alone):
            needed = fewer
    members = [fact, *needed]
    return TieFact(tuple(each.limit for each in members), effects.together(members, None))


def _gain(facts: Sequence[BottleneckFact], effects: Effects) -> float:
    return effects.prover.gain(tuple(_relieved(facts, effects))) or 0.0


def _relieved(facts: Sequence[BottleneckFact], effects: Effects) -> Iterator[Setting]:
    found = {setting.key: setting for fact in facts for setting in effects.relieved(fact, SHARE)}
    yield from found.values()
