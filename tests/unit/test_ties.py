"""Among plans of equal worth and compute one is preferred: reported money does not depend on the solver's path."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.errors import NoOptimum
from optimizer.model import SolverOptions, solve, solve_point
from optimizer.model.extract.reader import Reader
from optimizer.model.extract.worth import limit_shares
from optimizer.report.page.run import html, page
from optimizer.report.text import answer
from optimizer.results.reconcile import reconcile
from optimizer.scenario.load import load, loads

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"

LAST_CLAIM = """
horizon: {start: 2026, end: 2029, step: year}
objective: {discount_rate: 0 %}
commodities: {widget: {unit: t}}
funds: {purse: {budget: 1000 USD/yr, carry: true}}
assets:
  plant:
    capacity: t/yr
    capex: 10 USD/(t/yr)
    hurdle_rate: 0 %
    life: 10 yr
    max_starts: {2026.5: 2, 2027.5: 0}
    fund: purse
    modes: {run: {outputs: {widget: 1}}}
credits:
  itc: {rates: {plant: 50 %}, paid_after: 2 yr}
demands:
  users: {commodity: widget, tiers: [{quantity: 9 t/yr, value: 3 USD/t}]}
"""


def test_a_credit_due_in_the_last_period_is_claimed() -> None:
    """2 t/yr started in 2026 at 10 each, the half of it due two years later, in 2028, the last year: 10 USD.

    It is worth nothing within the horizon, so without the preference it may or may not be claimed.
    """
    solution = solve(loads(LAST_CLAIM).scenario)
    assert solution.metrics["credits"].value == pytest.approx(10.0)


def test_no_fund_is_paid_money_that_it_has_no_use_for() -> None:
    """The plant costs 20 USD. Without the preference a purse that carries may take 1,000 a year and pay it out."""
    funds = solve(loads(LAST_CLAIM).scenario).tables["funds"]
    assert sum(funds.where(quantity="equity").columns["value"]) == pytest.approx(20.0)


@pytest.mark.parametrize("nothing", ["demands.ai_compute.tiers[0].value=0", "assets.data_center.availability=0"])
def test_where_nothing_pays_nothing_is_done(nothing: str) -> None:
    """Nor is any money that the optimum could spare within the solver's tolerance put into compute."""
    scenario = load(SCENARIOS / "tutorial.yaml", (), (nothing,)).scenario
    solution = solve(scenario)
    assert solution.objective == 0.0
    assert {solution.metrics[name].value for name in ("npv", "capital", "credits", "compute_total")} == {0.0}
    assert reconcile(solution, scenario).ok
    text = answer(solution, scenario)
    assert "No limit on supply holds the plan back: nothing is worth what it would cost." in text


CANCELLING = """
horizon: {start: 2026, end: 2028, step: year}
objective: {discount_rate: 0 %}
commodities: {widget: {unit: t}, bread: {unit: t}}
assets:
  plant: {capacity: t/yr, existing: 5 t/yr, modes: {run: {outputs: {widget: 1}, cost: 1 USD/t}}}
supplies: {baker: {commodity: bread, tiers: [{quantity: 9 t/yr, price: 2 USD/t}]}}
demands:
  users: {commodity: widget, tiers: [{quantity: 9 t/yr, value: 3 USD/t}]}
  army: {commodity: bread, tiers: [{quantity: 5 t/yr, value: 0 USD/t, firm: true}]}
"""


def test_of_an_optimum_of_nothing_limits_have_no_shares() -> None:
    """5 t of widgets a year bring 2 USD each, 5 t of bread that must be served cost as much: 0 in all."""
    scenario = loads(CANCELLING).scenario
    point = solve_point(scenario)
    assert point.objective == pytest.approx(0.0, abs=1e-12)
    assert limit_shares(Reader(point)) == {}
    solution = solve(scenario)
    assert reconcile(solution, scenario).ok
    assert answer(solution, scenario)
    assert html(page(solution, scenario, {}))


@pytest.mark.parametrize("name", ["openai_letter", "strategic_reserve"])
def test_public_money_does_not_depend_on_the_method(name: str) -> None:
    """Simplex and interior point end in different bases of the same optimum."""
    scenario = load(SCENARIOS / f"{name}.yaml").scenario
    one, other = (solve(scenario, SolverOptions({"method": method})).metrics for method in ("simplex", "ipm"))
    for metric in ("public_cost", "credits", "reserve_cost", "loan_subsidy", "capital", "compute_total"):
        assert one[metric].value == pytest.approx(other[metric].value, rel=1e-6, abs=1e3), metric


def test_npv_without_end_after_compute_is_told() -> None:
    """Compute is bounded by demand, the npv that is maximised after it is not: a credit above the cost pays for plants.

    Without the check the plan of the first stage, its npv arbitrary, would be reported as optimal.
    """
    text = LAST_CLAIM.replace("itc: {rates: {plant: 50 %}", "itc: {rates: {plant: 200 %}")
    text = text.replace("paid_after: 2 yr", "paid_after: 0 yr").replace("    max_starts: {2026.5: 2, 2027.5: 0}\n", "")
    text = text.replace("discount_rate: 0 %", "discount_rate: 0 %, maximize: compute, demand: users").replace(
        "    fund: purse\n", ""
    )
    with pytest.raises(NoOptimum, match="Nothing bounds the gain"):
        solve(loads(text).scenario)
