"""A table in plain text whose cells may take several lines: words are wrapped, numbers stand to the right."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from optimizer.report.text import display_width

INDENT = 2
GAP = 2
NARROWEST = 12
"""Columns that a column of words keeps where the table has to be made to fit."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. head : its lines above the table.  words : wrapped and to the left; numbers stand to the right.

    most : columns that its words take at most.
    """

    head: str
    words: bool = False
    most: int = 100


def table_lines(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The lines of a table, at most `width` columns wide where its words can be wrapped so far."""
    heads = [column.head.split("\n") for column in columns]
    tall = max(map(len, heads))
    above = [[""] * (tall - len(head)) + head for head in heads]
    sizes = _sizes(columns, [*rows, *zip(*above, strict=True)], width)
    for line in zip(*above, strict=True):
        yield _line(line, columns, sizes)
    for row in rows:
        wrapped = [_wrapped(cell, size) for cell, size in zip(row, sizes, strict=True)]
        for line in zip_longest(*wrapped, fillvalue=""):
            yield _line(line, columns, sizes)


def _sizes(columns: Sequence[Column], lines: Sequence[Sequence[str]], width: int) -> list[int]:
    """Width of each column; the widest of those with words give way until all fit."""
    sizes = [
        min(max(display_width(line[at]) for line in lines), column.most if column.words else 10**6)
        for at, column in enumerate(columns)
    ]
    while INDENT + sum(sizes) + GAP * (len(sizes) - 1) > width:
        widest = max((at for at, column in enumerate(columns) if column.words), key=lambda at: sizes[at], default=0)
        if sizes[widest] <= NARROWEST:
            break
        sizes[widest] -= 1
    return sizes


def _wrapped(cell: str, size: int) -> list[str]:
    if display_width(cell) <= size:
        return [cell]
    return textwrap.wrap(cell, size, subsequent_indent="  ", break_on_hyphens=False) or [""]


def _line(cells: Sequence[str], columns: Sequence[Column], sizes: Sequence[int]) -> str:
    parts = []
    for cell, column, size in zip(cells, columns, sizes, strict=True):
        blank = " " * max(size - display_width(cell), 0)
        parts.append(cell + blank if column.words else blank + cell)
    return (" " * INDENT + (" " * GAP).join(parts)).rstrip()
