"""The links of the supply chain: which link a limit is about, and in what order they stand.

A link is a commodity, with all that makes, sells or stores it; limits of money and of permitting have links of their
own.
"""

from __future__ import annotations

from optimizer.scenario.schema import Asset, Scenario

MONEY, PERMITS = "money", "permits"
"""Links of limits that are about no commodity."""
OF_ASSETS = frozenset({"existing", "growth_seed", "recent_starts", "max_starts", "max_capacity", "surge"})
"""Kinds of limits that are about an asset."""
OF_COMMODITIES = frozenset(
    {"stock", "stock_initial", "reserve_size", "reserve_initial", "reserve_cover", "fill_rate", "draw_rate"}
)
"""Kinds of limits whose name is a commodity."""

Link = tuple[str, str]
"""(kind, name): `commodity` and its name, or (`money`, "") and (`permits`, ""), which no commodity can be called."""


def commodity(name: str) -> Link:
    """The link of a commodity."""
    return "commodity", name


def link_of(scenario: Scenario, kind: str, name: str) -> Link:
    """The link that a limit is about: of what its asset makes, its supply sells, its demand uses."""
    thing = name.partition("#")[0]
    if kind in OF_ASSETS:
        return commodity(made_by(scenario.assets[thing]))
    if kind == "supply":
        return commodity(scenario.supplies[thing].commodity)
    if kind in ("demand", "firm"):
        return commodity(scenario.demands[thing].commodity)
    if kind == "link":
        return commodity(scenario.links[thing].commodity)
    if kind in OF_COMMODITIES:
        return commodity(thing)
    return (PERMITS, "") if kind == "throughput" else (MONEY, "")


def made_by(asset: Asset) -> str:
    """The first commodity that an asset makes; of one that makes none (it only uses something), the first it uses."""
    made = [name for mode in asset.modes.values() for name in mode.outputs]
    used = [name for mode in asset.modes.values() for name in mode.inputs]
    return (made or used or [""])[0]


def links(scenario: Scenario) -> tuple[Link, ...]:
    """The links in the order in which the scenario lists its commodities, then permits and money."""
    return (*(commodity(name) for name in scenario.commodities), (PERMITS, ""), (MONEY, ""))
