"""The pages about Python and exports say what is so: their code runs, their tables and outputs are in step."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import optimizer
from docs import generate_export
from optimizer.study.exchange.target import ENDINGS

from .conftest import ROOT

FENCE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAGES = ("README.md", "docs/python.md", "docs/export.md")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.filterwarnings("ignore::optimizer.api.ScenarioWarning")
def test_code_of_the_pages_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = FENCE.findall((ROOT / name).read_text(encoding="utf-8"))
    assert blocks
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    result = optimizer.run("scenarios/us.yaml")
    if name == "docs/export.md":
        blocks = [block for block in blocks if "pyam" not in block]
        result.export("us.parquet")
    namespace: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, name, "exec"), namespace)


def test_table_of_variables_is_in_step() -> None:
    text = generate_export.PAGE.read_text(encoding="utf-8")
    assert generate_export.TABLE.search(text)
    assert generate_export.page(text) == text, "out of step: make docs"


def test_every_form_is_on_the_page() -> None:
    text = generate_export.PAGE.read_text(encoding="utf-8")
    for form in ENDINGS:
        assert f"`{form}`" in text


def test_outputs_of_the_notebook_are_in_step() -> None:
    """In a process of its own: the notebook changes how pandas shows numbers."""
    command = [sys.executable, str(ROOT / "docs" / "generate_notebook.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", ["docs/python.md", "docs/export.md"])
def test_files_that_it_names_exist(name: str) -> None:
    page = ROOT / name
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link
