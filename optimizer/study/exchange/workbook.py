"""A result as a workbook: a sheet a table, one about all of it, and one with the source of every number.

Texts are stored as texts, whatever they begin with: what a scenario says is never run as a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field, fields
from itertools import islice, zip_longest
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from optimizer.errors import UsageError
from optimizer.results.names import clean
from optimizer.results.tables import COLUMNS
from optimizer.scenario.schema import Scenario
from optimizer.study.exchange.meanings import RULES, TABLES
from optimizer.study.exchange.needs import needed
from optimizer.study.exchange.numbers import Given, given
from optimizer.study.exchange.placing import new_file
from optimizer.study.exchange.snapshot import Snapshot

README = "README"
MOST_ROWS = 1_048_576
"""Rows of a sheet, its header included."""
LONGEST = 32_767
"""Characters of a cell."""
WIDEST, NARROWEST, LOOKED_AT = 60, 8, 200
"""Widths of columns [characters], and the rows that they are taken from."""
SHARES = frozenset({"share", "elasticity"})
"""Columns shown in per cent."""
GENERAL, QUOTED = "General", "quoted"
"""Looks of texts: as they are, and with the mark that what follows is one."""
FORMULA = ("=", "+", "-", "@")
"""What a text begins with that becomes a formula when its cell is edited."""
Cells = Sequence[Any]


@dataclass(frozen=True)
class Sheet:
    """One sheet. rows : as many cells as the header has."""

    name: str
    header: tuple[str, ...]
    rows: list[Cells]


def write(found: Snapshot, path: Path) -> tuple[int, int]:
    """Write the workbook; how many sheets and rows of facts."""
    with needed("openpyxl"):
        import openpyxl

    sheets = list(_sheets(found))
    _require_room(sheets)
    with new_file(path) as draft:
        book = openpyxl.Workbook(write_only=True)
        book.properties.creator = "optimizer"
        book.properties.title = clean(found.scenario.name)
        _write_readme(book, found, sheets)
        for sheet in sheets:
            _write_sheet(book, sheet)
        book.save(draft)
    return len(sheets) + 1, sum(len(sheet.rows) for sheet in sheets)


# --- what is written --------------------------------------------------------------------------------------------------


def _sheets(found: Snapshot) -> Iterator[Sheet]:
    metrics = [(name, metric.value, metric.unit) for name, metric in found.metrics.items()]
    yield Sheet("metrics", ("name", "value", "unit"), list(metrics))
    for name in COLUMNS:
        columns = found.tables[name].columns
        cells = [column.tolist() if isinstance(column, np.ndarray) else column for column in columns.values()]
        yield Sheet(name, tuple(columns), list(zip(*cells, strict=True)))
    entries = [astuple(entry) for entry in given(found.scenario)]
    yield Sheet("sources", tuple(column.name for column in fields(Given)), list(entries))
    yield _documents(found.scenario)


def _documents(scenario: Scenario) -> Sheet:
    rows = [(name, each.title, each.url, each.date, each.note) for name, each in scenario.sources.items()]
    return Sheet("documents", ("source", "title", "url", "date", "note"), list(rows))


def _require_room(sheets: Iterable[Sheet]) -> None:
    for sheet in sheets:
        if len(sheet.rows) >= MOST_ROWS:
            raise UsageError(
                f"table {sheet.name} has {len(sheet.rows):,} rows, more than a sheet of a workbook holds "
                f"({MOST_ROWS:,}): use --to parquet"
            )


def _about(found: Snapshot, sheets: Iterable[Sheet]) -> Iterator[Cells]:
    """The rows of the first sheet: (text, text)."""
    scenario, manifest = found.scenario, found.manifest
    yield (scenario.name or found.name,)
    yield (scenario.description,)
    yield ()
    yield ("Result", found.name)
    yield ("Status", str(found.summary.get("status", "")))
    yield ("Horizon", f"{scenario.horizon.start:g} to {scenario.horizon.end:g} (exclusive), by {scenario.horizon.step}")
    yield ("Money", f"{scenario.money.unit} of {scenario.money.year}")
    yield ("Made", str(manifest.get("created", "")))
    yield ("Command", " ".join(str(word) for word in manifest.get("command", ())))
    yield ("Scenario, SHA-256", str(manifest.get("scenario_sha256", "")))
    yield from ((f"Version of {name}", str(version)) for name, version in manifest.get("versions", {}).items())
    yield ()
    yield ("Sheet", "Holds", "Rows")
    yield from ((sheet.name, TABLES[sheet.name], len(sheet.rows)) for sheet in sheets)
    yield ()
    yield ("In every sheet",)
    yield from (("", rule) for rule in RULES)


# --- how it is written ------------------------------------------------------------------------------------------------


def _write_readme(book: Any, found: Snapshot, sheets: Sequence[Sheet]) -> None:
    sheet = book.create_sheet(README)
    for letter, width in (("A", 22), ("B", 110), ("C", 10)):
        sheet.column_dimensions[letter].width = width
    cells = _Cells(sheet)
    for number, row in enumerate(_about(found, sheets)):
        heading = number == 0 or row[:1] in (("Sheet",), ("In every sheet",))
        sheet.append(cells.row((), row, bold=heading, wrap=not heading))


def _write_sheet(book: Any, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    made = book.create_sheet(sheet.name)
    made.freeze_panes = "A2"
    for place, width in enumerate(_widths(sheet), start=1):
        made.column_dimensions[get_column_letter(place)].width = width
    made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.header))}{len(sheet.rows) + 1}"
    cells = _Cells(made)
    made.append(cells.row((), sheet.header, bold=True))
    for row in sheet.rows:
        made.append(cells.row(sheet.header, row))


def _widths(sheet: Sheet) -> Iterator[int]:
    for place, name in enumerate(sheet.header):
        longest = max((len(_shown(row[place])) for row in islice(sheet.rows, LOOKED_AT)), default=0)
        yield min(max(longest, len(name) + 3, NARROWEST), WIDEST)


def _shown(value: Any) -> str:
    """About what a cell shows."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else "0.000000"
    return "" if value is None else str(value)


@dataclass
class _Cells:
    """Makes the cells of one sheet. The style of each look is made once: making styles takes most of the time."""

    sheet: Any
    _looks: dict[tuple[str, bool, bool], Any] = field(default_factory=dict)

    def row(self, header: Sequence[str], values: Cells, *, bold: bool = False, wrap: bool = False) -> Iterator[Any]:
        """The cells of a row; an empty one is None."""
        for column, value in zip_longest(header, values, fillvalue=""):
            yield None if value is None or value == "" else self._cell(column, value, bold, wrap)

    def _cell(self, column: str, value: Any, bold: bool, wrap: bool) -> Any:
        """A number with its format, or a text that stays one."""
        from openpyxl.cell import WriteOnlyCell

        made = WriteOnlyCell(self.sheet)
        if isinstance(value, int | float) and isfinite(value):
            made.value = value
            form = number_format(column, value)
        else:
            made.value = clean(str(value), LONGEST)
            made.data_type = "s"  # and no formula, whatever it begins with
            form = QUOTED if made.value[:1] in FORMULA else GENERAL
        made._style = self._look(form, bold, wrap)._style
        return made

    def _look(self, form: str, bold: bool, wrap: bool) -> Any:
        """An empty cell that looks like that."""
        key = (form, bold, wrap)
        if key not in self._looks:
            self._looks[key] = self._new(form, bold, wrap)
        return self._looks[key]

    def _new(self, form: str, bold: bool, wrap: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font

        made = WriteOnlyCell(self.sheet)
        if form == QUOTED:
            made.quotePrefix = True  # so that editing the cell makes no formula of it either
        elif form != GENERAL:
            made.number_format = form
        if bold:
            made.font = Font(bold=True)
        if wrap:
            made.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        return made


def number_format(column: str, value: float) -> str:
    """How a spreadsheet shows a number of a column.

    >>> number_format("share", 0.25), number_format("value", 12345.6), number_format("value", 0.001)
    ('0.0%', '#,##0', '0.0000')
    """
    size = abs(value)
    if column in SHARES:
        return "0.0%"
    if size >= 1000 or value == int(value):
        return "#,##0"
    if size >= 1:
        return "#,##0.00"
    return "0.0000" if size >= 1e-4 else "0.00E+00"
