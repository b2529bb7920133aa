"""One scenario, solved."""

from __future__ import annotations

from pathlib import Path

from optimizer.api import arguments
from optimizer.api.arguments import File, Names, Options, Sets
from optimizer.api.results import Result, load
from optimizer.api.scenario_warnings import warn


def run(
    path: File,
    overrides: Names = (),
    sets: Sets = (),
    out: File | None = None,
    solver_options: Options | None = None,
) -> Result:
    """Solve a scenario file and store the result, as `optimizer run` does.

    overrides : names of overrides of the file, applied in their order.  sets : single values, applied last.
    out : results folder; without it results/SCENARIO+OVERRIDES in the current directory. An earlier result in it is
    replaced.  solver_options : any options of HiGHS.

    What is odd about the scenario comes as `ScenarioWarning`. Raises `ScenarioError` for a file that cannot be used,
    `NoOptimum` where there is no plan, and any other `OptimizerError`; nothing is written then.
    """
    from optimizer.study import run as study

    options = arguments.options(solver_options)
    done = study.run(Path(path), arguments.names(overrides), arguments.set_texts(sets), arguments.place(out), options)
    warn(done.warnings)
    return load(done.folder)
