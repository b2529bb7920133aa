"""docs/sweep.md: its commands can be typed, and it names what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from optimizer.results.sweep import points as statuses
from optimizer.results.sweep.analysis import INDEX_COLUMNS
from tests.cli.conftest import Command

from .conftest import ROOT, STUDY

PAGE = (ROOT / "docs" / "sweep.md").read_text(encoding="utf-8")
STATUSES = (statuses.DONE, statuses.INFEASIBLE, statuses.UNBOUNDED, statuses.TIMEOUT, statuses.FAILED, statuses.INVALID)


def commands() -> list[str]:
    return [line.partition(" #")[0].removeprefix("$ optimizer ").strip() for line in re.findall(r"^\$ .*$", PAGE, re.M)]


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_commands_can_be_typed(optimizer: Command, files: Path, command: str) -> None:
    """On a small study, under the names of the page."""
    studies = files / "scenarios" / "studies"
    studies.mkdir(parents=True)
    text = STUDY.replace("BASE", str(ROOT / "scenarios" / "tutorial.yaml"))
    for study in (ROOT / "scenarios" / "studies").glob("*.yaml"):
        (studies / study.name).write_text(text, encoding="utf-8")
    if command.startswith("report results/"):
        name = command.split()[1].removeprefix("results/")
        assert optimizer("sweep", f"scenarios/studies/{name}.yaml", "--workers", "1", "-q").code == 0
    done = optimizer(*command.split())
    assert done.code == 0, done.err


def test_every_status_option_column_and_file_is_named(optimizer: Command, study: str) -> None:
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    files = {path.name for path in Path("results/budget").iterdir()}
    options = set(re.findall(r"--[a-z-]+", optimizer("sweep", "--help").out)) - {"--help"}
    missing = {
        word for word in {*STATUSES, *INDEX_COLUMNS, *files} if f"`{word}`" not in PAGE and f"`{word}/`" not in PAGE
    }
    assert missing == set()
    assert {option for option in options if option not in PAGE} == set()


def test_links_lead_somewhere() -> None:
    for name in re.findall(r"\]\((?!https?:)([^)#]+)", PAGE):
        assert (ROOT / "docs" / name).exists(), name
