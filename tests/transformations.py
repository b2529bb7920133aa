"""Changes to a scenario whose effect on the optimum is known without solving it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from tests.strategies import Raw, dumped, rescaled

Path = tuple[str | int, ...]
MORE = 1.5

# --- limits -----------------------------------------------------------------------------------------------------------

LIMITS = (
    "assets.*.existing",
    "assets.*.growth.rate",
    "assets.*.growth.seed",
    "assets.*.growth.recent_starts",
    "assets.*.max_starts",
    "assets.*.max_capacity",
    "commodities.*.max_stock",
    "commodities.*.initial",
    "supplies.*.tiers.*.quantity",
    "demands.*.tiers.*.quantity",
    "links.*.capacity",
    "permitting.lanes.*.throughput",
    "credits.*.rates.*",
    "credits.*.annual_cap",
    "credits.*.total_cap",
    "loans.*.share",
    "loans.*.cap",
    "funds.*.budget",
    "funds.*.total",
    "funds.*.reinvest",
    "reserve.*.size",
    "reserve.*.fill_rate",
    "reserve.*.draw_rate",
)
"""What a scenario limits. Left out: `surge` (all steps move together) and what a share cannot exceed (availability)."""


def places(raw: Any, pattern: str) -> Iterator[Path]:
    """Paths in the scenario that match a dotted pattern with * for any name or index."""
    first, _, rest = pattern.partition(".")
    if isinstance(raw, dict):
        keys: list[Any] = list(raw) if first == "*" else [first] if first in raw else []
    else:
        keys = list(range(len(raw))) if isinstance(raw, list) and first == "*" else []
    for key in keys:
        if rest:
            yield from ((key, *path) for path in places(raw[key], rest))
        else:
            yield (key,)


def holder(raw: Raw, path: Path) -> Any:
    """The mapping or list that holds the last key of a path."""
    found: Any = raw
    for key in path[:-1]:
        found = found[key]
    return found


def limits(raw: Raw) -> list[Path]:
    """Every limit of a scenario of which more can only help."""
    return [path for pattern in LIMITS for path in places(raw, pattern) if _only_helps(raw, path)]


def _only_helps(raw: Raw, path: Path) -> bool:
    block = holder(raw, path)
    if path[-1] == "existing":  # more of it must fit under the asset's max_capacity
        return "max_capacity" not in block
    return not (path[0] == "demands" and block.get("firm"))


def with_more(raw: Raw, path: Path) -> Raw:
    """The scenario with half as much again of one limit."""
    copy = deepcopy(raw)
    block = holder(copy, path)
    block[path[-1]] = rescaled(block[path[-1]], MORE)
    return copy


# --- units ------------------------------------------------------------------------------------------------------------

MONEY = (
    "commodities.*.holding_cost",
    "assets.*.capex",
    "assets.*.by_region.*.capex",
    "assets.*.modes.*.cost",
    "supplies.*.tiers.*.price",
    "supplies.*.by_region.*.tiers.*.price",
    "demands.*.tiers.*.value",
    "links.*.cost",
    "permitting.lanes.*.throughput",
    "credits.*.annual_cap",
    "credits.*.total_cap",
    "loans.*.cap",
    "funds.*.budget",
    "funds.*.total",
    "reserve.*.price",
    "reserve.*.holding_cost",
)
AMOUNTS = {
    "commodities": ("max_stock", "initial"),
    "supplies": ("tiers.*.quantity", "by_region.*.tiers.*.quantity"),
    "demands": ("tiers.*.quantity",),
    "links": ("capacity",),
    "reserve": ("size", "fill_rate", "draw_rate", "initial"),
}
PRICES = {
    "commodities": ("holding_cost",),
    "supplies": ("tiers.*.price", "by_region.*.tiers.*.price"),
    "demands": ("tiers.*.value",),
    "links": ("cost",),
    "reserve": ("price", "holding_cost"),
}
RECIPES = (
    "assets.*.modes.*.inputs.{}",
    "assets.*.modes.*.outputs.{}",
    "assets.*.build_inputs.{}.amount",
)


def _multiplied(raw: Raw, patterns: Mapping[str, float]) -> Raw:
    copy = deepcopy(raw)
    for pattern, factor in patterns.items():
        for path in places(copy, pattern):
            block = holder(copy, path)
            block[path[-1]] = rescaled(block[path[-1]], factor)
    return copy


def in_other_money(raw: Raw, factor: float) -> Raw:
    """The same scenario with every amount of money times a factor."""
    return _multiplied(raw, dict.fromkeys(MONEY, factor))


def in_other_unit(raw: Raw, commodity: str, factor: float) -> Raw:
    """The same scenario with one commodity counted in a unit smaller by a factor."""
    patterns = {pattern.format(commodity): factor for pattern in RECIPES}
    for section in AMOUNTS:
        for name, block in raw.get(section, {}).items():
            if block.get("commodity", name) == commodity:
                patterns |= {f"{section}.{name}.{rest}": factor for rest in AMOUNTS[section]}
                patterns |= {f"{section}.{name}.{rest}": 1.0 / factor for rest in PRICES[section]}
    return _multiplied(raw, patterns)


# --- names and order --------------------------------------------------------------------------------------------------

NAMED = ("commodities", "assets", "supplies", "demands", "links", "credits", "loans", "funds", "disruptions")
FIXED_NAMES = {"compute", "US"}
"""`compute` is also a word of the format."""


def renamed(raw: Raw, new_name: Callable[[str], str]) -> str:
    """The text of the scenario with every name that its author chose replaced wherever it stands."""
    names = set(raw["regions"])
    for section in NAMED:
        names |= set(raw.get(section, {}))
    names |= {mode for asset in raw["assets"].values() for mode in asset["modes"]}
    names |= set(raw.get("permitting", {}).get("lanes", {}))
    names |= set(raw.get("futures", {}).get("branches", {}))
    words = "|".join(sorted(names - FIXED_NAMES, key=len, reverse=True))
    return re.sub(rf"\b({words})\b", lambda found: new_name(found[0]), dumped(raw))


def reversed_order(raw: Any) -> Any:
    """The same mappings, last entry first; lists, whose order means something, as they are."""
    if isinstance(raw, dict):
        return {key: reversed_order(raw[key]) for key in reversed(raw)}
    return [reversed_order(entry) for entry in raw] if isinstance(raw, list) else raw


# --- futures, regions, delays -----------------------------------------------------------------------------------------


def with_equal_futures(raw: Raw, probabilities: tuple[float, ...], reveal: float) -> Raw:
    """The same scenario under futures that do not differ."""
    branches = {f"future_{i}": {"probability": probability} for i, probability in enumerate(probabilities)}
    return raw | {"futures": {"reveal": reveal, "branches": branches}}


HALVED = ("existing", "max_starts", "max_capacity", "growth.seed", "growth.recent_starts", "surge.*.up_to")


def in_two_halves(raw: Raw) -> Raw:
    """One region's assets as two regions with half the limits each; every commodity stays national."""
    return _multiplied(raw, {f"assets.*.{limit}": 0.5 for limit in HALVED}) | {"regions": ["north", "south"]}


def with_longer_permit(raw: Raw, asset: str, periods: int) -> Raw:
    """One asset's permit longer by whole periods."""
    copy = deepcopy(raw)
    length = 1.0 if raw["horizon"]["step"] == "year" else 0.25
    copy["assets"][asset]["permit"] += periods * length
    return copy


def without(raw: Raw, *sections: str) -> Raw:
    """The scenario without some of its blocks."""
    return {key: block for key, block in raw.items() if key not in sections}
