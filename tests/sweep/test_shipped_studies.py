"""Every shipped study runs, at small size: each point has an answer, and a page of what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

from .conftest import ROOT

STUDIES = sorted((ROOT / "scenarios" / "studies").glob("*.yaml"))


@pytest.mark.parametrize("study", STUDIES, ids=lambda path: path.stem)
def test_study_runs_at_small_size(optimizer: Command, study: Path) -> None:
    done = optimizer("sweep", str(study), "--points", "6", "--workers", "1", "--json")
    assert done.code == 0, done.err
    facts = json.loads(done.out)
    assert facts["status"] == {"optimal": facts["points"]}
    assert facts["ranges"]
    assert (Path("results") / study.stem / "indices.csv").is_file()
