"""Scenario -> formulation. This page is its table of contents: sets, coefficients, variables, equations, objective."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from optimizer.model import constraints, objective
from optimizer.model.arrays import Axis, Coefficient, IndexedSet, IndexSet
from optimizer.model.coefficients import Physical, money_unit
from optimizer.model.cohorts import Cohorts
from optimizer.model.money import Purses
from optimizer.model.places import Places
from optimizer.model.sets import Sets, codes, physical_sets
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
class Formulation:
    """A scenario as sets, coefficients and rules: all that either compiler needs, and nothing solved yet."""

    scenario: Scenario
    fixed_money_unit: float | None = None
    """Unit of money to keep where two formulations are compared; else chosen by the scenario's prices."""

    @cached_property
    def places(self) -> Places:
        return Places(self.scenario)

    @cached_property
    def cohorts(self) -> Cohorts:
        return Cohorts(self.places)

    @cached_property
    def money_unit(self) -> float:
        """Units of the scenario's money in one unit of the model's money."""
        return self.fixed_money_unit or money_unit(self.scenario)

    @cached_property
    def _purses(self) -> Purses:
        return Purses(self.cohorts, self.money_unit)

    @cached_property
    def sets(self) -> Sets:
        return {**physical_sets(self.places, self.cohorts), **self._purses.sets(), **self._risk_sets()}

    @cached_property
    def coefficients(self) -> dict[str, Coefficient]:
        physical = Physical(self.cohorts, self.money_unit)
        return {**physical.all(), **self._purses.coefficients(), **self._risk_coefficients()}

    @property
    def period_years(self) -> float:
        """Δ [yr]."""
        return self.places.tree.periods.years

    def index_set(self, name: str) -> IndexSet:
        found = self.sets[name]
        if not isinstance(found, IndexSet):
            raise TypeError(f"{name} is an indexed set")
        return found

    # --- risk: one tail level for all futures, if the objective asks for it ---

    def _risk_sets(self) -> Sets:
        futures = range(len(self.places.tree.paths)) if self.scenario.objective.risk else range(0)
        future, tail = self.places.future_axis, Axis("tail", ("tail",))
        return {
            "TAIL": IndexSet("TAIL", (tail,), codes(((0,) for _ in list(futures)[:1]), 1)),
            "SHORTFALL": IndexSet("SHORTFALL", (future,), codes(((b,) for b in futures), 1)),
            "TAIL_OF": IndexedSet("TAIL_OF", (future,), (tail,), codes(((b, 0) for b in futures), 2)),
        }

    def _risk_coefficients(self) -> dict[str, Coefficient]:
        risk, future = self.scenario.objective.risk, self.places.future_axis
        share = 1.0 / risk.tail.value if risk else 0.0
        return {"tail_share": Coefficient("tail_share", (future,), np.full(len(future), share))}
