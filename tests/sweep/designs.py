"""A small base with every kind of thing that a study varies, and studies of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import yaml

from optimizer.errors import ScenarioError
from optimizer.results.sweep.points import Point
from optimizer.scenario.edit import with_values
from optimizer.scenario.load import load
from optimizer.scenario.schema import Scenario
from optimizer.scenario.studies.load import Study, load_study
from optimizer.study.sweep.design.designed import Designed, designed

from ..scenario.small import changed

PATCH = """
objective: {discount_rate: {value: 5, unit: "%/yr", low: 3, high: 8, source: assumption, note: n}}
assets:
  plant:
    capex: {value: 2, unit: M USD/MW, low: 1, high: 3, source: assumption, note: n}
    hurdle_rate: 8 %
    by_region: {west: {permit: 9 months}}
  data_center:
    capex: {value: 14, unit: M USD/MW, low: 11, high: 15, source: assumption, note: n}
    hurdle_rate: {value: 10, unit: "%", low: 9, high: 12, source: assumption, note: n}
    max_starts: {value: {2026: 100, 2030: 200}, unit: MW/yr, low: {2026: 50, 2030: 100}, high: {2026: 150, 2030: 300},
      source: assumption, note: n}
credits:
  halls: {rates: {data_center: 0 %}, construction_begins: [2026-01-01, 2027-12-31]}
disruptions:
  strike: {supply: copper_import, from: 2027-01, to: 2027-06-30, loss: 50 %}
futures:
  reveal: 2028
  branches:
    calm: {probability: 75 %}
    bust: {probability: 25 %, set: {"demands.ai.tiers[0].quantity": {multiply: 0.6}}}
overrides:
  duty: {set: {supplies.copper_import.tariff: 30 %}}
  fast: {set: {permitting.factor: 0.5}}
  late: {set: {futures.reveal: 2033}}
  short: {set: {horizon.end: 2031}}
  never: {set: {futures.reveal: 2040}}
"""
BASE = changed(PATCH)
RATE = "credits.halls.rates.data_center"
TWO = f"{{{RATE}: {{from: 0 %, to: 40 %, steps: 5}}, permitting.factor: {{from: 0.5, to: 1.5, steps: 3}}}}"


def written(folder: Path, study: str, base: str = BASE) -> Path:
    """A study file, with the base beside it."""
    (folder / "base.yaml").write_text(base, encoding="utf-8")
    file = folder / "study.yaml"
    file.write_text(study, encoding="utf-8")
    return file


def a_study(folder: Path, vary: str, design: str = "grid", more: str = "", base: str = BASE) -> Study:
    """A study of the base: `vary` and `more` as in a file."""
    tree = {"base": "base.yaml", "vary": yaml.safe_load(vary), "design": design, **(yaml.safe_load(more) or {})}
    return load_study(written(folder, yaml.safe_dump(tree, sort_keys=False, width=1000), base))


def a_design(
    folder: Path, vary: str, design: str = "grid", more: str = "", points: int | None = None, base: str = BASE
) -> Designed:
    """The design of such a study."""
    return designed(a_study(folder, vary, design, more, base), points)


def complaints(folder: Path, study: str, base: str = BASE) -> list[str]:
    """What is said of a study file, with its place as line:column."""
    file = written(folder, study, base)
    try:
        designed(load_study(file))
    except ScenarioError as error:
        return [str(problem).replace(str(file) + ":", "").replace(str(folder) + "/", "") for problem in error.problems]
    return []


def scenario_of(folder: Path, point: Point) -> Scenario:
    """The scenario of a point, by the short way."""
    loaded = load(folder / "base.yaml", point.variant.overrides, point.variant.sets)
    return with_values(loaded.scenario, point.values)


def ids(folder: Path, base: str = BASE, vary: str = f"{{{RATE}: {{values: [10 %, 20 %]}}}}") -> list[str]:
    """Ids of the points of such a study."""
    return [point.id for point in a_design(folder, vary, base=base).points]


def rows(made) -> np.ndarray:
    """Levels of all points, shape (points, factors)."""
    return np.array([list(point.levels.values()) for point in made.points], float)


def shares(made) -> np.ndarray:
    """Where points stand between the low and high end of each factor, shape (points, factors)."""
    ends = np.array([(factor.low, factor.high) for factor in made.facts.factors])
    return (rows(made) - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
