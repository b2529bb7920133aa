"""Strategic reserves and the rules that hold for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np

from optimizer.model.arrays import Coefficient
from optimizer.model.reading import Versions
from optimizer.model.reads import ALL
from optimizer.model.relation import Relation, members
from optimizer.model.subjects.subject import Set, Subject, dense
from optimizer.scenario import places as where
from optimizer.scenario.schema import Reserve

COEFFICIENTS = (
    "reserve_size",
    "reserve_remains",
    "reserve_opening",
    "fill_room",
    "draw_room",
    "cover",
    "reserve_price",
    "reserve_holding",
    "reserve_salvage",
)
EARLY = 1e-9
"""Rounding of dates [yr]: a cover from a period's first moment on is due in that period."""


class Reserves(Subject):
    """Letters: i, j the market of a reserve, n a node."""

    reads = (("reserve", ALL), ("disruptions", ALL))

    @cached_property
    def rules(self) -> dict[int, Versions[Reserve]]:
        """The reserve of each market that has one."""
        p = self.places
        return {
            i: [scenario.reserve[market.name] for scenario in p.variants]
            for i, market in enumerate(p.markets)
            if market.name in p.scenario.reserve
        }

    def _having(self, has: Callable[[Reserve], bool]) -> Relation:
        """(i, n): markets with a reserve that has something, at every node."""
        chosen = (i for i, rules in self.rules.items() if has(rules[0]))
        return members("i", self.places.market_axis, chosen).joined(self.nodes)

    @cached_property
    def covered(self) -> Relation:
        """(i, n): reserves with a cover, at the nodes in which it must be held."""
        with_cover = self._having(lambda r: r.cover is not None)
        due = np.zeros((len(self.places.markets), self.places.tree.size), bool)
        for i, rules in self.rules.items():
            due[i] = self._due(i, rules)
        return with_cover.where(due[with_cover["i"], with_cover["n"]])

    def _due(self, market: int, rules: Versions[Reserve]) -> np.ndarray:
        """Whether a cover must be held: from `cover_from` on, outside disruptions, shape (nodes,) [bool]."""
        tree = self.places.tree
        begins = self.read.number(rules, lambda r: -np.inf if r.cover_from is None else r.cover_from)
        due: np.ndarray = (tree.periods.starts[tree.period] >= begins - EARLY) & (self._disrupted(market) == 0.0)
        return due

    def patterns(self) -> tuple[Relation, ...]:
        return (self.covered,)

    # --- sets ---

    def sets(self) -> Iterator[Set]:
        market, tree = self.places.market_axis, self.places.tree
        held = self._having(lambda _: True)
        last = tree.period[held["n"]] == tree.periods.count - 1
        slow_to_fill = self._having(lambda r: r.fill_rate is not None or r.fill == "undisrupted")
        slow_to_draw = self._having(lambda r: r.draw_rate is not None or r.release == "disruption")
        yield held.index_set("RESERVE", "i n")
        yield slow_to_fill.index_set("FILL_LIMITED", "i n")
        yield slow_to_draw.index_set("DRAW_LIMITED", "i n")
        yield self.covered.index_set("COVERED", "i n")
        yield members("i", market, self.rules).same("i", "j").indexed_set("RESERVES_OF", "i", "j")
        yield held.indexed_set("ALL_RESERVES", "n", "i")
        yield held.where(last).indexed_set("RESERVES_LEFT", "n", "i")

    # --- coefficients ---

    def coefficients(self) -> Iterator[Coefficient]:
        p = self.places
        tables = {name: np.zeros((len(p.markets), p.tree.size)) for name in COEFFICIENTS}
        for i, rules in self.rules.items():
            rows = {**self._level(rules), **self._rates(i, rules), **self._money(rules)}
            for name, table in tables.items():
                table[i] = rows[name]
        yield from dense((p.market_axis, p.node_axis), tables)

    def _level(self, rules: Versions[Reserve]) -> dict[str, np.ndarray]:
        """Room and what the root finds [commodity], share kept over a period [1], shape (nodes,) each."""
        read, root = self.read, self.places.tree.parent < 0
        remains = read.number(rules, lambda r: 1.0 - r.loss.value * read.years)
        initial = read.number(rules, lambda r: r.initial.value)
        return {
            "reserve_size": read.path(rules, lambda r: r.size),
            "reserve_remains": remains,
            "reserve_opening": np.where(root, remains * initial, 0.0),
        }

    def _rates(self, market: int, rules: Versions[Reserve]) -> dict[str, np.ndarray]:
        """Most filled and drawn in the period [commodity]; cover as periods of use to be held [1]; shape (nodes,)."""
        read, rule = self.read, rules[0]
        size, hit = read.path(rules, lambda r: r.size), self._disrupted(market)
        fill_rate = read.number(rules, lambda r: np.inf if r.fill_rate is None else r.fill_rate.value)
        draw_rate = read.number(rules, lambda r: np.inf if r.draw_rate is None else r.draw_rate.value)
        cover = read.number(rules, lambda r: 0.0 if r.cover is None else r.cover.value / read.years)
        return {
            "fill_room": _room(fill_rate * read.years, size) * (1.0 - hit if rule.fill == "undisrupted" else 1.0),
            "draw_room": _room(draw_rate * read.years, size) * (hit if rule.release == "disruption" else 1.0),
            "cover": cover * self._due(market, rules),
        }

    def _disrupted(self, market: int) -> np.ndarray:
        """Share of each node's period in which the commodity is disrupted, shape (nodes,) [1]."""
        p, name = self.places, self.places.markets[market].name
        return self.read.by_variant(lambda v: where.disrupted(p.variants[v], p.future_of(v), name))

    def _money(self, rules: Versions[Reserve]) -> dict[str, np.ndarray]:
        """Reference price, cost of holding for a period [money/commodity], salvage as a share of the price [1]."""
        read = self.read
        return {
            "reserve_price": read.path(rules, lambda r: r.price) / read.money,
            "reserve_holding": read.number(rules, lambda r: r.holding_cost.value * read.years) / read.money,
            "reserve_salvage": read.number(rules, lambda r: r.salvage.value),
        }


def _room(rate: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Room of a fill or draw: what the rate allows, or the whole size where there is none."""
    return np.where(np.isfinite(rate), rate, size)
