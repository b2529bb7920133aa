"""What a point of a sweep costs, beside HiGHS alone, a Pyomo model built anew, and linopy; side by side in one process.

    python benchmarks/sweep.py [--points 12] [--only points,sweep,memory,compile] [--study-points 1000]

points   processor time of a point by what it changes: of the engine; of HiGHS alone on the same programs, warm (numbers
         moved in place, all stages) and cold; of the naive ways: the Pyomo model built anew and solved cold, and
         linopy with the matrix handed to it ready made (pip install linopy; left out where it is missing).
sweep    wall-clock time of the credit x permitting study on two workers.
memory   peak memory after 500 points and after 2,000.
compile  rules evaluated on arrays, against sorting ready-made triplets into rows and passing them to HiGHS.

Imports happen before any clock starts. Read ratios, not seconds.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path as File
from typing import Any, TypeVar

import highspy
import numpy as np
import pyomo.environ as pyo
from cases import BASE, regional_copy

from optimizer.model import SolverOptions, settings
from optimizer.model.build import Formulation
from optimizer.model.compile import Compiled, LinearProgram, compiled
from optimizer.model.pyomo_model import pyomo_model
from optimizer.model.session import Session, highs_model
from optimizer.model.solver import break_ties
from optimizer.model.warm import Start, WarmModel
from optimizer.results.sweep.points import Point, Variant
from optimizer.scenario.edit import with_values
from optimizer.scenario.load import load, loads
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path
from optimizer.scenario.walk import numbers
from optimizer.study.sweep.engine import Engine, chunks

clock = time.thread_time
STUDY = BASE.parent / "studies" / "credit_x_permitting.yaml"
VARIANT = Variant(sets=("credits.amic_data_centers.rates.data_center=10 %",))
RECORD = ("npv", "compute_total", "public_cost", "compute_end:2030", "limits.top")
NAIVE = 2
"""Points solved the naive ways: they take so long that more would add nothing."""
Values = Mapping[Path, float]
Given, Answer = TypeVar("Given"), TypeVar("Answer")


# --- points -----------------------------------------------------------------------------------------------------------


def moves(scenario: Scenario, count: int) -> dict[str, list[Values]]:
    """Neighbouring points by what they change, one per cent at a time."""
    capex, rate = ("assets", "data_center", "capex"), ("credits", "amic_data_centers", "rates", "data_center")
    known = {path: number.value for path, number in numbers(scenario)}
    budget = {path: value for path, value in known.items() if path[:3] == ("funds", "private", "budget")}
    price = {path: v for path, v in known.items() if path[:2] == ("demands", "ai_compute") and "value" in path}
    steps = range(1, count + 1)
    return {
        "limit (capital budget)": [{path: v * (1 + 0.01 * i) for path, v in budget.items()} for i in steps],
        "price (value of compute)": [{path: v * (1 + 0.01 * i) for path, v in price.items()} for i in steps],
        "credit rate": [{rate: 0.1 + 0.01 * i} for i in steps],
        "capital cost": [{capex: known[capex] * (1 + 0.01 * i)} for i in steps],
        "all permit times": [{("permitting", "factor"): 1.0 - 0.01 * i} for i in steps],
    }


@dataclass(frozen=True)
class Measured:
    """Seconds a point of each way."""

    name: str
    engine: float
    warm: float
    cold: float
    pyomo: float
    linopy: float | None


def measure(name: str, scenario: Scenario, values: list[Values]) -> Measured:
    programs = WarmModel(scenario, settings(scenario, SolverOptions()))
    base = programs.compiled(scenario)
    made = [programs.compiled(with_values(scenario, each)) for each in values]
    few = made[:NAIVE]
    return Measured(
        name,
        engine_alone(values),
        highs_warm(scenario, base, made),
        highs_cold(scenario, made),
        pyomo_anew(programs, few),
        linopy_anew(few),
    )


def engine_alone(values: list[Values]) -> float:
    """Seconds a point of the engine, the making of its base left out."""
    engine = Engine(BASE, RECORD)
    points = [Point(i, str(i), VARIANT, each, {}) for i, each in enumerate(values)]
    stream = engine.outcomes(points)
    first = next(stream)
    began = clock()
    rest = list(stream)
    seconds = clock() - began
    if {outcome.status for outcome in (first, *rest)} != {"optimal"}:
        raise SystemExit("a point has no optimum: nothing to compare with")
    return seconds / len(rest)


def highs_warm(scenario: Scenario, base: Compiled, made: list[Compiled]) -> float:
    """Seconds a point of HiGHS alone: numbers in place, the basis before, all stages, plan and duals read."""
    goal = scenario.objective
    model = WarmModel(scenario, settings(scenario, SolverOptions()))
    solved = model.solve(base)
    if solved is None:
        raise SystemExit("the base has no optimum")
    session, start = Session(settings(scenario, SolverOptions()), None), solved.start
    session.load(base.program)
    total = 0.0
    for i, each in enumerate(made):
        again = model.solve(each, start)
        if again is None:
            raise SystemExit("a point has no optimum")
        began = clock()
        session.move(each.program)
        session.from_basis(moved(start, each.program), 2**31 - 1)
        session.maximise(each.program.cost)
        x, _ = session.answer()
        break_ties(session, each.program, goal.maximize, goal.slack.value, x, float(each.program.cost @ x))
        total += (clock() - began) if i else 0.0
        start = again.start
    return total / (len(made) - 1)


def moved(start: Start, program: LinearProgram) -> object:
    from optimizer.model.warm import basis_for

    return basis_for(start, program, highspy)


def highs_cold(scenario: Scenario, made: list[Compiled]) -> float:
    """Seconds a point of HiGHS alone from nothing, the program passed anew, all stages."""
    goal, total = scenario.objective, 0.0
    for each in made[:6]:
        began = clock()
        session = Session(settings(scenario, SolverOptions()), None)
        session.load(each.program)
        session.maximise(each.program.cost)
        x, _ = session.answer()
        break_ties(session, each.program, goal.maximize, goal.slack.value, x, float(each.program.cost @ x))
        total += clock() - began
    return total / len(made[:6])


def pyomo_anew(model: WarmModel, made: list[Compiled]) -> float:
    """Seconds a point of the Pyomo model, built from its rules and solved once by HiGHS through Pyomo."""
    total = 0.0
    for each in made:
        began = clock()
        built = pyomo_model(Formulation(each.formulation.scenario, each.formulation.money_unit))
        solver = pyo.SolverFactory("appsi_highs")
        solver.highs_options = {"output_flag": False, "log_to_console": False}
        solver.solve(built)
        total += clock() - began
        solved = model.solve(each)
        found = float(pyo.value(built.value_total))
        if solved is None or abs(found - solved.point.optimum.objective) > 1e-6 * abs(found):
            raise SystemExit("Pyomo finds another optimum")
    return total / len(made)


def linopy_anew(made: list[Compiled]) -> float | None:
    """Seconds a point of linopy: one variable array, one constraint an equation, solved once."""
    try:
        import linopy
        import xarray as xr
    except ImportError:
        return None
    total = 0.0
    for each in made:
        began = clock()
        total += _linopy(each, linopy, xr) - began
    return total / len(made)


def _linopy(made: Compiled, linopy: Any, xr: Any) -> float:
    """Build and solve; returns the clock at the end, the check of the optimum left out."""
    program = made.program
    model = linopy.Model()
    x = model.add_variables(lower=xr.DataArray(program.column_lower, dims="column"), name="x")
    for name, part in made.sections.items():
        if not len(part.lower):
            continue
        width = int(np.diff(part.start).max())
        row = np.repeat(np.arange(len(part.lower)), np.diff(part.start))
        term = np.arange(len(part.column_index)) - part.start[row]
        labels, values = np.full((len(part.lower), width), -1), np.zeros((len(part.lower), width))
        labels[row, term], values[row, term] = part.column_index, part.coefficient
        dims = ["row", "_term"]
        data = xr.Dataset(
            {"coeffs": (dims, values), "vars": (dims, labels), "const": ("row", np.zeros(len(part.lower)))}
        )
        for sign, bound in (("<=", part.upper), (">=", part.lower)):
            kept = np.isfinite(bound)
            if kept.any():
                some = linopy.LinearExpression(data.isel(row=np.flatnonzero(kept)), model)
                model.add_constraints(some, sign, xr.DataArray(bound[kept], dims="row"), name=f"{name}{sign}")
    model.add_objective((xr.DataArray(program.cost, dims="column") * x).sum(), sense="max")
    model.solve("highs", io_api="direct", output_flag=False)
    return clock()


def show_points(count: int) -> None:
    scenario = load(BASE, VARIANT.overrides, VARIANT.sets).scenario
    print("| a point that changes | engine, ms | over warm HiGHS | over cold HiGHS | Pyomo anew, x | linopy anew, x |")
    print("|---|---|---|---|---|---|")
    for name, values in moves(scenario, count).items():
        one = measure(name, scenario, values)
        linopy = "-" if one.linopy is None else f"{one.linopy / one.engine:.0f}"
        print(
            f"| {name} | {1e3 * one.engine:.1f} | {one.engine / one.warm:.2f} | {one.engine / one.cold:.2f} "
            f"| {one.pyomo / one.engine:.0f} | {linopy} |",
            flush=True,
        )


# --- a whole sweep ----------------------------------------------------------------------------------------------------


def show_sweep(points: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for workers in (1, 2):
            out = File(folder) / str(workers)
            command = [sys.executable, "-m", "optimizer", "sweep", str(STUDY), "--points", str(points)]
            began = time.perf_counter()
            subprocess.run([*command, "--workers", str(workers), "--out", str(out), "--quiet"], check=True)
            print(
                f"{points} points of {STUDY.stem}, {workers} worker(s): {time.perf_counter() - began:.1f} s", flush=True
            )


def show_memory(points: int = 2_000) -> None:
    engine = Engine(BASE, RECORD)
    made = [Point(i, str(i), VARIANT, each, {}) for i, each in enumerate(_walk(points))]
    stream = chain.from_iterable(map(engine.outcomes, chunks(made)))
    for i, _ in enumerate(stream, start=1):
        if i in (points // 20, points // 4, points // 2, points):
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"after {i} points: {peak:.0f} MiB at most", flush=True)


def _walk(points: int) -> Iterator[Values]:
    """Points that change credit and delays in turn, so that programs of other shapes come and go.

    Every delay is a new one, but short and long ones, which make larger and smaller programs, are mixed from the start.
    """
    rate = ("credits", "amic_data_centers", "rates", "data_center")
    for i in range(points):
        yield {rate: 0.05 + 0.4 * (i % 25) / 25, ("permitting", "factor"): 0.3 + 0.9 * (0.618 * (i // 25) % 1.0)}


# --- compilation ------------------------------------------------------------------------------------------------------


def show_compile(regions: tuple[int, ...] = (18, 150)) -> None:
    print(
        "| rows | non-zeros | sets, numbers, s | rules to rows, s | triplets to rows, HiGHS, s | rules over triplets |"
    )
    print("|---|---|---|---|---|---|")
    for count in regions:
        scenario = loads(regional_copy(count), str(BASE.parent / "copy.yaml"), sets=("horizon.step=month",)).scenario
        formulation = Formulation(scenario)
        numbers_made = _timed(_prepare, formulation)[1]
        made, rules = _timed(compiled, formulation)
        direct = min(_timed(_direct, made)[1] for _ in range(3))
        passing = min(_timed(_pass, made.program)[1] for _ in range(3))
        print(
            f"| {made.program.shape[0]:,} | {len(made.program.coefficient):,} | {numbers_made:.2f} | {rules:.2f} "
            f"| {direct:.2f} | {(rules + passing) / direct:.2f} |",
            flush=True,
        )


def _prepare(formulation: Formulation) -> None:
    """Make sets and coefficients."""
    _ = formulation.sets, formulation.coefficients


def _direct(made: Compiled) -> None:
    """What writing arrays by hand cannot do without: sort triplets into rows, add up, hand them to HiGHS."""
    program = made.program
    shuffled = np.random.default_rng(1).permutation(len(program.coefficient))
    rows = np.repeat(np.arange(program.shape[0]), np.diff(program.row_start))[shuffled]
    key = rows * np.int64(program.shape[1]) + program.column_index[shuffled]
    order = np.argsort(key, kind="stable")
    values = np.add.reduceat(program.coefficient[shuffled][order], np.arange(len(order)))
    np.cumsum(np.bincount(rows, minlength=program.shape[0]))
    del values
    _pass(program)


def _pass(program: LinearProgram) -> None:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.passModel(highs_model(program, highspy))


def _timed(action: Callable[[Given], Answer], given: Given) -> tuple[Answer, float]:
    began = clock()
    found = action(given)
    return found, clock() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=12)
    parser.add_argument("--study-points", type=int, default=1_000)
    parser.add_argument("--only", default="points,sweep,memory,compile")
    asked = parser.parse_args()
    parts = {
        "points": lambda: show_points(asked.points),
        "sweep": lambda: show_sweep(asked.study_points),
        "memory": show_memory,
        "compile": show_compile,
    }
    for name in asked.only.split(","):
        parts[name]()
        print()


if __name__ == "__main__":
    sys.exit(main())
