"""The same formulation as a Pyomo model, one row at a time: for inspection, extension, and as a check on `compile`.

    model = pyomo_model(Formulation(scenario))
    model.equations.balance["copper", 3].pprint()

Its rules are the very functions of `constraints` and `objective`; only what they are evaluated on differs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo

from optimizer.model import objective
from optimizer.model.arrays import Coefficient, IndexedSet, IndexSet
from optimizer.model.build import EQUATIONS, Formulation
from optimizer.model.variables import DECISIONS


def pyomo_model(formulation: Formulation) -> pyo.ConcreteModel:
    """A concrete Pyomo model of a scenario, in the model's own unit of money (`formulation.money_unit`)."""
    m = pyo.ConcreteModel()
    m.period_years = formulation.period_years
    for name, found in formulation.sets.items():
        _add_set(m, name, found)
    for name, coefficient in formulation.coefficients.items():
        setattr(m, name, _Numbers(coefficient))
    for decision in DECISIONS:
        domain = pyo.Reals if decision.free else pyo.NonNegativeReals
        setattr(m, decision.name, pyo.Var(m.find_component(decision.over), domain=domain))
    # A block of their own: `reserve` is the name of a variable too, `budget` that of a number.
    m.equations = pyo.Block()
    for equation in EQUATIONS:
        rows = pyo.Constraint(m.find_component(equation.over), rule=_rule(equation.rule, m))
        setattr(m.equations, equation.name, rows)
    m.value_total = pyo.Objective(expr=_total(m, formulation), sense=pyo.maximize)
    return m


def _add_set(m: pyo.ConcreteModel, name: str, found: IndexSet | IndexedSet) -> None:
    if isinstance(found, IndexSet):
        width = len(found.axes)
        members = [label if width > 1 else label[0] for label in found.labels()]
        setattr(m, name, pyo.Set(initialize=members, dimen=width, ordered=True))
    else:
        setattr(m, name, _Members(found))


class _Members:
    """An indexed set as Pyomo rules read it: members of a key, none for a key that has none."""

    def __init__(self, found: IndexedSet) -> None:
        self._width = len(found.key_axes)
        self._by_key: dict[Any, list[Any]] = {}
        labels = [axis.labels for axis in (*found.key_axes, *found.member_axes)]
        for row in found.codes.tolist():
            words = tuple(labels[i][code] for i, code in enumerate(row))
            member = words[self._width :]
            self._by_key.setdefault(words[: self._width], []).append(member if len(member) > 1 else member[0])

    def __getitem__(self, key: Any) -> list[Any]:
        return self._by_key.get(key if isinstance(key, tuple) else (key,), [])


class _Numbers:
    """A coefficient read by labels."""

    def __init__(self, coefficient: Coefficient) -> None:
        self._codes = [{label: i for i, label in enumerate(axis.labels)} for axis in coefficient.axes]
        self._values = coefficient.values
        rows = None if coefficient.codes is None else coefficient.codes.tolist()
        self._rows = None if rows is None else {tuple(row): i for i, row in enumerate(rows)}

    def __getitem__(self, key: Any) -> float:
        labels = key if isinstance(key, tuple) else (key,)
        codes = tuple(axis[label] for axis, label in zip(self._codes, labels, strict=True))
        return float(self._values[codes if self._rows is None else self._rows[codes]])


def _rule(rule: Callable[..., Any], m: pyo.ConcreteModel) -> Callable[..., Any]:
    """The rule, with rows that have no variable left out: 0 ≥ 0 is not a constraint to Pyomo."""

    def of_row(_: pyo.Block, *index: Any) -> Any:
        row = rule(m, *index)
        if isinstance(row, (bool, np.bool_)):
            return pyo.Constraint.Feasible if row else pyo.Constraint.Infeasible
        return row

    return of_row


def _total(m: pyo.ConcreteModel, formulation: Formulation) -> Any:
    """What is maximised first: compute, or expected surplus mixed with the mean of the bad tail."""
    asked = formulation.scenario.objective
    if asked.maximize == "compute" and formulation.scenario.compute_demand is not None:
        return sum(objective.compute(m, n) for n in m.NODES)
    expected = sum(objective.expected(m, n) for n in m.NODES)
    if asked.risk is None:
        return expected
    weight = asked.risk.weight.value
    return (1.0 - weight) * expected + weight * sum(objective.tail(m, b) for b in m.SHORTFALL)
