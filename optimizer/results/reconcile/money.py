"""Credits, loans, capital outlays and the cash of funds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from optimizer import finance
from optimizer.results.reconcile.checks import Ledger, Place, largest
from optimizer.results.reconcile.facts import Facts
from optimizer.results.reconcile.grid import Grid
from optimizer.results.reconcile.markets import Trade
from optimizer.results.reconcile.sites import Cohorts, Site
from optimizer.scenario import places
from optimizer.scenario.number import Number
from optimizer.scenario.schema import NATIONAL


def check(all_sites: tuple[Site, ...], grid: Grid, facts: Facts, ledger: Ledger) -> None:
    """Every equation of the money."""
    for site in all_sites:
        outlay = facts.of("capital", "outlay", site.region, site.name, site.asset.fund or "")
        ledger.same("outlays", outlay, site.outlay, 0.0, site.region, site.name)
    for name in grid.scenario.credits:
        _credit(name, all_sites, grid, facts, ledger)
    for name in grid.scenario.loans:
        _loan(name, all_sites, grid, facts, ledger)
    for name in grid.scenario.funds:
        _fund(name, all_sites, grid, facts, ledger)


def _add(parts: Iterable[np.ndarray], grid: Grid) -> np.ndarray:
    return sum(parts, np.zeros(grid.size))


def _over_path(
    check: str,
    kind: str,
    amounts: np.ndarray,
    caps: list[Number | None],
    size: float,
    grid: Grid,
    name: str,
    ledger: Ledger,
) -> None:
    """Σ along each path ≤ its cap; `caps` by variant, a path having that of the variant it ends in."""
    futures = grid.tree.futures or ("",)
    for future, ending, total in zip(futures, grid.endings, grid.path_sums(amounts), strict=True):
        cap = caps[ending]
        if cap is not None:
            ledger.one(check, max(total - cap.value, 0.0), max(size, abs(total)), Place(NATIONAL, name, future))
    most = np.array([np.inf if (cap := caps[ending]) is None else cap.value for ending in grid.endings])
    ledger.bound(kind, most, grid.path_sums(amounts), size, name)


# --- credits ----------------------------------------------------------------------------------------------------------


def qualifies(name: str, site: Site) -> bool:
    """Whether a site earns a credit."""
    credit = site.grid.scenario.credits[name]
    return site.name in credit.rates and (credit.regions is None or site.region in credit.regions)


def _credit(name: str, all_sites: tuple[Site, ...], grid: Grid, facts: Facts, ledger: Ledger) -> None:
    programmes = [scenario.credits[name] for scenario in grid.variants]
    claims = np.zeros(grid.size)
    size = 0.0
    for site in all_sites:
        if not (qualifies(name, site) and site.cohorts):
            continue
        key, at = (name, site.region, site.name), (site.region, f"{name} {site.name}")
        claimed, entitled = facts.of("credits", "claimed", *key), _entitled(name, site)
        due = max(largest(entitled), 0.0)
        ledger.same("entitlement", facts.of("credits", "entitled", *key), entitled, 0.0, *at)
        ledger.not_negative(claimed, due, *at)
        ledger.at_most("claims", claimed, entitled, due, *at)
        claims = claims + claimed
        size = max(size, due)
    cap = grid.series(lambda v: programmes[v].annual_cap) * grid.years
    ledger.at_most("credit_cap", claims, cap, size, NATIONAL, name)
    ledger.bound("credit_cap", cap, claims, size, name)
    _over_path(
        "credit_cap", "credit_total", claims, [credit.total_cap for credit in programmes], size, grid, name, ledger
    )


def _entitled(name: str, site: Site) -> np.ndarray:
    """rate · basis · Σ e · κ · capital cost of the start, shape (nodes,) [money]."""
    grid = site.grid
    programmes = [scenario.credits[name] for scenario in grid.variants]
    rate = grid.number(lambda v: programmes[v].rates[site.name].value * programmes[v].basis.value)

    def eligible(cohorts: Cohorts, v: int) -> np.ndarray:
        window = programmes[v].construction_begins
        if window is None:
            return np.ones(grid.count)
        return grid.tree.periods.share_covered(*window, shift=cohorts.permit[v])

    def paid(cohorts: Cohorts) -> np.ndarray:
        in_time = grid.over_nodes(lambda v: eligible(cohorts, v))
        kernel = cohorts.after_service(lambda v: programmes[v].paid_after.value)
        return grid.spread(kernel, rate * in_time * cohorts.capital)

    return _add((paid(cohorts) for cohorts in site.cohorts), grid)


# --- loans ------------------------------------------------------------------------------------------------------------


def _loan(name: str, all_sites: tuple[Site, ...], grid: Grid, facts: Facts, ledger: Ledger) -> None:
    loans = [scenario.loans[name] for scenario in grid.variants]
    share = grid.number(lambda v: loans[v].share.value)
    subsidy = grid.number(lambda v: loans[v].subsidy.value)
    payments = [finance.debt_service(x.rate.value, x.tenor.value, grid.years, grid.count) for x in loans]
    total, size = np.zeros(grid.size), 0.0
    for site in all_sites:
        if site.name not in loans[0].assets:
            continue
        for cohorts in site.cohorts:
            key, at = (name, site.region, site.name, cohorts.lane), (site.region, f"{name} {site.name}")
            lent = facts.of("loans", "lent", *key)
            worth = largest(cohorts.capital)
            ledger.not_negative(lent, worth, *at)
            ledger.at_most("loan_share", lent, share * cohorts.capital, worth, *at)
            drawn = grid.spread(cohorts.outlay, lent)
            due = tuple(
                np.convolve(kernel, payment)[: grid.count]
                for kernel, payment in zip(cohorts.outlay, payments, strict=True)
            )
            ledger.same("loans", facts.of("loans", "drawn", *key), drawn, worth, *at)
            ledger.same("loans", facts.of("loans", "service", *key), grid.spread(due, lent), worth, *at)
            ledger.same("loans", facts.of("loans", "subsidy", *key), subsidy * drawn, worth, *at)
            total, size = total + lent, max(size, worth)
    _over_path("loan_cap", "loan_cap", total, [loan.cap for loan in loans], size, grid, name, ledger)


# --- funds ------------------------------------------------------------------------------------------------------------


def _fund(name: str, all_sites: tuple[Site, ...], grid: Grid, facts: Facts, ledger: Ledger) -> None:
    funds = [scenario.funds[name] for scenario in grid.variants]
    at = (NATIONAL, name)
    mine = [site for site in all_sites if site.asset.fund == name]
    found = {quantity: facts.of("funds", quantity, name) for quantity in (*_IN, *_OUT, "cash", "budget")}
    expected = _received(mine, grid, facts) | _spent(name, mine, grid, facts)
    if funds[0].covers == "all":
        expected |= _covered(name, mine, grid, facts)
    for quantity in (*_IN, *_OUT):
        if quantity not in _FREE:
            amounts = expected.get(quantity, np.zeros(grid.size))
            ledger.same("funds", found[quantity], amounts, 0.0, *at)
    size = max(largest(amounts) for quantity, amounts in found.items() if quantity != "budget")
    for quantity in (*_FREE, "cash"):
        ledger.not_negative(found[quantity], size, *at)
    budget = grid.series(lambda v: funds[v].budget) * grid.years
    if funds[0].budget is not None:
        ledger.same("budget", found["budget"], budget, size, *at)
    ledger.at_most("budget", found["equity"], budget, size, *at)
    ledger.bound("budget", budget, found["equity"], size, name)
    _over_path("fund_total", "fund_total", found["equity"], [fund.total for fund in funds], size, grid, name, ledger)
    _cash(funds[0].carry, found, size, grid, name, ledger)


_IN = ("equity", "credits", "loans", "reinvested")
_OUT = ("debt_service", "capital", "reserve_purchases", "costs", "purchases", "paid_out")
_FREE = ("equity", "paid_out")
"""What a fund chooses; the rest follows from other tables."""


def _cash(carry: bool, found: dict[str, np.ndarray], size: float, grid: Grid, name: str, ledger: Ledger) -> None:
    came = _add((found[quantity] for quantity in _IN), grid)
    went = _add((found[quantity] for quantity in _OUT), grid)
    kept = grid.before(found["cash"], 0.0) + came - went if carry else came - went
    ledger.same("cash", found["cash"], kept, size, NATIONAL, name)
    if not carry:
        ledger.same("cash", found["cash"], np.zeros(grid.size), size, NATIONAL, name)


def _received(mine: list[Site], grid: Grid, facts: Facts) -> dict[str, np.ndarray]:
    scenario = grid.scenario
    claimed = [
        facts.of("credits", "claimed", credit, site.region, site.name)
        for site in mine
        if site.cohorts
        for credit in scenario.credits
        if qualifies(credit, site)
    ]
    loans = [(loan, site, c.lane) for site in mine for loan, x in scenario.loans.items() if site.name in x.assets
             for c in site.cohorts]  # fmt: skip
    return {
        "credits": _add(claimed, grid),
        "loans": _add((facts.of("loans", "drawn", loan, s.region, s.name, lane) for loan, s, lane in loans), grid),
        "debt_service": _add(
            (facts.of("loans", "service", loan, s.region, s.name, lane) for loan, s, lane in loans), grid
        ),
    }


def _spent(name: str, mine: list[Site], grid: Grid, facts: Facts) -> dict[str, np.ndarray]:
    reserves = [commodity for commodity, reserve in grid.scenario.reserve.items() if reserve.fund == name]
    return {
        "capital": _add((facts.of("capital", "outlay", site.region, site.name, name) for site in mine), grid),
        "reserve_purchases": _add((facts.of("reserve", "purchases", commodity) for commodity in reserves), grid),
    }


def _covered(name: str, mine: list[Site], grid: Grid, facts: Facts) -> dict[str, np.ndarray]:
    """What `covers: all` adds: variable costs, purchases, and the share of the worth of demand that comes back."""
    scenario = grid.scenario
    costs = [
        facts.of("activity", "cost", site.region, site.name, mode, "") for site in mine for mode in site.asset.modes
    ]

    def of_mine(trades: Mapping[str, Trade], table: str, quantity: str) -> np.ndarray:
        parts = [
            facts.of(table, quantity, region, trade, x.commodity, str(q + 1))
            for trade, x in trades.items()
            for region in places.regions_of_trade(scenario, x)
            if grid.purse((here := places.in_region(x, region)).fund) == name
            for q in range(len(here.tiers))
        ]
        return _add(parts, grid)

    share = grid.number(lambda v: grid.variants[v].funds[name].reinvest.value)
    return {
        "costs": _add(costs, grid),
        "purchases": of_mine(scenario.supplies, "supply", "paid"),
        "reinvested": share * of_mine(scenario.demands, "demand", "worth"),
    }
