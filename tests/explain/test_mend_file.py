"""A remedy as a file that runs, and what the command line says where there is no plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.report.mend_text import edit_line, text
from optimizer.scenario.load import load, loads
from optimizer.study.mend import diagnose, mend, override_text
from optimizer.study.mend.writing import safe
from tests.explain.broken import BASE, MARKET, USERS, has_plan, ways, written

SHORT = """
supplies: {market: {commodity: good, tiers: [{quantity: 6 t/yr, price: 3}]}}
demands: {users: {commodity: good, tiers: [{quantity: 5 t/yr, firm: true}]}}
overrides:
  more: {set: {"demands.users.tiers[0].quantity": {add: 1}}}
"""


def test_the_file_of_a_remedy_keeps_overrides_and_sets(tmp_path: Path):
    """With `more` and a market of 4 t, 6 are wanted: the file applies both, then the edit, and runs."""
    path = written(tmp_path, SHORT)
    sets = [f"{MARKET}=4 t/yr"]
    assert diagnose(path).status == "optimal"
    found = diagnose(path, ["more"], sets)
    edit = next(e for r in found.remedies for e in r.edits if e.key == MARKET)
    assert edit.via.startswith("--set")
    assert edit_line(edit).startswith(f"--set {MARKET}: at least 6 t/yr")
    for remedy in found.remedies:
        file = tmp_path / "mended.yaml"
        file.write_text(override_text(remedy, path, ["more"], sets), encoding="utf-8")
        assert main(["run", str(file), "--quiet", "--out", str(tmp_path / "out")]) == 0
        assert has_plan(load(file).scenario)


def test_run_says_what_contradicts_and_who_mends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = written(tmp_path, SHORT)
    assert main(["run", str(path), "--set", f"{MARKET}=4 t/yr", "--out", str(tmp_path / "out")]) == 3
    said = capsys.readouterr().err
    assert f"broken.yaml:7 {USERS}: must be served in full, 20" in said
    assert f"{MARKET}: all that is on offer, 20" in said
    assert "optimizer explain" in said
    assert not (tmp_path / "out").exists()


def test_nothing_to_mend(tmp_path: Path):
    found = diagnose(written(tmp_path, SHORT))
    assert (found.status, found.conflicts, found.remedies, found.arbitrage) == ("optimal", (), (), None)
    assert "nothing to mend" in text(found, "broken.yaml")


def test_a_scenario_without_its_file_is_told_in_base_units():
    scenario = loads(BASE + SHORT, sets=[f"{MARKET}=0.004 kt/yr"]).scenario
    found = mend(scenario)
    assert {f"{MARKET} at least 5 t/yr"} in ways(found)


@pytest.mark.parametrize(
    ("value", "now", "way", "rounded"),
    [(131.47, 150, -1, 131), (131.47, 120, 1, 132), (149.9731234, 150, -1, 149.973), (1e-5, 0, 1, 1e-5), (0, 5, -1, 0)],
)
def test_rounding_is_to_the_safe_side(value: float, now: float, way: int, rounded: float):
    assert safe(value, now, way) == pytest.approx(rounded, rel=1e-12)
