"""Every shipped scenario: it solves, it reconciles, its value splits exactly, and its answer is the stored one.

A stored answer changes only together with its reason: `pytest tests/golden --rewrite-reference`, then a line in
CHANGELOG.md.
"""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from optimizer.model import solve
from optimizer.results.reconcile import reconcile
from optimizer.results.solution import Solution
from optimizer.scenario.load import load
from optimizer.scenario.schema import Scenario

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "results" / "reference"
PARTS = {"sources.yaml"}  # files that others extend, no scenarios by themselves
SHIPPED = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml") if path.name not in PARTS)
TOP = 12
"""Limits kept in a reference, by their share of the optimum."""


@cache
def solved(name: str) -> tuple[Scenario, Solution]:
    scenario = load(ROOT / "scenarios" / f"{name}.yaml").scenario
    return scenario, solve(scenario)


def summary(solution: Solution) -> dict[str, Any]:
    """What is stored of an answer."""
    split: dict[str, float] = defaultdict(float)
    table = solution.tables["value_split"].columns
    for kind, region, limit, share in zip(table["kind"], table["region"], table["name"], table["share"], strict=True):
        split[f"{kind}/{region}/{limit}"] += share
    top = sorted(split.items(), key=lambda item: -abs(item[1]))[:TOP]
    return {
        "objective": {"value": solution.objective, "unit": solution.objective_unit},
        "metrics": {name: {"value": m.value, "unit": m.unit} for name, m in solution.metrics.items()},
        "largest_shares_of_the_optimum": dict(top),
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_answer_is_the_stored_one(name: str, request: pytest.FixtureRequest) -> None:
    found = summary(solved(name)[1])
    path = REFERENCE / f"{name}.json"
    if request.config.getoption("--rewrite-reference"):
        path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert found["objective"]["value"] == pytest.approx(stored["objective"]["value"], rel=1e-7)
    scale = {m["unit"]: max(abs(x["value"]) for x in stored["metrics"].values() if x["unit"] == m["unit"])
             for m in stored["metrics"].values()}  # fmt: skip
    for metric, kept in stored["metrics"].items():
        tolerance = 1e-6 * scale[kept["unit"]]
        assert found["metrics"][metric]["value"] == pytest.approx(kept["value"], rel=1e-6, abs=tolerance), metric
    assert set(found["metrics"]) == set(stored["metrics"])


@pytest.mark.parametrize("name", SHIPPED)
def test_value_splits_exactly_over_the_limits(name: str) -> None:
    """Strong duality: without one of the limits in the table, the shares would not sum to 1."""
    _, solution = solved(name)
    split = solution.tables["value_split"].columns
    assert sum(split["value"]) == pytest.approx(solution.objective, rel=1e-6)
    assert sum(split["share"]) == pytest.approx(1.0, rel=1e-6)


@pytest.mark.parametrize("name", SHIPPED)
def test_reconciles_from_its_own_tables(name: str) -> None:
    scenario, solution = solved(name)
    found = reconcile(solution, scenario)
    assert found.ok, [check for check in found.checks if not check.ok]


@pytest.mark.parametrize("name", SHIPPED)
def test_ties_are_broken_without_giving_up_value(name: str) -> None:
    """The plan shown has the optimum's npv, though compute was maximised after it."""
    scenario, solution = solved(name)
    if scenario.objective.maximize == "npv" and scenario.objective.risk is None:
        assert sum(solution.objective_terms.values()) == pytest.approx(solution.objective, rel=1e-7)


def test_every_reference_belongs_to_a_scenario() -> None:
    assert sorted(path.stem for path in REFERENCE.glob("*.json")) == SHIPPED
