"""The answer as plain text, for the screen: no colour, no control characters, at most `width` columns."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from optimizer.report import grids, sentences
from optimizer.report.grids import Grid, Line
from optimizer.report.markdown import markdown as markdown
from optimizer.results.bottlenecks import bottlenecks
from optimizer.results.names import clean
from optimizer.results.solution import Solution
from optimizer.scenario.schema import Scenario

WIDTH = 100
NARROWEST = 60
MOST_LABEL = 34
GAP = 2
LIMITS_SHOWN = 5

_HARD_SPACE = "\xa0"
_UNIT = re.compile(r"(?<=\d) (?=%|(?:k|M|bn) |\S*[A-Z])")
_PREFIXED = re.compile(r"(?<=\xa0)(k|M|bn) (?=\S)")


def answer(solution: Solution, scenario: Scenario, *, width: int = WIDTH) -> str:
    """The answer of one run: what matters in a few sentences, then the tables behind it."""
    width = max(width, NARROWEST)
    said = sentences.answer(solution, scenario)
    tables = [
        grids.compute_grid(solution, scenario),
        grids.capital_grid(solution, scenario),
        grids.crowding_grid(solution, scenario),
    ]
    blocks = [
        [line for part in (said.title, said.setting) for line in wrapped(part, width)],
        [line for sentence in said.headline for line in wrapped(sentence, width)],
        *(list(grid_lines(table, width)) for table in tables if table),
        _public_cost(solution, scenario, width),
        _limits(solution, scenario, width),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def grid_lines(grid: Grid, width: int = WIDTH) -> Iterator[str]:
    """A table in plain text. One too wide is split into blocks of columns, each with the labels."""
    label = min(max(display_width(line.label) for line in grid.lines), MOST_LABEL) + GAP
    yield clean(grid.title, width)
    for first, last in _blocks(grid, width - label):
        rows = [Line("", grid.header), *grid.lines]
        widths = [max(len(line.cells[i]) for line in rows) for i in range(first, last)]
        for line in rows:
            cells = (cell.rjust(size) for cell, size in zip(line.cells[first:last], widths, strict=True))
            yield (
                _padded("  " + clean(line.label, MOST_LABEL), label) + "".join(" " * GAP + cell for cell in cells)
            ).rstrip()
    for note in grid.notes:
        yield from wrapped(note, width, indent="  ")


def display_width(text: str) -> int:
    """Columns that text takes on a terminal: wide characters take two, marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _blocks(grid: Grid, room: int) -> Iterator[tuple[int, int]]:
    """Ranges of columns that fit side by side."""
    widths = [
        GAP + max(len(cells[i]) for cells in (grid.header, *(line.cells for line in grid.lines)))
        for i in range(len(grid.header))
    ]
    first, used = 0, 0
    for i, size in enumerate(widths):
        if i > first and used + size > room:
            yield first, i
            first, used = i, 0
        used += size
    yield first, len(widths)


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - display_width(text), 0)


def _public_cost(solution: Solution, scenario: Scenario, width: int) -> list[str]:
    lines = sentences.public_cost(solution, scenario)
    return ["Public cost", *_paragraphs(lines, width)] if lines else []


def _limits(solution: Solution, scenario: Scenario, width: int) -> list[str]:
    holding = (limit for limit in bottlenecks(solution, by_region=False) if not limit.full and limit.worth > 0)
    limits = list(holding)[:LIMITS_SHOWN]
    if not limits:
        return []
    lines = ["The limits worth most"]
    for rank, limit in enumerate(limits, 1):
        lines += wrapped(sentences.bottleneck(limit, solution, scenario), width, f"{rank:>3}. ", "     ")
    if any(limit.outgrown for limit in limits):
        lines += wrapped(f"{sentences.WAITING}: {sentences.WAITING_MEANS}.", width, "  ", "  ")
    return [*lines, *wrapped(sentences.how_to_read(solution, scenario), width, "  ", "  ")]


def _paragraphs(lines: Sequence[str], width: int) -> Iterable[str]:
    return (piece for line in lines for piece in wrapped(line, width, "  ", "    "))


def wrapped(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Lines of text in which numbers stay with their units."""
    bound = _PREFIXED.sub(f"\\1{_HARD_SPACE}", _UNIT.sub(_HARD_SPACE, text))
    following = indent if hanging is None else hanging
    lines = textwrap.wrap(bound, width, initial_indent=indent, subsequent_indent=following, break_on_hyphens=False)
    return [line.replace(_HARD_SPACE, " ") for line in lines]
