"""A result as it is at one moment: everything read from its folder at once, so that a later run cannot mix into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from optimizer.results import store
from optimizer.results.solution import Metric
from optimizer.results.store.layout import SCENARIO
from optimizer.results.tables import Table
from optimizer.scenario import load
from optimizer.scenario.schema import Scenario


@dataclass(frozen=True)
class Snapshot:
    """What a results folder holds. summary, manifest : as in its files.  tables : all of `results.tables.COLUMNS`."""

    folder: Path
    summary: Mapping[str, Any]
    manifest: Mapping[str, Any]
    scenario_yaml: str
    metrics: Mapping[str, Metric]
    tables: Mapping[str, Table]
    report: str

    @property
    def name(self) -> str:
        """Name of the folder, which is what a result goes by: us+fast_permits."""
        return self.folder.resolve().name

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario as it was solved, in base units."""
        return load.loads(self.scenario_yaml, (self.folder / SCENARIO).as_posix()).scenario


def take(folder: Path) -> Snapshot:
    """Read a results folder, all of it. Raises `ResultError` where it is missing, is no result, or is damaged."""
    stored = store.read(folder)
    return Snapshot(
        folder=folder,
        summary=stored.summary,
        manifest=stored.manifest,
        scenario_yaml=stored.scenario_yaml,
        metrics=stored.metrics,
        tables=dict(stored.tables),
        report=stored.report_md,
    )
