"""Words and digits of an explanation: links, causes, numbers by their keys, amounts with the digits that they bear."""

from __future__ import annotations

import re
from collections.abc import Sequence

from optimizer.report.basis import values_in_words
from optimizer.report.words import amount, decimals_for, scale_for
from optimizer.results.explain.bottlenecks import BottleneckFact
from optimizer.results.explain.changes import Effect
from optimizer.results.explain.limits import Cause, LimitName
from optimizer.results.explain.numbers import NumberFact
from optimizer.results.names import WAIT, describe, in_words, plural
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path

CAUSES: dict[Cause, str] = {
    "lead_time": "lead time",
    "pace": "pace of building",
    "later": "built later",
    "fixed": "existing only",
    "ceiling": "ceiling",
    "supply": "supply",
    "rules": "rules",
    "money": "money",
    "standing": "capacity beside new",
    "demand": "demand",
}
"""Each kind of limit as the head of a column."""
MEANINGS: dict[Cause, str] = {
    "lead_time": "lead time: what stands is all there is, for nothing applied for now could serve yet",
    "pace": "pace of building: starts may not grow faster",
    "later": "built later: new capacity could serve, but the plan builds it later",
    "fixed": "existing only: capacity from before the plan to which it adds nothing",
    "ceiling": "ceiling: the most that may stand",
    "supply": "supply: what markets, stocks and links between regions offer",
    "rules": "rules: staff of permitting lanes, rules of reserves",
    "money": "money: budgets and caps",
}
LINKS = {"money": "money", "permits": "permit staff"}
TRACKS = {"physical": "Physical limits", "policy": "Policy", "capital": "Capital"}
"""The tracks of a ladder."""
HANDLES = {
    "growth": "pace of building {many}",
    "build": "time to build {many}",
    "permit": "permit time of {many}",
    "tariff": "duty on {name}",
}
"""What a ladder relieves, where it is no limit of its own."""
UNSURE_DIGITS = 2
SURE_DIGITS = 3
PROOF_DIGITS = 4
MOST_DECIMALS = 9
_DROPPED = {"tiers", "modes", "by_region", "inputs", "outputs"}
_STEP = re.compile(r"[^.\[\]]+")


def link_in_words(link: str) -> str:
    """A link of the chain as people read it."""
    return LINKS.get(link) or in_words(link)


def limit_in_words(fact: BottleneckFact, scenario: Scenario) -> str:
    """A limit in words; capacity that stands, and is all there is until new serves, as the wait for that."""
    return describe(WAIT if fact.outgrown else fact.limit.kind, fact.limit.name, scenario, fact.limit.region)


def name_in_words(limit: LimitName, scenario: Scenario) -> str:
    """A limit that is only named: what stands is told as existing."""
    return describe(limit.kind, limit.name, scenario, limit.region)


def handle_in_words(kind: str, name: str, scenario: Scenario) -> str:
    """What a ladder relieves: `permit time of grid connections`, `existing data centers`, `private capital budget`."""
    thing = in_words(name.partition("#")[0])
    if kind in HANDLES:
        return HANDLES[kind].format(many=plural(thing), name=thing)
    return describe(kind, name, scenario)


def key_in_words(key: str) -> str:
    """A dotted key as words, the block that it stands in left out.

    >>> key_in_words("supplies.korean_hbm.tiers[1].price"), key_in_words("assets.data_center.growth.rate")
    ('Korean HBM: tier 2 price', 'data center: growth rate')
    """
    block, *steps = _STEP.findall(key)
    if not steps:
        return in_words(block)
    whole = block in ("objective", "permitting", "horizon")
    name, rest = (block, steps) if whole else (steps[0], steps[1:])
    words = [_step(step) for step in _joined_years(rest) if step not in _DROPPED]
    return f"{in_words(name)}: {' '.join(words)}" if words else in_words(name)


def _joined_years(steps: Sequence[str]) -> list[str]:
    """Steps with the halves of a decimal year (2028.5) put together again."""
    found: list[str] = []
    for step in steps:
        if found and re.fullmatch(r"\d{4}", found[-1]) and step.isdigit():
            found[-1] = f"{found[-1]}.{step}"
        else:
            found.append(step)
    return found


def _step(step: str) -> str:
    if step.isdigit() and len(step) < 4:
        return f"tier {int(step) + 1}"
    return f"in {step}" if step[:4].isdigit() else in_words(step)


# --- amounts ----------------------------------------------------------------------------------------------------------


def digits_of(effects: Sequence[Effect]) -> int:
    """Digits that the worth of a limit bears: fewer where nobody solved again, or the two sides differ."""
    if not effects:
        return UNSURE_DIGITS
    return {"confirmed": SURE_DIGITS, "one_sided": UNSURE_DIGITS}.get(effects[0].verdict, 1)


def rounded(value: float, digits: int) -> float:
    """A number with so many significant digits."""
    return float(f"{value:.{max(digits, 1) - 1}e}")


def about(value: float, unit: str, digits: int = SURE_DIGITS) -> str:
    """An amount with the digits that it bears."""
    return amount(rounded(value, digits), unit)


def side_by_side(after: float, before: float, unit: str) -> str:
    """Two amounts with the decimals that show their difference.

    >>> side_by_side(1277.948e9, 1275.733e9, "USD"), side_by_side(50.0, 50.0, "t")
    ('1,277.95 bn USD instead of 1,275.73', '50.00 t instead of 50.00')
    """
    scale = scale_for([after, before], unit)
    decimals = max(decimals_for([after * scale.factor, before * scale.factor], PROOF_DIGITS), 0)
    gap = abs(after - before) * scale.factor
    while 0.0 < gap * 10**decimals < 100.0 and decimals < MOST_DECIMALS:
        decimals += 1
    texts = [f"{value * scale.factor:,.{decimals}f}" for value in (after, before)]
    return f"{texts[0]} {scale.label} instead of {texts[1]}"


def number_in_words(fact: NumberFact) -> str:
    """`assets.data_center.permit 12 months (6 to 24) [air-permit-major-days, low confidence]`."""
    points: list[tuple[Path, Number]] = [
        ((point.year,), Number(point.value, fact.unit, point.low, point.high)) for point in fact.points
    ]
    values = values_in_words(points)
    said = [fact.source or "no source", *([f"{fact.confidence} confidence"] if fact.confidence else [])]
    return f"{fact.key} {values} [{', '.join(said)}]"
