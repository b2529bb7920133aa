"""The plan as tables: capacity, starts, activity, trade, stocks and reserve. Amounts are for the period."""

from __future__ import annotations

import numpy as np

from optimizer.model.extract.reader import Column, Keys, Reader, Rows, per, words
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
    keys, unit = {**reader.of_sites(site), **reader.when(node)}, reader.site_units[site]
    rent = reader.row_dual("capacity") / reader.weight[node] * reader.objective_scale
    rows.add("in_service", reader.values("cap"), unit, keys, full=True)
    rows.add("existing", reader.coefficient("existing")[site, node], unit, keys)
    rows.add("rent", rent, per(reader.objective_unit, reader.site_outputs[site]), keys)
    return rows.table()


def starts(reader: Reader) -> Table:
    """What is started and what it costs."""
    rows = Rows("starts")
    site, lane, step, node = reader.codes("start").T
    lanes, steps = reader.labels(reader.places.lane_axis), reader.labels(reader.places.step_axis)
    keys = {**reader.of_sites(site), "lane": lanes[lane], "step": steps[step], **reader.when(node)}
    values = reader.values("start")
    rows.add("start", values, reader.site_units[site], keys)
    rows.add("capex", values * reader.coefficient("unit_capital") * reader.money, reader.currency, keys)
    return rows.table()


def capital(reader: Reader) -> Table:
    """Capital outlays as they fall due over the construction."""
    rows = Rows("capital")
    outlay = capital_outlays(reader) * reader.money
    site, node = np.nonzero(outlay)
    funds = words(reader.places.asset(s).fund or "" for s in reader.places.sites)
    keys = {**reader.of_sites(site), "fund": funds[site], **reader.when(node)}
    rows.add("outlay", outlay[site, node], reader.currency, keys)
    return rows.table()


def activity(reader: Reader) -> Table:
    """What runs, what it costs, uses and makes."""
    rows = Rows("activity")
    modes = reader.labels(reader.places.mode_axis)
    _, commodities = reader.names(reader.places.markets)

    def keys(site: np.ndarray, mode: np.ndarray, node: np.ndarray, commodity: Column) -> Keys:
        return {**reader.of_sites(site), "mode": modes[mode], "commodity": commodity, **reader.when(node)}

    site, mode, node = reader.codes("act").T
    values = reader.values("act")
    cost = values * reader.coefficient("mode_cost")[site, mode, node] * reader.money
    rows.add("activity", values, reader.site_outputs[site], keys(site, mode, node, ""))
    rows.add("cost", cost, reader.currency, keys(site, mode, node, ""))
    act = reader.dense("act")
    for quantity, recipe in (("input", "used"), ("output", "made")):
        site, mode, market, node = reader.coefficient_codes(recipe).T
        amount = reader.coefficient(recipe) * act[site, mode, node]
        rows.add(quantity, amount, reader.market_units[market], keys(site, mode, node, commodities[market]))
    return rows.table()


def build_inputs(reader: Reader) -> Table:
    """Commodities that building takes."""
    rows = Rows("build_inputs")
    market, site, lane, start, node = reader.coefficient_codes("build_use").T
    used = np.zeros((len(reader.places.sites), len(reader.places.markets), reader.places.tree.size))
    np.add.at(used, (site, market, node), reader.coefficient("build_use") * started(reader)[site, lane, start])
    site, market, node = np.nonzero(used)
    _, commodities = reader.names(reader.places.markets)
    keys = {**reader.of_sites(site), "commodity": commodities[market], **reader.when(node)}
    rows.add("used", used[site, market, node], reader.market_units[market], keys)
    return rows.table()


def supply(reader: Reader) -> Table:
    """What is on offer, what is bought, and what is paid for it."""
    rows = Rows("supply")
    place, tier, node = reader.codes("buy").T
    keys, unit = {**reader.of_tiers("supply", place, tier), **reader.when(node)}, reader.trade_units("supply")[place]
    bought = reader.values("buy")
    price = reader.coefficient("price")[place, tier, node] * reader.money
    duty = reader.coefficient("tariff")[place, node]
    rows.add("bought", bought, unit, keys)
    rows.add("offered", reader.coefficient("offered")[place, tier, node], unit, keys)
    rows.add("price", price, per(reader.currency, unit), keys)
    rows.add("paid", bought * price * (1.0 + duty), reader.currency, keys)
    rows.add("tariff", bought * price * duty, reader.currency, keys)
    return rows.table()


def flows(reader: Reader) -> Table:
    """What moves between regions."""
    rows = Rows("flows")
    links, goods = reader.formulation.scenario.links, reader.formulation.scenario.commodities
    link, node = reader.codes("flow").T
    sent = reader.values("flow")
    unit = words(goods[x.commodity].unit for x in links.values())[link]
    keys = {
        "link": words(links)[link],
        "from": words(x.from_ for x in links.values())[link],
        "to": words(x.to for x in links.values())[link],
        "commodity": words(x.commodity for x in links.values())[link],
        **reader.when(node),
    }
    rows.add("sent", sent, unit, keys)
    rows.add("arrived", sent * reader.coefficient("arrives")[link, node], unit, keys)
    rows.add("cost", sent * reader.coefficient("link_cost")[link, node] * reader.money, reader.currency, keys)
    return rows.table()


def demand(reader: Reader) -> Table:
    """What is wanted, what is served, and its worth."""
    rows = Rows("demand")
    place, tier, node = reader.codes("serve").T
    keys, unit = {**reader.of_tiers("demand", place, tier), **reader.when(node)}, reader.trade_units("demand")[place]
    served = reader.values("serve")
    worth = reader.coefficient("worth")[place, tier, node] * reader.money
    rows.add("served", served, unit, keys)
    rows.add("wanted", reader.coefficient("wanted")[place, tier, node], unit, keys)
    rows.add("worth", served * worth, reader.currency, keys)
    return rows.table()


def stocks(reader: Reader) -> Table:
    """Commercial inventory."""
    rows = Rows("stocks")
    market, node = reader.codes("stock").T
    keys, unit = {**reader.of_markets(market), **reader.when(node)}, reader.market_units[market]
    level = reader.values("stock")
    before = _before(reader, reader.dense("stock"))[market, node]
    lost = before * (1.0 - reader.coefficient("stock_remains")[market, node])
    holding = level * reader.coefficient("stock_holding")[market, node] * reader.money
    rows.add("level", level, unit, keys)
    rows.add("lost", lost, unit, keys)
    rows.add("holding", holding, reader.currency, keys)
    return rows.table()


def reserve(reader: Reader) -> Table:
    """The strategic reserve: filled, drawn, held, and its money."""
    rows = Rows("reserve")
    market, node = reader.codes("reserve").T
    keys, unit = {**reader.of_markets(market), **reader.when(node)}, reader.market_units[market]
    fill, draw, level = (reader.values(name) for name in ("fill", "draw", "reserve"))
    price = reader.coefficient("reserve_price")[market, node] * reader.money
    holding = reader.coefficient("reserve_holding")[market, node] * reader.money
    last = reader.places.tree.period[node] == reader.places.tree.periods.count - 1
    salvage = reader.coefficient("reserve_salvage")[market, node] * last
    rows.add("fill", fill, unit, keys)
    rows.add("draw", draw, unit, keys)
    rows.add("level", level, unit, keys)
    rows.add("purchases", fill * price, reader.currency, keys)
    rows.add("sales", draw * price, reader.currency, keys)
    rows.add("holding", level * holding, reader.currency, keys)
    rows.add("salvage", level * price * salvage, reader.currency, keys)
    return rows.table()


def _before(reader: Reader, level: np.ndarray) -> np.ndarray:
    """Stock at the end of the parent of each node, the initial one at the root, shape (markets, nodes)."""
    commodities = reader.formulation.scenario.commodities
    initial = np.array([commodities[market.name].initial.value for market in reader.places.markets])
    parent = reader.places.tree.parent
    return np.where(parent >= 0, level[:, parent], initial[:, None])
