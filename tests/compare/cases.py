"""Small scenarios whose answers, and so whose differences, are known by hand.

One year, nothing discounted, money in USD. A mine sells ore at 1 USD a ton, a mill turns it into compute, users pay 3:
a ton served is worth 2. Ore (5 t) binds before the mill (8 t) before the demand (10 t).
"""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from optimizer import model
from optimizer.results.compare import Comparison, Difference, Side, comparison
from optimizer.results.compare.facts import Subject
from optimizer.scenario import dump
from optimizer.scenario.load import loads
from optimizer.scenario.schema import Scenario

CHAIN = """
name: A chain
horizon: {start: 2026, end: 2027, step: year}
objective: {discount_rate: 0}
commodities: {ore: {unit: t}, compute: {unit: t}}
assets:
  mill: {capacity: t/yr, existing: 8, modes: {run: {inputs: {ore: 1}, outputs: {compute: 1}}}}
supplies: {mine: {commodity: ore, tiers: [{quantity: 5, price: 1}]}}
demands: {users: {commodity: compute, tiers: [{quantity: 10, value: 3}]}}
overrides:
  more_ore: {set: {"supplies.mine.tiers[0].quantity": 10}}
  more_mill: {set: {assets.mill.existing: 10}}
  half_mill: {set: {assets.mill.existing: {multiply: 0.5}}}
"""


def near(expected: Any) -> Any:
    """Equal up to the solver's rounding."""
    return pytest.approx(expected, rel=1e-6, abs=1e-6)


def changed(base: str, *patches: str) -> str:
    """The text of a scenario with patches merged in; null takes a key away."""
    tree = yaml.safe_load(base)
    for patch in patches:
        tree = _merged(tree, yaml.safe_load(patch))
    return yaml.safe_dump(tree, sort_keys=False)


def _merged(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    whole = {**below, **{key: _merged(below.get(key), value) for key, value in above.items()}}
    return {key: value for key, value in whole.items() if value is not None}


def read(text: str, *overrides: str) -> Scenario:
    """A scenario from text."""
    return loads(text, overrides=overrides).scenario


def side(scenario: Scenario, label: str = "it") -> Side:
    """A scenario with its optimum, as one thing to compare."""
    subject = Subject(label, scenario.name, f"{label}.yaml", label, scenario.applied, dump.content_hash(scenario))
    return Side(subject, model.solve(scenario), scenario)


def compared(before: Scenario, after: Scenario) -> Difference:
    """What differs between two scenarios."""
    return all_compared(before, after).differences[0]


def all_compared(*scenarios: Scenario) -> Comparison:
    """What differs between the first scenario and the others."""
    return comparison([side(scenario, f"s{number}") for number, scenario in enumerate(scenarios)])
