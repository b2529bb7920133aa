"""A sweep in sentences: what was swept, where the results are best, what takes over where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from optimizer.report.compare_words import signed
from optimizer.report.sweep_words import STATUSES, Words, capital, part_of, same_at, slopes_in_words
from optimizer.report.words import amount, listed, number, percent
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import (
    Area,
    Count,
    Curve,
    Handover,
    Kink,
    Plane,
    Range,
    Row,
    SweepFacts,
)
from optimizer.results.sweep.points import Level
from optimizer.results.sweep.study import Factor

LIMITS_NAMED = 5
SMALL = 0.005
"""Part of a plane below which an area is not named."""
NOTICED = 0.01
"""Part of what the value differs by from which on a difference in public cost is told."""
FIXED_NAMED = 2
"""Other factors up to which it is told where they stand."""
SHAPED = 3
"""Points of which a curve has a shape: two are always in a line."""
KINKS_TOLD = 6
LEAST_TURN = 0.02
"""Part of all that the slope of a curve changes by, below which a kink is not told on the screen."""
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


def became(facts: SweepFacts) -> str:
    """`36 points: 35 solved, 1 infeasible.`"""
    told = [f"{one.points:,} {STATUSES.get(one.what, clean(one.what))}" for one in facts.statuses]
    whole = len(facts.rows)
    return f"{whole:,} {'point' if whole == 1 else 'points'}: {', '.join(told) or 'none'}."


def extremes(one: Range, words: Words) -> str:
    """Where a record is highest and lowest."""
    return next(all_extremes((one,), words))


def all_extremes(ranges: Sequence[Range], words: Words) -> Iterator[str]:
    """Where records are highest and lowest, those together that are so at the same points."""
    found: dict[tuple[int, ...], list[str]] = {}
    whole = len(words.facts.rows)
    for one in ranges:
        where: tuple[int, ...] = (one.points,) if one.constant else (one.highest.number, one.lowest.number)
        found.setdefault(where, []).append(words.record(one.record))
    for where, names in found.items():
        verb = "is" if len(names) == 1 else "are"
        if len(where) == 1:
            (points,) = where
            told = "the same everywhere" if points == whole > 1 else same_at(points, whole)
            yield f"{capital(listed(names))} {verb} {told}."
            continue
        high, low = (words.place(words.point(number)) for number in where)
        yield f"{capital(listed(names))} {verb} highest at {high}, lowest at {low}."


def not_taken_off(facts: SweepFacts) -> Iterator[str]:
    """That the value does not bear what the Treasury pays, where that differs noticeably between the points."""
    span = {one.record: 0.0 if one.constant else one.highest.value - one.lowest.value for one in facts.ranges}
    if span.get("public_cost", 0.0) > NOTICED * span.get("npv", float("inf")):
        yield "Value is at private prices: it counts credits as a gain, and public cost is not taken off."


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
    return f"{capital(words.factor(factor.name))}: {', '.join(told)}{_fixed(mine[0].fixed, words)}."


def _among_texts(factor: Factor, mine: Sequence[Handover], words: Words) -> str:
    level = words.level(factor.name, mine[0].low)
    told = [f"with {words.level(factor.name, one.high)} {words.limit(one.after)}" for one in mine]
    first = f"{words.limit(mine[0].before)} with {level}"
    return f"{capital(words.factor(factor.name))}: {first}, {', '.join(told)}{_fixed(mine[0].fixed, words)}."


def _where(factor: Factor, one: Handover, words: Words) -> str:
    if one.at is not None:
        return f"from about {words.level(factor.name, one.at)}"
    gap = "" if one.sampled else " (no answer in between)"
    return f"then, from between {words.level(factor.name, one.low)} and {words.level(factor.name, one.high)} on{gap},"


def areas(plane: Plane, words: Words) -> str:
    """The parts of a plane in which each limit binds."""
    named = [area for area in plane.areas if area.share >= SMALL][:LIMITS_NAMED]
    told = [f"{words.limit(area.limit)} in {percent(area.share)}{_few(area)}" for area in named]
    left = 1.0 - sum(area.share for area in named)
    if left >= SMALL:
        told.append(f"others in {percent(left)}")
    axes = f"{words.factor(plane.x)} and {words.factor(plane.y)}"
    return f"In the plane of {axes}{_fixed(plane.fixed, words)}: {', '.join(told)}."


def _few(area: Area) -> str:
    return f" ({area.points} {'point' if area.points == 1 else 'points'})"


# --- curves -----------------------------------------------------------------------------------------------------------


def curve(one: Curve, words: Words) -> Iterator[str]:
    """How the objective goes along a factor, and its kinks."""
    factor = words.factors[one.factor]
    known = [point for point in one.points if point.value is not None]
    if len(known) < 2:
        return
    first, last = known[0], known[-1]
    ends = f"from {words.level(one.factor, first.level)} to {words.level(one.factor, last.level)}"
    name, unit = words.record(one.record), clean(one.unit)
    moved = (last.value or 0.0) - (first.value or 0.0)
    goes = {
        "flat": "does not change",
        "rising": f"rises by {amount(moved, unit)}",
        "falling": f"falls by {amount(-moved, unit)}",
        "neither": f"goes up and down, {signed(moved, unit)} in all",
    }[one.course]
    shape = {
        "straight": "in a straight line",
        "concave": "less and less per step" if one.course == "rising" else "bent downwards (concave)",
        "convex": "more and more per step" if one.course == "rising" else "bent upwards (convex)",
        "neither": "neither concave nor convex",
    }[one.shape]
    along = f"{capital(words.factor(one.factor))} {ends}: {name} {goes}"
    if len(known) < SHAPED:
        shape = "of which two points are all that is known"
    yield f"{along}." if one.course == "flat" else f"{along}, {shape}{_fixed(one.fixed, words)}."
    told = sharpest(one)
    for kink in told:
        yield _kink(kink, one, factor, words)
    if len(told) < len(one.kinks):
        left = len(one.kinks) - len(told)
        yield f"{left} more {'kink turns' if left == 1 else 'kinks turn'} the curve less."


def sharpest(one: Curve) -> list[Kink]:
    """The kinks that turn a curve most, in their order along it."""
    ends = [slope for kink in one.kinks for slope in (kink.slope_before, kink.slope_after)]
    whole = max(ends, default=0.0) - min(ends, default=0.0)
    sharp = sorted(one.kinks, key=lambda kink: -abs(kink.turn))[:KINKS_TOLD]
    return [kink for kink in one.kinks if kink in sharp and abs(kink.turn) >= LEAST_TURN * whole]


def _kink(kink: Kink, one: Curve, factor: Factor, words: Words) -> str:
    """`Kink at 27.4 k wafers a year: power +12 % ... of the plan's value; the slope goes from 12 to 3 M USD ...`"""
    what = "Kink" if kink.is_kink else "Bend"
    low, high = words.level(one.factor, kink.low), words.level(one.factor, kink.high)
    if kink.at is None:
        where = f"Bends between {low} and {high}"
    elif kink.at in (kink.low, kink.high) or (kink.is_kink and kink.from_slopes):
        where = f"{what} at {words.level(one.factor, kink.at)}"
    else:
        where = f"{what} between {low} and {high}, at about {words.level(one.factor, kink.at)}"
    slopes = slopes_in_words(kink.slope_before, kink.slope_after, one.unit, factor)
    return f"{where}: {_takes_over(kink, words)}; the slope goes {slopes}."


def _takes_over(kink: Kink, words: Words) -> str:
    """Which limit takes over, by shares of the optimum."""
    gain = f"{words.limit(kink.takes_over)} +{number(100 * kink.gain, 2)} %" if kink.takes_over else ""
    loss = f"{words.limit(kink.gives_way)} -{number(100 * kink.loss, 2)} %" if kink.gives_way else ""
    shares = ", ".join(part for part in (gain, loss) if part)
    top = (
        f"worth most before {words.limit(kink.before)}, after {words.limit(kink.after)}"
        if kink.before != kink.after
        else f"worth most stays {words.limit(kink.after)}"
    )
    return f"{shares} of the plan's value; {top}" if shares else f"no share of a limit moves; {top}"


def _fixed(fixed: Mapping[str, Level], words: Words) -> str:
    """Where the other factors stand, where they are few."""
    if not fixed:
        return ""
    return f" ({words.levels(fixed)})" if len(fixed) <= FIXED_NAMED else ""
