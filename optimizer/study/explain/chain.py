"""Which link of the chain a limit is about, and what kind of limit it is for people."""

from __future__ import annotations

from optimizer.results.explain.limits import Cause
from optimizer.scenario.schema import Asset, Scenario

MONEY, PERMITS = "money", "permits"
"""Links of limits that are about no commodity."""

_OF_ASSETS = frozenset({"existing", "growth_seed", "recent_starts", "max_starts", "max_capacity", "surge"})
_OF_COMMODITIES = frozenset({"stock", "stock_initial", "reserve_size", "reserve_initial", "reserve_cover"}) | frozenset(
    {"fill_rate", "draw_rate"}
)
_CAUSES: dict[str, Cause] = {
    "growth_seed": "pace",
    "recent_starts": "pace",
    "max_starts": "pace",
    "surge": "pace",
    "existing": "fixed",
    "max_capacity": "ceiling",
    "supply": "supply",
    "stock": "supply",
    "stock_initial": "supply",
    "link": "supply",
    "throughput": "rules",
    "reserve_size": "rules",
    "reserve_initial": "rules",
    "reserve_cover": "rules",
    "fill_rate": "rules",
    "draw_rate": "rules",
    "budget": "money",
    "fund_total": "money",
    "credit_cap": "money",
    "credit_total": "money",
    "loan_cap": "money",
    "demand": "demand",
    "firm": "demand",
    "compute": "demand",
}
PACE = tuple(kind for kind, cause in _CAUSES.items() if cause == "pace")
"""Kinds of limits on how fast an asset is built."""


def cause_of(kind: str) -> Cause:
    """The kind of a limit for people, but for capacity from before the plan beside new or until new serves."""
    return _CAUSES.get(kind, "rules")


def link_of(scenario: Scenario, kind: str, name: str) -> str:
    """The commodity that a limit is about: what its asset makes, its supply sells, its demand uses.

    `money` for budgets and caps in money, `permits` for the staff of permitting lanes.
    """
    thing = name.partition("#")[0]
    if kind in _OF_ASSETS:
        return _made_by(scenario.assets[thing])
    if kind == "supply":
        return scenario.supplies[thing].commodity
    if kind in ("demand", "firm"):
        return scenario.demands[thing].commodity
    if kind == "link":
        return scenario.links[thing].commodity
    if kind in _OF_COMMODITIES:
        return thing
    if kind == "compute":
        demand = scenario.compute_demand
        return scenario.demands[demand].commodity if demand else thing
    return PERMITS if kind == "throughput" else MONEY


def _made_by(asset: Asset) -> str:
    """The first commodity that an asset makes; of one that makes none (it only uses something), the first it uses."""
    made = [commodity for mode in asset.modes.values() for commodity in mode.outputs]
    used = [commodity for mode in asset.modes.values() for commodity in mode.inputs]
    return (made or used or [""])[0]
