"""Duals as tables: prices, limits, and the optimum split over the limits it is owed to.

The solver's sign, the model's unit of money, discount and probability are undone here and nowhere else. HiGHS gives the
gain of the objective per unit that a row's right-hand side rises: ≥ 0 on a ≤ row of a maximisation, ≤ 0 on a ≥ row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from optimizer.model.extract.money import fund_flows
from optimizer.model.extract.reader import Reader, Rows, per, words
from optimizer.results.tables import Table

SAME = 1e-9
"""A dual whose limit is worth less than this part of the optimum is rounding and is read as 0."""


def tables(reader: Reader) -> dict[str, Table]:
    """Tables `prices`, `limits` and `value_split`."""
    found = [limits for family in FAMILIES for limits in family(reader)]
    return {
        "prices": prices(reader),
        "limits": limits_table(reader, found),
        "value_split": split_table(reader, found),
    }


def prices(reader: Reader) -> Table:
    """Price of every commodity in every node, in money of its period (or compute, where that is maximised)."""
    rows = Rows("prices")
    market, node = reader.row_codes("balance").T
    unit = per(reader.objective_unit, reader.market_units[market])
    rows.add(
        "price",
        market_prices(reader)[market, node],
        unit,
        {**reader.of_markets(market), **reader.when(node)},
        full=True,
    )
    return rows.table()


def market_prices(reader: Reader) -> np.ndarray:
    """Price of every market at every node, shape (markets, nodes) [unit of the objective per commodity]."""
    market, node = reader.row_codes("balance").T
    table = np.zeros((len(reader.places.markets), reader.places.tree.size))
    gain = np.maximum(-reader.row_dual("balance"), 0.0)
    table[market, node] = gain / reader.weight[node] * reader.objective_scale
    return table


@dataclass(frozen=True, eq=False)
class Limits:
    """The limits of one kind, one entry each.

    limit, slack : in `unit`.  worth : gain of the objective per unit of `limit`, in model units, with its
    sign: what the split needs.  money : the limit is an amount of money.
    """

    kind: str
    region: np.ndarray
    name: np.ndarray
    future: np.ndarray
    period: np.ndarray
    limit: np.ndarray
    slack: np.ndarray
    worth: np.ndarray
    unit: np.ndarray
    money: bool = False
    split: bool = field(default=True)
    """False for a second reading of the same right-hand side, which must not be counted twice."""


def limits_table(reader: Reader, found: list[Limits]) -> Table:
    """Every limit in every period: how full it is and what a unit more is worth."""
    rows = Rows("limits")
    objective = abs(reader.optimum.objective)
    for each in found:
        scale = reader.money if each.money else 1.0
        gain = np.maximum(each.worth, 0.0)
        gain = np.where((each.limit > 0) & (gain * each.limit < SAME * objective), 0.0, gain)
        dual = gain * reader.objective_scale / scale
        rows.chunks.append(
            {
                "kind": each.kind,
                "region": each.region,
                "name": each.name,
                "future": each.future,
                "period": each.period,
                "limit": each.limit * scale,
                "used": (each.limit - each.slack) * scale,
                "slack": each.slack * scale,
                "dual": dual,
                "dual_unit": per(reader.objective_unit, each.unit),
                "elasticity": gain * each.limit / objective if objective else np.zeros(len(gain)),
                "binding": np.where(gain > 0, "true", "false").astype(object),
                "unit": each.unit,
            }
        )
    return rows.table()


def split_table(reader: Reader, found: list[Limits]) -> Table:
    """The optimum as the sum of each limit times its worth (strong duality); zeros left out."""
    rows = Rows("value_split")
    objective = reader.optimum.objective or 1.0
    for each in found:
        if not each.split:
            continue
        value = each.worth * each.limit
        kept = np.flatnonzero(value)
        rows.chunks.append(
            {
                "kind": each.kind,
                "region": each.region[kept],
                "name": each.name[kept],
                "future": each.future[kept],
                "period": each.period[kept],
                "value": value[kept] * reader.objective_scale,
                "share": value[kept] / objective,
                "unit": reader.objective_unit,
            }
        )
    return rows.table()


# --- one function a kind of limit ---


def _upper(
    reader: Reader,
    equation: str,
    kind: str,
    region: np.ndarray,
    name: np.ndarray,
    unit: np.ndarray,
    *,
    money: bool = False,
    per_path: bool = False,
) -> Limits:
    """The limits that are right-hand sides of a ≤ equation; its last index is the node, or the future if `per_path`."""
    last = reader.row_codes(equation)[:, -1]
    rows = reader.program.rows[equation].slice
    futures = reader.labels(reader.places.future_axis) if per_path else reader.futures
    periods = words(["all"] * len(last)) if per_path else reader.periods[last]
    limit, dual = reader.program.row_upper[rows], reader.row_dual(equation)
    return Limits(
        kind, region, name, futures[last], periods, limit, reader.row_slack(equation), dual, unit, money=money
    )


def _national(count: int) -> np.ndarray:
    return words(["national"] * count)


def existing(reader: Reader) -> list[Limits]:
    """Capacity in service without any start: what one more unit of it in one period alone is worth."""
    site, node = reader.row_codes("service").T
    dual = np.zeros((len(reader.places.sites), reader.places.tree.size))
    dual[site, node] = reader.row_dual("service")
    parent = reader.places.tree.parent
    later = np.zeros_like(dual)
    for n in np.flatnonzero(parent >= 0):
        later[:, parent[n]] += dual[:, n]
    limit = reader.coefficient("existing")
    usable = reader.coefficient("availability") * reader.formulation.period_years
    work = reader.dense("act").sum(axis=1)
    free = reader.dense("cap") - np.divide(work, usable, out=np.zeros_like(work), where=usable > 0)
    slack = np.clip(np.where(free > 1e-9 * (1.0 + reader.dense("cap")), free, 0.0), 0.0, limit)
    regions, names = reader.names(reader.places.sites)
    some = limit[site, node] > 0
    site, node = site[some], node[some]
    return [
        Limits(
            "existing",
            regions[site],
            names[site],
            reader.futures[node],
            reader.periods[node],
            limit[site, node],
            slack[site, node],
            (dual - later)[site, node],
            reader.site_units[site],
        )
    ]


def _site(reader: Reader, equation: str, kind: str, suffix: str = "") -> list[Limits]:
    codes = reader.row_codes(equation)
    regions, names = reader.names(reader.places.sites)
    name = names[codes[:, 0]]
    if suffix:
        name = name + suffix + reader.labels(reader.places.step_axis)[codes[:, 1]]
    return [_upper(reader, equation, kind, regions[codes[:, 0]], name, reader.site_units[codes[:, 0]])]


def growth(reader: Reader) -> list[Limits]:
    """The seed of growth in every period, and at the root the starts of the period before the horizon."""
    (both,) = _site(reader, "growth", "growth_seed")
    site, node = reader.row_codes("growth").T
    factor = reader.coefficient("growth_factor")[site, node]  # each start before the horizon allows so many at the root
    seed, recent = (reader.coefficient(name)[site, node] for name in ("growth_seed", "growth_recent"))
    kept = []
    for kind, allowed, each in (("growth_seed", seed, np.ones(len(seed))), ("recent_starts", recent, factor)):
        limit = allowed / each
        some = limit > 0 if kind == "recent_starts" else np.ones(len(limit), bool)
        kept.append(
            Limits(
                kind,
                both.region[some],
                both.name[some],
                both.future[some],
                both.period[some],
                limit[some],
                (np.minimum(both.slack, allowed) / each)[some],
                (both.worth * each)[some],
                both.unit[some],
            )
        )
    return kept


def _tier(reader: Reader, equation: str, kind: str) -> Limits:
    """Limits of supply or demand tiers, named supply#tier."""
    codes = reader.row_codes(equation)
    buying = equation == "supply"
    trades = reader.places.supplies if buying else reader.places.demands
    regions, names = reader.names(trades)
    units = reader.trade_units("supply" if buying else "demand")
    name = names[codes[:, 0]] + "#" + reader.labels(reader.places.tier_axis)[codes[:, 1]]
    return _upper(reader, equation, kind, regions[codes[:, 0]], name, units[codes[:, 0]])


def firm_demand(reader: Reader) -> list[Limits]:
    """A firm tier twice: what wanting more of it is worth, and what being allowed to serve less is worth."""
    wanted = _tier(reader, "firm_demand", "demand")
    nothing = np.zeros(len(wanted.limit))
    parts = wanted.region, wanted.name, wanted.future, wanted.period, wanted.limit, nothing
    return [
        Limits("demand", *parts, wanted.worth, wanted.unit),
        Limits("firm", *parts, -wanted.worth, wanted.unit, split=False),
    ]


def _market(reader: Reader, equation: str, kind: str) -> list[Limits]:
    market = reader.row_codes(equation)[:, 0]
    regions, names = reader.names(reader.places.markets)
    return [_upper(reader, equation, kind, regions[market], names[market], reader.market_units[market])]


def opening(reader: Reader, equation: str, store: str, kind: str, sign: float) -> list[Limits]:
    """What was in stock or reserve at the start, before the losses of the first period."""
    market, node = reader.row_codes(equation).T
    remains = reader.coefficient(f"{store}_remains")[market, node]
    left = reader.coefficient(f"{store}_opening")[market, node]
    limit = np.divide(left, remains, out=np.zeros_like(left), where=remains > 0)
    some = np.flatnonzero(limit)
    regions, names = reader.names(reader.places.markets)
    market, node = market[some], node[some]
    return [
        Limits(
            kind,
            regions[market],
            names[market],
            reader.futures[node],
            reader.periods[node],
            limit[some],
            np.zeros(len(some)),
            sign * (remains * reader.row_dual(equation))[some],
            reader.market_units[market],
        )
    ]


def links(reader: Reader) -> list[Limits]:
    """Capacity of links between regions."""
    link = reader.row_codes("link_capacity")[:, 0]
    scenario = reader.formulation.scenario
    units = words(scenario.commodities[x.commodity].unit for x in scenario.links.values())
    name = reader.labels(reader.places.link_axis)[link]
    return [_upper(reader, "link_capacity", "link", _national(len(link)), name, units[link])]


def _purse(reader: Reader, equation: str, kind: str, *, per_path: bool = False) -> list[Limits]:
    """Limits in money, named by the first index of their equation."""
    rows = reader.program.rows[equation]
    first = rows.over.codes[:, 0]
    name = reader.labels(rows.over.axes[0])[first]
    unit = words([reader.currency] * len(first))
    return [_upper(reader, equation, kind, _national(len(first)), name, unit, money=True, per_path=per_path)]


def budget(reader: Reader) -> list[Limits]:
    """Budgets: what is used is what a fund pays in, net of money that leaves it again in the same period."""
    (limits,) = _purse(reader, "budget", "budget")
    fund, node = reader.row_codes("budget").T
    used = fund_flows(reader)["equity"][fund, node]
    return [replace(limits, slack=_room(limits.limit, used))]


def fund_total(reader: Reader) -> list[Limits]:
    """Totals of funds over each future's path, net as budgets are."""
    (limits,) = _purse(reader, "fund_total", "fund_total", per_path=True)
    paid = fund_flows(reader)["equity"]
    paths = [list(path) for path in reader.places.tree.paths]
    used = np.array([paid[fund, paths[future]].sum() for fund, future in reader.row_codes("fund_total").tolist()])
    return [replace(limits, slack=_room(limits.limit, used))]


def _room(limit: np.ndarray, used: np.ndarray) -> np.ndarray:
    """limit − used, rounding taken out."""
    slack = limit - used
    return np.where(slack > 1e-9 * (np.abs(limit) + 1e-6), slack, 0.0)


FAMILIES: tuple[Callable[[Reader], list[Limits]], ...] = (
    existing,
    lambda reader: [_tier(reader, "supply", "supply")],
    lambda reader: [_tier(reader, "demand", "demand")],
    firm_demand,
    links,
    partial(_market, equation="stock_limit", kind="stock"),
    partial(opening, equation="balance", store="stock", kind="stock_initial", sign=-1.0),
    growth,
    partial(_site, equation="max_starts", kind="max_starts"),
    partial(_site, equation="surge", kind="surge", suffix="#"),
    partial(_site, equation="max_capacity", kind="max_capacity"),
    partial(_purse, equation="throughput", kind="throughput"),
    partial(_market, equation="reserve_size", kind="reserve_size"),
    partial(opening, equation="reserve", store="reserve", kind="reserve_initial", sign=1.0),
    partial(_market, equation="fill_rate", kind="fill_rate"),
    partial(_market, equation="draw_rate", kind="draw_rate"),
    partial(_purse, equation="credit_cap", kind="credit_cap"),
    partial(_purse, equation="credit_total", kind="credit_total", per_path=True),
    partial(_purse, equation="loan_cap", kind="loan_cap", per_path=True),
    budget,
    fund_total,
)
