"""One result, from its folder to a file for other programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.study.exchange import iamc, parquet, workbook
from optimizer.study.exchange.snapshot import Snapshot, take
from optimizer.study.exchange.target import Form, Target
from optimizer.study.progress import Progress, Silent


@dataclass(frozen=True)
class Exported:
    """What was written. parts : sheets of a workbook, files of a folder, 1 for a single table.  rows : in all of it."""

    form: Form
    path: Path
    parts: int
    rows: int

    @property
    def words(self) -> str:
        """How much it is, for people."""
        rows = f"{self.rows:,} rows"
        return {
            Form.XLSX: f"{self.parts} sheets, {rows}",
            Form.PARQUET: f"{self.parts} files, {rows}",
        }.get(self.form, rows)


def export(folder: Path, to: Target, progress: Progress | None = None) -> Exported:
    """Write a result in another form; what is there by that name is replaced when the new one is complete.

    Raises `ResultError` for a folder that holds no result, `UsageError` where it cannot be written.
    """
    told = progress or Silent()
    told.stage(f"reading {folder}")
    found = take(folder)
    told.stage(f"writing {to.path}")
    return write(found, to)


def write(found: Snapshot, to: Target) -> Exported:
    """Write what was read of a result. Raises `UsageError` where it cannot be written."""
    if to.form is Form.XLSX:
        parts, rows = workbook.write(found, to.path)
    elif to.form is Form.PARQUET:
        parts, rows = parquet.write(found, to.path)
    elif to.form is Form.IAMC:
        parts, rows = 1, iamc.write(found, to.path)
    else:
        raise UsageError(f"{to.form} holds a linear program, not a result")
    return Exported(to.form, to.path, parts, rows)
