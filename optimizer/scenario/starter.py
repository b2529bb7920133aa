"""A small first scenario in a folder of its own; its files are in the folder starter/ beside this module."""

from __future__ import annotations

import json
import os
import shutil
from importlib import resources
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.scenario.json_schema import json_schema

FILES = ("scenario.yaml", "README.md")
SCHEMA = "scenario.schema.json"


def create(directory: Path) -> list[Path]:
    """Make a folder with the starter's files and the JSON Schema for editors, whole or not at all; the files made.

    Raises
    ------
    UsageError
        Something is in the folder already, or it cannot be made.
    """
    _require_vacant(directory)
    is_there = directory.exists()
    beside = directory if is_there else directory.absolute().parent
    unfinished = beside / f".{os.getpid()}.unfinished"
    try:
        unfinished.mkdir(parents=True)
        _fill(unfinished)
        if is_there:
            for name in (*FILES, SCHEMA):
                (unfinished / name).rename(directory / name)
        else:
            unfinished.rename(directory)
    except OSError as error:
        raise UsageError(f"'{directory}' cannot be made: {error.strerror or error}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return [directory / name for name in (*FILES, SCHEMA)]


def _require_vacant(directory: Path) -> None:
    try:
        if directory.is_dir() and not any(directory.iterdir()):
            return
    except OSError as error:
        raise UsageError(f"'{directory}' cannot be read: {error.strerror or error}") from error
    if directory.is_dir():
        raise UsageError(f"'{directory}' is not empty; name a new folder, so that nothing of yours is overwritten")
    if directory.exists() or directory.is_symlink():
        raise UsageError(f"'{directory}' is not a folder; name a new one")


def _fill(folder: Path) -> None:
    starter = resources.files("optimizer.scenario") / "starter"
    for name in FILES:
        (folder / name).write_text((starter / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / SCHEMA).write_text(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
