"""A small scenario with every kind of equation, and its optimum worked out by hand, table by table.

Two regions, two years, no discounting. Two parts that do not touch each other:

Trade. Power costs 2 + 50 % duty in the east and is worth 9 in the west; 6 of it go over the link at 1 each, a quarter
is lost. 4 must be served in the east for a worth of 1. A unit of link is worth 0.75 · 9 − 3 − 1 = 2.75.

Building. Data centers turn steel (price 1, then 3) into compute worth 20, at a cost of 1. 1 MW a year fits through
the fast lane (no permit time, 10 % fee), max_starts lets in 1 MW more through the standard one (half a year), half of
it at the surge price. Starts spread over their year, so of a fast MW 1/2 serves in the first year, of a standard one
1/8, then 7/8. A reserve must cover a year's use of steel while nothing is disrupted, so a ton used in 2026 costs
1 + 0.5: the reserve is bought at 1, held at 0.25 and worth 0.75 in 2027 (1 salvage − 0.25). In 2027 the mill is half
disrupted all year, so 3 t may be drawn, each worth 3 instead of 0.75. 3 t of stock bought at 1, held at 0.1, save 3
each.

  existing capacity    2 MW · (20 − 1 − 1.5) + 2 MW · (20 − 1 − 3)                    = 35 + 32
  fast start 2026      0.5 · 17.5 + 16 − charge 0.1 · 11 · 1.5 − steel 1.5 + loan 0.5 · 11 · 0.025    = 21.7375
  standard start 2026  0.125 · 17.5 + 0.875 · 16 − 0.1 · 12 · 1 − 0.5 · 1.5 − 0.5 · 3                = 12.7375 (surge)
  fast start 2027      0.5 · 16 − 0.1 · 11 · 0.5 − 3                                                   = 4.45
  standard start 2027  0.125 · 16 − 0.1 · 12 · 0.125 − 0.5 · 3                                         = 0.35 (surge)
  max_starts is worth the standard start, the first surge step the premium saved (0.2, 0.025) and the lane the rest:
  21.7375 − 12.7375 − 0.2 = 8.8, 4.45 − 0.35 − 0.025 = 4.075, each per 10 of throughput
  credit: a claim in 2026 is worth 0.1 · 1.5, in the last year nothing; the cap of 3 binds
  loan: a fast start of 2026 saves (0.1 − 0.05) · 1.5 on each unit lent, a standard one 0.05, which the cap is worth
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from optimizer.results.solution import Metric, Solution, SolveFacts
from optimizer.results.tables import COLUMNS, Table
from optimizer.scenario.load import loads
from optimizer.scenario.schema import Scenario
from tests.unit.solutions import table

SCENARIO = """
horizon: {start: 2026, end: 2028, step: year}
objective: {maximize: npv, discount_rate: 0}
regions: [east, west]
commodities:
  power: {unit: MWh, regional: true}
  steel: {unit: t, max_stock: 3, initial: 1, holding_cost: 0.1}
  compute: {unit: MW*yr}
assets:
  center:
    capacity: MW
    regions: [east]
    capex: 10
    permit: 0.5
    hurdle_rate: 0.1
    fund: private
    existing: 2
    max_starts: 2
    max_capacity: 100
    growth: {rate: 0, seed: 0.5, recent_starts: 2}
    surge: [{up_to: 1.5}, {up_to: 3, premium: 0.2}]
    build_inputs: {steel: 1}
    modes: {host: {inputs: {steel: 1}, outputs: {compute: 1}, cost: 1}}
supplies:
  gas: {commodity: power, regions: [east], tariff: 0.5, tiers: [{quantity: 20, price: 2}]}
  mill: {commodity: steel, tiers: [{quantity: 100, price: {2026.5: 1, 2027.5: 3}}]}
demands:
  ai: {commodity: compute, tiers: [{quantity: 50, value: 20}]}
  town: {commodity: power, regions: [west], tiers: [{quantity: 6, value: 9}]}
  works: {commodity: power, regions: [east], tiers: [{quantity: 4, value: 1, firm: true}]}
links: {wire: {commodity: power, from: east, to: west, capacity: 6, cost: 1, loss: 0.25}}
permitting: {lanes: {fast: {factor: 0, throughput: 10, fee: 0.1, assets: [center]}}}
credits: {amic: {rates: {center: 0.2}, construction_begins: [2026, 2027.5], annual_cap: 3, total_cap: 100}}
loans: {guarantee: {assets: [center], share: 0.5, rate: 0.05, tenor: 1, cap: 8, subsidy: 0.1}}
funds:
  private: {budget: 30, carry: true, total: 100}
  treasury: {budget: 5}
reserve:
  steel:
    {size: 8, initial: 4, fill_rate: 2, draw_rate: 3, release: disruption, fill: undisrupted, fund: treasury, price: 2,
     holding_cost: 0.25, salvage: 0.5, cover: 1}
disruptions: {strike: {supply: mill, from: 2027, to: 2028, loss: 0.5}}
overrides: {staff: {set: {permitting.lanes.fast.throughput: 10}}}
levers: {staff: {override: staff, public_cost: 1.5}}
"""

EAST = ("east", "center")
FACTS: Mapping[str, Mapping[tuple[str, ...], tuple[float, float]]] = {
    "capacity": {
        (*EAST, "in_service"): (2.625, 4.5),
        (*EAST, "existing"): (2, 2),
        (*EAST, "rent"): (17.5, 16),
    },
    "starts": {
        (*EAST, "standard", "1", "start"): (0.5, 0.5),
        (*EAST, "standard", "2", "start"): (0.5, 0.5),
        (*EAST, "fast", "1", "start"): (1, 1),
        (*EAST, "standard", "1", "capex"): (5, 5),
        (*EAST, "standard", "2", "capex"): (6, 6),
        (*EAST, "fast", "1", "capex"): (11, 11),
    },
    "capital": {(*EAST, "private", "outlay"): (16.5, 22)},
    "activity": {
        (*EAST, "host", "", "activity"): (2.625, 4.5),
        (*EAST, "host", "", "cost"): (2.625, 4.5),
        (*EAST, "host", "steel", "input"): (2.625, 4.5),
        (*EAST, "host", "compute", "output"): (2.625, 4.5),
    },
    "build_inputs": {(*EAST, "steel", "used"): (1.5, 2)},
    "supply": {
        ("east", "gas", "power", "1", "bought"): (10, 10),
        ("east", "gas", "power", "1", "offered"): (20, 20),
        ("east", "gas", "power", "1", "price"): (2, 2),
        ("east", "gas", "power", "1", "paid"): (30, 30),
        ("east", "gas", "power", "1", "tariff"): (10, 10),
        ("national", "mill", "steel", "1", "bought"): (6.25, 0.5),
        ("national", "mill", "steel", "1", "offered"): (100, 50),
        ("national", "mill", "steel", "1", "price"): (1, 3),
        ("national", "mill", "steel", "1", "paid"): (6.25, 1.5),
    },
    "flows": {
        ("wire", "east", "west", "power", "sent"): (6, 6),
        ("wire", "east", "west", "power", "arrived"): (4.5, 4.5),
        ("wire", "east", "west", "power", "cost"): (6, 6),
    },
    "demand": {
        ("national", "ai", "compute", "1", "served"): (2.625, 4.5),
        ("national", "ai", "compute", "1", "wanted"): (50, 50),
        ("national", "ai", "compute", "1", "worth"): (52.5, 90),
        ("west", "town", "power", "1", "served"): (4.5, 4.5),
        ("west", "town", "power", "1", "wanted"): (6, 6),
        ("west", "town", "power", "1", "worth"): (40.5, 40.5),
        ("east", "works", "power", "1", "served"): (4, 4),
        ("east", "works", "power", "1", "wanted"): (4, 4),
        ("east", "works", "power", "1", "worth"): (4, 4),
    },
    "stocks": {("national", "steel", "level"): (3, 0), ("national", "steel", "holding"): (0.3, 0)},
    "reserve": {
        ("steel", "fill"): (0.125, 0),
        ("steel", "draw"): (0, 3),
        ("steel", "level"): (4.125, 1.125),
        ("steel", "purchases"): (0.25, 0),
        ("steel", "sales"): (0, 6),
        ("steel", "holding"): (1.03125, 0.28125),
        ("steel", "salvage"): (0, 1.125),
    },
    "credits": {("amic", *EAST, "claimed"): (3, 2.2), ("amic", *EAST, "entitled"): (3.3, 2.2)},
    "loans": {
        ("guarantee", *EAST, "fast", "lent"): (5.5, 0),
        ("guarantee", *EAST, "fast", "drawn"): (5.5, 0),
        ("guarantee", *EAST, "fast", "service"): (0, 5.775),
        ("guarantee", *EAST, "fast", "subsidy"): (0.55, 0),
        ("guarantee", *EAST, "standard", "lent"): (2.5, 0),
        ("guarantee", *EAST, "standard", "drawn"): (1.25, 1.25),
        ("guarantee", *EAST, "standard", "service"): (0, 1.3125),
        ("guarantee", *EAST, "standard", "subsidy"): (0.125, 0.125),
    },
    "funds": {
        ("private", "budget"): (30, 30),
        ("private", "equity"): (8.75, 23.8875),
        ("private", "credits"): (3, 2.2),
        ("private", "loans"): (6.75, 1.25),
        ("private", "debt_service"): (0, 7.0875),
        ("private", "capital"): (16.5, 22),
        ("private", "cash"): (2, 0),
        ("private", "paid_out"): (0, 0.25),
        ("treasury", "budget"): (5, 5),
        ("treasury", "equity"): (0.25, 0),
        ("treasury", "reserve_purchases"): (0.25, 0),
    },
    "prices": {
        ("national", "compute", "price"): (20, 20),
        ("national", "steel", "price"): (1, 3),
        ("east", "power", "price"): (3, 3),
        ("west", "power", "price"): (9, 9),
    },
}
"""Value in 2026 and 2027 of each key and quantity."""

LIMITS: Mapping[tuple[str, str, str], tuple[tuple[float, float, float] | None, ...]] = {
    ("existing", *EAST): ((2, 2, 17.5), (2, 2, 16)),
    ("supply", "east", "gas#1"): ((20, 10, 0), (20, 10, 0)),
    ("supply", "national", "mill#1"): ((100, 6.25, 0), (50, 0.5, 0)),
    ("demand", "national", "ai#1"): ((50, 2.625, 0), (50, 4.5, 0)),
    ("demand", "west", "town#1"): ((6, 4.5, 0), (6, 4.5, 0)),
    ("demand", "east", "works#1"): ((4, 4, 0), (4, 4, 0)),
    ("firm", "east", "works#1"): ((4, 4, 2), (4, 4, 2)),
    ("link", "national", "wire"): ((6, 6, 2.75), (6, 6, 2.75)),
    ("stock", "national", "steel"): ((3, 3, 1.9), (3, 0, 0)),
    ("stock_initial", "national", "steel"): ((1, 1, 1), None),
    ("growth_seed", *EAST): ((0.5, 0, 0), (0.5, 0, 0)),
    ("recent_starts", *EAST): ((2, 1.5, 0), None),
    ("max_starts", *EAST): ((2, 2, 12.7375), (2, 2, 0.35)),
    ("surge", "east", "center#1"): ((1.5, 1.5, 0.2), (1.5, 1.5, 0.025)),
    ("surge", "east", "center#2"): ((1.5, 0.5, 0), (1.5, 0.5, 0)),
    ("max_capacity", *EAST): ((100, 2.625, 0), (100, 4.5, 0)),
    ("throughput", "national", "fast"): ((10, 10, 0.88), (10, 10, 0.4075)),
    ("reserve_size", "national", "steel"): ((8, 4.125, 0), (8, 1.125, 0)),
    ("reserve_initial", "national", "steel"): ((4, 4, 1), None),
    ("fill_rate", "national", "steel"): ((2, 0.125, 0), (0, 0, 0)),
    ("draw_rate", "national", "steel"): ((0, 0, 0), (3, 3, 2.25)),
    ("credit_cap", "national", "amic"): ((3, 3, 0.15), (3, 2.2, 0)),
    ("budget", "national", "private"): ((30, 8.75, 0), (30, 23.8875, 0)),
    ("budget", "national", "treasury"): ((5, 0.25, 0), (5, 0, 0)),
}
"""(limit, used, dual) in 2026 and 2027."""

OVER_HORIZON: Mapping[tuple[str, str, str], tuple[float, float, float]] = {
    ("credit_total", "national", "amic"): (100, 5.2, 0),
    ("loan_cap", "national", "guarantee"): (8, 8, 0.05),
    ("fund_total", "national", "private"): (100, 32.6375, 0),
}
"""(limit, used, dual) over the whole horizon."""

TERMS = {
    "value": 231.5,
    "activity_cost": -7.125,
    "purchases": -67.75,
    "flow_cost": -12.0,
    "stock_holding": -0.3,
    "reserve_holding": -1.3125,
    "capital_charge": -3.4375,
    "credit_worth": 0.45,
    "loan_worth": 0.5375,
    "reserve_salvage": 1.125,
}
NPV = 141.6875

METRICS = {
    "npv": NPV,
    "capital": 38.5,
    "credits": 5.2,
    "loan_subsidy": 0.8,
    "reserve_cost": 0.25 - 6 + 1.3125 - 1.125,
    "lever_cost": 3.0,
    "public_cost": 5.2 + 0.8 + 0.25 - 6 + 1.3125 - 1.125 + 3.0,
    "tariff_revenue": 20.0,
    "compute_total": 7.125,
    "compute_end": 4.5,
    "compute_end:2026": 2.625,
    "compute_end:2027": 4.5,
}

FACTS_OF_SOLVE = SolveFacts(
    rows=60, columns=70, nonzeros=200, method="simplex", simplex_iterations=30, ipm_iterations=0,
    crossover_iterations=0, primal_residual=1e-12, dual_residual=2e-13, gap=0.0, vertex_duals=True,
    seconds={"build": 0.125, "solve": 0.25}, log="HiGHS run\n  optimal\n",
)  # fmt: skip

PERIODS = ("2026", "2027")


def plan() -> Solution:
    """The optimum of `SCENARIO` with the lever `staff` applied."""
    rows = {name: _facts(by_key) for name, by_key in FACTS.items()}
    rows["limits"], rows["value_split"] = _limits(), _split()
    return Solution(
        status="optimal",
        objective=NPV,
        objective_unit="USD",
        objective_terms=TERMS,
        metrics={name: Metric(value, "USD") for name, value in METRICS.items()},
        tables={name: table(name, rows.get(name, ())) for name in COLUMNS},
        solve=FACTS_OF_SOLVE,
    )


def _facts(by_key: Mapping[tuple[str, ...], tuple[float, float]]) -> list[tuple[object, ...]]:
    return [
        (*key[:-1], "all", period, key[-1], float(value), "unit")
        for key, values in by_key.items()
        for period, value in zip(PERIODS, values, strict=True)
    ]


def _numbers() -> Iterator[tuple[tuple[str, str, str], str, tuple[float, float, float]]]:
    """Key, period and (limit, used, dual) of every limit."""
    for key, by_period in LIMITS.items():
        for period, numbers in zip(PERIODS, by_period, strict=True):
            if numbers is not None:
                yield key, period, numbers
    for key, over_all in OVER_HORIZON.items():
        yield key, "all", over_all


def _limits() -> list[tuple[object, ...]]:
    return [
        (*key, "all", period, float(limit), float(used), float(limit - used), float(dual), "USD/unit",
         dual * limit / NPV, "true" if dual > 0 else "false", "unit")
        for key, period, (limit, used, dual) in _numbers()
    ]  # fmt: skip


def _split() -> list[tuple[object, ...]]:
    """Each limit times its dual; a demand that must be served at a loss takes from the optimum."""
    rows: list[tuple[object, ...]] = []
    for (kind, region, name), period, (limit, _, dual) in _numbers():
        if dual > 0:
            worth = -dual * limit if kind == "firm" else dual * limit
            rows.append(("demand" if kind == "firm" else kind, region, name, "all", period, worth, worth / NPV, "USD"))
    return rows


def scenario(text: str = SCENARIO) -> Scenario:
    """The scenario, with its lever applied."""
    return loads(text).scenario.model_copy(update={"applied": ("staff",)})


def with_column(solution: Solution, name: str, /, **columns: Any) -> Solution:
    """The solution with other columns in one table."""
    changed = Table(name, {**solution.tables[name].columns, **columns})
    return replace(solution, tables={**solution.tables, name: changed})


def with_number(solution: Solution, name: str, column: str, row: int, value: float) -> Solution:
    """The solution with one number of one table changed."""
    numbers = np.array(solution.tables[name].columns[column], float)
    numbers[row] = value
    return with_column(solution, name, **{column: numbers})


def without_row(solution: Solution, name: str, row: int) -> Solution:
    """The solution without one row of one table."""
    rows = list(solution.tables[name].rows())
    return replace(solution, tables={**solution.tables, name: table(name, rows[:row] + rows[row + 1 :])})
