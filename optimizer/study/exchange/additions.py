"""Capacity that comes into service, from the starts of a plan and the delays of its assets."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from optimizer import kernels
from optimizer.results.tables import Table
from optimizer.scenario.places import in_region, periods, tree, variants
from optimizer.scenario.schema import Lane, Scenario
from optimizer.study.exchange.variables import ADDITIONS, COMPLETED
from optimizer.timeline import Tree

Place = tuple[str, str]
"""(region, asset)"""
Label = tuple[str, str]
"""(future, period)"""


def additions(starts: Table, scenario: Scenario) -> Table:
    """When what is started begins to serve, one row for each region, asset, future and period [capacity].

    A start serves after its permit and its building: docs/model.md, "Time kernels", σ(D, D).
    """
    found, units = _completed(starts, scenario)
    labels = tree(scenario).labels
    rows = [
        (*place, *label, amount)
        for place, amounts in found.items()
        for label, amount in zip(labels, amounts.tolist(), strict=True)
    ]
    region, asset, future, period, value = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return Table(
        ADDITIONS,
        {
            "region": region,
            "asset": asset,
            "future": future,
            "period": period,
            "quantity": [COMPLETED] * len(rows),
            "value": np.array(value, float),
            "unit": [units[place] for place in zip(region, asset, strict=True)],
        },
    )


def _completed(starts: Table, scenario: Scenario) -> tuple[dict[Place, np.ndarray], dict[Place, str]]:
    """Capacity that begins to serve at each node of the tree, shape (nodes,), and its unit."""
    places, readings = tree(scenario), variants(scenario)
    node_of = {label: node for node, label in enumerate(places.labels)}
    found: dict[Place, np.ndarray] = defaultdict(lambda: np.zeros(places.size))
    units: dict[Place, str] = {}
    columns = (starts.columns[name] for name in ("region", "asset", "lane", "future", "period", "quantity", "unit"))
    for (region, asset, lane, *label, quantity, unit), value in zip(
        zip(*columns, strict=True), np.asarray(starts.columns["value"], float).tolist(), strict=True
    ):
        if quantity == "start":
            node = node_of[label[0], label[1]]
            shares = _shares(readings[int(places.variant[node])], region, asset, lane)
            found[region, asset] += value * _along_the_tree(node, shares, places)
            units[region, asset] = unit
    return found, units


def _shares(scenario: Scenario, region: str, asset: str, lane: str) -> np.ndarray:
    """Share of a start that begins to serve in each period from its own on, shape (periods,) [1]."""
    grid, facility = periods(scenario), in_region(scenario.assets[asset], region)
    factor = scenario.permitting.factor.value * scenario.permitting.lanes.get(lane, Lane()).factor.value
    delay = facility.permit.value * factor + facility.build.value
    return kernels.outlay(delay, delay, grid.years, grid.count)


def _along_the_tree(node: int, shares: np.ndarray, places: Tree) -> np.ndarray:
    """The shares at the nodes that come after a start, on every path that goes through its node, shape (nodes,)."""
    found = np.zeros(places.size)
    for path in places.paths:
        if node in path:
            begin = path.index(node)
            found[list(path[begin:])] = shares[: len(path) - begin]
    return found
