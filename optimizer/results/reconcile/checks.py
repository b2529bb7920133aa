"""What is checked, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from optimizer.results.names import clean, in_words
from optimizer.scenario.schema import NATIONAL
from optimizer.timeline import COMMON

TOLERANCE = 1e-6
"""Largest relative residual of a result that adds up [1]."""
SMALLEST = 0.1
"""Least size that a residual is measured against, in the unit of the row: with the tolerance it gives the 1e-7 to which
the solver itself keeps its rows."""

WORDS = {
    "tables": "every row is one fact, finite, about something and a period that the scenario has",
    "not_negative": "no amount is below 0",
    "existing": "existing capacity is the scenario's",
    "service": "capacity in service is what exists and what the starts bring",
    "capacity": "activity fits in the capacity in service",
    "recipes": "inputs, outputs and costs of operating follow from the activity",
    "build_inputs": "what building takes follows from the starts",
    "starts": "starts come early enough to serve within the horizon",
    "capex": "the price of what is started is the scenario's",
    "growth": "starts grow no faster than they may",
    "surge": "starts fit in the steps of the surge curve",
    "max_starts": "starts stay under their yearly limit",
    "max_capacity": "capacity in service stays under its ceiling",
    "throughput": "a permitting lane takes no more than its staff can",
    "supply": "purchases fit in what is on offer",
    "supply_money": "offers, prices, payments and tariffs are the scenario's",
    "demand": "what is served is wanted, and firm demand is served in full",
    "demand_worth": "wants and worths of demand are the scenario's",
    "flows": "links carry no more than they can, and lose and cost what they should",
    "stocks": "stocks fit in their room, and lose and cost what they should",
    "balance": "no more of a commodity is used than comes in",
    "reserve": "the reserve's level follows from what goes in and out",
    "reserve_size": "the reserve's level fits in its size",
    "fill_rate": "the reserve is filled no faster than it may be, and when it may be",
    "draw_rate": "the reserve is drawn no faster than it may be, and when it may be",
    "reserve_cover": "the reserve holds the cover that it must",
    "reserve_money": "the reserve's purchases, sales, holding cost and salvage follow from its amounts",
    "entitlement": "credits are due on what was started in time",
    "claims": "no more credit is claimed than is due",
    "credit_cap": "credits stay under their caps",
    "outlays": "capital outlays follow from the starts",
    "loan_share": "loans stay within their share of the capital cost",
    "loan_cap": "loans stay under their cap",
    "loans": "loans are drawn, served and subsidised as they should be",
    "budget": "no more is paid into a fund than its budget",
    "fund_total": "no more is paid into a fund than its total",
    "funds": "what funds receive and pay follows from the other tables",
    "cash": "the cash of funds follows from what comes in and goes out",
    "terms": "each term of the objective follows from the tables",
    "objective": "the objective is the sum of its terms",
    "metrics": "the headline numbers follow from the tables",
    "worthwhile": "what is bought, moved, made or served is worth its price, and nothing else would be worth more",
    "prices": "every market has a price in every period; no price or rent is below 0",
    "limits": "slack is the limit less what is used, and not below 0",
    "limit_values": "limits and what is used of them agree with the other tables",
    "duals": "no limit is worth less than 0, and only full ones are worth more",
    "elasticity": "elasticities follow from the worth of the limits",
    "value_split": "the split of the optimum over its limits sums to it",
}
"""Name of each check: what holds if it passes."""


class Place(NamedTuple):
    """Where a residual is; a part that does not apply is empty."""

    region: str = ""
    name: str = ""
    future: str = ""
    period: str = ""

    def __str__(self) -> str:
        parts = [clean(self.name)] if self.name else []
        parts += [f"in {in_words(self.region)}"] if self.region and self.region != NATIONAL else []
        parts += [self.period] if self.period else []
        parts += [f"(future {clean(self.future)})"] if self.future and self.future != COMMON else []
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold.

    worst : largest residual, relative to the size of its row [1].  where : of the worst.
    """

    name: str
    says: str
    worst: float
    where: Place
    limit: float = TOLERANCE

    @property
    def ok(self) -> bool:
        return self.worst <= self.limit

    def __str__(self) -> str:
        return f"{self.name}: it should hold that {self.says}; off by {self.worst:.2g} of its size at {self.where}"


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All checks of a result, in a fixed order."""

    checks: tuple[Check, ...]

    @property
    def failures(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.ok)

    @property
    def ok(self) -> bool:
        return not self.failures

    @property
    def worst(self) -> Check:
        """The check that came nearest to failing, or failed most."""
        return max(self.checks, key=lambda check: check.worst)


@dataclass(frozen=True, eq=False)
class Bound:
    """A limit and what is used of it, at every node, or for every future where it holds over the whole horizon."""

    limit: np.ndarray
    used: np.ndarray
    size: float


Goods = tuple[str, str, np.ndarray | float]
"""(commodity, region, amount at every node)"""


@dataclass(frozen=True, eq=False)
class Deal:
    """Something done at market prices: bought, moved, made or served.

    kind, region, name : its limit in table `limits`; kind is empty where it has none.  amount : how much, at every
    node.  size : of such an amount.  worth : money of one unit without the goods.  goods : (commodity, region, amount
    of it that one unit brings to the market, or takes from it if below 0).
    """

    kind: str
    region: str
    name: str
    amount: np.ndarray
    size: float
    worth: np.ndarray
    goods: list[Goods]


@dataclass
class Ledger:
    """Collects residuals while a result is checked; keeps the worst of each check.

    labels : (future, period) of each node, which an index of a residual stands for.  bounds : what was found for each
    (kind, region, name) of table `limits`.  deals : what prices must be in keeping with.
    """

    labels: tuple[tuple[str, str], ...]
    bounds: dict[tuple[str, str, str], Bound] = field(default_factory=dict)
    deals: list[Deal] = field(default_factory=list)
    _worst: dict[str, float] = field(default_factory=lambda: dict.fromkeys(WORDS, 0.0))
    _where: dict[str, Place] = field(default_factory=dict)

    def same(self, check: str, found: np.ndarray, expected: np.ndarray, size: float, region: str, name: str) -> None:
        """Two things are equal at every node; `size` is what the difference is measured against."""
        self._over_nodes(check, np.abs(found - expected), max(size, largest(expected)), region, name)

    def at_most(self, check: str, used: np.ndarray, limit: np.ndarray, size: float, region: str, name: str) -> None:
        """A thing stays under its limit at every node."""
        self._over_nodes(check, np.maximum(used - limit, 0.0), max(size, largest(used)), region, name)

    def not_negative(self, amounts: np.ndarray, size: float, region: str, name: str) -> None:
        """An amount is never below 0."""
        if amounts.min() < 0.0:
            self._over_nodes("not_negative", np.maximum(-amounts, 0.0), max(size, largest(amounts)), region, name)

    def bound(
        self, kind: str, limit: np.ndarray, used: np.ndarray, size: float, name: str, region: str = NATIONAL
    ) -> None:
        """Remember a limit, for the comparison with table `limits`."""
        self.bounds[kind, region, name] = Bound(limit, used, size)

    def _over_nodes(self, check: str, residual: np.ndarray, size: float, region: str, name: str) -> None:
        at = int(residual.argmax())  # of a row with a NaN, its place
        self.one(check, float(residual[at]), size, Place(region, name, *self.labels[at]))

    def one(self, check: str, residual: float, size: float, where: Place) -> None:
        """A single residual."""
        relative = abs(residual) / max(size, SMALLEST)
        if not relative <= self._worst[check]:
            self._worst[check] = relative if np.isfinite(relative) else np.inf
            self._where[check] = where

    def fail(self, check: str, where: Place) -> None:
        """Something is missing or does not belong, which has no size."""
        self.one(check, np.inf, 1.0, where)

    def close(self) -> Reconciliation:
        """All the checks."""
        return Reconciliation(
            tuple(Check(name, says, self._worst[name], self._where.get(name, Place())) for name, says in WORDS.items())
        )


def largest(amounts: np.ndarray) -> float:
    """Largest absolute value, over the nodes."""
    return float(max(amounts.max(), -amounts.min())) if len(amounts) else 0.0
