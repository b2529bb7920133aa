"""`run`: the answer on the screen, the results folder, and nothing of either where there is no answer."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from optimizer import model

from .conftest import Command

SUMMARY_KEYS = {"status", "objective", "metrics", "solve"}
METRICS = {"compute_end", "compute_total", "npv", "capital", "public_cost", "credits", "loan_subsidy", "reserve_cost"}


def test_run_answers_and_writes_the_folder(optimizer: Command, files: Path) -> None:
    done = optimizer("run", "tiny.yaml")
    assert done.code == 0, done.err
    folder = files / "results" / "tiny"
    assert "results/tiny" in done.out
    summary = json.loads((folder / "summary.json").read_text())
    assert summary.keys() >= SUMMARY_KEYS
    assert summary["metrics"].keys() >= METRICS
    for name in ("manifest.json", "scenario.yaml", "report.md", "solver.log", "tables/limits.csv"):
        assert (folder / name).is_file(), name


def test_seconds_are_given_by_stage(optimizer: Command) -> None:
    seconds = json.loads(optimizer("run", "tiny.yaml", "--json").out)["solve"]["seconds"]
    assert seconds.keys() >= {"load", "reconcile"}
    assert all(value >= 0 for value in seconds.values())


def test_stored_scenario_runs_by_itself_to_the_same_answer(optimizer: Command, files: Path) -> None:
    first = json.loads(optimizer("run", "tiny.yaml", "--with", "fast_permits", "--json").out)
    stored = Path(first["folder"]) / "scenario.yaml"
    again = json.loads(optimizer("run", str(stored), "--out", "again", "--json").out)
    assert again["objective"] == pytest.approx(first["objective"])
    assert again["metrics"] == first["metrics"]


def test_json_is_one_object_on_standard_output(optimizer: Command) -> None:
    done = optimizer("run", "tiny.yaml", "--json")
    assert done.code == 0
    facts = json.loads(done.out)
    assert facts["folder"] == "results/tiny"
    assert facts["status"] == "optimal"
    assert done.err == ""


def test_quiet_prints_nothing_and_still_writes(optimizer: Command, files: Path) -> None:
    done = optimizer("run", "tiny.yaml", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert (files / "results" / "tiny" / "summary.json").is_file()


def test_out_is_the_folder_itself(optimizer: Command, files: Path) -> None:
    assert optimizer("run", "tiny.yaml", "--out", "a/b").code == 0
    assert (files / "a" / "b" / "summary.json").is_file()
    assert not (files / "results").exists()


def test_out_that_is_a_file_is_refused_before_solving(optimizer: Command, files: Path) -> None:
    done = optimizer("run", "tiny.yaml", "--out", "wrong.yaml")
    assert done.code == 2
    assert "wrong.yaml: a file stands where the results folder should go" in done.err
    assert "solving" not in done.err


def test_overrides_are_applied_in_order_and_name_the_folder(optimizer: Command, files: Path) -> None:
    done = optimizer("run", "tiny.yaml", "--with", "fast_permits,little_money", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["folder"] == "results/tiny+fast_permits+little_money"
    again = optimizer("run", "tiny.yaml", "--with", "fast_permits", "--with", "little_money", "--json")
    assert json.loads(again.out)["metrics"] == json.loads(done.out)["metrics"]


def test_unknown_override_names_the_nearest(optimizer: Command) -> None:
    done = optimizer("run", "tiny.yaml", "--with", "fast_permit")
    assert done.code == 2
    assert "fast_permit" in done.err
    assert "fast_permits" in done.err


def test_set_changes_the_answer_and_the_name_of_the_folder(optimizer: Command) -> None:
    base = json.loads(optimizer("run", "tiny.yaml", "--json").out)
    more = json.loads(optimizer("run", "tiny.yaml", "--set", "funds.private.budget=2 G USD/yr", "--json").out)
    assert re.fullmatch(r"results/tiny\+[0-9a-f]{8}", more["folder"])
    assert more["metrics"]["npv"]["value"] >= base["metrics"]["npv"]["value"]
    shorter = json.loads(optimizer("run", "tiny.yaml", "--set", "permitting.factor=0", "--json").out)
    assert shorter["metrics"]["npv"]["value"] > base["metrics"]["npv"]["value"]
    assert shorter["folder"] != more["folder"]


def test_what_was_asked_for_stands_in_the_title_and_in_the_stored_scenario(optimizer: Command) -> None:
    asked = ("--with", "fast_permits", "--set", "funds.private.budget=2 G USD/yr")
    title = "One data centre, with fast_permits (funds.private.budget = 2 G USD/yr)\n"
    assert optimizer("run", "tiny.yaml", *asked, "--out", "asked").out.startswith(title)
    assert optimizer("run", "asked/scenario.yaml", "--out", "again").out.startswith(title)


def test_a_file_s_own_overrides_are_in_neither_title_nor_folder(optimizer: Command, files: Path) -> None:
    (files / "fast.yaml").write_text("extends: tiny.yaml\nname: Fast\nwith: [fast_permits]\n")
    done = optimizer("run", "fast.yaml", "--with", "little_money", "--json")
    assert json.loads(done.out)["folder"] == "results/fast+little_money"
    assert optimizer("run", "fast.yaml").out.startswith("Fast\n")


def test_a_file_called_scenario_goes_by_its_folder(optimizer: Command, files: Path) -> None:
    study = files / "study"
    study.mkdir()
    (study / "scenario.yaml").write_text((files / "tiny.yaml").read_text())
    first = json.loads(optimizer("run", "study/scenario.yaml", "--json").out)
    assert first["folder"] == "results/study"
    again = json.loads(optimizer("run", "results/study/scenario.yaml", "--json").out)
    assert again["folder"] == "results/study-again"
    assert again["objective"] == first["objective"]


@pytest.mark.parametrize("words", [("--with", "fast_permits", "little_money"), ("--set", "permitting.factor", "0.5")])
def test_words_too_many_tell_how_to_join_them(optimizer: Command, words: tuple[str, ...]) -> None:
    done = optimizer("run", "tiny.yaml", *words)
    assert done.code == 2
    assert "Join names with commas (--with a,b); put quotes around what has blanks" in " ".join(done.err.split())


@pytest.mark.parametrize("text", ["permitting.factor", "=0.5"])
def test_set_without_both_sides_shows_the_form(optimizer: Command, text: str) -> None:
    done = optimizer("run", "tiny.yaml", "--set", text)
    assert done.code == 2
    assert "PATH=VALUE" in done.err


def test_set_of_a_path_that_matches_nothing_names_the_nearest(optimizer: Command) -> None:
    done = optimizer("run", "tiny.yaml", "--set", "assets.data_centre.permit=1 yr")
    assert done.code == 2
    assert "data_center" in done.err


def test_solver_option_without_both_sides_shows_the_form(optimizer: Command) -> None:
    done = optimizer("run", "tiny.yaml", "--solver-option", "time_limit")
    assert done.code == 2
    assert "KEY=VALUE" in done.err


def test_solver_options_reach_the_solver(optimizer: Command) -> None:
    assert optimizer("run", "tiny.yaml", "--solver-option", "time_limit=60").code == 0
    wrong = optimizer("run", "tiny.yaml", "--solver-option", "no_such_option=1")
    assert wrong.code == 2
    assert "no_such_option" in wrong.err


def test_infeasible_says_so_with_3_and_writes_nothing(optimizer: Command, files: Path) -> None:
    done = optimizer("run", "infeasible.yaml")
    assert (done.code, done.out) == (3, "")
    assert "error:" in done.err
    assert "Traceback" not in done.err
    assert not (files / "results").exists()


def test_infeasible_as_json(optimizer: Command) -> None:
    done = optimizer("run", "infeasible.yaml", "--json")
    assert done.code == 3
    assert json.loads(done.out)["error"]["exit_code"] == 3


def test_missing_file(optimizer: Command) -> None:
    done = optimizer("run", "tinny.yaml")
    assert (done.code, done.out) == (2, "")
    assert "tinny.yaml" in done.err
    assert "Traceback" not in done.err


def test_wrong_file_names_every_problem_with_its_line(optimizer: Command, files: Path) -> None:
    done = optimizer("run", "wrong.yaml")
    assert (done.code, done.out) == (2, "")
    assert re.search(r"^wrong\.yaml:4\b.*capx.*capex", done.err, re.MULTILINE)
    assert re.search(r"^wrong\.yaml:5\b.*permit", done.err, re.MULTILINE)
    assert "2 problems" in done.err
    assert not (files / "results").exists()


def test_stages_are_told_on_standard_error(optimizer: Command) -> None:
    done = optimizer("run", "tiny.yaml")
    assert "reading tiny.yaml ...\n" in done.err
    assert "solving ...\n" in done.err
    assert "\x1b" not in done.out + done.err


def test_warnings_come_before_the_solver_has_its_say(optimizer: Command) -> None:
    """An infeasible scenario is often one that was warned about."""
    done = optimizer("run", "infeasible.yaml")
    assert done.code == 3
    assert done.err.index("warning: ") < done.err.index("error: ")


def test_hashes_are_of_what_was_read(optimizer: Command, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not of what stands in a file when the answer is written: somebody may have edited it, or taken it away."""
    before = (files / "tiny.yaml").read_bytes()
    (files / "top.yaml").write_text("extends: tiny.yaml\n", encoding="utf-8")
    solve = model.solve

    def edited(*args: Any) -> Any:
        (files / "tiny.yaml").write_bytes(before + b"# a remark\n")
        (files / "top.yaml").unlink()
        return solve(*args)

    monkeypatch.setattr(model, "solve", edited)
    done = optimizer("run", "top.yaml", "--out", "there")
    assert done.code == 0, done.err
    inputs = json.loads((files / "there" / "manifest.json").read_text())["inputs"]
    assert inputs == [
        {"file": "top.yaml", "sha256": hashlib.sha256(b"extends: tiny.yaml\n").hexdigest()},
        {"file": "tiny.yaml", "sha256": hashlib.sha256(before).hexdigest()},
    ]


def test_manifest_says_how_to_ask_again(optimizer: Command, files: Path) -> None:
    asked = ["run", "tiny.yaml", "--with", "fast_permits", "--set", "funds.private.budget=2 G USD/yr", "--out", "there"]
    assert optimizer(*asked, "--solver-option", "time_limit=60").code == 0
    manifest = json.loads((files / "there" / "manifest.json").read_text())
    assert manifest["overrides"] == ["fast_permits"]
    assert manifest["inputs"][0]["file"] == "tiny.yaml"
    assert optimizer(*manifest["command"][1:]).code == 0
    again = json.loads((files / "there" / "manifest.json").read_text())
    assert {**again, "created": ""} == {**manifest, "created": ""}
