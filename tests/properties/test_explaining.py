"""What explaining says of any plan: derivatives are slopes, what does not bind is worth nothing, gains are gains."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import model
from optimizer.errors import NoOptimum, SolverStopped
from optimizer.scenario.edit import number_at, with_values
from optimizer.study.explain.handles import handles
from optimizer.study.explain.ladder import ladder
from optimizer.study.explain.sensitivity import given_numbers, sensitivity
from tests.strategies import loaded, raw_scenarios

RIGHT_HAND_SIDES = {"growth", "max_starts", "max_capacity", "supply", "stock", "stock_initial", "link", "budget",
                    "fund_total", "throughput", "credit_cap", "credit_total", "loan_cap"}  # fmt: skip
"""Kinds of limits of which more is never worse, and in which the optimum is concave: a dual of 0 says that more of them
is worth nothing. (More existing capacity is not among them: it may break `max_capacity`.)"""


@settings(max_examples=8)
@given(raw=raw_scenarios())
def test_relaxing_what_does_not_bind_changes_nothing(raw):
    scenario = loaded(raw)
    point = model.solve_point(scenario)
    limits = model.solution_of(point).tables["limits"].columns
    bound = {name.split("#")[0] for name, dual in zip(limits["name"], limits["dual"], strict=True) if dual > 0}
    for handle in handles(scenario):
        if handle.kind not in RIGHT_HAND_SIDES or handle.name.split("#")[0] in bound:
            continue
        values = {path: number_at(scenario, path) for path in handle.paths}
        more = model.solve_point(with_values(scenario, handle.moved(values, 0.5)))
        assert more.objective == pytest.approx(point.objective, rel=1e-7, abs=1e-6), handle.key


@settings(max_examples=4)
@given(raw=raw_scenarios())
def test_a_rung_never_loses(raw):
    """Each gain is that of a re-solve; it is never below 0, and the last rung is followed by a reason."""
    scenario = loaded(raw)
    for track in ("physical", "capital"):
        found = ladder(scenario, track, rungs=2)
        assert all(rung.step.gain_npv > 0.0 for rung in found.rungs)
        assert all(
            rung.extent is None or rung.extent.gain_npv >= rung.step.gain_npv * (1 - 1e-6) for rung in found.rungs
        )
        assert len(found.rungs) == 2 or found.ended


@settings(max_examples=8)
@given(raw=raw_scenarios(), data=st.data())
def test_a_derivative_lies_between_the_slopes_on_both_sides(raw, data):
    """For numbers on the right-hand side the optimum is concave: the slope above ≤ the derivative ≤ the slope below."""
    scenario = loaded(raw)
    point = model.solve_point(scenario)
    concave = [path for handle in handles(scenario) if handle.kind in RIGHT_HAND_SIDES for path in handle.paths]
    if not concave:
        return
    path = data.draw(st.sampled_from(sorted(concave, key=str)))
    (worth,) = (w for w in sensitivity(point) if w.path == path)
    step = 0.01 * worth.number.value
    above, below = (slope(point, path, worth.number.value, sign * step) for sign in (1, -1))
    room = 1e-5 * (1.0 + abs(point.objective)) / step
    assert above is None or worth.derivative >= above - room
    assert below is None or worth.derivative <= below + room


def slope(point, path, value, step):
    try:
        return (model.solve_point(with_values(point.scenario, {path: value + step})).objective - point.objective) / step
    except (NoOptimum, SolverStopped):
        return None


@settings(max_examples=6)
@given(raw=raw_scenarios())
def test_every_number_of_the_file_has_a_worth(raw):
    scenario = loaded(raw)
    found = sensitivity(model.solve_point(scenario))
    assert {worth.path for worth in found} == set(given_numbers(scenario))
