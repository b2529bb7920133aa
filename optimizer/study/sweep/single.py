"""One point of a study alone, as a full run."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.model import SolverOptions
from optimizer.results.sweep.points import Point
from optimizer.scenario import dump, load
from optimizer.scenario.edit import with_values
from optimizer.scenario.load import Loaded
from optimizer.scenario.studies.load import Study
from optimizer.study.progress import Progress, Silent
from optimizer.study.run import How, RunResult, answer
from optimizer.study.sweep.design.designed import designed
from optimizer.study.sweep.design.grounds import ID_LENGTH
from optimizer.study.sweep.kept import own_folder, read_study
from optimizer.study.sweep.store.layout import MANIFEST, SINGLE, STUDY, TABLE
from optimizer.study.sweep.store.stored import point_ids
from optimizer.study.sweep.warned import warnings_of_point
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
    """Solve one point of a study and store the answer in `out`, without it in points/ID/ of the sweep's folder.

    wanted : the point's id, or its number: as the first columns of the sweep's table have them; where the study has not
    been swept, its number in the study as it is written.

    Raises what `run` raises, and `UsageError` where there is no such point.
    """
    told = progress or Silent()
    told.stage(f"reading {path}")
    study, swept = read_study(path), own_folder(path)
    ids = point_ids(swept)
    if not ids and _is_number(wanted):
        told.stage(f"taking point {wanted} of the study as it is written: {swept} has no table of its points")
    point = _point(study, swept, ids, wanted)
    folder = out or swept / SINGLE / point.id
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
    warnings = warnings_of_point(study, point, variant, loaded)
    return Loaded(loaded.scenario, warnings, {study.file: study.content, **variant.files}, loaded.tree)


def _point(study: Study, swept: Path, ids: Mapping[int, str], wanted: str) -> Point:
    """The point of an id, or of a number. swept : the folder of the sweep.  ids : of its points, by number."""
    id_ = _id(study, swept, ids, wanted)
    points: tuple[Point, ...] = ()
    for asked in dict.fromkeys((_asked_before(swept), None)):
        points = designed(study, asked).points
        by_id = {point.id: point for point in reversed(points)}
        if id_ in by_id:
            return by_id[id_]
    if id_ != wanted:
        raise UsageError(
            f"{study.file}: point {wanted} of {swept / TABLE} has the id {id_}, which is none of the study's: it or "
            "its base was changed since, or the sweep was of another. Sweep it again, or give the id of a point"
        )
    if _is_number(wanted) and int(wanted) < len(points):
        return points[int(wanted)]
    raise UsageError(
        f"{study.file}: the study has no point '{wanted}'; give the id or the number of one of its {len(points)} "
        f"points, as the first columns of points.csv have them. {nearest(wanted, by_id)}".rstrip()
    )


def _id(study: Study, swept: Path, ids: Mapping[int, str], wanted: str) -> str:
    """The id of the point with a number in the table of a sweep; what was given where that is none, or has no table."""
    if not ids or not _is_number(wanted):
        return wanted
    if int(wanted) not in ids:
        raise UsageError(
            f"{study.file}: {swept / TABLE} has no point {wanted}, but 0 to {max(ids)}; "
            f"of a sweep that went elsewhere give the id, or the study as its folder has it: DIR/{STUDY}"
        )
    return ids[int(wanted)]


def _is_number(wanted: str) -> bool:
    """Whether a point is named by its number, which is shorter than an id of digits alone."""
    return wanted.isdecimal() and len(wanted) < ID_LENGTH


def _asked_before(swept: Path) -> int | None:
    """How many points the sweep in a folder was asked for, None where it was for what the study says."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return int(json.loads((swept / MANIFEST).read_text(encoding="utf-8"))["asked_points"])
    return None


def _shown(level: float | str) -> str:
    return level if isinstance(level, str) else f"{level:.6g}"
