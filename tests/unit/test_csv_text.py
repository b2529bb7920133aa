"""Tables as comma-separated text: no cell is a formula, and what is read back is what was written."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.results import csv_text

PACKAGE = Path(csv_text.__file__).parents[1]
NAMES = ["=cmd()|' -x'", "+x", "-y", "@z", "\tt", "\rr", "'=x", "''-", "x-y", "'x'", "", "none"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def by_columns(columns: dict[str, list[str]]) -> str:
    text = io.StringIO()
    csv_text.write_columns(text, columns)
    return text.getvalue()


def by_rows(columns: dict[str, list[str]]) -> str:
    text = io.StringIO()
    csv_text.write_rows(text, [*columns], zip(*columns.values(), strict=True))
    return text.getvalue()


@pytest.mark.parametrize("write", [by_columns, by_rows])
def test_no_name_is_a_formula_and_all_read_back(write):
    columns = dict.fromkeys(NAMES, NAMES)
    text = write(columns)
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(FORMULA) for cell in row)
    assert csv_text.read_rows(io.StringIO(text, newline="")) == [NAMES, *([name] * len(NAMES) for name in NAMES)]


@given(st.text())
def test_any_text_reads_back(text):
    assert csv_text.original(csv_text.safe(text)) == text
    assert not csv_text.safe(text).startswith(FORMULA)


@pytest.mark.parametrize("write", [by_columns, by_rows])
def test_numbers_and_what_is_not_there_are_as_they_were(write):
    text = write({"name": ["a", "-b"], "value": [-0.1, None], "count": [-3, 0]})
    assert text == "name,value,count\na,-0.1,-3\n'-b,,0\n"


def test_arrays_are_columns_of_numbers():
    text = io.StringIO()
    csv_text.write_columns(text, {"value": np.array([0.1 + 0.2, -1e300])})
    assert text.getvalue() == "value\n0.30000000000000004\n-1e+300\n"


def test_tables_are_written_here_and_nowhere_else():
    """A name in a cell is made safe in one place."""
    writers = [path.name for path in PACKAGE.rglob("*.py") if "csv.writer" in path.read_text(encoding="utf-8")]
    assert writers == ["csv_text.py"]
