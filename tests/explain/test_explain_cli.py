"""`explain` as a user types it: what it prints, what it writes, and what it leaves alone."""

from __future__ import annotations

import csv
import json
import shlex
from pathlib import Path

import pytest

from optimizer.errors import ResultError
from optimizer.results.store import layout
from optimizer.study.explain import store
from optimizer.study.explain.explain import explain
from tests.cli.conftest import Command

from .cases import TIED, written

FILES = {"bottlenecks.csv", "timeline.csv", "effects.csv", "proofs.csv", "facts.json"}
ASKED = {"sensitivity.csv", "ladder.csv", "order_by.csv"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- a file, a folder -------------------------------------------------------------------------------------------------


def test_a_file_is_run_and_explained(optimizer: Command, files: Path) -> None:
    done = optimizer("explain", "tiny.yaml")
    assert done.code == 0, done.err
    assert "Wait for new data centers" in done.out
    assert "Everything as data: results/tiny/explain/" in done.out
    assert (files / "results" / "tiny" / "summary.json").is_file()
    assert {path.name for path in (files / "results" / "tiny" / "explain").iterdir()} == FILES
    assert sorted(path.name for path in (files / "results").iterdir()) == ["tiny"]


def test_all_that_is_asked_for_is_written(optimizer: Command, files: Path) -> None:
    assert optimizer("explain", "tiny.yaml", "--sensitivity", "--ladder", "1", "--quiet").out == ""
    folder = files / "results" / "tiny" / "explain"
    assert {path.name for path in folder.iterdir()} == FILES | ASKED
    assert rows(folder / "ladder.csv")[0]["key"] == "assets.data_center.existing"
    assert rows(folder / "order_by.csv")[0]["asset"] == "data_center"
    assert rows(folder / "sensitivity.csv")[0]["key"] == "demands.ai_compute.tiers[0].value"


def test_a_result_is_explained_as_its_file_is(optimizer: Command, files: Path) -> None:
    first = json.loads(optimizer("explain", "tiny.yaml", "--json").out)
    again = json.loads(optimizer("explain", "results/tiny", "--json").out)
    assert again["folder"] == first["folder"] == "results/tiny/explain"
    assert again["about"]["file"] == "results/tiny/scenario.yaml"
    assert [fact["limit"] for fact in again["bottlenecks"]] == [fact["limit"] for fact in first["bottlenecks"]]
    worths = [[fact["worth"] for fact in each["bottlenecks"]] for each in (first, again)]
    assert worths[1] == pytest.approx(worths[0])


def test_json_is_the_facts_in_the_folder(optimizer: Command, files: Path) -> None:
    done = optimizer("explain", "tiny.yaml", "--json")
    assert done.err == ""
    printed = json.loads(done.out)
    stored = json.loads((files / "results" / "tiny" / "explain" / "facts.json").read_text())
    assert {key: printed[key] for key in stored} == stored
    assert set(printed) - set(stored) == {"folder", "warnings"}


def test_tables_hold_what_the_text_says(optimizer: Command, files: Path) -> None:
    optimizer("explain", "tiny.yaml", "--quiet")
    folder = files / "results" / "tiny" / "explain"
    limits = rows(folder / "bottlenecks.csv")
    assert sum(float(row["share"]) for row in limits) == pytest.approx(1)
    assert sum(float(row["share"]) for row in rows(folder / "timeline.csv")) == pytest.approx(1)
    first = limits[0]
    assert (first["rank"], first["name"], first["cause"], first["first"]) == ("1", "data_center", "lead_time", "2026")
    assert (float(first["permit_years"]), float(first["build_years"])) == (1.0, 0.5)
    proofs = {row["proof"] for row in rows(folder / "proofs.csv")}
    assert {row["proof"] for row in rows(folder / "effects.csv")} <= proofs


def test_overrides_and_settings_are_explained_and_repeated_in_the_proofs(optimizer: Command) -> None:
    done = optimizer("explain", "tiny.yaml", "--with", "little_money", "--set", "permitting.factor=0.5", "--json")
    facts = json.loads(done.out)
    assert facts["about"]["overrides"] == ["little_money"]
    for proof in facts["proofs"]:
        assert proof["command"][:7] == [
            "optimizer", "run", "tiny.yaml", "--with", "little_money", "--set", "permitting.factor=0.5",
        ]  # fmt: skip


def test_top_is_the_number_of_limits_told_in_full(optimizer: Command, files: Path) -> None:
    market = "supplies: {market: {commodity: ore, tiers: [{quantity: 5, price: 4}]}}"
    path = written(files, market, "assets: {mill: {existing: 500}}", name="two.yaml")
    done = optimizer("explain", path.name, "--top", "1")
    assert "Existing mines" in done.out
    assert "Further limits that bind" in done.out
    assert "  2. market" in done.out


# --- proofs -----------------------------------------------------------------------------------------------------------


def _commands(out: str) -> list[list[str]]:
    return [shlex.split(line.strip()[2:]) for line in out.splitlines() if line.strip().startswith("$ optimizer ")]


def test_every_command_of_a_proof_gives_what_is_claimed(optimizer: Command, files: Path) -> None:
    """Run each as it is printed, against the objective and the compute that are stored for it."""
    asked = ("explain", "tiny.yaml", "--sensitivity", "--ladder", "2", "--proof")
    commands = _commands(optimizer(*asked).out)
    stored = json.loads((files / "results" / "tiny" / "explain" / "facts.json").read_text())["proofs"]
    claims = {tuple(proof["command"]): proof for proof in stored}
    assert len(commands) >= 10
    for command in commands:
        again = json.loads(optimizer(*command[1:], "--json").out)
        claim = claims[tuple(command)]
        assert again["objective"] == pytest.approx(claim["objective"], rel=1e-9)
        assert again["metrics"]["compute_total"]["value"] == pytest.approx(claim["compute"], rel=1e-6)


def test_proofs_with_regions_and_futures_hold(optimizer: Command, files: Path) -> None:
    """A future that multiplies a number, a region with a number of its own: the command changes all of it."""
    text = """
regions: [east, west]
commodities: {ore: {regional: true}, good: {regional: true}}
assets:
  mill: {existing: 30, by_region: {west: {existing: 40}}}
  mine: {capex: 5, life: 10 yr, permit: 3 months, build: 6 months}
futures:
  reveal: 2027
  branches: {calm: {probability: 75 %}, flood: {probability: 25 %, set: {assets.mill.existing: {multiply: 0.5}}}}
"""
    path = written(files, text, name="deep.yaml")
    out = optimizer("explain", path.name, "--ladder", "1", "--proof").out
    stored = json.loads((files / "results" / "deep" / "explain" / "facts.json").read_text())["proofs"]
    claims = {tuple(proof["command"]): proof for proof in stored}
    commands = _commands(out)
    assert commands
    for command in commands:
        again = json.loads(optimizer(*command[1:], "--json").out)
        assert again["objective"] == pytest.approx(claims[tuple(command)]["objective"], rel=1e-9)


def test_without_proof_no_commands_are_told(optimizer: Command) -> None:
    assert _commands(optimizer("explain", "tiny.yaml").out) == []


# --- whole or not at all ----------------------------------------------------------------------------------------------


def test_run_replaces_an_explained_result(optimizer: Command, files: Path) -> None:
    optimizer("explain", "tiny.yaml", "--quiet")
    assert optimizer("run", "tiny.yaml", "--quiet").code == 0
    assert not (files / "results" / "tiny" / "explain").exists()


def test_an_explanation_replaces_the_one_before(optimizer: Command, files: Path) -> None:
    optimizer("explain", "tiny.yaml", "--sensitivity", "--quiet")
    optimizer("explain", "results/tiny", "--quiet")
    assert {path.name for path in (files / "results" / "tiny" / "explain").iterdir()} == FILES
    assert sorted(path.name for path in (files / "results").iterdir()) == ["tiny"]


def test_what_cannot_be_written_leaves_the_one_before(
    optimizer: Command, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    optimizer("explain", "tiny.yaml", "--quiet")
    folder = files / "results" / "tiny" / "explain"
    before = (folder / "facts.json").read_text()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "facts.json")

    monkeypatch.setattr(store, "_write_table", full)
    done = optimizer("explain", "results/tiny")
    assert done.code == 2
    assert "No space left on device" in done.err
    assert (folder / "facts.json").read_text() == before
    assert sorted(path.name for path in (files / "results").iterdir()) == ["tiny"]


def test_a_result_that_another_run_replaced_is_not_explained(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The facts of one scenario never stand beside the tables of another."""
    from optimizer.study.explain import explain as study

    explain(files / "tiny.yaml", out=files / "there")
    true_facts = study._facts

    def meanwhile(*args: object) -> object:
        manifest = files / "there" / "manifest.json"
        manifest.write_text(manifest.read_text().replace('"scenario_sha256": "', '"scenario_sha256": "0'))
        return true_facts(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(study, "_facts", meanwhile)
    with pytest.raises(ResultError, match="replaced this result"):
        explain(files / "there")


def test_a_result_of_another_version_is_told(optimizer: Command, files: Path) -> None:
    optimizer("run", "tiny.yaml", "--quiet")
    summary = files / "results" / "tiny" / "summary.json"
    found = json.loads(summary.read_text())
    summary.write_text(json.dumps({**found, "objective": 2 * found["objective"]}))
    done = optimizer("explain", "results/tiny")
    assert done.code == 2
    assert "made by another version" in done.err
    assert not (files / "results" / "tiny" / "explain").exists()


# --- wrong questions --------------------------------------------------------------------------------------------------


def test_a_folder_that_is_no_result(optimizer: Command, files: Path) -> None:
    (files / "empty").mkdir()
    done = optimizer("explain", "empty")
    assert (done.code, done.out) == (2, "")
    assert "is not a results folder" in done.err


def test_a_missing_file(optimizer: Command) -> None:
    done = optimizer("explain", "tinny.yaml")
    assert (done.code, done.out) == (2, "")
    assert "tinny.yaml" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("option", [("--with", "fast_permits"), ("--set", "permitting.factor=1"), ("--out", "there")])
def test_a_result_takes_no_changes(optimizer: Command, option: tuple[str, str]) -> None:
    optimizer("run", "tiny.yaml", "--quiet")
    done = optimizer("explain", "results/tiny", *option)
    assert done.code == 2
    assert option[0] in done.err
    assert "results/tiny/scenario.yaml" in done.err


@pytest.mark.parametrize("option", [("--ladder", "-1"), ("--top", "0"), ("--ladder", "x")])
def test_numbers_out_of_range_are_refused(optimizer: Command, option: tuple[str, str]) -> None:
    assert optimizer("explain", "tiny.yaml", *option).code == 2


# --- no plan ----------------------------------------------------------------------------------------------------------


def test_without_a_plan_it_is_told_why_and_what_mends_it(optimizer: Command, files: Path) -> None:
    done = optimizer("explain", "infeasible.yaml")
    assert done.code == 3
    assert "demands.ai_compute.tiers[0].quantity" in done.out
    assert "Traceback" not in done.err
    assert not (files / "results").exists()


def test_without_a_plan_as_json(optimizer: Command) -> None:
    done = optimizer("explain", "infeasible.yaml", "--json")
    assert done.code == 3
    facts = json.loads(done.out)
    assert facts["error"]["exit_code"] == 3
    assert facts["diagnosis"]["status"] == "infeasible"
    assert facts["fix"] is None


def test_the_fix_that_is_written_runs(optimizer: Command, files: Path) -> None:
    (files / "fixes").mkdir()
    done = optimizer("explain", "infeasible.yaml", "--write-fix", "fixes/mended.yaml")
    assert done.code == 3
    assert "fixes/mended.yaml: written" in done.out
    assert optimizer("run", "fixes/mended.yaml", "--quiet").code == 0
    assert [path.name for path in (files / "fixes").iterdir()] == ["mended.yaml"]


def test_a_fix_never_replaces_a_file(optimizer: Command, files: Path) -> None:
    before = (files / "tiny.yaml").read_text()
    done = optimizer("explain", "infeasible.yaml", "--write-fix", "tiny.yaml")
    assert done.code == 2
    assert (files / "tiny.yaml").read_text() == before
    assert optimizer("explain", "infeasible.yaml", "--write-fix", "nowhere/fix.yaml").code == 2
    assert optimizer("explain", "infeasible.yaml", "--write-fix", "fix.txt").code == 2


def test_a_fix_of_what_has_a_plan_is_not_written(optimizer: Command, files: Path) -> None:
    done = optimizer("explain", "tiny.yaml", "--write-fix", "fix.yaml")
    assert done.code == 0
    assert "nothing to mend" in done.err
    assert not (files / "fix.yaml").exists()


# --- text -------------------------------------------------------------------------------------------------------------

TOLD = """\
A chain of two links
Optimal plan (most value) for 2026 to 2028 by year; money in USD of 2025.

The plan's value is 1.35 k USD: worth to users less all costs, discounted to 2026. A limit's worth
is its part of that: 1 % more of it in all its periods adds about 1 % of its worth, much more of it
adds less and less.
All of that value is owed to limits: 100 % to physical limits and rules.

To which limits the plan's value is owed, by link of the chain and kind of limit
       existing only  in all
  ore          100 %   100 %
  existing only: capacity from before the plan to which it adds nothing.

When: what the limits of each link are worth, by year [k USD]
       2026  2027  2028  in all
  ore   0.5   0.5   0.5     1.4

The physical limits and rules worth most
  1. Existing mines, all periods: 100 % of the plan's value (1.35 k USD); 27 USD per t a year for
     all that time.
     Nothing can be added to it in this scenario.
     1 % more of it adds 13.5 USD (1 %); as much less takes away 13.5 USD.
       proof 1: the objective is 1.3635 k USD instead of 1.3500
       $ optimizer run case.yaml --set 'assets.mine.existing=50.5 t/yr'
       proof 2: the objective is 1.3365 k USD instead of 1.3500
       $ optimizer run case.yaml --set 'assets.mine.existing=49.5 t/yr'
     Rests on assets.mine.existing 50 t a year [no source].

Everything as data: results/case/explain/
"""


def test_the_text_of_a_small_case(optimizer: Command, files: Path) -> None:
    written(files, "description: as it is")
    assert optimizer("explain", "case.yaml", "--proof").out == TOLD


def test_the_text_of_a_tie(optimizer: Command, files: Path) -> None:
    written(files, TIED)
    said = " ".join(optimizer("explain", "case.yaml").out.split())
    assert (
        "adds nothing; as much less takes away 14 USD. (Its dual says 14 USD, which holds one way only, for then"
        in said
    )
    assert "Tied: it holds together with existing m" in said
    assert "1 % more of all of them adds 13.5 USD." in said
    assert "Full, but more would be worth nothing" not in said


def test_lines_are_no_wider_than_the_screen(optimizer: Command, files: Path) -> None:
    out = optimizer("explain", "tiny.yaml", "--sensitivity", "--ladder", "1").out
    assert max(len(line) for line in out.splitlines()) <= 100
    assert "\x1b" not in out


def test_names_from_the_file_cannot_draw_on_the_screen(optimizer: Command, files: Path) -> None:
    path = written(
        files, 'name: "mine \\e[31mred"\nassets: {mine: {existing: {value: 50, source: assumption, note: "\\e[0m"}}}'
    )
    done = optimizer("explain", path.name, "--sensitivity", "--proof")
    assert done.code == 0
    assert "\x1b" not in done.out


def test_the_explanation_is_known_as_part_of_a_result() -> None:
    assert "explain" in layout.PARTS
