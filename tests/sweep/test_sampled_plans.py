"""Which points the sampled designs take, from which distributions, and how they are correlated."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from optimizer.errors import UsageError
from optimizer.study.sweep.design.designed import designed
from optimizer.study.sweep.design.spread import Spread

from .designs import a_design, a_study, rows, shares


def salibs(made) -> Mapping[str, Any]:
    """SALib's problem of a design."""
    assert made.facts.problem is not None
    return made.facts.problem


SAMPLED_VARY = "{'**': {range: sourced}}"


def problem(factors: int) -> dict[str, object]:
    return {"num_vars": factors, "names": [f"x{i}" for i in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def test_sobol_is_salibs(tmp_path):
    from SALib.sample import sobol

    made = a_design(tmp_path, SAMPLED_VARY, "sobol", "{points: 100, seed: 3}")
    assert len(made.points) == 8 * (6 + 2)
    assert shares(made) == pytest.approx(sobol.sample(problem(6), 8, calc_second_order=False, seed=3), abs=1e-9)
    pairs = a_design(tmp_path, SAMPLED_VARY, "sobol", "{points: 100, seed: 3, second_order: true}")
    assert shares(pairs) == pytest.approx(sobol.sample(problem(6), 4, calc_second_order=True, seed=3), abs=1e-9)
    assert salibs(pairs)["second_order"] is True
    assert pairs.facts.notes == ("Sobol: 4 base samples x 14 = 56 points (100 asked for)",)


def test_sobol_with_groups_is_salibs(tmp_path):
    from SALib.sample import sobol

    made = a_design(
        tmp_path, SAMPLED_VARY, "sobol", "{points: 100, seed: 3, groups: {costs: {factors: [assets.*.capex]}}}"
    )
    whole = {**problem(6), "groups": ["x0", "costs", "costs", "x3", "x4", "x5"]}
    assert shares(made) == pytest.approx(sobol.sample(whole, 8, calc_second_order=False, seed=3), abs=1e-9)
    assert salibs(made)["groups"][1:3] == ["costs", "costs"]


def test_morris_is_salibs(tmp_path):
    from SALib.sample import morris

    made = a_design(tmp_path, SAMPLED_VARY, "morris", "{points: 30, seed: 3, levels: 6}")
    assert shares(made) == pytest.approx(morris.sample(problem(6), 4, num_levels=6, seed=3), abs=1e-9)
    assert salibs(made)["num_levels"] == 6


def test_latin_hypercube_is_salibs(tmp_path):
    from SALib.sample import latin

    made = a_design(tmp_path, SAMPLED_VARY, "latin_hypercube", "{points: 30, seed: 3}")
    assert shares(made) == pytest.approx(latin.sample(problem(6), 30, seed=3), abs=1e-9)


@pytest.mark.parametrize("design", ["sobol", "morris", "latin_hypercube", "monte_carlo"])
def test_a_sampled_design_takes_few_points_as_well(tmp_path, design):
    made = a_design(tmp_path, SAMPLED_VARY + "", design, points=1)
    assert len(made.points) == {"sobol": 16, "morris": 14}.get(design, 1)


def test_listed_levels_of_a_sampled_design_are_alike_likely(tmp_path):
    made = a_design(
        tmp_path, "{d: {override: [none, duty]}, permitting.factor: {values: [1, 2, 3]}}", "latin_hypercube", points=300
    )
    for factor in made.facts.factors:
        counts = [sum(point.levels[factor.name] == level for point in made.points) for level in factor.levels]
        assert max(counts) - min(counts) <= 2
    assert salibs(made)["bounds"] == [[0.0, 1.0], [0.0, 2.0]]


@pytest.mark.parametrize(
    ("design", "package"),
    [("sobol", "SALib"), ("morris", "SALib"), ("latin_hypercube", "SALib"), ("monte_carlo", "scipy")],
)
def test_a_package_that_is_missing_is_named(tmp_path, monkeypatch, design, package):
    more = "{groups: {g: {factors: [assets.*], correlation: 0.5}}}" if design == "monte_carlo" else "{}"
    study = a_study(tmp_path, "{assets.*.capex: {range: sourced}}", design, more)
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(
        UsageError, match=f"needs {package}, which is not installed: pip install 'optimizer\\[sweep\\]'"
    ):
        designed(study)


# --- distributions and correlation ------------------------------------------------------------------------------------


@pytest.mark.parametrize("distribution", ["uniform", "triangular", "normal", "lognormal", "pert"])
def test_distributions_keep_to_their_ends_and_rise(distribution):
    levels = Spread(2.0, 10.0, distribution, 3.0 if distribution != "uniform" else None).at(np.linspace(0.0, 1.0, 101))
    assert levels[0] == pytest.approx(2.0)
    assert levels[-1] == pytest.approx(10.0)
    assert all(a < b for a, b in itertools.pairwise(levels))


def test_distributions_are_scipys():
    from scipy import stats

    at = np.linspace(0.01, 0.99, 50)
    triangular = stats.triang(c=0.25, loc=2.0, scale=8.0).ppf(at)
    assert Spread(2.0, 10.0, "triangular", 4.0).at(at) == pytest.approx(triangular, rel=1e-9)
    pert = 2.0 + 8.0 * stats.beta(2.0, 4.0).ppf(at)
    assert Spread(2.0, 10.0, "pert", 4.0).at(at) == pytest.approx(pert, rel=1e-9)
    normal = stats.truncnorm(-2.0, 2.0, loc=6.0, scale=2.0).ppf(at)
    assert Spread(2.0, 10.0, "normal").at(at) == pytest.approx(normal, rel=1e-9)
    logs = stats.truncnorm(-2.0, 2.0, loc=np.log(20) / 2, scale=np.log(5) / 4).ppf(at)
    assert Spread(2.0, 10.0, "lognormal").at(at) == pytest.approx(np.exp(logs), rel=1e-9)


def test_monte_carlo_is_triangular_about_the_base(tmp_path):
    made = a_design(tmp_path, "{assets.data_center.capex: {range: sourced}}", "monte_carlo", "{points: 4000}")
    drawn = rows(made)[:, 0]
    assert drawn.mean() == pytest.approx((11e6 + 14e6 + 15e6) / 3, rel=0.005)


def test_the_mode_is_where_most_points_are(tmp_path):
    vary = "{permitting.factor: {from: 50 %, to: 150 %, distribution: triangular, mode: 140 %}}"
    drawn = rows(a_design(tmp_path, vary, "monte_carlo", "{points: 4000}"))[:, 0]
    assert drawn.mean() == pytest.approx((0.5 + 1.4 + 1.5) / 3, rel=0.01)
    vary = "{assets.data_center.capex: {range: sourced, distribution: pert, mode: 11.5 M USD/MW}}"
    drawn = rows(a_design(tmp_path, vary, "monte_carlo", "{points: 4000}"))[:, 0]
    assert drawn.mean() == pytest.approx((11e6 + 4 * 11.5e6 + 15e6) / 6, rel=0.01)


@pytest.mark.parametrize("correlation", [0.9, 0.5, 0.0, -0.3])
@pytest.mark.parametrize("design", ["latin_hypercube", "monte_carlo"])
def test_a_group_has_its_rank_correlation(tmp_path, design, correlation):
    from scipy.stats import spearmanr

    more = f"{{points: 3000, groups: {{g: {{factors: [assets.*], correlation: {correlation}}}}}}}"
    made = a_design(
        tmp_path,
        "{assets.*.capex: {range: sourced}, assets.data_center.hurdle_rate: {range: sourced},"
        " permitting.factor: {from: 0.5, to: 1}}",
        design,
        more,
    )
    reached = spearmanr(rows(made)).statistic
    within = reached[:3, :3][np.triu_indices(3, 1)]
    assert within == pytest.approx(correlation, abs=0.04 if design == "latin_hypercube" else 0.06)
    assert reached[3, :3] == pytest.approx(0.0, abs=0.07), "what is in no group is independent"


def test_a_correlated_latin_hypercube_keeps_its_slices(tmp_path):
    more = "{points: 50, groups: {g: {factors: [assets.*], correlation: 80 %}}}"
    made = a_design(tmp_path, "{assets.*.capex: {range: sourced}}", "latin_hypercube", more)
    for column in shares(made).T:
        assert sorted(np.floor(column * 50 + 1e-6).astype(int)) == list(range(50))
