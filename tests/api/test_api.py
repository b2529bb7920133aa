"""The Python interface: one line to load, frames with the right types, errors of one family."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import optimizer
from optimizer import OptimizerError, Result, ScenarioWarning, api
from optimizer.errors import ResultError, ScenarioError, UsageError
from optimizer.results.tables import COLUMNS, NUMBERS
from optimizer.study import run as study

from .conftest import SCENARIOS

TUTORIAL = SCENARIOS / "tutorial.yaml"
IMPORT_MILLISECONDS = 5.0
SHORTER = {"assets.grid.permit": "1 yr"}


def test_importing_it_costs_next_to_nothing() -> None:
    took = []
    for _ in range(3):
        command = [sys.executable, "-X", "importtime", "-c", "import optimizer"]
        shown = subprocess.run(command, capture_output=True, text=True, check=True, cwd=SCENARIOS.parent).stderr
        took.append(int(shown.splitlines()[-1].split("|")[1]) / 1000)
    assert min(took) < IMPORT_MILLISECONDS


def test_everything_named_is_there() -> None:
    assert set(optimizer.__all__) <= set(dir(optimizer))
    for name in optimizer.__all__:
        assert getattr(optimizer, name) is not None
    assert not hasattr(optimizer, "no_such_thing")
    assert {*api.__all__, "__version__"} == set(optimizer.__all__)


def test_run_is_what_the_command_does(tmp_path: Path) -> None:
    ours = optimizer.run(TUTORIAL, overrides="fast_permits", sets=SHORTER, out=tmp_path / "ours")
    theirs = study.run(TUTORIAL, ["fast_permits"], ["assets.grid.permit=1 yr"], tmp_path / "theirs")
    assert ours.value("npv") == theirs.solution.metrics["npv"].value
    assert ours.scenario.name == "Tutorial, with fast_permits (assets.grid.permit = 1 yr)"


def test_results_go_where_the_command_puts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = optimizer.run(str(TUTORIAL), ["fast_permits", "more_capital"])
    assert found.folder == Path("results/tutorial+fast_permits+more_capital")
    assert found.folder.is_dir()


def test_tables_are_frames_with_the_right_types(tutorial: Result) -> None:
    assert list(tutorial.tables) == list(COLUMNS)
    for name, columns in COLUMNS.items():
        frame = tutorial.tables[name]
        assert tuple(frame.columns) == columns
        for column in columns:
            kind = frame[column].dtype
            if column in NUMBERS:
                assert kind == np.float64, (name, column)
            elif column == "binding":
                assert kind == np.bool_
            else:
                assert pd.api.types.is_string_dtype(kind), (name, column)


def test_what_is_empty_has_its_types_too(tutorial: Result) -> None:
    empty = tutorial.tables["loans"]
    assert empty.empty
    assert empty["value"].dtype == np.float64
    assert pd.api.types.is_string_dtype(pd.concat([empty, empty])["loan"].dtype)


def test_values_are_those_of_the_files(tutorial: Result) -> None:
    for name in ("capacity", "limits", "demand"):
        stored = pd.read_csv(tutorial.folder / "tables" / f"{name}.csv", keep_default_na=False, dtype=str)
        stored = stored.astype({column: float for column in stored.columns if column in NUMBERS})
        found = tutorial.tables[name]
        if "binding" in found:
            found["binding"] = found["binding"].map({True: "true", False: "false"})
        pd.testing.assert_frame_equal(found, stored, check_dtype=False, check_exact=True)


def test_metrics_have_units(tutorial: Result) -> None:
    assert list(tutorial.metrics.columns) == ["name", "value", "unit"]
    row = tutorial.metrics.set_index("name").loc["compute_total"]
    assert (row["value"], row["unit"]) == (tutorial.value("compute_total"), "MW*yr")
    assert tutorial.summary["status"] == "optimal"
    assert tutorial.report.startswith("# ")


def test_a_frame_is_ones_own(tutorial: Result) -> None:
    frame = tutorial.tables["capacity"]
    frame["value"] = 0.0
    assert tutorial.tables["capacity"]["value"].max() > 0


def test_a_result_stays_what_it_was_when_it_was_loaded(tmp_path: Path) -> None:
    before = optimizer.run(TUTORIAL, out=tmp_path / "x")
    optimizer.run(TUTORIAL, sets=SHORTER, out=tmp_path / "x")
    assert before.tables["limits"].equals(optimizer.run(TUTORIAL, out=tmp_path / "y").tables["limits"])


def test_load_reads_what_run_stored(tutorial: Result) -> None:
    again = optimizer.load(tutorial.folder)
    assert again == tutorial
    assert again.tables["funds"].equals(tutorial.tables["funds"])
    assert again.scenario == tutorial.scenario
    assert optimizer.load(tutorial).folder == tutorial.folder


@pytest.mark.parametrize("what", ["tables", "metric"])
def test_an_unknown_name_tells_the_known_ones(tutorial: Result, what: str) -> None:
    with pytest.raises(KeyError, match="capacity" if what == "tables" else "compute_total"):
        tutorial.tables["capacities"] if what == "tables" else tutorial.value("compute")


def test_changes_may_be_texts_numbers_or_actions(tmp_path: Path) -> None:
    sets = {"permitting.factor": 0.5, "funds.investors.budget": {"multiply": 1.1}}
    one = optimizer.run(TUTORIAL, sets=sets, out=tmp_path / "a")
    other = optimizer.run(TUTORIAL, ["fast_permits", "more_capital"], out=tmp_path / "b")
    assert one.value("npv") == pytest.approx(other.value("npv"))
    text = optimizer.run(TUTORIAL, sets="permitting.factor=0.5", out=tmp_path / "c")
    assert text.scenario.permitting.factor.value == 0.5


def test_errors_are_of_one_family(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="no such results folder"):
        optimizer.load(tmp_path / "nothing")
    with pytest.raises(ResultError, match="is not a results folder"):
        optimizer.load(tmp_path)
    with pytest.raises(ScenarioError):
        optimizer.run(TUTORIAL, sets={"assets.grid.permit": "3 GW"}, out=tmp_path / "r")
    with pytest.raises(UsageError, match="fast_permits"):
        optimizer.run(TUTORIAL, overrides="fast_permit", out=tmp_path / "r")
    for kind in (ResultError, ScenarioError, UsageError):
        assert issubclass(kind, OptimizerError)
    assert not (tmp_path / "r").exists()


def test_a_damaged_table_says_so_on_loading(tutorial: Result, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(tutorial.folder, copy)
    (copy / "tables" / "prices.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(ResultError, match=r"prices\.csv: is damaged"):
        optimizer.load(copy)


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario file that asks twice for an override, and a study on it, in the current directory."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "odd.yaml"
    file.write_text(f"{TUTORIAL.read_text(encoding='utf-8')}\nwith: [fast_permits, fast_permits]\n", encoding="utf-8")
    study = "{base: odd.yaml, vary: {permitting.factor: {values: [1]}}, design: grid, record: [npv]}"
    (tmp_path / "study.yaml").write_text(study, encoding="utf-8")
    return file


def test_what_is_odd_comes_as_a_warning_of_the_line_that_asked(odd: Path) -> None:
    asked: tuple[Callable[[], object], ...] = (
        lambda: optimizer.run(odd),
        lambda: optimizer.explain(odd, top=1),
        lambda: optimizer.compare(odd, TUTORIAL),
        lambda: optimizer.sweep("study.yaml", workers=1),
    )
    for verb in asked:
        with pytest.warns(ScenarioWarning, match="the override is applied already") as told:
            verb()
        assert [warning.filename for warning in told] == [__file__]


def test_explain_says_and_shows(tutorial: Result) -> None:
    found = optimizer.explain(tutorial, top=1)
    assert str(found) == found.text
    assert "Tutorial" in str(found)
    assert {"bottlenecks", "timeline", "effects", "proofs"} <= set(found.tables)
    bottlenecks = found.tables["bottlenecks"]
    assert bottlenecks["share"].dtype == np.float64
    assert "grid" in set(bottlenecks["name"])
    assert found.result == tutorial
    with pytest.raises(UsageError):
        optimizer.explain(tutorial, overrides="fast_permits")


# --- comparisons ------------------------------------------------------------------------------------------------------


@pytest.fixture
def shorter(tmp_path: Path) -> Result:
    return optimizer.run(TUTORIAL, sets=SHORTER, out=tmp_path / "shorter")


def test_compare_says_and_shows(tutorial: Result, shorter: Result, tmp_path: Path) -> None:
    found = optimizer.compare(tutorial, shorter)
    assert repr(found) == "Comparison('tutorial', 'shorter')"
    assert str(found) == found.text
    assert "assets.grid.permit: 36 months → 12 months" in found.text
    metrics = found.tables["metrics"].set_index("metric")
    assert metrics["change"].dtype == np.float64
    assert metrics.loc["npv", "change"] == pytest.approx(shorter.value("npv") - tutorial.value("npv"))
    assert set(found.tables["yearly"]["item"]) == {"shorter"}
    joined = found.joined["capacity"]
    assert list(joined)[:2] == ["item", "region"]
    assert set(joined["item"]) == {"shorter"}
    page = found.html(tmp_path / "page.html")
    assert page == tmp_path / "page.html"
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    folder = found.csv(tmp_path / "differences")
    assert (folder / "comparison.json").is_file()


def test_compare_takes_files_and_splits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = optimizer.compare(TUTORIAL, "+fast_permits,more_capital", attribute=True)
    shares = found.tables["attribution"].query("metric == 'npv' and measure == 'share'")
    metrics = found.tables["metrics"].set_index("metric")
    assert set(shares["group"]) == {"fast_permits", "more_capital"}
    assert shares["value"].sum() == pytest.approx(metrics.loc["npv", "change"])
    assert found.html() == Path("results/compare/tutorial_vs_tutorial+fast_permits+more_capital.html")
    assert found.labels == ("tutorial", "tutorial+fast_permits+more_capital")


def test_what_cannot_be_compared_is_told(tutorial: Result) -> None:
    with pytest.raises(UsageError, match="two or more"):
        optimizer.compare(tutorial)
    with pytest.raises(OptimizerError):
        optimizer.compare(tutorial, "no-such-folder")
