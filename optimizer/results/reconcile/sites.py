"""Sites and what was started at them: the cohorts by permitting lane, with the kernels that follow from a start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer import finance
from optimizer.results.reconcile.facts import Facts
from optimizer.results.reconcile.grid import Grid, Kernel
from optimizer.scenario import places
from optimizer.scenario.number import Series
from optimizer.scenario.schema import STANDARD, Asset, Lane, Scenario


@dataclass(frozen=True, eq=False)
class Cohorts:
    """What is started at a site in one lane.

    permit, build : by variant of the start [yr].  starts, prices : by surge step, shape (steps, nodes)
    [capacity; money/capacity, premium and fee included].
    """

    grid: Grid
    lane: str
    assets: tuple[Asset, ...]
    permit: tuple[float, ...]
    starts: np.ndarray
    prices: np.ndarray

    def _kernel(self, one: Callable[[int, Asset], np.ndarray]) -> Kernel:
        return tuple(one(v, asset) for v, asset in enumerate(self.assets))

    @cached_property
    def delay(self) -> tuple[float, ...]:
        """D = permit + build, by variant [yr]."""
        return tuple(permit + asset.build.value for permit, asset in zip(self.permit, self.assets, strict=True))

    @cached_property
    def started(self) -> np.ndarray:
        """Capacity started in all steps, shape (nodes,)."""
        total: np.ndarray = self.starts.sum(axis=0)
        return total

    @cached_property
    def capital(self) -> np.ndarray:
        """Capital cost of what is started, shape (nodes,) [money]."""
        total: np.ndarray = (self.starts * self.prices).sum(axis=0)
        return total

    @cached_property
    def service(self) -> Kernel:
        """φ(D, ramp, life)."""
        return self._kernel(lambda v, a: self.grid.in_service(self.delay[v], a.ramp.value, life_of(a)))

    @cached_property
    def outlay(self) -> Kernel:
        """σ(permit, permit + build)."""
        return self._kernel(lambda v, _: self.grid.outlay(self.permit[v], self.delay[v]))

    @cached_property
    def completion(self) -> Kernel:
        """σ(D, D)."""
        return self.after_service(lambda _: 0.0)

    def after_service(self, lag: Callable[[int], float]) -> Kernel:
        """σ(D + lag, D + lag)."""
        return self._kernel(lambda v, _: self.grid.outlay(self.delay[v] + lag(v), self.delay[v] + lag(v)))

    @cached_property
    def charged_years(self) -> np.ndarray:
        """Σ_k φ⁰_k · Δ · df_{t+k}, shape (nodes,) [yr]: discounted years in which a start pays its annuity."""
        return self.grid.over_nodes(
            lambda v: self.grid.later(self.grid.in_service(self.delay[v], 0.0, life_of(self.assets[v])))
        )

    def yearly_charge(self, rate: Callable[[int], float]) -> np.ndarray:
        """crf(rate, L) · idc(rate, build), shape (nodes,) [1/yr]; `rate` by variant."""

        def charge(v: int) -> float:
            asset = self.assets[v]
            interest = finance.interest_during_construction(rate(v), asset.build.value)
            return finance.capital_recovery_factor(rate(v), life_of(asset)) * interest

        return self.grid.number(charge)


@dataclass(frozen=True, eq=False)
class Site:
    """An asset in a region, as each variant has it, with its cohorts by lane."""

    grid: Grid
    name: str
    region: str
    assets: tuple[Asset, ...]
    cohorts: tuple[Cohorts, ...]
    in_service: np.ndarray
    """Capacity in service according to the tables, shape (nodes,)."""

    @property
    def asset(self) -> Asset:
        return self.assets[0]

    def series(self, pick: Callable[[Asset], Series | None], missing: float = np.inf) -> np.ndarray:
        """A path of the asset at every node."""
        return self.grid.series(lambda v: pick(self.assets[v]), missing)

    @cached_property
    def size(self) -> float:
        """Largest capacity in service or started, which residuals are measured against [capacity]."""
        started = sum((cohorts.started for cohorts in self.cohorts), np.zeros(self.grid.size))
        return float(max(np.abs(self.in_service).max(), np.abs(started).max()))

    @cached_property
    def capital(self) -> np.ndarray:
        """Capital cost of what is started, shape (nodes,) [money]."""
        return sum((cohorts.capital for cohorts in self.cohorts), np.zeros(self.grid.size))

    @cached_property
    def outlay(self) -> np.ndarray:
        """Capital outlays as they fall due, shape (nodes,) [money]."""
        due = (self.grid.spread(cohorts.outlay, cohorts.capital) for cohorts in self.cohorts)
        return sum(due, np.zeros(self.grid.size))


def sites(grid: Grid, facts: Facts) -> tuple[Site, ...]:
    """All sites of the scenario."""
    return tuple(
        _site(grid, facts, name, region)
        for name in grid.scenario.assets
        for region in places.regions_of_asset(grid.scenario, name)
    )


def _site(grid: Grid, facts: Facts, name: str, region: str) -> Site:
    assets = tuple(places.in_region(scenario.assets[name], region) for scenario in grid.variants)
    lanes = _lanes_of(grid.scenario, name) if assets[0].capex is not None else ()
    cohorts = tuple(_cohorts(grid, facts, name, region, lane, assets) for lane in lanes)
    return Site(grid, name, region, assets, cohorts, facts.of("capacity", "in_service", region, name))


def _lanes_of(scenario: Scenario, asset: str) -> tuple[str, ...]:
    lanes = scenario.permitting.lanes.items()
    return (STANDARD, *(name for name, lane in lanes if lane.assets is None or asset in lane.assets))


def lane_of(scenario: Scenario, lane: str) -> Lane:
    """A lane of a scenario; `standard` need not be written."""
    return scenario.permitting.lanes.get(lane) or Lane()


def _cohorts(grid: Grid, facts: Facts, name: str, region: str, lane: str, assets: tuple[Asset, ...]) -> Cohorts:
    steps = range(max(len(assets[0].surge), 1))
    factors = (s.permitting.factor.value * lane_of(s, lane).factor.value for s in grid.variants)
    capex = grid.series(lambda v: assets[v].capex)
    fee = grid.number(lambda v: lane_of(grid.variants[v], lane).fee.value)
    return Cohorts(
        grid,
        lane,
        assets,
        permit=tuple(asset.permit.value * factor for asset, factor in zip(assets, factors, strict=True)),
        starts=np.array([facts.of("starts", "start", region, name, lane, str(q + 1)) for q in steps]),
        prices=np.array([capex * (1.0 + _premium(grid, assets, q)) * (1.0 + fee) for q in steps]),
    )


def _premium(grid: Grid, assets: tuple[Asset, ...], step: int) -> np.ndarray:
    return grid.number(lambda v: assets[v].surge[step].premium.value if assets[v].surge else 0.0)


def life_of(asset: Asset) -> float | None:
    """Years in service; None for ever."""
    return None if asset.life is None else asset.life.value
