"""Reads a plan out of the solver's vectors, in the scenario's own units, and collects the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np

from optimizer.model.arrays import Axis, IndexSet
from optimizer.model.build import Formulation
from optimizer.model.compile import LinearProgram
from optimizer.model.places import Place, Places
from optimizer.model.point import Point
from optimizer.model.solver import Optimum
from optimizer.results.tables import COLUMNS, NUMBERS, Table
from optimizer.scenario.schema import Demand, Supply

NEGLIGIBLE = 1e-9
"""Part of the largest value of a variable for one thing (an asset, a supply, a fund) below which a value is rounding
of the solver and is read as 0. Each thing is measured by itself: wafers come in millions, tools in single pieces."""
SMALLEST = 1e-9
"""Values up to this size are rounding whatever the unit: HiGHS keeps its rows to 1e-7."""


Column: TypeAlias = np.ndarray | str
"""A text for each row, or one for all of them."""
Keys: TypeAlias = Mapping[str, Column]
"""The columns that say what the facts of a table are about."""


@dataclass(frozen=True, eq=False)
class Reader:
    """A solved formulation: its values and duals by name."""

    point: Point

    @property
    def formulation(self) -> Formulation:
        return self.point.formulation

    @property
    def program(self) -> LinearProgram:
        return self.point.program

    @property
    def optimum(self) -> Optimum:
        return self.point.optimum

    @property
    def places(self) -> Places:
        return self.formulation.places

    @property
    def money(self) -> float:
        """Units of the scenario's money in the model's."""
        return self.formulation.money_unit

    @property
    def currency(self) -> str:
        return self.formulation.scenario.money.unit

    @property
    def objective_scale(self) -> float:
        return self.point.objective_scale

    @cached_property
    def objective_unit(self) -> str:
        if self.optimum.maximised == "npv":
            return self.currency
        demand = self.formulation.scenario.demands[self.formulation.scenario.compute_demand or ""]
        return self.formulation.scenario.commodities[demand.commodity].unit

    def codes(self, variable: str) -> np.ndarray:
        """Index codes of a variable, shape (entries, axes)."""
        return self.program.columns[variable].over.codes

    def values(self, variable: str) -> np.ndarray:
        """Values of a variable in model units, rounding taken out, shape (entries,)."""
        return self._plan[variable]

    @cached_property
    def _plan(self) -> dict[str, np.ndarray]:
        return {name: _rounded(self.optimum.x[block.slice], block.over) for name, block in self.program.columns.items()}

    def dense(self, variable: str) -> np.ndarray:
        """Values of a variable over all combinations of its axes, 0 where it is not defined."""
        over = self.program.columns[variable].over
        table = np.zeros([len(axis) for axis in over.axes])
        table[tuple(over.codes.T)] = self.values(variable)
        return table

    def row_dual(self, equation: str) -> np.ndarray:
        """Gain of the objective per unit that the right-hand side of each row rises, in model units."""
        return self.optimum.row_dual[self.program.rows[equation].slice]

    def row_codes(self, equation: str) -> np.ndarray:
        return self.program.rows[equation].over.codes

    def row_slack(self, equation: str) -> np.ndarray:
        """Room left to the upper bound of each row, in model units, rounding taken out."""
        rows = self.program.rows[equation].slice
        upper, activity = self.program.row_upper[rows], self.activity[rows]
        slack = upper - activity
        return np.where(slack > 1e-9 * (np.abs(upper) + np.abs(activity) + 1e-6), slack, 0.0)

    @cached_property
    def activity(self) -> np.ndarray:
        """A x, shape (rows,)."""
        return self.program.times(self.optimum.x)

    def coefficient(self, name: str) -> np.ndarray:
        return self.formulation.coefficients[name].values

    def coefficient_codes(self, name: str) -> np.ndarray:
        codes = self.formulation.coefficients[name].codes
        if codes is None:
            raise TypeError(f"{name} is dense")
        return codes

    # --- words ---

    @cached_property
    def futures(self) -> np.ndarray:
        """Name of the future of each node, shape (nodes,) [text]."""
        return words(label for label, _ in self.places.tree.labels)

    @cached_property
    def periods(self) -> np.ndarray:
        """Name of the period of each node, shape (nodes,) [text]."""
        return words(label for _, label in self.places.tree.labels)

    @cached_property
    def weight(self) -> np.ndarray:
        """p(n) · df_t of each node: what turns a dual into money of its period, shape (nodes,)."""
        return self.places.tree.probability * self.formulation.cohorts.discount[self.places.tree.period]

    # --- keys of tables ---

    def when(self, node: np.ndarray) -> Keys:
        """Future and period of nodes."""
        return {"future": self.futures[node], "period": self.periods[node]}

    def of_sites(self, site: np.ndarray) -> Keys:
        """Region and asset of sites."""
        regions, names = self.names(self.places.sites)
        return {"region": regions[site], "asset": names[site]}

    def of_markets(self, market: np.ndarray) -> Keys:
        """Region and commodity of markets."""
        regions, names = self.names(self.places.markets)
        return {"region": regions[market], "commodity": names[market]}

    def of_tiers(self, kind: Literal["supply", "demand"], place: np.ndarray, tier: np.ndarray) -> Keys:
        """Region, supply or demand, commodity and tier."""
        trades = self.places.supplies if kind == "supply" else self.places.demands
        regions, names = self.names(trades)
        goods = words(self.trades(kind)[trade.name].commodity for trade in trades)
        tiers = self.labels(self.places.tier_axis)
        return {"region": regions[place], kind: names[place], "commodity": goods[place], "tier": tiers[tier]}

    def names(self, places: Sequence[Place]) -> tuple[np.ndarray, np.ndarray]:
        """(regions, names) of numbered places."""
        return words(place.region for place in places), words(place.name for place in places)

    @staticmethod
    def labels(axis: Axis) -> np.ndarray:
        return words(str(label) for label in axis.labels)

    @cached_property
    def site_outputs(self) -> np.ndarray:
        """Unit of activity of each site."""
        return words(output_unit(self.places.asset(site).capacity) for site in self.places.sites)

    @cached_property
    def site_units(self) -> np.ndarray:
        """Unit of capacity of each site."""
        return words(self.places.asset(site).capacity for site in self.places.sites)

    @cached_property
    def market_units(self) -> np.ndarray:
        """Unit of the commodity of each market."""
        return words(self.formulation.scenario.commodities[market.name].unit for market in self.places.markets)

    @cached_property
    def link_units(self) -> np.ndarray:
        """Unit of what each link carries."""
        scenario = self.formulation.scenario
        return words(scenario.commodities[link.commodity].unit for link in scenario.links.values())

    def trades(self, kind: Literal["supply", "demand"]) -> Mapping[str, Supply | Demand]:
        """The supplies or demands of the scenario by name."""
        scenario = self.formulation.scenario
        return {**scenario.supplies} if kind == "supply" else {**scenario.demands}

    def trade_units(self, kind: Literal["supply", "demand"]) -> np.ndarray:
        """Unit of the commodity of each supply or demand in a region."""
        places = self.places.supplies if kind == "supply" else self.places.demands
        goods, trades = self.formulation.scenario.commodities, self.trades(kind)
        return words(goods[trades[place.name].commodity].unit for place in places)


def _rounded(values: np.ndarray, over: IndexSet) -> np.ndarray:
    """Values on an index set, those that are rounding read as 0; the first axis says what they are about."""
    thing = over.codes[:, 0]
    largest = np.zeros(len(over.axes[0]))
    np.maximum.at(largest, thing, np.abs(values))
    return np.where(np.abs(values) > np.maximum(NEGLIGIBLE * largest, SMALLEST)[thing], values, 0.0)


def per(numerator: str, units: np.ndarray) -> np.ndarray:
    """numerator / unit for each unit, with brackets where the unit is itself a quotient or product."""
    return words(f"{numerator}/({unit})" if "/" in unit or "*" in unit else f"{numerator}/{unit}" for unit in units)


def output_unit(capacity: str) -> str:
    """Unit of what a unit of capacity gives in a year: MW -> MW*yr, wafer/yr -> wafer."""
    return capacity[: -len("/yr")] if capacity.endswith("/yr") else f"{capacity}*yr"


def words(texts: Iterable[str]) -> np.ndarray:
    """Texts as an array that can be indexed, shape (texts,)."""
    listed = list(texts)
    array = np.empty(len(listed), object)
    array[:] = listed
    return array


@dataclass(eq=False)
class Rows:
    """Collects the facts of one table."""

    name: str
    chunks: list[dict[str, Any]] = field(default_factory=list)

    def add(self, quantity: str, value: np.ndarray, unit: Column, keys: Keys, *, full: bool = False) -> None:
        """Facts of one quantity, zeros left out unless `full`. Keys and unit are arrays like `value`, or one text."""
        columns = {**keys, "quantity": quantity, "value": value, "unit": unit}
        if not full:
            kept = np.flatnonzero(value)
            columns = {k: column[kept] if isinstance(column, np.ndarray) else column for k, column in columns.items()}
        self.chunks.append(columns)

    def table(self) -> Table:
        """The table, its columns in the order of `COLUMNS`."""
        return Table(self.name, {column: self._column(column) for column in COLUMNS[self.name]})

    def _column(self, column: str) -> Any:
        if column in NUMBERS:
            return np.concatenate([np.zeros(0), *(chunk[column] for chunk in self.chunks)])
        collected: list[str] = []
        for chunk in self.chunks:
            part = chunk[column]
            length = next(len(x) for x in chunk.values() if isinstance(x, np.ndarray))
            collected.extend(part.tolist() if isinstance(part, np.ndarray) else [part] * length)
        return collected
