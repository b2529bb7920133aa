"""A comparison in words."""

from __future__ import annotations

import re

import pytest

from optimizer.model import SolverOptions
from optimizer.report.compare_text import comparison_text
from optimizer.report.compare_words import input_in_words, signed, signed_percent, value_in_words
from optimizer.results.compare import comparison
from optimizer.scenario.load import loads
from optimizer.scenario.schema import Scenario
from optimizer.study.compare.attribution import attribution
from optimizer.study.progress import Silent
from tests.compare.cases import CHAIN, changed, compared, read, side
from tests.compare.test_credits import PLANT


def text(*scenarios: Scenario, attribute: bool = False, top: int = 8, width: int = 100) -> str:
    """The comparison of scenarios with the first of them, named s0, s1, ..."""
    sides = [side(scenario, f"s{number}") for number, scenario in enumerate(scenarios)]
    facts = comparison(sides)
    if attribute:
        from dataclasses import replace

        split = [attribution(sides[0], other, SolverOptions(), Silent()) for other in sides[1:]]
        pairs = zip(facts.differences, split, strict=True)
        facts = replace(facts, differences=tuple(replace(one, attribution=part) for one, part in pairs))
    return comparison_text(facts, {it.subject.label: it.scenario for it in sides}, width=width, top=top)


def flat(shown: str) -> str:
    """A text as one line."""
    return " ".join(shown.split())


# --- two --------------------------------------------------------------------------------------------------------------


def test_the_essence_of_two() -> None:
    shown = flat(text(read(CHAIN), read(CHAIN, "more_ore")))
    assert "3 t more compute (+60 %): 8 instead of 5 t; in 2026 8 instead of 5 t a year." in shown
    assert "It costs the public purse nothing, as before." in shown
    assert "Held back most by: existing mills (2026, 100 % of the plan's value); before, mines (2026, 100 %)." in shown
    assert "supplies.mine.tiers[0].quantity: 5 t a year → 10 t a year" in shown
    assert "(override more_ore)" in shown
    assert "2026: mines → existing mills" in shown


def test_two_that_are_the_same() -> None:
    shown = text(read(CHAIN), read(CHAIN))
    assert "Nothing differs" in shown
    assert "What holds the plan back" not in shown


def test_inputs_that_change_nothing_are_still_told() -> None:
    shown = flat(text(read(CHAIN), read(CHAIN, "more_mill")))
    assert "Compute is the same" in shown
    assert "assets.mill.existing: 8 t a year → 10 t a year" in shown


def test_an_interaction_in_words() -> None:
    shown = flat(text(read(CHAIN), read(CHAIN, "more_ore", "more_mill"), attribute=True))
    assert "More mill 0 t, more ore +3 t, together 2 t more than both alone." in shown
    assert re.search(r"more ore \+3\.0 \+5\.0 \+4\.0", shown)
    assert re.search(r"all together \+5\.0", shown)


def test_one_group_needs_no_table() -> None:
    shown = flat(text(read(CHAIN), read(CHAIN, "more_ore"), attribute=True))
    assert "One group of changes made all of it: more ore." in shown


def test_credit_for_what_comes_anyway_in_words() -> None:
    shown = flat(text(read(PLANT), read(PLANT, "credit")))
    assert "The public purse pays 315 USD more: 18 USD for each added t." in shown
    assert "Each USD of added public cost goes with 1.9 USD more of capital spent, 0.905 USD of it private." in shown
    assert (
        "Of 315 USD more of credits, 158 USD (50 %) go to plants that the reference starts in the same period anyway"
        in shown
    )


def test_lists_are_cut_and_say_so() -> None:
    shown = flat(text(read(CHAIN), read(CHAIN, "more_ore", "more_mill"), top=1))
    assert "1 more: --top 2 shows them." in shown


# --- many -------------------------------------------------------------------------------------------------------------


def test_many_are_a_table() -> None:
    shown = text(read(CHAIN), read(CHAIN, "more_ore"), read(CHAIN, "more_mill"))
    assert shown.startswith("2 scenarios against A chain. 2026; money in USD of 2025.")
    lines = [line for line in shown.splitlines() if line.startswith("  A chain")]
    assert [re.split(r"  +", line.strip())[1:] for line in lines] == [
        ["5.00", "5.00", "0", "mines, 2026"],
        ["8.00", "8.00", "+3.00", "0", "-", "existing mills, 2026"],
        ["5.00", "5.00", "0", "0", "-", "mines, 2026"],
    ]
    assert "What the added public money does" not in shown
    assert "s1: supplies.mine.tiers[0].quantity: 5 t a year → 10 t a year" in flat(shown)


def test_money_of_many() -> None:
    shown = text(read(PLANT), read(PLANT, "credit"), read(PLANT, "credit", "later"))
    assert "What the added public money does" in shown
    assert "50 % (50 %)" in shown


@pytest.mark.parametrize("width", [100, 80, 60])
def test_no_line_is_wider_than_asked(width: int) -> None:
    three = [read(PLANT), read(PLANT, "credit"), read(PLANT, "credit", "later")]
    for scenarios in (three, three[:2]):
        shown = text(*scenarios, attribute=True, width=width)
        assert max(map(len, shown.splitlines())) <= width + (15 if width < 80 else 0)  # numbers are never broken


# --- words ------------------------------------------------------------------------------------------------------------


def told(patch: str, base: str = CHAIN) -> list[str]:
    """The inputs that a patch changes, in words."""
    return [input_in_words(change) for change in compared(read(base), read(changed(base, patch))).inputs]


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ("assets: {mill: {hurdle_rate: 11 %}}", "assets.mill.hurdle_rate: 8 % a year → 11 % a year"),
        ("assets: {mill: {availability: 90 %}}", "assets.mill.availability: 100 % → 90 %"),
        ("permitting: {factor: 0.5}", "permitting.factor: 1 → 0.5"),
        ("assets: {mill: {permit: 18 months}}", "assets.mill.permit: 0 → 18 months"),
        ("assets: {mill: {max_capacity: 9}}", "assets.mill.max_capacity: none → 9 t a year"),
        (
            "assets: {mill: {existing: {2026: 8, 2027: 12}}}",
            "assets.mill.existing: 8 t a year → 2026: 8, 2027: 12 t a year",
        ),
        ("assets: {mill: {modes: {run: {inputs: {ore: 0.5}}}}}", "assets.mill.modes.run.inputs.ore: 1 → 0.5"),
        ("horizon: {end: 2028}", "horizon.end: 2027 → 2028"),
        ("objective: {maximize: compute}", "objective.maximize: npv → compute"),
        ("funds: {purse: {total: 5}}", "funds.purse: added"),
        ("supplies: {mine: {tariff: 10 %}}", "supplies.mine.tariff: 0 % → 10 %"),
    ],
)
def test_inputs_in_words(patch: str, words: str) -> None:
    assert told(patch) == [words]


def test_a_last_day_is_told_as_a_day() -> None:
    base = changed(PLANT, "credits: {itc: {construction_begins: [2023-01-01, 2026-12-31]}}")
    patch = "credits: {itc: {construction_begins: [2023-01-01, 2033-12-31]}}"
    assert told(patch, base) == ["credits.itc.construction_begins[1]: 2026-12-31 → 2033-12-31"]


def test_changes_have_their_sign() -> None:
    assert (signed(4000.0, "MW"), signed(-1.2e9, "USD"), signed(0.0, "MW")) == ("+4 GW", "-1.2 bn USD", "0 MW")
    assert (signed_percent(0.061), signed_percent(-0.5), signed_percent(99.0), signed_percent(None)) == (
        "+6.1 %", "-50 %", "", "",
    )  # fmt: skip
    assert value_in_words((("2026", 330e9), ("2030", 650e9)), "USD/yr", False) == "2026: 330, 2030: 650 bn USD a year"


# --- names from anywhere ----------------------------------------------------------------------------------------------

HOSTILE = '"\\e[31mred\\e[0m <script>alert(1)</script> \\u202egnp.exe\\r\\nnext `$(rm)` |a|"'


def test_hostile_names_are_text() -> None:
    base = changed(CHAIN, "levers: {ask: {override: more_ore, public_cost: 6}}")
    named = base.replace("name: A chain", f"name: {HOSTILE}")
    described = changed(CHAIN).replace("name: A chain", f"name: {HOSTILE}")
    shown = text(loads(named).scenario, loads(described).scenario) + text(
        loads(named).scenario, loads(named, overrides=["more_ore"]).scenario, loads(described).scenario, attribute=True
    )
    assert "\x1b" not in shown
    assert "\r" not in shown
    assert "\u202e" not in shown
    assert "<script>alert(1)</script>" in flat(shown)  # shown as it is: this is no page
