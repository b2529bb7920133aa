"""A small right scenario, and what is said of it with one thing changed."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from optimizer.errors import Problem, ScenarioError
from optimizer.scenario.load import loads

RIGHT = """
name: two assets
horizon: {start: 2026, end: 2034, step: quarter}
regions: [east, west]
commodities:
  copper: {unit: t, max_stock: 600 t, initial: 300 t}
  power: {unit: MW*yr, regional: true}
  compute: {unit: MW*yr}
assets:
  plant:
    capacity: MW
    capex: 2 M USD/MW
    permit: 6 months
    build: 12 months
    fund: private
    existing: 100 MW
    modes: {run: {outputs: {power: 1}, cost: 0.1 M USD/MW/yr}}
  data_center:
    capacity: MW
    capex: 14 M USD/MW
    permit: 12 months
    build: 18 months
    life: 20 yr
    fund: private
    existing: {2026: 50 MW, 2028: 90 MW}
    build_inputs: {copper: 35 t/MW}
    modes: {host: {inputs: {power: 1}, outputs: {compute: 1}}}
supplies:
  copper_import: {commodity: copper, tariff: 10 %, tiers: [{quantity: 9 kt/yr, price: 10 k USD/t}]}
demands:
  ai: {commodity: compute, tiers: [{quantity: 200 MW, value: 13 M USD/MW/yr}]}
links:
  wire: {commodity: power, from: east, to: west, capacity: 50 MW}
funds:
  private: {budget: 3 G USD/yr}
"""


def changed(patch: str, right: str = RIGHT) -> str:
    """The text of a right scenario with a patch merged in; null takes a key away, lists are replaced."""
    tree = merged(yaml.safe_load(right), yaml.safe_load(patch))
    return yaml.safe_dump(tree, sort_keys=False)


def merged(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    whole = {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}
    return {key: value for key, value in whole.items() if value is not None}


def errors(patch: str) -> tuple[Problem, ...]:
    """All errors of the scenario with a patch."""
    with pytest.raises(ScenarioError) as caught:
        loads(changed(patch), "small.yaml")
    return caught.value.problems


def warnings(patch: str) -> tuple[Problem, ...]:
    """All warnings of the scenario with a patch."""
    return loads(changed(patch), "small.yaml").warnings


def the_error(patch: str) -> Problem:
    """The one error of the scenario with a patch."""
    found = errors(patch)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def the_warning(patch: str) -> Problem:
    """The one warning of the scenario with a patch."""
    found = warnings(patch)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]
