"""What differs by year: capacity, starts, prices, and what other users go without."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from optimizer.results.bottlenecks import crowding_out
from optimizer.results.compare.alignment import Alignment, same, unit_factor
from optimizer.results.compare.facts import Note, YearlyChange
from optimizer.results.compare.sides import Side
from optimizer.results.sums import by_year
from optimizer.scenario.schema import NATIONAL

Named = tuple[str, str]
"""(name, region); the region is "" for all of them."""
Rows = Mapping[Named, np.ndarray]
UnitOf = Callable[[Side, str], str | None]
"""Unit of what a name stands for in a result; None where it has no such thing."""


def plan_changes(before: Side, after: Side, common: Alignment) -> tuple[list[YearlyChange], list[Note]]:
    """Capacity in service and capacity started that differ, by asset and year."""
    pairs = _Pairs(before, after, common, _capacity_unit)
    found = pairs.of("in_service", _capacity) + pairs.of("started", _started)
    return found, pairs.notes()


def price_changes(before: Side, after: Side, common: Alignment) -> tuple[list[YearlyChange], list[Note]]:
    """Shadow prices that differ, by commodity and year: of national balances, and of regions that both have."""
    pairs = _Pairs(before, after, common, _commodity_unit)
    found = pairs.of("price", _prices(common.same_regions))
    mixed = set() if common.same_regions else _regional(before) | _regional(after)
    notes = [Note("prices", tuple(sorted(mixed)))] if mixed else []
    return [one for one in found if one.name not in mixed], [*pairs.notes(), *notes]


def unmet_changes(before: Side, after: Side, common: Alignment) -> list[YearlyChange]:
    """What users other than those of compute want and do not get, where that differs, by commodity and year."""
    return _Pairs(before, after, common, _commodity_unit).of("unmet", _unmet)


class _Pairs:
    """Rows of two results side by side, in the unit of the first that has them."""

    def __init__(self, before: Side, after: Side, common: Alignment, unit_of: UnitOf) -> None:
        self.before, self.after, self.common, self.unit_of = before, after, common, unit_of
        self.odd: dict[str, None] = {}
        """Names whose units measure different things."""

    def of(self, quantity: str, read: Callable[[Side, Alignment], Rows]) -> list[YearlyChange]:
        """The rows of a quantity that differ by more than the solver's rounding."""
        one, other = read(self.before, self.common), read(self.after, self.common)
        found = (self._pair(quantity, key, one, other) for key in dict.fromkeys((*one, *other)))
        return [each for each in found if each is not None and _differs(each)]

    def notes(self) -> list[Note]:
        return [Note("unit", tuple(self.odd))] if self.odd else []

    def _pair(self, quantity: str, key: Named, one: Rows, other: Rows) -> YearlyChange | None:
        name, region = key
        units = self.unit_of(self.before, name), self.unit_of(self.after, name)
        unit = units[0] or units[1] or ""
        factor = unit_factor(units[1] or unit, unit, (self.before.scenario, self.after.scenario))
        if factor is None:
            self.odd[name] = None
            return None
        if quantity == "price":
            factor = 1.0 / factor
            unit = f"{self.before.scenario.money.unit}/{unit}"
        was = tuple(one[key].tolist()) if key in one else None
        new = tuple((other[key] * factor).tolist()) if key in other else None
        return YearlyChange(quantity, name, region, unit, self.common.years, was, new)


def _differs(one: YearlyChange) -> bool:
    nothing = (0.0,) * len(one.years)
    was, new = one.before or nothing, one.after or nothing
    size = max(map(abs, (*was, *new)), default=0.0)
    return not all(same(x, y, size) for x, y in zip(was, new, strict=True))


# --- what is read -----------------------------------------------------------------------------------------------------


def _capacity(side: Side, common: Alignment) -> Rows:
    when = common.calendar(side.scenario)
    return _national(by_year(side.solution.tables["capacity"], "in_service", ("asset",), when, mean=True))


def _started(side: Side, common: Alignment) -> Rows:
    return _national(by_year(side.solution.tables["starts"], "start", ("asset",), common.calendar(side.scenario)))


def _unmet(side: Side, common: Alignment) -> Rows:
    found: dict[Named, np.ndarray] = {}
    for users in crowding_out(side.solution, side.scenario):
        found[users.commodity, ""] = users.unmet[[users.years.index(year) for year in common.years]]
    return found


def _prices(by_region: bool) -> Callable[[Side, Alignment], Rows]:
    def read(side: Side, common: Alignment) -> Rows:
        when = common.calendar(side.scenario)
        found = by_year(side.solution.tables["prices"], "price", ("commodity", "region"), when, mean=True)
        return {
            (name, "" if region == NATIONAL else region): row
            for (name, region), row in found.items()
            if by_region or region == NATIONAL
        }

    return read


def _national(found: Mapping[tuple[str, ...], np.ndarray]) -> Rows:
    return {(name, ""): row for (name,), row in found.items()}


def _regional(side: Side) -> set[str]:
    return {name for name, commodity in side.scenario.commodities.items() if commodity.regional}


# --- units ------------------------------------------------------------------------------------------------------------


def _capacity_unit(side: Side, asset: str) -> str | None:
    return side.scenario.assets[asset].capacity if asset in side.scenario.assets else None


def _commodity_unit(side: Side, commodity: str) -> str | None:
    return side.scenario.commodities[commodity].unit if commodity in side.scenario.commodities else None
