"""Sums over the long tables: by year, expected over futures. Nothing here computes more than a weighted sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.results.tables import Table
from optimizer.scenario.places import periods, tree
from optimizer.scenario.schema import Scenario
from optimizer.timeline import COMMON

Key = tuple[str, ...]


@dataclass(frozen=True)
class Calendar:
    """The years of a horizon, and how the futures weigh in an expected value.

    years : in order, as text.  counts : periods in each year, shape (years,).  period_years : length of a period [yr].
    weights : probability of each future [1]; `all`, the periods before the reveal, counts in full.
    """

    years: tuple[str, ...]
    counts: np.ndarray
    period_years: float
    weights: Mapping[str, float]

    @property
    def lengths(self) -> np.ndarray:
        """Part of each year that the horizon covers, shape (years,) [yr]."""
        covered: np.ndarray = self.counts * self.period_years
        return covered

    def along(self, future: str) -> Calendar:
        """The same years on the path of one future."""
        return replace(self, weights={COMMON: 1.0, future: 1.0})


def calendar(scenario: Scenario) -> Calendar:
    """The years of the scenario's horizon."""
    grid, futures = periods(scenario), tree(scenario)
    labels = [year_of(label) for label in grid.labels]
    years = tuple(dict.fromkeys(labels))
    weights = {COMMON: 1.0, **dict(zip(futures.futures, futures.probabilities, strict=True))}
    return Calendar(years, np.array([labels.count(year) for year in years]), grid.years, weights)


def year_of(period: str) -> str:
    """The year of a period's label: 2027 for 2027, 2027Q3 and 2027-05."""
    return period[:4]


def by_year(
    table: Table, quantity: str, by: Sequence[str], when: Calendar, *, mean: bool = False
) -> dict[Key, np.ndarray]:
    """Expected sum over each year of one quantity, for each value of the columns `by`, in order of appearance.

    Returns arrays of shape (years,) in the quantity's own unit. With `mean` the sum is divided by the number of periods
    of the year, for what is a level or a price. Rows of futures that `when` does not weigh are left out.
    """
    rows = [i for i, name in enumerate(table.columns["quantity"]) if name == quantity]
    place = {year: i for i, year in enumerate(when.years)}
    futures, labels = table.columns["future"], table.columns["period"]
    keys = [table.columns[name] for name in by]
    values = np.asarray(table.columns["value"], float).tolist()
    sums: dict[Key, np.ndarray] = {}
    for i in rows:
        weight, year = when.weights.get(futures[i], 0.0), place.get(year_of(labels[i]))
        if weight and year is not None:
            key = tuple(column[i] for column in keys)
            if key not in sums:
                sums[key] = np.zeros(len(when.years))
            sums[key][year] += weight * values[i]
    return {key: yearly / when.counts for key, yearly in sums.items()} if mean else sums


def units(table: Table, quantity: str, by: Sequence[str]) -> dict[Key, str]:
    """Unit of a quantity, for each value of the columns `by`."""
    keys = [table.columns[name] for name in by]
    return {
        tuple(column[i] for column in keys): table.columns["unit"][i]
        for i, name in enumerate(table.columns["quantity"])
        if name == quantity
    }


def added(sums: Mapping[Key, np.ndarray], when: Calendar) -> np.ndarray:
    """Sum over all keys, shape (years,)."""
    whole: np.ndarray = np.sum([np.zeros(len(when.years)), *sums.values()], axis=0)
    return whole


def grouped(sums: Mapping[Key, np.ndarray], place: int) -> dict[str, np.ndarray]:
    """Sums with only the part `place` of the key kept, in order of appearance."""
    groups: dict[str, np.ndarray] = {}
    for key, yearly in sums.items():
        groups[key[place]] = groups.get(key[place], 0.0) + yearly
    return groups
