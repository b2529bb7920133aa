"""The copy of a study in the folder of its sweep: it runs from there, and names the points of that sweep."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.scenario.studies.load import loads_study
from optimizer.scenario.studies.rebased import rebased
from tests.cli.conftest import Command

from .conftest import ROOT

STUDY = """# Money and permits — how much of each? 🚀
base: ../cases/tutorial.yaml   # today's law
vary:
  funds.investors.budget: {from: 200 G USD/yr, to: 600 G USD/yr, steps: 5}
  permitting.factor: {values: [0.5, 1.0, 1.2]}
design: grid
record: [npv]
"""
REST = "vary: {permitting.factor: {values: [1, 2]}}\ndesign: grid\n"


@pytest.fixture
def study(files: Path) -> str:
    """A study whose base is beside its folder."""
    for folder in ("cases", "studies"):
        (files / folder).mkdir()
    (files / "cases" / "tutorial.yaml").write_text((ROOT / "scenarios" / "tutorial.yaml").read_text(encoding="utf-8"))
    (files / "studies" / "budget.yaml").write_text(STUDY, encoding="utf-8")
    return "studies/budget.yaml"


def table(folder: str) -> list[dict[str, str]]:
    with (Path(folder) / "points.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kept(folder: str) -> str:
    return (Path(folder) / "study.yaml").read_text(encoding="utf-8")


# --- run again from the results ---------------------------------------------------------------------------------------


def test_a_study_runs_again_from_its_results(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    assert kept("results/budget") == STUDY.replace("../cases/tutorial.yaml ", '"../../cases/tutorial.yaml" ')
    again = optimizer("sweep", "results/budget/study.yaml", "--workers", "1", "--out", "deep/er/elsewhere")
    assert again.code == 0, again.err
    assert table("deep/er/elsewhere") == table("results/budget")
    assert 'base: "../../../cases/tutorial.yaml"   # today' in kept("deep/er/elsewhere")
    assert again.out.startswith("budget: every combination (grid), 2 factors"), "it has the name of the study"


def test_from_another_directory_too(optimizer: Command, study: str, files: Path, monkeypatch: pytest.MonkeyPatch):
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    monkeypatch.chdir(files / "results" / "budget")
    again = optimizer("sweep", "study.yaml", "--dry-run", "--json")
    assert json.loads(again.out)["points"] == 15


def test_without_a_folder_it_goes_beside_the_first(optimizer: Command, study: str):
    """Not into results/study, which studies of any name would share, and not over the first."""
    assert optimizer("sweep", study, "--workers", "1", "-q").code == 0
    assert optimizer("sweep", "results/budget/study.yaml", "--points", "4", "--workers", "1", "-q").code == 0
    assert sorted(path.name for path in Path("results").iterdir()) == ["budget", "budget-again"]
    assert (len(table("results/budget")), len(table("results/budget-again"))) == (15, 4)
    there = optimizer("sweep", "results/budget/study.yaml", "--points", "4", "--out", "results/budget")
    assert (there.code, len(table("results/budget"))) == (2, 15)
    assert (
        "results/budget: holds the sweep of studies/budget.yaml, not of results/budget/study.yaml; "
        "choose another folder with --out"
    ) in there.err


def test_a_base_from_the_root_is_left_as_it_is(optimizer: Command, study: str, files: Path):
    text = STUDY.replace("../cases/tutorial.yaml", f"{files}/cases/tutorial.yaml")
    Path(study).write_text(text, encoding="utf-8")
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    assert kept("results/budget") == text


def test_a_base_behind_a_link_is_named_from_the_root(optimizer: Command, study: str, files: Path):
    """From results/, a link to far/away, two folders up is elsewhere on the disk."""
    (files / "far" / "away").mkdir(parents=True)
    (files / "results").symlink_to(files / "far" / "away", target_is_directory=True)
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    assert f'base: "{files}/cases/tutorial.yaml"' in kept("results/budget")
    for way in ("results/budget/study.yaml", "far/away/budget/study.yaml"):
        assert optimizer("sweep", way, "--dry-run").code == 0


def test_the_page_shows_the_copy_whenever_it_is_made(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    page = Path("results/budget/report.html").read_bytes()
    assert optimizer("report", "results/budget", "--out", "again.html", "-q").code == 0
    assert Path("again.html").read_bytes() == page


def test_the_command_for_one_point_on_the_page_can_be_typed(optimizer: Command, study: str):
    from tests.report.reading import Reading

    assert optimizer("sweep", study, "--points", "4", "--out", "mine", "--workers", "1", "-q").code == 0
    text = " ".join(Reading(Path("mine/report.html").read_text(encoding="utf-8")).text.split())
    id_ = table("mine")[0]["id"]
    assert f"optimizer run mine/study.yaml --point {id_}" in text
    assert main(["run", "mine/study.yaml", "--point", id_, "-q"]) == 0


@pytest.mark.parametrize(
    "text",
    [
        f"# é 🚀\nname: ä🚀ö\nbase: BASE  # why\n{REST}",
        f"base: 'BASE'\n{REST}".replace("\n", "\r\n"),
        f"{REST}base: BASE",
        "{base: BASE, design: grid, vary: {permitting.factor: {values: [1, 2]}}}",
        "vary: {assets.grid.surge[0].premium: {values: [1, 2]}}\ndesign: grid\nbase: BASE\n",
        f"base: >-\n  BASE\n\n# why\n{REST}",
        f"? base\n: !!str &it BASE # why\n{REST}",
        f"name: &it BASE\nbase: *it\n{REST}",
        f"groups: {{base: {{factors: [base]}}}}\nbase: BASE\n{REST}".replace("grid", "sobol"),
    ],
    ids=["plain", "lines of Windows", "at the end", "in braces", "brackets", "folded", "tag", "alias", "key elsewhere"],
)
def test_only_the_base_is_another(text: str, tmp_path: Path):
    (tmp_path / "us.yaml").touch()
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "at.yaml").touch()
    before = loads_study(text.replace("BASE", "us.yaml"), tmp_path / "study.yaml")
    after = loads_study(rebased(before.text, "new/at.yaml"), tmp_path / "study.yaml")
    assert after.base == tmp_path / "new" / "at.yaml"
    assert (after.name, after.vary, after.design, after.groups) == (
        before.name, before.vary, before.design, before.groups,
    )  # fmt: skip
    remarks = [line.partition("#")[2] for line in before.text.splitlines()]
    assert [remark for remark in remarks if remark] == [
        line.partition("#")[2] for line in after.text.splitlines() if "#" in line
    ]


# --- one point by its number ------------------------------------------------------------------------------------------


def point(optimizer: Command, study: str, name: str) -> str:
    """The id of the point that is run."""
    done = optimizer("run", study, "--point", name, "--json")
    assert done.code == 0, done.err
    return Path(json.loads(done.out)["folder"]).name


def test_a_number_is_that_of_the_table_of_the_sweep(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    thinned = table("results/budget")
    assert point(optimizer, study, "1") == thinned[1]["id"]
    assert optimizer("sweep", study, "--workers", "1", "--out", "whole", "-q").code == 0
    assert table("whole")[1]["id"] != thinned[1]["id"]
    assert point(optimizer, study, "1") == thinned[1]["id"]
    assert point(optimizer, "whole/study.yaml", "1") == table("whole")[1]["id"]
    assert Path("whole/points").is_dir()


def test_a_number_that_the_table_does_not_have_is_refused(optimizer: Command, study: str):
    """It is not taken for one of the study as it is written, which has more points."""
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    done = optimizer("run", study, "--point", "7")
    assert done.code == 2
    assert "results/budget/points.csv has no point 7, but 0 to 3; of a sweep that went elsewhere" in done.err
    assert not Path("results/budget/points").exists()


def test_a_thinned_sweep_elsewhere_is_named_by_its_copy(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--points", "4", "--out", "mine", "--workers", "1", "-q").code == 0
    last = table("mine")[-1]["id"]
    assert point(optimizer, "mine/study.yaml", "3") == last
    assert point(optimizer, "mine/study.yaml", last) == last
    alone = optimizer("run", study, "--point", "3")
    assert "taking point 3 of the study as it is written: results/budget has no table of its points" in alone.err


def test_a_number_of_a_study_that_was_changed_is_refused(optimizer: Command, study: str):
    """What the user sees in the table is no point any more, and another under its number is not what was meant."""
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    Path(study).write_text(STUDY.replace("200 G", "250 G"), encoding="utf-8")
    done = optimizer("run", study, "--point", "0")
    assert done.code == 2
    id_ = table("results/budget")[0]["id"]
    assert f"point 0 of results/budget/points.csv has the id {id_}, which is none of the study's" in done.err


def test_a_table_that_is_damaged_is_said(optimizer: Command, study: str):
    assert optimizer("sweep", study, "--points", "4", "--workers", "1", "-q").code == 0
    Path("results/budget/points.csv").write_text("point,id\nnone\n", encoding="utf-8")
    done = optimizer("run", study, "--point", "0")
    assert done.code == 2
    assert "results/budget/points.csv: is damaged" in done.err
