"""The credit paid for each start: what the table of claims, which says when it is paid, does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.results.compare.sides import Side
from optimizer.results.reconcile.checks import Ledger
from optimizer.results.reconcile.facts import Facts
from optimizer.results.reconcile.grid import Grid, Kernel
from optimizer.results.reconcile.money import qualifies
from optimizer.results.reconcile.sites import Cohorts, Site, sites


@dataclass(frozen=True, slots=True)
class Start:
    """What is started of an asset in one period of one future.

    started : expected [capacity], that is times the probability of the future.  paid : credit claimed for it within the
    horizon, expected [money].
    """

    asset: str
    region: str
    future: str
    period: str
    started: float
    paid: float


def starts(side: Side) -> tuple[Start, ...]:
    """Every start of a plan with the credit that it earns; what is paid sums to the credits claimed."""
    grid = Grid(side.scenario)
    facts = Facts(grid, side.solution.tables, Ledger(grid.labels))
    return tuple(start for site in sites(grid, facts) if site.cohorts for start in _of_site(site, grid, facts))


def _of_site(site: Site, grid: Grid, facts: Facts) -> Iterator[Start]:
    started = grid.probability * sum((cohorts.started for cohorts in site.cohorts), np.zeros(grid.size))
    earned = [name for name in grid.scenario.credits if qualifies(name, site)]
    paid = sum((_paid(name, site, grid, facts) for name in earned), np.zeros(grid.size))
    for node in np.flatnonzero(started > 0.0).tolist():
        future, period = grid.labels[node]
        yield Start(site.name, site.region, future, period, float(started[node]), float(paid[node]))


def _paid(name: str, site: Site, grid: Grid, facts: Facts) -> np.ndarray:
    """Expected credit paid for what is started at each node, shape (nodes,) [money].

    Where less is claimed than could be (a cap), each start that is due in the period gets the same part of its due.
    """
    key = (name, site.region, site.name)
    claimed, entitled = facts.of("credits", "claimed", *key), facts.of("credits", "entitled", *key)
    part = np.divide(claimed, entitled, out=np.zeros(grid.size), where=entitled > 0.0)
    return sum((_due(name, site, cohorts, grid, part) for cohorts in site.cohorts), np.zeros(grid.size))


def _due(name: str, site: Site, cohorts: Cohorts, grid: Grid, part: np.ndarray) -> np.ndarray:
    """rate · basis · window · capital cost of the start · Σ_k p κ_k part, shape (nodes,) [money]."""
    programmes = [scenario.credits[name] for scenario in grid.variants]
    rate = grid.number(lambda v: programmes[v].rates[site.name].value * programmes[v].basis.value)

    def in_window(v: int) -> np.ndarray:
        window = programmes[v].construction_begins
        if window is None:
            return np.ones(grid.count)
        return grid.tree.periods.share_covered(*window, shift=cohorts.permit[v])

    kernel = cohorts.after_service(lambda v: programmes[v].paid_after.value)
    due: np.ndarray = rate * grid.over_nodes(in_window) * cohorts.capital * _received(kernel, part, grid)
    return due


def _received(kernel: Kernel, part: np.ndarray, grid: Grid) -> np.ndarray:
    """Σ over later nodes of probability · kernel · part, for a start at each node, shape (nodes,)."""
    total = np.zeros(grid.size)
    for path, ending, odds in zip(grid.paths, grid.endings, grid.tree.probabilities or (1.0,), strict=True):
        common = grid.variant[path] == 0
        total[path] += odds * np.where(common, _ahead(kernel[0], part[path]), _ahead(kernel[ending], part[path]))
    return total


def _ahead(kernel: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Σ_k kernel_k · part_{t+k} within the horizon, for each period t."""
    whole: np.ndarray = np.convolve(part[::-1], kernel)[: len(part)][::-1]
    return whole
