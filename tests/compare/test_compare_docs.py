"""docs/compare.md shows what the commands print."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from docs import generate_readme
from optimizer.results.compare.tables import tables
from tests.cli.conftest import Command
from tests.compare.cases import CHAIN, all_compared, read

PAGE = generate_readme.COMPARE.read_text(encoding="utf-8")


def test_answers_are_what_the_commands_print() -> None:
    assert len(generate_readme.ANSWER.findall(PAGE)) == 2
    assert generate_readme.page(generate_readme.COMPARE) == PAGE, "out of step: make docs"


def test_every_table_is_named() -> None:
    for name in tables(all_compared(read(CHAIN), read(CHAIN))):
        assert f"`{name}`" in PAGE, name


def commands() -> list[str]:
    return [line.partition(" #")[0].removeprefix("$ optimizer ").strip() for line in re.findall(r"^\$ .*$", PAGE, re.M)]


@pytest.mark.parametrize("command", commands())
def test_commands_can_be_typed(optimizer: Command, files: Path, command: str) -> None:
    """On a small scenario, under the names of the page."""
    text = (files / "tiny.yaml").read_text(encoding="utf-8")
    names = ("us", "fast_permits", "amic_servers", "amic_grid")
    (files / "scenarios").mkdir()
    for name in names:
        overrides = "".join(
            f"\n  {other}: {{set: {{funds.private.budget: {{multiply: 0.9}}}}}}"
            for other in ("amic_data_centers", "amic_grid")
        )
        (files / "scenarios" / f"{name}.yaml").write_text(text.replace("\nlevers:", f"{overrides}\n\nlevers:"))
    for extra in ([], ["--with", "fast_permits"]):
        assert optimizer("run", "scenarios/us.yaml", "--quiet", *extra).code == 0
    words = command.split()
    if "scenarios/amic_*.yaml" in words:
        words = [*words[:2], "scenarios/amic_servers.yaml", "scenarios/amic_grid.yaml", *words[3:]]
    done = optimizer(*words)
    assert done.code == 0, done.err
    assert json.dumps(done.out)
