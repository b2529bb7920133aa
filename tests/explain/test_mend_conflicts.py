"""Several conflicts in one file: all are found, those that hang together as one; and any generated scenario."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.report.mend_text import text
from optimizer.scenario.load import loads
from optimizer.study.mend import diagnose
from tests.explain.broken import BASE, MARKET, USERS, diagnosed, has_plan, limits, mended, told, ways
from tests.strategies import Raw, dumped, raw_scenarios, rescaled


def test_two_conflicts_that_have_nothing_in_common(tmp_path: Path):
    """Two goods, each short: both are found, each with its own ways, and every remedy mends both."""
    found = diagnosed(
        tmp_path,
        """
supplies:
  market: {commodity: good, tiers: [{quantity: 6 t/yr, price: 3}]}
  mine: {commodity: ore, tiers: [{quantity: 10 t/yr, price: 3}]}
demands:
  users: {commodity: good, tiers: [{quantity: 8 t/yr, firm: true}]}
  smelter: {commodity: ore, tiers: [{quantity: 15 t/yr, firm: true}]}
""",
        base=BASE.replace("{good", "{ore: {unit: t}, good"),
    )
    ore = {"demands.smelter.tiers[0].quantity", "supplies.mine.tiers[0].quantity"}
    assert sorted(map(sorted, (limits(found, 0), limits(found, 1)))) == sorted(map(sorted, ({USERS, MARKET}, ore)))
    assert all(len(remedy.edits) == 2 for remedy in found.remedies)
    assert told(found.remedies[0]) == {f"{USERS} at most 6 t/yr", "demands.smelter.tiers[0].quantity at most 10 t/yr"}
    said = text(found, "broken.yaml")
    assert "2 separate conflicts" in said
    assert "Conflict 2." in said
    assert "For the whole file" in said


def test_two_conflicts_of_different_kinds_and_years(tmp_path: Path):
    """Users want 8 of 6 t in every year; a reserve may not be drawn and must shrink in 2028."""
    found = diagnosed(
        tmp_path,
        """
supplies: {market: {commodity: good, tiers: [{quantity: 6, price: 3}]}}
demands: {users: {commodity: good, tiers: [{quantity: 8, firm: true}]}}
reserve: {ore: {size: {2027.9: 60, 2028: 30}, initial: 50, release: disruption}}
""",
        base=BASE.replace("{good", "{ore: {unit: t}, good"),
    )
    assert {frozenset(limits(found, i)) for i in (0, 1)} == {
        frozenset({USERS, MARKET}),
        frozenset({"reserve.ore.size", "reserve.ore.initial"}),
    }
    assert told(found.remedies[0]) == {f"{USERS} at most 6 t/yr", "reserve.ore.size at least 50 in 2028 t"}


def test_two_firm_demands_for_one_supply_are_one_conflict(tmp_path: Path):
    """3 + 4 t of 5: one edit of either, or of the market, is enough."""
    found = diagnosed(
        tmp_path,
        """
supplies: {market: {commodity: good, tiers: [{quantity: 5, price: 3}]}}
demands:
  users: {commodity: good, tiers: [{quantity: 3, firm: true}]}
  others: {commodity: good, tiers: [{quantity: 4, firm: true}]}
""",
    )
    assert len(found.conflicts) == 1
    assert ways(found) == [
        {f"{MARKET} at least 7 t/yr"},
        {"demands.others.tiers[0].quantity at most 2 t/yr"},
        {f"{USERS} at most 1 t/yr"},
    ]


@settings(max_examples=6)
@given(raw=raw_scenarios(with_=("firm",)), share=st.sampled_from([1e-4, 1e-3, 0.02]))
def test_the_best_remedy_of_any_scenario_leaves_a_plan(
    tmp_path_factory: pytest.TempPathFactory, raw: Raw, share: float
):
    """A generated scenario with a fraction of what it can buy: if that breaks it, every remedy makes it run."""
    for supply in raw["supplies"].values():
        tiers = [*supply["tiers"], *(t for patch in supply.get("by_region", {}).values() for t in patch["tiers"])]
        for tier in tiers:
            tier["quantity"] = rescaled(tier["quantity"], share)
    path = tmp_path_factory.mktemp("any") / "broken.yaml"
    path.write_text(dumped(raw), encoding="utf-8")
    scenario = loads(dumped(raw)).scenario
    assume(not has_plan(scenario))
    found = diagnose(path)
    assert found.status == "infeasible"
    assert found.remedies
    assert has_plan(mended(path, found.remedies[0])), told(found.remedies[0])
