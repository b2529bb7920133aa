"""Write what came out of a sweep beside its segments: each file whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import shutil
import time
import uuid
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from optimizer.errors import ResultError
from optimizer.results import csv_text
from optimizer.results.store.layout import real, reason
from optimizer.study.stopping import put_off
from optimizer.study.sweep.store.layout import MANIFEST
from optimizer.study.sweep.store.locks import put_in_list
from optimizer.study.sweep.store.tables import Cell, Table, kind_of

NEW = ".new-"
"""Begins the name of a folder in which files are made."""
ABANDONED = 3600.0
"""Age at which such a folder is removed [s]; filling one takes seconds."""
READ_ONLY = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""What the system says where nothing may be written."""


def has_parquet() -> bool:
    """Whether tables can be written as Parquet too."""
    return find_spec("pyarrow") is not None


def write(folder: Path, tables: Mapping[str, Table], texts: Mapping[str, str], manifest: Mapping[str, Any]) -> bool:
    """Write tables (as CSV, and as Parquet where that can be had), texts by file name, and the manifest last.

    Files of an earlier end of this sweep are replaced, and go where this end has none of the name. Returns whether that
    was done: a read-only folder that has these tables already is left as it is. Raises `ResultError` where the disk
    does not take them; the files that were there then stand as they were.
    """
    place = real(folder)
    contents = {**{f"{name}.csv": as_csv(table) for name, table in tables.items()}, **texts}
    draft = place / f"{NEW}{uuid.uuid4().hex[:8]}"
    before = _files_before(place)
    try:
        draft.mkdir(parents=True)
        _remove_abandoned(place)
        names = _fill(draft, tables, contents)
        (draft / MANIFEST).write_text(as_json({**manifest, "files": names}), encoding="utf-8", newline="\n")
        for name in (*names, MANIFEST):
            _sync(draft / name)
        with put_off():
            for name in (*names, MANIFEST):
                (draft / name).replace(place / name)
            for name in before - {*names}:
                (place / name).unlink(missing_ok=True)
            put_in_list(place)
    except OSError as error:
        if error.errno in READ_ONLY:
            _check_same(folder, contents, error)
            return False
        raise ResultError(
            f"{folder}: the tables could not be written: {reason(error)}; every finished point is safe. "
            "Make room, then give the same command again: it goes on where it was"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return True


def as_json(facts: Mapping[str, Any]) -> str:
    """Facts as the text of a JSON file."""
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


def as_csv(table: Table) -> str:
    """A table as comma-separated text."""
    text = io.StringIO()
    csv_text.write_columns(text, table.columns)
    return text.getvalue()


def _check_same(folder: Path, contents: Mapping[str, str], denied: OSError) -> None:
    """Raise `ResultError` where a folder that cannot be written has other tables than these."""
    for name, text in contents.items():
        if name.endswith(".csv") and not _holds(real(folder) / name, text):
            raise ResultError(
                f"{folder}: {name} cannot be replaced: the folder is read-only ({denied.strerror}); every finished "
                "point is safe. Make it writable and give the same command again, or choose another folder with --out"
            ) from denied


def _holds(path: Path, text: str) -> bool:
    """Whether a file has this text."""
    with contextlib.suppress(OSError):
        return path.read_bytes() == text.encode()
    return False


def _fill(draft: Path, tables: Mapping[str, Table], contents: Mapping[str, str]) -> list[str]:
    """Write texts by file name, and tables as Parquet where that can be had; the names of the files."""
    for name, text in contents.items():
        (draft / name).write_text(text, encoding="utf-8", newline="\n")
    if not has_parquet():
        return list(contents)
    for name, table in tables.items():
        _write_parquet(draft / f"{name}.parquet", table)
    return [*contents, *(f"{name}.parquet" for name in tables)]


def _write_parquet(path: Path, table: Table) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: _array(cells, pa) for name, cells in table.columns.items()}
    pq.write_table(pa.table(columns), path)


def _array(cells: Sequence[Cell], pa: Any) -> Any:
    kind = kind_of(cells)
    of = {int: pa.int64(), float: pa.float64(), str: pa.string()}[kind]
    return pa.array([None if cell is None else kind(cell) for cell in cells], of)


def _remove_abandoned(place: Path) -> None:
    """Take away what writers that were killed have left."""
    for draft in place.glob(f"{NEW}*"):
        with contextlib.suppress(OSError):
            if time.time() - draft.stat().st_mtime > ABANDONED:
                shutil.rmtree(draft)


def _files_before(place: Path) -> set[str]:
    """The files that an earlier end of the sweep wrote, by its manifest."""
    try:
        found = json.loads((place / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in found if isinstance(name, str) and Path(name).name == name}


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)
