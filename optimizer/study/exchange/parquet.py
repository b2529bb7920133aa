"""A result as a folder of Parquet files, one a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.study.exchange.needs import needed
from optimizer.study.exchange.numbers import Given, given
from optimizer.study.exchange.placing import new_folder
from optimizer.study.exchange.snapshot import Snapshot

ENDING = ".parquet"
FLAGS = frozenset({"binding"})
"""Columns that hold true or false."""
NUMBERS = frozenset({"value", "low", "high"})
"""Columns of numbers in what is no table of the plan."""
Columns = Mapping[str, Sequence[Any] | np.ndarray]


def write(found: Snapshot, path: Path) -> tuple[int, int]:
    """Write the tables of a result, its metrics and its numbers with their sources; how many files and rows."""
    with needed("pyarrow"):
        import pyarrow as pa
        import pyarrow.parquet as pq

    about = {
        "scenario": found.name,
        "scenario_sha256": str(found.manifest.get("scenario_sha256", "")),
        "versions": json.dumps(found.manifest.get("versions", {})),
    }
    contents = columns(found)
    with new_folder(path, [f"{name}{ENDING}" for name in contents]) as draft:
        for name, table in contents.items():
            arrow = pa.table({column: _array(column, cells, pa) for column, cells in table.items()}, metadata=about)
            pq.write_table(arrow, draft / f"{name}{ENDING}")
    return len(contents), sum(len(next(iter(table.values()))) for table in contents.values())


def columns(found: Snapshot) -> dict[str, Columns]:
    """What each file holds, by its name."""
    metrics: Columns = {
        "name": list(found.metrics),
        "value": [metric.value for metric in found.metrics.values()],
        "unit": [metric.unit for metric in found.metrics.values()],
    }
    entries = [asdict(entry) for entry in given(found.scenario)]
    sources: Columns = {field.name: [entry[field.name] for entry in entries] for field in fields(Given)}
    return {"metrics": metrics, **{name: table.columns for name, table in found.tables.items()}, "sources": sources}


def _array(column: str, cells: Sequence[Any] | np.ndarray, pa: Any) -> Any:
    """A column with its own type, also where it is empty."""
    if column in FLAGS:
        return pa.array([cell == "true" for cell in cells], pa.bool_())
    if isinstance(cells, np.ndarray) or column in NUMBERS:
        return pa.array(cells, pa.float64())
    return pa.array(cells, pa.string())
