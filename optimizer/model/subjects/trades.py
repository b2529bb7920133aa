"""What supplies and demands have in common: tiers on a market."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.model.arrays import Axis
from optimizer.model.places import Place
from optimizer.model.reading import Versions
from optimizer.model.relation import Relation, relation
from optimizer.model.subjects.subject import Subject
from optimizer.scenario.schema import Demand, Supply


class Trades(Subject):
    """Supplies or demands."""

    def tiers(
        self, letter: str, axis: Axis, where_to: Sequence[Place], trades: Sequence[Versions[Supply | Demand]]
    ) -> Relation:
        """(letter, q, i): the tiers of each supply or demand, and the market that it trades on."""
        p = self.places
        rows = (
            (number, q, p.market_of(trade[0].commodity, place.region))
            for number, (place, trade) in enumerate(zip(where_to, trades, strict=True))
            for q in range(len(trade[0].tiers))
        )
        return relation(rows, {letter: axis, "q": p.tier_axis, "i": p.market_axis})
