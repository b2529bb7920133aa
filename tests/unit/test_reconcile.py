"""A plan worked out by hand adds up; whatever is changed in it, or in its scenario, is found and named."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import optimizer.results.reconcile as package
from optimizer.errors import NotReconciled
from optimizer.results.reconcile import reconcile, require
from optimizer.results.reconcile.checks import WORDS
from optimizer.results.solution import Metric, Solution
from optimizer.results.tables import COLUMNS
from optimizer.scenario.load import loads
from tests.unit import hand_plan
from tests.unit.hand_plan import FACTS, SCENARIO, plan, with_column, with_number, without_row
from tests.unit.solutions import NUMBERS, table

PLAN = plan()


@cache
def scenario():
    return hand_plan.scenario()


def cells(name, column):
    """A column of the plan by hand, as a list."""
    return list(PLAN.tables[name].columns[column])


def failures(solution, of=None):
    return {check.name for check in reconcile(solution, of or scenario()).failures}


# --- the plan by hand ---


def test_the_plan_by_hand_adds_up():
    result = reconcile(PLAN, scenario())
    assert result.failures == ()
    assert result.worst.worst < 1e-12
    assert require(PLAN, scenario()).ok


def test_all_tables_are_in_the_plan_by_hand():
    assert {name for name, rows in PLAN.tables.items() if len(rows)} == set(COLUMNS)


def test_nothing_of_the_model_is_imported():
    sources = [path.read_text() for path in Path(package.__file__).parent.glob("*.py")]
    assert len(sources) > 5
    assert not [
        text for text in sources if re.search(r"^\s*(import|from) (pyomo|highspy|optimizer\.model)", text, re.M)
    ]


# --- one number of the tables changed ---

FOUND_BY = {
    ("capacity", "in_service"): "service",
    ("capacity", "existing"): "existing",
    ("starts", "start"): "service",
    ("starts", "capex"): "capex",
    ("capital", "outlay"): "outlays",
    ("activity", "activity"): "recipes",
    ("activity", "cost"): "recipes",
    ("activity", "input"): "recipes",
    ("activity", "output"): "recipes",
    ("build_inputs", "used"): "build_inputs",
    ("supply", "bought"): "supply_money",
    ("supply", "offered"): "supply_money",
    ("supply", "price"): "supply_money",
    ("supply", "paid"): "supply_money",
    ("supply", "tariff"): "supply_money",
    ("flows", "sent"): "flows",
    ("flows", "arrived"): "flows",
    ("flows", "cost"): "flows",
    ("demand", "served"): "demand_worth",
    ("demand", "wanted"): "demand_worth",
    ("demand", "worth"): "demand_worth",
    ("stocks", "level"): "stocks",
    ("stocks", "holding"): "stocks",
    ("reserve", "fill"): "reserve",
    ("reserve", "draw"): "reserve",
    ("reserve", "level"): "reserve",
    ("reserve", "purchases"): "reserve_money",
    ("reserve", "sales"): "reserve_money",
    ("reserve", "holding"): "reserve_money",
    ("reserve", "salvage"): "reserve_money",
    ("credits", "claimed"): "funds",
    ("credits", "entitled"): "entitlement",
    ("loans", "lent"): "loans",
    ("loans", "drawn"): "loans",
    ("loans", "service"): "loans",
    ("loans", "subsidy"): "loans",
    ("funds", "budget"): "budget",
    ("funds", "equity"): "cash",
    ("funds", "credits"): "funds",
    ("funds", "loans"): "funds",
    ("funds", "debt_service"): "funds",
    ("funds", "capital"): "funds",
    ("funds", "reserve_purchases"): "funds",
    ("funds", "cash"): "cash",
    ("funds", "paid_out"): "cash",
    ("prices", "price"): "worthwhile",
}
"""The check that finds a wrong number of a quantity, whatever others find as well."""

NUMBERS_OF_LIMITS = {
    ("limits", "limit"): "limits",
    ("limits", "used"): "limits",
    ("limits", "slack"): "limits",
    ("limits", "dual"): "elasticity",
    ("limits", "elasticity"): "elasticity",
    ("value_split", "value"): "value_split",
    ("value_split", "share"): "value_split",
}
BY_COVER = ("capacity", "rent")
"""Its worth hangs on the cover that the use of steel must have; `worthwhile` does not follow that. See `test_rent`."""


def altered(value):
    return value * 1.001 if value else 0.001


@pytest.mark.parametrize(("name", "quantity"), FOUND_BY)
def test_a_wrong_fact_is_found_wherever_it_is(name, quantity):
    rows = [i for i, text in enumerate(cells(name, "quantity")) if text == quantity]
    assert rows
    for row in rows:
        value = cells(name, "value")[row]
        assert FOUND_BY[name, quantity] in failures(with_number(PLAN, name, "value", row, altered(value))), row


def test_every_quantity_of_the_plan_is_altered_above():
    quantities = {(name, key[-1]) for name, by_key in FACTS.items() for key in by_key}
    assert quantities - {BY_COVER} == set(FOUND_BY)
    numbers = {(name, column) for name in ("limits", "value_split") for column in COLUMNS[name] if column in NUMBERS}
    assert numbers == set(NUMBERS_OF_LIMITS)


@pytest.mark.parametrize(("name", "column"), NUMBERS_OF_LIMITS)
def test_a_wrong_limit_or_dual_is_found_wherever_it_is(name, column):
    for row, value in enumerate(cells(name, column)):
        found = failures(with_number(PLAN, name, column, row, altered(value)))
        # a limit of 0 has no elasticity: a dual that it should not have shows in `binding` only
        assert NUMBERS_OF_LIMITS[name, column] in found or (column == "dual" and "duals" in found), row


@pytest.mark.parametrize("name", FACTS)
def test_a_missing_fact_is_found(name):
    quantities = cells(name, "quantity")
    for row, value in enumerate(cells(name, "value")):
        if value and (name, quantities[row]) != BY_COVER:
            assert failures(without_row(PLAN, name, row)), row


def test_a_missing_limit_that_is_used_is_found():
    for row, used in enumerate(cells("limits", "used")):
        if used:
            assert failures(without_row(PLAN, "limits", row)) & {"limit_values", "value_split"}, row


def test_a_zero_may_be_left_out_but_not_of_capacity_and_prices():
    levels = cells("stocks", "value")
    assert failures(without_row(PLAN, "stocks", levels.index(0.0))) == set()
    idle = loads(SCENARIO.replace("existing: 2", "existing: 0")).scenario
    nothing = with_number(PLAN, "capacity", "value", 0, 0.0)
    assert "tables" not in failures(nothing, idle)
    assert "tables" in failures(without_row(nothing, "capacity", 0), idle)
    free = with_number(PLAN, "prices", "value", 0, 0.0)
    assert "prices" not in failures(free)
    assert "prices" in failures(without_row(free, "prices", 0))


@pytest.mark.parametrize("name", COLUMNS)
def test_a_row_about_something_unknown_is_found(name):
    for column in COLUMNS[name]:
        if column not in NUMBERS | {"unit", "dual_unit"}:
            texts = cells(name, column)
            texts[0] = "elsewhere"
            assert failures(with_column(PLAN, name, **{column: texts})), column


@pytest.mark.parametrize("name", COLUMNS)
def test_a_row_that_stands_twice_is_found(name):
    rows = list(PLAN.tables[name].rows())
    twice = replace(PLAN, tables={**PLAN.tables, name: table(name, [*rows, rows[0]])})
    assert "tables" in failures(twice)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_found(number):
    for name in COLUMNS:
        column = "limit" if name == "limits" else "value"
        assert failures(with_number(PLAN, name, column, 0, number)), name


def test_an_amount_below_0_is_named():
    row = cells("demand", "quantity").index("served")
    assert "not_negative" in failures(with_number(PLAN, "demand", "value", row, -2.625))


def test_rents_and_prices_below_0_are_named():
    rent = cells("capacity", "quantity").index("rent")
    assert failures(with_number(PLAN, "capacity", "value", rent, -17.5)) == {"prices"}
    assert "prices" in failures(with_number(PLAN, "prices", "value", 0, -20.0))


def test_binding_must_agree_with_the_dual():
    texts = cells("limits", "binding")
    texts[0] = "false"
    assert failures(with_column(PLAN, "limits", binding=texts)) == {"duals"}


def test_a_dual_of_a_limit_with_room_left_is_found():
    row = cells("limits", "kind").index("supply")
    assert {"duals", "elasticity"} <= failures(with_number(PLAN, "limits", "dual", row, 1.0))


def test_a_limit_that_is_not_the_scenarios_is_found_though_its_slack_adds_up():
    row = cells("limits", "kind").index("supply")
    more = with_number(PLAN, "limits", "limit", row, cells("limits", "limit")[row] + 1)
    more = with_number(more, "limits", "slack", row, cells("limits", "slack")[row] + 1)
    assert failures(more) == {"limit_values"}


# --- objective, terms, metrics ---


@pytest.mark.parametrize("name", hand_plan.TERMS)
def test_a_wrong_term_is_found(name):
    terms = {**PLAN.objective_terms, name: altered(PLAN.objective_terms[name])}
    assert failures(replace(PLAN, objective_terms=terms)) >= {"terms"}
    assert "terms" in failures(replace(PLAN, objective_terms={k: v for k, v in terms.items() if k != name}))


def test_a_term_that_there_is_not_is_found():
    assert "terms" in failures(replace(PLAN, objective_terms={**PLAN.objective_terms, "luck": 0.0}))


def test_a_wrong_objective_is_found():
    assert {"objective", "value_split"} <= failures(replace(PLAN, objective=PLAN.objective * 1.001))


@pytest.mark.parametrize("name", hand_plan.METRICS)
def test_a_wrong_or_missing_metric_is_found(name):
    metric = PLAN.metrics[name]
    wrong = {**PLAN.metrics, name: Metric(altered(metric.value), metric.unit)}
    assert failures(replace(PLAN, metrics=wrong)) == {"metrics"}
    assert failures(replace(PLAN, metrics={k: v for k, v in PLAN.metrics.items() if k != name})) == {"metrics"}


# --- one number of the scenario changed, which makes the plan break an equation ---

BROKEN_BY = [
    ("existing: 2", "existing: 1.9", "existing"),
    ("permit: 0.5", "permit: 0.6", "service"),
    ("permit: 0.5", "permit: 1.5", "starts"),
    ("existing: 2", "existing: 2\n    availability: 0.9", "capacity"),
    ("max_starts: 2", "max_starts: 1.9", "max_starts"),
    ("max_capacity: 100", "max_capacity: 4", "max_capacity"),
    ("seed: 0.5, recent_starts: 2", "seed: 0, recent_starts: 1.9", "growth"),
    ("up_to: 1.5", "up_to: 1.4", "surge"),
    ("throughput: 10, fee", "throughput: 9, fee", "throughput"),
    ("capex: 10", "capex: 10.1", "capex"),
    ("premium: 0.2", "premium: 0.3", "capex"),
    ("fee: 0.1", "fee: 0.2", "capex"),
    ("build_inputs: {steel: 1}", "build_inputs: {steel: 1.1}", "build_inputs"),
    ("build_inputs: {steel: 1}", "build_inputs: {steel: {amount: 1, when: completion}}", None),
    ("host: {inputs: {steel: 1}", "host: {inputs: {steel: 1.1}", "recipes"),
    ("outputs: {compute: 1}", "outputs: {compute: 1.1}", "recipes"),
    ("cost: 1}}", "cost: 1.1}}", "recipes"),
    ("tariff: 0.5", "tariff: 0.6", "supply_money"),
    ("quantity: 20, price: 2", "quantity: 9, price: 2", "supply"),
    ("quantity: 6, value: 9", "quantity: 4, value: 9", "demand"),
    ("quantity: 4, value: 1, firm", "quantity: 4.1, value: 1, firm", "demand"),
    ("capacity: 6, cost: 1", "capacity: 5, cost: 1", "flows"),
    ("loss: 0.25", "loss: 0.3", "flows"),
    ("max_stock: 3", "max_stock: 2", "stocks"),
    ("max_stock: 3, initial: 1", "max_stock: 3, initial: 0.9", "balance"),
    ("holding_cost: 0.1", "holding_cost: 0.1, loss: 0.1", "stocks"),
    ("initial: 4", "initial: 3.9", "reserve"),
    ("size: 8", "size: 4", "reserve_size"),
    ("fill_rate: 2", "fill_rate: 0.1", "fill_rate"),
    ("draw_rate: 3", "draw_rate: 2", "draw_rate"),
    ("from: 2027, to: 2028", "from: 2026, to: 2028", "fill_rate"),
    ("from: 2027, to: 2028", "from: 2027.5, to: 2028", "draw_rate"),
    ("cover: 1", "cover: 1.1", "reserve_cover"),
    ("fund: treasury, price: 2", "fund: treasury, price: 2.1", "reserve_money"),
    ("salvage: 0.5", "salvage: 0.6", "reserve_money"),
    ("rates: {center: 0.2}", "rates: {center: 0.21}", "entitlement"),
    ("[2026, 2027.5]", "[2026, 2027.25]", "claims"),
    ("annual_cap: 3", "annual_cap: 2.9", "credit_cap"),
    ("total_cap: 100", "total_cap: 5", "credit_cap"),
    ("share: 0.5, rate", "share: 0.4, rate", "loan_share"),
    ("cap: 8", "cap: 7", "loan_cap"),
    ("tenor: 1", "tenor: 2", "loans"),
    ("subsidy: 0.1", "subsidy: 0.2", "loans"),
    ("budget: 30", "budget: 20", "budget"),
    ("total: 100}\n", "total: 30}\n", "fund_total"),
    ("carry: true", "carry: false", "cash"),
    ("hurdle_rate: 0.1", "hurdle_rate: 0.11", "terms"),
    ("discount_rate: 0", "discount_rate: 0.01", "terms"),
    ("public_cost: 1.5", "public_cost: 1.6", "metrics"),
]


@pytest.mark.parametrize(("old", "new", "check"), BROKEN_BY)
def test_a_plan_that_breaks_an_equation_is_named(old, new, check):
    assert SCENARIO.count(old) == 1
    found = failures(PLAN, hand_plan.scenario(SCENARIO.replace(old, new)))
    assert check in found if check else not found  # None: with no time to build, the same


def test_every_check_is_made_to_fail_here():
    found = {*FOUND_BY.values(), *NUMBERS_OF_LIMITS.values(), *(check for _, _, check in BROKEN_BY)}
    found |= {"tables", "not_negative", "prices", "duals", "limit_values", "terms", "objective", "metrics"}
    assert found - {None} == set(WORDS)


# --- futures, risk, compute ---

TWO_FUTURES = """
horizon: {start: 2026, end: 2028, step: year}
objective: {discount_rate: 0.21%s}
commodities: {compute: {unit: MW*yr}}
assets: {hall: {capacity: MW, existing: 3, modes: {run: {outputs: {compute: 1}}}}}
demands: {ai: {commodity: compute, tiers: [{quantity: 4, value: 13.31}]}}
futures:
  reveal: 2027
  branches:
    good: {probability: 0.75}
    bad: {probability: 0.25, set: {"demands.ai.tiers[0].value": 6.655}}
"""
NODES = (("all", "2026"), ("good", "2027"), ("bad", "2027"))
WORTH = (13.31, 13.31, 6.655)
"""Of a unit, in money of its year; the years' discount factors are 1/1.1 and 1/1.331."""


def two_futures(weights: tuple[float, float, float], objective: float) -> Solution:
    """3 MW serve in every node, each worth 12.1 in 2026, then 10 or 5; `weights` is what the nodes count for."""

    def facts(*key: str, values: tuple[float, ...]) -> list[tuple[object, ...]]:
        return [(*key[:-1], *node, key[-1], value, "") for node, value in zip(NODES, values, strict=True)]

    three, four = (3.0,) * 3, (4.0,) * 3
    served, worth = ("national", "ai", "compute", "1"), tuple(3 * value for value in WORTH)
    rows: dict[str, list[tuple[object, ...]]] = {
        "capacity": [
            *facts("US", "hall", "in_service", values=three),
            *facts("US", "hall", "existing", values=three),
            *facts("US", "hall", "rent", values=WORTH),
        ],
        "activity": [
            *facts("US", "hall", "run", "", "activity", values=three),
            *facts("US", "hall", "run", "compute", "output", values=three),
        ],
        "demand": [
            *facts(*served, "served", values=three),
            *facts(*served, "wanted", values=four),
            *facts(*served, "worth", values=worth),
        ],
        "prices": facts("national", "compute", "price", values=WORTH),
    }
    duals = [weight * unit for weight, unit in zip(weights, (12.1, 10.0, 5.0), strict=True)]
    rows["limits"] = [
        *(("existing", "US", "hall", *node, 3.0, 3.0, 0.0, dual, "", 3 * dual / objective, "true", "")
          for node, dual in zip(NODES, duals, strict=True)),
        *(("demand", "national", "ai#1", *node, 4.0, 3.0, 1.0, 0.0, "", 0.0, "false", "") for node in NODES),
    ]  # fmt: skip
    rows["value_split"] = [
        ("existing", "US", "hall", *node, 3 * dual, 3 * dual / objective, "")
        for node, dual in zip(NODES, duals, strict=True)
    ]
    compute = {"compute_total": 6.0, "compute_end": 3.0, "compute_end:2026": 3.0, "compute_end:2027": 3.0}
    money = dict.fromkeys(set(hand_plan.METRICS) - set(compute), 0.0)
    mean = 36.3 + 0.75 * 30 + 0.25 * 15
    metrics = {**compute, **money, "npv": mean}
    return Solution(
        status="optimal",
        objective=objective,
        objective_unit="USD",
        objective_terms={"value": mean},
        metrics={name: Metric(value, "") for name, value in metrics.items()},
        tables={name: table(name, rows.get(name, ())) for name in COLUMNS},
        solve=hand_plan.FACTS_OF_SOLVE,
    )


GOOD, BAD = 36.3 + 30, 36.3 + 15
MEAN = 0.75 * GOOD + 0.25 * BAD


@pytest.mark.parametrize(
    ("objective", "weights", "value"),
    [
        ("", (1, 0.75, 0.25), MEAN),
        # the bad future is the whole tail
        (", risk: {weight: 0.5, tail: 0.25}", (1, 0.375, 0.125 + 0.5), 0.5 * MEAN + 0.5 * BAD),
        # the tail takes a third of the good future as well: half the tail's mean each
        (", risk: {weight: 0.5, tail: 0.5}", (1, 0.375 + 0.25, 0.125 + 0.25), 0.5 * MEAN + 0.5 * (BAD + GOOD) / 2),
    ],
)
def test_futures_and_risk(objective, weights, value):
    of = loads(TWO_FUTURES % objective).scenario
    solution = two_futures(weights, value)
    assert failures(solution, of) == set()
    assert "objective" in failures(replace(solution, objective=value * 1.001), of)


def test_a_fact_of_the_wrong_future_is_found():
    of = loads(TWO_FUTURES % "").scenario
    solution = two_futures((1, 0.75, 0.25), MEAN)
    swap = {"good": "bad", "bad": "good", "all": "all"}
    swapped = [swap[future] for future in solution.tables["demand"].columns["future"]]
    assert failures(with_column(solution, "demand", future=swapped), of) >= {"demand_worth", "terms"}


def test_rent():
    of = loads(TWO_FUTURES % "").scenario
    solution = two_futures((1, 0.75, 0.25), MEAN)
    rows = [i for i, text in enumerate(solution.tables["capacity"].columns["quantity"]) if text == "rent"]
    for row, value in zip(rows, WORTH, strict=True):
        assert failures(with_number(solution, "capacity", "value", row, 1.001 * value), of) == {"worthwhile"}


def test_compute_maximised():
    of = loads(TWO_FUTURES % ", maximize: compute, slack: 0.1").scenario
    most = 3 / 1.1 + 3 / 1.331
    solution = two_futures((1, 0.75, 0.25), MEAN)
    duals = np.array([1 / 1.1, 0.75 / 1.331, 0.25 / 1.331, 0, 0, 0])
    limits = solution.tables["limits"].columns["limit"]
    solution = with_column(solution, "limits", dual=duals, elasticity=duals * limits / most)
    solution = with_column(solution, "value_split", value=3 * duals[:3], share=3 * duals[:3] / most)
    assert failures(replace(solution, objective=most), of) == set()
    assert "objective" in failures(replace(solution, objective=most * 0.999), of)
    # the plan may serve a tenth less than the best
    assert "objective" not in failures(replace(solution, objective=most / 0.91), of)
    assert "objective" in failures(replace(solution, objective=most / 0.89), of)


# --- refusal ---


def test_a_result_that_does_not_add_up_is_refused_in_plain_words():
    facts = zip(cells("demand", "quantity"), cells("demand", "period"), strict=True)
    row = list(facts).index(("served", "2027"))
    with pytest.raises(NotReconciled) as refused:
        require(with_number(PLAN, "demand", "value", row, 5.0), scenario())
    told = str(refused.value)
    assert "balance: it should hold that no more of a commodity is used than comes in; off by 0.1 of its size" in told
    assert "compute 2027" in told
    assert refused.value.exit_code == 4


def test_where_the_worst_residual_is():
    (check,) = (
        c for c in reconcile(with_number(PLAN, "prices", "value", 5, -3.0), scenario()).checks if c.name == "prices"
    )
    assert not check.ok
    assert check.where == ("east", "power", "all", "2027")
    assert check.worst == pytest.approx(1.0)
