"""docs/explain.md: its transcripts are what the commands print, and its commands are there."""

from __future__ import annotations

import re

import pytest

from docs import generate_readme
from optimizer.cli import main

PAGE = generate_readme.EXPLAIN.read_text(encoding="utf-8")


def test_transcripts_are_what_the_commands_print() -> None:
    assert len(generate_readme.ANSWER.findall(PAGE)) == 2
    assert generate_readme.page(generate_readme.EXPLAIN) == PAGE, "out of step: make docs"


def test_options_that_it_names_exist(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--help"]) == 0
    known = set(re.findall(r"--[a-z-]+", capfd.readouterr().out))
    named = set(re.findall(r"(?<![-\w])--[a-z][a-z-]+", PAGE)) - {"--set"}
    assert named <= known, named - known


def test_files_that_it_names_are_written() -> None:
    from optimizer.study.explain import tables

    named = set(re.findall(r"`(\w+)\.csv`", PAGE))
    written = {"bottlenecks", "timeline", "effects", "sensitivity", "ladder", "order_by", "proofs"}
    assert named == written
    assert tables.tables is not None
