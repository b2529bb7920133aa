"""Funds: what flows into and out of each, and what may be paid in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from optimizer.model.arrays import Axis, Coefficient
from optimizer.model.reading import Versions
from optimizer.model.reads import ALL, DELAYS
from optimizer.model.relation import Relation, members, relation
from optimizer.model.subjects.credits import Credits
from optimizer.model.subjects.demands import Demands
from optimizer.model.subjects.loans import Loans
from optimizer.model.subjects.recipes import Recipes
from optimizer.model.subjects.subject import Set, Subject, dense
from optimizer.model.subjects.supplies import Supplies
from optimizer.scenario.schema import Demand, Fund, Supply


@dataclass(frozen=True, eq=False)
class Funds(Subject):
    """Letters: f, j a fund, c a credit, g a loan programme, a a site, o a mode, l a lane, q a surge step or a tier,
    s the node of a start or a supply, d a demand, i a market, n a node, b a future.
    """

    reads = (("funds", ALL), ("assets", DELAYS), ("permitting", ALL))

    recipes: Recipes
    supplies: Supplies
    demands: Demands
    credits: Credits
    loans: Loans

    # --- who pays ---

    @property
    def owners(self) -> Relation:
        """(f, a): the fund of each site that has one."""
        fund = self.places.fund_axis
        owned = ((fund.code[asset[0].fund], a) for a, asset in enumerate(self.read.assets) if asset[0].fund is not None)
        return relation(owned, {"f": fund, "a": self.places.site_axis})

    def _having(self, has: Callable[[Fund], bool]) -> Relation:
        """(f): the funds that have something."""
        chosen = (f for f, fund in enumerate(self.read.funds) if has(fund[0]))
        return members("f", self.places.fund_axis, chosen)

    @property
    def covering(self) -> Relation:
        """(f): the funds that cover all, variable costs and purchases too."""
        return self._having(lambda fund: fund.covers == "all")

    def _purses(self, letter: str, axis: Axis, trades: Sequence[Versions[Supply | Demand]]) -> Relation:
        """(f, letter): the fund that covers all which each supply or demand trades through, where there is one."""
        named = ((self.places.purse_of(trade[0].fund), i) for i, trade in enumerate(trades))
        rows = ((self.places.fund_axis.code[purse], i) for purse, i in named if purse is not None)
        return relation(rows, {"f": self.places.fund_axis, letter: axis}).joined(self.covering)

    def patterns(self) -> tuple[Relation, ...]:
        return (self.cohorts.outlays,)

    # --- sets ---

    def sets(self) -> Iterator[Set]:
        yield from self._fund_sets()
        yield from self._capital_sets()
        yield from self._covered_sets()

    def _fund_sets(self) -> Iterator[Set]:
        fund = self.places.fund_axis
        everywhere, carrying = members("f", fund).joined(self.nodes), self._having(lambda f: f.carry)
        yield everywhere.index_set("FUND_NODES", "f n")
        yield everywhere.indexed_set("ALL_FUNDS", "n", "f")
        yield self._having(lambda f: f.budget is not None).joined(self.nodes).index_set("BUDGETED", "f n")
        yield self._having(lambda f: f.total is not None).joined(self.futures).index_set("FUND_TOTALS", "f b")
        yield carrying.joined(self.nodes).index_set("CARRYING", "f n")
        yield carrying.same("f", "j").indexed_set("CARRIES", "f", "j")

    def _capital_sets(self) -> Iterator[Set]:
        """What every fund pays and receives for its sites, and the reserves that it fills."""
        outlays = self.cohorts.outlays.joined(self.cohorts.steps)
        yield self.credits.claims.joined(self.owners).indexed_set("CLAIMS_TO", "f n", "c a")
        yield self.loans.draws.joined(self.owners).indexed_set("DRAWS_TO", "f n", "g a l s")
        yield self.loans.debts.joined(self.owners).indexed_set("DEBTS_OF", "f n", "g a l s")
        yield outlays.joined(self.owners).indexed_set("OUTLAYS_OF", "f n", "a l q s")
        yield self._filled().indexed_set("FILLS_OF", "f", "i")

    def _filled(self) -> Relation:
        """(f, i): the fund that pays for filling the reserve of each market, where there is one."""
        p, reserves = self.places, self.places.scenario.reserve
        paid = ((reserves[market.name].fund, i) for i, market in enumerate(p.markets) if market.name in reserves)
        rows = ((p.fund_axis.code[fund], i) for fund, i in paid if fund is not None)
        return relation(rows, {"f": p.fund_axis, "i": p.market_axis})

    def _covered_sets(self) -> Iterator[Set]:
        """What funds that cover all pay and receive besides."""
        p = self.places
        bought = self._purses("s", p.supply_axis, self.read.supplies)
        served = self._purses("d", p.demand_axis, self.read.demands)
        yield self.owners.joined(self.covering).joined(self.recipes.modes).indexed_set("COSTS_OF", "f", "a o")
        yield bought.joined(self.supplies.offers).indexed_set("PURCHASES_OF", "f", "s q")
        yield served.joined(self.demands.uses).indexed_set("REVENUES_OF", "f", "d q")

    # --- coefficients ---

    def coefficients(self) -> Iterator[Coefficient]:
        p, read = self.places, self.read
        totals = self.caps_by_future([[version.total for version in fund] for fund in read.funds])
        by_node = {
            "budget": read.paths(read.funds, lambda fund: fund.budget) * read.years / read.money,
            "reinvest": read.numbers(read.funds, lambda fund: fund.reinvest.value),
        }
        yield from dense((p.fund_axis, p.node_axis), by_node)
        yield from dense((p.fund_axis, p.future_axis), {"fund_total": totals})
        yield self.cohorts.outlays.coefficient("outlay", "a l s n")
