"""What is read off a sweep besides indices and kinks: ranges, swings, which limit binds where, what two do together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from optimizer.results.sweep.analysis import SweepFacts, facts, index_rows
from optimizer.results.sweep.analysis.extremes import among
from optimizer.results.sweep.analysis.facts import Count
from optimizer.results.sweep.points import DONE, FAILED, TIMEOUT, Outcome, Point, Variant
from tests.sweep.swept import drawn, every, factor, study, swept, value

AXES = factor("x", (0.0, 1.0, 2.0, 3.0), central=0.0), factor("y", (0.0, 10.0), central=0.0)
GRID = study("grid", AXES, units={"npv": "USD"})


# --- the solver's noise -----------------------------------------------------------------------------------------------


def noisy(size: float, unit: str = "USD") -> SweepFacts:
    """A plan of 1e12 USD beside which another record runs from 0 to a size."""
    of = study("grid", AXES, ("npv", "public_cost"), units={"npv": "USD", "objective": "USD", "public_cost": unit})

    def paid(at: Mapping[str, Any]) -> dict[str, Any]:
        both = at["x"] * at["y"] / 30.0
        return {"values": {"npv": 1e12 + 1e10 * both, "objective": 1e12 + 1e10 * both, "public_cost": size * both}}

    return swept(of, every(*AXES), paid)


def test_money_that_is_nothing_beside_the_objective_is_the_solvers_noise():
    found = noisy(128.0)
    cost = found.ranges[1]
    assert (cost.constant, cost.lowest.value, cost.median.value, cost.highest.value) == (True, 0.0, 0.0, 0.0)
    assert {index.value for one in found.indices if one.record == "public_cost" for index in one.indices} == {0.0}
    assert [one.record for one in found.together] == ["npv"]
    assert [(note.kind, note.about) for note in found.notes] == [("constant", ("public_cost",))]


@pytest.mark.parametrize(("size", "unit"), [(1e5, "USD"), (128.0, "t")])
def test_what_is_more_or_no_money_is_told(size: float, unit: str):
    found = noisy(size, unit)
    assert not found.ranges[1].constant
    assert found.ranges[1].highest.value == size
    assert [one.record for one in found.together] == ["npv", "public_cost"]


def test_swings_of_noise_have_no_width():
    of = study("one_at_a_time", AXES, ("npv", "public_cost"), units={"npv": "USD", "public_cost": "USD"})
    levels = [{"x": 0.0, "y": 0.0}, {"x": 3.0, "y": 0.0}, {"x": 0.0, "y": 10.0}]
    found = swept(of, levels, lambda at: {"values": {"npv": 1e12 + at["x"], "public_cost": at["y"]}})
    assert {swing.reach for tornado in found.tornados for swing in tornado.swings} == {0.0}


# --- ranges and what became of the points -----------------------------------------------------------------------------


def test_ranges_name_the_points():
    found = swept(GRID, every(*AXES), value(lambda x, y: x * x + y)).ranges[0]
    assert (found.lowest.value, found.lowest.number) == (0.0, 0)
    assert (found.highest.value, found.highest.number) == (19.0, 7)
    assert (found.median.value, found.points, found.unit) == (9.0, 8, "USD")


def test_a_flat_end_is_named_by_its_first_point():
    """What the solver rounds does not decide which of equal points is named."""
    found = swept(GRID, every(*AXES), value(lambda x, y: 1e12 + 1e9 * min(x, 1.0) + 10.0 * x)).ranges[0]
    assert (found.lowest.number, found.highest.number) == (0, 2)
    assert found.highest.value == 1e12 + 1e9 + 30.0


def test_of_tied_points_the_nearest_to_the_base_is_named():
    axes = factor("x", (0.0, 1.0, 2.0, 3.0), central=2.0), factor("y", (0.0, 10.0), central=10.0)
    found = swept(study("grid", axes), every(*axes), value(lambda x, y: 1e12 + 1e9 * (x > 0) + 10.0 * x - y)).ranges[0]
    assert [found.lowest_ties, found.highest_ties] == [(1, 0), (5, 3, 7, 4, 2, 6)]
    assert (found.lowest.number, found.highest.number) == (1, 5)
    assert found.factors == ("x",)  # y moves nothing that is more than rounding


def test_among_some_points_ties_are_told_by_the_same_rule():
    found = swept(GRID, every(*AXES), value(lambda x, y: 1e12 + 1e9 * min(x, 1.0) + 1e9 * y))
    one = among(found, found.ranges[0], [2, 4, 6, None], ["x"])
    assert (one.constant, one.points, one.highest_ties, one.factors) == (True, 3, (2, 4, 6), ("x",))
    assert among(found, found.ranges[0], []) == found.ranges[0]


def test_factors_that_move_a_record_are_known_in_a_sample_by_their_indices():
    sample = drawn(("x", "y"), np.random.default_rng(3).uniform(0, 1, (200, 2)))
    of = study("monte_carlo", [factor("x", (0.0, 1.0)), factor("y", (0.0, 1.0))])
    assert swept(of, sample, value(lambda x, y: x)).ranges[0].factors == ("x",)


def test_money_that_is_rounding_beside_the_value_is_nothing():
    of = study("grid", AXES, ("npv", "public_cost"), units={"npv": "USD", "public_cost": "USD"})
    paid = {0.0: 26.7, 1.0: 294.0, 2.0: 5e9, 3.0: 1.1e11}
    found = swept(of, every(*AXES), lambda at: {"values": {"npv": 1.2e12, "public_cost": paid[at["x"]]}}).ranges[1]
    assert (found.lowest.value, found.median.value, found.highest.value) == (0.0, 0.0, 1.1e11)


def test_a_record_without_a_value_is_told_and_not_called_unsolved():
    of = study("grid", AXES, ("npv", "compute_end:2033", "price:ore"))
    found = swept(
        of,
        every(*AXES),
        lambda at: {"values": {"npv": at["x"], "compute_end:2033": None, "price:ore": at["x"] or None}},
    )
    assert [(note.kind, note.about, note.count, note.of) for note in found.notes] == [
        ("no_value", ("compute_end:2033",), 0, 8),
        ("no_value", ("price:ore",), 6, 8),
    ]


def test_what_is_maximised_and_the_value_are_told_once():
    of = study("grid", AXES, ("objective", "npv"))
    found = swept(of, every(*AXES), lambda at: {"values": {"npv": at["x"], "objective": at["x"] * (1 + 1e-9)}})
    assert [one.record for one in found.ranges] == ["objective"]
    found = swept(of, every(*AXES), lambda at: {"values": {"npv": at["x"], "objective": 2 * at["x"]}})
    assert [one.record for one in found.ranges] == ["objective", "npv"]


def test_what_hardly_moves_is_known_as_such():
    found = swept(GRID, every(*AXES), value(lambda x, y: 1e12 + 1e6 * x))
    assert (found.ranges[0].constant, found.ranges[0].hardly_moves, found.hardly_moves("npv")) == (False, True, True)
    assert all(one.hardly_moves for one in found.curves)
    assert not swept(GRID, every(*AXES), value(lambda x, y: 1e12 + 1e10 * x)).ranges[0].hardly_moves


def test_outcomes_come_in_any_order_and_may_be_missing():
    points = [Point(i, str(i), Variant(), {}, {"x": float(i)}) for i in range(4)]
    done = [Outcome(i, str(i), DONE, "", {"npv": float(i)}) for i in (3, 0, 2)]
    one = study("list", [factor("x", (0.0, 3.0))])
    found = facts(one, reversed(points), done)
    assert [row.number for row in found.rows] == [0, 1, 2, 3]
    assert found.statuses == (Count(DONE, 3), Count("", 1))
    assert [(note.kind, note.count, note.of) for note in found.notes] == [("not_done", 1, 4)]
    assert found == facts(one, points, sorted(done, key=lambda each: each.number))


def test_failures_are_told_by_reason():
    points = [Point(i, str(i), Variant(), {}, {"x": float(i)}) for i in range(9)]
    became = [(FAILED, "the worker died")] + [(TIMEOUT, "60 s")] * 7 + [(DONE, "")]
    outcomes = [Outcome(i, str(i), *each, {"npv": 1.0}) for i, each in enumerate(became)]
    found = facts(study("list", [factor("x", (0.0, 8.0))]), points, outcomes)
    assert [(one.status, one.points, one.first) for one in found.failures] == [
        (TIMEOUT, 7, (1, 2, 3, 4, 5)),
        (FAILED, 1, (0,)),
    ]
    assert found.ranges[0].points == 1


def test_a_sweep_without_any_answer_has_no_more_to_tell():
    found = swept(GRID, every(*AXES), lambda _: None)
    assert (found.ranges, found.curves, found.together, found.indices, found.handovers) == ((), (), (), (), ())
    assert found.failures[0].points == 8
    assert facts(GRID, [], []).rows == ()


def test_texts_are_counted():
    of = study("grid", AXES, record=("limits.top",))
    found = swept(of, every(*AXES), lambda at: {"values": {"limits.top": "a" if at["x"] < 3 else None}})
    assert found.tallies[0].counts == (Count("a", 6), Count("", 2))
    assert found.ranges == ()


# --- one at a time ----------------------------------------------------------------------------------------------------

NAMES = ("a", "b", "c")
BASE = dict.fromkeys(NAMES, 1.0)
ONE_BY_ONE = [BASE, *({**BASE, name: level} for name in NAMES for level in (0.0, 2.0))]


def by_one(answer: Any, **more: Any) -> Any:
    factors = [factor(name, (0.0, 1.0, 2.0), central=1.0, **more) for name in NAMES]
    return swept(study("one_at_a_time", factors), ONE_BY_ONE, answer)


def test_swings_are_measured_from_the_base_and_the_widest_comes_first():
    found = by_one(value(lambda a, b, c: 10 + a - 3 * b + 0 * c))
    (tornado,) = found.tornados
    assert (tornado.base.value, tornado.base.number) == (8.0, 0)
    assert [(swing.name, swing.levels, swing.changes, swing.down, swing.up) for swing in tornado.swings] == [
        ("b", (0.0, 2.0), (3.0, -3.0), -3.0, 3.0),
        ("a", (0.0, 2.0), (-1.0, 1.0), -1.0, 1.0),
        ("c", (0.0, 2.0), (0.0, 0.0), 0.0, 0.0),
    ]
    assert [note.kind for note in found.notes] == ["one_at_a_time"]
    assert [one.name for one in found.rankings[0].influences] == ["b", "a", "c"]
    assert {(row["factor"], row["index"]): row["value"] for row in index_rows(found)}["b", "down"] == -3.0


def test_rounding_is_no_swing():
    (tornado,) = by_one(value(lambda a, b, c: 1e12 + 1e4 * a)).tornados
    assert {swing.reach for swing in tornado.swings} == {0.0}


def test_what_helps_on_both_sides_has_no_swing_below_the_base():
    (tornado,) = by_one(value(lambda a, b, c: (a - 1) ** 2)).tornados
    assert (tornado.swings[0].down, tornado.swings[0].up) == (0.0, 1.0)


def test_a_level_without_an_answer_leaves_the_other_side():
    found = by_one(lambda at: None if at["a"] == 0.0 else {"values": {"npv": at["a"]}})
    swing = found.tornados[0].swings[0]
    assert (swing.changes, swing.down, swing.up) == ((None, 1.0), 0.0, 1.0)


def test_without_the_base_there_is_no_tornado():
    found = by_one(lambda at: None if at == BASE else {"values": {"npv": 1.0}})
    assert found.tornados == ()
    assert [note.kind for note in found.notes] == ["no_base"]


def test_members_of_a_group_move_together():
    factors = [factor(name, (0.0, 1.0, 2.0), central=1.0, group="both") for name in ("a", "b")]
    levels = [{"a": at, "b": at} for at in (1.0, 0.0, 2.0)]
    found = swept(study("one_at_a_time", factors), levels, value(lambda a, b: a + b))
    (swing,) = found.tornados[0].swings
    assert (swing.name, swing.members, swing.changes) == ("both", ("a", "b"), (-2.0, 2.0))


# --- which limit binds where ------------------------------------------------------------------------------------------


def corner(at: Mapping[str, Any]) -> dict[str, Any]:
    """`old:mill` binds for small x, `old:mine` for large; both the same at x = 1.25."""
    return {"values": {"npv": 1.0}, "limits": {"old:mill": 1.25 - at["x"] / 2, "old:mine": at["x"] / 2}}


def test_the_top_limit_changes_hands_where_both_are_worth_the_same():
    found = swept(GRID, every(*AXES), corner)
    (handover,) = found.handovers
    assert (handover.factor, handover.before, handover.after) == ("x", "old:mill", "old:mine")
    assert (handover.low, handover.high) == (1.0, 2.0)
    assert (handover.at, handover.gap) == (None, False)  # a third of the range apart: nothing says where in between
    assert handover.fixed == {"y": 0.0}


def test_between_near_levels_a_change_of_hands_has_a_place():
    fine = factor("x", [0.25 * at for at in range(13)], central=0.0), AXES[1]
    (handover,) = swept(study("grid", fine), every(*fine), corner).handovers
    assert (handover.low, handover.high) == (1.25, 1.5)
    assert handover.at == pytest.approx(1.25)


def test_an_exact_kink_places_a_change_of_hands_between_levels_far_apart():
    ore = factor("ore", (0.0, 4.0, 8.0), central=0.0, paths=("supplies.mine.tiers[0].quantity",))

    def bent(at: Mapping[str, Any]) -> dict[str, Any]:
        mine = at["ore"] < 5.0
        return {
            "values": {"objective": 1e9 * (10.0 + min(at["ore"], 5.0))},
            "limits": {"supply:mine#1" if mine else "existing:mill": 0.5},
            "slopes": {"ore": 1e9 * mine},
        }

    (handover,) = swept(study("grid", [ore]), every(ore), bent).handovers
    assert (handover.low, handover.high) == (4.0, 8.0)
    assert handover.at == pytest.approx(5.0)


def test_areas_count_points():
    (plane,) = swept(GRID, every(*AXES), corner).planes
    assert plane.tops == (("old:mill", "old:mill", "old:mine", "old:mine"),) * 2
    assert {area.limit: area.share for area in plane.areas} == pytest.approx({"old:mill": 0.5, "old:mine": 0.5})
    (border,) = plane.borders
    assert np.array(border.places) == pytest.approx(np.array([[1.25, 0.0], [1.25, 1.0]]))


def test_a_point_without_an_answer_is_a_hole_in_the_plane():
    (plane,) = swept(GRID, every(*AXES), lambda at: None if at["x"] == 3.0 else corner(at)).planes
    assert {area.limit: area.share for area in plane.areas}["?"] == pytest.approx(1 / 4)
    assert len(plane.borders) == 1


def test_equal_limits_do_not_flicker():
    def equal(at: Mapping[str, Any]) -> dict[str, Any]:
        shake = 1e-12 if at["x"] % 2 else -1e-12
        return {"values": {"npv": 1.0}, "limits": {"b": 0.5 + shake, "a": 0.5 - shake}}

    found = swept(GRID, every(*AXES), equal)
    assert found.handovers == ()
    assert found.tops == (Count("a", 8),)


def test_a_change_of_hands_across_a_gap_has_no_place():
    found = swept(GRID, every(*AXES), lambda at: None if at["x"] == 1.0 else corner(at))
    (handover,) = found.handovers
    assert (handover.low, handover.high, handover.at, handover.gap) == (0.0, 2.0, None, True)


def test_points_of_a_block_are_no_more_than_its_levels():
    """Forty points of five blocks are ten levels of a factor: too few to tell that a limit takes over by more than
    chance, though of forty points drawn one by one they would."""
    names = [f"x{at}" for at in range(6)]
    given = {"num_vars": 6, "names": names, "bounds": [[0.0, 1.0]] * 6}
    sample = drawn(names, np.tile(np.array([[0.2] * 6, [0.8] * 6]).repeat(4, axis=0), (5, 1)))
    factors = [factor(name, (0.0, 1.0)) for name in names]

    def held(at: Mapping[str, Any]) -> dict[str, Any]:
        return {"limits": {"mill": 0.5, "mine": at["x0"]}}

    assert swept(study("monte_carlo", factors), sample, held).handovers
    assert swept(study("sobol", factors, problem=given), sample, held).handovers == ()


def test_texts_are_compared_with_the_base():
    axes = (factor("policy", ("none", "duty", "credit"), kind="text", central="none"),)
    found = swept(
        study("grid", axes), every(*axes), lambda at: {"limits": {"m": 0.5, "d": 0.9 * (at["policy"] == "duty")}}
    )
    (handover,) = found.handovers
    assert (handover.low, handover.high, handover.at) == ("none", "duty", None)
    assert found.curves == ()


def test_in_a_sample_the_limit_that_is_mostly_on_top_is_told():
    rng = np.random.default_rng(2)
    sample = drawn(("x", "y"), rng.uniform(0, 1, (200, 2)))
    of = study("monte_carlo", [factor("x", (0.0, 1.0)), factor("y", (0.0, 1.0))])
    found = swept(of, sample, lambda at: {"limits": {"mill": 0.5, "mine": at["x"] + 0.1 * at["y"]}})
    (handover,) = found.handovers
    assert (handover.factor, handover.before, handover.after, handover.sampled) == ("x", "mill", "mine", True)
    assert float(handover.low) < 0.45 < float(handover.high)


# --- two together -----------------------------------------------------------------------------------------------------


def test_what_two_add_up_to_is_no_interaction():
    (found,) = swept(GRID, every(*AXES), value(lambda x, y: 5 * x + y)).together
    assert (found.alone_x, found.alone_y, found.both, found.more) == (15.0, 10.0, 25.0, 0.0)


def test_two_that_need_one_another():
    (found,) = swept(GRID, every(*AXES), value(lambda x, y: min(x, y))).together
    assert (found.reference, found.moved) == ((0.0, 0.0), (3.0, 10.0))
    assert (found.alone_x, found.alone_y, found.both, found.more) == (0.0, 0.0, 3.0, 3.0)
    assert found.numbers == (0, 6, 1, 7)


def test_what_two_do_counts_from_the_level_nearest_to_the_base():
    axes = AXES[0], factor("y", (0.0, 4.0, 9.0), central=10.0)
    (found,) = swept(study("grid", axes), every(*axes), value(lambda x, y: min(x, y))).together
    assert (found.reference, found.moved) == ((0.0, 9.0), (3.0, 0.0))


def test_other_factors_stand_at_their_centre():
    axes = (*AXES, factor("z", (5.0, 6.0, 7.0), central=6.0))
    found = swept(study("grid", axes), every(*axes), value(lambda x, y, z: x * z))
    planes = {(plane.x, plane.y): plane for plane in found.planes}
    assert planes["x", "y"].fixed == {"z": 6.0}
    assert [curve.fixed for curve in found.curves if curve.factor == "x" and curve.central] == [{"y": 0.0, "z": 6.0}]
