"""The tables of a report, as text in cells: what the answer on the screen and report.md both show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.report.words import Scale, amount, cells, column, decimals_for, scale_for
from optimizer.results.bottlenecks import Crowding, crowding_out
from optimizer.results.dust import no_dust, plan_value
from optimizer.results.names import in_words, plural, region_in_words
from optimizer.results.solution import Solution
from optimizer.results.sums import Calendar, added, by_year, calendar, grouped, units
from optimizer.scenario.schema import Scenario

ALL = "in all"
WHOLE = 1e-5
"""Share that may be missing where all is told to be served: what `maximize: compute` gives up, and rounding."""
NO_LATE_STARTS = "Nothing is started that would serve only after the horizon, so spending falls towards its end."


@dataclass(frozen=True)
class Line:
    """A row: what it is about, and its cells. Text from the scenario is clean, but not escaped."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table for people. title ends with its unit; header names the columns after the label's; notes stand below."""

    title: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines)


# --- compute ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Compute:
    """The compute that users get and want, by year. level: mean over the year of what serves, or amount a year."""

    unit: str
    is_level: bool
    level_unit: str
    served: np.ndarray
    wanted: np.ndarray
    lengths: np.ndarray

    @property
    def share(self) -> float:
        """Share served over the horizon [1]."""
        wanted = float(self.wanted.sum())
        return float(self.served.sum()) / wanted if wanted else 1.0

    def level(self, amounts: np.ndarray) -> np.ndarray:
        """Amounts of each year, shape (years,) [unit], as mean levels where the unit is a level times years."""
        levels: np.ndarray = amounts / self.lengths if self.is_level else amounts
        return levels


def compute(solution: Solution, scenario: Scenario, when: Calendar | None = None) -> Compute | None:
    """Compute served and wanted; None where no demand stands for compute."""
    when = when or calendar(scenario)
    name = scenario.compute_demand
    if name is None:
        return None
    table = solution.tables["demand"].where(demand=name)
    unit = scenario.commodities[scenario.demands[name].commodity].unit
    served, wanted = (added(by_year(table, quantity, ("tier",), when), when) for quantity in ("served", "wanted"))
    return Compute(unit, unit.endswith("*yr"), unit.removesuffix("*yr"), served, wanted, when.lengths)


def compute_grid(solution: Solution, scenario: Scenario) -> Grid | None:
    """Compute by year against what is wanted; each future and each region below it."""
    when, whole = calendar(scenario), compute(solution, scenario)
    if whole is None:
        return None
    rows = {"in service": whole.served, **_by_future(solution, scenario), **_by_region(solution, scenario, when)}
    rows["wanted"] = whole.wanted
    scale = scale_for(np.concatenate([whole.level(row) for row in rows.values()]), whole.level_unit)
    total = scale_for([row.sum() for row in rows.values()], whole.unit)
    places = max(decimals_for(np.concatenate([whole.level(row) for row in rows.values()]) * scale.factor), 1)
    in_all = max(decimals_for([row.sum() * total.factor for row in rows.values()]), 1)
    lines = [
        Line(label, (*cells(whole.level(row) * scale.factor, places), *cells([row.sum() * total.factor], in_all)))
        for label, row in rows.items()
    ]
    lines.append(Line("served", (*_shares(whole.served, whole.wanted), _share(whole.share))))
    what = "mean over the year" if whole.is_level else "in the year"
    expected = ", expected over the futures" if scenario.futures else ""
    title = f"Compute in service, {what}{expected} [{scale.label}]"
    return Grid(title, (*when.years, total.label if whole.is_level else ALL), tuple(lines))


def _by_future(solution: Solution, scenario: Scenario) -> dict[str, np.ndarray]:
    if scenario.futures is None:
        return {}
    when = calendar(scenario)
    found = {name: compute(solution, scenario, when.along(name)) for name in scenario.futures.branches}
    return {f"if {in_words(name)}": path.served for name, path in found.items() if path}


def _by_region(solution: Solution, scenario: Scenario, when: Calendar) -> dict[str, np.ndarray]:
    """Compute served in each region; where it has one balance in the country, compute made in each region."""
    name = scenario.compute_demand
    if name is None or len(scenario.regions) < 2:
        return {}
    commodity = scenario.demands[name].commodity
    if scenario.commodities[commodity].regional:
        found = by_year(solution.tables["demand"].where(demand=name), "served", ("region",), when)
    else:
        found = by_year(solution.tables["activity"].where(commodity=commodity), "output", ("region",), when)
    return {region_in_words(region, scenario).strip(): row for (region,), row in found.items() if row.any()}


# --- money ------------------------------------------------------------------------------------------------------------


def capital_grid(solution: Solution, scenario: Scenario) -> Grid:
    """Capital outlays by class of asset and year, largest first."""
    outlays = grouped(by_year(solution.tables["capital"], "outlay", ("asset",), calendar(scenario)), 0)
    rows = _largest_first({plural(in_words(asset)): row for asset, row in outlays.items()})
    grid = _with_total("Capital spent", rows, scenario, scenario.money.unit)
    return replace(grid, notes=(NO_LATE_STARTS,)) if grid else grid


def credits_grid(solution: Solution, scenario: Scenario) -> Grid:
    """Credits claimed by asset and year."""
    claimed = _told(by_year(solution.tables["credits"], "claimed", ("credit", "asset"), calendar(scenario)), solution)
    rows = {f"{in_words(credit)}, {plural(in_words(asset))}": row for (credit, asset), row in claimed.items()}
    return _with_total("Credits claimed", _largest_first(rows), scenario, scenario.money.unit)


def loans_grid(solution: Solution, scenario: Scenario) -> Grid:
    """Loans drawn by programme, asset and year."""
    drawn = _told(by_year(solution.tables["loans"], "drawn", ("loan", "asset"), calendar(scenario)), solution)
    rows = {f"{in_words(loan)}, {plural(in_words(asset))}": row for (loan, asset), row in drawn.items()}
    return _with_total("Public loans drawn", _largest_first(rows), scenario, scenario.money.unit)


def _told(rows: Mapping[tuple[str, ...], np.ndarray], solution: Solution) -> dict[tuple[str, ...], np.ndarray]:
    """Rows of money, those that are rounding of the solver beside the plan's value left out."""
    whole = plan_value(solution.metrics)
    return {key: row for key, row in rows.items() if no_dust(float(np.abs(row).sum()), whole)}


def _with_total(title: str, rows: Mapping[str, np.ndarray], scenario: Scenario, unit: str) -> Grid:
    when = calendar(scenario)
    if not rows:
        return Grid(title, (), ())
    whole = added({(label,): row for label, row in rows.items()}, when)
    scale = scale_for([whole.sum()], unit)
    lines = [Line(label, _cells_and_total(row, scale, whole)) for label, row in rows.items()]
    if len(rows) > 1:
        lines.append(Line("total", _cells_and_total(whole, scale, whole)))
    expected = ", expected over the futures" if scenario.futures else ""
    return Grid(f"{title}{expected} [{scale.label}]", (*when.years, ALL), tuple(lines))


def _largest_first(rows: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    worth = {label: float(row.sum()) for label, row in rows.items()}
    floor = 1e-9 * sum(worth.values())
    return {
        label: rows[label] for label in sorted(worth, key=lambda label: (-worth[label], label)) if worth[label] > floor
    }


# --- quantities -------------------------------------------------------------------------------------------------------


def crowding_grid(solution: Solution, scenario: Scenario) -> Grid:
    """Share of what other users want and do not get, by year; what is served in full is named below."""
    short = [users for users in crowding_out(solution, scenario) if users.unmet.any()]
    served = [plural(in_words(users.commodity)) for users in crowding_out(solution, scenario) if not users.unmet.any()]
    notes = (f"Served in full: {', '.join(served)}.",) if served else ()
    lines = tuple(Line(plural(in_words(users.commodity)), _unmet(users)) for users in short)
    return Grid(
        "Other users go without, share of what they want", (*calendar(scenario).years, ALL, "amount"), lines, notes
    )


def _unmet(users: Crowding) -> tuple[str, ...]:
    whole, wanted = float(users.unmet.sum()), float(users.wanted.sum())
    return (*_shares(users.unmet, users.wanted), _share(whole / wanted), amount(whole, users.unit))


def capacity_grid(solution: Solution, scenario: Scenario) -> Grid:
    """Capacity in service by class of asset and year, mean over the year, all regions together."""
    when, table = calendar(scenario), solution.tables["capacity"]
    standing = grouped(by_year(table, "in_service", ("asset",), when, mean=True), 0)
    unit = units(table, "in_service", ("asset",))
    lines = [_with_unit(plural(in_words(asset)), row, unit[(asset,)]) for asset, row in standing.items() if row.any()]
    return Grid("Capacity in service, mean over the year", when.years, tuple(lines))


def reserve_grid(solution: Solution, scenario: Scenario) -> Grid:
    """What the strategic reserve holds, mean over the year of the levels at the ends of its periods."""
    when, table = calendar(scenario), solution.tables["reserve"]
    held = by_year(table, "level", ("commodity",), when, mean=True)
    unit = units(table, "level", ("commodity",))
    lines = [_with_unit(in_words(commodity), row, unit[(commodity,)]) for (commodity,), row in held.items()]
    return Grid("Strategic reserve, mean level over the year", when.years, tuple(lines))


def prices_grid(solution: Solution, scenario: Scenario) -> Grid:
    """Shadow price of each commodity by year, and below it what the plan pays for a unit on the market."""
    when = calendar(scenario)
    keys = ("commodity", "region")
    worth = by_year(solution.tables["prices"], "price", keys, when, mean=True)
    unit = units(solution.tables["prices"], "price", keys)
    paid, bought = (by_year(solution.tables["supply"], quantity, keys, when) for quantity in ("paid", "bought"))
    lines: list[Line] = []
    for key, price in worth.items():
        name = in_words(key[0]) + region_in_words(key[1], scenario)
        market = _ratio(paid[key], bought[key]) if key in paid and key in bought else np.full(len(price), np.nan)
        if not price.any() and not np.isfinite(market).any():
            continue
        scale = scale_for([*price, *market[np.isfinite(market)]], unit[key])
        lines.append(Line(f"{name} [{scale.label}]", tuple(_cells(price, scale))))
        if np.isfinite(market).any():
            lines.append(Line(f"{name}, paid", tuple(cell if cell != "n/a" else "-" for cell in _cells(market, scale))))
    return Grid(
        "Worth of one more unit (shadow price), and what a bought unit costs with duty", when.years, tuple(lines)
    )


def _with_unit(name: str, row: np.ndarray, unit: str) -> Line:
    scale = scale_for(row, unit)
    return Line(f"{name} [{scale.label}]", tuple(_cells(row, scale)))


# --- cells ------------------------------------------------------------------------------------------------------------


def _cells(values: Sequence[float] | np.ndarray, scale: Scale) -> list[str]:
    return column([float(value) * scale.factor for value in values])


def _cells_and_total(row: np.ndarray, scale: Scale, whole: np.ndarray) -> tuple[str, ...]:
    """Cells of one row of a sum, with the decimals of the whole's largest year: rows and columns add up by eye."""
    decimals = max(decimals_for(whole * scale.factor), 1)
    return tuple(cells(np.append(row, row.sum()) * scale.factor, decimals))


def _shares(part: np.ndarray, whole: np.ndarray) -> list[str]:
    return [_share(share) for share in _ratio(part, whole).tolist()]


def _share(share: float) -> str:
    """A share with one decimal, so that points stand below each other; `-` where nothing is wanted."""
    if not np.isfinite(share):
        return "-"
    if 0.0 < share < 0.0005:
        return "<0.1 %"
    if share >= 1 - WHOLE:
        return "100 %"
    return "0 %" if share == 0 else ">99.9 %" if share >= 0.9995 else f"{100 * share:.1f} %"


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole; NaN where the whole is nothing."""
    ratio: np.ndarray = np.divide(
        part, whole, out=np.full(len(part), np.nan), where=whole > 1e-12 * np.max(whole, initial=0.0)
    )
    return ratio
