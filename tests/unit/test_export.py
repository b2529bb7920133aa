"""The exported model is the one that is solved: SCIP, which shares no code with HiGHS, finds the same optimum in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyscipopt import Model

from optimizer.errors import UsageError
from optimizer.model import export, solve
from optimizer.model.build import Formulation
from optimizer.model.compile import compile_arrays
from optimizer.scenario.load import load, loads
from optimizer.scenario.schema import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SMALL = """
horizon: {start: 2026, end: 2028, step: year}
objective: {maximize: npv, discount_rate: 10 %}
commodities: {compute: {unit: MW*yr}}
demands: {users: {commodity: compute, tiers: [{quantity: 8, value: 10}]}}
assets: {plant: {capacity: MW, existing: 3, modes: {run: {outputs: {compute: 1}, cost: 20}}}}
supplies: {cloud: {commodity: compute, tiers: [{quantity: 4, price: 6}]}}
"""
FUTURES = """
futures: {reveal: 2027, branches: {boom: {probability: 0.5}, bust: {probability: 0.5}}}
"""
TWO_PLANTS = """
horizon: {start: 2026, end: 2028, step: year}
commodities: {compute: {unit: MW*yr}}
demands: {users: {commodity: compute, tiers: [{quantity: 8, value: 10}]}}
assets:
  %s: {capacity: MW, existing: 3, capex: 7, modes: {run: {outputs: {compute: 1}}}}
  %s: {capacity: MW, existing: 1, capex: 8, modes: {run: {outputs: {compute: 1}}}}
permitting: {lanes: {fast_standard: {}}}
"""


def scenario_of(text: str) -> Scenario:
    return loads(text).scenario


def shipped(name: str) -> Scenario:
    return load(SCENARIOS / f"{name}.yaml").scenario


def read(path: Path) -> Model:
    """The file as SCIP reads it, nothing presolved."""
    model = Model()
    model.hideOutput()
    model.readProblem(str(path))
    return model


def optimum(path: Path) -> float:
    """What SCIP finds to be most, in the model's own unit of money (the file minimises the negative)."""
    model = read(path)
    model.optimize()
    assert model.getStatus() == "optimal"
    return -float(model.getObjVal())


def names(path: Path) -> tuple[list[str], list[str]]:
    """Names of the columns and rows of a file."""
    model = read(path)
    return [variable.name for variable in model.getVars()], [row.name for row in model.getConss()]


@pytest.mark.parametrize("ending", [".mps", ".lp"])
@pytest.mark.parametrize("name", ["tutorial", "us"])
def test_another_solver_finds_the_same_optimum(tmp_path, name, ending):
    scenario = shipped(name)
    export(scenario, tmp_path / f"model{ending}")
    unit = Formulation(scenario).money_unit
    assert optimum(tmp_path / f"model{ending}") * unit == pytest.approx(solve(scenario).objective, rel=1e-6)


@pytest.mark.parametrize("ending", [".mps", ".lp"])
def test_the_first_stage_of_maximise_compute_is_exported(tmp_path, ending):
    """3 MW of a plant that costs more than it earns and 4 MW that are bought: 7·(1.1^-½ + 1.1^-1½) MW·yr."""
    export(scenario_of(SMALL.replace("npv", "compute")), tmp_path / f"model{ending}")
    assert optimum(tmp_path / f"model{ending}") == pytest.approx(7 * (1.1**-0.5 + 1.1**-1.5), rel=1e-9)


@pytest.mark.parametrize("ending", [".mps", ".lp"])
@pytest.mark.parametrize("name", ["tutorial", "us"])
def test_every_row_and_column_has_a_readable_name_of_its_own(tmp_path, name, ending):
    """`start(data_center,standard,1,2026Q1)`: equation or variable, what it is about, when."""
    scenario = shipped(name)
    export(scenario, tmp_path / f"model{ending}")
    program = compile_arrays(Formulation(scenario))
    columns, rows = names(tmp_path / f"model{ending}")
    assert len(set(columns)) == len(columns)
    assert len(set(rows)) == len(rows)
    known_columns, known_rows = "|".join(program.columns), "|".join(program.rows)
    strange = [n for n in columns if not re.fullmatch(rf"(?:{known_columns})\(\S+\d{{4}}(?:Q\d)?\)", n)]
    strange += [n for n in rows if not re.fullmatch(rf"(?:{known_rows})\(\S+(?:\d{{4}}(?:Q\d)?|all)\)", n)]
    assert not strange
    assert any("data_center" in n and "2026" in n and n.startswith("start(") for n in columns)


def test_names_tell_futures_apart(tmp_path):
    """Common nodes are named by their period, those of a future by it as well."""
    export(scenario_of(SMALL + FUTURES), tmp_path / "model.mps")
    columns, _ = names(tmp_path / "model.mps")
    of_plant = sorted(n for n in columns if n.startswith("cap("))
    assert [re.sub(r"plant[,_]", "", n) for n in of_plant] == ["cap(2026)", "cap(2027.boom)", "cap(2027.bust)"]


@pytest.mark.parametrize("ending", [".mps", ".lp"])
@pytest.mark.parametrize(
    "assets",
    [
        ("x", "x_fast"),  # start[x, fast_standard, ...] and start[x_fast, standard, ...]
        ('"x y"', '"x-y"'),
        ("größe", "grüße"),
    ],
)
def test_names_stay_unique(tmp_path, assets, ending):
    """Names that differ only in signs that a file cannot hold, or in where they are put together, stay apart."""
    scenario = scenario_of(TWO_PLANTS % assets)
    export(scenario, tmp_path / f"model{ending}")
    columns, rows = names(tmp_path / f"model{ending}")
    assert len(set(columns)) == len(columns)
    assert len(set(rows)) == len(rows)
    assert not [n for n in columns + rows if "(" not in n]
    unit = Formulation(scenario).money_unit
    assert optimum(tmp_path / f"model{ending}") * unit == pytest.approx(solve(scenario).objective, rel=1e-9)


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"\.mps or \.lp"):
        export(scenario_of(SMALL), tmp_path / "model.txt")
    assert not list(tmp_path.iterdir())


def test_a_path_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        export(scenario_of(SMALL), tmp_path / "file" / "model.lp")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_is_replaced_whole_and_folders_are_made(tmp_path):
    target = tmp_path / "new" / "model.lp"
    export(scenario_of(SMALL), target)
    first = target.read_text(encoding="utf-8")
    export(scenario_of(SMALL), target)
    assert target.read_text(encoding="utf-8") == first
    assert [path.name for path in target.parent.iterdir()] == ["model.lp"]
