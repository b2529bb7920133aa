"""A scenario with numbers changed: regions and futures that hold a copy of a number change with it."""

from __future__ import annotations

import pytest

from optimizer import model
from optimizer.scenario.edit import number_at, value_at, with_values
from optimizer.scenario.load import loads
from optimizer.study.explain.sensitivity import sensitivity

TWO_REGIONS = """
horizon: {start: 2026, end: 2029, step: year}
objective: {discount_rate: 0 %}
regions: [east, west]
commodities: {widget: {unit: t}}
assets:
  mill:
    capacity: t/yr
    existing: 10 t/yr
    by_region: {west: {permit: 2 yr}}
    modes: {run: {outputs: {widget: 1}}}
demands:
  users: {commodity: widget, tiers: [{quantity: 100 t/yr, value: 9 USD/t}]}
"""
EXISTING = ("assets", "mill", "existing")


def test_a_region_with_another_patch_changes_too() -> None:
    """West has its own permit, so it holds a copy of the mill; what exists is still one number of the file."""
    changed = with_values(loads(TWO_REGIONS).scenario, {EXISTING: 11.0})
    west = value_at(changed, ("assets", "mill", "by_region", "west", "existing"))
    assert (number_at(changed, EXISTING).value, west.value) == (11.0, 11.0)


def test_a_region_with_its_own_number_does_not() -> None:
    text = TWO_REGIONS.replace("west: {permit: 2 yr}", "west: {existing: 4 t/yr}")
    changed = with_values(loads(text).scenario, {EXISTING: 11.0})
    assert value_at(changed, ("assets", "mill", "by_region", "west", "existing")).value == 4.0


def test_its_worth_counts_every_region() -> None:
    """One more t/yr in both mills over three years at 9 USD is 54; with the copy left out it would be 27."""
    worths = {worth.key: worth for worth in sensitivity(model.solve_point(loads(TWO_REGIONS).scenario))}
    assert worths["assets.mill.existing"].derivative == pytest.approx(54.0, rel=1e-6)
