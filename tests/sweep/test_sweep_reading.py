"""What a summary of a sweep says where a hasty one would mislead: ties, futures, what hardly moves, steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from optimizer.report.sweep_kinks import kink_label
from optimizer.report.sweep_sentences import expected, extremes, grouped, leaders
from optimizer.report.sweep_text import summary
from optimizer.report.sweep_words import Words, slopes_in_words
from optimizer.results.sweep.analysis import SweepFacts
from optimizer.results.sweep.analysis.index_facts import Influence, Ranking
from optimizer.results.sweep.study import Factor
from tests.compare.cases import CHAIN, changed, read
from tests.sweep.swept import drawn, every, factor, study, swept, value

CHAIN_SCENARIO = read(CHAIN)
FUTURES = read(
    changed(
        CHAIN,
        "horizon: {start: 2026, end: 2028, step: year}",
        "futures: {reveal: 2027, branches: {calm: {probability: 75 %}, embargo: {probability: 25 %}}}",
    )
)
UNITS = {"npv": "USD", "objective": "USD", "compute_total": "t"}
X, Y = factor("x", (0.0, 1.0, 2.0, 3.0), central=0.0), factor("y", (0.0, 10.0), central=0.0)


def grid(answer: Any, *axes: Factor, record: tuple[str, ...] = ("npv",)) -> SweepFacts:
    return swept(study("grid", axes or (X, Y), record, units=UNITS), every(*(axes or (X, Y))), answer)


def words(facts: SweepFacts) -> Words:
    return Words(facts, CHAIN_SCENARIO)


def flat(facts: SweepFacts) -> str:
    return " ".join(summary(facts, CHAIN_SCENARIO).split())


def highest(answer: Any, *axes: Factor) -> str:
    found = grid(answer, *axes)
    return (
        extremes(found.ranges[0], words(found)).removeprefix("Value (net present) is highest at ").split(", lowest")[0]
    )


# --- futures ----------------------------------------------------------------------------------------------------------


def test_with_futures_numbers_are_said_to_be_expected():
    found = grid(value(lambda x, y: x + y))
    told = "Numbers are expected over the futures (calm 75 %, embargo 25 %): none is of one future alone."
    assert expected(Words(found, FUTURES)) == told
    assert told in " ".join(summary(found, FUTURES).split())
    assert expected(words(found)) == ""


@pytest.mark.parametrize(
    "one",
    [
        factor("policy", ("none", "more"), kind="text"),
        factor("p", (0.1, 0.2), paths=("futures.branches.calm.probability",)),
    ],
)
def test_what_may_move_probabilities_leaves_those_of_the_base(one: Factor):
    found = grid(lambda at: {"values": {"npv": 1.0}}, one)
    assert "over the futures (in the base calm 75 %" in expected(Words(found, FUTURES))


# --- where it is highest ----------------------------------------------------------------------------------------------


def test_only_what_moves_a_record_says_where_it_is_highest():
    assert highest(value(lambda x, y: x)) == "x 3"


def test_tied_points_are_told_by_their_levels_where_these_hold_no_others():
    assert highest(value(lambda x, y: min(x, 2.0))) == "x from 2 to 3"
    assert highest(value(lambda x, y: min(x, 2.0) + y)) == "x from 2 to 3, y 10"


def test_other_ties_are_counted_and_the_nearest_to_the_base_is_among_them():
    assert highest(value(lambda x, y: min(x + y, 3.0))) == "5 of 8 points, x 0, y 10 among them"


def test_texts_that_are_tied_are_told_one_by_one():
    policy = factor("policy", ("none", "duty", "credit"), kind="text", central="none")
    assert highest(lambda at: {"values": {"npv": float(at["policy"] != "none")}}, policy) == "policy: credit or duty"
    assert highest(lambda at: {"values": {"npv": float(at["policy"] == "none")}}, policy) == "policy: as in the base"


def test_a_name_that_runs_into_its_level_has_a_colon():
    one = factor("p", (0.4, 1.0), words="permit times (1 is today)")
    assert highest(value(lambda p: p), one) == "permit times (1 is today): 1"


def test_a_point_of_a_sample_is_told_with_the_factors_that_matter_most():
    names = [f"x{at}" for at in range(6)]
    sample = drawn(names, np.random.default_rng(1).uniform(0, 1, (300, 6)))
    found = swept(
        study("monte_carlo", [factor(name, (0.0, 1.0)) for name in names], units=UNITS),
        sample,
        lambda at: {"values": {"npv": 5 * at["x1"] + 4 * at["x4"]}},
    )
    told = extremes(found.ranges[0], words(found))
    number = found.ranges[0].highest.number
    assert f"highest at point {number} (x1: {sample[number]['x1']:.3g}, x4: {sample[number]['x4']:.3g})" in told


def test_plurals_have_plural_verbs():
    found = grid(lambda at: {"values": {"tariff_revenue": at["x"], "npv": at["x"]}}, X, record=("tariff_revenue",))
    assert "Duties are highest at x 3" in flat(found)
    assert words(found).verb("starts:mill") == "are"
    assert (words(found).verb("npv"), words(found).verb("npv", "capital")) == ("is", "are")


# --- what hardly moves ------------------------------------------------------------------------------------------------


def test_what_hardly_moves_is_said_so_first_and_not_explained():
    found = swept(
        study("grid", (X, Y), ("npv",), units=UNITS),
        every(X, Y),
        lambda at: {"values": {"npv": 1.2757e12 + 2e6 * max(at["x"] - 1.0, 0.0) + 1e5 * at["x"] * at["y"]}},
    )
    shown = flat(found)
    assert "Value (net present) hardly moves: by 7 M USD of 1,276 bn USD (0.00055 %); highest at x 3, y 10," in shown
    assert "which is next to nothing of it" in shown
    assert "share of the variance" not in shown
    assert "slope" not in shown
    assert "Two factors together" not in shown


# --- curves -----------------------------------------------------------------------------------------------------------


def curve(answer: Any) -> tuple[SweepFacts, str]:
    levels = [float(at) for at in range(8)]
    found = grid(answer, factor("x", levels, central=0.0, paths=("assets.mill.permit",)))
    return found, flat(found)


def test_a_step_is_told_as_one():
    found, shown = curve(lambda at: {"values": {"npv": 1e10 + 8e7 * (at["x"] > 3.0)}, "limits": {"existing:mill": 0.5}})
    assert "A step of +80 M USD between 3 and 4: no share of a limit moves; worth most stays existing mills." in shown
    assert "Curves and their kinks: which limit gains" in shown
    assert kink_label(found.curves[0].kinks[0], words(found)) == "step"


def bend(change: float, gain: float) -> tuple[SweepFacts, str]:
    """A bend of a slope at 4 by a part of it, at which a limit gains a share below that of the top one."""

    def answer(at: Mapping[str, Any]) -> dict[str, Any]:
        after = at["x"] > 4.0
        size = 1e12 + 1e10 * (at["x"] + change * max(at["x"] - 4.0, 0.0))
        return {"values": {"npv": size}, "limits": {"existing:mill": 0.8, "supply:mine#1": 0.1 + gain * after}}

    return curve(answer)


def test_bends_that_change_nothing_worth_telling_are_left_out():
    assert "1 lesser kink is left out." in bend(0.005, 0.5)[1]
    assert "1 lesser kink is left out." in bend(0.1, 0.005)[1]
    found, shown = bend(0.1, 0.05)
    assert "Bend at 4: mines +5 % of the plan's value; worth most stays existing mills" in shown
    assert kink_label(found.curves[0].kinks[0], words(found)) == "mines gains"
    assert "the slope goes from 10 to 15 bn USD per unit" in bend(0.5, 0.0)[1]


def test_slopes_have_the_digits_that_tell_them_apart():
    one = Factor("f", "f", "1", "number")
    assert slopes_in_words(1.2341e9, 1.2349e9, "USD", one) == "from 1.234 to 1.235 bn USD per unit"


# --- what cannot be told apart ----------------------------------------------------------------------------------------


def ranking(*given: tuple[str, float, float | None]) -> Ranking:
    influences = tuple(Influence(name, strength, margin, "clear") for name, strength, margin in given)
    return Ranking("npv", "ST", "1", influences)


def test_factors_whose_intervals_overlap_are_named_together():
    found = words(grid(value(lambda x, y: x + y)))
    assert leaders(ranking(("x", 0.6, 0.2), ("y", 0.5, 0.2)).leaders, found) == "x and y (their intervals overlap)"
    assert leaders(ranking(("x", 0.9, 0.1), ("y", 0.5, 0.2)).leaders, found) == "x"
    assert leaders(ranking(("x", 0.6, None), ("y", 0.4, None)).leaders, found) == "x"
    assert leaders(ranking(("x", 0.5, None), ("y", 0.5, None)).leaders, found) == "x and y (they do the same)"
    assert leaders((), found) == ""


def test_members_of_a_group_are_told_with_what_that_means():
    axes = [factor(name, (0.0, 1.0), group="waits") for name in ("permit", "grid")]
    points = [{"permit": at, "grid": at} for at in (0.0, 1.0)]
    found = swept(study("one_at_a_time", axes), points, value(lambda x, y: x))
    assert list(grouped(words(found))) == ["waits: permit; grid (they move together)"]
    assert "waits: permit; grid (they move together)" in flat(found)


def test_a_record_without_any_value_is_told():
    found = grid(lambda at: {"values": {"npv": at["x"]}}, record=("npv", "compute_end:2033"))
    assert "Compute in 2033 has no value at any point, though there is a plan" in flat(found)
    assert "points without an answer" not in flat(found)
