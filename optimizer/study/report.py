"""The page of a result, or of a sweep: read its folder, write its report as one HTML file."""

from __future__ import annotations

from pathlib import Path

from optimizer.report.page.run import html, page
from optimizer.results import store
from optimizer.results.store.layout import PAGE, SCENARIO
from optimizer.scenario import load
from optimizer.study import page_file
from optimizer.study.progress import Progress, Silent
from optimizer.study.sweep.store.layout import is_sweep


def report(folder: Path, out: Path | None = None, progress: Progress | None = None) -> Path:
    """Write the page of a results folder, or of a sweep's, into it, or to the file `out`; returns where it is.

    Raises `ResultError` where the folder is none of them or the page cannot be written, and what loading its scenario
    raises.
    """
    if is_sweep(folder):
        from optimizer.study.sweep.page import report as report_sweep

        return report_sweep(folder, out, progress)
    told = progress or Silent()
    told.stage(f"reading {folder}")
    stored = store.read(folder)
    solution, scenario = stored.solution(), load.load(folder / SCENARIO).scenario
    target = out or folder / PAGE
    told.stage(f"writing {target}")
    return page_file.write(target, html(page(solution, scenario, stored.manifest)))
