"""A study made ready: its points, what of them is finished, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from optimizer import model
from optimizer.errors import Problem, UsageError
from optimizer.model import SolverOptions
from optimizer.results.store.origin import digests
from optimizer.results.sweep.points import Outcome, Point
from optimizer.results.sweep.study import StudyFacts
from optimizer.scenario import load
from optimizer.scenario.load import Loaded
from optimizer.scenario.studies.load import Study
from optimizer.study.sweep import work
from optimizer.study.sweep.design.designed import Designed, designed
from optimizer.study.sweep.design.moves import Slope
from optimizer.study.sweep.executors import Chunk
from optimizer.study.sweep.kept import new_folder, read_study
from optimizer.study.sweep.recipe import Recipe, Sources
from optimizer.study.sweep.store import Found, Making, Wanted, check_place, check_study, reading
from optimizer.study.sweep.store.layout import seen_from
from optimizer.study.sweep.warned import warnings_of_base


@dataclass(frozen=True)
class Prepared:
    """study : the file.  facts : what reading the answers needs.  base : the scenario that all points start from.
    points : in design order.  chunks : each point's content once, in the pieces that workers do.  folder : of the
    sweep.  inputs : all files, with their digests.  warnings : what is odd about the base and about what is varied.
    made_of : what the points come from.
    """

    study: Study
    facts: StudyFacts
    base: Loaded
    points: tuple[Point, ...]
    chunks: tuple[Chunk, ...]
    folder: Path
    inputs: Mapping[Path, str]
    recipe: Recipe
    wanted: Wanted
    warnings: tuple[Problem, ...] = ()
    made_of: str = ""

    @cached_property
    def found(self) -> Found:
        """What was finished before, and what is wrong with what is there."""
        return reading.read(self.folder, self.wanted)

    @cached_property
    def kept(self) -> Mapping[str, Outcome]:
        """The finished points that stay, by id."""
        return work.known(self.chunks, self.found)

    @property
    def count(self) -> int:
        """Points to do in all: those with the same content count once."""
        return sum(len(chunk) for chunk in self.chunks)


def prepare(path: Path, points: int | None, out: Path | None, options: SolverOptions) -> Prepared:
    """Read a study and make its points; nothing is written.

    points : how many to aim at, instead of what the study says.  out : the folder, without it as `new_folder` says.

    Raises `ScenarioError` with all problems of the study or its base, `UsageError`, and `ResultError` for a folder that
    holds something else.
    """
    from optimizer.study.sweep import engine

    study = read_study(path)
    folder = out or new_folder(path)
    check_place(folder)
    check_study(folder, study)
    base = load.load(study.base, study.overrides, study.sets)
    inputs = digests({study.file: study.content, **base.files})
    model.check_options(base.scenario, options)
    made = designed(study, points)
    if not made.points:
        raise UsageError(f"{path}: the study has no points")
    recorded = made.facts.record
    recipe = Recipe(study.base, recorded, options, slopes(made), Sources({path: inputs[path] for path in base.files}))
    wanted = Wanted(Making(options.options), recorded, tuple(recipe.slopes), seen_from(folder, study.file))
    chunks = tuple(engine.chunks(work.unique(made.points)))
    warnings = (*warnings_of_base(study, base), *made.warnings)
    return Prepared(
        study, made.facts, base, made.points, chunks, folder, inputs, recipe, wanted, warnings, made.made_of
    )


def slopes(made: Designed) -> dict[str, Slope]:
    """What the slope in the factor is taken by, where but one moves numbers: exact slopes place the kinks of its curve,
    and cost as much as the point itself.

    A date has none: at a period's edge, where studies put it, its slope is that of one side alone.
    """
    numeric = [factor for factor in made.facts.factors if factor.kind != "text"]
    effect = made.shifting.get(numeric[0].name) if len(numeric) == 1 else None
    if effect is None or numeric[0].kind == "date":
        return {}
    factor = numeric[0]
    return {factor.name: Slope(effect, max(abs(factor.low or 0.0), abs(factor.high or 0.0)))}
