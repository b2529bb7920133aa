"""The page of a sweep: made when the sweep ends, and again from its folder alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimizer.report.page import sweep
from optimizer.results.sweep.analysis import facts as analysed
from optimizer.results.sweep.analysis.facts import SweepFacts
from optimizer.scenario import load
from optimizer.scenario.schema import Scenario
from optimizer.study import page_file
from optimizer.study.progress import Progress, Silent
from optimizer.study.sweep import store
from optimizer.study.sweep.store.layout import PAGE


def page(facts: SweepFacts, base: Scenario, manifest: Mapping[str, Any], study_text: str) -> str:
    """The page as HTML. base : the scenario from which all points start.  study_text : of the study's file."""
    return sweep.html(sweep.page(facts, base, manifest, study_text))


def report(folder: Path, out: Path | None = None, progress: Progress | None = None) -> Path:
    """Write the page of a finished sweep into its folder, or to the file `out`; returns where it is.

    Raises `ResultError` where the folder is no finished sweep or the page cannot be written, and what loading its base
    raises.
    """
    told = progress or Silent()
    told.stage(f"reading {folder}")
    stored = store.read(folder)
    found = analysed(stored.study, stored.points, stored.outcomes)
    base = load.load(stored.base).scenario
    target = out or folder / PAGE
    told.stage(f"writing {target}")
    return page_file.write(target, page(found, base, stored.manifest, stored.study_text))
