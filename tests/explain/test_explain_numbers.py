"""Numbers, ladders and dates in an explanation, against answers known by hand; and how they are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.report.explain_sentences import Teller
from optimizer.report.explain_text import explanation
from optimizer.report.explain_words import about, digits_of, key_in_words, rounded, side_by_side
from optimizer.results.explain.changes import Effect, Proof, Verdict
from optimizer.study.explain.explain import Explained, Wanted

from .cases import explained, near, the

ALL = Wanted(sensitivity=True, ladder=2, order_by=True)
RANGE = "assets: {mine: {existing: {value: 50, low: 40, high: 60, source: assumption, confidence: low, note: a guess}}}"
BUILD = """
assets:
  mine: {existing: 500}
  mill: {existing: 10, capex: 10, life: 10 yr, hurdle_rate: 0, permit: 12 months}
"""


def told(found: Explained, *, proof: bool = False) -> str:
    """The text of an explanation, without the breaks of its lines."""
    text = explanation(found.facts, found.solution, found.scenario, proof=proof)
    return " ".join(text.split())


# --- sensitivity ------------------------------------------------------------------------------------------------------


def test_numbers_are_solved_again_at_the_ends_of_their_ranges(tmp_path: Path) -> None:
    """A ton of ore a year is worth 3 · 9: 40 instead of 50 lose 270, 60 gain it."""
    found = explained(tmp_path, RANGE, wanted=ALL)
    assert found.facts.sensitivity is not None
    worth = next(each for each in found.facts.sensitivity.worths if each.key == "assets.mine.existing")
    assert (worth.derivative, worth.per_percent, worth.swing) == (near(27), near(13.5), near(540))
    assert (worth.at_low, worth.at_high, worth.verdict) == (near(-270), near(270), "confirmed")
    assert "assets.mine.existing" in found.facts.sensitivity.influential_and_weak
    assert "mine: existing 50 (40 to 60) t/yr +13.5 -270.0 +270.0" in told(found)
    assert "mine: existing, 50 (40 to 60) t/yr (an assumption, low confidence): assets.mine.existing" in told(found)


def test_a_plain_one_is_a_definition_and_not_weakly_sourced(tmp_path: Path) -> None:
    """One ton of ore makes one ton of goods: nobody has to find that out. What a ton is worth they do."""
    facts = explained(tmp_path, RANGE, wanted=ALL).facts.sensitivity
    assert facts is not None
    weak = {worth.key: worth.weak for worth in facts.worths}
    assert not weak["assets.mill.modes.run.inputs.ore"]
    assert weak["demands.users.tiers[0].value"]
    assert "assets.mill.modes.run.inputs.ore" not in facts.influential_and_weak


def test_a_range_that_crosses_a_kink_is_told_as_solved(tmp_path: Path) -> None:
    """80 t are as much as the mill takes: a mine of 100 gains no more than 30 t · 27."""
    found = explained(tmp_path, RANGE.replace("high: 60", "high: 100"), wanted=ALL)
    assert found.facts.sensitivity is not None
    worth = next(each for each in found.facts.sensitivity.worths if each.key == "assets.mine.existing")
    assert worth.swing == near(27 * 60)
    assert worth.at_high == near(27 * 30)


# --- ladders ----------------------------------------------------------------------------------------------------------


def test_rungs_stand_on_the_rungs_below(tmp_path: Path) -> None:
    """The mine first, up to the mill's 80 t; the second rung's command sets the mine as well."""
    found = explained(tmp_path, wanted=ALL)
    ladder = next(each for each in found.facts.ladders if each.track == "physical")
    first, second = ladder.rungs
    assert (first.name, first.step.share, first.step.gain) == ("mine", near(0.1), near(135))
    assert (first.step.before, first.step.after) == (near(50), near(55))
    assert first.extent is not None
    assert second.name == "mill"
    assert [setting.key for setting in second.step.proof.settings] == ["assets.mine.existing", "assets.mill.existing"]
    below = first.extent.proof.objective
    assert below is not None
    assert second.step.proof.objective == near(below + second.step.gain)
    assert "1. Existing mines: 10 % more (50 t a year to 55 t a year) adds 135 USD." in told(found)
    assert f"(proof {first.extent.proof.number})" in told(found, proof=True)


def test_an_empty_ladder_says_why(tmp_path: Path) -> None:
    found = explained(tmp_path, wanted=ALL)
    assert "Capital: what to relieve first, and what binds next Ends there: no limit of this track" in told(found)


# --- dates ------------------------------------------------------------------------------------------------------------


def test_dates_and_losses(tmp_path: Path) -> None:
    """A mill applied for in 2026 serves in 2027 (half) and 2028: waiting at all loses compute and money."""
    found = explained(tmp_path, BUILD, "objective: {demand: users}", wanted=ALL)
    assert found.facts.order_by is not None
    (mill,) = found.facts.order_by
    assert (mill.asset, mill.last_period, mill.never, mill.lead_time) == ("mill", "2026", False, near(1.0))
    (setting,) = mill.losses[0].proof.settings
    assert str(setting) == "assets.mill.max_starts={2026.9999: 0 t/yr/yr, 2027: 1e+12 t/yr/yr}"
    assert mill.losses[0].value is not None
    assert mill.losses[0].value == near(found.facts.about.objective - (mill.losses[0].proof.objective or 0.0))
    assert "mills 2026 12 months" in told(found)
    assert "begin again at their seed" not in told(found)


def test_what_a_wait_does_to_growth_is_told(tmp_path: Path) -> None:
    growing = "assets: {mill: {growth: {rate: 20 %/yr, seed: 1, recent_starts: 5}}}"
    found = explained(tmp_path, BUILD, growing, "objective: {demand: users}", wanted=ALL)
    assert "they begin again at their seed" in told(found)


# --- words ------------------------------------------------------------------------------------------------------------


def effect(verdict: Verdict) -> Effect:
    proof = Proof(1, (), ("optimizer",), 1.0, None)
    return Effect("more", 0.01, 2.0, 1.0, None, None, verdict, proof)


@pytest.mark.parametrize(("verdict", "digits"), [("confirmed", 3), ("one_sided", 2), ("differs", 1)])
def test_a_worth_has_no_more_digits_than_its_dual_bears(verdict: Verdict, digits: int) -> None:
    assert digits_of([effect(verdict)]) == digits
    assert digits_of([]) == 2


def test_rounding() -> None:
    assert [rounded(221_183_341_830.0, digits) for digits in (3, 2, 1)] == [221e9, 220e9, 200e9]
    assert about(221_183_341_830.0, "USD", 2) == "220 bn USD"


def test_two_amounts_show_their_difference() -> None:
    assert side_by_side(1_275_733e6, 1_275_732e6, "USD") == "1,275.73300 bn USD instead of 1,275.73200"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("assets.data_center.permit", "data center: permit"),
        ("assets.grid.existing.2028.5", "grid: existing in 2028.5"),
        ("demands.ai_compute.tiers[0].value", "AI compute: tier 1 value"),
        ("objective.discount_rate", "objective: discount rate"),
        ("permitting.lanes.fast.factor", "permitting: lanes fast factor"),
        ("assets.packaging.modes.run.inputs.logic_wafer", "packaging: run logic wafer"),
    ],
)
def test_keys_in_words(key: str, words: str) -> None:
    assert key_in_words(key) == words


def test_a_wait_names_its_lead_time(tmp_path: Path) -> None:
    found = explained(tmp_path, BUILD)
    said = [each.text for each in Teller(found.facts, found.scenario).limit(the(found, "existing", "mill"))]
    assert said[0].startswith("Wait for new mills, 2026 to 2027: ")
    assert said[1] == (
        "New mills: 12 months of permit; what is applied for at once is in service from 2027. Cause: lead time."
    )


def test_claims_of_effects_carry_their_proofs(tmp_path: Path) -> None:
    """Every sentence with `adds`, `takes away` or `leaves` names at least one re-solve."""
    found = explained(tmp_path, BUILD, wanted=ALL)
    teller = Teller(found.facts, found.scenario)
    said = [each for fact in found.facts.bottlenecks if fact.rank for each in teller.limit(fact)]
    said += [each for ladder in found.facts.ladders for rung in ladder.rungs for each in teller.rung(rung, None)]
    claims = [each for each in said if any(word in each.text for word in (" adds ", " takes away ", " leaves "))]
    assert claims
    assert all(each.proofs for each in claims)
    known = {proof.number for proof in found.facts.proofs}
    assert {proof.number for each in claims for proof in each.proofs} <= known
