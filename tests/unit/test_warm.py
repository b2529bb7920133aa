"""A model that goes from scenario to scenario finds what each has by itself, from whatever it comes."""

from __future__ import annotations

from pathlib import Path as File

import numpy as np
import pytest

from optimizer.model import SolverOptions, metrics_of, settings, solution_of, solve_point
from optimizer.model.extract.reader import Reader
from optimizer.model.extract.worth import limit_shares
from optimizer.model.warm import Solved, Start, WarmModel
from optimizer.results import reconcile
from optimizer.results.bottlenecks import bottlenecks
from optimizer.results.names import WAIT
from optimizer.scenario.edit import with_values
from optimizer.scenario.load import load
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path

SCENARIOS = File(__file__).parents[2] / "scenarios"
MOVES: list[dict[Path, float]] = [
    {("credits", "amic_data_centers", "rates", "data_center"): 0.2},
    {("assets", "data_center", "capex"): 15e6},
    {("permitting", "factor"): 0.85},
    {("permitting", "factor"): 0.5, ("assets", "data_center", "capex"): 12e6},
    {("objective", "discount_rate"): 0.07},
    {},
]


@pytest.fixture(scope="module")
def shipped() -> Scenario:
    rate = "credits.amic_data_centers.rates.data_center=10 %"
    return load(SCENARIOS / "us.yaml", sets=(rate,)).scenario


def model(scenario: Scenario, **options: str | float) -> WarmModel:
    return WarmModel(scenario, settings(scenario, SolverOptions(dict(options))))


def solved(warm: WarmModel, values: dict[Path, float], start: Start | None = None) -> Solved:
    found = warm.solve(warm.compiled(with_values(warm.scenario, values)), start)
    assert found is not None
    return found


def test_each_is_what_it_is_alone(shipped):
    warm = model(shipped)
    start = None
    for values in MOVES:
        found = solved(warm, values, start)
        alone = solve_point(with_values(shipped, values))
        assert found.point.objective == pytest.approx(alone.objective, rel=1e-9)
        mine, theirs = metrics_of(found.point), metrics_of(alone)
        assert {n: x.value for n, x in mine.items()} == pytest.approx({n: x.value for n, x in theirs.items()}, rel=1e-6)
        reconcile.require(solution_of(found.point), found.point.scenario)
        start = found.start


def test_small_moves_are_warm_and_cheap(shipped):
    warm = model(shipped)
    first = solved(warm, {})
    found = solved(warm, MOVES[0], first.start)
    assert found.warm
    assert found.point.optimum.iterations["simplex"] < first.point.optimum.iterations["simplex"] / 4


def test_the_order_does_not_matter(shipped):
    forwards = [solved(model(shipped), values).point.objective for values in MOVES]
    warm = model(shipped)
    start = solved(warm, {}).start
    backwards = [solved(warm, values, start).point.objective for values in reversed(MOVES)]
    assert backwards[::-1] == pytest.approx(forwards, rel=1e-9)


def test_after_a_refresh_the_same_road_gives_the_same_digits(shipped):
    def road(warm: WarmModel, first) -> list[bytes]:
        warm.refresh()
        digits, start = [], first
        for values in MOVES:
            found = solved(warm, values, start)
            start = found.start
            digits.append(found.point.optimum.x.tobytes() + found.point.optimum.row_dual.tobytes())
        return digits

    warm = model(shipped)
    first = solved(warm, {}).start
    once = road(warm, first)
    solved(warm, MOVES[3])
    assert road(warm, first) == once
    other = model(shipped)
    assert road(other, solved(other, {}).start) == once


def test_a_warm_run_that_takes_too_long_is_given_up(shipped, monkeypatch):
    warm = model(shipped)
    start = solved(warm, {}).start
    monkeypatch.setattr("optimizer.model.warm.PER_ROW", 0.0)
    monkeypatch.setattr("optimizer.model.warm.FEWEST", 3)
    found = solved(warm, MOVES[3], start)
    assert not found.warm
    assert found.point.objective == pytest.approx(solve_point(with_values(shipped, MOVES[3])).objective, rel=1e-9)


def test_the_cap_is_of_the_first_stage_alone(shipped, monkeypatch):
    """Ties are broken as in a run, however few iterations the first stage was given."""
    warm = model(shipped)
    first = solved(warm, {})
    monkeypatch.setattr("optimizer.model.warm.PER_ROW", 0.0)
    monkeypatch.setattr("optimizer.model.warm.FEWEST", 1)
    found = solved(warm, {}, first.start)
    assert found.warm
    assert found.point.optimum.iterations["simplex"] > 1
    tidiness = found.point.program.tidiness
    assert tidiness @ found.point.optimum.x == pytest.approx(tidiness @ first.point.optimum.x, rel=1e-9)


def test_the_slack_is_that_of_the_point():
    """It is no number of the program, but of how the stages follow one another."""
    sets = ("objective.maximize=compute", "objective.slack=0.01 %")
    scenario = load(SCENARIOS / "tutorial.yaml", sets=sets).scenario
    warm = model(scenario)
    given: dict[Path, float] = {("objective", "slack"): 0.05}
    found = solved(warm, given, solved(warm, {}).start)
    alone = metrics_of(solve_point(with_values(scenario, given)))
    assert metrics_of(found.point)["npv"].value == pytest.approx(alone["npv"].value, rel=1e-7)
    assert alone["npv"].value > metrics_of(solve_point(scenario))["npv"].value * (1 + 1e-6)


def test_what_cannot_be_is_none_and_the_next_is_found():
    scenario = load(SCENARIOS / "tutorial.yaml").scenario
    demand = next(iter(scenario.demands))
    tier = scenario.demands[demand].tiers[0].model_copy(update={"firm": True})
    scenario = scenario.model_copy(
        update={"demands": {demand: scenario.demands[demand].model_copy(update={"tiers": (tier,)})}}
    )
    wanted: Path = ("demands", demand, "tiers", 0, "quantity", f"{tier.quantity.years[0]:.10g}")
    warm = model(scenario)
    few: dict[Path, float] = {(*wanted[:-1], f"{year:.10g}"): 1e-3 for year in tier.quantity.years}
    many = dict.fromkeys(few, 1e9)
    first = solved(warm, few)
    assert warm.solve(warm.compiled(with_values(warm.scenario, many)), first.start) is None
    assert solved(warm, few, first.start).point.objective == pytest.approx(first.point.objective)


@pytest.mark.parametrize("name", ["us", "regions", "demand_bust", "rare_earth_embargo_reserve", "tutorial"])
def test_shares_of_limits_are_those_of_the_tables(name):
    point = solve_point(load(SCENARIOS / f"{name}.yaml").scenario)
    told: dict[str, float] = {}
    for limit in bottlenecks(solution_of(point), by_region=False):
        key = f"{WAIT if limit.outgrown else limit.kind}:{limit.name}"
        told[key] = told.get(key, 0.0) + limit.share
    shares = limit_shares(Reader(point))
    assert shares == pytest.approx({key: share for key, share in told.items() if share > 1e-6}, abs=1e-8)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert np.isfinite(list(shares.values())).all()
