"""Order-by dates: the last period in which an asset's applications can be filed without losing compute.

For each asset that the plan builds, nothing of it may start before a date; the plan is solved again for later and
later dates until it loses, and for some periods more, to say what each costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer import model
from optimizer.errors import NoOptimum, SolverStopped

if TYPE_CHECKING:
    from optimizer.model.point import Point

LOSES = 1e-6
"""Part of all compute (or of the optimum) that counts as lost."""
AFTER = 3
"""Periods after the last good one for which the loss is told."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost if nothing starts before a period; None: there is no plan then.

    compute [unit of compute], npv [objective unit].
    """

    period: str
    compute: float | None
    npv: float | None


@dataclass(frozen=True)
class OrderBy:
    """An asset of the plan.

    last_period : in which its first application can be filed without losing compute; the first period where waiting
    one period loses some, the last where it never does.  losses : with the first filing in the periods after it.
    """

    asset: str
    region: str
    last_period: str
    losses: tuple[Loss, ...]


def order_by(point: Point) -> tuple[OrderBy, ...]:
    """Order-by dates of every asset in which the plan starts something, in order of the scenario."""
    return tuple(_order_by(point, site) for site in _built(point))


def _built(point: Point) -> Iterator[int]:
    """Numbers of the sites that the plan starts anything of."""
    block = point.program.columns["start"]
    started = np.bincount(block.over.codes[:, 0], point.optimum.x[block.slice]) if len(block.over) else np.zeros(0)
    yield from np.flatnonzero(started > 1e-6 * max(started.max(initial=0.0), 1e-9)).tolist()


def _order_by(point: Point, site: int) -> OrderBy:
    periods = point.formulation.places.tree.periods
    place = point.formulation.places.sites[site]
    best = _compute(point)
    last: str | None = None
    losses: list[Loss] = []
    for period in range(1, periods.count):
        loss = _loss(point, site, period, best)
        if not losses and loss.compute is not None and loss.compute <= LOSES * max(best, 1e-300):
            last = loss.period
            continue
        losses.append(loss)
        if len(losses) > AFTER or loss.compute is None:
            break
    first = periods.labels[0]
    return OrderBy(place.name, place.region, last or (first if losses else periods.labels[-1]), tuple(losses))


def _loss(point: Point, site: int, period: int, best: float) -> Loss:
    """What is lost when nothing of a site starts before a period."""
    block = point.program.columns["start"]
    codes = block.over.codes
    tree = point.formulation.places.tree
    barred = block.first + np.flatnonzero((codes[:, 0] == site) & (tree.period[codes[:, 3]] < period))
    upper = point.program.column_upper.copy()
    upper[barred] = 0.0
    label = tree.periods.labels[period]
    try:
        there = model.solve_program(point, replace(point.program, column_upper=upper))
    except (NoOptimum, SolverStopped):
        return Loss(label, None, None)
    return Loss(label, max(best - _compute(there), 0.0), max(point.objective - there.objective, 0.0))


def _compute(point: Point) -> float:
    """Compute served over the horizon, expected; the optimum where the scenario has no compute demand."""
    metrics = model.metrics_of(point)
    return metrics["compute_total"].value if "compute_total" in metrics else point.objective
