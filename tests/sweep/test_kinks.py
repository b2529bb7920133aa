"""Curves of the optimum: their shape, and kinks where a function made by hand has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer import model
from optimizer.results.bottlenecks import bottlenecks
from optimizer.results.sweep.analysis.facts import Curve
from tests.compare.cases import CHAIN, changed, read
from tests.sweep.swept import factor, study, swept

LIMIT = ("supplies.mine.tiers[0].quantity",)
SIZE = 1e12
"""Values of the size of those of a country [USD]."""


class Pieces:
    """A function of straight pieces: breaks at x, slopes around them, and what binds in each piece."""

    def __init__(self, breaks: Sequence[float], slopes: Sequence[float], start: float = SIZE) -> None:
        self.breaks, self.slopes, self.start = list(breaks), list(slopes), start

    def piece(self, x: float) -> int:
        return sum(x >= at for at in self.breaks)

    def __call__(self, x: float) -> float:
        edges = [0.0, *self.breaks, float("inf")]
        lengths = [max(min(x, high) - low, 0.0) for low, high in pairwise(edges)]
        return self.start + sum(length * slope for length, slope in zip(lengths, self.slopes, strict=True))

    def answer(self, x: float) -> dict[str, Any]:
        """What a point records, without slopes."""
        return {"values": {"objective": self(x)}, "limits": {f"existing:p{self.piece(x)}": 0.5}}


def curve(
    pieces: Pieces,
    levels: Sequence[float],
    *,
    slopes: bool | Mapping[float, float],
    noise: Sequence[float] = (),
    paths: tuple[str, ...] = LIMIT,
) -> Curve:
    """The curve of a one-factor sweep. slopes : whether they are given, or which; noise : of each value."""
    shakes = dict(zip(levels, noise or [0.0] * len(levels), strict=True))

    def answer(at: Mapping[str, Any]) -> Mapping[str, Any]:
        x = at["x"]
        found = pieces.answer(x)
        found["values"] = {"objective": pieces(x) + shakes[x]}
        given = slopes if isinstance(slopes, Mapping) else {x: pieces.slopes[pieces.piece(x)]} if slopes else {}
        return {**found, "slopes": {"x": given[x]} if given else {}}

    (found,) = swept(study("grid", [factor("x", levels, paths=paths)]), [{"x": x} for x in levels], answer).curves
    return found


# --- with slopes ------------------------------------------------------------------------------------------------------


def test_tangents_meet_at_the_kink():
    found = curve(Pieces([3.3, 7.8], [5e9, 2e9, 1e9]), [0.0, 2.0, 5.0, 6.0, 9.0], slopes=True)
    assert (found.shape, found.course, found.central) == ("concave", "rising", True)
    first, second = found.kinks
    assert (first.low, first.high, first.at) == pytest.approx((2.0, 5.0, 3.3), abs=1e-9)
    assert (second.low, second.high, second.at) == pytest.approx((6.0, 9.0, 7.8), abs=1e-9)
    assert (first.slope_before, first.slope_after) == (5e9, 2e9)
    assert first.is_kink
    assert first.from_slopes
    assert (first.before, first.after) == ("existing:p0", "existing:p1")
    assert (first.takes_over, first.gain, first.gives_way, first.loss) == ("existing:p1", 0.5, "existing:p0", 0.5)


def test_a_kink_at_a_point_is_one_kink():
    """Its slope may be that of either side, or one in between."""
    levels, pieces = [0.0, 2.0, 4.0], Pieces([2.0], [5e9, 2e9])
    for middle in (5e9, 3e9, 2e9):
        slopes = dict(zip(levels, (5e9, middle, 2e9), strict=True))
        (kink,) = curve(pieces, levels, slopes=slopes).kinks
        assert kink.at == pytest.approx(2.0)
        assert (kink.slope_before, kink.slope_after) == (5e9, 2e9)


def test_a_kink_that_no_point_shows_is_found_by_the_slopes():
    """Three points in a line can hide a kink behind the last of them: the slope there gives it away."""
    found = curve(Pieces([2.0], [5e9, 1e9]), [0.0, 1.0, 2.0], slopes=True)
    assert found.shape == "concave"
    assert [kink.at for kink in found.kinks] == [pytest.approx(2.0)]


def test_slopes_of_something_else_are_not_used():
    """Tangents that cut through the curve cannot be those of a concave one."""
    levels = [float(x) for x in range(9)]
    slopes = {x: 1e9 + 1e8 * x for x in levels}
    (kink,) = curve(Pieces([4.0], [5e9, 2e9]), levels, slopes=slopes).kinks
    assert (kink.at, kink.from_slopes) == (4.0, False)


def smooth(levels: Sequence[float]) -> Curve:
    """A curve that is concave, but of no straight pieces, with a corner at 5: that of a price, say."""
    values = {x: SIZE - 1e7 * x**2 - 4e9 * max(x - 5.0, 0.0) for x in levels}
    slopes = {x: -2e7 * x - 4e9 * (x > 5.0) for x in levels}
    (found,) = swept(
        study("grid", [factor("x", levels, paths=("assets.mill.capex",))]),
        [{"x": x} for x in levels],
        lambda at: {"values": {"objective": values[at["x"]]}, "slopes": {"x": slopes[at["x"]]}},
    ).curves
    return found


def test_of_what_bends_everywhere_only_the_corner_is_told():
    (bend,) = smooth([x + 0.3 for x in range(10)]).kinks
    assert (bend.low, bend.high, bend.is_kink, bend.from_slopes) == (4.3, 5.3, False, True)
    assert bend.at == pytest.approx(5.0, abs=0.05)


# --- without slopes ---------------------------------------------------------------------------------------------------


def test_straight_pieces_on_both_sides_place_a_kink():
    found = curve(Pieces([3.3, 7.0], [5e9, 2e9, 1e9]), [float(x) for x in range(11)], slopes=False)
    first, second = found.kinks
    assert (first.low, first.high, first.at) == pytest.approx((3.0, 4.0, 3.3), abs=1e-6)
    assert (second.low, second.high, second.at) == (7.0, 7.0, 7.0)
    assert first.is_kink
    assert not first.from_slopes


def test_kinks_too_close_to_be_told_apart_are_bends():
    found = curve(Pieces([3.3, 4.4, 5.5], [5e9, 3e9, 2e9, 1e9]), [float(x) for x in range(11)], slopes=False)
    (bend,) = found.kinks
    assert (bend.low, bend.high, bend.at, bend.is_kink) == (3.0, 6.0, None, False)


@pytest.mark.parametrize("levels", [[0.0, 4.0, 8.0], [0.0, 4.0, 5.0, 6.0, 7.0]])
def test_a_stretch_between_two_points_may_hide_a_kink(levels: list[float]):
    """The turn shows at 4, and the kink is at 2.5."""
    (kink,) = curve(Pieces([2.5], [5e9, 2e9]), levels, slopes=False).kinks
    assert (kink.low, kink.at, kink.is_kink) == (0.0, None, False)


def test_a_convex_turn_is_a_bend():
    found = curve(Pieces([4.0], [1e9, 3e9]), [float(x) for x in range(9)], slopes=False)
    assert found.shape == "convex"
    assert [(kink.at, kink.is_kink) for kink in found.kinks] == [(4.0, False)]


@pytest.mark.parametrize(
    ("heights", "turns"),
    [
        ([0, 1, 2, 3, -40, 4, 5, 6, 7], [(1, -43), (-43, 44), (44, 1)]),
        ([0, 4, 25, 27, 46, 46, 46, 46, 46], [(4, 21), (21, 2), (2, 19), (19, 0)]),
    ],
)
def test_turns_in_opposite_directions_are_not_one_bend(heights: list[float], turns: list[tuple[float, float]]):
    levels = [float(x) for x in range(len(heights))]
    values = [SIZE + 1e9 * height for height in heights]
    found = swept(
        study("grid", [factor("x", levels)]),
        [{"x": x} for x in levels],
        lambda at: {"values": {"objective": values[int(at["x"])]}},
    ).curves[0]
    told = [(kink.slope_before / 1e9, kink.slope_after / 1e9) for kink in found.kinks]
    assert told == [pytest.approx(turn, abs=1e-6) for turn in turns]
    assert not any(kink.is_kink for kink in found.kinks)


def test_a_jump_between_two_points_is_a_step():
    levels = [float(x) for x in range(6)]
    found = swept(
        study("grid", [factor("x", levels)]),
        [{"x": x} for x in levels],
        lambda at: {
            "values": {"objective": SIZE + 8e9 * (at["x"] > 2.0)},
            "limits": {"existing:b" if at["x"] > 2.0 else "existing:a": 0.5},
            "slopes": {"x": 0.0},
        },
    ).curves[0]
    (step,) = found.kinks
    assert (step.low, step.high, step.at, step.step, step.is_kink) == (2.0, 3.0, None, 8e9, False)
    assert (step.before, step.after) == ("existing:a", "existing:b")


def test_what_goes_up_and_down_again_is_neither():
    found = curve(Pieces([3.0, 6.0], [1e9, -3e9, 2e9]), [float(x) for x in range(10)], slopes=False)
    assert (found.shape, found.course) == ("neither", "neither")
    assert not any(kink.is_kink for kink in found.kinks)


def test_rounding_is_no_kink():
    rng = np.random.default_rng(1)
    for slope in (0.0, 1e3, 2e9):
        noise = rng.uniform(-2e-8, 2e-8, 21) * SIZE
        found = curve(Pieces([], [slope]), [float(x) for x in range(21)], slopes=True, noise=noise.tolist())
        assert (found.shape, found.kinks) == ("straight", ())


def test_points_without_an_answer_are_left_out():
    levels = [float(x) for x in range(9)]
    pieces = Pieces([4.5], [5e9, 1e9])
    found = swept(
        study("grid", [factor("x", levels)]),
        [{"x": x} for x in levels],
        lambda at: None if at["x"] in (0.0, 7.0) else pieces.answer(at["x"]),
    ).curves[0]
    assert [point.value is None for point in found.points] == [x in (0.0, 7.0) for x in levels]
    assert [kink.at for kink in found.kinks] == [pytest.approx(4.5)]


@st.composite
def concave(draw: st.DrawFn) -> tuple[Pieces, list[float]]:
    """A concave function of straight pieces, and points with at least one in every piece."""
    slopes = sorted(draw(st.lists(st.integers(0, 40), min_size=1, max_size=6, unique=True)), reverse=True)
    widths = draw(st.lists(st.integers(1, 9), min_size=len(slopes), max_size=len(slopes)))
    edges = np.cumsum([0, *widths]).astype(float)
    where = draw(st.lists(st.floats(0.1, 0.9), min_size=len(slopes), max_size=len(slopes)))
    points = [low + part * (high - low) for (low, high), part in zip(pairwise(edges.tolist()), where, strict=True)]
    more = draw(st.lists(st.floats(0.0, float(edges[-1])), max_size=6))
    far = [x for x in more if min(abs(x - y) for y in [*points, *edges.tolist()]) > 0.05]
    return Pieces(edges[1:-1].tolist(), [slope * 1e9 for slope in slopes]), sorted({*points, *far, 0.0, edges[-1]})


@given(concave())
def test_every_kink_is_found_where_it_is_and_no_other(made: tuple[Pieces, list[float]]) -> None:
    pieces, levels = made
    if len(levels) < 3:
        return
    found = curve(pieces, levels, slopes=True)
    assert [kink.at for kink in found.kinks] == pytest.approx(pieces.breaks, rel=1e-6, abs=1e-6)
    assert found.shape in ("concave", "straight")
    assert found.course in ("rising", "flat")


# --- a real plan ------------------------------------------------------------------------------------------------------


def solved(ore: float) -> dict[str, Any]:
    """The chain of a mine, a mill of 8 t and users of 10 t with more or less ore: 2 USD a ton up to the mill's 8 t."""
    patch = f"supplies: {{mine: {{tiers: [{{quantity: {ore}, price: 1}}]}}}}"
    solution = model.solve(read(changed(CHAIN, patch)))
    limits = bottlenecks(solution, by_region=False)
    slope = sum(limit.throughout for limit in limits if limit.kind == "supply")
    return {
        "values": {"objective": solution.objective},
        "limits": {f"{limit.kind}:{limit.name}": limit.share for limit in limits if limit.share > 1e-9},
        "slopes": {"ore": slope},
    }


def test_more_of_a_limit_is_worth_less_and_less_up_to_where_another_takes_over():
    levels = [2.0, 5.0, 7.0, 9.0, 12.0]
    facts = swept(
        study("grid", [factor("ore", levels, paths=LIMIT)]), [{"ore": x} for x in levels], lambda x: solved(x["ore"])
    )
    (found,) = facts.curves
    assert (found.shape, found.course) == ("concave", "rising")
    (kink,) = found.kinks
    assert kink.at == pytest.approx(8.0)
    assert (kink.takes_over, kink.gives_way) == ("existing:mill", "supply:mine#1")
    assert kink.slope_before == pytest.approx(2.0)
    assert kink.slope_after == pytest.approx(0.0)
    (handover,) = facts.handovers
    assert (handover.before, handover.after) == ("supply:mine#1", "existing:mill")
    assert (handover.low, handover.high) == (7.0, 9.0)
