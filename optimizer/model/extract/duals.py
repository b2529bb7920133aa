"""Duals as tables: prices, limits, and the optimum split over the limits it is owed to.

The solver's sign, the model's unit of money, discount and probability are undone here and nowhere else. HiGHS gives the
gain of the objective per unit that a row's right-hand side rises: ≥ 0 on a ≤ row of a maximisation, ≤ 0 on a ≥ row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

import numpy as np

from optimizer.model.extract import kinds
from optimizer.model.extract.money import fund_flows
from optimizer.model.extract.reader import Reader, Rows, per, words
from optimizer.results.tables import Table

Family: TypeAlias = Callable[[Reader], list["Limits"]]
"""Limits that are read in one way."""
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
    """The optimum as the sum of each limit times its worth (strong duality); zeros left out.

    An optimum of 0 has no shares: they are 0.
    """
    rows = Rows("value_split")
    objective = reader.optimum.objective
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
                "share": value[kept] / objective if objective else np.zeros(len(kept)),
                "unit": reader.objective_unit,
            }
        )
    return rows.table()


# --- one function a kind of limit ---


def upper(reader: Reader, equation: str) -> Limits:
    """The limits that are right-hand sides of a ≤ equation; its last index is the node, or the future of a path."""
    block = reader.program.rows[equation]
    last, over_path = block.over.codes[:, -1], block.over.axes[-1].name == "future"
    futures = reader.labels(reader.places.future_axis) if over_path else reader.futures
    periods = words(["all"] * len(last)) if over_path else reader.periods[last]
    name, region = kinds.name_and_region(reader, block.over)
    return Limits(
        kinds.KINDS[equation],
        region,
        name,
        futures[last],
        periods,
        limit=reader.program.row_upper[block.slice],
        slack=reader.row_slack(equation),
        worth=reader.row_dual(equation),
        unit=kinds.unit(reader, block.over),
        money=kinds.in_money(block.over),
    )


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


def growth(reader: Reader) -> list[Limits]:
    """The seed of growth in every period, and at the root the starts of the period before the horizon."""
    over = reader.program.rows["growth"].over
    site, node = over.codes.T
    name, region = kinds.name_and_region(reader, over)
    dual, slack, unit = reader.row_dual("growth"), reader.row_slack("growth"), kinds.unit(reader, over)
    factor = reader.coefficient("growth_factor")[site, node]  # each start before the horizon allows so many at the root
    found = []
    for coefficient, each in (("growth_seed", np.ones(len(site))), ("growth_recent", factor)):
        allowed = reader.coefficient(coefficient)[site, node]
        some = allowed > 0 if coefficient == "growth_recent" else np.ones(len(site), bool)
        found.append(
            Limits(
                kinds.GROWTH[coefficient],
                region[some],
                name[some],
                reader.futures[node][some],
                reader.periods[node][some],
                limit=(allowed / each)[some],
                slack=(np.minimum(slack, allowed) / each)[some],
                worth=(dual * each)[some],
                unit=unit[some],
            )
        )
    return found


def firm_demand(reader: Reader) -> list[Limits]:
    """A firm tier twice: what wanting more of it is worth, and what being allowed to serve less is worth."""
    wanted = upper(reader, "firm_demand")
    nothing = np.zeros(len(wanted.limit))
    parts = wanted.region, wanted.name, wanted.future, wanted.period, wanted.limit, nothing
    return [
        Limits(kinds.KINDS["demand"], *parts, wanted.worth, wanted.unit),
        Limits(kinds.KINDS["firm_demand"], *parts, -wanted.worth, wanted.unit, split=False),
    ]


def opening(reader: Reader, equation: str) -> list[Limits]:
    """What was in stock or reserve at the start, before the losses of the first period."""
    store, sign = kinds.STORES[equation]
    over = reader.program.rows[equation].over
    market, node = over.codes.T
    remains = reader.coefficient(f"{store}_remains")[market, node]
    left = reader.coefficient(f"{store}_opening")[market, node]
    limit = np.divide(left, remains, out=np.zeros_like(left), where=remains > 0)
    some = np.flatnonzero(limit)
    name, region = kinds.name_and_region(reader, over)
    return [
        Limits(
            f"{store}_initial",
            region[some],
            name[some],
            reader.futures[node[some]],
            reader.periods[node[some]],
            limit[some],
            slack=np.zeros(len(some)),
            worth=sign * (remains * reader.row_dual(equation))[some],
            unit=kinds.unit(reader, over)[some],
        )
    ]


def budget(reader: Reader) -> list[Limits]:
    """Budgets: what is used is what a fund pays in, net of money that leaves it again in the same period."""
    limits = upper(reader, "budget")
    fund, node = reader.row_codes("budget").T
    used = fund_flows(reader)["equity"][fund, node]
    return [replace(limits, slack=_room(limits.limit, used))]


def fund_total(reader: Reader) -> list[Limits]:
    """Totals of funds over each future's path, net as budgets are."""
    limits = upper(reader, "fund_total")
    paid = fund_flows(reader)["equity"]
    paths = [list(path) for path in reader.places.tree.paths]
    used = np.array([paid[fund, paths[future]].sum() for fund, future in reader.row_codes("fund_total").tolist()])
    return [replace(limits, slack=_room(limits.limit, used))]


def _room(limit: np.ndarray, used: np.ndarray) -> np.ndarray:
    """limit − used, rounding taken out."""
    slack = limit - used
    return np.where(slack > 1e-9 * (np.abs(limit) + 1e-6), slack, 0.0)


def _uppers(*equations: str) -> Family:
    """The limits of several equations, as they are."""
    return lambda reader: [upper(reader, equation) for equation in equations]


FAMILIES: tuple[Family, ...] = (
    existing,
    _uppers("supply", "demand"),
    firm_demand,
    _uppers("link_capacity", "stock_limit"),
    partial(opening, equation="balance"),
    growth,
    _uppers("max_starts", "surge", "max_capacity", "throughput", "reserve_size"),
    partial(opening, equation="reserve"),
    _uppers("fill_rate", "draw_rate", "credit_cap", "credit_total", "loan_cap"),
    budget,
    fund_total,
)
"""All limits, in the order of the table."""
