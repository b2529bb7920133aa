"""docs/model.md says what the code computes."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def generate_model() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_model", DOCS / "generate_model.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_page_is_in_step_with_the_equations(generate_model: ModuleType) -> None:
    assert (DOCS / "model.md").read_text(encoding="utf-8") == generate_model.page(), "out of step: make docs"


def test_every_placeholder_is_filled(generate_model: ModuleType) -> None:
    assert "{{" not in generate_model.page()


def test_every_constraint_file_states_equations(generate_model: ModuleType) -> None:
    for path in generate_model.constraint_files():
        assert list(generate_model.equations(path)), f"{path.name} states no equation"


def test_every_equation_says_where_and_in_what_unit_it_holds(generate_model: ModuleType) -> None:
    for path in generate_model.constraint_files():
        for equation in generate_model.equations(path):
            assert equation.fields.keys() >= {"Equation", "For each", "Units"}, f"{path.name}: {equation.name}"


def test_fields_of_a_docstring(generate_model: ModuleType) -> None:
    """The line breaks of an equation stay, those of its other fields do not, and other text is kept as a remark."""
    equation = generate_model.read(
        "capacity",
        """Activity fits in
        what can be done.

        Equation   act
                   ≤ cap
        For each   (a, n):
                   all of them
        Source     docs/model.md, (capacity)

        Why so: because.
        """,
    )
    assert equation.summary == "Activity fits in what can be done."
    assert equation.fields["Equation"] == "act\n≤ cap"
    assert equation.fields["For each"] == "(a, n): all of them"
    assert equation.remark == "Why so: because."
    assert equation.as_markdown() == (
        "#### capacity\n\nActivity fits in what can be done.\n\n```text\nact\n≤ cap\n```\n\n"
        "- *For each*: (a, n): all of them\n\nWhy so: because."
    )
