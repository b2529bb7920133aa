"""The copy of its study that a sweep keeps in its folder: the same file, with a base that is found from there.

So a study runs again from its results, `optimizer sweep results/STUDY/study.yaml`, and one point of exactly this sweep
is `optimizer run results/STUDY/study.yaml --point N`, wherever the sweep was put.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.scenario.studies.load import Study, load_study
from optimizer.scenario.studies.rebased import rebased
from optimizer.study.run import RESULTS
from optimizer.study.sweep.store.layout import STUDY, is_sweep, seen_from


def read_study(path: Path) -> Study:
    """Read a study. A copy that says no name goes by that of its folder.

    Raises as `load_study` does, and `UsageError` for the folder of a sweep.
    """
    if is_sweep(path):
        raise UsageError(f"{path}: is the folder of a sweep; its study is {path / STUDY}")
    study = load_study(path)
    return replace(study, name=_folder_name(path)) if is_kept(path) and "name" not in study.tree else study


def is_kept(study: Path) -> bool:
    """Whether a file is the copy that a sweep keeps."""
    return study.name == STUDY and is_sweep(study.parent)


def new_folder(study: Path) -> Path:
    """Where a sweep goes that names no folder: results/STUDY; that of a copy goes to results/STUDY-again."""
    return RESULTS / (f"{_folder_name(study)}-again" if is_kept(study) else study.stem)


def own_folder(study: Path) -> Path:
    """Where the sweep of a study is looked for: results/STUDY; for a copy where it lies."""
    return study.parent if is_kept(study) else RESULTS / study.stem


def text_for(study: Study, folder: Path) -> str:
    """The text of a study for a folder: its base is named from there, all else stays as it was.

    A base that is named from the root is found from anywhere.
    """
    written = Path(str(study.tree["base"]))
    return study.text if written.is_absolute() else rebased(study.text, seen_from(folder, study.base))


def _folder_name(file: Path) -> str:
    return file.resolve().parent.name
