"""The plan as tables: capacity, starts, activity, trade, stocks and reserve. Amounts are for the period."""

from __future__ import annotations

from typing import Any

import numpy as np

from optimizer.model.extract.reader import Reader, Rows, per, words
from optimizer.results.tables import Table


def tables(reader: Reader) -> dict[str, Table]:
    """Tables of the physical plan by name."""
    made = (capacity, starts, capital, activity, build_inputs, supply, flows, demand, stocks, reserve)
    return {table.name: table for table in (make(reader) for make in made)}


def started(reader: Reader) -> np.ndarray:
    """Capacity started over all surge steps, shape (sites, lanes, nodes)."""
    result: np.ndarray = reader.dense("start").sum(axis=2)
    return result


def start_money(reader: Reader) -> np.ndarray:
    """Capital cost of what is started, shape (sites, lanes, nodes) [model money]."""
    codes = reader.codes("start")
    table = np.zeros((len(reader.places.sites), len(reader.places.lane_axis), reader.places.tree.size))
    cost = reader.coefficient("unit_capital") * reader.values("start")
    np.add.at(table, (codes[:, 0], codes[:, 1], codes[:, 3]), cost)
    return table


def capital_outlays(reader: Reader) -> np.ndarray:
    """Capital outlay of each site and node, shape (sites, nodes) [model money]."""
    site, lane, start, node = reader.coefficient_codes("outlay").T
    table = np.zeros((len(reader.places.sites), reader.places.tree.size))
    np.add.at(table, (site, node), reader.coefficient("outlay") * start_money(reader)[site, lane, start])
    return table


def capacity(reader: Reader) -> Table:
    """What is in service, what exists without any start, and what a unit more of room would be worth."""
    rows = Rows("capacity")
    site, node = reader.codes("cap").T
    regions, names = reader.names(reader.places.sites)
    keys = {
        "region": regions[site],
        "asset": names[site],
        "future": reader.futures[node],
        "period": reader.periods[node],
    }
    rows.add("in_service", reader.values("cap"), reader.site_units[site], full=True, **keys)
    rows.add("existing", reader.coefficient("existing")[site, node], reader.site_units[site], **keys)
    rent = reader.row_dual("capacity") / reader.weight[node] * reader.objective_scale
    rows.add("rent", rent, per(reader.objective_unit, reader.site_outputs[site]), **keys)
    return rows.table()


def starts(reader: Reader) -> Table:
    """What is started and what it costs."""
    rows = Rows("starts")
    site, lane, step, node = reader.codes("start").T
    regions, names = reader.names(reader.places.sites)
    keys = {
        "region": regions[site],
        "asset": names[site],
        "lane": reader.labels(reader.places.lane_axis)[lane],
        "step": reader.labels(reader.places.step_axis)[step],
        "future": reader.futures[node],
        "period": reader.periods[node],
    }
    values = reader.values("start")
    rows.add("start", values, reader.site_units[site], **keys)
    rows.add("capex", values * reader.coefficient("unit_capital") * reader.money, reader.currency, **keys)
    return rows.table()


def capital(reader: Reader) -> Table:
    """Capital outlays as they fall due over the construction."""
    rows = Rows("capital")
    outlay = capital_outlays(reader) * reader.money
    site, node = np.nonzero(outlay)
    regions, names = reader.names(reader.places.sites)
    funds = np.array([reader.places.asset(s).fund or "" for s in reader.places.sites], object)
    rows.add(
        "outlay",
        outlay[site, node],
        reader.currency,
        region=regions[site],
        asset=names[site],
        fund=funds[site],
        future=reader.futures[node],
        period=reader.periods[node],
    )
    return rows.table()


def activity(reader: Reader) -> Table:
    """What runs, what it costs, uses and makes."""
    rows = Rows("activity")
    regions, names = reader.names(reader.places.sites)
    modes = reader.labels(reader.places.mode_axis)
    _, commodities = reader.names(reader.places.markets)
    site, mode, node = reader.codes("act").T
    values = reader.values("act")

    def keys(site: np.ndarray, mode: np.ndarray, node: np.ndarray) -> dict[str, Any]:
        return {
            "region": regions[site],
            "asset": names[site],
            "mode": modes[mode],
            "future": reader.futures[node],
            "period": reader.periods[node],
        }

    rows.add("activity", values, reader.site_outputs[site], commodity="", **keys(site, mode, node))
    cost = values * reader.coefficient("mode_cost")[site, mode, node] * reader.money
    rows.add("cost", cost, reader.currency, commodity="", **keys(site, mode, node))
    act = reader.dense("act")
    for quantity, recipe in (("input", "used"), ("output", "made")):
        site, mode, market, node = reader.coefficient_codes(recipe).T
        amount = reader.coefficient(recipe) * act[site, mode, node]
        rows.add(quantity, amount, reader.market_units[market], commodity=commodities[market], **keys(site, mode, node))
    return rows.table()


def build_inputs(reader: Reader) -> Table:
    """Commodities that building takes."""
    rows = Rows("build_inputs")
    market, site, lane, start, node = reader.coefficient_codes("build_use").T
    used = np.zeros((len(reader.places.sites), len(reader.places.markets), reader.places.tree.size))
    np.add.at(used, (site, market, node), reader.coefficient("build_use") * started(reader)[site, lane, start])
    site, market, node = np.nonzero(used)
    regions, names = reader.names(reader.places.sites)
    _, commodities = reader.names(reader.places.markets)
    rows.add(
        "used",
        used[site, market, node],
        reader.market_units[market],
        region=regions[site],
        asset=names[site],
        commodity=commodities[market],
        future=reader.futures[node],
        period=reader.periods[node],
    )
    return rows.table()


def supply(reader: Reader) -> Table:
    """What is on offer, what is bought, and what is paid for it."""
    rows = Rows("supply")
    places, scenario = reader.places.supplies, reader.formulation.scenario
    place, tier, node = reader.codes("buy").T
    regions, names = reader.names(places)
    commodities = np.array([scenario.supplies[s.name].commodity for s in places], object)
    unit = reader.trade_units(places, "supplies")[place]
    keys = {
        "region": regions[place],
        "supply": names[place],
        "commodity": commodities[place],
        "tier": reader.labels(reader.places.tier_axis)[tier],
        "future": reader.futures[node],
        "period": reader.periods[node],
    }
    bought = reader.values("buy")
    price = reader.coefficient("price")[place, tier, node] * reader.money
    duty = reader.coefficient("tariff")[place, node]
    rows.add("bought", bought, unit, **keys)
    rows.add("offered", reader.coefficient("offered")[place, tier, node], unit, **keys)
    rows.add("price", price, per(reader.currency, unit), **keys)
    rows.add("paid", bought * price * (1.0 + duty), reader.currency, **keys)
    rows.add("tariff", bought * price * duty, reader.currency, **keys)
    return rows.table()


def flows(reader: Reader) -> Table:
    """What moves between regions."""
    rows = Rows("flows")
    links = reader.formulation.scenario.links
    link, node = reader.codes("flow").T
    sent = reader.values("flow")
    unit = words([reader.formulation.scenario.commodities[x.commodity].unit for x in links.values()])[link]
    keys = {
        "link": words(list(links))[link],
        "from": words([x.from_ for x in links.values()])[link],
        "to": words([x.to for x in links.values()])[link],
        "commodity": words([x.commodity for x in links.values()])[link],
        "future": reader.futures[node],
        "period": reader.periods[node],
    }
    rows.add("sent", sent, unit, **keys)
    rows.add("arrived", sent * reader.coefficient("arrives")[link, node], unit, **keys)
    rows.add("cost", sent * reader.coefficient("link_cost")[link, node] * reader.money, reader.currency, **keys)
    return rows.table()


def demand(reader: Reader) -> Table:
    """What is wanted, what is served, and its worth."""
    rows = Rows("demand")
    places, scenario = reader.places.demands, reader.formulation.scenario
    place, tier, node = reader.codes("serve").T
    regions, names = reader.names(places)
    commodities = np.array([scenario.demands[d.name].commodity for d in places], object)
    unit = reader.trade_units(places, "demands")[place]
    keys = {
        "region": regions[place],
        "demand": names[place],
        "commodity": commodities[place],
        "tier": reader.labels(reader.places.tier_axis)[tier],
        "future": reader.futures[node],
        "period": reader.periods[node],
    }
    served = reader.values("serve")
    rows.add("served", served, unit, **keys)
    rows.add("wanted", reader.coefficient("wanted")[place, tier, node], unit, **keys)
    worth = reader.coefficient("worth")[place, tier, node] * reader.money
    rows.add("worth", served * worth, reader.currency, **keys)
    return rows.table()


def stocks(reader: Reader) -> Table:
    """Commercial inventory."""
    rows = Rows("stocks")
    market, node = reader.codes("stock").T
    regions, names = reader.names(reader.places.markets)
    level = reader.values("stock")
    unit = reader.market_units[market]
    keys = {
        "region": regions[market],
        "commodity": names[market],
        "future": reader.futures[node],
        "period": reader.periods[node],
    }
    before = _before(reader, reader.dense("stock"))[market, node]
    lost = before * (1.0 - reader.coefficient("stock_remains")[market, node])
    rows.add("level", level, unit, **keys)
    rows.add("lost", lost, unit, **keys)
    rows.add(
        "holding", level * reader.coefficient("stock_holding")[market, node] * reader.money, reader.currency, **keys
    )
    return rows.table()


def reserve(reader: Reader) -> Table:
    """The strategic reserve: filled, drawn, held, and its money."""
    rows = Rows("reserve")
    market, node = reader.codes("reserve").T
    _, names = reader.names(reader.places.markets)
    fill, draw, level = (reader.values(name) for name in ("fill", "draw", "reserve"))
    unit = reader.market_units[market]
    keys = {"commodity": names[market], "future": reader.futures[node], "period": reader.periods[node]}
    price = reader.coefficient("reserve_price")[market, node] * reader.money
    rows.add("fill", fill, unit, **keys)
    rows.add("draw", draw, unit, **keys)
    rows.add("level", level, unit, **keys)
    rows.add("purchases", fill * price, reader.currency, **keys)
    rows.add("sales", draw * price, reader.currency, **keys)
    holding = reader.coefficient("reserve_holding")[market, node] * reader.money
    rows.add("holding", level * holding, reader.currency, **keys)
    last = reader.places.tree.period[node] == reader.places.tree.periods.count - 1
    salvage = level * price * reader.coefficient("reserve_salvage")[market, node] * last
    rows.add("salvage", salvage, reader.currency, **keys)
    return rows.table()


def _before(reader: Reader, level: np.ndarray) -> np.ndarray:
    """Stock at the end of the parent of each node, the initial one at the root, shape (markets, nodes)."""
    commodities = reader.formulation.scenario.commodities
    initial = np.array([commodities[market.name].initial.value for market in reader.places.markets])
    parent = reader.places.tree.parent
    return np.where(parent >= 0, level[:, parent], initial[:, None])
