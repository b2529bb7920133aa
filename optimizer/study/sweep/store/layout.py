"""Names of the files of a sweep's folder, and which folders it may go to."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from optimizer.errors import ResultError
from optimizer.results.store.layout import names_in, real, reason
from optimizer.results.sweep.study import STUDY_FILE

SEGMENTS = "segments"
"""The folder by which a folder is known as a sweep; it holds every finished point."""
MANIFEST, STUDY, FACTS, BASE, PAGE = "manifest.json", STUDY_FILE, "sweep.json", "base.yaml", "report.html"
TABLE = "points.csv"
SINGLE = "points"
"""The folder of points that were run alone."""
STUDY_KEY = "study_file"
"""Under which manifest and segments name the file of their study, as seen from their folder: so it is found from any
directory, and wherever both are moved together."""
ENDING = ".jsonl"
"""Of a segment."""


def check_place(folder: Path) -> None:
    """Raise `ResultError` where a sweep may not go: only an earlier one, or an empty folder, takes it."""
    found = names_in(folder, "the folder of the sweep") - {SINGLE}
    if found and SEGMENTS not in found:
        raise ResultError(
            f"{folder}: is no sweep (it has no {SEGMENTS}/, but {min(found)}); "
            "it is left as it is, choose another folder with --out"
        )


def is_sweep(folder: Path) -> bool:
    """Whether a folder looks like a sweep that has begun."""
    return (folder / SEGMENTS).is_dir()


def made(folder: Path) -> Path:
    """The folder of segments, made where it is not there. Raises `ResultError` where nothing can be written in it."""
    segments = real(folder) / SEGMENTS
    try:
        segments.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResultError(f"{folder}: the folder of the sweep cannot be made: {reason(error)}") from error
    if not os.access(segments, os.W_OK | os.X_OK):
        raise ResultError(f"{segments}: nothing can be written there (no permission)")
    return segments


def seen_from(folder: Path, file: Path) -> str:
    """A file as a path from a folder; from the root where a link or a drive stands between the two."""
    with contextlib.suppress(ValueError):  # another drive
        path = os.path.relpath(file, folder)
        if os.path.realpath(os.path.normpath(real(folder) / path)) == os.path.realpath(file):
            return Path(path).as_posix()
    return file.absolute().as_posix()


def tidy(folder: Path) -> None:
    """Take away a folder in which nothing came to be."""
    place = real(folder)
    with contextlib.suppress(OSError):  # they hold something
        (place / SEGMENTS).rmdir()
        place.rmdir()


def segments_in(folder: Path) -> list[Path]:
    """The segments of a sweep, oldest first."""
    place = real(folder) / SEGMENTS
    return sorted(place.glob(f"*{ENDING}")) if place.is_dir() else []
