"""Solving: methods, options, limits of time, and the refusal of answers that do not add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optimizer.errors import SolverStopped, UsageError
from optimizer.model import SolverOptions, session, settings, solve
from optimizer.model.build import Formulation
from optimizer.model.compile import LinearProgram, compile_arrays
from optimizer.model.options import METHODS
from optimizer.model.solver import RESIDUAL_LIMIT, check_residuals
from optimizer.scenario.load import load
from optimizer.scenario.schema import Scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def tutorial() -> Scenario:
    return load(SCENARIOS / "tutorial.yaml").scenario


@pytest.fixture(scope="module")
def shipped() -> Scenario:
    return load(SCENARIOS / "us.yaml").scenario


def with_options(scenario: Scenario, **options: str | float | int | bool):
    return solve(scenario, SolverOptions(options))


# --- methods ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_the_same_optimum_and_plan(shipped, method):
    """Optimum, and after the tie-break compute as well, whatever the path to it."""
    reference = with_options(shipped, method="simplex")
    try:
        found = with_options(shipped, method=method)
    except UsageError as error:
        if method == "hipo":
            pytest.skip(str(error))
        raise
    assert found.objective == pytest.approx(reference.objective, rel=1e-7)
    assert found.metrics["compute_total"].value == pytest.approx(reference.metrics["compute_total"].value, rel=1e-6)
    assert found.metrics["compute_end"].value == pytest.approx(reference.metrics["compute_end"].value, rel=1e-6)
    assert found.solve.vertex_duals


def test_automatic_choice_goes_by_size(tutorial, monkeypatch):
    rows = with_options(tutorial).solve.rows
    monkeypatch.setattr(session, "INTERIOR_POINT_FROM_ROWS", rows + 1)
    assert with_options(tutorial).solve.method == "simplex"
    monkeypatch.setattr(session, "INTERIOR_POINT_FROM_ROWS", rows)
    assert with_options(tutorial).solve.method == "ipx"


def test_facts_of_the_solve(tutorial):
    """Size, stages and residuals are those of the program that was solved."""
    facts = with_options(tutorial).solve
    program = compile_arrays(Formulation(tutorial))
    assert (facts.rows, facts.columns, facts.nonzeros) == (*program.shape, len(program.coefficient))
    assert facts.simplex_iterations > 0
    assert max(facts.primal_residual, facts.dual_residual, facts.gap) <= RESIDUAL_LIMIT
    assert set(facts.seconds) >= {"build", "solve"}
    assert "HiGHS" in facts.log


# --- options ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("method", "magic", "no solution method 'magic'; known: auto, simplex, ipm"),
        ("nonsense", "1", "HiGHS has no option 'nonsense'"),
        ("simplex_scale_strategy", "x", "wants a.* int.*, not 'x'"),
        ("random_seed", "3.7", "wants a.* int.*, not '3.7'"),
        ("output_flag", "maybe", "wants a bool.*, not 'maybe'"),
        ("primal_feasibility_tolerance", "tight", "wants a double.*, not 'tight'"),
        ("primal_feasibility_tolerance", "-1", "HiGHS refuses primal_feasibility_tolerance"),
        ("presolve", 3, "HiGHS refuses presolve"),
        ("time_limit", "-1", "time_limit"),
        ("time_limit", "soon", "time_limit|'soon'"),
    ],
)
def test_a_wrong_option_is_told_and_nothing_is_solved(tutorial, option, value, said):
    with pytest.raises(UsageError, match=said):
        with_options(tutorial, **{option: value})


@pytest.mark.parametrize(
    ("option", "value"),
    [("presolve", "off"), ("random_seed", "7"), ("primal_feasibility_tolerance", "1e-8"), ("log_to_console", "false")],
)
def test_a_right_option_is_taken_as_text_or_number(tutorial, option, value):
    assert with_options(tutorial, **{option: value}).objective == pytest.approx(with_options(tutorial).objective)


def test_options_of_the_command_line_come_before_those_of_the_scenario(tutorial):
    """method, time limit and HiGHS options: the scenario's block, with what is asked for on top."""
    block = tutorial.solver.model_copy(update={"method": "ipm", "options": {"presolve": "off", "random_seed": 3}})
    scenario = tutorial.model_copy(update={"solver": block})
    plain = settings(scenario, SolverOptions())
    asked = settings(scenario, SolverOptions({"method": "simplex", "time_limit": "30", "presolve": "on"}))
    assert (plain.method, plain.time_limit, plain.options) == ("ipm", None, {"presolve": "off", "random_seed": 3})
    assert (asked.method, asked.time_limit) == ("simplex", 30.0)
    assert asked.options == {"presolve": "on", "random_seed": 3}
    assert solve(scenario).solve.method == "ipx"


def test_another_number_of_threads_can_be_asked_for_later(tutorial):
    """HiGHS keeps its threads for the process: another number must not make the next solve fail."""
    few = with_options(tutorial, threads=1)
    more = with_options(tutorial, threads="2")
    assert few.objective == more.objective


# --- stops ------------------------------------------------------------------------------------------------------------


def test_a_time_limit_stops_without_an_answer(shipped):
    with pytest.raises(SolverStopped, match=r"time limit of 1e-09 s"):
        with_options(shipped, time_limit=1e-9)


def test_a_time_limit_that_is_not_reached_changes_nothing(tutorial):
    assert with_options(tutorial, time_limit=60.0).objective == with_options(tutorial).objective


def test_a_time_limit_is_one_for_all_stages(shipped, monkeypatch):
    """HiGHS counts the time of all its runs together; a limit set anew for each stage would be reached three times."""
    limits: list[float] = []
    once = session.Session._set

    def noted(self, name, value):
        limits.extend([value] if name == "time_limit" else [])
        once(self, name, value)

    monkeypatch.setattr(session.Session, "_set", noted)
    with_options(shipped, time_limit=60.0)
    assert limits == [60.0]


def test_a_model_that_highs_does_not_take_is_told():
    odd = load(SCENARIOS / "tutorial.yaml", sets=("assets.data_center.modes.host.inputs.electricity=1e16",)).scenario
    with pytest.raises(SolverStopped, match=r"does not take the model: its largest coefficient is 1\.0e\+16"):
        solve(odd)


def test_a_limit_of_iterations_stops_without_an_answer(shipped):
    with pytest.raises(SolverStopped, match="HiGHS stopped without an optimum"):
        with_options(shipped, method="simplex", simplex_iteration_limit=5)
    with pytest.raises(SolverStopped, match="HiGHS stopped without an optimum"):
        with_options(shipped, method="ipm", ipm_iteration_limit=1, run_crossover="off")


# --- residuals --------------------------------------------------------------------------------------------------------


def small() -> tuple[LinearProgram, np.ndarray, np.ndarray]:
    """maximise 3 x + 2 y, x + y ≤ 4, x ≤ 3, y ≥ ½ x: program, plan and duals by hand.

    x = 8/3, y = 4/3. Duals a, b, c of the rows: a + b − ½ c = 3, a + c = 2, and b = 0: a = 8/3, c = −2/3.
    """
    program = LinearProgram(
        cost=np.array([3.0, 2.0]),
        terms={},
        compute=None,
        tidiness=np.zeros(2),
        column_lower=np.zeros(2),
        column_upper=np.full(2, np.inf),
        row_lower=np.array([-np.inf, -np.inf, 0.0]),
        row_upper=np.array([4.0, 3.0, np.inf]),
        row_start=np.array([0, 2, 3, 5], np.int32),
        column_index=np.array([0, 1, 0, 0, 1], np.int32),
        coefficient=np.array([1.0, 1.0, 1.0, -0.5, 1.0]),
        columns={},
        rows={},
    )
    return program, np.array([8 / 3, 4 / 3]), np.array([8 / 3, 0.0, -2 / 3])


def test_the_answer_of_a_small_program_leaves_no_residual():
    program, x, dual = small()
    found = check_residuals(program, program.cost, x, dual)
    assert max(found.values()) < 1e-12


@pytest.mark.parametrize(
    ("plan", "dual", "said"),
    [
        ([3.0, 1.6], [8 / 3, 0.0, -2 / 3], "primal"),  # x + y > 4
        ([8 / 3, 1.2], [8 / 3, 0.0, -2 / 3], "primal"),  # y < x / 2
        ([8 / 3, 4 / 3], [2.0, 0.0, -2 / 3], "dual"),  # x would gain more than its price
        ([2.0, 2.0], [8 / 3, 0.0, -2 / 3], "gap"),  # feasible, not the best
    ],
)
def test_an_answer_that_is_off_is_refused_and_says_in_what(plan, dual, said):
    program, _, _ = small()
    with pytest.raises(SolverStopped, match=rf"off by more than 1e-06.*{said} \d"):
        check_residuals(program, program.cost, np.array(plan), np.array(dual))


def test_an_answer_of_no_numbers_is_refused():
    program, x, dual = small()
    with pytest.raises(SolverStopped, match="off by more"):
        check_residuals(program, program.cost, np.array([np.nan, 1.0]), dual)
    with pytest.raises(SolverStopped, match="off by more"):
        check_residuals(program, program.cost, x, np.array([np.nan, 0.0, -2 / 3]))
