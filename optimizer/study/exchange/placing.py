"""Files and folders written whole or not at all: made beside their place and moved there when they are complete."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from optimizer.errors import OptimizerError, UsageError
from optimizer.results.store.layout import LITTER, NEW, OLD, beside, real, reason


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to; what is there at the end replaces what stood at `path`."""
    with _told(path):
        place = real(path)
        if place.is_dir():
            raise UsageError(f"{path}: cannot be written: a folder stands there")
        draft = beside(place, NEW)
        try:
            yield draft
            draft.replace(place)
        finally:
            draft.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path, ours: Collection[str]) -> Iterator[Path]:
    """A new folder beside `path` to fill; at the end it takes the place of an earlier one.

    ours : names of the files that may be in it.
    """
    with _told(path):
        place = real(path)
        _require_ours(path, place, ours)
        draft = beside(place, NEW)
        try:
            draft.mkdir()
            yield draft
            _move_into_place(draft, place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OptimizerError:
        raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {reason(error)}") from error


def _require_ours(path: Path, place: Path, ours: Collection[str]) -> None:
    """Only an earlier folder of ours, or an empty one, gives way."""
    if not place.exists():
        return
    if not place.is_dir():
        raise UsageError(f"{path}: cannot be written: a file stands where the folder should go")
    strange = sorted(each.name for each in place.iterdir() if each.name not in {*ours, *LITTER})
    if strange:
        raise UsageError(f"{path}: holds {strange[0]}, which is no table of a result; choose another name")


def _move_into_place(draft: Path, place: Path) -> None:
    """Old one aside, new one in, old one away; the old one back where that fails."""
    aside = beside(place, OLD)
    if place.exists():
        place.rename(aside)
    try:
        draft.rename(place)
    except OSError:
        if aside.exists():
            aside.rename(place)
        raise
    shutil.rmtree(aside, ignore_errors=True)
