"""Tables as values by year, for each region, and the country: what IAMC data holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from optimizer.results.by_period import by_period, clock
from optimizer.results.sums import Calendar, Key, by_year, calendar, units
from optimizer.results.tables import Table
from optimizer.scenario.schema import NATIONAL, Scenario
from optimizer.study.exchange.additions import additions
from optimizer.study.exchange.segments import Segments, segments
from optimizer.study.exchange.variables import ADDITIONS, Over, Variable
from optimizer.units import filled

LINK = ("from", "to")
Line = tuple[str, str, str]
"""(region, variable, unit)"""


@dataclass(frozen=True)
class Yearly:
    """Reads tables by year.

    tables : those of a result, and `additions`.  when : the years, and how the futures weigh.
    """

    tables: Mapping[str, Table]
    scenario: Scenario
    names: Segments
    when: Calendar

    @classmethod
    def of(cls, tables: Mapping[str, Table], scenario: Scenario) -> Yearly:
        """The expected values of a result."""
        more = {**tables, ADDITIONS: additions(tables["starts"], scenario)}
        return cls(more, scenario, segments(scenario), calendar(scenario))

    def along(self, future: str) -> Yearly:
        """The same on the path of one future."""
        return replace(self, when=self.when.along(future))

    @property
    def country(self) -> str:
        """The region that stands for the whole country: the only one, or `national`."""
        return self.scenario.regions[0] if len(self.scenario.regions) == 1 else NATIONAL

    def lines(self, variable: Variable) -> dict[Line, np.ndarray]:
        """The values of a variable by year, shape (years,), for each region that has any."""
        table = self.tables[variable.table]
        where = LINK if variable.table == "flows" else ("region",) if "region" in table.columns else ()
        by = (*where, *variable.keys)
        found: dict[Line, np.ndarray] = {}
        for quantity in variable.quantities:
            sign, name = (-1.0, quantity[1:]) if quantity.startswith("-") else (1.0, quantity)
            unit_of = units(table, name, by)
            for key, values in self._values(table, name, by, variable.over).items():
                unit = self.unit(unit_of[key], variable.over)
                for region in self._regions(key[: len(where)], variable.adds_up):
                    line = (region, self._name(variable, key[len(where) :]), unit)
                    found[line] = found.get(line, 0.0) + sign * values
        return found

    def _values(self, table: Table, quantity: str, by: tuple[str, ...], over: Over) -> dict[Key, np.ndarray]:
        if over is not Over.END:
            return by_year(table, quantity, by, self.when, mean=over is Over.MEAN)
        when = replace(clock(self.scenario), weights=self.when.weights)
        last = np.cumsum(self.when.counts) - 1
        return {key: values[last] for key, values in by_period(table, quantity, by, when).items()}

    def _regions(self, where: Key, adds_up: bool) -> tuple[str, ...]:
        """The regions that a value counts for: its own, and the country where values add up."""
        if len(where) == len(LINK):
            return (">".join(where),)
        own = where[0] if where else NATIONAL
        if own in (NATIONAL, self.country):
            return (self.country,)
        return (self.country, own) if adds_up else (own,)

    def _name(self, variable: Variable, key: Key) -> str:
        parts = {column: self.names[column][name] for column, name in zip(variable.keys, key, strict=True)}
        return variable.name.format_map(parts)

    def unit(self, unit: str, over: Over) -> str:
        """A unit with the year of the money in it; what is summed over a year is per year."""
        money = self.scenario.money
        return filled(f"({unit})/yr" if over is Over.SUM else unit, ((money.unit, f"{money.unit}_{money.year}"),))
