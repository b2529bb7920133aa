"""Changes alike in one line."""

from __future__ import annotations

from typing import Any

import pytest

from optimizer.scenario.differences import differences
from optimizer.scenario.load import loads
from optimizer.scenario.patterns import together
from tests.compare.cases import CHAIN, changed

THREE = changed(
    CHAIN,
    """
assets:
  mill: {permit: 1}
  kiln: {capacity: t/yr, existing: 1, permit: 2, modes: {run: {inputs: {ore: 1}, outputs: {compute: 1}}}}
  oven: {capacity: t/yr, existing: 1, modes: {run: {inputs: {ore: 1}, outputs: {compute: 1}}}}
supplies: {mine: {tiers: [{quantity: 5, price: 1}, {quantity: 5, price: 2}]}}
""",
)


def lines(*sets: str, base: str = THREE) -> list[tuple[Any, ...]]:
    """(pattern, action, amount, how many) of each line."""
    before, after = loads(base).scenario, loads(base, sets=sets).scenario
    found = together(differences(before, after), before, after)
    return [(line.pattern, line.action, line.amount, len(line.members)) for line in found]


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        (["assets.*.permit={multiply: 0.5}"], [("assets.*.permit", "multiply", 0.5, 2)]),
        (["assets.*.permit={add: 0.25}"], [("assets.*.permit", "add", 0.25, 3)]),
        (["assets.*.permit=3"], [("assets.*.permit", "set", None, 3)]),
        (["assets.kiln.existing=2", "assets.oven.existing=2"], [("assets.{kiln, oven}.existing", "change", None, 2)]),
        (["assets.mill.permit=0.5"], [("assets.mill.permit", "change", None, 1)]),
        (["supplies.*.tiers[*].price={multiply: 3}"], [("supplies.mine.tiers[*].price", "multiply", 3.0, 2)]),
        (["supplies.mine.tiers[1].price=5"], [("supplies.mine.tiers[1].price", "change", None, 1)]),
        (
            ["assets.mill.permit=0.5", "assets.kiln.permit=1", "assets.oven.permit=1"],
            [("assets.{mill, kiln}.permit", "multiply", 0.5, 2), ("assets.oven.permit", "change", None, 1)],
        ),
    ],
)
def test_what_was_done_alike_is_one_line(sets: list[str], expected: list[tuple[Any, ...]]) -> None:
    assert lines(*sets) == expected


def test_a_star_stands_for_all_that_there_is_and_no_more() -> None:
    assert lines("assets.mill.permit={multiply: 2}", "assets.kiln.permit={multiply: 2}") == [
        ("assets.*.permit", "multiply", 2.0, 2)  # times anything, the oven's permit of 0 stays what it is
    ]
    assert lines("assets.mill.permit={add: 2}", "assets.kiln.permit={add: 2}") == [
        ("assets.{mill, kiln}.permit", "add", 2.0, 2)
    ]


def test_a_path_over_time_times_a_factor() -> None:
    base = changed(THREE, "assets: {mill: {existing: {2026: 8, 2030: 12}}}")
    found = lines("assets.mill.existing={multiply: 2}", "assets.kiln.existing={multiply: 2}", base=base)
    assert found == [("assets.{mill, kiln}.existing", "multiply", 2.0, 2)]


def test_blocks_of_one_section_are_told_together() -> None:
    before = loads(CHAIN).scenario
    after = loads(THREE).scenario
    found = together(differences(before, after), before, after)
    assert [(line.pattern, line.action) for line in found] == [
        ("assets.mill.permit", "change"),
        ("assets.{kiln, oven}", "added"),
        ("supplies.mine.tiers[1]", "added"),
    ]
    back = together(differences(after, before), after, before)
    assert [line.action for line in back] == ["change", "removed", "removed"]


def test_each_override_has_a_line_of_its_own() -> None:
    text = changed(
        THREE,
        "overrides: {fast_mill: {set: {assets.mill.permit: {multiply: 0.5}}}, "
        "fast_kiln: {set: {assets.kiln.permit: {multiply: 0.5}}}}",
    )
    before, after = loads(text).scenario, loads(text, overrides=["fast_mill", "fast_kiln"]).scenario
    found = together(differences(before, after), before, after)
    assert [[cause.override for cause in line.causes] for line in found] == [["fast_mill"], ["fast_kiln"]]
