"""Every shipped study runs, at small size: each point has an answer, and a page of what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer import model
from optimizer.results.sweep.points import Point
from optimizer.results.sweep.study import Factor
from optimizer.scenario.edit import number_at
from optimizer.scenario.load import load
from optimizer.scenario.studies.load import load_study
from optimizer.study.sweep.design.designed import designed
from optimizer.study.sweep.engine import Engine
from optimizer.study.sweep.single import scenario_of
from optimizer.study.sweep.store.tables import OBJECTIVE
from tests.cli.conftest import Command

from .conftest import ROOT

STUDIES = sorted((ROOT / "scenarios" / "studies").glob("*.yaml"))


@pytest.mark.parametrize("study", STUDIES, ids=lambda path: path.stem)
def test_study_runs_at_small_size(optimizer: Command, study: Path) -> None:
    done = optimizer("sweep", str(study), "--points", "6", "--workers", "1", "--json")
    assert done.code == 0, done.err
    facts = json.loads(done.out)
    assert facts["status"] == {"optimal": facts["points"]}
    assert facts["ranges"]
    assert (Path("results") / study.stem / "indices.csv").is_file()


def extremes(points: tuple[Point, ...], factors: tuple[Factor, ...]) -> tuple[Point, ...]:
    """The first and the last point, and those where one of the first few factors is farthest out."""
    numeric = [factor.name for factor in factors if factor.kind != "text"][:3]
    ends = [end(points, key=lambda point: float(point.levels[name])) for name in numeric for end in (min, max)]
    return tuple({point.id: point for point in (points[0], *ends, points[-1])}.values())


@pytest.mark.parametrize("study", STUDIES, ids=lambda path: path.stem)
def test_extreme_points_run_alone_to_the_answer_of_the_sweep(study: Path) -> None:
    """Those too that lie beyond the range which the base has for a number from its source."""
    read = load_study(study)
    made = designed(read)
    points = extremes(made.points, made.facts.factors)
    alone = [scenario_of(read, point).scenario for point in points]
    (outcome,) = Engine(read.base, (OBJECTIVE,)).outcomes([points[-1]])
    assert model.solve_point(alone[-1]).objective == pytest.approx(outcome.values[OBJECTIVE], rel=1e-7)


@pytest.mark.parametrize("multiple", [0.01, 1.5])
def test_a_multiple_beyond_the_sourced_range_runs_alone(tmp_path: Path, multiple: float) -> None:
    key = "assets.data_center.capex"
    file = tmp_path / "study.yaml"
    base = ROOT / "scenarios" / "us.yaml"
    file.write_text(f"base: {base}\nvary: {{{key}: {{multiply: [{multiple}]}}}}\ndesign: grid\n", encoding="utf-8")
    study = load_study(file)
    (point,) = designed(study).points
    was, now = (
        number_at(one, tuple(key.split("."))) for one in (load(base).scenario, scenario_of(study, point).scenario)
    )
    assert (now.value, now.low, now.high, now.source) == (was.value * multiple, None, None, was.source)
    assert f"is beyond its range from {was.low:.6g} to {was.high:.6g} {was.unit}" in str(now.note)
