"""Loans: on what a programme may lend, when a loan is drawn and served, under which caps, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from optimizer import finance
from optimizer.model.arrays import Coefficient
from optimizer.model.reading import Versions
from optimizer.model.reads import ALL, DELAYS
from optimizer.model.relation import Relation, members, relation, stacked
from optimizer.model.subjects.subject import Set, Subject, dense
from optimizer.scenario.schema import Loan


class Loans(Subject):
    """Letters: g a loan programme, a a site, l a lane, q a surge step, s the node of a start, n a node, b a future."""

    reads = (("loans", ALL), ("assets", (*DELAYS, "life", "hurdle_rate")), ("permitting", ALL), ("objective", ALL))

    # --- relations ---

    @cached_property
    def lending(self) -> Relation:
        """(g, a): the sites on which each programme may lend."""
        rows = (
            (g, a)
            for g, loan in enumerate(self.read.loans)
            for a, site in enumerate(self.places.sites)
            if site.name in loan[0].assets
        )
        return relation(rows, {"g": self.places.loan_axis, "a": self.places.site_axis})

    @cached_property
    def lent(self) -> Relation:
        """(g, a, l, n): the starts on which each programme may lend."""
        return self.lending.joined(self.cohorts.buildable)

    @cached_property
    def draws(self) -> Relation:
        """(g, a, l, s, n): the nodes in which a loan is drawn, where the outlays of its plant fall due."""
        return self.lending.joined(self.cohorts.outlays)

    @cached_property
    def debts(self) -> Relation:
        """(a, l, s, n, g) with the payment due in n on one unit lent on a start in s [1]."""
        parts = (self._debts(g, loan) for g, loan in enumerate(self.read.loans))
        return stacked(parts, {**self.cohorts.axes, "g": self.places.loan_axis})

    def _debts(self, number: int, loan: Versions[Loan]) -> Relation:
        mine = self.lending["a"][self.lending["g"] == number]
        spread = self.cohorts.spread(self._service(loan), only=np.isin(self.cohorts.site, mine))
        return spread.rows().joined(members("g", self.places.loan_axis, [number]))

    def _service(self, loan: Versions[Loan]) -> np.ndarray:
        """Payment in each period on one unit lent on a start, drawn as its outlays fall due, shape (C, variants, N)."""
        periods = self.places.tree.periods
        kernel = np.zeros_like(self.cohorts.construction)
        for v, version in enumerate(loan):
            payment = finance.debt_service(version.rate.value, version.tenor.value, periods.years, periods.count)
            for c, draws in enumerate(self.cohorts.construction[:, v]):
                kernel[c, v] = np.convolve(draws, payment)[: periods.count]
        return kernel

    def patterns(self) -> tuple[Relation, ...]:
        return (self.debts,)

    # --- sets ---

    def sets(self) -> Iterator[Set]:
        capped = (g for g, loan in enumerate(self.read.loans) if loan[0].cap is not None)
        yield self.lent.index_set("LOAN", "g a l n")
        yield self.lent.indexed_set("LOANS_OF", "g n", "a l")
        yield self.lent.indexed_set("ALL_LOANS", "n", "g a l")
        yield self.cohorts.starts.indexed_set("STEPS_OF", "a l n", "q")
        yield members("g", self.places.loan_axis, capped).joined(self.futures).index_set("LOAN_CAPS", "g b")

    # --- coefficients ---

    def coefficients(self) -> Iterator[Coefficient]:
        p, read = self.places, self.read
        shares = {
            "loan_share": read.numbers(read.loans, lambda loan: loan.share.value),
            "loan_subsidy": read.numbers(read.loans, lambda loan: loan.subsidy.value),
        }
        caps = self.caps_by_future([[version.cap for version in loan] for loan in read.loans])
        yield self.debts.coefficient("debt_service", "g a l s n")
        yield from dense((p.loan_axis, p.node_axis), shares)
        yield from dense((p.loan_axis, p.future_axis), {"loan_cap": caps})
        yield from dense((p.loan_axis, p.site_axis, p.lane_axis, p.node_axis), {"loan_worth": self._worth()})

    def _worth(self) -> np.ndarray:
        """Charges saved on one unit lent on a start, shape (loans, sites, lanes, nodes) [1].

        The owner's charge crf(ρ,L) · idc(ρ,build) less the same at the loan's rate, over the cohort's years in service.
        """
        p, cohorts = self.places, self.cohorts
        own = cohorts.annual_charge(lambda asset, _: asset.hurdle_rate.value)
        table = np.zeros((len(p.loan_axis), len(p.sites), len(p.lane_axis), p.tree.size))
        for g, loan in enumerate(self.read.loans):
            saved = own - self._public_charge(loan)
            table[g, cohorts.site, cohorts.lane] = saved[:, p.tree.variant] * cohorts.charged_years
        return table

    def _public_charge(self, loan: Versions[Loan]) -> np.ndarray:
        """crf · idc at the rate of a programme, shape (C, variants) [1/yr]."""
        return self.cohorts.annual_charge(lambda _, v: loan[v].rate.value)
