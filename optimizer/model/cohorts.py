"""What follows from a start, for every (site, lane) that can be built and every node after it.

A cohort has the attributes of the node it starts in, so kernels depend on (site, lane, variant of the start) and on the
periods since. `Cohorts` holds them as arrays; `spread` lays one out over all (start node, later node) pairs.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import numpy as np

from optimizer import finance, kernels
from optimizer.model.arrays import Axis
from optimizer.model.places import Place, Places
from optimizer.model.reads import ALL, DELAYS, Reads
from optimizer.model.relation import Relation, relation
from optimizer.scenario.schema import Asset

NEGLIGIBLE = 1e-10
"""Kernel values below this are rounding of their differences, some 1e-11 for months over 30 years, not outlays or
capacity, and are left out of the matrix."""
EARLY = 1e-9
"""Rounding of times [yr]: a start that would serve from the horizon's very end is too late."""


@dataclass(frozen=True, eq=False)
class Spread:
    """Values of a kernel where they are not 0: what starts at `start` has `value` at `node`. All shape (entries,).

    combination : number of the (site, lane).
    """

    cohorts: Cohorts
    combination: np.ndarray
    start: np.ndarray
    node: np.ndarray
    value: np.ndarray

    @property
    def variant(self) -> np.ndarray:
        """Of the start, shape (entries,)."""
        return self.cohorts.places.tree.variant[self.start]

    def rows(self, factor: np.ndarray | float = 1.0) -> Relation:
        """(a, l, s, n) with the values times a factor: s is the node of the start, n the node looked at."""
        site, lane = self.cohorts.site[self.combination], self.cohorts.lane[self.combination]
        columns = {"a": site, "l": lane, "s": self.start, "n": self.node}
        return Relation(self.cohorts.axes, columns, self.value * factor)


@dataclass(frozen=True, eq=False)
class Cohorts:
    """The (site, lane) combinations that can be built, their start nodes and their kernels."""

    reads: ClassVar[Reads] = (
        ("assets", (*DELAYS, "ramp", "life", "hurdle_rate")),
        ("permitting", ALL),
        ("horizon", ALL),
        ("objective", ALL),
    )

    places: Places
    _first: dict[str, tuple[Sequence[object], Relation]] = field(default_factory=dict)

    def following(self, name: str, blocks: Sequence[object], answer: Callable[[], Relation]) -> Relation:
        """What follows from these times and some blocks of a scenario; `name` says what.

        Remembered for the blocks that are asked about first, those of the scenario which others are made from.
        """
        if name not in self._first:
            self._first[name] = blocks, answer()
        known, found = self._first[name]
        return found if all(map(operator.is_, blocks, known)) else answer()

    @cached_property
    def combinations(self) -> tuple[tuple[int, str], ...]:
        """(number of the site, lane) in order; C of them."""
        return tuple((i, lane) for i, site in enumerate(self.places.sites) for lane in self.places.lanes_of(site))

    @cached_property
    def site(self) -> np.ndarray:
        """Number of the site of each combination, shape (C,)."""
        return np.array([i for i, _ in self.combinations], int)

    @cached_property
    def lane(self) -> np.ndarray:
        """Number of the lane of each combination, shape (C,)."""
        return np.array([self.places.lane_axis.code[lane] for _, lane in self.combinations], int)

    # --- times ---

    @cached_property
    def permit(self) -> np.ndarray:
        """From application to the start of construction, shape (C, variants) [yr]."""
        return self._each(self.places.permit)

    @cached_property
    def delay(self) -> np.ndarray:
        """D = permit + build, shape (C, variants) [yr]."""
        return self.permit + self._each(lambda site, _, v: self.places.asset(site, v).build.value)

    @cached_property
    def allowed(self) -> np.ndarray:
        """Whether a start at a node would serve within the horizon: tΔ + D < NΔ, shape (C, nodes) [bool]."""
        tree = self.places.tree
        left = (tree.periods.count - tree.period) * tree.periods.years
        return self.delay[:, tree.variant] < left[None, :] - EARLY

    def _each(self, number: Callable[[Place, str, int], float]) -> np.ndarray:
        """A number for each combination and variant, shape (C, variants)."""
        sites, variants = self.places.sites, range(len(self.places.variants))
        rows = [[number(sites[i], lane, v) for v in variants] for i, lane in self.combinations]
        return np.array(rows, float).reshape(len(self.combinations), len(variants))

    # --- what is started ---

    @property
    def axes(self) -> dict[str, Axis]:
        """Letters of a start looked at later: site, lane, node of the start, node looked at."""
        p = self.places
        return {"a": p.site_axis, "l": p.lane_axis, "s": p.node_axis, "n": p.node_axis}

    @cached_property
    def buildable(self) -> Relation:
        """(a, l, n): sites and lanes with the nodes in which a start is allowed."""
        combination, node = np.nonzero(self.allowed)
        axes = {"a": self.places.site_axis, "l": self.places.lane_axis, "n": self.places.node_axis}
        return relation(np.column_stack([self.site[combination], self.lane[combination], node]), axes)

    @cached_property
    def steps(self) -> Relation:
        """(a, q): the surge steps of each site, one where it has no surge curve."""
        counts = [max(len(self.places.asset(site).surge), 1) for site in self.places.sites]
        rows = ((i, q) for i, count in enumerate(counts) for q in range(count))
        return relation(rows, {"a": self.places.site_axis, "q": self.places.step_axis})

    @cached_property
    def starts(self) -> Relation:
        """(a, l, n, q): all that can be started."""
        return self.buildable.joined(self.steps)

    # --- kernels ---

    @cached_property
    def service(self) -> np.ndarray:
        """φ(D, ramp, life): share in service, shape (C, variants, N) [1]."""
        return self._kernel(
            lambda asset, _, delay: kernels.in_service(delay, asset.ramp.value, life_of(asset), *self._grid)
        )

    @cached_property
    def charged(self) -> np.ndarray:
        """φ(D, 0, life): share that pays its annuity, all of it from its first day, shape (C, variants, N) [1]."""
        return self._kernel(lambda asset, _, delay: kernels.in_service(delay, 0.0, life_of(asset), *self._grid))

    @cached_property
    def construction(self) -> np.ndarray:
        """σ(permit, permit + build): outlays and build inputs during construction, shape (C, variants, N) [1]."""
        return self._kernel(lambda _, permit, delay: kernels.outlay(permit, delay, *self._grid))

    @cached_property
    def completion(self) -> np.ndarray:
        """σ(D, D): what falls due when service begins, shape (C, variants, N) [1]."""
        return self.after_service(lambda _: 0.0)

    def after_service(self, lag: Callable[[int], float]) -> np.ndarray:
        """σ(D + lag, D + lag): a payment `lag(variant)` years after service begins, shape (C, variants, N) [1]."""
        lags = [lag(v) for v in range(len(self.places.variants))]
        return self._stacked(
            [[kernels.outlay(at, at, *self._grid) for at in delays] for delays in (self.delay + lags).tolist()]
        )

    def _kernel(self, one: Callable[[Asset, float, float], np.ndarray]) -> np.ndarray:
        """A kernel of (asset, permit, delay) for each combination and variant, shape (C, variants, N)."""
        sites, variants = self.places.sites, range(len(self.places.variants))
        return self._stacked(
            [
                [one(self.places.asset(sites[i], v), self.permit[c, v], self.delay[c, v]) for v in variants]
                for c, (i, _) in enumerate(self.combinations)
            ]
        )

    def _stacked(self, kernels_by_variant: list[list[np.ndarray]]) -> np.ndarray:
        """Kernels (N,) of each combination and variant in one array, also where there are none."""
        shape = len(self.combinations), len(self.places.variants), self.places.tree.periods.count
        return np.array(kernels_by_variant, float).reshape(shape)

    @property
    def _grid(self) -> tuple[float, int]:
        return self.places.tree.periods.years, self.places.tree.periods.count

    def spread(self, kernel: np.ndarray, only: np.ndarray | None = None) -> Spread:
        """A kernel (C, variants, N) over all pairs of an allowed start and a later node; `only` (C,) picks cohorts."""
        nodes, starts, between = self.places.ancestry
        picked = np.arange(len(self.combinations)) if only is None else np.flatnonzero(only)
        values = kernel[picked][:, self.places.tree.variant[starts], between] * self.allowed[picked][:, starts]
        row, pair = np.nonzero(np.abs(values) > NEGLIGIBLE)
        return Spread(self, picked[row], starts[pair], nodes[pair], values[row, pair])

    @cached_property
    def outlays(self) -> Relation:
        """(a, l, s, n) with σ: the share of the capital cost of what starts in s that falls due in n [1]."""
        return self.spread(self.construction).rows()

    @cached_property
    def serving(self) -> Relation:
        """(a, l, s, n) with Δφ: the starts that come into service or retire in n [1]."""
        return self.spread(np.diff(self.service, prepend=0.0, axis=-1)).rows()

    # --- what a start costs ---

    @cached_property
    def annuity(self) -> np.ndarray:
        """crf · idc · Σ_k φ⁰_k Δ df_{t+k}: discounted charges on one unit of price, shape (C, nodes) [1]."""
        own = self.annual_charge(lambda asset, _: asset.hurdle_rate.value)
        return own[:, self.places.tree.variant] * self.charged_years

    def annual_charge(self, rate: Callable[[Asset, int], float]) -> np.ndarray:
        """crf(rate, L) · idc(rate, build) of each combination and variant, shape (C, variants) [1/yr]."""

        def charge(site: Place, _: str, variant: int) -> float:
            asset = self.places.asset(site, variant)
            asked = rate(asset, variant)
            idc = finance.interest_during_construction(asked, asset.build.value)
            return finance.capital_recovery_factor(asked, life_of(asset)) * idc

        return self._each(charge)

    @cached_property
    def charged_years(self) -> np.ndarray:
        """Σ_k φ⁰_k Δ df_{t+k} of a start at each node, shape (C, nodes) [yr]."""
        tree = self.places.tree
        return self._discounted(self.charged)[:, tree.variant, tree.period]

    @cached_property
    def credit_worth(self) -> np.ndarray:
        """crf(ρ_a, L_a) · W_a(t) of every site and node, shape (sites, nodes) [1].

        W_a(t) is the discounted years in which a payment in t saves its annuity: half of t itself and the periods
        after it within L_a. In the last period it is 0: half a period would be more than a plant that comes into
        service late in it is charged, and building such plants for the credit alone would pay.
        """
        tree, sites, variants = self.places.tree, self.places.sites, range(len(self.places.variants))
        saved = [[self._saved(self.places.asset(site, v)) for v in variants] for site in sites]
        worth = self._discounted(np.array(saved, float).reshape(len(sites), len(variants), tree.periods.count))
        worth[..., -1] = 0.0
        return worth[:, tree.variant, tree.period]

    def _saved(self, asset: Asset) -> np.ndarray:
        """Payments a year that one unit of money saves, by the periods since it was paid, shape (N,) [1/yr]."""
        life = life_of(asset)
        weights = finance.annuity_weights(life, *self._grid)
        return finance.capital_recovery_factor(asset.hurdle_rate.value, life) * weights

    def _discounted(self, yearly: np.ndarray) -> np.ndarray:
        """Σ_k yearly_k Δ df_{t+k} for each period t of what is paid k periods later, shape (..., N) as given."""
        df = self.discount
        later = np.array([np.append(df[t:], np.zeros(t)) for t in range(len(df))])  # [t, k] = df_{t+k}
        found: np.ndarray = yearly @ later.T * self.places.tree.periods.years
        return found

    @cached_property
    def discount(self) -> np.ndarray:
        """df_t, shape (N,)."""
        return self.places.tree.periods.discount_factors(self.places.scenario.objective.discount_rate.value)


def life_of(asset: Asset) -> float | None:
    """Years in service; None for ever."""
    return None if asset.life is None else asset.life.value
