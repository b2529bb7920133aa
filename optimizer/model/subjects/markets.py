"""Markets: where commodities are traded, sent between regions, and kept in stock."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from optimizer.model.arrays import Coefficient
from optimizer.model.reads import ALL
from optimizer.model.relation import Relation, members, relation
from optimizer.model.subjects.subject import Set, Subject, dense
from optimizer.scenario.schema import Link


class Markets(Subject):
    """Letters: i a market (a commodity, in its region if it is regional), k a link, n a node."""

    reads = (("commodities", ALL), ("links", ALL))

    # --- sets ---

    def links(self, end: Callable[[Link], str]) -> Relation:
        """(k, i): each link with the market at one of its ends."""
        p = self.places
        rows = ((k, p.market_of(link[0].commodity, end(link[0]))) for k, link in enumerate(self.read.links))
        return relation(rows, {"k": p.link_axis, "i": p.market_axis})

    def sets(self) -> Iterator[Set]:
        yield members("i", self.places.market_axis).joined(self.nodes).index_set("MARKETS", "i n")
        yield from self._link_sets()
        yield from self._stock_sets()

    def _link_sets(self) -> Iterator[Set]:
        flows = members("k", self.places.link_axis).joined(self.nodes)
        capped = (k for k, link in enumerate(self.read.links) if link[0].capacity is not None)
        yield flows.index_set("FLOW", "k n")
        yield members("k", self.places.link_axis, capped).joined(self.nodes).index_set("CAPPED_LINKS", "k n")
        yield self.links(lambda link: link.to).indexed_set("LINKS_INTO", "i", "k")
        yield self.links(lambda link: link.from_).indexed_set("LINKS_OUT_OF", "i", "k")
        yield flows.indexed_set("ALL_LINKS", "n", "k")

    def _stock_sets(self) -> Iterator[Set]:
        held = [i for i, goods in enumerate(self.read.commodities) if goods[0].max_stock is not None]
        markets = members("i", self.places.market_axis, held)
        stocks = markets.joined(self.nodes)
        yield stocks.index_set("STOCK", "i n")
        yield markets.same("i", "j").indexed_set("STOCKS_OF", "i", "j")
        yield stocks.indexed_set("ALL_STOCKS", "n", "i")

    # --- coefficients ---

    def coefficients(self) -> Iterator[Coefficient]:
        p = self.places
        yield from dense((p.link_axis, p.node_axis), self._links())
        yield from dense((p.market_axis, p.node_axis), self._stocks())

    def _links(self) -> dict[str, np.ndarray]:
        """Most sent in the period [commodity], cost [money/commodity], share that arrives [1], by link and node."""
        read = self.read
        return {
            "link_capacity": read.paths(read.links, lambda k: k.capacity) * read.years,
            "link_cost": read.paths(read.links, lambda k: k.cost) / read.money,
            "arrives": read.numbers(read.links, lambda k: 1.0 - k.loss.value),
        }

    def _stocks(self) -> dict[str, np.ndarray]:
        """Room, what the root finds [commodity], share kept [1], cost of holding for a period [money/commodity]."""
        read, goods = self.read, self.read.commodities
        remains = read.numbers(goods, lambda c: 1.0 - c.loss.value * read.years)
        initial = read.numbers(goods, lambda c: c.initial.value)
        return {
            "max_stock": read.paths(goods, lambda c: c.max_stock),
            "stock_remains": remains,
            "stock_opening": np.where(self.places.tree.parent < 0, remains * initial, 0.0),
            "stock_holding": read.numbers(goods, lambda c: c.holding_cost.value * read.years) / read.money,
        }
