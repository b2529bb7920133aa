"""Commands as a user types them: in this process where that is enough, in one of their own where it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from optimizer.cli import main

FILES = Path(__file__).parent / "files"


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory with copies of the test scenarios."""
    for file in FILES.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def optimizer(files: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """`optimizer ARGS` in this process, in the directory `files`."""

    def command(*args: str) -> Outcome:
        capfd.readouterr()
        code = main(args)
        return Outcome(code, *capfd.readouterr())

    return command


@pytest.fixture
def process(files: Path) -> Command:
    """`python -m optimizer ARGS` in a process of its own, in the directory `files`."""
    root = str(FILES.parents[2])
    environment = {**os.environ, "PYTHONPATH": root}

    def command(*args: str, python: tuple[str, ...] = ()) -> Outcome:
        done = subprocess.run(
            [sys.executable, *python, "-m", "optimizer", *args],
            capture_output=True, text=True, encoding="utf-8", env=environment, timeout=60, check=False,
        )  # fmt: skip
        return Outcome(done.returncode, done.stdout, done.stderr)

    return command
