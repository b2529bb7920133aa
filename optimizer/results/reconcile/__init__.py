"""Recomputes a result from its own tables and its scenario, knowing nothing of the model that made it.

Every equation of docs/model.md is checked again: balances, capacity, permits, reserves, credits, loans, cash, the
objective, the headline numbers, and what duality says of prices and limits. A result that does not add up is refused.
"""

from __future__ import annotations

from optimizer.errors import NotReconciled
from optimizer.results.reconcile import assets, duals, markets, money, reserves, worth
from optimizer.results.reconcile.checks import TOLERANCE, Check, Ledger, Place, Reconciliation
from optimizer.results.reconcile.facts import Facts
from optimizer.results.reconcile.grid import Grid
from optimizer.results.reconcile.sites import sites
from optimizer.results.solution import Solution
from optimizer.scenario.schema import Scenario

__all__ = ["TOLERANCE", "Check", "Place", "Reconciliation", "reconcile", "require"]


def reconcile(solution: Solution, scenario: Scenario) -> Reconciliation:
    """Check a solution of a scenario; every check is made, whatever the others find."""
    grid = Grid(scenario)
    ledger = Ledger(grid.labels)
    facts = Facts(grid, solution.tables, ledger)
    all_sites = sites(grid, facts)
    in_markets = markets.books(grid, facts, all_sites)
    for site in all_sites:
        assets.check(site, facts, ledger)
    assets.check_lanes(all_sites, grid, ledger)
    markets.check(grid, facts, in_markets, ledger)
    reserves.check(grid, facts, in_markets, ledger)
    money.check(all_sites, grid, facts, ledger)
    worth.check(all_sites, grid, facts, solution, ledger)
    duals.check(grid, facts, solution, ledger)
    facts.close()
    return ledger.close()


def require(solution: Solution, scenario: Scenario) -> Reconciliation:
    """The reconciliation of a solution; raises `NotReconciled` where something does not add up."""
    result = reconcile(solution, scenario)
    if not result.ok:
        failures = "\n".join(f"  {check}" for check in result.failures)
        raise NotReconciled(f"the result does not add up, so it was not written:\n{failures}")
    return result
