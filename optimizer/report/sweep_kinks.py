"""The optimum along one factor of a sweep, and its kinks, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.report.compare_words import signed
from optimizer.report.sweep_words import Words, capital, slopes_in_words
from optimizer.report.words import amount, number
from optimizer.results.names import clean
from optimizer.results.sweep.analysis.facts import Curve, Kink
from optimizer.results.sweep.study import Factor

TITLE = "Curves and their kinks: which limit gains"
SHAPED = 3
"""Points of which a curve has a shape: two are always in a line."""
KINKS_TOLD = 6
LEAST_TURN = 0.02
"""Part of all that the slope of a curve changes by, below which a kink is not told on the screen."""
SAME_SLOPE = 0.01
"""Part of the larger slope by which both sides have to differ for a kink to be told."""
SHARP, POINT = 0.25, 0.01
"""A bend at which no limit gains or loses a percentage point and the top one stays is told only where its slope
changes by this part: a price at which the next step is worth a quarter less is a finding by itself."""


def curve(one: Curve, words: Words) -> Iterator[str]:
    """How the objective goes along a factor, and its kinks."""
    factor = words.factors[one.factor]
    known = [point for point in one.points if point.value is not None]
    if len(known) < 2:
        return
    ends = f"from {words.level(one.factor, known[0].level)} to {words.level(one.factor, known[-1].level)}"
    along = f"{capital(words.factor(one.factor))} {ends}: {words.record(one.record)} {_goes(one)}"
    if one.course == "flat":
        yield f"{along}."
        return
    yield f"{along}{_shape(one, len(known))}{words.fixed(one.fixed)}."
    told = sharpest(one)
    for kink in told:
        yield _kink(kink, one, factor, words)
    left = len(one.kinks) - len(told)
    if left and not one.hardly_moves:
        yield f"{left} lesser {'kink is' if left == 1 else 'kinks are'} left out."


def _goes(one: Curve) -> str:
    known = [point.value for point in one.points if point.value is not None]
    moved, unit = known[-1] - known[0], clean(one.unit)
    return {
        "flat": "does not change",
        "rising": f"rises by {amount(moved, unit)}",
        "falling": f"falls by {amount(-moved, unit)}",
        "neither": f"goes up and down, {signed(moved, unit)} in all",
    }[one.course]


def _shape(one: Curve, known: int) -> str:
    if one.hardly_moves:
        return ", which is next to nothing of it"
    if known < SHAPED:
        return ", of which two points are all that is known"
    told = {
        "straight": "in a straight line",
        "concave": "less and less per step" if one.course == "rising" else "bent downwards (concave)",
        "convex": "more and more per step" if one.course == "rising" else "bent upwards (convex)",
        "neither": "neither concave nor convex",
    }[one.shape]
    return f", {told}"


def sharpest(one: Curve) -> list[Kink]:
    """The kinks that are told, in their order along a curve: its steps, and those that turn it most."""
    if one.hardly_moves:
        return []
    ends = [slope for kink in one.kinks for slope in (kink.slope_before, kink.slope_after)]
    whole = max(ends, default=0.0) - min(ends, default=0.0)
    told = [kink for kink in one.kinks if kink.step or (_is_told(kink) and abs(kink.turn) >= LEAST_TURN * whole)]
    sharp = sorted(told, key=lambda kink: (not kink.step, -abs(kink.turn)))[:KINKS_TOLD]
    return [kink for kink in told if kink in sharp]


def _is_told(kink: Kink) -> bool:
    """Whether something changes at a kink that is worth telling."""
    part = abs(kink.turn) / (max(abs(kink.slope_before), abs(kink.slope_after)) or 1.0)
    if part < SAME_SLOPE:
        return False
    limits_move = kink.before != kink.after or max(kink.gain, kink.loss) >= POINT
    return kink.is_kink or limits_move or part >= SHARP


def kink_label(kink: Kink, words: Words) -> str:
    """What is written at a kink in a chart: the limit that takes over from the top, else the one that gains."""
    if kink.before != kink.after:
        return f"{words.limit(kink.after)} {'takes over' if kink.after else 'on top'}"
    if kink.takes_over:
        return f"{words.limit(kink.takes_over)} gains"
    return "step" if kink.step else "bend"


def _kink(kink: Kink, one: Curve, factor: Factor, words: Words) -> str:
    """`Kink at 27.4 k wafers a year: power +12 % ... of the plan's value; the slope goes from 12 to 3 M USD ...`"""
    what = "Kink" if kink.is_kink else "Bend"
    low, high = words.level(one.factor, kink.low), words.level(one.factor, kink.high)
    if kink.step:
        return f"A step of {signed(kink.step, clean(one.unit))} between {low} and {high}: {_takes_over(kink, words)}."
    if kink.at is None:
        where = f"Bends between {low} and {high}"
    elif kink.at in (kink.low, kink.high) or (kink.is_kink and kink.from_slopes):
        where = f"{what} at {words.level(one.factor, kink.at)}"
    else:
        where = f"{what} between {low} and {high}, at about {words.level(one.factor, kink.at)}"
    slopes = slopes_in_words(kink.slope_before, kink.slope_after, one.unit, factor)
    return f"{where}: {_takes_over(kink, words)}; the slope goes {slopes}."


def _takes_over(kink: Kink, words: Words) -> str:
    """Which limit gains and which loses, by shares of the optimum."""
    gain = f"{words.limit(kink.takes_over)} +{number(100 * kink.gain, 2)} %" if kink.takes_over else ""
    loss = f"{words.limit(kink.gives_way)} -{number(100 * kink.loss, 2)} %" if kink.gives_way else ""
    shares = ", ".join(part for part in (gain, loss) if part)
    top = (
        f"worth most before {words.limit(kink.before)}, after {words.limit(kink.after)}"
        if kink.before != kink.after
        else f"worth most stays {words.limit(kink.after)}"
    )
    return f"{shares} of the plan's value; {top}" if shares else f"no share of a limit moves; {top}"
