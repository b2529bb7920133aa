"""Gains without end: the activities, the numbers and the limits that are missing are named, and what bounds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.model import solve
from optimizer.report.mend_text import text
from optimizer.scenario.load import load
from optimizer.study.mend import diagnose, mend
from tests.explain.broken import BASE, mended, written

PUMP = """
assets:
  fab: {capacity: t/yr, capex: 50, build: 18 months, life: 20 yr, hurdle_rate: 8 %, modes: {run: {outputs: {good: 1}}}}
demands: {users: {commodity: good, tiers: [{quantity: 10, value: 1}]}}
credits:
  itc: {rates: {fab: 90 %}, paid_after: 0}
  extra: {rates: {fab: 25 %}}
"""
LONG = BASE.replace("2030", "2036")


def test_credits_above_the_cost_pay_without_end(tmp_path: Path):
    """115 % in credits: starting ever more pays whatever it makes. The rates and their limits are named."""
    path = written(tmp_path, PUMP, LONG)
    found = diagnose(path)
    assert (found.status, found.conflicts) == ("unbounded", ())
    pump = found.arbitrage
    assert pump is not None
    assert [(doing.what, doing.names) for doing in pump.doings] == [
        ("start", ("fab",)),
        ("claim", ("itc", "fab")),
        ("claim", ("extra", "fab")),
    ]
    assert [doing.amount for doing in pump.doings] == pytest.approx([1.0, 45.0, 12.5])
    assert pump.gain == pytest.approx(sum(gain.amount for gain in pump.gains), rel=1e-6)
    assert pump.gain > 0
    assert {"credits.itc.rates.fab", "credits.extra.rates.fab", "assets.fab.capex"} <= {n.key for n in pump.numbers}
    assert {"assets.fab.max_starts", "credits.itc.annual_cap"} <= set(pump.limits)
    rate = found.remedies[0].edits[0]
    assert (rate.key, rate.direction, rate.unit) == ("credits.itc.rates.fab", "at most", "%")
    assert 60 < rate.points[0].then < 90
    for remedy in found.remedies:
        assert mend(mended(path, remedy)).status == "optimal"
    said = text(found, "broken.yaml")
    assert "start 1 t/yr of fab" in said
    assert "claim 45 USD of itc for fab" in said


def test_a_rate_a_little_below_the_bound_pays_and_a_little_above_does_not(tmp_path: Path):
    """The bound on the credit is tight: 2 % more of it, and the gain has no end again."""
    path = written(tmp_path, PUMP, LONG)
    then = diagnose(path).remedies[0].edits[0].points[0].then
    above = load(path, (), [f"credits.itc.rates.fab={then * 1.02} %"])
    assert mend(above.scenario).status == "unbounded"


def test_surplus_without_end_beside_the_most_compute(tmp_path: Path):
    """Compute is bounded and reached; the surplus, maximised next with compute held, is not."""
    most = LONG.replace("discount_rate: 0", "discount_rate: 0, maximize: compute, demand: users")
    path = written(tmp_path, PUMP, most)
    found = diagnose(path)
    assert (found.status, found.conflicts) == ("unbounded", ())
    assert found.arbitrage is not None
    assert ("claim", ("itc", "fab")) in [(doing.what, doing.names) for doing in found.arbitrage.doings]
    assert found.arbitrage.gain > 0
    assert found.remedies
    for remedy in found.remedies:
        assert solve(mended(path, remedy)).status == "optimal"


def test_infeasible_and_unbounded_at_once(tmp_path: Path):
    """Both are told, and a remedy of the file ends both."""
    path = written(tmp_path, PUMP.replace("value: 1", "firm: true"), LONG)
    found = diagnose(path)
    assert found.status == "infeasible"
    assert found.arbitrage is not None
    assert {"credits.itc.rates.fab", "assets.fab.existing"} <= {e.key for r in found.remedies for e in r.edits}
    assert mend(mended(path, found.remedies[0])).status == "optimal"
    assert "nothing bounds its gain" in text(found, "broken.yaml")


def test_run_names_a_gain_without_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["run", str(written(tmp_path, PUMP, LONG)), "--out", str(tmp_path / "out")]) == 3
    said = capsys.readouterr().err
    assert "start ever more fab, 2026" in said
    assert "claim ever more of itc on fab" in said
    assert not (tmp_path / "out").exists()
