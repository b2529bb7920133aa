"""Demands: what is wanted, and what serving it is worth."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from optimizer.model.arrays import Coefficient
from optimizer.model.reads import ALL
from optimizer.model.relation import Relation
from optimizer.model.subjects.subject import Set, dense
from optimizer.model.subjects.trades import Trades


class Demands(Trades):
    """Letters: d a demand with its tier q; i a market (a commodity, in its region if it is regional), n a node."""

    reads = (("demands", ALL),)

    # --- sets ---

    @cached_property
    def uses(self) -> Relation:
        """(d, q, i): the tiers of each demand, and the market it buys on."""
        return self.tiers("d", self.places.demand_axis, self.places.demands, self.read.demands)

    def sets(self) -> Iterator[Set]:
        uses = self.uses.joined(self.nodes)
        firm = np.array([self.read.demands[d][0].tiers[q].firm for d, q in uses.codes("d q").tolist()], bool)
        compute = np.array([demand.name == self.places.scenario.compute_demand for demand in self.places.demands], bool)
        yield uses.index_set("SERVE", "d q n")
        yield uses.where(~firm).index_set("FLEXIBLE", "d q n")
        yield uses.where(firm).index_set("FIRM", "d q n")
        yield self.uses.indexed_set("USES_ON", "i", "d q")
        yield uses.indexed_set("ALL_USES", "n", "d q")
        yield uses.where(compute[uses["d"]]).indexed_set("COMPUTE_USES", "n", "d q")

    # --- coefficients ---

    def coefficients(self) -> Iterator[Coefficient]:
        p = self.places
        yield from dense((p.demand_axis, p.tier_axis, p.node_axis), self._wants())

    def _wants(self) -> dict[str, np.ndarray]:
        """quantity · Δ [commodity] and value [money/commodity], by demand, tier, node."""
        read, count = self.read, len(self.places.tier_axis)
        quantity = read.parts(read.demand_tiers, count, lambda tier: read.path(tier, lambda t: t.quantity))
        value = read.parts(read.demand_tiers, count, lambda tier: read.path(tier, lambda t: t.value))
        return {"wanted": quantity * read.years, "worth": value / read.money}
