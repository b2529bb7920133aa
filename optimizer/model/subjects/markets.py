"""Markets: what is offered and wanted, links between regions, commercial stocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import numpy as np

from optimizer.model.arrays import Axis, Coefficient
from optimizer.model.places import Place
from optimizer.model.reading import Versions
from optimizer.model.relation import Relation, members, relation
from optimizer.model.subjects.subject import ALL, Set, Subject, dense
from optimizer.scenario import places as where
from optimizer.scenario.schema import Demand, Link, Supply


class Markets(Subject):
    """Letters: i a market (a commodity, in its region if it is regional), k a link; s a supply and d a demand with
    their tier q; n a node.
    """

    reads = (
        ("commodities", ALL),
        ("supplies", ALL),
        ("demands", ALL),
        ("links", ALL),
        ("disruptions", ALL),
    )

    # --- relations ---

    @cached_property
    def offers(self) -> Relation:
        """(s, q, i): the tiers of each supply, and the market it sells on."""
        return self._tiers("s", self.places.supply_axis, self.places.supplies, self.read.supplies)

    @cached_property
    def uses(self) -> Relation:
        """(d, q, i): the tiers of each demand, and the market it buys on."""
        return self._tiers("d", self.places.demand_axis, self.places.demands, self.read.demands)

    def _tiers(
        self, letter: str, axis: Axis, where_to: Sequence[Place], trades: Sequence[Versions[Supply | Demand]]
    ) -> Relation:
        p = self.places
        rows = (
            (number, q, p.market_of(trade[0].commodity, place.region))
            for number, (place, trade) in enumerate(zip(where_to, trades, strict=True))
            for q in range(len(trade[0].tiers))
        )
        return relation(rows, {letter: axis, "q": p.tier_axis, "i": p.market_axis})

    def links(self, end: Callable[[Link], str]) -> Relation:
        """(k, i): each link with the market at one of its ends."""
        p = self.places
        rows = ((k, p.market_of(link[0].commodity, end(link[0]))) for k, link in enumerate(self.read.links))
        return relation(rows, {"k": p.link_axis, "i": p.market_axis})

    # --- sets ---

    def sets(self) -> Iterator[Set]:
        yield members("i", self.places.market_axis).joined(self.nodes).index_set("MARKETS", "i n")
        yield from self._trade_sets()
        yield from self._link_sets()
        yield from self._stock_sets()

    def _trade_sets(self) -> Iterator[Set]:
        offers, uses = self.offers.joined(self.nodes), self.uses.joined(self.nodes)
        firm = np.array([self.read.demands[d][0].tiers[q].firm for d, q in uses.codes("d q").tolist()], bool)
        compute = np.array([demand.name == self.places.scenario.compute_demand for demand in self.places.demands], bool)
        yield offers.index_set("BUY", "s q n")
        yield self.offers.indexed_set("OFFERS_ON", "i", "s q")
        yield offers.indexed_set("ALL_OFFERS", "n", "s q")
        yield uses.index_set("SERVE", "d q n")
        yield uses.where(~firm).index_set("FLEXIBLE", "d q n")
        yield uses.where(firm).index_set("FIRM", "d q n")
        yield self.uses.indexed_set("USES_ON", "i", "d q")
        yield uses.indexed_set("ALL_USES", "n", "d q")
        yield uses.where(compute[uses["d"]]).indexed_set("COMPUTE_USES", "n", "d q")

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
        yield from dense((p.supply_axis, p.tier_axis, p.node_axis), self._offers())
        yield from dense((p.supply_axis, p.node_axis), {"tariff": self._tariff()})
        yield from dense((p.demand_axis, p.tier_axis, p.node_axis), self._wants())
        yield from dense((p.link_axis, p.node_axis), self._links())
        yield from dense((p.market_axis, p.node_axis), self._stocks())

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

    def _wants(self) -> dict[str, np.ndarray]:
        """quantity · Δ [commodity] and value [money/commodity], by demand, tier, node."""
        read, count = self.read, len(self.places.tier_axis)
        quantity = read.parts(read.demand_tiers, count, lambda tier: read.path(tier, lambda t: t.quantity))
        value = read.parts(read.demand_tiers, count, lambda tier: read.path(tier, lambda t: t.value))
        return {"wanted": quantity * read.years, "worth": value / read.money}

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
