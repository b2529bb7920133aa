"""The engine: each point is what `run` finds for its scenario, whatever came before it, and trouble is a row."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import pytest

from optimizer.errors import UsageError
from optimizer.model import SolverOptions, metrics_of, solution_of, solve_point
from optimizer.model.extract.reader import Reader
from optimizer.model.extract.record import Recorded, recorded
from optimizer.model.extract.worth import limit_shares
from optimizer.results.store import digests
from optimizer.results.sweep.points import DONE, Outcome, Point, Variant
from optimizer.scenario.edit import with_values
from optimizer.scenario.load import load
from optimizer.scenario.schema import Scenario
from optimizer.scenario.studies.load import load_study
from optimizer.scenario.tree import Path as Place
from optimizer.study.sweep import record
from optimizer.study.sweep.design.designed import designed
from optimizer.study.sweep.engine import LONGEST, MOST, Engine, chunks
from optimizer.study.sweep.recipe import Sources
from tests.sweep.swept import times

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TUTORIAL = SCENARIOS / "tutorial.yaml"
PERMITS: Place = ("permitting", "factor")
RECORD = ("npv", "compute_total", "public_cost", "limits.top")


def point(number: int, values: dict[Place, float], variant: Variant | None = None, **levels: float) -> Point:
    return Point(number, f"{number:012x}", variant or Variant(), values, levels)


def outcomes(
    points: Sequence[Point], base: Path = TUTORIAL, names: Sequence[str] = RECORD, **options: float
) -> list[Outcome]:
    return list(Engine(base, names, SolverOptions(dict(options))).outcomes(points))


def budgets(scenario: Scenario, factor: float) -> dict[Place, float]:
    budget = scenario.funds["investors"].budget
    assert budget is not None
    if len(budget.values) == 1:
        return {("funds", "investors", "budget"): budget.values[0].value * factor}
    return {("funds", "investors", "budget", f"{year:.10g}"): value.value * factor for year, value in budget}


def agree(one: Mapping[str, Recorded], other: Mapping[str, Recorded], rel: float) -> None:
    """Numbers to a relative difference, texts and nothings just so."""
    for name, value in other.items():
        wanted = pytest.approx(value, rel=rel, abs=1e-6) if isinstance(value, float) else value
        assert one[name] == wanted, name


@pytest.mark.parametrize("study", ["credit_x_permitting", "reserve_x_embargo", "construction_deadline"])
def test_points_are_what_run_finds(study):
    """Shipped studies, made small: objective to 1e-7, all that is recorded, and the limit worth most."""
    wanted = load_study(SCENARIOS / "studies" / f"{study}.yaml")
    made = designed(wanted, 6)
    engine = Engine(wanted.base, made.facts.record)
    for chunk in chunks(made.points):
        for one, found in zip(chunk, engine.outcomes(chunk), strict=True):
            scenario = load(wanted.base, one.variant.overrides, one.variant.sets).scenario
            reader = Reader(solve_point(with_values(scenario, one.values)))
            alone = recorded(reader, made.facts.record, limit_shares(reader))
            assert found.values["objective"] == pytest.approx(alone["objective"], rel=1e-7)
            agree(found.values, alone, 1e-4)
            assert found.limits == pytest.approx(limit_shares(reader), abs=1e-6)


def test_the_order_of_points_does_not_matter():
    scenario = load(TUTORIAL).scenario
    points = [point(i, {**budgets(scenario, 0.6 + 0.1 * (i % 5)), PERMITS: 0.5 + 0.25 * (i // 5)}) for i in range(15)]
    once = {found.number: found for found in outcomes(points)}
    random.Random(1).shuffle(points)
    again = outcomes(points)
    assert sorted(found.number for found in again) == sorted(once) == [*range(15)]
    assert {found.status for found in again} == {found.status for found in once.values()} == {DONE}
    for found in again:
        assert found.values.keys() == once[found.number].values.keys() == {*RECORD, "objective"}
        assert found.values["objective"] == pytest.approx(once[found.number].values["objective"], rel=1e-7)
        agree(found.values, once[found.number].values, 1e-4)


def test_a_chunk_done_again_is_the_same_to_the_last_digit():
    """Whatever the engine did before, and in another engine: this is what makes a resumed sweep equal."""
    scenario = load(TUTORIAL).scenario
    chunk = [point(i, {**budgets(scenario, 0.7 + 0.05 * i), PERMITS: 1.0 - 0.1 * (i // 3)}) for i in range(9)]
    engine = Engine(TUTORIAL, RECORD)
    once = [dataclasses.replace(found, seconds=0.0) for found in engine.outcomes(chunk)]
    list(engine.outcomes(chunk[::-2]))
    again = [dataclasses.replace(found, seconds=0.0) for found in engine.outcomes(chunk)]
    assert again == once
    other = [dataclasses.replace(found, seconds=0.0) for found in Engine(TUTORIAL, RECORD).outcomes(chunk)]
    assert other == once


def test_slopes_are_those_of_the_curve():
    scenario = load(TUTORIAL).scenario
    paths = tuple(budgets(scenario, 1.0))
    points = [point(i, budgets(scenario, level), multiple=level) for i, level in enumerate((0.8, 0.801, 0.802))]
    found = list(Engine(TUTORIAL, RECORD, None, {"multiple": times(paths)}).outcomes(points))
    values = [float(one.values["objective"] or 0.0) for one in found]
    assert found[1].slopes["multiple"] == pytest.approx((values[2] - values[0]) / 0.002, rel=1e-3)


@pytest.mark.parametrize(("action", "start"), [("set", 4e11), ("add", 0.0), ("add", -1.5e10)])
def test_slopes_are_per_unit_of_the_level_however_it_moves_the_number(action, start):
    """Of what is added too: the number does not go in proportion to that, and 0 is a level like any other."""
    path: Place = ("funds", "investors", "budget")
    base = 4e11 if action == "add" else 0.0
    points = [point(i, {path: base + level}, more=level) for i, level in enumerate((start - 1e8, start, start + 1e8))]
    found = list(Engine(TUTORIAL, RECORD, None, {"more": times([path], action, 1e10)}).outcomes(points))
    values = [float(one.values["objective"] or 0.0) for one in found]
    assert found[1].slopes["more"] == pytest.approx((values[2] - values[0]) / 2e8, rel=1e-3)
    assert found[1].slopes["more"] > 0.0


# --- trouble ----------------------------------------------------------------------------------------------------------


def test_trouble_is_a_row_and_the_points_after_it_are_done(tmp_path):
    """Infeasible, invalid in its numbers, a variant that cannot be read, all between points that can be solved."""
    base = tmp_path / "firm.yaml"
    demand = next(iter(load(TUTORIAL).scenario.demands))
    base.write_text(
        f"extends: {TUTORIAL}\noverrides: {{firm: {{set: {{demands.{demand}.tiers[0].firm: true}}}}}}\n",
        encoding="utf-8",
    )
    firm = Variant(overrides=("firm",))
    scenario = load(base, ("firm",)).scenario
    quantity = scenario.demands[demand].tiers[0].quantity
    wanted: list[Place] = [("demands", demand, "tiers", 0, "quantity", f"{year:.10g}") for year in quantity.years]
    life: Place = ("assets", next(iter(scenario.assets)), "life")
    found = outcomes(
        [
            point(0, dict.fromkeys(wanted, 1.0), firm),
            point(1, dict.fromkeys(wanted, 1e9), firm),
            point(2, dict.fromkeys(wanted, 2.0), firm),
            point(3, {PERMITS: 0.9}, Variant(sets=("assets.nothing.permit=1 yr",))),
            point(4, {life: 1e-3}, Variant(sets=(f"assets.{life[1]}.ramp=1 yr",))),
            point(5, {PERMITS: 0.9}),
        ],
        base,
    )
    assert [one.status for one in found] == ["optimal", "infeasible", "optimal", "invalid", "invalid", "optimal"]
    assert [one.number for one in found] == list(range(6))
    assert "demand" in found[1].reason
    assert "nothing" in found[3].reason
    assert "ramp" in found[4].reason
    assert all("\n" not in one.reason for one in found)


@pytest.mark.parametrize("end", [". ", "; ", "\n  - "])
def test_of_a_reason_without_end_whole_statements_are_kept(tmp_path, end):
    """Nothing is cut off in the middle of a number."""
    statements = [f"limit {i} of assets.fab.existing is {i / 7} and not more" for i in range(200)]
    base = tmp_path / "no.yaml"

    class Wrong(Engine):
        def _base(self, variant: Variant) -> NoReturn:
            raise UsageError(end.join(statements))

    (found,) = Wrong(base, RECORD).outcomes([point(0, {})])
    told = found.reason.removesuffix(" …").split(f" {end.strip()} " if "-" in end else end)
    assert len(found.reason) <= LONGEST
    assert found.reason.endswith(" more …")
    assert 20 < len(told) < 200
    assert told == statements[: len(told)]


def test_time_that_runs_out_is_a_row():
    found = outcomes([point(0, {}), point(1, {PERMITS: 0.5})], SCENARIOS / "us.yaml", time_limit=1e-6)
    assert [one.status for one in found] == ["timeout", "timeout"]
    assert "time limit" in found[0].reason


def test_a_base_that_changes_meanwhile_fails_its_points(tmp_path):
    """Their ids are of what stood there before: no number may go under them that comes from something else."""
    base = tmp_path / "base.yaml"
    base.write_text(f"extends: {TUTORIAL}\n", encoding="utf-8")
    engine = Engine(base, RECORD, sources=Sources(digests(load(base).files)))
    variants = Variant(), Variant(sets=("permitting.factor=1",)), Variant(sets=("permitting.factor=0.9",))
    (before,) = engine.outcomes([point(0, {}, variants[0])])
    base.write_text(f"extends: {TUTORIAL}\nfunds: {{investors: {{budget: 1 G USD/yr}}}}\n", encoding="utf-8")
    (changed,) = engine.outcomes([point(1, {}, variants[1])])
    base.unlink()
    (gone,) = engine.outcomes([point(2, {}, variants[2])])
    assert [one.status for one in (before, changed, gone)] == ["optimal", "failed", "failed"]
    assert changed.reason == gone.reason == f"{base} has changed since the sweep began; give its command again"


# --- chunks -----------------------------------------------------------------------------------------------------------


def test_chunks_hold_every_point_once_and_one_variant_each():
    variants = Variant(), Variant(sets=("permitting.factor=1",))
    points = [point(i, {}, variants[i % 2], a=float(i % 7), b=float(i % 11)) for i in range(154)]
    made = chunks(points)
    assert sorted(one.number for chunk in made for one in chunk) == list(range(154))
    assert all(len({one.variant for one in chunk}) == 1 and 1 <= len(chunk) <= MOST for chunk in made)
    assert chunks(list(points)) == made


def test_a_grid_goes_line_by_line_and_back():
    """Delays, which move the pattern, change least often; neighbours differ by one step of one factor."""
    capex, permits, policy = "assets.x.capex", "permitting.factor", "policy"
    grid = [
        Point(i, f"{i:012x}", Variant(), {}, {capex: float(i % 4), permits: 1.0 + i // 4 % 5, policy: "ab"[i // 20]})
        for i in range(40)
    ]
    ordered = [one.levels for chunk in chunks(grid) for one in chunk]
    for before, after in pairwise(ordered):
        assert sum(before[name] != after[name] for name in after) == 1
        assert all(abs(float(before[name]) - float(after[name])) <= 1.0 for name in (capex, permits))
    assert [one[permits] for one in ordered[:9]] == [1.0] * 8 + [2.0]


# --- what is recorded -------------------------------------------------------------------------------------------------


def test_records_are_those_of_the_tables():
    path = SCENARIOS / "regions.yaml"
    scenario = load(path).scenario
    solved = solve_point(scenario)
    solution = solution_of(solved)
    region = scenario.regions[0]
    names = ("price:copper:2030", f"price:electricity@{region}:2029", "capacity:data_center:2031", "starts:data_center")
    assert not record.faults(names, scenario)
    reader = Reader(solved)
    found = recorded(reader, names, limit_shares(reader))

    def rows(table: str, **keys: str) -> list[tuple[str, float]]:
        columns = solution.tables[table].columns
        kept = [i for i in range(len(columns["value"])) if all(columns[k][i] == v for k, v in keys.items())]
        return [(columns["period"][i], float(columns["value"][i])) for i in kept]

    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    copper = [value for period, value in rows("prices", commodity="copper") if period.startswith("2030")]
    power = [v for p, v in rows("prices", commodity="electricity", region=region) if p.startswith("2029")]
    standing = [v for p, v in rows("capacity", asset="data_center", quantity="in_service") if p == "2031Q4"]
    starts = [value for _, value in rows("starts", asset="data_center", quantity="start")]
    assert found["price:copper:2030"] == pytest.approx(mean(copper))
    assert found[f"price:electricity@{region}:2029"] == pytest.approx(mean(power))
    assert found["capacity:data_center:2031"] == pytest.approx(sum(standing))
    assert found["starts:data_center"] == pytest.approx(sum(starts))
    every = metrics_of(solved)
    assert record.units([*every], scenario) == {name: metric.unit for name, metric in every.items()} | {
        "objective": scenario.money.unit
    }
    units = record.units(names, scenario)
    assert units["price:copper:2030"] == "USD/t"
    assert units["starts:data_center"] == "MW"


@pytest.mark.parametrize("name", ["tutorial", "us", "demand_bust"])
def test_every_metric_of_a_run_can_be_recorded_in_its_unit(name):
    scenario = load(SCENARIOS / f"{name}.yaml").scenario
    found = metrics_of(solve_point(scenario))
    known = record.units(tuple(found), scenario)
    assert {metric: known[metric] for metric in found} == {metric: one.unit for metric, one in found.items()}
