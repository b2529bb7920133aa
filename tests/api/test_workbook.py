"""Workbook and Parquet files: everything is in them, with types, units and sources; texts never become formulas."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest

from optimizer import Result
from optimizer.errors import UsageError
from optimizer.results.reconcile.facts import LONG
from optimizer.results.tables import COLUMNS
from optimizer.study.exchange import meanings, needs, parquet, take, workbook
from optimizer.study.exchange.numbers import given
from optimizer.study.exchange.snapshot import Snapshot

HOSTILE = "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def book(futures: Result, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return openpyxl.load_workbook(futures.export(tmp_path_factory.mktemp("book") / "x.xlsx"))


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def cells(path: Path) -> Iterator[Any]:
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            yield from row


def test_sheets(book: Any) -> None:
    assert book.sheetnames == ["README", "metrics", *COLUMNS, "sources", "documents"]
    listed = {row[0]: row[2] for row in rows(book["README"]) if row[0] in meanings.TABLES}
    assert listed == {name: book[name].max_row - 1 for name in book.sheetnames[1:]}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_sheet_holds_its_table(book: Any, futures: Result, name: str) -> None:
    header, *facts = rows(book[name])
    table = futures.tables[name]
    assert header == tuple(table.columns)
    expected = [tuple(None if cell == "" else cell for cell in row) for row in table.itertuples(index=False)]
    expected = [tuple(str(cell).lower() if isinstance(cell, bool) else cell for cell in row) for row in expected]
    assert facts == [
        tuple(pytest.approx(cell, rel=1e-15) if isinstance(cell, float) else cell for cell in row) for row in expected
    ]


def test_headers_are_bold_frozen_and_filtered(book: Any) -> None:
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])
        assert all(8 <= size.width <= 60 for size in sheet.column_dimensions.values())


def test_numbers_have_formats(book: Any) -> None:
    formats = {cell.number_format for cell in book["limits"]["K"][1:]}
    assert formats == {"0.0%"}
    assert "#,##0" in {cell.number_format for cell in book["metrics"]["B"][1:]}


def test_every_number_of_the_scenario_has_its_source(book: Any, futures: Result) -> None:
    header, *found = rows(book["sources"])
    assert len(found) == len(list(given(futures.scenario))) > 30
    by_key = {row[0]: dict(zip(header, row, strict=True)) for row in found}
    assert by_key["assets.hall.capex"]["value"] == 1e6
    assert by_key["assets.hall.capex"]["unit"] == "USD/MW"


def test_sources_lead_to_documents(tutorial: Result, tmp_path: Path) -> None:
    from optimizer.scenario import load

    text = tutorial.scenario
    source = load.loads(
        "extends: " + str(Path(__file__).parents[2] / "scenarios" / "tutorial.yaml") + "\n"
        "sources: {paper: {title: A paper, url: https://example.org, date: '2026', note: read}}\n"
        "assets: {grid: {capex: {value: 2 M USD/MW, low: 1 M USD/MW, source: paper, note: why}}}\n",
        str(tmp_path / "s.yaml"),
    ).scenario
    assert text != source
    entry = next(entry for entry in given(source) if entry.key == "assets.grid.capex")
    assert (entry.value, entry.low, entry.high) == (2e6, 1e6, None)
    assert (entry.source, entry.title, entry.url, entry.note) == ("paper", "A paper", "https://example.org", "why")


def test_paths_over_time_keep_their_years(tutorial: Result) -> None:
    points = [entry for entry in given(tutorial.scenario) if entry.key == "assets.data_center.existing"]
    assert [(point.year, point.value) for point in points] == [("2026", 1e4), ("2028", 2e4)]


def hostile(result: Result, folder: Path) -> Snapshot:
    """A result whose texts begin like formulas, errors and dates, and hold what XML cannot."""
    found = take(result.folder)
    texts = [HOSTILE, "+1", "-1", "@x", "#N/A", "2026-01-01", "a\x00b\x1b[31m\ud800"]
    columns = {**found.tables["capacity"].columns}
    columns["asset"] = [texts[i % len(texts)] for i in range(len(columns["asset"]))]
    tables = {**found.tables, "capacity": replace(found.tables["capacity"], columns=columns)}
    made = replace(found, tables=tables, manifest={**found.manifest, "command": [HOSTILE]})
    made.__dict__["scenario"] = found.scenario.model_copy(update={"name": HOSTILE, "description": "=1+1"})
    return made


def test_texts_stay_texts(tutorial: Result, tmp_path: Path) -> None:
    workbook.write(hostile(tutorial, tmp_path), tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/")]
    assert not any("<f>" in text or "<f " in text for text in sheets)
    found = list(cells(tmp_path / "x.xlsx"))
    assert {cell.data_type for cell in found if cell.value is not None} <= {"s", "n"}
    formulas = [cell for cell in found if cell.value == HOSTILE]
    assert len(formulas) > 3
    assert all(cell.quotePrefix for cell in formulas)
    assert {"#N/A", "2026-01-01", "+1"} <= {cell.value for cell in found}


def test_a_sheet_that_would_overflow_is_refused(
    tutorial: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 50)
    with pytest.raises(UsageError, match="use --to parquet"):
        tutorial.export(tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


def test_what_fails_leaves_the_earlier_file(tutorial: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.iamc.csv"
    path.write_text("earlier", encoding="utf-8")

    def full(*args: object, **options: object) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("csv.writer", full)
    with pytest.raises(UsageError, match="No space left"):
        tutorial.export(path)
    assert path.read_text(encoding="utf-8") == "earlier"
    assert [each.name for each in tmp_path.iterdir()] == ["x.iamc.csv"]


def test_meanings_cover_every_table_and_quantity(futures: Result) -> None:
    assert list(meanings.TABLES) == ["metrics", *COLUMNS, "sources", "documents"]
    for name in LONG:
        for quantity in set(futures.tables[name]["quantity"]) - {"price"}:
            assert quantity in meanings.TABLES[name], (name, quantity)


# --- Parquet ----------------------------------------------------------------------------------------------------------


def test_parquet_reads_back_as_the_same_frames(futures: Result, tmp_path: Path) -> None:
    folder = futures.export(tmp_path / "x.parquet")
    assert {path.stem for path in folder.iterdir()} == {"metrics", *COLUMNS, "sources"}
    for name in COLUMNS:
        pd.testing.assert_frame_equal(
            pd.read_parquet(folder / f"{name}.parquet"), futures.tables[name], check_dtype=False, check_exact=True
        )
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "metrics.parquet"), futures.metrics, check_dtype=False)


def test_parquet_has_types_also_where_a_table_is_empty(tutorial: Result, tmp_path: Path) -> None:
    folder = tutorial.export(tmp_path / "x.parquet")
    schema = pyarrow.parquet.read_schema(folder / "loans.parquet")
    assert [str(kind) for kind in schema.types] == ["string"] * 7 + ["double", "string"]
    limits = pyarrow.parquet.read_schema(folder / "limits.parquet")
    assert str(limits.field("binding").type) == "bool"
    assert limits.metadata[b"scenario"] == b"tutorial"
    assert limits.metadata[b"scenario_sha256"].decode() == tutorial.manifest["scenario_sha256"]


def test_parquet_takes_the_place_of_an_earlier_export_only(tutorial: Result, tmp_path: Path) -> None:
    folder = tutorial.export(tmp_path / "x.parquet")
    assert tutorial.export(folder) == folder
    (folder / "mine.parquet").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"mine\.parquet"):
        tutorial.export(folder)
    assert (folder / "mine.parquet").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["x.parquet"]


@pytest.mark.parametrize(("write", "package"), [(parquet.write, "pyarrow"), (workbook.write, "openpyxl")])
def test_a_missing_package_says_how_to_get_it(
    tutorial: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Any, package: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(UsageError, match=f"pip install {package}"):
        write(take(tutorial.folder), tmp_path / "x")
    assert not list(tmp_path.iterdir())


def test_another_missing_package_is_no_excuse() -> None:
    with pytest.raises(ImportError, match="no_such_package"), needs.needed("openpyxl"):
        import no_such_package  # type: ignore[import-not-found]  # noqa: F401
