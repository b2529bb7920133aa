"""A result in the format of the Integrated Assessment Modeling Consortium, which pyam reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from optimizer.results import csv_text
from optimizer.scenario.schema import Scenario
from optimizer.study.exchange.placing import new_file
from optimizer.study.exchange.snapshot import Snapshot
from optimizer.study.exchange.variables import LEVERS, PARTS, PUBLIC_COST, VARIABLES, Over
from optimizer.study.exchange.yearly import Line, Yearly

MODEL = "optimizer"
INDEX = ("model", "scenario", "region", "variable", "unit")
Row = tuple[str | float, ...]


def write(found: Snapshot, path: Path) -> int:
    """Write a result as IAMC data, years side by side; how many rows."""
    header, rows = table(found)
    with new_file(path) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        csv_text.write_rows(file, header, rows)
    return len(rows)


def table(found: Snapshot) -> tuple[tuple[str, ...], list[Row]]:
    """The header and the rows: expected values first, then, with futures, those of each."""
    scenario = found.scenario
    expected = Yearly.of(found.tables, scenario)
    rows = list(_rows(found.name, expected))
    for future in scenario.futures.branches if scenario.futures else ():
        rows += _rows(f"{found.name} ({future})", expected.along(future))
    return (*INDEX, *expected.when.years), rows


def _rows(name: str, yearly: Yearly) -> Iterator[Row]:
    for (region, variable, unit), values in lines(yearly).items():
        yield (MODEL, name, region, variable, unit, *values.tolist())


def lines(yearly: Yearly) -> dict[Line, np.ndarray]:
    """Every variable by year, shape (years,), in the order of `VARIABLES`."""
    found: dict[Line, np.ndarray] = {}
    for variable in VARIABLES:
        found |= yearly.lines(variable)
    return found | _public_cost(found, yearly)


def _public_cost(found: dict[Line, np.ndarray], yearly: Yearly) -> dict[Line, np.ndarray]:
    """What the levers cost, and the sum of all public cost."""
    unit = yearly.unit(yearly.scenario.money.unit, Over.SUM)
    levers = _levers(yearly.scenario) * yearly.when.lengths
    nothing = np.zeros(len(yearly.when.years))
    parts = {(yearly.country, part, unit): nothing for part in PARTS} | found
    parts[yearly.country, LEVERS, unit] = levers
    total = sum((parts[yearly.country, part, unit] for part in PARTS), nothing)
    made = {LEVERS: levers} if levers.any() else {}
    return {(yearly.country, name, unit): values for name, values in {**made, PUBLIC_COST: total}.items()}


def _levers(scenario: Scenario) -> float:
    """What running the applied levers costs a year [money/yr]."""
    return sum(lever.public_cost.value for lever in scenario.levers.values() if lever.override in scenario.applied)
