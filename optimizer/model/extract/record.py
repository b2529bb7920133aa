"""Single numbers of a solved scenario by name, without its tables: what a sweep notes of each point.

    objective                the optimum [money, or compute where that is maximised]
    npv, compute_total       any metric of a run
    limits.top               the limit that holds the plan back most, as `kind:name`
    limit:KIND:NAME          what that limit is worth, as a share of the optimum [1]
    price:COMMODITY[:YEAR]   the mean price, over all periods or those of the year [objective / commodity]
    capacity:ASSET[:YEAR]    capacity in service in the last period of the horizon, or of the year
    starts:ASSET[:YEAR]      capacity started, in all or in the year

Where there are futures, numbers are expected values; where there are regions, capacity and starts are summed, and a
regional commodity is named `COMMODITY@REGION`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import numpy as np

from optimizer.model.extract.duals import market_prices
from optimizer.model.extract.kinds import GROWTH, STORES
from optimizer.model.extract.metrics import metrics
from optimizer.model.extract.reader import Reader
from optimizer.model.extract.worth import HOLDING_BACK
from optimizer.results.bottlenecks import top_limit
from optimizer.results.names import WAIT

Recorded: TypeAlias = float | str | None
"""None: the scenario has no such thing."""
OBJECTIVE, TOP = "objective", "limits.top"
LIMIT, PRICE, CAPACITY, STARTS = "limit", "price", "capacity", "starts"
INITIAL = tuple(f"{store}_initial" for store, _ in STORES.values())
LIMIT_KINDS = ("existing", WAIT, *HOLDING_BACK.values(), *GROWTH.values(), *INITIAL)
"""Kinds of the limits that can be worth something: those of `worth.limit_shares`."""


def recorded(reader: Reader, names: Iterable[str], shares: Mapping[str, float]) -> dict[str, Recorded]:
    """What was asked for, by name; the objective always. shares : of the limits, as `worth.limit_shares` gives them."""
    found = {name: metric.value for name, metric in metrics(reader).items()}
    values: dict[str, Recorded] = {OBJECTIVE: reader.point.objective}
    for name in names:
        kind, _, rest = name.partition(":")
        if name == OBJECTIVE:
            continue
        if name == TOP:
            values[name] = top_limit(shares) or None
        elif kind == LIMIT:
            values[name] = shares.get(rest, 0.0)
        elif kind in _READERS:
            values[name] = _READERS[kind](reader, *_split(rest))
        else:
            values[name] = found.get(name)
    return values


def _split(rest: str) -> tuple[str, int | None]:
    """Name and year of `copper:2030`; the year may be left out."""
    name, _, year = rest.rpartition(":")
    return (name, int(year)) if name else (rest, None)


def _in_year(reader: Reader, year: int | None) -> np.ndarray:
    """Which nodes lie in a year, all of them without one, shape (nodes,) [bool]."""
    tree = reader.places.tree
    if year is None:
        return np.ones(tree.size, bool)
    found: np.ndarray = tree.periods.calendar_years[tree.period] == year
    return found


def _price(reader: Reader, commodity: str, year: int | None) -> float | None:
    """Mean price of a commodity over the periods of a year."""
    names = [market.id for market in reader.places.markets]
    nodes = _in_year(reader, year)
    if commodity not in names or not nodes.any():
        return None
    weights = reader.places.tree.probability * nodes
    return float(market_prices(reader)[names.index(commodity)] @ weights / weights.sum())


def _capacity(reader: Reader, asset: str, year: int | None) -> float | None:
    """Capacity of an asset in the last period of a year, or of the horizon."""
    sites, nodes = _sites(reader, asset), _in_year(reader, year)
    if not sites.any() or not nodes.any():
        return None
    tree = reader.places.tree
    last = nodes & (tree.period == tree.period[nodes].max())
    return float(reader.dense("cap")[sites][:, last].sum(axis=0) @ tree.probability[last])


def _starts(reader: Reader, asset: str, year: int | None) -> float | None:
    """Capacity of an asset started in a year, or in all."""
    sites, nodes = _sites(reader, asset), _in_year(reader, year)
    if not sites.any() or not nodes.any():
        return None
    site, _, node, _ = reader.codes("start").T
    started = reader.values("start") * reader.places.tree.probability[node]
    return float(started[sites[site] & nodes[node]].sum())


def _sites(reader: Reader, asset: str) -> np.ndarray:
    """Which sites are of an asset, shape (sites,) [bool]."""
    return np.array([site.name == asset for site in reader.places.sites], bool)


_READERS: dict[str, Callable[[Reader, str, int | None], float | None]] = {
    PRICE: _price,
    CAPACITY: _capacity,
    STARTS: _starts,
}
