"""A sweep in sentences: what was swept, where the results are best, what takes over where."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from optimizer.report.compare_words import more_or_less_at, signed, signed_at
from optimizer.report.sweep_words import Words, capital, part_of, points_listed, same_at, slopes_in_words
from optimizer.report.words import Scale, amount, listed, number, percent, scale_for
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import (
    Area,
    Count,
    Curve,
    Failure,
    Handover,
    IndexSet,
    Kink,
    Note,
    Plane,
    Range,
    Row,
    SweepFacts,
    Together,
)
from optimizer.results.sweep.points import DONE, Level
from optimizer.results.sweep.study import Factor

LONGEST_REASON = 200
TOO_FEW = ("too_few_blocks", "few_trajectories")
"""Notes that come before any ranking."""
LIMITS_NAMED = 5
SMALL = 0.005
"""Part of a plane below which an area is not named."""
LEAST_MORE = 0.02
"""Departure from a sum, as a share of the whole, below which factors count as adding up."""
NOTHING, NO_CHANGE = 1e-6, "±0"
"""Part of the largest change up to which another is but what the solver rounds; what is told of it."""
NOTICED = 0.01
"""Part of what the value differs by from which on a difference in public cost is told."""
SAME = 1e-9
"""Part of a level up to which another is the same."""
PAIRS_NAMED = 3
FIXED_NAMED = 2
"""Other factors up to which it is told where they stand."""
SHAPED = 3
"""Points of which a curve has a shape: two are always in a line."""
KINKS_TOLD = 6
LEAST_TURN = 0.02
"""Part of all that the slope of a curve changes by, below which a kink is not told on the screen."""
STATUSES = {
    DONE: "solved",
    "infeasible": "infeasible",
    "unbounded": "unbounded",
    "timeout": "out of time",
    "failed": "failed",
    "invalid": "no valid scenario",
    "": "not done yet",
}
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


# --- interactions -----------------------------------------------------------------------------------------------------


def pairs(one: IndexSet, words: Words) -> str:
    """`Compute in all: 12.3 % of the variance comes of factors together: credit and permits 9.8 %.`; "" of none."""
    alone = one.of("S1")
    rest = 1.0 - sum(index.value for index in alone)
    margin = math.hypot(*(index.confidence or 0.0 for index in alone))
    unknown = any(one.standing(index) == "unknown" for index in alone)
    if one.constant or unknown or len(alone) < 2 or rest < max(LEAST_MORE, margin):
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
    """What pairs of factors do together, but where one does nothing and takes nothing from the other."""
    return [together(one, words) for one in found if (one.alone_x and one.alone_y) or not adds_up(one)]


def together(one: Together, words: Words) -> str:
    """`Credit 0 % → 35 % +9.5, permits 1 → 0.4 +22.2, together 5.5 GW-years less than both alone.`"""
    scale = scale_for([one.alone_x, one.alone_y, one.both, one.more], clean(one.unit))
    least = NOTHING * max(abs(one.alone_x), abs(one.alone_y), abs(one.both))
    moves = [
        f"{words.factor(name)} {words.level(name, before)} → {words.level(name, after)} {_change(alone, least, scale)}"
        for name, before, after, alone in zip(
            (one.x, one.y), one.reference, one.moved, (one.alone_x, one.alone_y), strict=True
        )
    ]
    record = capital(words.record(one.record))
    both = _change(one.both, least, scale)
    if adds_up(one):
        return f"{record}: {moves[0]}, {moves[1]}, together {both}: they add up.{_not_from_base(one, words)}"
    more = f"{more_or_less_at(one.more, scale)} than both alone"
    return f"{record}: {moves[0]}, {moves[1]}, together {both}, {more}.{_not_from_base(one, words)}"


def _not_from_base(one: Together, words: Words) -> str:
    """From where a move counts whose factor does not stand where the base does at any point; "" where both do."""
    told = [
        f"{words.factor(name)} {words.level(name, level)} (the base has {words.level(name, base)})"
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


# --- what went wrong, and what is to be known -------------------------------------------------------------------------


def failure(one: Failure, longest: int = LONGEST_REASON) -> str:
    """`Infeasible, 3 points (points 3, 7 and 9): what the solver or the loader said.`"""
    many = f"{one.points:,} {'point' if one.points == 1 else 'points'}"
    reason = clean(one.reason, longest)
    named = points_listed(one.first, one.points)
    told = f"{capital(STATUSES.get(one.status, clean(one.status)))}, {many} ({named})"
    return f"{told}: {reason}" if reason else f"{told}."


def note(one: Note, words: Words) -> str:
    """What is to be known of the analysis."""
    records = listed([words.record(name) for name in one.about])
    part = f"{one.count:,} of {one.of:,}"
    share = percent(one.count / one.of) if one.of else ""
    return {
        "not_done": f"{part} points are not done yet: what is told here is of the others.",
        "one_at_a_time": "One factor at a time shows what each does while all the others stay as in the base. What two "
        "do together, and what each would do elsewhere, it cannot show: a grid or a Sobol sample does.",
        "blocks_dropped": f"{part} blocks of points ({share}) lack an answer and are left out whole: the indices are "
        f"of the part of the ranges that has answers ({records}).",
        "points_dropped": f"{part} points ({share}) have no answer and are left out of distances and correlations "
        f"({records}).",
        "too_few": f"Too few points with an answer for indices: {records}.",
        "too_few_blocks": f"Too few whole blocks of points for shares of the variance: {one.count:,}, and {one.of:,} "
        "are needed at least, since of fewer the 95 % intervals cover everything from 0 % to 100 %. None are told of "
        f"{records}: take more points (--points).",
        "few_trajectories": f"Only {one.count:,} whole trajectories, where {one.of:,} are customary: effects and their "
        f"order are rough ({records}).",
        "no_base": "The base point has no answer, so there is nothing to measure swings from.",
        "incomplete_grid": f"The grid has points without an answer, so its variance is not split: {records}.",
        "no_salib": "SALib is not installed, so there are no Sobol, Morris or PAWN indices: "
        "pip install optimizer[sweep].",
        "constant": f"The same at all points{_answered(words)}, so nothing moves it (indices are 0): {records}.",
    }[one.kind]


def _answered(words: Words) -> str:
    """What is to be added to "all points" where some have no answer."""
    return " with an answer" if any(row.status != DONE for row in words.facts.rows) else ""


def _fixed(fixed: Mapping[str, Level], words: Words) -> str:
    """Where the other factors stand, where they are few."""
    if not fixed:
        return ""
    return f" ({words.levels(fixed)})" if len(fixed) <= FIXED_NAMED else ""
