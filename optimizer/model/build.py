"""Scenario -> formulation. This page is its table of contents: sets, coefficients, variables, equations, objective."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from optimizer.model import constraints, objective
from optimizer.model.arrays import Coefficient, IndexSet
from optimizer.model.cohorts import Cohorts
from optimizer.model.places import Places
from optimizer.model.reading import NodeReader
from optimizer.model.reads import unchanged
from optimizer.model.relation import Relation
from optimizer.model.subjects import Set, Subject, subjects
from optimizer.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Equation:
    """A constraint of the formulation: its rule and the index set it holds for."""

    rule: Callable[..., Any]
    over: str

    @property
    def name(self) -> str:
        return self.rule.__name__


EQUATIONS = (
    Equation(constraints.assets.service, "CAP"),
    Equation(constraints.assets.capacity, "CAP"),
    Equation(constraints.markets.balance, "MARKETS"),
    Equation(constraints.markets.supply, "BUY"),
    Equation(constraints.markets.demand, "FLEXIBLE"),
    Equation(constraints.markets.firm_demand, "FIRM"),
    Equation(constraints.markets.link_capacity, "CAPPED_LINKS"),
    Equation(constraints.markets.stock_limit, "STOCK"),
    Equation(constraints.assets.growth, "GROWING"),
    Equation(constraints.assets.max_starts, "MAX_STARTS"),
    Equation(constraints.assets.surge, "SURGE"),
    Equation(constraints.assets.max_capacity, "MAX_CAPACITY"),
    Equation(constraints.permits.throughput, "STAFFED"),
    Equation(constraints.reserves.reserve, "RESERVE"),
    Equation(constraints.reserves.fill_rate, "FILL_LIMITED"),
    Equation(constraints.reserves.draw_rate, "DRAW_LIMITED"),
    Equation(constraints.reserves.reserve_size, "RESERVE"),
    Equation(constraints.reserves.cover, "COVERED"),
    Equation(constraints.money.entitlement, "CLAIM"),
    Equation(constraints.money.credit_cap, "CREDIT_CAPPED"),
    Equation(constraints.money.credit_total, "CREDIT_TOTALS"),
    Equation(constraints.money.loan_share, "LOAN"),
    Equation(constraints.money.loan_cap, "LOAN_CAPS"),
    Equation(constraints.money.budget, "BUDGETED"),
    Equation(constraints.money.fund_total, "FUND_TOTALS"),
    Equation(constraints.money.cash, "FUND_NODES"),
    Equation(constraints.risk.shortfall, "SHORTFALL"),
)

TERMS = objective.TERMS


@dataclass(frozen=True, eq=False)
class Family:
    """Coefficients of one subject, and those of its relations whose rows depend on numbers."""

    coefficients: dict[str, Coefficient]
    patterns: tuple[Relation, ...]


@dataclass(frozen=True, eq=False)
class Known:
    """What a formulation has computed, for one of the same scenario with other numbers to take over."""

    variants: tuple[Scenario, ...]
    cohorts: Cohorts
    sets: dict[str, Set]
    families: tuple[Family, ...]


@dataclass(frozen=True, eq=False)
class Formulation:
    """A scenario as sets, coefficients and rules: all that either compiler needs, and nothing solved yet."""

    scenario: Scenario
    fixed_money_unit: float | None = None
    """Unit of money to keep where two formulations are compared; else chosen by the scenario's prices."""
    known: tuple[Known, ...] = ()
    """Of the same scenario with other numbers (`scenario.edit.with_values`), the likeliest first. Blocks that are the
    very same objects are not read again, and sets are taken over where no relation has other rows."""

    @cached_property
    def places(self) -> Places:
        return Places(self.scenario)

    @cached_property
    def cohorts(self) -> Cohorts:
        """Taken over, kernels and all, where no time that they depend on has changed."""
        variants = self.places.variants
        found = (known.cohorts for known in self.known if unchanged(Cohorts.reads, variants, known.variants))
        return next(found, None) or Cohorts(self.places)

    @cached_property
    def money_unit(self) -> float:
        """Units of the scenario's money in one unit of the model's money."""
        return self.fixed_money_unit or money_unit(self.scenario)

    @cached_property
    def _subjects(self) -> tuple[Subject, ...]:
        return subjects(self.cohorts, NodeReader(self.places, self.money_unit))

    @cached_property
    def sets(self) -> dict[str, Set]:
        """Index sets, and sets for each index, by name."""
        for known in self.known:
            if self._same_rows(known):
                return known.sets
        return {found.name: found for subject in self._subjects for found in subject.sets()}

    @cached_property
    def coefficients(self) -> dict[str, Coefficient]:
        """Numbers by name."""
        return {name: found for family in self._families for name, found in family.coefficients.items()}

    @cached_property
    def _families(self) -> tuple[Family, ...]:
        """By subject: those taken over where none of their blocks has changed, the others computed."""
        return tuple(self._taken(number) or _family(subject) for number, subject in enumerate(self._subjects))

    def _taken(self, number: int) -> Family | None:
        """What is known of a subject of which nothing has changed."""
        reads, variants = self._subjects[number].reads, self.places.variants
        found = (known.families[number] for known in self.known if unchanged(reads, variants, known.variants))
        return next(found, None)

    def _same_rows(self, known: Known) -> bool:
        return all(
            one.same_rows(other)
            for mine, before in zip(self._families, known.families, strict=True)
            for one, other in zip(mine.patterns, before.patterns, strict=True)
        )

    def knowledge(self) -> Known:
        """What this formulation has computed, to be taken over."""
        return Known(self.places.variants, self.cohorts, self.sets, self._families)

    @property
    def period_years(self) -> float:
        """Δ [yr]."""
        return self.places.tree.periods.years

    def index_set(self, name: str) -> IndexSet:
        found = self.sets[name]
        if not isinstance(found, IndexSet):
            raise TypeError(f"{name} is an indexed set")
        return found


def _family(subject: Subject) -> Family:
    return Family({found.name: found for found in subject.coefficients()}, subject.patterns())


def money_unit(scenario: Scenario) -> float:
    """A power of ten of the scenario's money that brings its dearest unit to between 10 and 100 in the model.

    HiGHS' tolerances are absolute; money in single dollars would leave them meaningless. A scenario with all money
    multiplied by 1,000 becomes the same model.
    """
    prices = [point.value for asset in scenario.assets.values() if asset.capex for _, point in asset.capex]
    prices += [p.value for demand in scenario.demands.values() for tier in demand.tiers for _, p in tier.value]
    prices += [p.value for supply in scenario.supplies.values() for tier in supply.tiers for _, p in tier.price]
    dearest = max(prices, default=0.0)
    return float(10.0 ** (np.floor(np.log10(dearest)) - 1)) if dearest > 0 else 1.0
