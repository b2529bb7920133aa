"""One scenario, from file to a model file for any other solver."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from optimizer import model
from optimizer.errors import Problem, UsageError
from optimizer.model.options import MODEL_FILES
from optimizer.scenario import load
from optimizer.study.progress import Progress, Silent


def export(
    path: Path,
    to: Path,
    overrides: Sequence[str] = (),
    sets: Sequence[str] = (),
    progress: Progress | None = None,
) -> tuple[Problem, ...]:
    """Write the linear program of a scenario file to `to`, and return the warnings about the scenario."""
    if to.suffix.lower() not in MODEL_FILES:
        raise UsageError(f"--to {to}: the name must end in {' or '.join(MODEL_FILES)}")
    if not to.parent.is_dir():
        raise UsageError(f"--to {to}: there is no folder {to.parent}")
    told = progress or Silent()
    told.stage(f"reading {path}")
    loaded = load.load(path, overrides, sets)
    told.warn(loaded.warnings)
    told.stage(f"writing {to}")
    model.export(loaded.scenario, to)
    return loaded.warnings
