"""Sums over the long tables by period, expected over futures: what charts over time show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.results.sums import Key, year_of
from optimizer.results.tables import Table
from optimizer.scenario.places import in_region, periods, tree, variants
from optimizer.scenario.schema import Scenario
from optimizer.timeline import COMMON


@dataclass(frozen=True)
class Clock:
    """The periods of a horizon, and how the futures weigh in an expected value.

    labels : in order.  period_years : length of a period [yr].  weights : probability of each future [1]; `all`, the
    periods before the reveal, counts in full.  reveal : place of the first period after the reveal, `len(labels)`
    without futures.
    """

    labels: tuple[str, ...]
    period_years: float
    weights: Mapping[str, float]
    reveal: int

    def along(self, future: str) -> Clock:
        """The same periods on the path of one future."""
        return replace(self, weights={COMMON: 1.0, future: 1.0})

    def in_future(self, future: str) -> Clock:
        """The same periods, of which only those of one future count (`all`: those before the reveal)."""
        return replace(self, weights={future: 1.0})

    @property
    def years(self) -> tuple[str, ...]:
        """The year of each period."""
        return tuple(year_of(label) for label in self.labels)


def clock(scenario: Scenario) -> Clock:
    """The periods of the scenario's horizon."""
    grid, futures = periods(scenario), tree(scenario)
    weights = {COMMON: 1.0, **dict(zip(futures.futures, futures.probabilities, strict=True))}
    return Clock(grid.labels, grid.years, weights, futures.reveal)


def by_period(table: Table, quantity: str, by: Sequence[str], when: Clock) -> dict[Key, np.ndarray]:
    """Expected sum of one quantity in each period, for each value of the columns `by`, in order of appearance.

    Returns arrays of shape (periods,) in the quantity's own unit. Rows of futures that `when` does not weigh are left
    out, and so are rows that stand for a whole path.
    """
    place = {label: t for t, label in enumerate(when.labels)}
    futures, labels = table.columns["future"], table.columns["period"]
    keys = [table.columns[name] for name in by]
    values = np.asarray(table.columns["value"], float).tolist()
    sums: dict[Key, np.ndarray] = {}
    for i, name in enumerate(table.columns["quantity"]):
        if name != quantity:
            continue
        weight, t = when.weights.get(futures[i], 0.0), place.get(labels[i])
        if weight and t is not None:
            key = tuple(column[i] for column in keys)
            if key not in sums:
                sums[key] = np.zeros(len(when.labels))
            sums[key][t] += weight * values[i]
    return sums


def offers(table: Table, scenario: Scenario, when: Clock) -> dict[Key, np.ndarray]:
    """What each tier of supply asks for a unit, duty included, by (commodity, region, supply, tier), expected.

    Arrays of shape (periods,) [money/unit]; NaN where a tier offers nothing in any future.
    """
    keys = ("commodity", "region", "supply", "tier")
    dutied = replace(table, columns={**table.columns, "value": _with_duty(table, scenario)})
    offered = by_period(table, "offered", keys, when)
    prices = by_period(dutied, "price", keys, when)
    return {key: np.where(offered.get(key, 0.0) != 0.0, price, np.nan) for key, price in prices.items()}


def _with_duty(table: Table, scenario: Scenario) -> np.ndarray:
    """The values of `supply`, prices raised by the duty of their supply, region, future and period."""
    grid, names = periods(scenario), (COMMON, *tree(scenario).futures)
    place = {label: t for t, label in enumerate(grid.labels)}
    reading = dict(zip(names, variants(scenario), strict=True))
    factors: dict[tuple[str, str, str], np.ndarray] = {}
    values = np.array(table.columns["value"], float)
    columns = (table.columns[name] for name in ("quantity", "future", "supply", "region", "period"))
    for i, (quantity, future, supply, region, period) in enumerate(zip(*columns, strict=True)):
        if quantity == "price" and period in place:
            key = (future, supply, region)
            if key not in factors:
                factors[key] = 1.0 + in_region(reading[future].supplies[supply], region).tariff.at(grid.middles)
            values[i] *= factors[key][place[period]]
    return values
