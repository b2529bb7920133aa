"""The JSON Schema says of a file what the loader says, and the stored one is in step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer.errors import ScenarioError
from optimizer.scenario.json_schema import json_schema
from optimizer.scenario.layout import fields
from optimizer.scenario.load import loads
from optimizer.scenario.schema import Asset, Scenario

from .editors import checker, faults
from .small import changed

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FRAGMENTS = ("sources.yaml",)
"""Files that only others extend."""


def test_is_a_schema() -> None:
    checker().check_schema(json_schema())


def test_the_stored_schema_is_in_step() -> None:
    stored = (SCENARIOS / "scenario.schema.json").read_text(encoding="utf-8")
    now = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    assert stored == now, "make it anew: optimizer schema > scenarios/scenario.schema.json"


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.name)
def test_every_shipped_scenario_is_valid(path: Path) -> None:
    if path.name not in FRAGMENTS:
        assert faults(path.read_text(encoding="utf-8")) == []


def test_every_key_of_the_program_is_explained() -> None:
    definitions = json_schema()["$defs"]
    assert set(definitions["Asset"]["properties"]) == set(fields(Asset))
    assert set(definitions["Scenario"]["properties"]) == {*fields(Scenario), "extends", "with"}
    for name, definition in definitions.items():
        for key, about in definition.get("properties", {}).items():
            assert about.get("description"), f"{name}.{key}"


RIGHT = {
    "as it is": "{}",
    "numbers in every form": (
        "assets: {plant: {capex: {value: {2026: 2, 2030: 3 M USD/MW}, unit: M USD/MW, low: 1, source: assumption,"
        " note: n}, existing: {2026: {value: 5, unit: GW}, 2028.5: 24 GW}, permit: 0.5, availability: 92 %}}"
    ),
    "regions": "assets: {plant: {by_region: {east: {permit: 6 months, growth: null}}}}",
    "overrides": "overrides: {o: {set: {permitting.factor: {multiply: 0.5}, 'a[1]': [1, 2]}}}",
    "dates": "credits: {c: {rates: {plant: 35 %}, construction_begins: [2023-01-01, 2027Q3], annual_cap: null}}",
    "links and disruptions": "disruptions: {d: {supply: copper_import, from: 2028-01, to: 2029, loss: 93 %}}",
    "solver": "solver: {options: {threads: 2, presolve: 'on', run_crossover: true}}",
}


@pytest.mark.parametrize("patch", RIGHT.values(), ids=RIGHT.keys())
def test_accepts(patch: str) -> None:
    assert faults(changed(patch)) == []


WRONG = {
    "an unknown key": ("assets: {plant: {capx: 5}}", "$.assets.plant"),
    "an unknown key at the top": ("asets: {}", "$"),
    "a missing key": ("assets: {plant: {modes: null}}", "$.assets.plant"),
    "no horizon": ("horizon: null", "$"),
    "a number that is none": ("assets: {plant: {permit: long}}", "$.assets.plant.permit"),
    "a number below its bound": ("assets: {plant: {permit: -1}}", "$.assets.plant.permit"),
    "a share above its bound": ("assets: {plant: {availability: 92}}", "$.assets.plant.availability"),
    "a path where none may be": ("assets: {plant: {permit: {2026: 1}}}", "$.assets.plant.permit"),
    "an unknown word": ("horizon: {step: week}", "$.horizon.step"),
    "an unknown confidence": (
        "assets: {plant: {permit: {value: 1, confidence: sure}}}",
        "$.assets.plant.permit",
    ),
    "a word for true": ("funds: {private: {carry: 'yes'}}", "$.funds.private.carry"),
    "a date that is none": ("horizon: {start: soon}", "$.horizon.start"),
    "no demand": ("demands: {ai: null}", "$.demands"),
    "a capacity by region": ("assets: {plant: {by_region: {east: {capacity: MW}}}}", "$.assets.plant.by_region.east"),
}


@pytest.mark.parametrize(("patch", "at"), WRONG.values(), ids=WRONG.keys())
def test_refuses_what_the_loader_refuses(patch: str, at: str) -> None:
    text = changed(patch)
    found = faults(text)
    assert any(path.startswith(at) for path in found), found
    with pytest.raises(ScenarioError):
        loads(text)


def test_a_file_on_top_of_another_says_only_what_differs() -> None:
    change = (
        "extends: base.yaml\n"
        "assets: {plant: {permit: {low: 1}, growth: null, modes: {run: {cost: 5}}}}\n"
        "funds: {old: null}"
    )
    assert faults(change) == []
    assert faults(change.replace("extends: base.yaml\n", "")) != []
    assert faults("extends: base.yaml\nassets: {plant: {prmit: 1}}") != []
