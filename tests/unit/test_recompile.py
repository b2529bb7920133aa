"""Numbers that move: what is taken over from a formulation makes the very program that is made from nothing."""

from __future__ import annotations

import gc
from pathlib import Path as File

import numpy as np
import pytest

from optimizer.model import SolverOptions, settings
from optimizer.model.build import Formulation
from optimizer.model.compile import Compiled, LinearProgram, compile_arrays, compiled, recompiled
from optimizer.model.warm import WarmModel
from optimizer.scenario.edit import dates, with_values
from optimizer.scenario.load import load
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path
from optimizer.scenario.walk import numbers

SCENARIOS = File(__file__).parents[2] / "scenarios"
ARRAYS = ("cost", "tidiness", "row_lower", "row_upper", "row_start", "column_index", "coefficient", "column_lower")


def again(base: Compiled, changed: Scenario) -> tuple[LinearProgram, bool]:
    """The program of a changed scenario by the short way, and whether the sets were taken over."""
    known = base.formulation.knowledge()
    formulation = Formulation(changed, base.formulation.money_unit, (known,))
    same = formulation.sets is known.sets
    return (recompiled(formulation, base) if same else compiled(formulation)).program, same


def differences(one: LinearProgram, other: LinearProgram) -> list[str]:
    vectors = {name: (getattr(one, name), getattr(other, name)) for name in ARRAYS}
    vectors |= {f"term {name}": (one.terms[name], other.terms[name]) for name in one.terms}
    vectors |= {"compute": (one.compute, other.compute)} if one.compute is not None else {}
    return [name for name, (mine, theirs) in vectors.items() if not np.array_equal(mine, theirs)]


@pytest.mark.parametrize(
    ("name", "every_nth"),
    [("tutorial", 1), ("us", 2), ("regions", 7), ("demand_bust", 7), ("rare_earth_embargo_reserve", 7)],
)
def test_every_number_moves_as_if_made_anew(name, every_nth):
    """Numbers and dates of a scenario, each by itself, a little and much (every third): equal to the last bit."""
    scenario = load(SCENARIOS / f"{name}.yaml").scenario
    base = compiled(Formulation(scenario))
    every = [(path, number.value) for path, number in numbers(scenario)] + list(dates(scenario))
    every = every[::every_nth]
    kept = 0
    for i, (path, value) in enumerate(every):
        for factor in (1.07, 0.5) if i % 3 == 0 else (1.07,):
            moved = value + 0.3 if value > 1900.0 else value * factor + (0.01 if value == 0.0 else 0.0)
            changed = with_values(scenario, {path: moved})
            program, same = again(base, changed)
            kept += same
            assert differences(program, compile_arrays(Formulation(changed, base.formulation.money_unit))) == [], path
    assert kept > 0.7 * len(every)  # few numbers move sets: delays, dates of windows


def test_several_numbers_move_together():
    scenario = load(SCENARIOS / "openai_letter.yaml").scenario
    base = compiled(Formulation(scenario))
    values = {path: number.value for path, number in numbers(scenario)}
    dice = np.random.default_rng(1)
    for _ in range(20):
        chosen = dice.choice(len(values), 12, replace=False)
        paths = list(values)
        changed = with_values(scenario, {paths[i]: values[paths[i]] * dice.uniform(0.7, 1.2) for i in chosen})
        program, _ = again(base, changed)
        assert differences(program, compile_arrays(Formulation(changed, base.formulation.money_unit))) == []


@pytest.mark.parametrize("name", ["openai_letter", "demand_bust", "rare_earth_embargo_reserve"])
def test_a_walk_through_one_model_makes_every_program_as_if_anew(name):
    """Numbers, dates and delays that come and go, so that much is taken over from programs of other shapes."""
    scenario = load(SCENARIOS / f"{name}.yaml").scenario
    warm = WarmModel(scenario, settings(scenario, SolverOptions()))
    unit = Formulation(scenario).money_unit
    given = dict([(path, number.value) for path, number in numbers(scenario)] + list(dates(scenario)))
    paths, dice = list(given), np.random.default_rng(2)
    now: dict[Path, float] = {}
    factors = (0.0, 0.9, 1.1)
    for step in range(15):
        now = {} if step % 4 == 0 else dict(now)
        for i in dice.choice(len(paths), 2, replace=False):
            value = given[paths[i]]
            now[paths[i]] = (
                value + float(dice.uniform(-0.5, 0.5)) if value > 1900.0 else value * factors[dice.integers(3)]
            )
        if step % 3 == 0:
            now["permitting", "factor"] = float(dice.uniform(0.3, 1.2))
        if step % 5 == 0:
            warm.refresh()
        changed = with_values(scenario, now)
        assert differences(warm.compiled(changed).program, compile_arrays(Formulation(changed, unit))) == [], now


def test_what_a_dropped_program_kept_is_let_go_of_without_the_collector():
    """Delays make programs of other shapes; nothing of those that are done with may wait for Python's collector."""
    scenario = load(SCENARIOS / "tutorial.yaml").scenario
    warm = WarmModel(scenario, settings(scenario, SolverOptions()))
    gc.collect()
    gc.disable()
    try:
        for factor in (0.5, 0.7, 0.9):
            warm.compiled(with_values(scenario, {("permitting", "factor"): factor}))
        warm.refresh()
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_where_numbers_stay_nothing_is_computed_again():
    scenario = load(SCENARIOS / "us.yaml").scenario
    base = compiled(Formulation(scenario))
    budget = {p: x.value * 1.1 for p, x in numbers(scenario) if p[:3] == ("funds", "private", "budget")}
    formulation = Formulation(
        with_values(scenario, budget), base.formulation.money_unit, (base.formulation.knowledge(),)
    )
    made = recompiled(formulation, base)
    again_evaluated = [name for name, part in made.sections.items() if part is not base.sections[name]]
    assert again_evaluated == ["budget"]
    assert all(made.costs[name] is base.costs[name] for name in base.costs)
    assert made.program.column_index is base.program.column_index
    assert made.formulation.coefficients["capex"] is base.formulation.coefficients["capex"]


def test_other_sets_are_refused():
    scenario = load(SCENARIOS / "tutorial.yaml").scenario
    with pytest.raises(ValueError, match="over other sets"):
        recompiled(Formulation(scenario), compiled(Formulation(scenario)))
