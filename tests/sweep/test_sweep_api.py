"""`optimizer.sweep`: what the verb does, with frames."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import optimizer as package
from optimizer.errors import UsageError

from .conftest import ROOT, STUDY, written


@pytest.fixture
def swept(study: str) -> package.Sweep:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", package.ScenarioWarning)
        return package.sweep(study, workers=1, points=6)


def test_frames_have_the_right_types(swept: package.Sweep) -> None:
    points = swept.points
    assert list(points["point"]) == list(range(6))
    for column in ("funds.investors.budget", "permitting.factor", "npv", "objective"):
        assert points[column].dtype == np.float64, column
    assert set(points["status"]) == {"optimal"}
    assert list(swept.limits.columns) == ["point", "id", "limit", "share"]
    assert swept.limits["share"].dtype == np.float64
    assert swept.limits.groupby("point")["share"].sum().between(0.0, 1.0 + 1e-6, inclusive="right").all()
    assert "record" in swept.indices.columns


def test_tables_and_text_are_those_of_the_command(swept: package.Sweep) -> None:
    import pandas as pd

    assert swept.folder == Path("results/budget")
    stored = pd.read_csv(swept.folder / "points.csv")
    assert np.array_equal(stored["npv"], swept.points["npv"])
    assert "6 points: 6 solved." in str(swept)
    assert repr(swept) == "Sweep('results/budget')"


def test_a_frame_that_is_changed_changes_nothing_else(swept: package.Sweep) -> None:
    mine = swept.points
    mine["npv"] = 0.0
    assert swept.points["npv"].gt(0.0).all()


def test_a_finished_sweep_is_read(swept: package.Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("optimizer.study.sweep.executors.Serial.outcomes", never)
    again = package.sweep("budget.yaml", workers=1, points=6)
    assert again.points.equals(swept.points)
    assert again.text == swept.text


def test_it_raises_what_the_command_says(study: str) -> None:
    with pytest.raises(UsageError, match="takes an address"):
        package.sweep(study, cluster="here")
    with pytest.raises(UsageError, match="workers must be 1 or more; found 0"):
        package.sweep(study, workers=0)
    with pytest.raises(UsageError, match="Leave one of the two out"):
        package.sweep(study, workers=2, cluster="tcp://10.0.0.7:8786")


def test_a_plain_script_can_use_workers(study: str) -> None:
    """No `if __name__ == "__main__"`, which workers started in the usual way would need."""
    written(study, STUDY)
    Path("script.py").write_text(
        "import optimizer\nfound = optimizer.sweep('budget.yaml', workers=2)\nprint(len(found.points))\n"
    )
    done = subprocess.run(
        [sys.executable, "script.py"], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("15\n", 0), done.stderr
