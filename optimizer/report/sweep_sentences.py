"""A sweep in sentences: what was swept, where the results are best, what takes over where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from optimizer.report.sweep_extremes import all_extremes as all_extremes
from optimizer.report.sweep_extremes import extremes as extremes
from optimizer.report.sweep_kinks import curve as curve
from optimizer.report.sweep_kinks import kink_label as kink_label
from optimizer.report.sweep_kinks import sharpest as sharpest
from optimizer.report.sweep_words import AS_BASE, FIXED_NAMED, STATUSES, Words, capital, part_of
from optimizer.report.words import listed, percent
from optimizer.results.names import clean, in_words
from optimizer.results.sweep.analysis.facts import (
    Count,
    Handover,
    Plane,
    Row,
    SweepFacts,
)
from optimizer.results.sweep.analysis.index_facts import Influence
from optimizer.results.sweep.points import Level
from optimizer.results.sweep.study import Factor

LIMITS_NAMED = 5
NOTICED = 0.01
"""Part of what the value differs by from which on a difference in public cost is told."""
MEMBERS_NAMED, LEADERS_NAMED = 6, 4
TOGETHER = {
    "one_at_a_time": "move together",
    "latin_hypercube": "tend to move together",
    "monte_carlo": "tend to move together",
}
"""What the members of a group do, in designs in which they do not just count as one."""
DESIGNS = {
    "grid": "every combination (grid)",
    "one_at_a_time": "one factor at a time",
    "latin_hypercube": "Latin hypercube sample",
    "sobol": "Sobol sample",
    "morris": "Morris trajectories",
    "monte_carlo": "Monte Carlo sample",
    "list": "list of points",
}


# --- what was swept ---------------------------------------------------------------------------------------------------


def head(facts: SweepFacts) -> str:
    """`credit_permitting: every combination (grid), 2 factors, on us.yaml.`; a part of the factors is told as such."""
    study, count = facts.study, len(facts.study.factors)
    if part := tried(facts):
        return f"{clean(study.name)}: {part.sentence}; {DESIGNS[study.design]}, on {clean(study.base)}."
    design = DESIGNS.get(study.design, clean(study.design))
    what = f"{count} {'factor' if count == 1 else 'factors'}"
    return f"{clean(study.name)}: {design}, {what}, on {clean(study.base)}."


@dataclass(frozen=True)
class Tried:
    """How many of the factors (and groups) of one at a time have moved, where few points left some out."""

    moved: int
    whole: int
    what: str

    @property
    def sentence(self) -> str:
        """What the results are of, and what that leaves open."""
        of = f"{self.moved:,} of {self.whole:,} {self.what}"
        return f"a sample of {of}: which of them matters most is not known"

    @property
    def only(self) -> str:
        """What is to be said beside the strongest of them."""
        return f"of the {self.moved:,} of {self.whole:,} {self.what} that were tried"


def tried(facts: SweepFacts) -> Tried | None:
    """What part of the factors has been tried one at a time; None where all have, and in other designs."""
    if facts.study.design != "one_at_a_time" or not facts.rows:
        return None
    first = facts.rows[0].levels
    moves = {factor.name for factor in facts.study.factors if _moves(factor, first, facts.rows)}
    still = [factor for factor in facts.study.factors if factor.name not in moves]
    moved = {factor.group or factor.name for factor in facts.study.factors if factor.name in moves}
    left = {factor.group or factor.name for factor in still if _could_move(factor)} - moved
    grouped = any(factor.group for factor in facts.study.factors)
    what = "factors and groups" if grouped else "factors"
    return Tried(len(moved), len(moved) + len(left), what) if left else None


def _moves(factor: Factor, first: Mapping[str, Level], rows: Sequence[Row]) -> bool:
    """Whether a factor stands anywhere but where it stands at the first point."""
    return any(row.levels[factor.name] != first[factor.name] for row in rows)


def _could_move(factor: Factor) -> bool:
    """Whether the study gives a factor more than the level of the base."""
    return factor.kind == "text" or factor.low != factor.high or factor.low not in (None, factor.central)


def elsewhere(fixed: Mapping[str, Level]) -> str:
    """What a heading says of the factors that stand still, where each line does not."""
    return ", all else as in the base (or in the middle of its levels)" if len(fixed) > FIXED_NAMED else ""


def expected(words: Words) -> str:
    """That numbers are means over the futures, with how likely each is; "" where there is but one future.

    Levels that are texts, or that move probabilities, may change them: then they are those of the base.
    """
    futures = words.scenario.futures
    if futures is None:
        return ""
    told = ", ".join(f"{in_words(name)} {percent(one.probability.value)}" for name, one in futures.branches.items())
    varied = any(_may_move_futures(factor) for factor in words.facts.study.factors)
    base = "in the base " if varied else ""
    return f"Numbers are expected over the futures ({base}{told}): none is of one future alone."


def _may_move_futures(factor: Factor) -> bool:
    return factor.kind == "text" or any(path.endswith(".probability") for path in factor.paths)


def groups(facts: SweepFacts) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """The groups of a study with their members, and what that means in its design."""
    design = facts.study.design
    means = TOGETHER.get(design, "count as one factor")
    for name in dict.fromkeys(factor.group for factor in facts.study.factors if factor.group):
        yield name, tuple(one.name for one in facts.study.factors if one.group == name), means


def grouped(words: Words) -> Iterator[str]:
    """`waits: grid: permit; data center: permit (they move together)`."""
    for name, members, means in groups(words.facts):
        more = f"; {len(members) - MEMBERS_NAMED} more" if len(members) > MEMBERS_NAMED else ""
        told = "; ".join(words.factor(member) for member in members[:MEMBERS_NAMED])
        yield f"{words.factor(name)}: {told}{more} (they {means})"


def became(facts: SweepFacts) -> str:
    """`36 points: 35 solved, 1 infeasible.`"""
    told = [f"{one.points:,} {STATUSES.get(one.what, clean(one.what))}" for one in facts.statuses]
    whole = len(facts.rows)
    return f"{whole:,} {'point' if whole == 1 else 'points'}: {', '.join(told) or 'none'}."


def not_taken_off(facts: SweepFacts) -> Iterator[str]:
    """That the value does not bear what the Treasury pays, where that differs noticeably between the points."""
    span = {one.record: 0.0 if one.constant else one.highest.value - one.lowest.value for one in facts.ranges}
    if span.get("public_cost", 0.0) > NOTICED * span.get("npv", float("inf")):
        yield "Value is at private prices: it counts credits as a gain, and public cost is not taken off."


def leaders(found: Sequence[Influence], words: Words) -> str:
    """The factors of `Ranking.leaders`: `permit times`, `permit times and credit (their intervals overlap)`; ""."""
    names = [words.factor(one.name) for one in found[:LEADERS_NAMED]]
    if len(found) > LEADERS_NAMED:
        names.append(f"{len(found) - LEADERS_NAMED} more")
    is_measured = any(one.confidence for one in found)
    why = "their intervals overlap" if is_measured else "they do the same"
    return f"{listed(names)} ({why})" if len(names) > 1 else "".join(names)


# --- limits -----------------------------------------------------------------------------------------------------------


def tops(counts: Sequence[Count], words: Words) -> Iterator[str]:
    """How often each limit is the one worth most."""
    whole = sum(one.points for one in counts)
    for one in counts[:LIMITS_NAMED]:
        yield f"{capital(words.limit(one.what))}: {part_of(one.points, whole)}"
    left = counts[LIMITS_NAMED:]
    if left:
        what = "limit" if len(left) == 1 else "limits"
        yield f"{len(left)} other {what}: {part_of(sum(one.points for one in left), whole)}"


def handovers(found: Sequence[Handover], words: Words) -> Iterator[str]:
    """Along each factor which limit is on top, and from where on."""
    for name, each in groupby(found, key=lambda one: one.factor):
        mine = list(each)
        factor = words.factors[name]
        ordered = mine[0].sampled or not isinstance(mine[0].low, str)
        yield _in_order(factor, mine, words) if ordered else _among_texts(factor, mine, words)


def _in_order(factor: Factor, mine: Sequence[Handover], words: Words) -> str:
    """`permits: A up to about 0.63, then B, from about 0.9 C`."""
    about = "mostly " if mine[0].sampled else ""
    told = [f"{about}{words.limit(mine[0].before)} at first"]
    told += [f"{_where(factor, one, words)} {about}{words.limit(one.after)}" for one in mine]
    return f"{capital(words.factor(factor.name))}: {', '.join(told)}{words.fixed(mine[0].fixed)}."


def _among_texts(factor: Factor, mine: Sequence[Handover], words: Words) -> str:
    levels = [(mine[0].low, mine[0].before), *((one.high, one.after) for one in mine)]
    told = [f"{_with(words.level(factor.name, level))}: {words.limit(limit)}" for level, limit in levels]
    return f"{capital(words.factor(factor.name))}, {'; '.join(told)}{words.fixed(mine[0].fixed)}."


def _with(level: str) -> str:
    return level if level == AS_BASE else f"with {level}"


def _where(factor: Factor, one: Handover, words: Words) -> str:
    if one.at is not None:
        return f"from about {words.level(factor.name, one.at)}"
    gap = " (no answer in between)" if one.gap else ""
    low, high = words.level(factor.name, one.low), words.level(factor.name, one.high)
    return f"then, from somewhere between {low} and {high} on{gap},"


def areas(plane: Plane, words: Words) -> str:
    """At how many points of a plane each limit is the one worth most; what adds up is told once."""
    whole = sum(area.points for area in plane.areas)
    first, *rest = plane.areas[:LIMITS_NAMED]
    told = [f"{words.limit(first.limit)} at {part_of(first.points, whole)}"]
    told += [f"{words.limit(area.limit)} at {area.points:,} ({percent(area.share)})" for area in rest]
    left = sum(area.points for area in plane.areas[LIMITS_NAMED:])
    if left:
        told.append(f"others at {left:,} ({percent(left / whole)})")
    axes = f"{words.factor(plane.x)} and {words.factor(plane.y)}"
    return f"In the plane of {axes}{words.fixed(plane.fixed)}: {', '.join(told)}."
