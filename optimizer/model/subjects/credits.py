"""Credits: what may be claimed, when, under which caps, and what a claim is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from optimizer.model.arrays import Coefficient
from optimizer.model.places import Place
from optimizer.model.reading import Versions
from optimizer.model.reads import ALL, DELAYS
from optimizer.model.relation import Relation, members, stacked
from optimizer.model.subjects.subject import Set, Subject, dense
from optimizer.scenario.schema import Credit


class Credits(Subject):
    """Letters: c a credit, a a site, l a lane, q a surge step, s the node of a start, n a node, b a future."""

    reads = (("credits", ALL), ("assets", (*DELAYS, "life", "hurdle_rate")), ("permitting", ALL), ("objective", ALL))

    # --- relations ---

    @cached_property
    def entitling(self) -> Relation:
        """(a, l, s, n, c) with rate · basis · e · κ: the starts in s for which a credit would be paid in n [1]."""
        parts = (self._part(c, credit) for c, credit in enumerate(self.read.credits))
        return stacked(parts, {**self.cohorts.axes, "c": self.places.credit_axis})

    def _part(self, number: int, credit: Versions[Credit]) -> Relation:
        """The rows of one credit."""
        return self.cohorts.following(f"credit {number}", credit, lambda: self._entitled(number, credit))

    def _entitled(self, number: int, credit: Versions[Credit]) -> Relation:
        """The rows of one credit, at a rate of 0 and outside its window too.

        Their duals say what the first per cent, or the first day more of the window, would be worth.
        """
        sites = [self.places.sites[i] for i in self.cohorts.site]
        paid = np.array([any(_pays(version, site) for version in credit) for site in sites], bool)
        spread = self.cohorts.spread(self.cohorts.after_service(lambda v: credit[v].paid_after.value), only=paid)
        period = self.places.tree.period[spread.start]
        due = spread.rows(self._eligible(credit)[spread.combination, spread.variant, period])
        rate = self._rates(credit, sites)[spread.combination, spread.variant]
        return due.valued(due.values * rate).joined(members("c", self.places.credit_axis, [number]))

    def _rates(self, credit: Versions[Credit], sites: Sequence[Place]) -> np.ndarray:
        """rate · basis of each (site, lane) and variant, shape (C, variants) [1]."""
        rows = [[_rate(version, site) for version in credit] for site in sites]
        return np.array(rows, float).reshape(len(sites), len(credit))

    def _eligible(self, credit: Versions[Credit]) -> np.ndarray:
        """e: share of the starts of each period whose construction begins in the window, shape (C, variants, N) [1]."""
        periods = self.places.tree.periods
        share = np.ones((*self.cohorts.permit.shape, periods.count))
        for v, version in enumerate(credit):
            if version.construction_begins is not None:
                for c, permit in enumerate(self.cohorts.permit[:, v]):
                    share[c, v] = periods.share_covered(*version.construction_begins, shift=permit)
        return share

    @cached_property
    def claims(self) -> Relation:
        """(c, a, n): credits and sites with the nodes in which what is paid for a start falls due."""
        return self.entitling.distinct("c a n")

    def patterns(self) -> tuple[Relation, ...]:
        return (self.entitling,)

    # --- sets ---

    def sets(self) -> Iterator[Set]:
        credit = self.places.credit_axis
        yearly = (c for c, version in enumerate(self.read.credits) if version[0].annual_cap is not None)
        in_all = (c for c, version in enumerate(self.read.credits) if version[0].total_cap is not None)
        yield self.claims.index_set("CLAIM", "c a n")
        yield self.entitling.joined(self.cohorts.steps).indexed_set("ENTITLING", "c a n", "l q s")
        yield self.claims.indexed_set("CLAIMS_OF", "c n", "a")
        yield self.claims.indexed_set("ALL_CLAIMS", "n", "c a")
        yield members("c", credit, yearly).joined(self.nodes).index_set("CREDIT_CAPPED", "c n")
        yield members("c", credit, in_all).joined(self.futures).index_set("CREDIT_TOTALS", "c b")

    # --- coefficients ---

    def coefficients(self) -> Iterator[Coefficient]:
        p, read = self.places, self.read
        cap = read.paths(read.credits, lambda credit: credit.annual_cap) * read.years / read.money
        yield self.entitling.coefficient("entitlement", "c a l s n")
        yield from dense((p.credit_axis, p.node_axis), {"credit_cap": cap})
        yield from dense((p.credit_axis, p.future_axis), {"credit_total": self._totals()})
        yield from dense((p.site_axis, p.node_axis), {"credit_worth": self.cohorts.credit_worth})

    def _totals(self) -> np.ndarray:
        return self.caps_by_future([[version.total_cap for version in credit] for credit in self.read.credits])


def _pays(credit: Credit, site: Place) -> bool:
    """Whether a credit has a rate for a site, be it 0."""
    return site.name in credit.rates and (credit.regions is None or site.region in credit.regions)


def _rate(credit: Credit, site: Place) -> float:
    """rate · basis of a credit at a site [1]; 0 where it is not paid."""
    return credit.rates[site.name].value * credit.basis.value if _pays(credit, site) else 0.0
