"""Hand cases: a small scenario given as YAML on top of a base one, and its answer read by name.

The base has three years, no discounting, money in USD, one commodity `good` in tonnes and users who want 100 t a year
at 10 USD each. A patch changes what it names; null takes a key away. Bare numbers are in base units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import yaml

from optimizer.errors import NoOptimum
from optimizer.model import SolverOptions, solve
from optimizer.results.reconcile import require
from optimizer.results.solution import Solution
from optimizer.scenario.load import loads
from optimizer.scenario.schema import Scenario

BASE = """
horizon: {start: 2026, end: 2029, step: year}
objective: {discount_rate: 0}
commodities: {good: {unit: t}}
demands: {users: {commodity: good, tiers: [{quantity: 100, value: 10}]}}
"""
EXACT = 1e-6
"""Hand calculations and the solver agree to this, relative and absolute."""


def near(expected: Any) -> Any:
    """Equal up to the solver's rounding."""
    return pytest.approx(expected, rel=EXACT, abs=EXACT)


def text(*patches: str) -> str:
    """The base scenario with patches merged in, as the text of a file."""
    tree = yaml.safe_load(BASE)
    for patch in patches:
        tree = _merged(tree, yaml.safe_load(patch) or {})
    return yaml.safe_dump(tree, sort_keys=False)


def _merged(below: Any, above: Any) -> Any:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    whole = {**below, **{key: _merged(below.get(key), value) for key, value in above.items()}}
    return {key: value for key, value in whole.items() if value is not None}


def scenario(*patches: str) -> Scenario:
    """The base scenario with patches merged in."""
    return loads(text(*patches), "hand.yaml").scenario


def solved(*patches: str) -> Answer:
    """The answer to the base scenario with patches merged in, reconciled and its own sums checked."""
    of = scenario(*patches)
    answer = Answer(solve(of, SolverOptions({"method": "simplex"})))
    require(answer.solution, of)
    answer.check_sums()
    return answer


def no_optimum(*patches: str) -> str:
    """The message that says why the base scenario with patches has no optimum."""
    with pytest.raises(NoOptimum) as caught:
        solve(scenario(*patches))
    return str(caught.value)


@dataclass(frozen=True)
class Limit:
    """A row of table `limits`."""

    limit: float
    used: float
    slack: float
    dual: float
    elasticity: float
    binding: bool


@dataclass(frozen=True)
class Answer:
    """A solution, read by name."""

    solution: Solution

    @property
    def objective(self) -> float:
        return self.solution.objective

    def term(self, name: str) -> float:
        """A part of the net present value."""
        return self.solution.objective_terms[name]

    def metric(self, name: str) -> float:
        return self.solution.metrics[name].value

    def at(self, table: str, quantity: str, period: str | None = None, **keys: str) -> float:
        """Sum of the facts of a quantity: in a period, or over all of them."""
        when = {} if period is None else {"period": period}
        found = self.solution.tables[table].where(quantity=quantity, **when, **keys)
        return float(np.sum(found.columns["value"]))

    def path(self, table: str, quantity: str, **keys: str) -> list[float]:
        """`at` of every period in order, first to last."""
        return [self.at(table, quantity, period, **keys) for period in self.periods(keys.get("future"))]

    def periods(self, future: str | None = None) -> list[str]:
        """Names of all periods, or of those of one future."""
        rows = self.solution.tables["capacity" if len(self.solution.tables["capacity"]) else "prices"]
        chosen = rows if future is None else rows.where(future=future)
        return sorted(set(chosen.columns["period"]))

    def price(self, commodity: str, **keys: str) -> list[float]:
        """Price of a commodity by period, in money of its period."""
        return self.path("prices", "price", commodity=commodity, **keys)

    def limit(self, kind: str, name: str, period: str, **keys: str) -> Limit:
        """The one row of table `limits` with these keys."""
        rows = self.solution.tables["limits"].where(kind=kind, name=name, period=period, **keys)
        assert len(rows) == 1, f"{len(rows)} limits of kind {kind}, name {name}, period {period}, {keys}"
        column = {key: values[0] for key, values in rows.columns.items()}
        return Limit(
            limit=float(column["limit"]),
            used=float(column["used"]),
            slack=float(column["slack"]),
            dual=float(column["dual"]),
            elasticity=float(column["elasticity"]),
            binding=column["binding"] == "true",
        )

    def duals(self, kind: str, name: str, **keys: str) -> list[float]:
        """Duals of a limit in the periods in which it stands, in order."""
        rows = self.solution.tables["limits"].where(kind=kind, name=name, **keys)
        order = np.argsort(np.array(rows.columns["period"], dtype=str))
        return [float(rows.columns["dual"][i]) for i in order]

    def split(self, kind: str, name: str | None = None) -> float:
        """What the optimum owes to a kind of limit, in units of the objective."""
        named = {} if name is None else {"name": name}
        return float(np.sum(self.solution.tables["value_split"].where(kind=kind, **named).columns["value"]))

    def check_sums(self) -> None:
        """The terms sum to the net present value, and the optimum is the sum of its limits' worth (strong duality)."""
        solution = self.solution
        assert sum(solution.objective_terms.values()) == near(solution.metrics["npv"].value)
        values = solution.tables["value_split"].columns["value"]
        shares = solution.tables["value_split"].columns["share"]
        size = float(np.abs(values).sum())
        assert float(np.sum(values)) == pytest.approx(solution.objective, abs=EXACT * max(1.0, size))
        if abs(solution.objective) > EXACT * size > 0:
            assert float(np.sum(shares)) == pytest.approx(1.0, abs=EXACT * size / abs(solution.objective))
