"""How the command behaves among others: signals, pipes, terminals, NO_COLOR, its own process."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from optimizer.scenario import load

from .conftest import Command


def test_runs_as_a_module(process: Command) -> None:
    done = process("validate", "tiny.yaml")
    assert done.code == 0, done.err
    assert done.out.startswith("tiny.yaml: valid")


def test_exit_code_of_a_wrong_file_reaches_the_shell(process: Command) -> None:
    done = process("run", "wrong.yaml")
    assert done.code == 2
    assert "Traceback" not in done.err


def test_ctrl_c_ends_with_130_and_no_traceback(optimizer: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(load, "load", interrupted)
    done = optimizer("validate", "tiny.yaml")
    assert (done.code, done.out, done.err) == (130, "", "error: interrupted\n")


def test_reader_that_leaves_is_no_error(files: Path) -> None:
    command = subprocess.Popen(
        [sys.executable, "-m", "optimizer", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert command.stdout is not None
    assert command.stderr is not None
    command.stdout.close()
    assert command.stderr.read() == b""
    assert command.wait(timeout=60) == 141
    command.stderr.close()


def test_unwritable_place_is_a_message(optimizer: Command, files: Path) -> None:
    (files / "taken").write_text("")
    done = optimizer("run", "tiny.yaml", "--out", "taken/deep")
    assert done.code == 2
    assert "taken" in done.err
    assert "Traceback" not in done.err


def on_a_terminal(*args: str, answer_too: bool = False, **environment: str) -> str:
    """What the command writes to standard error, and with `answer_too` to standard output, where that is a terminal."""
    ours, theirs = pty.openpty()
    root = str(Path(__file__).parents[2])
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    subprocess.run(
        [sys.executable, "-m", "optimizer", *args],
        stdout=theirs if answer_too else subprocess.DEVNULL, stderr=theirs, check=False, timeout=60,
        env={**inherited, "PYTHONPATH": root, "TERM": "xterm", **environment},
    )  # fmt: skip
    os.close(theirs)
    text = os.read(ours, 65536).decode()
    os.close(ours)
    return text


def test_colour_on_a_terminal_unless_no_color(files: Path) -> None:
    assert "\x1b[1;31merror:" in on_a_terminal("validate", "no-such.yaml")
    plain = on_a_terminal("validate", "no-such.yaml", NO_COLOR="1")
    assert "error:" in plain
    assert "\x1b[1;31m" not in plain


def test_progress_on_a_terminal_is_one_line_that_goes(files: Path) -> None:
    written = on_a_terminal("export", "tiny.yaml", "--to", "model.lp")
    assert "reading tiny.yaml ..." in written
    assert "\n" not in written
    assert written.endswith("\r\x1b[2K")


def test_answer_does_not_stand_behind_the_progress(files: Path) -> None:
    written = on_a_terminal("export", "tiny.yaml", "--to", "model.lp", answer_too=True)
    assert written.endswith("\r\x1b[2Kmodel.lp: written\r\n")
