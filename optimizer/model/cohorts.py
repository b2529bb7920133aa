"""What follows from a start, for every (site, lane) that can be built and every node after it.

A cohort has the attributes of the node it starts in, so kernels depend on (site, lane, variant of the start) and on the
periods since. `Cohorts` holds them as arrays; `spread` lays one out over all (start node, later node) pairs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer import finance, kernels
from optimizer.model.places import Place, Places
from optimizer.scenario.schema import Asset

NEGLIGIBLE = 1e-10
"""Kernel values below this are rounding of their differences, some 1e-11 for months over 30 years, not outlays or
capacity, and are left out of the matrix."""


@dataclass(frozen=True)
class Spread:
    """Values of a kernel where they are not 0: a start at `start` has `value` at `node`. All shape (entries,)."""

    combination: np.ndarray
    start: np.ndarray
    node: np.ndarray
    value: np.ndarray


@dataclass(frozen=True, eq=False)
class Cohorts:
    """The (site, lane) combinations that can be built, their start nodes and their kernels."""

    places: Places

    @cached_property
    def combinations(self) -> tuple[tuple[int, str], ...]:
        """(number of the site, lane) in order."""
        return tuple((i, lane) for i, site in enumerate(self.places.sites) for lane in self.places.lanes_of(site))

    @cached_property
    def site(self) -> np.ndarray:
        """Number of the site of each combination, shape (C,)."""
        return np.array([i for i, _ in self.combinations], int)

    @cached_property
    def lane(self) -> np.ndarray:
        """Number of the lane of each combination, shape (C,)."""
        number = {label: i for i, label in enumerate(self.places.lane_axis.labels)}
        return np.array([number[lane] for _, lane in self.combinations], int)

    @cached_property
    def delay(self) -> np.ndarray:
        """D = permit + build, shape (C, variants) [yr]."""
        return self._each(lambda site, lane, v: self._permit(site, lane, v) + self._asset(site, v).build.value)

    @cached_property
    def allowed(self) -> np.ndarray:
        """Whether a start at a node would serve within the horizon: tΔ + D < NΔ, shape (C, nodes) [bool]."""
        tree = self.places.tree
        left = (tree.periods.count - tree.period) * tree.periods.years
        return self.delay[:, tree.variant] < left[None, :] - 1e-9

    def _permit(self, site: Place, lane: str, variant: int) -> float:
        return self.places.permit(site, lane, variant)

    def _asset(self, site: Place, variant: int) -> Asset:
        return self.places.asset(site, variant)

    def _each(self, number: Callable[[Place, str, int], float]) -> np.ndarray:
        """A number for each combination and variant, shape (C, variants)."""
        sites, variants = self.places.sites, range(len(self.places.variants))
        rows = [[number(sites[i], lane, v) for v in variants] for i, lane in self.combinations]
        return np.array(rows, float).reshape(len(self.combinations), len(variants))

    def _kernel(self, one: Callable[[Place, str, int], np.ndarray]) -> np.ndarray:
        """A kernel for each combination and variant, shape (C, variants, N)."""
        count = self.places.tree.periods.count
        sites, variants = self.places.sites, range(len(self.places.variants))
        rows = [[one(sites[i], lane, v) for v in variants] for i, lane in self.combinations]
        return np.array(rows, float).reshape(len(self.combinations), len(variants), count)

    @property
    def _grid(self) -> tuple[float, int]:
        return self.places.tree.periods.years, self.places.tree.periods.count

    @cached_property
    def service(self) -> np.ndarray:
        """φ(D, ramp, life): share in service, shape (C, variants, N) [1]."""

        def one(site: Place, lane: str, v: int) -> np.ndarray:
            asset = self._asset(site, v)
            delay = self._permit(site, lane, v) + asset.build.value
            return kernels.in_service(delay, asset.ramp.value, _life(asset), *self._grid)

        return self._kernel(one)

    @cached_property
    def charged(self) -> np.ndarray:
        """φ(D, 0, life): share that pays its annuity, all of it from its first day, shape (C, variants, N) [1]."""

        def one(site: Place, lane: str, v: int) -> np.ndarray:
            asset = self._asset(site, v)
            return kernels.in_service(self._permit(site, lane, v) + asset.build.value, 0.0, _life(asset), *self._grid)

        return self._kernel(one)

    @cached_property
    def construction(self) -> np.ndarray:
        """σ(permit, permit + build): outlays and build inputs during construction, shape (C, variants, N) [1]."""

        def one(site: Place, lane: str, v: int) -> np.ndarray:
            permit = self._permit(site, lane, v)
            return kernels.outlay(permit, permit + self._asset(site, v).build.value, *self._grid)

        return self._kernel(one)

    def after_service(self, lag: Callable[[int], float]) -> np.ndarray:
        """σ(D + lag, D + lag): a payment `lag(variant)` years after service begins, shape (C, variants, N) [1]."""

        def one(site: Place, lane: str, v: int) -> np.ndarray:
            moment = self._permit(site, lane, v) + self._asset(site, v).build.value + lag(v)
            return kernels.outlay(moment, moment, *self._grid)

        return self._kernel(one)

    def spread(self, kernel: np.ndarray, only: np.ndarray | None = None) -> Spread:
        """A kernel (C, variants, N) over all pairs of an allowed start and a later node; `only` picks combinations."""
        nodes, starts, between = self.places.ancestry
        picked = np.arange(len(self.combinations)) if only is None else np.flatnonzero(only)
        values = kernel[picked][:, self.places.tree.variant[starts], between] * self.allowed[picked][:, starts]
        row, pair = np.nonzero(np.abs(values) > NEGLIGIBLE)
        return Spread(picked[row], starts[pair], nodes[pair], values[row, pair])

    @cached_property
    def annuity(self) -> np.ndarray:
        """crf · idc · Σ_k φ⁰_k Δ df_{t+k}: discounted charges on one unit of price, shape (C, nodes) [1]."""
        return (
            self.annual_charge(lambda asset, _: asset.hurdle_rate.value)[:, self.places.tree.variant]
            * self.charged_years
        )

    def annual_charge(self, rate: Callable[[Asset, int], float]) -> np.ndarray:
        """crf(rate, L) · idc(rate, build) of each combination and variant, shape (C, variants) [1/yr]."""
        return self._each(lambda site, _, v: _charge(self._asset(site, v), rate(self._asset(site, v), v)))

    @cached_property
    def charged_years(self) -> np.ndarray:
        """Σ_k φ⁰_k Δ df_{t+k} of a start at each node, shape (C, nodes) [yr]."""
        tree = self.places.tree
        years = np.array([self._discounted(v, self.discount) for v in range(len(self.places.variants))])
        result: np.ndarray = np.moveaxis(years, 0, 1)[:, tree.variant, tree.period]
        return result

    def _discounted(self, variant: int, df: np.ndarray) -> np.ndarray:
        """Σ_k φ⁰_k Δ df_{t+k} for every combination and start period t, shape (C, N) [yr]."""
        count = len(df)
        shifted = np.array([np.concatenate([df[t:], np.zeros(t)]) for t in range(count)])  # [t, k] = df_{t+k}
        result: np.ndarray = self.charged[:, variant, :] @ shifted.T * self.places.tree.periods.years
        return result

    @cached_property
    def discount(self) -> np.ndarray:
        """df_t, shape (N,)."""
        return self.places.tree.periods.discount_factors(self.places.scenario.objective.discount_rate.value)

    @cached_property
    def window(self) -> Callable[[str, int], np.ndarray]:
        """Eligible share e of a credit for each combination and period in a variant, shape (C, N) [1]."""

        def share(credit: str, variant: int) -> np.ndarray:
            dates = self.places.variants[variant].credits[credit].construction_begins
            periods = self.places.tree.periods
            if dates is None:
                return np.ones((len(self.combinations), periods.count))
            sites = self.places.sites
            rows = [
                periods.share_covered(dates[0], dates[1], shift=self._permit(sites[i], lane, variant))
                for i, lane in self.combinations
            ]
            return np.array(rows, float).reshape(len(self.combinations), periods.count)

        return share


def _life(asset: Asset) -> float | None:
    return None if asset.life is None else asset.life.value


def _charge(asset: Asset, rate: float) -> float:
    idc = finance.interest_during_construction(rate, asset.build.value)
    return finance.capital_recovery_factor(rate, _life(asset)) * idc
