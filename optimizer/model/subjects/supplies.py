"""Supplies: what is on offer, at which price, under which duty."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from optimizer.model.arrays import Coefficient
from optimizer.model.reads import ALL
from optimizer.model.relation import Relation
from optimizer.model.subjects.subject import Set, dense
from optimizer.model.subjects.trades import Trades
from optimizer.scenario import places as where


class Supplies(Trades):
    """Letters: s a supply with its tier q; i a market (a commodity, in its region if it is regional), n a node."""

    reads = (("supplies", ALL), ("disruptions", ALL))

    # --- sets ---

    @cached_property
    def offers(self) -> Relation:
        """(s, q, i): the tiers of each supply, and the market it sells on."""
        return self.tiers("s", self.places.supply_axis, self.places.supplies, self.read.supplies)

    def sets(self) -> Iterator[Set]:
        offers = self.offers.joined(self.nodes)
        yield offers.index_set("BUY", "s q n")
        yield self.offers.indexed_set("OFFERS_ON", "i", "s q")
        yield offers.indexed_set("ALL_OFFERS", "n", "s q")

    # --- coefficients ---

    def coefficients(self) -> Iterator[Coefficient]:
        p = self.places
        yield from dense((p.supply_axis, p.tier_axis, p.node_axis), self._offers())
        yield from dense((p.supply_axis, p.node_axis), {"tariff": self._tariff()})

    def _offers(self) -> dict[str, np.ndarray]:
        """quantity · Δ · (1 − lost to disruptions) [commodity] and price [money/commodity], by supply, tier, node."""
        read, count = self.read, len(self.places.tier_axis)
        quantity = read.parts(read.supply_tiers, count, lambda tier: read.path(tier, lambda t: t.quantity))
        left = read.stack([self._left(number) for number in range(len(read.supplies))])
        return {
            "offered": quantity * left[:, None, :] * read.years,
            "price": read.parts(read.supply_tiers, count, lambda tier: read.path(tier, lambda t: t.price)) / read.money,
        }

    def _left(self, number: int) -> np.ndarray:
        """Share of a supply that disruptions leave, shape (nodes,) [1]."""
        p, place = self.places, self.places.supplies[number]
        return self.read.by_variant(
            lambda v: where.disruption_left(p.variants[v], p.future_of(v), supply=place.name, region=place.region)
        )

    def _tariff(self) -> np.ndarray:
        """Duty as a share of the price, shape (supplies, nodes) [1]."""
        return self.read.paths(self.read.supplies, lambda supply: supply.tariff)
