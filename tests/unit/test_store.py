"""A result is written whole or not at all, reads back equal, and a damaged folder says what is wrong with it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.errors import ResultError
from optimizer.results import store
from optimizer.results.solution import Metric
from optimizer.results.store import writing
from optimizer.results.tables import COLUMNS, Table
from tests.unit.hand_plan import SCENARIO, plan
from tests.unit.solutions import NUMBERS

PLAN = plan()
MANIFEST = {"scenario_sha256": "00", "versions": {"python": "3.11"}}


def write(folder, solution=PLAN, **changes):
    content = {"scenario_yaml": SCENARIO, "manifest": MANIFEST, "report_md": "# A report\n"}
    return store.write(folder, solution, **{**content, **changes})


def test_the_folder_of_a_sweep_is_no_result(tmp_path):
    for name in ("manifest.json", "sweep.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(ResultError, match="holds a sweep, and one result is wanted here"):
        store.read(tmp_path)


@pytest.fixture(autouse=True)
def synced(monkeypatch):
    """Names of what was put on the disk, in order; nothing is, which takes time."""
    names: list[str] = []

    def note(path):
        names.append(path.name)

    monkeypatch.setattr(writing, "_sync", note)
    return names


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "results" / "us"


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def same_tables(one, other):
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].columns.keys() == other[name].columns.keys(), name
        for column, cells in one[name].columns.items():
            assert isinstance(cells, np.ndarray) == isinstance(other[name].columns[column], np.ndarray), column
            assert list(cells) == list(other[name].columns[column]), (name, column)


# --- write and read back ---


def test_a_saved_solution_reads_back_equal(folder):
    assert write(folder) == folder
    result = store.read(folder)
    again = result.solution()
    same_tables(dict(PLAN.tables), dict(again.tables))
    assert replace(again, tables={}) == replace(PLAN, tables={})
    assert result.scenario_yaml == SCENARIO
    assert result.manifest == MANIFEST
    assert result.report_md == "# A report\n"
    assert result.metrics == PLAN.metrics


def test_every_digit_of_every_number_is_kept(folder):
    numbers = np.array([0.1 + 0.2, 1e300, 5e-324, -1 / 3, 0.0, float("inf")])
    names = ["a,b", 'say "c"', "-two\nlines", "Ωmega", "", " blank "]
    columns: dict[str, Any] = dict.fromkeys(COLUMNS["stocks"], ["x"] * 6)
    stocks = Table("stocks", columns | {"commodity": names, "value": numbers})
    write(folder, replace(PLAN, tables={"stocks": stocks}))
    stocks = store.read(folder).tables["stocks"]
    assert list(stocks.columns["value"]) == numbers.tolist()
    assert stocks.columns["commodity"] == names


def test_the_folder_holds_what_the_interface_says(folder):
    write(folder, report_html="<html></html>")
    tables = {f"tables/{name}.csv" for name in COLUMNS}
    texts = {"summary.json", "manifest.json", "scenario.yaml", "report.md", "report.html", "solver.log"}
    assert content(folder).keys() == tables | texts
    summary = json.loads((folder / "summary.json").read_text())
    assert summary.keys() >= {"status", "objective", "metrics", "solve"}
    assert summary["metrics"]["npv"] == {"value": 141.6875, "unit": "USD"}
    assert summary["solve"].keys() >= {"rows", "columns", "nonzeros", "seconds", "simplex_iterations", "residuals"}
    assert (folder / "solver.log").read_text() == PLAN.solve.log
    for name, columns in COLUMNS.items():
        with (folder / "tables" / f"{name}.csv").open(newline="") as file:
            header, *rows = csv.reader(file)
        assert tuple(header) == columns
        assert "unit" in header
        assert len(rows) == len(PLAN.tables[name])


def test_a_table_that_the_solution_does_not_have_is_written_empty(folder):
    write(folder, replace(PLAN, tables={}))
    tables = store.read(folder).tables
    assert {len(tables[name]) for name in COLUMNS} == {0}
    assert all(isinstance(tables["limits"].columns[name], np.ndarray) for name in NUMBERS & {*COLUMNS["limits"]})


def test_a_number_that_json_does_not_have_is_null(folder):
    write(folder, replace(PLAN, solve=replace(PLAN.solve, gap=float("nan"))))
    assert "NaN" not in (folder / "summary.json").read_text()
    assert np.isnan(store.read(folder).solution().solve.gap)


def test_tables_are_read_when_they_are_asked_for(folder):
    write(folder)
    (folder / "tables" / "limits.csv").write_text("not,a,table\n")
    tables = store.read(folder).tables
    assert tables["supply"] is tables["supply"]
    with pytest.raises(ResultError, match=r"limits\.csv"):
        tables["limits"]


# --- in place of an earlier result ---


def test_a_new_result_takes_the_place_of_the_earlier_one(folder):
    write(folder, report_html="<html></html>")
    write(folder, replace(PLAN, status="again"))
    assert store.read(folder).summary["status"] == "again"
    assert not (folder / "report.html").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["us"]


def test_an_empty_folder_is_used(folder):
    folder.mkdir(parents=True)
    (folder / ".DS_Store").touch()
    write(folder)
    assert store.is_result(folder)


def test_a_folder_that_is_no_result_is_left_as_it_is(folder):
    folder.mkdir(parents=True)
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(ResultError, match=r"holds thesis\.txt, which is no part of a result"):
        write(folder)
    (folder / "manifest.json").write_text("{}")  # a web application has one as well
    with pytest.raises(ResultError, match=r"thesis\.txt"):
        write(folder)
    assert content(folder) == {"thesis.txt": b"years of work", "manifest.json": b"{}"}


def test_a_folder_with_other_tables_is_left_as_it_is(folder):
    (folder / "tables").mkdir(parents=True)
    with pytest.raises(ResultError, match=r"is no result \(no manifest\.json\)"):
        write(folder)


def test_a_file_is_left_as_it_is(tmp_path):
    (tmp_path / "us").write_text("text")
    with pytest.raises(ResultError, match="us: a file stands where"):
        write(tmp_path / "us")
    assert (tmp_path / "us").read_text() == "text"


def test_a_place_below_a_file_is_told(tmp_path):
    (tmp_path / "file").write_text("text")
    with pytest.raises(ResultError, match="us: "):
        write(tmp_path / "file" / "us")


def test_a_link_to_a_results_folder_stays_a_link(tmp_path):
    write(tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    write(tmp_path / "link", replace(PLAN, status="again"))
    assert (tmp_path / "link").is_symlink()
    assert store.read(tmp_path / "real").summary["status"] == "again"


# --- when something goes wrong on the way ---


def test_all_is_on_the_disk_before_it_is_moved_into_place(folder, synced, monkeypatch):
    move = Path.rename

    def noted(self, target):
        synced.append(f"rename to {target.name}")
        return move(self, target)

    monkeypatch.setattr(Path, "rename", noted)
    write(folder)
    moved = synced.index("rename to us")
    assert {f"{name}.csv" for name in COLUMNS} | {"tables", "manifest.json", "solver.log"} <= {*synced[:moved]}
    assert synced[moved + 1 :] == ["results"]


def test_files_and_folders_can_be_put_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.undo()
    handles: list[int] = []
    put: list[os.stat_result] = []

    def note(handle: int) -> None:
        handles.append(handle)
        put.append(os.fstat(handle))

    monkeypatch.setattr(os, "fsync", note)
    (tmp_path / "file").write_text("text")
    for path in (tmp_path / "file", tmp_path):
        writing._sync(path)
    assert [facts.st_ino for facts in put] == [path.stat().st_ino for path in (tmp_path / "file", tmp_path)]
    for handle in handles:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(handle)


def full_disk(*_):
    raise OSError(28, "No space left on device", "limits.csv")


@pytest.mark.parametrize("where", ["_write_table", "_sync", "into_place"])
@pytest.mark.parametrize("earlier", [True, False])
def test_a_full_disk_leaves_things_as_they_were(folder, monkeypatch, where, earlier):
    if earlier:
        write(folder)
    before = content(folder) if earlier else None
    monkeypatch.setattr(writing, where, full_disk)
    with pytest.raises(
        ResultError, match=r"us: the result could not be written: No space left on device \(limits\.csv\)"
    ):
        write(folder, replace(PLAN, status="new"))
    monkeypatch.undo()
    assert (content(folder) if earlier else None) == before
    assert [path.name for path in folder.parent.iterdir()] == (["us"] if earlier else [])


def test_a_second_move_that_fails_puts_the_earlier_result_back(folder, monkeypatch):
    write(folder)
    before = content(folder)
    move = Path.rename

    def no_drafts(self, target):
        if ".new-" in self.name:
            raise OSError(5, "Input/output error")
        return move(self, target)

    monkeypatch.setattr(Path, "rename", no_drafts)
    with pytest.raises(ResultError, match="Input/output error"):
        write(folder, replace(PLAN, status="new"))
    assert content(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["us"]


@pytest.mark.parametrize("use", [store.read, write])
def test_a_result_left_aside_by_a_power_cut_is_put_back(folder, use):
    write(folder)
    folder.rename(folder.with_name(".us.old-12345678"))
    use(folder)
    assert store.read(folder).summary["status"] == "optimal"
    assert [path.name for path in folder.parent.iterdir()] == ["us"]


def test_half_a_result_is_never_put_back(folder):
    (folder.parent / ".us.new-12345678").mkdir(parents=True)
    (folder.parent / ".us.old-12345678").mkdir(parents=True)
    with pytest.raises(ResultError, match="no such results folder"):
        store.read(folder)


def test_what_was_left_over_is_tidied_up(folder):
    write(folder)
    for name in (".us.old-1", ".us.new-2", ".us.new-3", ".usa.old-4"):
        (folder.parent / name).mkdir()
    os.utime(folder.parent / ".us.new-2", (0, 0))
    write(folder)
    # a draft of just now may still be worked on; `usa` is another result
    assert {path.name for path in folder.parent.iterdir()} == {"us", ".us.new-3", ".usa.old-4"}


def test_writers_of_one_folder_do_not_spoil_it(folder):
    problems: list[Exception] = []

    def work():
        try:
            for _ in range(5):
                write(folder)
        except ResultError as error:
            problems.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert [path.name for path in folder.parent.iterdir()] == ["us"]
    same_tables(dict(PLAN.tables), dict(store.read(folder).solution().tables))


# --- damaged folders ---


def test_a_folder_that_is_not_there(folder):
    with pytest.raises(ResultError, match="us: there is no such results folder"):
        store.read(folder)


def test_a_folder_that_is_something_else(tmp_path):
    with pytest.raises(ResultError, match=r"is not a results folder \(it has no manifest\.json\)"):
        store.read(tmp_path)


@pytest.mark.parametrize("name", ["summary.json", "scenario.yaml", "solver.log", "tables/prices.csv"])
def test_a_missing_file_is_named(folder, name):
    write(folder)
    (folder / name).unlink()
    with pytest.raises(ResultError, match=f"{name}: is missing; the results folder is not complete"):
        dict(store.read(folder).solution().tables)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("summary.json", '{"status": ', "is damaged: line 1"),
        ("summary.json", "[]", "should hold an object"),
        ("summary.json", '{"metrics": {}}', "is damaged: no 'solve'"),
        ("summary.json", '{"solve": {"residuals": {}}, "metrics": {"npv": 3}}', "is damaged"),
        ("manifest.json", "{", "is damaged"),
        ("tables/prices.csv", "", r"columns \(none\); expected region, commodity"),
        ("tables/prices.csv", "region,commodity\n", "columns region, commodity; expected region, commodity, future"),
        ("tables/prices.csv", ",".join(COLUMNS["prices"]) + "\nUS,steel,all\n", "line 2: 3 cells; expected 7"),
        ("tables/prices.csv", ",".join(COLUMNS["prices"]) + "\nUS,a,all,2026,price,ten,USD\n", "column value: .*'ten'"),
        ("tables/prices.csv", '"', "cannot be read"),
        ("scenario.yaml", b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_damaged_file_is_named(folder, name, text, told):
    write(folder)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ResultError, match=f"{name}: .*{told}"):
        dict(store.read(folder).solution().tables)


def test_an_unknown_table_is_a_key_error(folder):
    write(folder)
    with pytest.raises(KeyError):
        store.read(folder).tables["../manifest"]


def test_metrics_that_are_no_numbers_are_told(folder):
    write(folder, replace(PLAN, metrics={"npv": Metric(float("nan"), "USD")}))
    with pytest.raises(ResultError, match=r"summary\.json: is damaged: metrics"):
        assert store.read(folder).metrics


# --- manifest ---


def test_the_manifest_is_the_same_but_for_the_time(tmp_path):
    file = tmp_path / "base.yaml"
    file.write_bytes(b"name: base\n")

    def made(second):
        return store.manifest(
            scenario_yaml="name: base\n",
            inputs=store.digests({file: file.read_bytes()}),
            overrides=["fast_permits"],
            sets=["permitting.factor=0.5"],
            solver_options={"method": "ipm", "threads": 2},
            command=["run", "base.yaml"],
            created=datetime(2026, 5, 4, 3, 2, second, tzinfo=UTC),
        )

    first, second = made(1), made(2)
    assert first.pop("created") == "2026-05-04T03:02:01+00:00"
    assert second.pop("created") == "2026-05-04T03:02:02+00:00"
    assert first == second
    digest = hashlib.sha256(b"name: base\n").hexdigest()
    assert first["scenario_sha256"] == digest
    assert first["inputs"] == [{"file": file.as_posix(), "sha256": digest}]
    assert first["overrides"] == ["fast_permits"]
    assert first["sets"] == ["permitting.factor=0.5"]
    assert first["versions"].keys() == {"python", "optimizer", "pyomo", "highspy", "numpy"}
    assert first["versions"]["numpy"] == np.__version__
    assert re.fullmatch("[0-9a-f]{64}", first["program_sha256"])


def test_versions_are_read_without_loading_the_solver():
    code = (
        "import sys; from optimizer.results import store; store.manifest(scenario_yaml='', inputs={});"
        "print(sorted({'pyomo', 'highspy', 'pandas', 'yaml', 'pydantic'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
