"""Money as tables: credits, loans, funds."""

from __future__ import annotations

import numpy as np

from optimizer.model.extract.plan import capital_outlays, start_money
from optimizer.model.extract.reader import Reader, Rows
from optimizer.results.tables import Table


def tables(reader: Reader) -> dict[str, Table]:
    """Tables of money by name."""
    return {table.name: table for table in (credit_claims(reader), loans(reader), funds(reader))}


def credit_claims(reader: Reader) -> Table:
    """What is claimed on each credit, and what could be."""
    rows = Rows("credits")
    credit, site, lane, start, node = reader.coefficient_codes("entitlement").T
    due = np.zeros((len(reader.places.credit_axis), len(reader.places.sites), reader.places.tree.size))
    np.add.at(due, (credit, site, node), reader.coefficient("entitlement") * start_money(reader)[site, lane, start])
    credit, site, node = reader.codes("claim").T
    labels = reader.labels(reader.places.credit_axis)
    keys = {"credit": labels[credit], **reader.of_sites(site), **reader.when(node)}
    rows.add("claimed", reader.values("claim") * reader.money, reader.currency, keys)
    rows.add("entitled", due[credit, site, node] * reader.money, reader.currency, keys)
    return rows.table()


def _by_node(reader: Reader, codes: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Σ weight · lent over cohorts, shape (loans, sites, lanes, nodes) [model money]."""
    lent = reader.dense("loan")
    loan, site, lane, start, node = codes.T
    table = np.zeros(lent.shape)
    np.add.at(table, (loan, site, lane, node), values * lent[loan, site, lane, start])
    return table


def loan_draws(reader: Reader) -> np.ndarray:
    """Drawn on each programme for each site, shape (loans, sites, lanes, nodes) [model money]."""
    outlay = reader.coefficient_codes("outlay")
    count = len(reader.places.loan_axis)
    every = np.column_stack([np.repeat(np.arange(count), len(outlay)), np.tile(outlay, (count, 1))])
    return _by_node(reader, every, np.tile(reader.coefficient("outlay"), count))


def loans(reader: Reader) -> Table:
    """What each programme lends, and the draws, debt service and subsidy that follow."""
    rows = Rows("loans")
    programmes, lanes = reader.labels(reader.places.loan_axis), reader.labels(reader.places.lane_axis)
    service = _by_node(reader, reader.coefficient_codes("debt_service"), reader.coefficient("debt_service"))
    drawn = loan_draws(reader)
    lent = reader.dense("loan")
    subsidy = drawn * reader.coefficient("loan_subsidy")[:, None, None, :]
    for quantity, table in (("lent", lent), ("drawn", drawn), ("service", service), ("subsidy", subsidy)):
        loan, site, lane, node = np.nonzero(table)
        keys = {"loan": programmes[loan], **reader.of_sites(site), "lane": lanes[lane], **reader.when(node)}
        rows.add(quantity, table[loan, site, lane, node] * reader.money, reader.currency, keys)
    return rows.table()


def funds(reader: Reader) -> Table:
    """Money in, out and left of each fund."""
    rows = Rows("funds")
    labels = reader.labels(reader.places.fund_axis)
    for quantity, table in fund_flows(reader).items():
        fund, node = np.nonzero(table)
        keys = {"fund": labels[fund], **reader.when(node)}
        rows.add(quantity, table[fund, node] * reader.money, reader.currency, keys)
    return rows.table()


def fund_flows(reader: Reader) -> dict[str, np.ndarray]:
    """Money in, out and left of each fund and node, shape (funds, nodes) [model money].

    Money that a fund would pay in and out in one period is taken out of both: it moves nothing.
    """
    places = reader.places
    shape = (len(places.fund_axis), places.tree.size)
    owner = np.array([places.fund_axis.code.get(places.asset(site).fund, -1) for site in places.sites], int)

    def of_sites(table: np.ndarray) -> np.ndarray:
        collected = np.zeros(shape)
        np.add.at(collected, owner[owner >= 0], table[owner >= 0])
        return collected

    budget = reader.coefficient("budget")
    idle = np.minimum(reader.dense("equity"), reader.dense("paid_out"))
    service = _by_node(reader, reader.coefficient_codes("debt_service"), reader.coefficient("debt_service"))
    return {
        "budget": np.where(np.isfinite(budget), budget, 0.0),
        "equity": reader.dense("equity") - idle,
        "credits": of_sites(reader.dense("claim").sum(axis=0)),
        "loans": of_sites(loan_draws(reader).sum(axis=(0, 2))),
        "debt_service": of_sites(service.sum(axis=(0, 2))),
        "capital": of_sites(capital_outlays(reader)),
        "reserve_purchases": _fills(reader, shape),
        "costs": _covered(reader, shape, "COSTS_OF", reader.dense("act") * reader.coefficient("mode_cost")),
        "purchases": _covered(reader, shape, "PURCHASES_OF", _paid(reader)),
        "reinvested": _covered(reader, shape, "REVENUES_OF", reader.dense("serve") * reader.coefficient("worth"))
        * reader.coefficient("reinvest"),
        "paid_out": reader.dense("paid_out") - idle,
        "cash": reader.dense("cash"),
    }


def _paid(reader: Reader) -> np.ndarray:
    """Price with tariff x bought, shape (supplies, tiers, nodes) [model money]."""
    duty = 1.0 + reader.coefficient("tariff")[:, None, :]
    result: np.ndarray = reader.dense("buy") * reader.coefficient("price") * duty
    return result


def _covered(reader: Reader, shape: tuple[int, int], name: str, money: np.ndarray) -> np.ndarray:
    """Σ over the members of an indexed set of funds, shape (funds, nodes)."""
    members = reader.formulation.sets[name].codes
    collected = np.zeros(shape)
    np.add.at(collected, members[:, 0], money[members[:, 1], members[:, 2]])
    return collected


def _fills(reader: Reader, shape: tuple[int, int]) -> np.ndarray:
    members = reader.formulation.sets["FILLS_OF"].codes
    collected = np.zeros(shape)
    np.add.at(collected, members[:, 0], (reader.dense("fill") * reader.coefficient("reserve_price"))[members[:, 1]])
    return collected
