"""`export`: a result in every form, under a name of its own or one given; refusals before the work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Command


@pytest.fixture
def result(optimizer: Command) -> str:
    assert optimizer("run", "tiny.yaml").code == 0
    return "results/tiny"


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("xlsx", "tiny.xlsx"),
        ("iamc", "tiny.iamc.csv"),
        ("parquet", "tiny.parquet"),
        ("mps", "tiny.mps"),
        ("lp", "tiny.lp"),
    ],
)
def test_a_form_goes_by_the_name_of_the_result(
    optimizer: Command, files: Path, result: str, form: str, name: str
) -> None:
    done = optimizer("export", result, "--to", form)
    assert done.code == 0, done.err
    assert done.out.startswith(f"{name}: written")
    assert (files / name).exists()


def test_a_name_says_the_form(optimizer: Command, files: Path, result: str) -> None:
    (files / "data").mkdir()
    for to in (("--to", "data/a.XLSX"), ("--to", "xlsx", "--out", "data/b.bin"), ("--to", "data/c.iamc.csv")):
        assert optimizer("export", result, *to).code == 0
    assert {path.name for path in (files / "data").iterdir()} == {"a.XLSX", "b.bin", "c.iamc.csv"}
    assert (files / "data" / "b.bin").read_bytes()[:2] == b"PK"


def test_program_of_a_result_is_that_of_its_scenario(optimizer: Command, files: Path, result: str) -> None:
    assert optimizer("export", result, "--to", "one.lp").code == 0
    assert optimizer("export", "tiny.yaml", "--to", "lp", "--out", "other.lp").code == 0
    assert (files / "one.lp").read_text() == (files / "other.lp").read_text()


def test_json_says_what_was_written(optimizer: Command, result: str) -> None:
    facts = json.loads(optimizer("export", result, "--to", "iamc", "--json").out)
    assert facts["file"] == "tiny.iamc.csv"
    assert facts["form"] == "iamc"
    assert facts["rows"] > 10


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "parqet"), "Did you mean 'parquet'?"),
        (("--to", "x.csv"), "x.iamc.csv"),
        (("--to", "x.txt"), "must end in .iamc.csv, .xlsx, .parquet, .mps or .lp"),
        (("--to", ".xlsx"), "must end in"),
        (("--to", "no/such/x.xlsx"), "there is no folder"),
        (("--to", "xlsx", "--out", "no/such/x"), "there is no folder"),
        (("--to", "a.xlsx", "--out", "b.xlsx"), "--to has to be one of"),
        (("--to", "xlsx", "--with", "fast_permits"), "run it with them"),
    ],
)
def test_a_wrong_target_is_refused_before_the_work(
    optimizer: Command, result: str, arguments: tuple[str, ...], said: str
) -> None:
    done = optimizer("export", result, *arguments)
    assert done.code == 2
    assert said in done.err
    assert "reading" not in done.err


def test_a_scenario_has_to_be_run_first(optimizer: Command, files: Path) -> None:
    done = optimizer("export", "tiny.yaml", "--to", "xlsx")
    assert done.code == 2
    assert "optimizer run tiny.yaml" in done.err
    assert optimizer("export", "nothing", "--to", "xlsx").code == 2


@pytest.mark.parametrize("name", ["x.xlsx", "x.iamc.csv"])
def test_a_folder_in_the_way_stays(optimizer: Command, files: Path, result: str, name: str) -> None:
    (files / name).mkdir()
    done = optimizer("export", result, "--to", name)
    assert done.code == 2
    assert "a folder stands there" in done.err
    assert "Traceback" not in done.err


def test_a_file_in_the_way_of_a_folder_stays(optimizer: Command, files: Path, result: str) -> None:
    (files / "x.parquet").write_text("mine")
    assert optimizer("export", result, "--to", "x.parquet").code == 2
    assert (files / "x.parquet").read_text() == "mine"
