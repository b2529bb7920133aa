"""What is written at the end of a sweep reads back the same, and is there whole or not at all."""

from __future__ import annotations

import csv
import errno
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.errors import ResultError
from optimizer.results.sweep.points import Outcome, Point, Variant
from optimizer.results.sweep.study import Factor, StudyFacts
from optimizer.study.sweep.store import files, read
from optimizer.study.sweep.store.layout import BASE, FACTS
from optimizer.study.sweep.store.stored import study_facts, study_of
from optimizer.study.sweep.store.tables import in_order, limits_table, points_table

STUDY = StudyFacts(
    "a study",
    "grid",
    (
        Factor("id", "a factor with the name of a column", "t", "number", 0.0, 1.0, 0.5, (), ("a.b",)),
        Factor(
            "tariffs",
            "which",
            "",
            "text",
            levels=("none", "=3"),
            level_words={"=3": "a third"},
            level_notes={"none": "no"},
        ),
        Factor("when", "a date", "", "date", 2027.0, 2028.5, None, (2027.0, 2028.5), ("c", "d"), "dates"),
    ),
    ("npv", "limits.top"),
    7,
    3,
    "us.yaml",
    {"num_vars": 3, "names": ["id", "tariffs", "when"], "bounds": [[0.0, 1.0]] * 3},
    ("note, one",),
    {"npv": "USD"},
)
POINTS = tuple(
    Point(i, f"{i:012x}", Variant(), {}, {"id": 0.1 + 0.2 * i, "tariffs": ("none", "=3", "none")[i], "when": 2028.5})
    for i in range(3)
)
NO_VALUES = {"npv": None, "limits.top": None, "objective": None}
OUTCOMES = (
    Outcome(
        0, POINTS[0].id, "optimal", "", {"npv": 1 / 3, "limits.top": "a:b", "objective": 1.0},
        {"a:b": 0.5, "c:d, e": 0.25}, {"id": -2.5},
    ),
    Outcome(1, POINTS[1].id, "infeasible", 'the demand "x",\nfirm, is more', NO_VALUES),
    Outcome(
        2, POINTS[2].id, "optimal", "", {"npv": -0.0, "limits.top": None, "objective": 1e300},
        {"a:b": 1.0}, {"id": 0.1 + 0.2},
    ),
)  # fmt: skip


def written(folder: Path) -> bool:
    tables = {"points": points_table(STUDY, POINTS, OUTCOMES), "limits": limits_table(OUTCOMES)}
    texts = {FACTS: files.as_json(study_facts(STUDY)), BASE: "name: base\n", "study.yaml": "base: base.yaml\n"}
    return files.write(folder, tables, texts, {"kind": "sweep", "points": 3})


def test_a_sweep_reads_back_the_same(tmp_path):
    written(tmp_path)
    found = read(tmp_path)
    assert found.study == STUDY
    assert found.points == POINTS
    assert found.outcomes == OUTCOMES
    assert (found.base.read_text(), found.study_text) == ("name: base\n", "base: base.yaml\n")
    assert found.manifest["points"] == 3


def test_facts_of_a_study_read_back_the_same():
    assert study_of(json.loads(json.dumps(study_facts(STUDY)))) == STUDY


def test_facts_of_an_earlier_version_are_read():
    """It said less of a factor."""
    plain = json.loads(json.dumps(study_facts(STUDY)))
    for factor in plain["factors"]:
        del factor["level_words"], factor["level_notes"]
    found = study_of(plain)
    assert [factor.name for factor in found.factors] == [factor.name for factor in STUDY.factors]
    assert all(factor.level_words == factor.level_notes == {} for factor in found.factors)


def test_names_that_begin_like_formulas_are_no_formulas(tmp_path):
    of = replace(STUDY, factors=(replace(STUDY.factors[1], name="=cmd()"),), record=("-npv",))
    points = tuple(replace(point, levels={"=cmd()": "+x"}) for point in POINTS)
    outcomes = tuple(replace(one, values={"-npv": 1.0, "objective": -2.0}, limits={}, slopes={}) for one in OUTCOMES)
    tables = {"points": points_table(of, points, outcomes), "limits": limits_table(outcomes)}
    texts = {FACTS: files.as_json(study_facts(of)), BASE: "", "study.yaml": ""}
    files.write(tmp_path, tables, texts, {})
    with (tmp_path / "points.csv").open(newline="") as file:
        header, first, *_ = csv.reader(file)
    assert header[2:] == ["'=cmd()", "status", "reason", "'-npv", "objective"]
    assert first[2:] == ["'+x", "optimal", "", "1.0", "-2.0"]
    assert (read(tmp_path).points, read(tmp_path).outcomes) == (points, outcomes)


def test_a_factor_with_the_name_of_a_column_has_another_name():
    assert [*points_table(STUDY, POINTS, OUTCOMES).columns] == [
        "point", "id", "factor:id", "tariffs", "when", "status", "reason", "npv", "limits.top", "objective", "slope:id",
    ]  # fmt: skip


NAMES = (
    "id",
    "point",
    "status",
    "reason",
    "objective",
    "npv",
    "factor:id",
    "factor:factor:id",
    "slope:id",
    "slope:x",
    "x",
)


def test_every_factor_has_a_column_of_its_own_whatever_it_is_called(tmp_path):
    """Names of columns, of records, of slopes, and what such factors are called in the table."""
    factors = tuple(replace(STUDY.factors[1], name=name) for name in NAMES[:-1])
    of = replace(STUDY, factors=(*factors, replace(STUDY.factors[0], name="x")), record=("npv",))
    points = tuple(
        replace(point, levels={**{name: f"level of {name}" for name in NAMES}, "x": 0.5}) for point in POINTS
    )
    outcomes = tuple(
        replace(one, values={"npv": 1.0, "objective": 2.0}, slopes={"x": 3.0}, limits={}) for one in OUTCOMES
    )
    table = points_table(of, points, outcomes)
    assert [*table.columns] == [
        "point", "id",
        "factor:id", "factor:point", "factor:status", "factor:reason", "factor:objective", "factor:npv",
        "factor:factor:id", "factor:factor:factor:id", "factor:slope:id", "factor:slope:x", "x",
        "status", "reason", "npv", "objective", "slope:x",
    ]  # fmt: skip
    tables = {"points": table, "limits": limits_table(outcomes)}
    files.write(tmp_path, tables, {FACTS: files.as_json(study_facts(of)), BASE: "", "study.yaml": ""}, {})
    assert (read(tmp_path).points, read(tmp_path).outcomes) == (points, outcomes)


def test_parquet_holds_what_the_csv_holds(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    written(tmp_path)
    table = parquet.read_table(tmp_path / "points.parquet").to_pydict()
    assert table["npv"] == [1 / 3, None, 0.0]
    assert table["tariffs"] == ["none", "=3", "none"]
    assert table["point"] == [0, 1, 2]
    limits = parquet.read_table(tmp_path / "limits.parquet").to_pydict()
    assert limits["limit"] == ["a:b", "c:d, e", "a:b"]


def test_points_alike_share_an_outcome():
    twins = (POINTS[0], Point(1, POINTS[0].id, Variant(), {}, POINTS[0].levels))
    assert [outcome.number for outcome in in_order(twins, {POINTS[0].id: OUTCOMES[0]})] == [0, 1]


def test_files_of_an_earlier_end_go(tmp_path):
    files.write(tmp_path, {}, {"old.csv": "1", "mine.csv": "2"}, {})
    (tmp_path / "theirs.csv").write_text("3")
    files.write(tmp_path, {}, {"mine.csv": "4"}, {})
    assert {path.name: path.read_text() for path in tmp_path.glob("*.csv")} == {"mine.csv": "4", "theirs.csv": "3"}


def test_what_a_killed_writer_left_goes(tmp_path):
    for name, age in ((".new-1", 7200.0), (".new-2", 60.0)):
        (tmp_path / name).mkdir()
        then = time.time() - age
        os.utime(tmp_path / name, (then, then))
    written(tmp_path)
    assert [path.name for path in tmp_path.glob(".new*")] == [".new-2"]


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path, monkeypatch):
    written(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(path: Path, *_: object, **__: object) -> int:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ResultError, match=r"No space left on device.*; every finished point is safe"):
        written(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


READ_ONLY = [errno.EACCES, errno.EROFS, errno.EPERM]


def no_writing(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Make every folder read-only, also for who may do all."""

    def denied(path: Path, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "mkdir", denied)


@pytest.mark.parametrize("number", READ_ONLY)
def test_a_read_only_folder_that_has_the_tables_is_left_as_it_is(tmp_path, monkeypatch, number):
    assert written(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    no_writing(monkeypatch, number)
    assert not written(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("number", READ_ONLY)
def test_a_read_only_folder_with_other_tables_is_an_error(tmp_path, monkeypatch, number):
    written(tmp_path)
    (tmp_path / "limits.csv").write_text("others")
    no_writing(monkeypatch, number)
    with pytest.raises(
        ResultError, match=rf"limits\.csv cannot be replaced: the folder is read-only .*{os.strerror(number)}"
    ):
        written(tmp_path)
    (tmp_path / "limits.csv").unlink()
    with pytest.raises(ResultError, match="every finished point is safe"):
        written(tmp_path)


def test_without_pyarrow_there_is_csv(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "has_parquet", lambda: False)
    written(tmp_path)
    assert not list(tmp_path.glob("*.parquet"))
    assert read(tmp_path).outcomes == OUTCOMES


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: None, "is no sweep"),
        (lambda folder: (folder / "segments").mkdir(), "has not finished: give its command again"),
        (lambda folder: damaged(folder, "points.csv", "point,id\n0,a\n"), "is damaged"),
        (lambda folder: damaged(folder, FACTS, "{"), "is damaged"),
    ],
)
def test_what_is_no_sweep_or_damaged_is_said(tmp_path, make, said):
    make(tmp_path)
    with pytest.raises(ResultError, match=said):
        read(tmp_path)


def damaged(folder: Path, name: str, text: str) -> None:
    written(folder)
    (folder / name).write_text(text)
