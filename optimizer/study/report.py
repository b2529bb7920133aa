"""The page of a result: read a results folder, write its report as one HTML file."""

from __future__ import annotations

import uuid
from pathlib import Path

from optimizer.errors import ResultError
from optimizer.report.page.run import html, page
from optimizer.results import store
from optimizer.results.store.layout import PAGE, SCENARIO, real, reason
from optimizer.scenario import load
from optimizer.study.progress import Progress, Silent


def report(folder: Path, out: Path | None = None, progress: Progress | None = None) -> Path:
    """Write the page of a results folder into it, or to the file `out`; returns where it is.

    Raises `ResultError` where the folder is no result or the page cannot be written, and what loading its scenario
    raises.
    """
    told = progress or Silent()
    told.stage(f"reading {folder}")
    stored = store.read(folder)
    solution, scenario = stored.solution(), load.load(folder / SCENARIO).scenario
    target = out or folder / PAGE
    told.stage(f"writing {target}")
    _write(target, html(page(solution, scenario, stored.manifest)))
    return target


def _write(target: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    place = real(target)
    draft = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(place)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ResultError(f"{target}: the page could not be written: {reason(error)}") from error
