"""What holds for a one-factor sweep of any limit of any plan: the optimum is concave in it, and never falls."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import assume, given
from hypothesis import strategies as st

from optimizer.results.sweep.analysis import facts
from optimizer.results.sweep.analysis.facts import Curve
from optimizer.results.sweep.analysis.right_side import moves_limits
from optimizer.results.sweep.points import Point, Variant
from optimizer.scenario.tree import Path as Place
from optimizer.scenario.tree import key_path
from optimizer.scenario.walk import numbers
from optimizer.study.sweep.engine import Engine
from tests.strategies import Raw, dumped, loaded, raw_scenarios, with_objective
from tests.sweep.swept import factor, study, times
from tests.transformations import limits

LEVELS = (0.6, 0.8, 1.0, 1.15, 1.3, 1.7, 2.0)


def swept_limit(raw: Raw, limit: Place) -> Curve:
    """The curve of a limit multiplied, with its slopes, as the engine makes it."""
    mine = {path: one.value for path, one in numbers(loaded(raw)) if path[: len(limit)] == limit}
    of = factor("more", LEVELS, kind="multiple", paths=tuple(map(key_path, mine)), central=1.0)
    assume(any(mine.values()) and moves_limits(of))
    points = [
        Point(i, str(i), Variant(), {path: value * level for path, value in mine.items()}, {"more": level})
        for i, level in enumerate(LEVELS)
    ]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "base.yaml"
        file.write_text(dumped(raw), encoding="utf-8")
        outcomes = list(Engine(file, ("npv",), slopes={"more": times(mine)}).outcomes(points))
    assume(all(outcome.status == "optimal" for outcome in outcomes))
    (curve,) = facts(study("grid", [of]), points, outcomes).curves
    return curve


@given(raw=raw_scenarios(), goal=st.sampled_from(["npv", "compute"]), data=st.data())
def test_more_of_a_limit_is_worth_less_and_less_and_never_nothing_less(raw, goal, data):
    raw = with_objective(raw, maximize=goal)
    curve = swept_limit(raw, data.draw(st.sampled_from(limits(raw))))
    assert curve.shape in ("concave", "straight")
    assert curve.course in ("rising", "flat")
    for kink in curve.kinks:
        assert kink.slope_after <= kink.slope_before
        if kink.from_slopes and kink.at is not None:
            assert kink.low <= kink.at <= kink.high


@given(raw=raw_scenarios(), data=st.data())
def test_slopes_are_those_of_the_curve(raw, data):
    """The line to a neighbour lies between the slopes at both ends: otherwise kinks would be drawn where none are."""
    curve = swept_limit(raw, data.draw(st.sampled_from(limits(raw))))
    size = max(abs(point.value or 0.0) for point in curve.points)
    for left, right in pairwise(curve.points):
        assert left.slope is not None
        assert right.slope is not None
        rise, width = (right.value or 0.0) - (left.value or 0.0), right.level - left.level
        assert rise <= left.slope * width + 1e-6 * size
        assert rise >= right.slope * width - 1e-6 * size


def test_factors_that_move_something_else_are_no_limits():
    for path in ("assets.a.capex", "permitting.factor", "credits.c.rates.a", "demands.d.tiers[0].value"):
        assert not moves_limits(factor("f", (0.0, 1.0), paths=(path,)))
    for path in ("assets.a.by_region.east.max_starts", "funds.f.budget.2027", "reserve.ore.size"):
        assert moves_limits(factor("f", (0.0, 1.0), paths=(path,)))
    assert not moves_limits(factor("f", (0.0, 1.0), paths=("funds.f.budget", "assets.a.capex")))
    assert not moves_limits(factor("f", (0.0, 1.0)))
