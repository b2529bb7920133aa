"""Where in a scenario the numbers stand that set a limit: from a row of table `limits` back to the file."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.scenario.number import Number
from optimizer.scenario.places import regions_of_asset, regions_of_trade
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path
from optimizer.scenario.walk import numbers, value_at

NAME, PART = "NAME", "PART"
_BY_REGION = ("assets", "supplies", "demands")

FIELDS: dict[str, tuple[str, ...]] = {
    "existing": ("assets", NAME, "existing"),
    "supply": ("supplies", NAME, "tiers", PART, "quantity"),
    "demand": ("demands", NAME, "tiers", PART, "quantity"),
    "firm": ("demands", NAME, "tiers", PART, "quantity"),
    "growth_seed": ("assets", NAME, "growth", "seed"),
    "recent_starts": ("assets", NAME, "growth", "recent_starts"),
    "max_starts": ("assets", NAME, "max_starts"),
    "max_capacity": ("assets", NAME, "max_capacity"),
    "surge": ("assets", NAME, "surge", PART, "up_to"),
    "throughput": ("permitting", "lanes", NAME, "throughput"),
    "stock": ("commodities", NAME, "max_stock"),
    "stock_initial": ("commodities", NAME, "initial"),
    "reserve_size": ("reserve", NAME, "size"),
    "reserve_initial": ("reserve", NAME, "initial"),
    "reserve_cover": ("reserve", NAME, "cover"),
    "fill_rate": ("reserve", NAME, "fill_rate"),
    "draw_rate": ("reserve", NAME, "draw_rate"),
    "credit_cap": ("credits", NAME, "annual_cap"),
    "credit_total": ("credits", NAME, "total_cap"),
    "loan_cap": ("loans", NAME, "cap"),
    "budget": ("funds", NAME, "budget"),
    "fund_total": ("funds", NAME, "total"),
    "link": ("links", NAME, "capacity"),
}
"""Where the number stands that sets each kind of limit."""


def field_of(kind: str, name: str) -> Path:
    """Where the number, or the path over time, stands that sets a limit; () for a kind that no number sets.

    >>> field_of("supply", "copper_import#2")
    ('supplies', 'copper_import', 'tiers', 1, 'quantity')
    """
    thing, _, part = name.partition("#")
    at: dict[str, str | int] = {NAME: thing, PART: int(part) - 1 if part.isdigit() else 0}
    return tuple(at.get(step, step) for step in FIELDS.get(kind, ()))


def numbers_behind(scenario: Scenario, kind: str, name: str, region: str | None = None) -> dict[Path, Number]:
    """The numbers that the file gives for a limit, by path: of one region, or with None of all regions together.

    A region's copy of a number that it does not change is left out, and so is a number that every region changes.
    """
    return given_at(scenario, field_of(kind, name), region)


def given_at(scenario: Scenario, field: Path, region: str | None = None) -> dict[Path, Number]:
    """The numbers that the file gives at a place: of one region, or with None of all regions together."""
    everywhere = dict(_given(scenario, field))
    if not field or field[0] not in _BY_REGION:
        return everywhere
    own = {there: dict(_own(scenario, field, there, everywhere)) for there in _regions_with_patches(scenario, field)}
    if region is not None:
        return own.get(region) or everywhere
    common = everywhere if any(not own.get(there) for there in _regions(scenario, field)) else {}
    return common | {path: number for numbers_there in own.values() for path, number in numbers_there.items()}


def without_region(path: Path) -> Path:
    """The path of the same number where no region has its own."""
    if "by_region" not in path:
        return path
    i = path.index("by_region")
    return path[:i] + path[i + 2 :]


def _given(scenario: Scenario, field: Path) -> Iterator[tuple[Path, Number]]:
    """The numbers at a place, those that stand in a file."""
    try:
        thing = value_at(scenario, field) if field else None
    except (KeyError, IndexError, TypeError):  # the block, or the region's reading of it, has no such part
        return
    yield from ((path, number) for path, number in numbers(thing, field) if number.where is not None)


def _regions(scenario: Scenario, field: Path) -> tuple[str, ...]:
    """The regions that an asset stands in, a supply sells in, a demand is in."""
    name = str(field[1])
    if field[0] == "assets":
        return regions_of_asset(scenario, name)
    return regions_of_trade(scenario, scenario.supplies[name] if field[0] == "supplies" else scenario.demands[name])


def _regions_with_patches(scenario: Scenario, field: Path) -> tuple[str, ...]:
    """The regions that differ in something from the others."""
    try:
        return tuple(value_at(scenario, (*field[:2], "by_region")))
    except KeyError:
        return ()


def _own(scenario: Scenario, field: Path, region: str, everywhere: dict[Path, Number]) -> Iterator[tuple[Path, Number]]:
    """The numbers of a region that are not the same as everywhere else, all of a path where one point differs."""
    found = dict(_given(scenario, (*field[:2], "by_region", region, *field[2:])))
    if {without_region(path): number for path, number in found.items()} != everywhere:
        yield from found.items()
