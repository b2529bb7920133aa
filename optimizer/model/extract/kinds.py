"""Kinds of limits: which equations have a limit of the scenario as their right-hand side, and how it is named."""

from __future__ import annotations

import numpy as np

from optimizer.model.arrays import IndexSet
from optimizer.model.extract.reader import Reader, words

KINDS = {
    "supply": "supply",
    "demand": "demand",
    "firm_demand": "firm",
    "link_capacity": "link",
    "stock_limit": "stock",
    "max_starts": "max_starts",
    "surge": "surge",
    "max_capacity": "max_capacity",
    "throughput": "throughput",
    "reserve_size": "reserve_size",
    "fill_rate": "fill_rate",
    "draw_rate": "draw_rate",
    "credit_cap": "credit_cap",
    "credit_total": "credit_total",
    "loan_cap": "loan_cap",
    "budget": "budget",
    "fund_total": "fund_total",
}
"""Kind of the limit that is the right-hand side of each row, by equation."""
GROWTH = {"growth_seed": "growth_seed", "growth_recent": "recent_starts"}
"""Kinds of the parts of growth's right-hand side, by coefficient."""
STORES = {"balance": ("stock", -1.0), "reserve": ("reserve", 1.0)}
"""What was in a store at the start is in the right-hand side of these equations: name of the store, and its sign."""
MONEY = frozenset({"lane", "fund", "credit", "loan"})
"""First indices of equations whose limits are amounts of money."""
PARTS = frozenset({"tier", "step"})
"""Second indices of equations whose limits are parts of one: they are named `name#part`."""


def in_money(over: IndexSet) -> bool:
    """Whether the limits of the rows of an equation are amounts of money."""
    return over.axes[0].name in MONEY


def in_parts(over: IndexSet) -> bool:
    """Whether the limits of the rows of an equation are tiers or steps."""
    return len(over.axes) > 1 and over.axes[1].name in PARTS


def name_and_region(reader: Reader, over: IndexSet) -> tuple[np.ndarray, np.ndarray]:
    """Name and region of the limit of each row of an equation, shape (rows,) [text]."""
    first = over.codes[:, 0]
    things = {
        "asset": reader.places.sites,
        "market": reader.places.markets,
        "supply": reader.places.supplies,
        "demand": reader.places.demands,
    }.get(over.axes[0].name)
    if things is None:
        return reader.labels(over.axes[0])[first], words(["national"] * len(first))
    regions, names = reader.names(things)
    name = names[first]
    if in_parts(over):
        name = name + "#" + reader.labels(over.axes[1])[over.codes[:, 1]]
    return name, regions[first]


def unit(reader: Reader, over: IndexSet) -> np.ndarray:
    """Unit of the limit of each row of an equation, shape (rows,) [text]."""
    axis, first = over.axes[0].name, over.codes[:, 0]
    if axis in MONEY:
        return words([reader.currency] * len(first))
    if axis == "asset":
        return reader.site_units[first]
    if axis == "market":
        return reader.market_units[first]
    if axis == "link":
        return reader.link_units[first]
    return reader.trade_units("supply" if axis == "supply" else "demand")[first]
