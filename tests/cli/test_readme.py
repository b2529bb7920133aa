"""Every command of the README runs, in its order, in one directory, as a reader would type them."""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import generate_readme
from optimizer.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE)
OF_THE_SHELL = ("source .venv/bin/activate",)


def blocks() -> Iterator[tuple[str, str]]:
    """(language, text) of the code blocks, in their order."""
    for block in FENCE.finditer(README):
        yield block["language"], textwrap.dedent(block["text"])


def commands(language: str, text: str) -> list[str]:
    """The commands in a block: lines after a prompt in `console`, all but comments in `bash`."""
    if language == "console":
        return [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    lines = (line.partition(" #")[0].strip() for line in text.splitlines()) if language == "bash" else ()
    return [line for line in lines if line]


ALL_COMMANDS = [command for block in blocks() for command in commands(*block)]


def test_there_are_commands_of_each_kind() -> None:
    assert {command.split()[0] for command in ALL_COMMANDS} == {"make", "source", "optimizer"}


@pytest.mark.parametrize("command", [command for command in ALL_COMMANDS if command.startswith("make ")])
def test_make_targets_exist(command: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{command.split()[1]}:", makefile, re.MULTILINE)


def test_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    for language, text in blocks():
        name = re.match(r"# (\S+\.yaml)\n", text)
        if language == "yaml" and name:
            (tmp_path / name[1]).write_text(text, encoding="utf-8")
        for command in commands(language, text):
            if command.startswith("optimizer "):
                run(command, capfd)
            else:
                assert command.startswith("make ") or command in OF_THE_SHELL


def run(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Run one command in this process; `> FILE` goes where a shell would put it."""
    _, *arguments = shlex.split(command)
    target = arguments[arguments.index(">") + 1 :] if ">" in arguments else []
    arguments = arguments[: arguments.index(">")] if target else arguments
    code = main(arguments)
    printed = capfd.readouterr()
    assert code == 0, f"{command}\n{printed.err}"
    for name in target:
        Path(name).write_text(printed.out, encoding="utf-8")


def test_files_that_it_names_exist() -> None:
    for name in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / name).exists(), name


def test_answers_are_what_the_commands_print() -> None:
    assert generate_readme.ANSWER.search(README)
    assert generate_readme.page() == README, "out of step: make docs"
