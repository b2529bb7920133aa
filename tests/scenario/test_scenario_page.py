"""The guide to the scenario file: its tables are in step with the schema, its examples are right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import generate_scenario
from optimizer.scenario import schema
from optimizer.scenario.load import loads

from .editors import faults

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "scenario.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"(<!-- whole -->\n)?```yaml\n(.*?)```", TEXT, re.DOTALL)
PARTS = [text for whole, text in EXAMPLES if not whole and not text.startswith("# yaml-language-server")]


def test_the_tables_are_in_step() -> None:
    assert generate_scenario.page(TEXT) == TEXT, "out of step: docs/generate_scenario.py makes it anew"


def test_every_block_has_a_table() -> None:
    shown = re.findall(r"<!-- keys: (\w+) -->", TEXT)
    blocks = {
        name
        for name, thing in vars(schema).items()
        if isinstance(thing, type) and issubclass(thing, schema.Block) and thing is not schema.Block
    }
    assert sorted(shown) == sorted(blocks)


def test_the_whole_example_loads_without_warnings() -> None:
    (whole,) = [text for is_whole, text in EXAMPLES if is_whole]
    assert loads(whole).warnings == ()


@pytest.mark.parametrize("text", PARTS, ids=[text.split(":")[0] for text in PARTS])
def test_every_example_is_right(text: str) -> None:
    assert faults(text if text.startswith("extends") else f"extends: base.yaml\n{text}") == []


def test_links_lead_somewhere() -> None:
    heads = {
        re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^#+ (.*)$", TEXT, re.M)
    }
    for target in re.findall(r"\]\(([^)]+)\)", TEXT):
        file, _, anchor = target.partition("#")
        assert not file or (DOCS / file).exists(), target
        assert not anchor or anchor in heads, target
