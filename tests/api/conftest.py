"""A solved scenario for each need, made once."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import optimizer
from optimizer import Result, ScenarioWarning

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
FUTURES = """
name: Two futures
horizon: {start: 2026, end: 2028, step: quarter}
regions: [north, south]
commodities:
  compute: {unit: MW*yr}
  copper: {unit: t, max_stock: 40 t}
  power: {unit: MW*yr, regional: true}
assets:
  hall:
    capacity: MW
    capex: 1 M USD/MW
    permit: 3 months
    build: 3 months
    life: 20 yr
    hurdle_rate: 8 %
    existing: 10 MW
    regions: [south]
    build_inputs: {copper: {amount: 1 t/MW, when: completion}}
    modes: {run: {inputs: {power: 1}, outputs: {compute: 1}, cost: 0.1 M USD/MW/yr}}
  plant: {capacity: MW, existing: 60 MW, regions: [north], modes: {run: {outputs: {power: 1}}}}
supplies:
  mine: {commodity: copper, tariff: 10 %, tiers: [{quantity: 60 t/yr, price: 9000 USD/t}]}
demands:
  ai: {commodity: compute, tiers: [{quantity: 50 MW, value: 5 M USD/MW/yr}]}
  wires: {commodity: copper, tiers: [{quantity: 20 t/yr, value: 30000 USD/t}]}
links: {line: {commodity: power, from: north, to: south, capacity: 40 MW, cost: 1 USD/(MW*yr), loss: 10 %}}
credits: {itc: {rates: {hall: 20 %}}}
reserve: {copper: {size: 20 t, fill_rate: 40 t/yr, draw_rate: 40 t/yr, price: 100 USD/t,
                   holding_cost: 10 USD/t/yr, salvage: 50 %, cover: 30 days, cover_from: 2026-07}}
futures:
  reveal: 2027
  branches:
    calm: {probability: 75 %}
    embargo: {probability: 25 %}
disruptions: {stop: {supply: mine, from: 2027-01, to: 2027-06, loss: 90 %, future: embargo}}
overrides: {staff: {set: {permitting.factor: 0.5}}}
levers: {staff: {override: staff, public_cost: 1 M USD/yr}}
"""
"""Regions, a link, a reserve, a lever and futures, by quarter."""


@pytest.fixture(scope="session")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """Run a scenario file, once for all tests that ask for it."""
    results: dict[tuple[Path, str], Result] = {}

    def run(path: Path, overrides: str = "") -> Result:
        if (path, overrides) not in results:
            out = tmp_path_factory.mktemp("results") / (path.stem + (f"+{overrides}" if overrides else ""))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ScenarioWarning)
                results[path, overrides] = optimizer.run(path, overrides=overrides, out=out)
        return results[path, overrides]

    return run


@pytest.fixture(scope="session")
def tutorial(solved: Callable[..., Result]) -> Result:
    return solved(SCENARIOS / "tutorial.yaml")


@pytest.fixture(scope="session")
def futures(solved: Callable[..., Result], tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Two regions, two futures."""
    file = tmp_path_factory.mktemp("scenario") / "futures.yaml"
    file.write_text(FUTURES, encoding="utf-8")
    return solved(file, "staff")
