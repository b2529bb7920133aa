"""Index sets and coefficients of credits, loans and funds.

They come together because their sets hold only the entries whose coefficients are not 0: a credit can be claimed only
in the periods after service in which its kernel pays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

import numpy as np

from optimizer import finance
from optimizer.model.arrays import Coefficient, IndexedSet, IndexSet
from optimizer.model.cohorts import NEGLIGIBLE, Cohorts, Spread
from optimizer.model.places import Place, Places
from optimizer.model.reading import NodeReader
from optimizer.model.sets import Sets, at_every_node, codes, starts, with_steps
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Asset, Credit, Fund, Loan

Thing = TypeVar("Thing")


@dataclass(frozen=True, eq=False)
class Purses:
    """Credits, loans and funds of a scenario as rows and numbers. `money` is the unit of money in the model."""

    cohorts: Cohorts
    money: float

    @property
    def places(self) -> Places:
        return self.cohorts.places

    @cached_property
    def reader(self) -> NodeReader:
        return NodeReader(self.places)

    # --- entitlements ---

    @cached_property
    def _entitlement(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows (credit, site, lane, step, start, node); the same without steps, and the value of each of these."""
        wide, narrow, values = [codes([], 6)], [codes([], 5)], [np.zeros(0)]
        for number, name in enumerate(self.places.credit_axis.labels):
            spread = self._entitled(name)
            lane_site = np.column_stack(
                [
                    self.cohorts.site[spread.combination],
                    self.cohorts.lane[spread.combination],
                    spread.start,
                    spread.node,
                ]
            )
            steps = with_steps(spread, self.cohorts)
            wide.append(np.column_stack([np.full(len(steps), number), steps]))
            narrow.append(np.column_stack([np.full(len(lane_site), number), lane_site]))
            values.append(spread.value)
        return np.concatenate(wide), np.concatenate(narrow), np.concatenate(values)

    def _entitled(self, name: str) -> Spread:
        """rate · basis · e · κ of one credit over all starts and later nodes."""
        tree = self.places.tree
        variants = self.places.variants
        kernel = self.cohorts.after_service(lambda v: variants[v].credits[name].paid_after.value)
        rate = np.array([[self._rate(name, i, v) for v in range(len(variants))] for i in self.cohorts.site])
        rate = rate.reshape(len(self.cohorts.site), len(variants))
        window = np.array([self.cohorts.window(name, v) for v in range(len(variants))])  # (variants, C, N)
        spread = self.cohorts.spread(kernel, only=np.asarray(rate.any(axis=1)))
        variant, period = tree.variant[spread.start], tree.period[spread.start]
        value = spread.value * rate[spread.combination, variant] * window[variant, spread.combination, period]
        keep = value > NEGLIGIBLE
        return Spread(spread.combination[keep], spread.start[keep], spread.node[keep], value[keep])

    def _rate(self, name: str, site: int, variant: int) -> float:
        credit = self.places.variants[variant].credits[name]
        place = self.places.sites[site]
        if place.name not in credit.rates or (credit.regions is not None and place.region not in credit.regions):
            return 0.0
        return credit.rates[place.name].value * credit.basis.value

    # --- loans ---

    @cached_property
    def outlays(self) -> Spread:
        """Capital outlays, per unit of price, over all starts and later nodes."""
        return self.cohorts.spread(self.cohorts.construction)

    @cached_property
    def _loans(self) -> np.ndarray:
        """(loan, site, lane, start node) of every start that a programme may lend on."""
        combination, node = np.nonzero(self.cohorts.allowed)
        starts = np.column_stack([self.cohorts.site[combination], self.cohorts.lane[combination], node])
        rows = [codes([], 4)]
        for g, mine in enumerate(self._lending):
            there = starts[mine[combination]]
            rows.append(np.column_stack([np.full(len(there), g), there]))
        return np.concatenate(rows)

    @cached_property
    def _lending(self) -> list[np.ndarray]:
        """For each programme which combinations it may lend on, shape (C,) [bool]."""
        names = [self.places.sites[i].name for i in self.cohorts.site]
        return [np.array([name in loan.assets for name in names], bool) for loan in self.places.scenario.loans.values()]

    @cached_property
    def _draws(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows (loan, site, lane, start, node) in which a loan is drawn or served, and the payments due on it."""
        due, rows = [np.zeros(0)], [codes([], 5)]
        for g, name in enumerate(self.places.loan_axis.labels):
            spread = self.cohorts.spread(self._service(name), only=self._lending[g])
            rows.append(self._lane_rows(g, spread))
            due.append(spread.value)
        return np.concatenate(rows), np.concatenate(due)

    def _lane_rows(self, number: int, spread: Spread) -> np.ndarray:
        """(number, site, lane, start, node) of a spread."""
        site, lane = self.cohorts.site[spread.combination], self.cohorts.lane[spread.combination]
        return np.column_stack([np.full(len(site), number), site, lane, spread.start, spread.node])

    @cached_property
    def _drawn(self) -> np.ndarray:
        """Rows (loan, site, lane, start, node) in which a loan is drawn: where its plant's outlays fall due."""
        rows = [codes([], 5)]
        for g, mine in enumerate(self._lending):
            there = mine[self.outlays.combination]
            picked = Spread(*(part[there] for part in (
                self.outlays.combination, self.outlays.start, self.outlays.node, self.outlays.value)))  # fmt: skip
            rows.append(self._lane_rows(g, picked))
        return np.concatenate(rows)

    def _service(self, name: str) -> np.ndarray:
        """Payment in each period on one unit lent on a start, drawn as its outlays fall due, shape (C, variants, N)."""
        periods = self.places.tree.periods
        kernel = np.zeros_like(self.cohorts.construction)
        for v, scenario in enumerate(self.places.variants):
            loan = scenario.loans[name]
            payment = finance.debt_service(loan.rate.value, loan.tenor.value, periods.years, periods.count)
            for c, draws in enumerate(self.cohorts.construction[:, v]):
                kernel[c, v] = np.convolve(draws, payment)[: periods.count]
        return kernel

    # --- funds ---

    def _sites_of(self, fund: str) -> list[int]:
        return [i for i, site in enumerate(self.places.sites) if self.places.asset(site).fund == fund]

    def _by_fund(self, rows: np.ndarray, site_column: int) -> np.ndarray:
        """Rows with their fund's number in front; rows of sites without a fund are left out."""
        number = {name: f for f, name in enumerate(self.places.fund_axis.labels)}
        funds = np.array([number.get(self.places.asset(s).fund or "", -1) for s in self.places.sites], int)
        fund = funds[rows[:, site_column]]
        return np.column_stack([fund, rows])[fund >= 0]

    def _covering(self, trades: tuple[Place, ...], kind: str) -> np.ndarray:
        """(fund, place, tier) of the supplies or demands that funds with `covers: all` pay or receive for."""
        rows: list[tuple[int, int, int]] = []
        for f, (name, fund) in enumerate(self.places.scenario.funds.items()):
            for i, place in enumerate(trades):
                trade = self.places.supply(place) if kind == "supply" else self.places.demand(place)
                if fund.covers == "all" and self.places.purse_of(trade.fund) == name:
                    rows.extend((f, i, q) for q in range(len(trade.tiers)))
        return codes(rows, 3)

    def _costs(self) -> np.ndarray:
        """(fund, site, mode) whose variable costs a fund with `covers: all` pays."""
        modes = {label: i for i, label in enumerate(self.places.mode_axis.labels)}
        funds = self.places.scenario.funds.items()
        return codes(
            (
                (f, i, modes[mode])
                for f, (name, fund) in enumerate(funds)
                if fund.covers == "all"
                for i in self._sites_of(name)
                for mode in self.places.asset(self.places.sites[i]).modes
            ),
            3,
        )

    def sets(self) -> Sets:
        p = self.places
        site, lane, step, node = p.site_axis, p.lane_axis, p.step_axis, p.node_axis
        credit, loan, fund, future = p.credit_axis, p.loan_axis, p.fund_axis, p.future_axis
        scenario = p.scenario
        entitled = self._entitlement[0]
        claims = np.unique(entitled[:, [0, 1, 5]], axis=0)
        spent = with_steps(self.outlays, self.cohorts)
        loans = self._loans
        every_future = range(len(p.tree.paths))
        funds = list(scenario.funds.values())
        all_funds = at_every_node(np.arange(len(funds))[:, None], p)
        capped = codes(((c,) for c, x in enumerate(scenario.credits.values()) if x.annual_cap is not None), 1)
        budgeted = codes(((f,) for f, x in enumerate(funds) if x.budget is not None), 1)
        carrying = [f for f, x in enumerate(funds) if x.carry]
        totals = {
            "CREDIT_TOTALS": (credit, [c for c, x in enumerate(scenario.credits.values()) if x.total_cap is not None]),
            "LOAN_CAPS": (loan, [g for g, x in enumerate(scenario.loans.values()) if x.cap is not None]),
            "FUND_TOTALS": (fund, [f for f, x in enumerate(funds) if x.total is not None]),
        }
        by_path: Sets = {
            name: IndexSet(name, (axis, future), codes(((i, b) for i in members for b in every_future), 2))
            for name, (axis, members) in totals.items()
        }
        return {
            **by_path,
            "CLAIM": IndexSet("CLAIM", (credit, site, node), claims),
            "ENTITLING": IndexedSet(
                "ENTITLING", (credit, site, node), (lane, step, node), entitled[:, [0, 1, 5, 2, 3, 4]]
            ),
            "CLAIMS_OF": IndexedSet("CLAIMS_OF", (credit, node), (site,), claims[:, [0, 2, 1]]),
            "ALL_CLAIMS": IndexedSet("ALL_CLAIMS", (node,), (credit, site), claims[:, [2, 0, 1]]),
            "CREDIT_CAPPED": IndexSet("CREDIT_CAPPED", (credit, node), at_every_node(capped, p)),
            "LOAN": IndexSet("LOAN", (loan, site, lane, node), loans),
            "LOANS_OF": IndexedSet("LOANS_OF", (loan, node), (site, lane), loans[:, [0, 3, 1, 2]]),
            "ALL_LOANS": IndexedSet("ALL_LOANS", (node,), (loan, site, lane), loans[:, [3, 0, 1, 2]]),
            "STEPS_OF": IndexedSet("STEPS_OF", (site, lane, node), (step,), starts(self.cohorts)[:, [0, 1, 3, 2]]),
            "FUND_NODES": IndexSet("FUND_NODES", (fund, node), all_funds),
            "BUDGETED": IndexSet("BUDGETED", (fund, node), at_every_node(budgeted, p)),
            "CARRYING": IndexSet("CARRYING", (fund, node), at_every_node(codes(((f,) for f in carrying), 1), p)),
            "CARRIES": IndexedSet("CARRIES", (fund,), (fund,), codes(((f, f) for f in carrying), 2)),
            "CLAIMS_TO": IndexedSet(
                "CLAIMS_TO", (fund, node), (credit, site), self._by_fund(claims, 1)[:, [0, 3, 1, 2]]
            ),
            "DRAWS_TO": IndexedSet(
                "DRAWS_TO", (fund, node), (loan, site, lane, node), self._by_fund(self._drawn, 1)[:, [0, 5, 1, 2, 3, 4]]
            ),
            "DEBTS_OF": IndexedSet(
                "DEBTS_OF",
                (fund, node),
                (loan, site, lane, node),
                self._by_fund(self._draws[0], 1)[:, [0, 5, 1, 2, 3, 4]],
            ),
            "OUTLAYS_OF": IndexedSet(
                "OUTLAYS_OF", (fund, node), (site, lane, step, node), self._by_fund(spent, 0)[:, [0, 5, 1, 2, 3, 4]]
            ),
            "FILLS_OF": IndexedSet("FILLS_OF", (fund,), (p.market_axis,), self._fills()),
            "COSTS_OF": IndexedSet("COSTS_OF", (fund,), (site, p.mode_axis), self._costs()),
            "PURCHASES_OF": IndexedSet(
                "PURCHASES_OF", (fund,), (p.supply_axis, p.tier_axis), self._covering(p.supplies, "supply")
            ),
            "REVENUES_OF": IndexedSet(
                "REVENUES_OF", (fund,), (p.demand_axis, p.tier_axis), self._covering(p.demands, "demand")
            ),
        }

    def _fills(self) -> np.ndarray:
        number = {name: f for f, name in enumerate(self.places.fund_axis.labels)}
        reserves = self.places.scenario.reserve
        return codes(
            (
                (number[str(reserves[m.name].fund)], i)
                for i, m in enumerate(self.places.markets)
                if m.name in reserves and reserves[m.name].fund is not None
            ),
            2,
        )

    # --- coefficients ---

    def coefficients(self) -> dict[str, Coefficient]:
        p = self.places
        site, lane, node = p.site_axis, p.lane_axis, p.node_axis
        credit, loan, fund, future = p.credit_axis, p.loan_axis, p.fund_axis, p.future_axis
        out = self.outlays
        per_period = self.reader.years / self.money
        outlay_rows = np.column_stack(
            [self.cohorts.site[out.combination], self.cohorts.lane[out.combination], out.start, out.node]
        )
        return {
            "entitlement": Coefficient(
                "entitlement", (credit, site, lane, node, node), self._entitlement[2], self._entitlement[1]
            ),
            "outlay": Coefficient("outlay", (site, lane, node, node), out.value, outlay_rows),
            "debt_service": Coefficient("debt_service", (loan, site, lane, node, node), self._draws[1], self._draws[0]),
            "credit_cap": Coefficient(
                "credit_cap", (credit, node), self.reader.paths(self._credits, lambda c: c.annual_cap) * per_period
            ),
            "credit_total": Coefficient(
                "credit_total", (credit, future), self._per_path(self._credits, lambda c: c.total_cap)
            ),
            "loan_share": Coefficient(
                "loan_share", (loan, node), self.reader.numbers(self._programmes, lambda g: g.share.value)
            ),
            "loan_subsidy": Coefficient(
                "loan_subsidy", (loan, node), self.reader.numbers(self._programmes, lambda g: g.subsidy.value)
            ),
            "loan_cap": Coefficient("loan_cap", (loan, future), self._per_path(self._programmes, lambda g: g.cap)),
            "budget": Coefficient(
                "budget", (fund, node), self.reader.paths(self._funds, lambda f: f.budget) * per_period
            ),
            "fund_total": Coefficient("fund_total", (fund, future), self._per_path(self._funds, lambda f: f.total)),
            "reinvest": Coefficient(
                "reinvest", (fund, node), self.reader.numbers(self._funds, lambda f: f.reinvest.value)
            ),
            "credit_worth": Coefficient("credit_worth", (site, node), self._credit_worth()),
            "loan_worth": Coefficient("loan_worth", (loan, site, lane, node), self._loan_worth()),
        }

    def _per_path(self, things: Sequence[Callable[[int], Thing]], read: Callable[[Thing], Number | None]) -> np.ndarray:
        """A cap over the horizon as each future has it, shape (things, futures) [model money]; inf without one."""
        variants = range(1, len(self.places.variants)) if len(self.places.variants) > 1 else range(1)
        caps = [[read(thing(v)) for v in variants] for thing in things]
        table = [[np.inf if cap is None else cap.value / self.money for cap in row] for row in caps]
        return np.array(table, float).reshape(len(things), len(variants))

    @cached_property
    def _credits(self) -> list[Callable[[int], Credit]]:
        return [partial(self.places.credit, name) for name in self.places.credit_axis.labels]

    @cached_property
    def _programmes(self) -> list[Callable[[int], Loan]]:
        return [partial(self.places.loan, name) for name in self.places.loan_axis.labels]

    @cached_property
    def _funds(self) -> list[Callable[[int], Fund]]:
        return [partial(self.places.fund, name) for name in self.places.fund_axis.labels]

    def _credit_worth(self) -> np.ndarray:
        """crf(ρ_a, L_a) · W_a(t) of every site and node, shape (sites, nodes) [1].

        W_a(t) is the discounted years in which a payment in t saves its annuity: half of t itself and the periods
        after it within L_a. In the last period it is 0: half a period would be more than a plant that comes into
        service late in it is charged, and building such plants for the credit alone would pay.
        """
        p, periods = self.places, self.places.tree.periods
        df = self.cohorts.discount

        def worth(site: Place, variant: int) -> np.ndarray:
            asset = p.asset(site, variant)
            life = None if asset.life is None else asset.life.value
            weights = finance.annuity_weights(life, periods.years, periods.count)
            years = np.array([weights[: periods.count - t] @ df[t:] for t in range(periods.count)]) * periods.years
            years[-1] = 0.0
            return finance.capital_recovery_factor(asset.hurdle_rate.value, life) * years

        return self.reader.stack([self.reader.by_variant(partial(worth, site)) for site in p.sites])

    def _loan_worth(self) -> np.ndarray:
        """Charges saved on one unit lent on a start, shape (loans, sites, lanes, nodes) [1].

        The owner's charge crf(ρ,L) · idc(ρ,build) less the same at the loan's rate, over the cohort's years in service.
        """
        p, cohorts = self.places, self.cohorts
        own = cohorts.annual_charge(lambda asset, _: asset.hurdle_rate.value)
        table = np.zeros((len(p.loan_axis), len(p.sites), len(p.lane_axis), p.tree.size))
        for g, name in enumerate(p.loan_axis.labels):
            lent = cohorts.annual_charge(partial(self._loan_rate, name))
            table[g, cohorts.site, cohorts.lane] = (own - lent)[:, p.tree.variant] * cohorts.charged_years
        return table

    def _loan_rate(self, name: str, _: Asset, variant: int) -> float:
        return self.places.loan(name, variant).rate.value
