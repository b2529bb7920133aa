"""One point of a study alone, as a full run."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.model import SolverOptions
from optimizer.results.sweep.points import Point
from optimizer.scenario import dump, load
from optimizer.scenario.edit import with_values
from optimizer.scenario.load import Loaded
from optimizer.scenario.studies.load import Study, load_study
from optimizer.study.progress import Progress, Silent
from optimizer.study.run import RESULTS, How, RunResult, answer
from optimizer.study.sweep.design.designed import designed
from optimizer.study.sweep.store.layout import MANIFEST, SINGLE
from optimizer.wording import nearest

NAMED = 4
"""Factors whose levels stand in the name of a point's scenario."""


def run_point(
    path: Path,
    wanted: str,
    out: Path | None = None,
    options: SolverOptions | None = None,
    progress: Progress | None = None,
) -> RunResult:
    """Solve one point of a study and store the answer in `out`, results/STUDY/points/ID/ without it.

    wanted : the point's id, or its number, as the first columns of the sweep's table have them.

    Raises what `run` raises, and `UsageError` where the study has no such point.
    """
    told = progress or Silent()
    told.stage(f"reading {path}")
    study = load_study(path)
    point = _point(study, wanted)
    folder = out or RESULTS / path.stem / SINGLE / point.id
    loaded = scenario_of(study, point)
    told.warn(loaded.warnings)
    words = ["optimizer", "run", path.as_posix(), "--point", point.id, "--out", folder.as_posix()]
    return answer(loaded, folder, How(options or SolverOptions(), words), told)


def scenario_of(study: Study, point: Point) -> Loaded:
    """The scenario of a point, checked as one that was read from a file."""
    variant = load.load(study.base, point.variant.overrides, point.variant.sets)
    changed = with_values(variant.scenario, point.values)
    levels = [f"{name} {_shown(level)}" for name, level in point.levels.items()]
    stands = ", ".join([*levels[:NAMED], "..."] if len(levels) > NAMED else levels)
    named = changed.model_copy(update={"name": f"{study.name}, point {point.id} ({stands})"})
    loaded = load.loads(dump.dump(named), f"{study.file}: point {point.id}")
    return Loaded(loaded.scenario, loaded.warnings, (study.file, *variant.files), loaded.tree)


def _point(study: Study, wanted: str) -> Point:
    """The point of an id, else of a number, of the sweep in the study's folder, else of the study as it is written."""
    points: tuple[Point, ...] = ()
    for asked in dict.fromkeys((_asked_before(study), None)):
        points = designed(study, asked).points
        by_id = {point.id: point for point in reversed(points)}
        if wanted in by_id:
            return by_id[wanted]
        if wanted.isdigit() and int(wanted) < len(points):
            return points[int(wanted)]
    raise UsageError(
        f"{study.file}: the study has no point '{wanted}'; give the id or the number of one of its {len(points)} "
        f"points, as the first columns of points.csv have them. {nearest(wanted, by_id)}".rstrip()
    )


def _asked_before(study: Study) -> int | None:
    """How many points the sweep in the study's folder was asked for, None where it was for what the study says."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        text = (RESULTS / study.file.stem / MANIFEST).read_text(encoding="utf-8")
        return int(json.loads(text)["asked_points"])
    return None


def _shown(level: float | str) -> str:
    return level if isinstance(level, str) else f"{level:.6g}"
