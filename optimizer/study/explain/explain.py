"""One scenario explained: solved (or read from its results folder), its limits traced, its facts stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from optimizer import model
from optimizer.errors import Problem, ResultError, UsageError
from optimizer.model import SolverOptions
from optimizer.model.point import Point
from optimizer.results import store as results
from optimizer.results.dust import plan_value
from optimizer.results.explain.bottlenecks import BottleneckFact
from optimizer.results.explain.facts import About, Facts
from optimizer.results.solution import Solution
from optimizer.results.store.layout import EXPLAIN
from optimizer.scenario import load
from optimizer.scenario.schema import Scenario
from optimizer.study import run as study
from optimizer.study.explain import store
from optimizer.study.explain.bottleneck_facts import bottleneck_facts
from optimizer.study.explain.effects import Effects
from optimizer.study.explain.ladder_facts import ladder_facts, order_by_facts
from optimizer.study.explain.proofs import Asked, Prover
from optimizer.study.explain.sensitivity_facts import sensitivity_facts
from optimizer.study.explain.ties import with_ties
from optimizer.study.explain.timeline_facts import split, timeline
from optimizer.study.explain.waits import Waits
from optimizer.study.progress import Progress, Silent

TOP = 5
"""Limits that are solved again and told in full, unless the user asks for more."""
LEAST_NUMBERS = 10
"""Numbers of the sensitivity table that are solved again, at least."""
SAME = 1e-6
"""Relative difference up to which a stored optimum and one found now are the same."""


@dataclass(frozen=True)
class Wanted:
    """What is to be found besides the limits. top : limits told in full.  ladder : rungs of each track, 0 for none."""

    top: int = TOP
    sensitivity: bool = False
    ladder: int = 0
    order_by: bool = False


@dataclass(frozen=True)
class Explained:
    """A stored explanation. folder : results folder.  warnings : what is odd about the scenario."""

    folder: Path
    facts: Facts
    solution: Solution
    scenario: Scenario
    warnings: tuple[Problem, ...] = field(default=())


def explain(
    path: Path,
    overrides: Sequence[str] = (),
    sets: Sequence[str] = (),
    out: Path | None = None,
    wanted: Wanted | None = None,
    options: SolverOptions | None = None,
    progress: Progress | None = None,
) -> Explained:
    """Explain a scenario file, or a results folder, and store what was found as explain/ in the results folder.

    A file is run first, as `run` does it, with its result stored. Raises what `run` raises, and `UsageError` for
    overrides, settings or a folder given with a results folder.
    """
    told = progress or Silent()
    if path.is_dir():
        _only_a_folder(path, overrides, sets, out)
        found = _stored(path, options or SolverOptions(), told)
    else:
        found = _run(path, overrides, sets, out, options or SolverOptions(), told)
    facts = _facts(found, wanted or Wanted(), told)
    told.stage(f"writing {found.folder}/{EXPLAIN}")
    _still_there(found)
    store.write(found.folder, facts)
    return Explained(found.folder, facts, found.solution, found.point.scenario, found.warnings)


@dataclass(frozen=True)
class _Found:
    """A scenario at its optimum, and its stored result."""

    asked: Asked
    folder: Path
    stored: results.StoredResult
    point: Point
    solution: Solution
    warnings: tuple[Problem, ...]


def _run(
    path: Path,
    overrides: Sequence[str],
    sets: Sequence[str],
    out: Path | None,
    options: SolverOptions,
    told: Progress,
) -> _Found:
    done = study.run(path, overrides, sets, out, options, told)
    names = tuple(name.strip() for given in overrides for name in given.split(",") if name.strip())
    asked = Asked(path, names, tuple(sets), options)
    point = model.solve_point(done.scenario, options)
    return _Found(asked, done.folder, results.read(done.folder), point, done.solution, done.warnings)


def _stored(folder: Path, options: SolverOptions, told: Progress) -> _Found:
    """A results folder, with its scenario solved again: duals and the plan are needed together."""
    told.stage(f"reading {folder}")
    stored = results.read(folder)
    path = folder / "scenario.yaml"
    loaded = load.load(path)
    told.warn(loaded.warnings)
    asked = Asked(path, options=SolverOptions({**stored.manifest.get("solver_options", {}), **options.options}))
    told.stage("solving")
    point = model.solve_point(loaded.scenario, asked.options)
    before = stored.solution().objective
    if abs(before - point.objective) > SAME * max(abs(before), 1.0):
        raise ResultError(
            f"{folder}: its scenario now has another optimum ({point.objective:.6g}) than the one stored "
            f"({before:.6g}): it was made by another version. Run it again: optimizer run {path.as_posix()}"
        )
    return _Found(asked, folder, stored, point, model.solution_of(point), loaded.warnings)


def _only_a_folder(folder: Path, overrides: Sequence[str], sets: Sequence[str], out: Path | None) -> None:
    given = [name for name, value in (("--with", overrides), ("--set", sets), ("--out", out)) if value]
    if given:
        raise UsageError(
            f"{' and '.join(given)} cannot be given with a results folder: {folder} is what it is, and its explanation "
            f"goes into it. Explain a scenario file instead, such as {(folder / 'scenario.yaml').as_posix()}"
        )


def _still_there(found: _Found) -> None:
    """Raise where another run has replaced the result in the meantime."""
    now = results.read(found.folder)
    if now.manifest.get("scenario_sha256") != found.stored.manifest.get("scenario_sha256"):
        raise ResultError(f"{found.folder}: another run has replaced this result in the meantime; explain it again")


# --- facts ------------------------------------------------------------------------------------------------------------


def _facts(found: _Found, wanted: Wanted, told: Progress) -> Facts:
    scenario, solution = found.point.scenario, found.solution
    prover = Prover(found.asked, found.point, told.stage)
    rows = timeline(solution, scenario)
    limits = bottleneck_facts(solution, scenario, rows)
    limits = _with_effects(limits, Effects(scenario, rows, prover), wanted.top)
    numbers = order = None
    if wanted.sensitivity:
        told.stage("what every number is worth")
        numbers = sensitivity_facts(prover, max(wanted.top, LEAST_NUMBERS))
    ladders = ladder_facts(prover, wanted.ladder, told.stage) if wanted.ladder else ()
    if wanted.order_by:
        told.stage("until when each asset can be applied for")
        order = order_by_facts(prover, Waits(solution, scenario))
    about = _about(found)
    return Facts(about, split(rows, solution.objective), limits, rows, numbers, ladders, order, prover.proofs)


def _with_effects(limits: Sequence[BottleneckFact], effects: Effects, top: int) -> tuple[BottleneckFact, ...]:
    """The facts with the effects of the first and of those shut; one that is opened for nothing is only full."""
    found = []
    for place, fact in enumerate(limits):
        if (fact.rank and place < top) or fact.state == "shut":
            fact = replace(fact, effects=effects.of(fact))
        nothing = fact.state == "shut" and not any((effect.gain or 0.0) > 0 for effect in fact.effects)
        found.append(replace(fact, state="full", effects=()) if nothing else fact)
    return with_ties(found, effects)


def _about(found: _Found) -> About:
    total = found.solution.metrics.get("compute_total")
    return About(
        found.asked.path.as_posix(),
        found.asked.overrides,
        found.asked.sets,
        str(found.stored.manifest.get("scenario_sha256", "")),
        found.point.optimum.maximised,
        found.solution.objective,
        found.solution.objective_unit,
        total.value if total else None,
        total.unit if total else "",
        found.point.scenario.money.unit,
        plan_value(found.solution.metrics),
    )
