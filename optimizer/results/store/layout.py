"""Names of the files of a results folder, and folders on their way in and out."""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

from optimizer.errors import ResultError

MANIFEST, SUMMARY, SCENARIO, LOG = "manifest.json", "summary.json", "scenario.yaml", "solver.log"
TABLES, REPORT, PAGE, EXPLAIN = "tables", "report.md", "report.html", "explain"
PARTS = frozenset({MANIFEST, SUMMARY, SCENARIO, LOG, TABLES, REPORT, PAGE, EXPLAIN})
"""All that is in a results folder."""
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in folders that they have shown."""
NEW, OLD = "new", "old"


def is_sweep(folder: Path) -> bool:
    """Whether a folder holds a sweep, which has many answers, not one."""
    return (folder / "sweep.json").is_file()


def is_result(folder: Path) -> bool:
    """Whether a folder looks like a result."""
    return (folder / MANIFEST).is_file()


def real(folder: Path) -> Path:
    """The folder itself where `folder` is a link to it."""
    return Path(os.path.realpath(folder))


def beside(place: Path, what: str) -> Path:
    """A new hidden name in the same folder, hence on the same disk: `.us.new-3f9c02ab`."""
    return place.with_name(f".{place.name}.{what}-{uuid.uuid4().hex[:8]}")


def left_over(place: Path, what: str) -> list[Path]:
    """Folders that a writer of `place`, cut off, left beside it."""
    start = f".{place.name}.{what}-"
    if not place.parent.is_dir():
        return []
    return [path for path in place.parent.iterdir() if path.name.startswith(start)]


def recover(place: Path) -> None:
    """Put back an earlier result that a writer, cut off between its two moves, left aside."""
    if place.exists():
        return
    aside = [path for path in left_over(place, OLD) if is_result(path)]
    with contextlib.suppress(FileNotFoundError):  # another writer has just tidied up
        if aside:
            max(aside, key=lambda path: path.stat().st_mtime).rename(place)


def names_in(folder: Path, what: str) -> set[str]:
    """Names of what stands in a folder, litter left out; none where there is no folder.

    what : is to go there, in words. Raises `ResultError` for a file, and for a folder that cannot be looked at.
    """
    place = real(folder)
    try:
        if not place.exists():
            return set()
        if not place.is_dir():
            raise ResultError(f"{folder}: a file stands where {what} should go")
        return {path.name for path in place.iterdir()} - LITTER
    except OSError as error:
        raise ResultError(f"{folder}: {what} cannot be looked at: {reason(error)}") from error


def reason(error: OSError) -> str:
    """What the system says went wrong, and with which file."""
    words = error.strerror or str(error)
    return f"{words} ({error.filename})" if error.filename else words
