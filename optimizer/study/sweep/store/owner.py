"""Whose sweep a folder holds: studies in files of one name would go to one folder, and replace each other's tables."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from optimizer.errors import ResultError
from optimizer.results.store.layout import real
from optimizer.scenario.studies.load import Study
from optimizer.study.sweep.store.layout import MANIFEST, STUDY_KEY, segments_in
from optimizer.study.sweep.store.lines import facts_of


def check_study(folder: Path, study: Study) -> None:
    """Raise `ResultError` where a folder holds the sweep of another study, whose tables would be replaced.

    A study that was edited is the same one, and so is one that was moved, or copied with its base. Where nothing stands
    any more in the place of the file that was swept, the study is taken to have been moved.
    """
    swept = _swept(folder)
    if swept is not None and swept.name != study.file.name:
        raise _refused(folder, swept, study)
    for other in _begun(folder) if swept is None else (swept,):
        if not _is_same(other, study):
            raise _refused(folder, other, study)


def _swept(folder: Path) -> Path | None:
    """The study that the tables are of, None where there are none. Sweeps of earlier versions say its name alone."""
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError):  # none, or none that says it
        manifest = json.loads((real(folder) / MANIFEST).read_text(encoding="utf-8"))
        return _found(folder, manifest.get(STUDY_KEY) or Path(manifest["inputs"][0]["file"]).name)
    return None


def _begun(folder: Path) -> Iterator[Path]:
    """The studies that the segments are of."""
    for path in segments_in(folder):
        with contextlib.suppress(OSError, ValueError), path.open("rb") as file:  # gone, or damaged
            header: dict[str, Any] = facts_of(file.readline().rstrip(b"\n"))
            if header.get(STUDY_KEY):
                yield _found(folder, header[STUDY_KEY])


def _found(folder: Path, name: str) -> Path:
    """The file that a folder names."""
    return Path(os.path.normpath(real(folder) / name))


def _is_same(other: Path, study: Study) -> bool:
    """Whether a file is a study, or a copy of it beside a copy of its base; also where it is there no more."""
    try:
        if other.samefile(study.file):
            return True
        base = other.parent / str(study.tree["base"])
        return other.read_bytes() == study.content and base.read_bytes() == study.base.read_bytes()
    except OSError:
        return True


def _refused(folder: Path, other: Path, study: Study) -> ResultError:
    """The error. A file that is not there goes by its name."""
    seen = other.relative_to(Path.cwd()) if other.is_relative_to(Path.cwd()) else other
    shown = seen if other.exists() else other.name
    return ResultError(f"{folder}: holds the sweep of {shown}, not of {study.file}; choose another folder with --out")
