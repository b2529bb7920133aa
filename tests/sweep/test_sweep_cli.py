"""`optimizer sweep` as a user types it: tables, resuming, exit codes, manners; and one point alone."""

from __future__ import annotations

import csv
import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from optimizer.errors import SolverStopped
from optimizer.results.sweep.points import Outcome
from optimizer.study.sweep.executors import Chunk, Executor, Make
from optimizer.study.sweep.store.layout import segments_in
from optimizer.study.sweep.store.tables import OBJECTIVE
from tests.cli.conftest import Command
from tests.cli.test_manners import on_a_terminal
from tests.report.reading import Reading

from .conftest import ROOT, STUDY, written
from .test_stored import no_writing

OUT = Path("results/budget")
TABLES = ("points.csv", "points.parquet", "limits.csv", "limits.parquet", "indices.csv")
POINTS = 15


def rows(folder: Path = OUT) -> list[dict[str, str]]:
    with (folder / "points.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables(folder: Path = OUT) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def lines(folder: Path = OUT) -> int:
    """Points in all segments."""
    return sum(path.read_bytes().count(b"\n") - 1 for path in segments_in(folder))


# --- what comes out ---------------------------------------------------------------------------------------------------


def test_every_point_is_a_row_in_the_order_of_the_design(optimizer: Command, study: str):
    done = optimizer("sweep", study, "--workers", "1")
    assert done.code == 0, done.err
    found = rows()
    assert [int(row["point"]) for row in found] == list(range(POINTS))
    assert [*found[0]] == [
        "point", "id", "funds.investors.budget", "permitting.factor", "status", "reason",
        "npv", "compute_total", "compute_end:2030", "limits.top", "objective",
    ]  # fmt: skip
    assert {row["status"] for row in found} == {"optimal"}
    assert "15 points: 15 solved." in done.out
    assert done.out.rstrip().endswith("results/budget/report.html, points.csv, limits.csv, indices.csv")
    assert (OUT / "study.yaml").read_text() == Path(study).read_text()
    manifest = json.loads((OUT / "manifest.json").read_text())
    assert (manifest["kind"], manifest["points"], manifest["status"]) == ("sweep", POINTS, {"optimal": POINTS})
    assert {path.name for path in OUT.iterdir()} == {*manifest["files"], "manifest.json", "segments"}


def test_workers_do_not_matter(optimizer: Command, study: str):
    for workers in ("1", "2", "3"):
        assert optimizer("sweep", study, "--workers", workers, "--out", f"results/{workers}").code == 0
    assert tables(Path("results/1")) == tables(Path("results/2")) == tables(Path("results/3"))


def test_one_point_alone_is_a_run_to_the_same_objective(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    row = rows()[7]
    for name in (row["id"], "7"):
        alone = optimizer("run", study, "--point", name, "--json")
        assert alone.code == 0, alone.err
        facts = json.loads(alone.out)
        assert facts["folder"] == f"results/budget/points/{row['id']}"
        assert facts["objective"] == pytest.approx(float(row[OBJECTIVE]), rel=1e-7)
        assert facts["metrics"]["compute_total"]["value"] == pytest.approx(float(row["compute_total"]), rel=1e-6)
    scenario = f"results/budget/points/{row['id']}/scenario.yaml"
    again = json.loads(optimizer("run", scenario, "--out", "again", "--json").out)
    assert again["objective"] == pytest.approx(float(row[OBJECTIVE]), rel=1e-9)
    assert optimizer("sweep", study, "-q").code == 0


def test_a_point_of_a_smaller_sweep_is_found(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    assert len(rows()) == 4
    row = rows()[3]
    facts = json.loads(optimizer("run", study, "--point", "3", "--json").out)
    assert facts["folder"].endswith(row["id"])


def test_a_point_that_is_not_there(optimizer: Command, study: str):
    done = optimizer("run", study, "--point", "nothing")
    assert done.code == 2
    assert (
        "budget.yaml: the study has no point 'nothing'; give the id or the number of one of its 15 points" in done.err
    )
    assert optimizer("run", study, "--point", "15").code == 2
    assert "leave --with and --set out" in optimizer("run", study, "--point", "1", "--with", "fast_permits").err


def test_overrides_are_told_by_name_and_stored_by_key(optimizer: Command, study: str):
    text = STUDY.replace("permitting.factor: {values: [0.5, 1.0, 1.2]}", "policy: {override: [none, POLICIES]}")
    written(study, text.replace("POLICIES", "fast_permits, credit_for_data_centers"))
    done = optimizer("sweep", study, "--workers", "1")
    assert done.code == 0, done.err
    page = " ".join(Reading((OUT / "report.html").read_text(encoding="utf-8")).text.split())
    assert {row["policy"] for row in rows()} == {"none", "fast_permits", "credit_for_data_centers"}
    for key in ("fast_permits", "credit_for_data_centers"):
        assert key.replace("_", " ") in " ".join(done.out.split())
        assert key.replace("_", " ") in page
        assert key not in done.out
        assert page.count(key) == 1, "the page shows the study's file"
    assert "fast permits: Permits and queues take half the time" in page
    assert "credit for data centers: The credit also for data centres, and until 2033" in page


# --- resuming ---------------------------------------------------------------------------------------------------------


def test_finished_points_are_kept_and_restart_does_them_again(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    first = tables()
    assert optimizer("sweep", study, "-q").code == 0
    assert optimizer("sweep", study, "--resume", "-q").code == 0
    assert (lines(), len(segments_in(OUT))) == (POINTS, 1)
    before = segments_in(OUT)
    assert optimizer("sweep", study, "--restart", "--workers", "1", "-q").code == 0
    assert lines() == POINTS
    assert segments_in(OUT) != before
    assert tables() == first


@pytest.mark.parametrize("options", [("--workers", "1"), ("--workers", "2")], ids=["here", "processes"])
def test_a_restart_that_cannot_begin_takes_nothing_away(
    optimizer: Command, study: str, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
):
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0

    def nobody(executor: Executor, make: Make, chunks: Sequence[Chunk]) -> Iterator[Outcome]:
        if chunks:
            raise SolverStopped("no worker process could begin")
        yield from ()

    before = segments_in(OUT)
    for name in ("Serial", "processes.Processes"):
        monkeypatch.setattr(f"optimizer.study.sweep.executors.{name}.outcomes", nobody)
    refused = optimizer("sweep", study, "--restart", *options)
    assert (refused.code, "no worker process could begin" in refused.err) == (4, True)
    assert (segments_in(OUT), lines()) == (before, POINTS)


def test_a_changed_study_costs_the_points_that_it_touches(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    written(study, STUDY.replace("[0.5, 1.0, 1.2]", "[1.2, 0.5, 1.0, 0.75]"))
    dry = json.loads(optimizer("sweep", study, "--dry-run", "--json").out)
    assert (dry["points"], dry["known"], dry["left"]) == (20, 15, 5)
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    resumed = rows()
    assert optimizer("sweep", study, "--workers", "1", "-q", "--out", "fresh").code == 0
    for one, other in zip(resumed, rows(Path("fresh")), strict=True):
        assert (one["point"], one["id"], one["limits.top"]) == (other["point"], other["id"], other["limits.top"])
        assert float(one["npv"]) == pytest.approx(float(other["npv"]), rel=1e-7)


def test_a_changed_base_costs_the_points_that_it_touches(optimizer: Command, files: Path):
    base = (ROOT / "scenarios" / "tutorial.yaml").read_text(encoding="utf-8")
    (files / "base.yaml").write_text(base)
    (files / "policy.yaml").write_text(
        "base: base.yaml\ndesign: grid\nrecord: [npv]\nvary:\n"
        "  funds.investors.budget: {values: [300 G USD/yr, 350 G USD/yr]}\n"
        "  policy: {override: [none, fast_permits, credit_for_data_centers]}\n"
    )

    def left(changed: str) -> int:
        (files / "base.yaml").write_text(changed)
        found: int = json.loads(optimizer("sweep", "policy.yaml", "--dry-run", "--json").out)["left"]
        return found

    assert left(base) == 6
    assert optimizer("sweep", "policy.yaml", "--workers", "1", "-q").code == 0
    assert left(base.replace("Chips and transformers become", "Wafers become")) == 0
    assert left(base.replace("investors: {budget: 400 G USD/yr}", "investors: {budget: 500 G USD/yr}")) == 0
    assert left(base.replace("{set: {permitting.factor: 0.5}}", "").replace("factor: 0.5", "factor: 0.6")) == 2
    assert left(base.replace("capex: 30 M USD/MW", "capex: 31 M USD/MW")) == 6


def test_other_solver_options_do_not_mix(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    other = optimizer("sweep", study, "--dry-run", "--solver-option", "simplex_strategy=4")
    assert "15 points were made by other versions or solver options" in other.err
    assert "; they take about " in other.out


def test_damaged_lines_are_said_and_done_again(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    before = tables()
    (segment,) = segments_in(OUT)
    content = segment.read_bytes()
    segment.write_bytes(content.replace(b'"optimal"', b'"optimaL"', 1)[:-20])
    done = optimizer("sweep", study, "--workers", "1")
    assert done.code == 0
    assert re.search(r"warning: \S+jsonl, line 2: is damaged \(wrong checksum\); its point is done again", done.err)
    assert "the last line was cut off; its point is done again" in done.err
    assert tables() == before


def started(*args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "optimizer", "sweep", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.005)


def has_more(than: int, process: subprocess.Popen[str]) -> bool:
    """Whether there are more points, or none will come."""
    return lines() > than or process.poll() is not None


def test_kill_9_then_resume_is_as_if_nothing_had_been(optimizer: Command, study: str):
    written(study, STUDY.replace("steps: 5", "steps: 20"))
    assert optimizer("sweep", study, "--workers", "1", "-q", "--out", "clean").code == 0
    chance = random.Random(1)
    for _ in range(2):
        before = lines()
        process = started(study, "--workers", "2")
        until(partial(has_more, before + 3, process))
        time.sleep(chance.uniform(0.0, 0.2))
        process.kill()
        process.communicate()
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    assert tables() == tables(Path("clean"))


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_with_130_and_says_what_is_kept(files: Path, study: str, word: signal.Signals):
    written(study, STUDY.replace("steps: 5", "steps: 200"))
    process = started(study, "--workers", "2")
    until(lambda: lines() > 5)
    began = time.monotonic()
    process.send_signal(word)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - began < 5
    assert process.returncode == 130
    assert out == ""
    assert re.search(r"^\d+ of 600 points are finished and kept; the same command goes on where it was$", err, re.M)
    assert err.endswith("error: interrupted\n")
    assert "Traceback" not in err
    assert {path.name for path in OUT.iterdir()} == {"segments"}


# --- points without an answer -----------------------------------------------------------------------------------------


def test_points_without_an_answer_are_rows_with_a_reason(optimizer: Command, files: Path):
    (files / "firm.yaml").write_text(
        (files / "tiny.yaml").read_text().replace("value: 5 M USD/MW/yr}", "value: 5 M USD/MW/yr, firm: true}")
    )
    (files / "short.yaml").write_text(
        "base: firm.yaml\nvary: {'demands.ai_compute.tiers[0].quantity': {values: [50 MW, 100 MW, 5 GW, 80 MW]}}\n"
        "design: grid\nrecord: [npv]\n"
    )
    done = optimizer("sweep", "short.yaml", "--workers", "1")
    assert done.code == 0, done.err
    found = rows(Path("results/short"))
    assert [row["status"] for row in found] == ["optimal", "optimal", "infeasible", "optimal"]
    assert found[2]["npv"] == found[2]["objective"] == ""
    assert "firm.yaml:34 demands.ai_compute.tiers[0].quantity: must be served in full, 2026" in found[2]["reason"]
    assert found[2]["reason"].endswith("`optimizer explain FILE` proposes edits that mend it."), "all of it"
    assert "infeasible" in done.out


def test_a_reason_does_not_quote_the_level_of_another_point(optimizer: Command, files: Path):
    """A path over time is replaced by one number, the first of the levels; what another point has was never typed."""
    firm = (files / "tiny.yaml").read_text().replace("value: 5 M USD/MW/yr}", "value: 5 M USD/MW/yr, firm: true}")
    over_time, found = re.subn(r"quantity: [^,]*, value: 5 M", "quantity: {2026: 60 MW, 2027: 70 MW}, value: 5 M", firm)
    assert found == 1
    (files / "firm.yaml").write_text(over_time)
    (files / "short.yaml").write_text(
        "base: firm.yaml\nvary: {'demands.ai_compute.tiers[0].quantity': {values: [50 MW, 5 GW]}}\n"
        "design: grid\nrecord: [npv]\n"
    )
    assert optimizer("sweep", "short.yaml", "--workers", "1").code == 0
    (row,) = (row for row in rows(Path("results/short")) if row["status"] == "infeasible")
    assert " demands.ai_compute.tiers[0].quantity: must be served in full, 2026" in row["reason"]
    assert "50 MW" not in row["reason"]
    assert "command line" not in row["reason"]


def test_a_time_limit_is_a_status(optimizer: Command, study: str):
    done = optimizer("sweep", study, "--workers", "1", "--solver-option", "time_limit=1e-9", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["status"] == {"timeout": POINTS}
    assert optimizer("sweep", study, "--workers", "1", "--solver-option", "time_limit=60", "-q").code == 0
    assert {row["status"] for row in rows()} == {"optimal"}


# --- manners ----------------------------------------------------------------------------------------------------------


def test_dry_run_writes_nothing(optimizer: Command, study: str, files: Path):
    before = sorted(path.name for path in files.iterdir())
    done = optimizer("sweep", study, "--dry-run", "--workers", "2")
    assert done.code == 0
    assert re.match(r"budget.yaml: 15 points; they take about \d+ m?s with 2 at a time\n", done.out)
    assert sorted(path.name for path in files.iterdir()) == before
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    assert optimizer("sweep", study, "--dry-run").out.startswith("budget.yaml: 15 points, all of them finished\n")
    assert "; they take about" in optimizer("sweep", study, "--dry-run", "--restart").out


def test_dry_run_tells_what_varies_as_it_was_read(optimizer: Command, study: str):
    told = optimizer("sweep", study, "--dry-run").out.splitlines()
    assert told[1] == "Points: every combination of the levels: 5 x 3 = 15 points"
    assert told[2].startswith("What varies in ")
    assert "budget: 200 bn USD a year, 300 bn USD a year, 400 bn USD a year" in " ".join(told)
    assert "  permitting: factor: 0.5, 1, 1.2; the base has 1" in told
    assert told[-1] == "Recorded: npv, compute_total, compute_end:2030, limits.top"


def test_dry_run_tells_machines_what_varies(optimizer: Command, study: str):
    facts = json.loads(optimizer("sweep", study, "--dry-run", "--points", "6", "--json").out)
    assert (facts["design"], facts["points"]) == ("grid", 6)
    assert facts["made_of"] == "the grid of 5 x 3 is thinned to 2 x 3 = 6 points (6 asked for)"
    budget, permits = facts["factors"]
    assert (budget["low"], budget["high"], budget["unit"]) == (200e9, 600e9, "USD/yr")
    assert (permits["name"], permits["runs_over"]) == ("permitting.factor", "0.5, 1, 1.2")
    assert facts["record"][1] == {"name": "compute_total", "unit": "MW*yr"}


def test_dry_run_tells_few_of_many_factors(optimizer: Command):
    vary = "\n".join(f"  x{i}: {{override: [none, fast_permits]}}" for i in range(12))
    study = written("many.yaml", f"base: BASE\ndesign: one_at_a_time\nrecord: [npv]\nvary:\n{vary}\n")
    told = optimizer("sweep", study, "--dry-run").out
    assert re.search(r"\n  x9: .*fast permits\n  \.\.\. and 2 more factors, 12 in all \(--json has all\)\n", told)
    assert told.startswith("many.yaml: 2 points; ")
    assert "Points: the base, and 12 points at which a factor is moved alone; 11 of them are like others" in told


def test_a_grid_of_too_few_points_says_who_asks_for_it(optimizer: Command):
    text = "base: BASE\ndesign: grid\nvary: {permitting.factor: {values: [1, 2]}}\n"
    study = written("few.yaml", text)
    assert (
        "error: --points 1: a grid of 1 factor has 2 points or more, and 1 is"
        in optimizer("sweep", study, "--points", "1").err
    )
    assert (
        "error: few.yaml:5:9: points: a grid of 1 factor"
        in optimizer("sweep", written("few.yaml", f"{text}\npoints: 1\n"), "--dry-run").err
    )


@pytest.mark.parametrize("option", ["--with", "--set"])
def test_options_of_a_run_are_keys_of_a_study(optimizer: Command, study: str, option: str):
    done = optimizer("sweep", study, option, "fast_permits")
    assert done.code == 2
    assert f"No such option: {option}. Write `{option[2:]}: " in done.err
    assert "Possible" not in done.err


def test_a_study_is_checked_by_a_dry_run(optimizer: Command, study: str):
    assert "`optimizer sweep` solves its points, or with --dry-run only checks it" in optimizer("validate", study).err


def test_json_is_one_object_and_quiet_is_nothing(optimizer: Command, study: str):
    machine = optimizer("sweep", study, "--workers", "2", "--json")
    assert machine.err == ""
    facts = json.loads(machine.out)
    assert (facts["folder"], facts["points"], facts["status"]) == ("results/budget", POINTS, {"optimal": POINTS})
    assert {one["record"] for one in facts["ranges"]} >= {"npv", "compute_total"}
    silent = optimizer("sweep", study, "--restart", "--quiet")
    assert (silent.code, silent.out, silent.err) == (0, "", "")


def test_lines_where_there_is_no_terminal(optimizer: Command, study: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("optimizer.cli.bar.EVERY", 0.0)
    done = optimizer("sweep", study, "--workers", "1")
    assert done.err.splitlines()[:2] == ["reading budget.yaml ...", "15 points"]
    assert re.search(r"^9 of 15 points, [\d.e+]+ a second, about \d+ s left$", done.err, re.MULTILINE)


def test_a_bar_on_a_terminal_that_goes(study: str):
    written(study, STUDY.replace("steps: 5", "steps: 20"))
    drawn = on_a_terminal("sweep", study, "--workers", "1")
    assert "points" in drawn
    assert re.search(r"\d+/60", drawn)
    assert "a second" in drawn
    plain = on_a_terminal("sweep", study, "--workers", "1", "--restart", NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", plain)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nowhere.yaml",), "nowhere.yaml"),
        (("budget.yaml", "--workers", "2", "--cluster", "tcp://127.0.0.1:1"), "Leave one of the two out"),
        (("budget.yaml", "--cluster", "here"), "takes an address as tcp://host:8786"),
        (("budget.yaml", "--solver-option", "time_limit=soon"), "time_limit is a number of seconds"),
        (("budget.yaml", "--solver-option", "no_such_option=1"), "no_such_option"),
        (("budget.yaml", "--out", "tiny.yaml"), "a file stands where the folder of the sweep should go"),
        (("budget.yaml", "--out", "."), "is no sweep"),
        (("budget.yaml", "--workers", "0"), "--workers"),
        (("tiny.yaml",), "tiny.yaml"),
    ],
)
def test_what_cannot_be_done_is_said_before_the_work(optimizer: Command, study: str, args: tuple[str, ...], said: str):
    done = optimizer("sweep", *args)
    assert done.code == 2, done.err
    assert said in done.err
    assert "Traceback" not in done.err
    assert not Path("results").exists()


def test_the_tables_of_another_study_are_left_alone(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--points", "4", "--out", "mine").code == 0
    before = Path("mine/points.csv").read_bytes()
    done = optimizer("sweep", written("other.yaml", STUDY), "--out", "mine")
    assert done.code == 2
    assert f"mine: holds the sweep of {study}, not of other.yaml; choose another folder with --out" in done.err
    assert Path("mine/points.csv").read_bytes() == before


# --- studies in files of one name -------------------------------------------------------------------------------------


def in_folder(name: str, text: str = STUDY, base: Path = ROOT / "scenarios" / "tutorial.yaml") -> str:
    """A study of this text in a folder of its own, beside a copy of its base."""
    Path(name).mkdir()
    shutil.copy(base, Path(name) / "tutorial.yaml")
    study = Path(name) / "study.yaml"
    study.write_text(text.replace("BASE", "tutorial.yaml"), encoding="utf-8")
    return str(study)


FEWER = STUDY.replace("steps: 5", "steps: 2")


def test_studies_in_files_of_one_name_do_not_replace_each_other(optimizer: Command, files: Path):
    assert optimizer("sweep", in_folder("a"), "--workers", "1", "-q").code == 0
    before = tables(Path("results/study"))
    other = in_folder("b", FEWER)
    done = optimizer("sweep", other, "--workers", "1")
    assert done.code == 2
    said = "results/study: holds the sweep of a/study.yaml, not of b/study.yaml; choose another folder with --out"
    assert said in done.err
    assert tables(Path("results/study")) == before
    assert optimizer("sweep", other, "--workers", "1", "-q", "--out", "results/b").code == 0
    assert len(rows(Path("results/b"))) == 6


def test_a_study_of_the_same_words_on_another_base_is_another(optimizer: Command, files: Path):
    assert optimizer("sweep", in_folder("a"), "--points", "4", "--workers", "1", "-q").code == 0
    other = in_folder("b")
    with Path("b/tutorial.yaml").open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    assert "holds the sweep of a/study.yaml, not of b/study.yaml" in optimizer("sweep", other).err


def test_an_unfinished_sweep_is_not_that_of_another_file_either(optimizer: Command, files: Path):
    """Its segment says whose it is; a study that is gone from there has been moved."""
    process = started(in_folder("a", STUDY.replace("steps: 5", "steps: 100")), "--workers", "1")
    until(lambda: lines(Path("results/study")) > 3)
    other = in_folder("b", FEWER)
    assert "holds the sweep of a/study.yaml, not of b/study.yaml" in optimizer("sweep", other).err
    process.kill()
    process.communicate()
    assert "holds the sweep of a/study.yaml, not of b/study.yaml" in optimizer("sweep", other).err
    Path("a").rename("c")
    Path("b").rename("a")
    assert optimizer("sweep", "a/study.yaml", "--workers", "1", "-q").code == 0


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_a_study_that_is_edited_goes_into_its_folder(
    optimizer: Command, files: Path, monkeypatch: pytest.MonkeyPatch, where: str
):
    """Also where it is named by another path."""
    study = in_folder("a", FEWER)
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    Path(study).write_text(STUDY.replace("BASE", "tutorial.yaml"), encoding="utf-8")
    words = ["a/study.yaml", "--out", "results/study"]
    if where == "elsewhere":
        monkeypatch.chdir("a")
        words = [str(files / "a" / "study.yaml"), "--out", "../results/study"]
    dry = json.loads(optimizer("sweep", *words, "--dry-run", "--json").out)
    assert (dry["points"], dry["known"]) == (15, 6)
    assert optimizer("sweep", *words, "--workers", "1", "-q").code == 0
    assert len(rows(files / "results" / "study")) == 15


@pytest.mark.parametrize("move", [shutil.move, shutil.copytree])
def test_a_project_that_is_moved_or_copied_goes_on(
    optimizer: Command, files: Path, monkeypatch: pytest.MonkeyPatch, move: Callable[[str, str], object]
):
    (files / "project").mkdir()
    monkeypatch.chdir("project")
    assert optimizer("sweep", in_folder("a", FEWER), "--workers", "1", "-q").code == 0
    monkeypatch.chdir("..")
    move("project", "far")
    monkeypatch.chdir("far")
    with Path("a/study.yaml").open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    assert "6 points, all of them finished" in optimizer("sweep", "a/study.yaml", "--dry-run").out
    assert optimizer("sweep", "a/study.yaml", "-q").code == 0


def test_a_copy_of_a_study_and_its_base_is_the_same_study(optimizer: Command, files: Path):
    """The results lie where both find them."""
    assert optimizer("sweep", in_folder("a", FEWER), "--workers", "1", "-q").code == 0
    done = optimizer("sweep", in_folder("b", FEWER))
    assert done.code == 0, done.err


def test_the_manifest_names_the_study_from_its_folder(optimizer: Command, files: Path):
    """So it is found wherever the project is, and says nothing of where that is."""
    in_folder("a", FEWER)
    assert optimizer("sweep", str(files / "a" / "study.yaml"), "--workers", "1", "-q").code == 0
    manifest = json.loads(Path("results/study/manifest.json").read_text(encoding="utf-8"))
    assert manifest["study_file"] == "../../a/study.yaml"


# --- folders that cannot be written -----------------------------------------------------------------------------------


def test_a_finished_sweep_in_a_read_only_folder_is_told(
    optimizer: Command, study: str, monkeypatch: pytest.MonkeyPatch
):
    first = optimizer("sweep", study, "--workers", "1")
    before = tables()
    no_writing(monkeypatch, errno.EACCES)
    again = optimizer("sweep", study)
    assert (again.code, again.out, tables()) == (0, first.out, before)
    assert "warning: results/budget is read-only; it is left as it is, with the same tables" in again.err
    machine = optimizer("sweep", study, "--json")
    assert json.loads(machine.out)["status"] == {"optimal": POINTS}


def test_other_tables_in_a_read_only_folder_are_an_error(
    optimizer: Command, study: str, monkeypatch: pytest.MonkeyPatch
):
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    no_writing(monkeypatch, errno.EACCES)
    done = optimizer("sweep", study, "--points", "4")
    assert (done.code, done.out) == (2, "")
    assert "results/budget: points.csv cannot be replaced: the folder is read-only" in done.err
    assert "Make room" not in done.err


def test_the_folder_of_a_sweep_is_no_study(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    for words in (("sweep", str(OUT)), ("run", str(OUT), "--point", "0")):
        done = optimizer(*words)
        assert done.code == 2
        assert "results/budget: is the folder of a sweep; its study is results/budget/study.yaml" in done.err


def test_unknown_records_and_overrides_name_the_nearest(optimizer: Command, study: str):
    written(study, STUDY.replace("compute_total", "compute_totl"))
    assert "compute_total" in optimizer("sweep", study).err
    written(study, STUDY.replace("vary:", "with: fast_permit\nvary:"))
    done = optimizer("sweep", study)
    assert done.code == 2
    assert "fast_permits" in done.err
    assert not Path("results").exists()


def test_a_folder_in_which_nothing_can_be_written(optimizer: Command, study: str, monkeypatch: pytest.MonkeyPatch):
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "segments" and access(path, mode))
    done = optimizer("sweep", study, "--workers", "1")
    assert done.code == 2
    assert "results/budget/segments: nothing can be written there" in done.err


def test_a_full_disk_ends_with_a_message_and_the_sweep_goes_on_later(
    optimizer: Command, study: str, monkeypatch: pytest.MonkeyPatch
):
    real = os.write
    taken = [0]

    def write(file: int, content: bytes) -> int:
        taken[0] += 1
        if taken[0] > 8:
            raise OSError(28, "No space left on device")
        return real(file, content)

    with monkeypatch.context() as patch:
        patch.setattr("optimizer.study.sweep.store.segment.os.write", write)
        done = optimizer("sweep", study, "--workers", "1")
    assert done.code == 2
    assert re.search(r"No space left on device; the \d+ points finished before are safe\. Make room", done.err)
    assert lines() > 0
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    assert len(rows()) == POINTS
