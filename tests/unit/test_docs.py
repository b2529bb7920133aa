"""docs/model.md says what the code computes, docs/results.md what every table holds."""

from __future__ import annotations

from docs import generate_model
from optimizer.results.tables import COLUMNS
from tests.unit import hand_plan

RESULTS = generate_model.DOCS / "results.md"
KEYS = {"region", "asset", "fund", "from", "to", "credit", "loan"}
"""Columns that say no more than their name."""


def test_page_is_in_step_with_the_equations() -> None:
    assert generate_model.PAGE.read_text(encoding="utf-8") == generate_model.page(), "out of step: make docs"


def test_every_placeholder_is_filled() -> None:
    assert "{{" not in generate_model.page()


def test_every_constraint_file_states_equations() -> None:
    for path in generate_model.constraint_files():
        assert list(generate_model.equations(path)), f"{path.name} states no equation"


def test_every_equation_says_where_and_in_what_unit_it_holds() -> None:
    for path in generate_model.constraint_files():
        for equation in generate_model.equations(path):
            assert equation.fields.keys() >= {"Equation", "For each", "Units"}, f"{path.name}: {equation.name}"


def test_fields_of_a_docstring() -> None:
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


def test_results_page_knows_every_table_column_quantity_and_kind_of_limit() -> None:
    page = RESULTS.read_text(encoding="utf-8")
    tables = hand_plan.plan().tables
    words = {*COLUMNS, *(column for columns in COLUMNS.values() for column in columns)} - KEYS
    for table in tables.values():
        for column in {"quantity", "kind"} & {*table.columns}:
            words |= {*table.columns[column]}
    assert {word for word in words if f"`{word}`" not in page} == set()
