"""The Pyomo model and the arrays that HiGHS gets are one program: same rows, coefficients, bounds and objective.

Both are made from the same rules, one row at a time and all rows at once. Compared is every row, column and number, by
name and index, on every shipped scenario and on one with every feature.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy import sparse

from optimizer.model.build import EQUATIONS, Formulation
from optimizer.model.compile import Block, LinearProgram, compile_arrays
from optimizer.model.pyomo_model import pyomo_model
from optimizer.model.solver import first_cost
from optimizer.scenario.load import load, loads
from optimizer.scenario.schema import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(path.stem for path in SCENARIOS.glob("*.yaml") if path.stem != "sources")
CLOSE = 1e-9
"""Relative difference of numbers that were added up in another order; below it in size HiGHS drops them."""

EVERY_FEATURE = """
horizon: {start: 2026, end: 2028, step: quarter}
objective: {discount_rate: 6 %, demand: users, risk: {weight: 30 %, tail: 40 %}}
regions: [east, west]
commodities:
  ore: {unit: t, max_stock: 20, initial: 4, loss: 10 %, holding_cost: 1}
  good: {unit: t, regional: true, max_stock: 5}
  slag: {unit: t}
assets:
  mine: {capacity: t/yr, existing: 40, regions: [east], modes: {dig: {outputs: {ore: 1}, cost: 1}}}
  smelter:
    capacity: t/yr
    existing: {2026: 20, 2028: 15}
    availability: {2026: 90 %, 2028: 80 %}
    capex: {2026: 12, 2028: 10}
    permit: 0.4 yr
    build: 0.6 yr
    ramp: 0.2 yr
    life: 1.1 yr
    hurdle_rate: 9 %
    fund: bank
    growth: {rate: 20 %, seed: 3, recent_starts: 4}
    surge: [{up_to: 5}, {up_to: {2026: 7, 2028: 9}, premium: 30 %}, {premium: 80 %}]
    max_starts: {2026: 8, 2028: 12}
    max_capacity: 60
    build_inputs: {ore: 0.5, good: {amount: 0.1, when: completion}}
    modes:
      rich: {inputs: {ore: 2}, outputs: {good: 1, slag: 0.3}, cost: 0.7}
      poor: {inputs: {ore: 3}, outputs: {good: 1}, cost: {2026: 0.2, 2028: 0.3}}
    by_region: {west: {permit: 0.1 yr, capex: 15}}
supplies:
  abroad:
    {commodity: ore, tariff: 10 %, tiers: [{quantity: 40, price: 1.3}, {quantity: {2026: 60, 2028: 50}, price: 2.1}]}
  trader: {commodity: good, regions: [west], fund: bank, tiers: [{quantity: 3, price: 9}]}
demands:
  users: {commodity: good, tiers: [{quantity: 40, value: 10}, {quantity: 50, value: {2026: 4, 2028: 5}}]}
  town: {commodity: good, regions: [west], tiers: [{quantity: 1, value: 1, firm: true}]}
links:
  line: {commodity: good, from: east, to: west, capacity: 12, cost: 0.3, loss: 4 %}
  road: {commodity: good, from: west, to: east}
permitting:
  factor: 0.9
  lanes: {fast: {factor: 0.5, fee: 5 %, throughput: 30}, open: {factor: 0.8, assets: [smelter]}}
credits:
  itc: {rates: {smelter: 20 %}, basis: 90 %, paid_after: 6 months, annual_cap: 20, total_cap: 30}
  late: {rates: {smelter: 5 %}, construction_begins: [2026.3, 2027.4], regions: [west]}
loans: {titan: {assets: [smelter], share: 30 %, rate: 2 %, tenor: 5 yr, cap: 30, subsidy: 3 %}}
funds:
  bank: {budget: 90, total: 200, carry: true, covers: all, reinvest: 10 %}
  treasury: {budget: 20}
reserve:
  ore:
    {size: 10, initial: 2, cover: 5 days, cover_from: 2026.5, price: 1.4, holding_cost: 0.05, salvage: 60 %, loss: 2 %,
     fill_rate: 8, draw_rate: 6, fill: undisrupted, fund: treasury}
disruptions:
  embargo: {supply: abroad, from: 2027, to: 2027.4, loss: 40 %, future: dry}
  strike: {asset: mine, from: 2026.4, to: 2026.6, loss: 30 %}
futures:
  reveal: 2026.5
  branches:
    dry:
      {probability: 40 %, set: {assets.mine.existing: 30, assets.smelter.build: 0.8 yr, credits.itc.total_cap: 25}}
    wet: {probability: 60 %, set: {permitting.factor: 1.2}}
"""


@pytest.mark.parametrize("name", SHIPPED)
def test_pyomo_and_arrays_are_the_same_program_for_a_shipped_scenario(name):
    same_program(load(SCENARIOS / f"{name}.yaml").scenario)


@pytest.mark.parametrize("maximize", ["npv", "compute"])
def test_pyomo_and_arrays_are_the_same_program_with_every_feature(maximize):
    scenario = loads(EVERY_FEATURE, sets=[f"objective.maximize={maximize}"]).scenario
    program = same_program(scenario)
    empty = [equation.name for equation in EQUATIONS if not len(program.rows[equation.name].over)]
    assert not empty, "every feature means a row of every equation"


def same_program(scenario: Scenario) -> LinearProgram:
    """Compares the two programs of a scenario in all they consist of."""
    formulation = Formulation(scenario)
    program = compile_arrays(formulation)
    model = pyomo_model(formulation)
    form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    columns, rows = numbered(program.columns), numbered(program.rows)
    same_variables(model, program, columns)
    column = np.array([columns[named(variable)] for variable in form.columns], int)
    row = np.array([rows[named(entry.constraint)] for entry in form.rows], int)
    same_rows(form, program, row)
    shape = program.shape
    theirs = sparse.coo_array(form.A)
    theirs = sparse.csr_array((theirs.data, (row[theirs.row], column[theirs.col])), shape=shape)
    ours = sparse.csr_array((program.coefficient, program.column_index, program.row_start), shape=shape)
    assert_close(theirs, ours, "coefficients")
    cost = np.zeros(shape[1])
    cost[column] = form.c.toarray()[0]
    asked = first_cost(program, scenario.objective.maximize)
    assert_close(sparse.csr_array(cost[None, :]), sparse.csr_array(asked[None, :]), "objective")
    assert float(form.c_offset[0]) == 0.0
    return program


def numbered(blocks: Any) -> dict[tuple[Any, ...], int]:
    """Row or column number by (name, index...)."""
    return {
        (block.name, *labels): block.first + i for block in blocks.values() for i, labels in enumerate(of_block(block))
    }


def of_block(block: Block) -> list[tuple[Any, ...]]:
    return block.over.labels()


def named(component: Any) -> tuple[Any, ...]:
    """(name, index...) of a variable or constraint of Pyomo."""
    index = component.index()
    return (component.parent_component().local_name, *(index if isinstance(index, tuple) else (index,)))


def same_variables(model: pyo.ConcreteModel, program: LinearProgram, columns: dict[tuple[Any, ...], int]) -> None:
    """The same variables, with the same bounds."""
    variables = list(model.component_data_objects(pyo.Var))
    assert {named(variable) for variable in variables} == set(columns)
    for variable in variables:
        lower, upper = variable.bounds
        at = columns[named(variable)]
        assert (-np.inf if lower is None else lower) == program.column_lower[at]
        assert (np.inf if upper is None else upper) == program.column_upper[at]


def same_rows(form: Any, program: LinearProgram, row: np.ndarray) -> None:
    """The same rows with the same bounds; rows without a variable are left out by Pyomo, and must be true."""
    lower, upper = np.full(program.shape[0], -np.inf), np.full(program.shape[0], np.inf)
    for at, entry, bound in zip(row.tolist(), form.rows, np.array(form.rhs, float).tolist(), strict=True):
        if entry.bound_type >= 0:
            upper[at] = bound
        if entry.bound_type <= 0:
            lower[at] = bound
    left_out = np.setdiff1d(np.arange(program.shape[0]), row)
    bounded = np.isfinite(program.row_lower[left_out]) | np.isfinite(program.row_upper[left_out])
    assert not np.diff(program.row_start)[left_out][bounded].any()
    assert (program.row_lower[left_out] <= 0).all()
    assert (program.row_upper[left_out] >= 0).all()
    kept = np.unique(row)
    np.testing.assert_allclose(lower[kept], program.row_lower[kept], rtol=CLOSE, atol=CLOSE)
    np.testing.assert_allclose(upper[kept], program.row_upper[kept], rtol=CLOSE, atol=CLOSE)


def assert_close(theirs: sparse.csr_array, ours: sparse.csr_array, what: str) -> None:
    """No entry differs by more than rounding."""
    difference = abs(theirs - ours)
    allowed = abs(ours) * CLOSE
    excess = (difference - allowed).tocoo()
    worst = float(excess.data.max(initial=0.0))
    assert worst <= CLOSE, f"{what}: {np.count_nonzero(excess.data > CLOSE)} differ, by up to {worst:g}"
