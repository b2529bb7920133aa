"""Sensitivity indices through our own path, against what is known of SALib's test functions and against formulas."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami, Sobol_G

from optimizer.results.sweep.analysis import SweepFacts, index_rows
from optimizer.results.sweep.analysis.index_facts import Index, IndexSet
from optimizer.results.sweep.analysis.indices import pawn
from optimizer.results.sweep.points import Level
from optimizer.study.sweep.design.axes import Axis
from optimizer.study.sweep.design.moves import Choosing
from tests.sweep.swept import drawn, every, factor, study, swept, value

PI = np.pi
A, B = 7.0, 0.1
V1, V2, V13 = 0.5 * (1 + B * PI**4 / 5) ** 2, A**2 / 8, B**2 * PI**8 * 8 / 225
V = V1 + V2 + V13
ISHIGAMI = {"S1": [V1 / V, V2 / V, 0.0], "ST": [(V1 + V13) / V, V2 / V, V13 / V]}
"""Ishigami & Homma (1990): sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 on [-π, π]³."""


def problem(names: list[str], low: float, high: float, **more: Any) -> dict[str, Any]:
    return {"num_vars": len(names), "names": names, "bounds": [[low, high]] * len(names), **more}


def ishigami(levels: Mapping[str, Any]) -> float:
    return float(Ishigami.evaluate(np.array([list(levels.values())]))[0])


def sobol(
    answer: Callable[[Mapping[str, Any]], float | None],
    given: dict[str, Any],
    blocks: int = 512,
    second: bool = True,
) -> SweepFacts:
    """A sweep of a Sobol design; None is a point without an answer."""
    names = given["names"]
    sample = sobol_sample.sample(dict(given), blocks, calc_second_order=second, seed=1)
    factors = [factor(name, (given["bounds"][0])) for name in names]
    of = study("sobol", factors, problem={**given, "second_order": second})

    def answered(levels: Mapping[str, Any]) -> Mapping[str, Any] | None:
        found = answer(levels)
        return None if found is None else {"values": {"npv": found}}

    return swept(of, drawn(names, sample), answered)


def by_method(facts: SweepFacts, method: str) -> IndexSet:
    (found,) = (one for one in facts.indices if one.method == method)
    return found


def values(found: IndexSet, name: Any) -> list[float]:
    return [index.value for index in found.of(name)]


# --- Sobol ------------------------------------------------------------------------------------------------------------


def test_ishigami_has_the_indices_of_its_formula():
    found = by_method(sobol(ishigami, problem(["x1", "x2", "x3"], -PI, PI), 1024), "sobol")
    assert values(found, "S1") == pytest.approx(ISHIGAMI["S1"], abs=0.03)
    assert values(found, "ST") == pytest.approx(ISHIGAMI["ST"], abs=0.03)
    pairs = {(index.factor, index.other): index.value for index in found.of("S2")}
    assert pairs == {
        ("x1", "x2"): pytest.approx(0, abs=0.05),
        ("x1", "x3"): pytest.approx(V13 / V, abs=0.05),
        ("x2", "x3"): pytest.approx(0, abs=0.05),
    }
    for index, known in zip(found.of("ST"), ISHIGAMI["ST"], strict=True):
        assert index.confidence is not None
        assert abs(index.value - known) <= 2 * index.confidence


def test_sobol_g_has_the_indices_of_its_formula():
    a = np.array([0.0, 1.0, 4.5, 9.0])
    names = ["a", "b", "c", "d"]
    facts = sobol(
        lambda levels: float(Sobol_G.evaluate(np.array([list(levels.values())]), a)[0]),
        problem(names, 0.0, 1.0),
        1024,
        second=False,
    )
    found = by_method(facts, "sobol")
    assert values(found, "S1") == pytest.approx(Sobol_G.sensitivity_index(a), abs=0.03)
    assert values(found, "ST") == pytest.approx(Sobol_G.total_sensitivity_index(a), abs=0.03)
    assert not found.of("S2")
    assert [one.name for one in facts.rankings[0].influences] == names


def test_a_block_without_one_of_its_answers_is_dropped_whole():
    """Left in, with any number in its place, one point of eight would shift the indices far beyond the interval."""
    seen: list[int] = []

    def sometimes(levels: Mapping[str, Any]) -> float | None:
        seen.append(1)
        return None if len(seen) % 80 == 0 else ishigami(levels)

    facts = sobol(sometimes, problem(["x1", "x2", "x3"], -PI, PI), 1024)
    found = by_method(facts, "sobol")
    assert (found.used, found.dropped) == (1024 - 102, 102)
    assert values(found, "ST") == pytest.approx(ISHIGAMI["ST"], abs=0.05)
    dropped = {note.kind: note for note in facts.notes}["blocks_dropped"]
    assert (dropped.count, dropped.of) == (102, 1024)


def test_hardly_any_answer_gives_no_index_but_a_note():
    facts = sobol(lambda levels: 1.0 if levels["x1"] > 2 else None, problem(["x1", "x2"], -PI, PI), 8)
    assert [one for one in facts.indices if one.method == "sobol"] == []
    assert [note.kind for note in facts.notes] == ["too_few_blocks"]


@pytest.mark.parametrize(("made", "left"), [(2, 2), (8, 8), (32, 15)])
def test_fewer_than_sixteen_whole_blocks_tell_no_share(made: int, left: int):
    """Of few blocks the indices were 0 or 2, ± 0: of as many as were made, or as are left when some have no answer."""
    size, seen = 8, iter(range(made * 8))

    def answered(levels):
        return ishigami(levels) if next(seen) < left * size else None

    facts = sobol(answered, problem(["x1", "x2", "x3"], -PI, PI), made)
    assert [one for one in facts.indices if one.method == "sobol"] == []
    assert all(ranking.by != "ST" for ranking in facts.rankings)
    assert [row for row in index_rows(facts) if row["method"] == "sobol"] == []
    (few,) = (note for note in facts.notes if note.kind == "too_few_blocks")
    assert (few.about, few.count, few.of) == (("npv",), left, 16)


def test_sixteen_whole_blocks_tell_shares():
    facts = sobol(ishigami, problem(["x1", "x2", "x3"], -PI, PI), 16)
    assert by_method(facts, "sobol").used == 16
    assert all(index.confidence for index in by_method(facts, "sobol").indices)
    assert "too_few_blocks" not in [note.kind for note in facts.notes]


def test_an_interval_that_could_not_be_estimated_is_an_empty_cell(monkeypatch: pytest.MonkeyPatch):
    """Taken for 0, it would make the index exact."""
    from SALib.analyze import sobol as analysis

    original = analysis.analyze

    def without(*given: Any, **more: Any) -> Any:
        answer = original(*given, **more)
        answer["ST_conf"][0] = np.nan
        return answer

    monkeypatch.setattr(analysis, "analyze", without)
    facts = sobol(ishigami, problem(["x1", "x2", "x3"], -PI, PI), 32)
    cells = {row["factor"]: row["confidence"] for row in index_rows(facts) if row["index"] == "ST"}
    assert cells["x1"] is None
    assert cells["x2"]
    assert {one.name: one.standing for one in facts.rankings[0].influences}["x1"] == "unknown"
    assert facts.rankings[0].influences[-1].name == "x1"


@pytest.mark.parametrize(
    ("value", "confidence", "standing"),
    [
        (0.4, 0.1, "clear"),
        (0.1, 0.1, "unclear"),
        (0.05, 0.2, "unclear"),
        (1.1, 0.3, "clear"),
        (2.0, 0.1, "unknown"),
        (-0.3, 0.1, "unknown"),
        (0.5, 1.2, "unknown"),
        (0.5, float("inf"), "unknown"),
        (0.0, 0.0, "unclear"),
    ],
)
def test_a_share_stands_where_its_interval_leaves_it(value: float, confidence: float, standing: str):
    index = Index("ST", "x", "", value, confidence)
    assert IndexSet("npv", "sobol", "1", 64, 0, False, (index,)).standing(index) == standing


@pytest.mark.parametrize("noise", [0.0, 1e-3])
def test_what_does_not_vary_has_indices_of_nothing(noise: float):
    """Rounding of the solver is nothing too: 1e-3 of 1e12."""
    facts = sobol(lambda levels: 1e12 + noise * levels["x1"], problem(["x1", "x2"], -PI, PI), 16)
    assert {index.value for one in facts.indices for index in one.indices} == {0.0}
    assert all(one.constant for one in facts.indices)
    assert [note.kind for note in facts.notes] == ["constant"]


def test_groups_are_one_factor():
    given = problem(["x1", "x2", "x3"], -PI, PI, groups=["odd", "even", "odd"])
    found = by_method(sobol(ishigami, given, 1024), "sobol")
    assert [index.factor for index in found.of("ST")] == ["odd", "even"]
    assert values(found, "S1") == pytest.approx([1 - V2 / V, V2 / V], abs=0.03)


def test_the_same_sweep_has_the_same_indices():
    given = problem(["x1", "x2", "x3"], -PI, PI)
    assert sobol(ishigami, given, 32).indices == sobol(ishigami, given, 32).indices


# --- Morris -----------------------------------------------------------------------------------------------------------


def morris(answer: Callable[[Mapping[str, Any]], float], count: int = 20, **more: Any) -> SweepFacts:
    names = ["x1", "x2", "x3"]
    given = problem(names, 0.0, 2.0, **more)
    sample = morris_sample.sample(dict(given), count, num_levels=4, seed=1)
    factors = [factor(name, low=0.0, high=2.0, group="all" if more else "") for name in names]
    of = study("morris", factors, problem={**given, "num_levels": 4}, units={"npv": "USD"})
    return swept(of, drawn(names, sample), lambda levels: {"values": {"npv": answer(levels)}})


def test_the_effect_of_a_line_is_its_rise_over_the_range():
    facts = morris(lambda x: 3 * x["x1"] - 5 * x["x2"])
    found = by_method(facts, "morris")
    assert values(found, "mu") == pytest.approx([6.0, -10.0, 0.0], abs=1e-9)
    assert values(found, "mu_star") == pytest.approx([6.0, 10.0, 0.0], abs=1e-9)
    assert values(found, "sigma") == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)
    assert found.unit == "USD"
    strongest = facts.rankings[0].influences
    assert [one.name for one in strongest] == ["x2", "x1", "x3"]
    assert [one.strength for one in strongest] == pytest.approx([10.0, 6.0, 0.0], abs=1e-9)


def test_an_interaction_spreads_the_effects():
    found = by_method(morris(lambda x: x["x1"] * x["x2"]), "morris")
    spread = values(found, "sigma")
    assert min(spread[:2]) > 0.3
    assert spread[2] == 0.0


@pytest.mark.parametrize("constant", [False, True])
def test_a_group_has_a_size_and_neither_sign_nor_spread(constant: bool):
    facts = morris(lambda x: 1.0 if constant else x["x1"] + x["x2"] + x["x3"], groups=["both", "both", "other"])
    found = by_method(facts, "morris")
    assert [index.factor for index in found.of("mu_star")] == ["both", "other"]
    assert [index.factor for index in found.of("mu")] == ["other"]
    assert [index.factor for index in found.of("sigma")] == ["other"]
    assert {row["index"] for row in index_rows(facts) if row["factor"] == "both"} == {"mu_star"}


def test_intervals_of_few_trajectories_are_as_wide_as_few_allow():
    """Resampling two trajectories, as if they were many, makes intervals a ninth of what Student's t gives."""
    few = morris(lambda x: x["x1"] * x["x2"] + 0.2 * x["x3"], count=2)
    sizes = {index.factor: index for index in by_method(few, "morris").of("mu_star")}
    assert by_method(few, "morris").standing(sizes["x1"]) == "unclear"
    assert by_method(few, "morris").standing(sizes["x3"]) == "clear"  # the same in both
    told = {note.kind: note for note in few.notes}["few_trajectories"]
    assert (told.count, told.of) == (2, 10)
    assert "few_trajectories" not in [note.kind for note in morris(lambda x: x["x1"]).notes]


LISTED: dict[str, tuple[Level, ...]] = {
    "one": ("none", "duty"),
    "two": (0.0, 1.0, 2.0),
    "three": (2.0, 0.0, 1.0),
    "four": ("a", "b", "c", "d", "e"),
}
"""Levels that a study lists; in any order, and words."""
HEIGHT = 10.0


@pytest.mark.parametrize("num_levels", [4, 6])
def test_the_effect_over_listed_levels_is_that_over_their_range(num_levels: int):
    """Each factor adds 10 over its range. A step of SALib goes 2/3 of a range, but among two levels from one end to the
    other: taken for 2/3 that would be an effect of 15, and among three levels now the one and now the other."""
    found = by_method(stepped(num_levels), "morris")
    assert [index.factor for index in found.of("mu")] == [*LISTED, "range"]
    assert values(found, "mu_star") == pytest.approx([HEIGHT] * 5)
    assert values(found, "mu") == pytest.approx([HEIGHT] * 5)
    assert values(found, "sigma") == pytest.approx([0.0] * 5, abs=1e-9)
    assert [index.confidence for index in found.of("mu_star")] == pytest.approx([0.0] * 5, abs=1e-9)


def test_the_effect_of_a_group_is_over_the_mean_range_of_its_members():
    """One goes from one of its two levels to the other, which adds 10, the other 2/3 of its range: 5/6 in the mean."""
    facts = stepped(4, groups=["both", "other", "other", "other", "both"], heights=(HEIGHT, 0.0, 0.0, 0.0, 0.0))
    sizes = {index.factor: index.value for index in by_method(facts, "morris").of("mu_star")}
    assert sizes == {"both": pytest.approx(HEIGHT / (5 / 6)), "other": 0.0}


def stepped(num_levels: int, groups: list[str] | None = None, heights: tuple[float, ...] = (HEIGHT,) * 5) -> SweepFacts:
    """Trajectories through listed levels and a range, as a design makes them of shares of 1."""
    names = [*LISTED, "range"]
    given = problem(names, 0.0, 1.0) | ({"groups": groups} if groups else {})
    shares = morris_sample.sample(dict(given), 30, num_levels=num_levels, seed=1)
    axes = {name: Axis(factor(name, levels), Choosing({}), levels[0], levels) for name, levels in LISTED.items()}
    columns = [axes[name].drawn(shares[:, at]) for at, name in enumerate(LISTED)]
    points = [dict(zip(names, row, strict=True)) for row in zip(*columns, shares[:, -1].tolist(), strict=True)]
    ranks = {name: sorted(levels) if isinstance(levels[0], float) else list(levels) for name, levels in LISTED.items()}

    def answer(at: Mapping[str, Any]) -> Mapping[str, Any]:
        went = [*(ranks[name].index(at[name]) / (len(ranks[name]) - 1) for name in LISTED), at["range"]]
        return {"values": {"npv": sum(height * share for height, share in zip(heights, went, strict=True))}}

    factors = [*(axis.factor for axis in axes.values()), factor("range", low=0.0, high=1.0)]
    return swept(study("morris", factors, problem={**given, "num_levels": num_levels}), points, answer)


# --- any sample -------------------------------------------------------------------------------------------------------


def sampled(answer: Callable[..., float], count: int = 400, **kinds: tuple[Level, ...]) -> SweepFacts:
    rng = np.random.default_rng(3)
    names = ["x1", "x2", "x3"]
    sample = drawn(names, rng.uniform(-1, 1, (count, 3)))
    for name, levels in kinds.items():
        for point in sample:
            point[name] = levels[int(rng.integers(len(levels)))]
    factors = [factor(name, kinds.get(name, (-1.0, 1.0)), kind="text" if name in kinds else "number") for name in names]
    return swept(study("latin_hypercube", factors), sample, value(answer))


def test_correlation_tells_the_direction():
    found = by_method(sampled(lambda a, b, c: a - 2 * b), "rank")
    first, second, third = values(found, "rho")
    assert first > 0.3
    assert second < -0.8
    assert abs(third) < found.noise


def test_distances_find_what_correlation_cannot():
    facts = sampled(lambda a, b, c: abs(b) + 0.01 * c)
    rho, pawn = by_method(facts, "rank"), by_method(facts, "pawn")
    assert abs(values(rho, "rho")[1]) < 2 * rho.noise
    first, second, _ = values(pawn, "pawn")
    assert second > 3 * pawn.noise
    assert first < 1.5 * pawn.noise
    assert facts.rankings[0].by == "pawn"
    assert facts.rankings[0].influences[0].name == "x2"


def test_texts_are_told_apart_level_by_level():
    facts = sampled(lambda a, b, c: a + (3.0 if b == "duty" else 0.0), x2=("none", "duty"))
    found = {index.factor: index.value for index in by_method(facts, "pawn").indices}
    assert found["x2"] > 0.3
    assert [index.factor for index in by_method(facts, "rank").indices] == ["x1", "x3"]


@pytest.mark.parametrize("count", [30, 45, 60, 90, 110])
def test_every_size_of_sample_can_be_cut_into_parts(count: int):
    assert by_method(sampled(lambda a, b, c: a, count), "pawn").of("pawn")[0].value > 0.3


def test_points_at_the_largest_level_are_in_the_last_part():
    """Of twelve levels three have the answer 1: one of the first four, none of the next, two of the last four, and the
    largest is one of these. Of all it is 1/4, so that the distances are 0, 1/4 and 1/4. Without the largest level,
    which SALib leaves out, the last would be 1/12, and so the median."""
    levels = [float(at % 12) for at in range(36)]
    of = study("monte_carlo", [factor("x", tuple(levels[:12]))])
    facts = swept(of, [{"x": level} for level in levels], value(lambda x: float(x in (0.0, 10.0, 11.0))))
    assert values(by_method(facts, "pawn"), "pawn") == pytest.approx([1 / 4])


def test_all_points_are_in_some_part_of_equal_numbers():
    levels = np.random.default_rng(1).permutation(100).astype(float)
    assert np.bincount(pawn.cut(levels, np.ones(100, bool))).tolist() == [10] * 10


def test_distances_are_those_of_salib_but_for_the_largest_level():
    from SALib.analyze import pawn as analysis

    rng = np.random.default_rng(1)
    levels = rng.random((400, 3))
    answers = levels[:, 0] + 0.3 * levels[:, 1] ** 2
    theirs = analysis.analyze(problem(["a", "b", "c"], 0.0, 1.0), levels, answers, S=10)["median"]
    parts = np.array([pawn.cut(column, np.ones(400, bool)) for column in levels.T])
    assert pawn.distances(parts, answers) == pytest.approx(theirs, abs=0.02)


def test_chance_seldom_makes_any_of_many_factors_stand_out():
    """Of twenty factors that do nothing the strongest passes the noise of five dummies in most samples."""
    names = [f"x{at}" for at in range(20)]
    passed = {"pawn": 0, "rank": 0}
    for seed in range(20):
        rng = np.random.default_rng(seed)
        of = study("monte_carlo", [factor(name, (0.0, 1.0)) for name in names], seed=seed)
        facts = swept(of, drawn(names, rng.random((40, 20))), value(lambda *_, rng=rng: float(rng.random())))
        for one in facts.indices:
            passed[one.method] += any(one.standing(index) == "clear" for index in one.indices)
    assert max(passed.values()) <= 3


def test_points_of_a_block_are_not_taken_for_as_many_by_chance():
    """Of a Sobol design of six factors only one does anything; others seem to, as points of a block share levels."""
    names = [f"x{at}" for at in range(6)]
    passed = 0
    for seed in range(10):
        given = problem(names, 0.0, 1.0)
        sample = sobol_sample.sample(dict(given), 16, calc_second_order=False, seed=seed)
        of = study("sobol", [factor(name, (0.0, 1.0)) for name in names], problem=given, seed=seed)
        found = by_method(swept(of, drawn(names, sample), value(lambda a, *_: float(np.sin(1e4 * a)))), "pawn")
        passed += any(found.standing(index) == "clear" for index in found.indices)
    assert passed <= 2


def test_what_stands_still_where_there_are_answers_has_no_correlation():
    axes = [factor(name, (0.0, 1.0)) for name in ("x", "y")]
    rng = np.random.default_rng(1)
    points = [{"x": float(at % 2), "y": float(rng.random())} for at in range(40)]
    found = swept(
        study("monte_carlo", axes), points, lambda at: {"values": {"npv": at["y"]}} if at["x"] == 0.0 else None
    )
    assert [index.factor for index in by_method(found, "rank").indices] == ["y"]


def test_without_salib_any_sample_is_read_and_sobol_has_a_note(monkeypatch: pytest.MonkeyPatch):
    blocks = sobol_sample.sample(problem(["x1", "x2"], 0.0, 1.0), 8, seed=1)
    monkeypatch.setitem(sys.modules, "SALib", None)
    facts = sampled(lambda a, b, c: a)
    assert [one.method for one in facts.indices] == ["pawn", "rank"]
    assert facts.notes == ()
    of = study("sobol", [factor("x1"), factor("x2")], problem={**problem(["x1", "x2"], 0.0, 1.0), "second_order": True})
    found = swept(of, drawn(["x1", "x2"], blocks), value(lambda a, b: a))
    assert [one.method for one in found.indices] == ["pawn"]
    assert [note.kind for note in found.notes] == ["no_salib"]


# --- grids ------------------------------------------------------------------------------------------------------------


def test_the_variance_of_a_grid_is_split_exactly():
    """y = 2 x1 + x2 + x1 x2 on {-1, 1}²: variances 4, 1 and 1 of 6."""
    axes = factor("x1", (-1.0, 1.0)), factor("x2", (-1.0, 1.0))
    facts = swept(study("grid", axes), every(*axes), value(lambda a, b: 2 * a + b + a * b))
    found = by_method(facts, "variance")
    assert values(found, "S1") == pytest.approx([4 / 6, 1 / 6])
    assert values(found, "ST") == pytest.approx([5 / 6, 2 / 6])
    assert values(found, "S2") == pytest.approx([1 / 6])


def test_a_grid_with_a_gap_is_not_split_but_says_so():
    axes = factor("x1", (0.0, 1.0)), factor("x2", (0.0, 1.0))
    gap = swept(study("grid", axes), every(*axes), lambda x: {"values": {"npv": 1.0 + x["x1"]}} if x["x2"] else None)
    assert gap.indices == ()
    assert [note.kind for note in gap.notes] == ["incomplete_grid"]


def test_a_grid_of_one_factor_that_moves_lacks_nothing():
    axes = factor("x1", (0.0, 1.0)), factor("x2", (1.0,))
    found = swept(study("grid", axes), every(*axes), value(lambda a, b: a + b))
    assert (found.indices, found.notes) == ((), ())


def test_rows_of_the_table_have_every_index_and_its_unit():
    facts = morris(lambda x: 3 * x["x1"])
    rows = list(index_rows(facts))
    (row,) = (row for row in rows if row["index"] == "mu_star" and row["factor"] == "x1")
    assert row["value"] == pytest.approx(6.0)
    told = ("record", "method", "unit", "used", "dropped")
    assert [row[name] for name in told] == ["npv", "morris", "USD", 20, 0]
