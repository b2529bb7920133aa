"""`compare` as typed: files, overrides, folders, tables, and refusals."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_two_files(optimizer: Command, files: Path) -> None:
    (files / "fast.yaml").write_text("name: Fast\nextends: tiny.yaml\nwith: [fast_permits]\n")
    done = optimizer("compare", "tiny.yaml", "fast.yaml")
    assert done.code == 0, done.err
    assert done.out.startswith("fast against tiny\n")
    assert "permitting.factor: 1 → 0.5" in done.out
    assert "override fast_permits" in done.out
    assert (files / "results" / "tiny" / "summary.json").is_file()
    assert (files / "results" / "fast" / "summary.json").is_file()


def test_overrides_after_a_plus(optimizer: Command, files: Path) -> None:
    long = optimizer("compare", "tiny.yaml", "tiny.yaml+fast_permits,little_money")
    assert long.code == 0, long.err
    short = optimizer("compare", "tiny.yaml", "+fast_permits,little_money")
    assert short.out == long.out
    assert (files / "results" / "tiny+fast_permits+little_money").is_dir()


def test_folders_and_a_file_beside_its_own_result(optimizer: Command) -> None:
    assert optimizer("run", "tiny.yaml").code == 0
    assert optimizer("run", "tiny.yaml", "--with", "fast_permits").code == 0
    done = optimizer("compare", "results/tiny", "results/tiny+fast_permits")
    assert done.code == 0, done.err
    assert "permitting.factor: 1 → 0.5" in done.out
    same = optimizer("compare", "results/tiny", "tiny.yaml")
    assert "Nothing differs" in same.out


def test_a_result_that_is_there_is_read_and_another_is_made_again(optimizer: Command, files: Path) -> None:
    assert optimizer("compare", "tiny.yaml", "+fast_permits").code == 0
    summary = files / "results" / "tiny" / "summary.json"
    made = summary.stat().st_mtime_ns
    assert optimizer("compare", "tiny.yaml", "+fast_permits").code == 0
    assert summary.stat().st_mtime_ns == made
    assert optimizer("compare", "tiny.yaml", "+fast_permits", "--fresh").code == 0
    assert summary.stat().st_mtime_ns > made
    made = summary.stat().st_mtime_ns
    assert optimizer("compare", "tiny.yaml", "+fast_permits", "--solver-option", "time_limit=60").code == 0
    assert summary.stat().st_mtime_ns > made
    for folder in ("tiny", "tiny+fast_permits"):
        manifest = files / "results" / folder / "manifest.json"
        found = json.loads(manifest.read_text())
        manifest.write_text(json.dumps({**found, "program_sha256": "of another state of the program"}))
    assert optimizer("compare", "tiny.yaml", "+fast_permits", "--solver-option", "time_limit=60").code == 0
    assert summary.stat().st_mtime_ns > made
    text = (files / "tiny.yaml").read_text().replace("100 MW", "120 MW")
    (files / "tiny.yaml").write_text(text)
    made = summary.stat().st_mtime_ns
    done = optimizer("compare", "tiny.yaml", "+fast_permits")
    assert summary.stat().st_mtime_ns > made
    assert done.code == 0


def test_many_make_a_table(optimizer: Command) -> None:
    done = optimizer("compare", "tiny.yaml", "+fast_permits", "+little_money")
    assert done.code == 0, done.err
    assert done.out.startswith("2 scenarios against One data centre.")
    assert "with fast permits" in done.out
    assert "with little money" in done.out


def test_split_of_the_change(optimizer: Command) -> None:
    done = optimizer("compare", "tiny.yaml", "+fast_permits,little_money", "--attribute")
    assert done.code == 0, done.err
    assert "Shares of the change" in done.out
    assert "fast permits" in done.out
    assert "splitting the change to tiny+fast_permits+little_money: solve 1 of 2" in done.err


def test_json_has_the_facts_and_the_shares_sum(optimizer: Command) -> None:
    done = optimizer("compare", "tiny.yaml", "+fast_permits,little_money", "--attribute", "--json")
    assert (done.code, done.err) == (0, "")
    facts = json.loads(done.out)
    assert facts["reference"]["label"] == "tiny"
    (one,) = facts["differences"]
    assert one["metrics"]["npv"]["change"] == pytest.approx(
        one["metrics"]["npv"]["after"] - one["metrics"]["npv"]["before"]
    )
    shares = [part["share"]["npv"] for part in one["attribution"]["parts"]]
    assert sum(shares) == pytest.approx(one["metrics"]["npv"]["change"])
    assert {name for change in one["inputs"] for name in change["with"]} == {"fast_permits", "little_money"}


def test_quiet_prints_nothing(optimizer: Command) -> None:
    done = optimizer("compare", "tiny.yaml", "+fast_permits", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


# --- tables -----------------------------------------------------------------------------------------------------------


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_csv_has_every_difference_with_its_unit(optimizer: Command, files: Path) -> None:
    done = optimizer("compare", "tiny.yaml", "+fast_permits", "+little_money", "--csv", "out/diff")
    assert done.code == 0, done.err
    assert "All differences: out/diff/" in done.out
    folder = files / "out" / "diff"
    inputs = rows(folder / "inputs.csv")
    assert {row["item"] for row in inputs} == {"tiny+fast_permits", "tiny+little_money"}
    (factor,) = [row for row in inputs if row["key"] == "permitting.factor"]
    assert (factor["before"], factor["after"], factor["change"], factor["unit"]) == ("1.0", "0.5", "-0.5", "1")
    metrics = {row["metric"]: row for row in rows(folder / "metrics.csv") if row["item"] == "tiny+fast_permits"}
    assert metrics["npv"]["unit"] == "USD"
    assert float(metrics["npv"]["change"]) > 0
    assert {row["quantity"] for row in rows(folder / "tables" / "starts.csv")} == {"capex", "start"}
    facts = json.loads((folder / "comparison.json").read_text())
    assert facts["money_unit"] == "USD"
    again = optimizer("compare", "tiny.yaml", "+fast_permits", "--csv", "out/diff")
    assert again.code == 0, again.err
    assert {row["item"] for row in rows(folder / "inputs.csv")} == {"tiny+fast_permits"}
    assert [path.name for path in (files / "out").iterdir()] == ["diff"]


@pytest.mark.parametrize("place", ["tiny.yaml", "."])
def test_csv_leaves_alone_what_is_no_comparison(optimizer: Command, files: Path, place: str) -> None:
    done = optimizer("compare", "tiny.yaml", "+fast_permits", "--csv", place)
    assert (done.code, done.out) == (2, "")
    assert "error:" in done.err
    assert (files / "tiny.yaml").is_file()
    assert not (files / "results").exists()


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tiny.yaml"], "two or more"),
        (["tiny.yaml", "tinny.yaml"], "tiny.yaml"),
        (["tiny.yaml", "tinny.yaml+fast_permits"], "no file 'tinny.yaml'"),
        (["tiny.yaml", "+fast_permit"], "fast_permits"),
        (["tiny.yaml", "wrong.yaml"], "capex"),
        (["tiny.yaml", "empty"], "is not a results folder"),
        (["tiny.yaml", "results/tiny+fast_permits"], "results/tiny+fast_permits"),
    ],
)
def test_what_cannot_be_read_ends_with_2(optimizer: Command, files: Path, arguments: list[str], message: str) -> None:
    (files / "empty").mkdir()
    done = optimizer("compare", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err


def test_overrides_on_a_folder_are_refused(optimizer: Command) -> None:
    assert optimizer("run", "tiny.yaml").code == 0
    done = optimizer("compare", "tiny.yaml", "results/tiny+fast_permits")
    assert done.code == 2
    assert "applied to a scenario file, not to a result" in done.err


def test_other_money_is_refused_with_2(optimizer: Command, files: Path) -> None:
    text = (files / "tiny.yaml").read_text().replace("USD", "EUR")
    (files / "euro.yaml").write_text(text)
    done = optimizer("compare", "tiny.yaml", "euro.yaml")
    assert (done.code, done.out) == (2, "")
    assert "euro counts money in EUR of 2025, tiny in USD of 2025: they cannot be compared" in done.err


def test_one_without_a_plan_is_named_with_3(optimizer: Command) -> None:
    done = optimizer("compare", "tiny.yaml", "infeasible.yaml")
    assert (done.code, done.out) == (3, "")
    assert "error: infeasible: " in done.err


def test_refusal_as_json(optimizer: Command) -> None:
    done = optimizer("compare", "tiny.yaml", "tinny.yaml", "--json")
    assert done.code == 2
    assert json.loads(done.out)["error"]["exit_code"] == 2


def test_same_thing_twice_is_told_apart(optimizer: Command, files: Path) -> None:
    (files / "other").mkdir()
    (files / "other" / "tiny.yaml").write_text((files / "tiny.yaml").read_text().replace("100 MW", "120 MW"))
    done = optimizer("compare", "tiny.yaml", "other/tiny.yaml")
    assert done.out.startswith("other/tiny.yaml against tiny.yaml\n")
    twice = optimizer("compare", "tiny.yaml", "tiny.yaml")
    assert twice.out.startswith("tiny.yaml (2) against tiny.yaml (1)\n")
