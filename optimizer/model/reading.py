"""Reads numbers of the scenario at the nodes of the tree: each node sees its own future's scenario.

A thing (an asset in a region, a tier of a supply) comes as its `Versions`: as it reads in each variant of the scenario.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, TypeVar

import numpy as np

from optimizer.model.places import Places
from optimizer.scenario.number import Series
from optimizer.scenario.schema import (
    Asset,
    Commodity,
    Credit,
    Demand,
    DemandTier,
    Fund,
    Lane,
    Link,
    Loan,
    Supply,
    SupplyTier,
    SurgeStep,
)

Thing = TypeVar("Thing")
Versions: TypeAlias = Sequence[Thing]
"""A thing in variant 0, 1, ..."""


@dataclass(frozen=True, eq=False)
class NodeReader:
    """The things of a scenario in model order, and their numbers by node. money : its money in one unit of the model's.

    Numbers are in base units of the scenario; what is read in money is divided by `money` where it enters the model.
    """

    places: Places
    money: float

    # --- things ---

    @cached_property
    def variants(self) -> range:
        return range(len(self.places.variants))

    @cached_property
    def assets(self) -> list[Versions[Asset]]:
        """By site."""
        return [[self.places.asset(site, v) for v in self.variants] for site in self.places.sites]

    @cached_property
    def commodities(self) -> list[Versions[Commodity]]:
        """By market."""
        return [
            [variant.commodities[market.name] for variant in self.places.variants] for market in self.places.markets
        ]

    @cached_property
    def supplies(self) -> list[Versions[Supply]]:
        """By supply and region."""
        return [[self.places.supply(place, v) for v in self.variants] for place in self.places.supplies]

    @cached_property
    def demands(self) -> list[Versions[Demand]]:
        """By demand and region."""
        return [[self.places.demand(place, v) for v in self.variants] for place in self.places.demands]

    @cached_property
    def supply_tiers(self) -> list[list[Versions[SupplyTier]]]:
        """By supply and region, and tier."""
        return [[[x.tiers[q] for x in supply] for q in range(len(supply[0].tiers))] for supply in self.supplies]

    @cached_property
    def demand_tiers(self) -> list[list[Versions[DemandTier]]]:
        """By demand and region, and tier."""
        return [[[x.tiers[q] for x in demand] for q in range(len(demand[0].tiers))] for demand in self.demands]

    @cached_property
    def surge_steps(self) -> list[list[Versions[SurgeStep]]]:
        """By site and step; none where there is no surge curve."""
        return [[[x.surge[q] for x in asset] for q in range(len(asset[0].surge))] for asset in self.assets]

    @cached_property
    def lanes(self) -> list[Versions[Lane]]:
        return [[self.places.lane(name, v) for v in self.variants] for name in self.places.lane_axis.labels]

    @cached_property
    def links(self) -> list[Versions[Link]]:
        return [[variant.links[name] for variant in self.places.variants] for name in self.places.link_axis.labels]

    @cached_property
    def credits(self) -> list[Versions[Credit]]:
        return [[variant.credits[name] for variant in self.places.variants] for name in self.places.credit_axis.labels]

    @cached_property
    def loans(self) -> list[Versions[Loan]]:
        return [[variant.loans[name] for variant in self.places.variants] for name in self.places.loan_axis.labels]

    @cached_property
    def funds(self) -> list[Versions[Fund]]:
        return [[variant.funds[name] for variant in self.places.variants] for name in self.places.fund_axis.labels]

    # --- numbers ---

    @property
    def years(self) -> float:
        """Δ [yr]."""
        return self.places.tree.periods.years

    @cached_property
    def middles(self) -> np.ndarray:
        return self.places.tree.periods.middles

    def by_variant(self, path: Callable[[int], np.ndarray]) -> np.ndarray:
        """Values by period of each variant (N,), read at every node, shape (nodes,)."""
        tree = self.places.tree
        if len(self.variants) == 1:
            return path(0)
        table = np.array([path(v) for v in self.variants])
        found: np.ndarray = table[tree.variant, tree.period]
        return found

    def path(
        self, thing: Versions[Thing], read: Callable[[Thing], Series | None], missing: float = np.inf
    ) -> np.ndarray:
        """A series of a thing at the middle of every node's period, shape (nodes,); `missing` where there is none."""

        def values(variant: int) -> np.ndarray:
            series = read(thing[variant])
            return np.full(len(self.middles), missing) if series is None else series.at(self.middles)

        return self.by_variant(values)

    def number(self, thing: Versions[Thing], read: Callable[[Thing], float]) -> np.ndarray:
        """A number of a thing at every node, shape (nodes,)."""
        values = np.array([read(version) for version in thing])
        found: np.ndarray = values[self.places.tree.variant]
        return found

    def paths(
        self, things: Sequence[Versions[Thing]], read: Callable[[Thing], Series | None], missing: float = np.inf
    ) -> np.ndarray:
        """`path` of several things, shape (things, nodes)."""
        return self.stack([self.path(thing, read, missing) for thing in things])

    def numbers(self, things: Sequence[Versions[Thing]], read: Callable[[Thing], float]) -> np.ndarray:
        """`number` of several things, shape (things, nodes)."""
        return self.stack([self.number(thing, read) for thing in things])

    def parts(
        self, things: Sequence[Sequence[Versions[Thing]]], count: int, read: Callable[[Versions[Thing]], np.ndarray]
    ) -> np.ndarray:
        """Rows (nodes,) of the parts of things, tiers or steps, shape (things, count, nodes); 0 where one has fewer."""
        table = np.zeros((len(things), count, self.places.tree.size))
        for i, mine in enumerate(things):
            for q, part in enumerate(mine):
                table[i, q] = read(part)
        return table

    def stack(self, rows: Sequence[np.ndarray]) -> np.ndarray:
        """Rows (nodes,) as a table (rows, nodes), also where there are none."""
        return np.array(rows, float).reshape(len(rows), self.places.tree.size)
