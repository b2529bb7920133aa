"""Derivatives of the optimum to every number: by hand on a small case, against re-solves on others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from optimizer import model
from optimizer.scenario.load import load, loads
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Scenario
from optimizer.study.explain.sensitivity import Worth, confirmed, influential_and_weak, sensitivity

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"

ONE_PLANT = """
horizon: {start: 2026, end: 2028, step: year}
objective: {discount_rate: 0 %}
commodities: {widget: {unit: t}}
assets:
  plant:
    capacity: t/yr
    existing: {value: 5 t/yr, low: 4, high: 7, source: assumption, note: "a guess"}
    modes: {run: {outputs: {widget: 1}, cost: 1 USD/t}}
supplies:
  import: {commodity: widget, tiers: [{quantity: 2 t/yr, price: 2 USD/t}]}
demands:
  users: {commodity: widget, tiers: [{quantity: 10 t/yr, value: 3 USD/t}]}
"""


def worths(scenario: Scenario) -> dict[str, Worth]:
    return {worth.key: worth for worth in sensitivity(model.solve_point(scenario))}


def test_by_hand() -> None:
    """Two years, 5 made at 1, 2 bought at 2, 10 wanted at 3: the optimum is 2 x (5 x (3 - 1) + 2 x (3 - 2)) = 24.

    One more unit of plant is worth 2 years x (3 - 1) = 4, of import 2 x (3 - 2) = 2; value 2 x 7 = 14; cost -2 x 5;
    price -2 x 2; output per unit of activity 2 x 5 x 3 = 30; more demand nothing. Without the re-evaluated matrix the
    output would be worth 0.
    """
    found = worths(loads(ONE_PLANT).scenario)
    expected = {
        "assets.plant.existing": 4.0,
        "supplies.import.tiers[0].quantity": 2.0,
        "demands.users.tiers[0].value": 14.0,
        "demands.users.tiers[0].quantity": 0.0,
        "assets.plant.modes.run.cost": -10.0,
        "supplies.import.tiers[0].price": -4.0,
        "assets.plant.modes.run.outputs.widget": 30.0,
    }
    for key, derivative in expected.items():
        assert found[key].derivative == pytest.approx(derivative, rel=1e-5, abs=1e-8), key


def test_what_a_policy_that_is_not_in_force_would_be_worth() -> None:
    """Credits at 0 % and a loan programme at 0 %: the first per cent is worth what solving again finds, not nothing."""
    point = model.solve_point(load(SCENARIOS / "us.yaml").scenario)
    found = {worth.key: worth for worth in sensitivity(point)}
    policies = {key for key in found if key.startswith("credits.") and ".rates." in key} | {"loans.fab_guarantee.share"}
    at_nothing = [found[key] for key in sorted(policies) if found[key].number.value == 0.0]
    assert len(at_nothing) == 6
    for worth in confirmed(point, at_nothing, top=6):
        assert worth.derivative > 0.0, worth.key
        assert worth.swing is not None
        assert worth.weight > 0.0
        assert worth.confirmation is not None
        assert (worth.confirmation.verdict, worth.confirmation.below) == ("confirmed", None), worth.key


def test_with_slack_worths_are_those_of_the_plan_of_most_compute() -> None:
    """Compute first, then value where that takes less compute: what is reported, and confirmed, is the compute that
    there could be. The plan after both serves other amounts, which would make coefficients worth less."""
    goal = ("objective.maximize=compute", "objective.slack=10 %")
    point = model.solve_point(load(SCENARIOS / "tutorial.yaml", (), goal).scenario)
    assert float(point.program.compute @ point.optimum.x) < 0.99 * point.objective
    found = {worth.key: worth for worth in sensitivity(point)}
    keys = ("data_center.modes.host.outputs.compute", "data_center.modes.host.inputs.electricity")
    chosen = [found[f"assets.{key}"] for key in keys]
    for worth in confirmed(point, chosen, top=len(keys)):
        assert worth.derivative != 0.0, worth.key
        assert worth.confirmation is not None
        assert worth.confirmation.verdict == "confirmed", worth.key
        assert worth.confirmation.above == pytest.approx(worth.derivative, rel=1e-3), worth.key


def test_a_window_and_a_delay_that_end_on_the_edge_of_a_period() -> None:
    """The usual case: a little more brings in starts, or payments in periods, that had none before.

    What these would be worth is in the duals of rows that are there beforehand; both derivatives are those of a little
    more, which is what the first side of a re-solve shows.
    """
    until = "credits.amic_data_centers.construction_begins[1]=2028-12-31"
    point = model.solve_point(load(SCENARIOS / "us.yaml", ("amic_data_centers",), (until,)).scenario)
    found = {worth.key: worth for worth in sensitivity(point)}
    keys = ("construction_begins[1]", "paid_after", "rates.data_center")
    chosen = [found[f"credits.amic_data_centers.{key}"] for key in keys]
    for worth in confirmed(point, chosen, top=len(keys)):
        assert worth.derivative != 0.0, worth.key
        assert worth.confirmation is not None
        assert worth.confirmation.above == pytest.approx(worth.derivative, rel=0.005), worth.key


def test_where_re_solves_agree_on_another_figure_it_is_told() -> None:
    """A reserve of no size: its row has a dual, but a first ton of room gains nothing without anything to fill it."""
    point = model.solve_point(load(SCENARIOS / "us.yaml").scenario)
    (worth,) = (worth for worth in sensitivity(point) if worth.key == "reserve.copper.size")
    told = confirmed(point, [replace(worth, derivative=worth.derivative + 1e4)], top=1)[0]
    assert told.confirmation is not None
    assert told.confirmation.verdict == "solved"
    assert told.derivative == told.confirmation.above
    assert told.swing == pytest.approx(told.derivative * 279_000.0)


def test_a_number_that_is_nothing_moves_by_its_range_or_by_its_unit() -> None:
    assert Number(0.0, low=0.0, high=0.35).size == pytest.approx(0.35)
    assert Number(0.0).size == Number(0.0, low=0.0, high=0.0).size == 1.0
    assert Number(-3.0, low=-9.0, high=9.0).size == 3.0


def test_percent_and_swing() -> None:
    """1 % of 5 t/yr at 4 is 0.2; from low 4 to high 7 is 3 x 4 = 12."""
    plant = worths(loads(ONE_PLANT).scenario)["assets.plant.existing"]
    assert plant.per_percent == pytest.approx(0.2)
    assert plant.swing == pytest.approx(12.0)
    assert plant.weakly_sourced
    assert plant in influential_and_weak([plant])


def test_a_kink_is_one_sided() -> None:
    """With 8 t/yr of plant and 2 of import demand is just met: more plant is worth nothing more, less of it something.

    One more unit of plant replaces import (worth 2 years x (2 - 1)), one unit less is lost demand (2 x (3 - 1)).
    """
    scenario = loads(ONE_PLANT.replace("value: 5 t/yr, low: 4, high: 7", "value: 8 t/yr")).scenario
    point = model.solve_point(scenario)
    (plant,) = (w for w in confirmed(point, sensitivity(point), top=9) if w.key == "assets.plant.existing")
    assert plant.confirmation is not None
    assert plant.confirmation.verdict == "one_sided"
    assert plant.confirmation.above == pytest.approx(2.0, rel=1e-4)
    assert plant.confirmation.below == pytest.approx(4.0, rel=1e-4)


def test_compute_counts_in_its_own_unit() -> None:
    """Under `maximize: compute` a derivative is in units served: one more unit of plant serves 1 a year."""
    text = ONE_PLANT.replace("{discount_rate: 0 %}", "{discount_rate: 0 %, maximize: compute, demand: users}")
    assert worths(loads(text).scenario)["assets.plant.existing"].derivative == pytest.approx(2.0, rel=1e-5)


@pytest.mark.parametrize("name", ["tutorial", "us", "demand_bust"])
def test_agrees_with_solving_again(name: str) -> None:
    """Delays, recipes, prices, rates and windows alike: at most a kink among the weightiest (docs/performance.md)."""
    point = model.solve_point(load(SCENARIOS / f"{name}.yaml").scenario)
    found = confirmed(point, sensitivity(point), top=8)[:8]
    verdicts = [worth.confirmation.verdict for worth in found if worth.confirmation is not None]
    assert verdicts.count("differs") == 0
    assert verdicts.count("confirmed") >= 6
