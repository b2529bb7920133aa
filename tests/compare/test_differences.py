"""Where two scenarios differ, and the scenarios between them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from optimizer.scenario.causes import Cause, causes
from optimizer.scenario.differences import NOT_THERE, differences
from optimizer.scenario.load import loads
from optimizer.scenario.mixing import mixed
from optimizer.scenario.tree import key_path
from tests.compare.cases import CHAIN, changed, read
from tests.strategies import Raw, loaded, raw_scenarios


def keys(before: str, after: str) -> list[str]:
    """The keys in which two texts differ."""
    return [key_path(one.path) for one in differences(read(before), read(after))]


# --- what counts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "patch",
    [
        "name: Another name",
        "assets: {mill: {description: what it is}}",
        "assets: {mill: {existing: {value: 8, low: 4, high: 9, note: hm, confidence: low}}}",
        "assets: {mill: {existing: {2026: 8, 2027: 8}}}",
        "assets: {mill: {existing: 8000 kg/yr}}",
        "solver: {method: simplex}",
        "overrides: {another: {set: {assets.mill.existing: 1}}}",
        "levers: {ask: {override: more_ore, public_cost: 5}}",
        "permitting: {factor: 1}",
    ],
)
def test_what_does_not_enter_the_answer_is_no_difference(patch: str) -> None:
    assert keys(CHAIN, changed(CHAIN, patch)) == []


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ("assets: {mill: {existing: 9}}", ["assets.mill.existing"]),
        ("assets: {mill: {existing: {2026: 8, 2030: 9}}}", ["assets.mill.existing"]),
        ("assets: {mill: {max_capacity: 9}}", ["assets.mill.max_capacity"]),
        ("horizon: {end: 2028}", ["horizon.end"]),
        ("objective: {maximize: compute}", ["objective.maximize"]),
        ("funds: {purse: {total: 5}}", ["funds.purse"]),
        ("demands: {users: {tiers: [{quantity: 10, value: 3}, {quantity: 1, value: 1}]}}", ["demands.users.tiers[1]"]),
        ("regions: [north]", ["regions"]),
    ],
)
def test_each_kind_of_difference_has_its_key(patch: str, expected: list[str]) -> None:
    assert keys(CHAIN, changed(CHAIN, patch)) == expected


def test_a_lever_counts_by_what_it_costs_where_it_is_in_force() -> None:
    text = changed(CHAIN, "levers: {ask: {override: more_ore, public_cost: 5}}")
    found = differences(read(text), read(text, "more_ore"))
    assert [key_path(one.path) for one in found] == ["supplies.mine.tiers[0].quantity", "levers.ask.public_cost"]


def test_only_one_has_it() -> None:
    (one,) = differences(read(CHAIN), read(changed(CHAIN, "funds: {purse: {total: 5}}")))
    assert one.is_structure
    assert one.before is NOT_THERE
    assert one.reversed().after is NOT_THERE


# --- copies -----------------------------------------------------------------------------------------------------------

TWO_REGIONS = """
regions: [east, west]
assets: {mill: {by_region: {west: {permit: 1}}}}
"""
FUTURES = "futures: {reveal: 2027, branches: {boom: {probability: 0.5}, bust: {probability: 0.5, set: %s}}}"
LONGER = "horizon: {end: 2029}"


def test_a_region_that_only_follows_is_a_copy() -> None:
    before, after = (changed(CHAIN, TWO_REGIONS, patch) for patch in ("{}", "assets: {mill: {existing: 9}}"))
    (one,) = differences(read(before), read(after))
    assert one.copies == (("assets", "mill", "by_region", "west", "existing"),)


def test_a_future_that_only_follows_is_a_copy_and_one_of_its_own_is_not() -> None:
    base = changed(CHAIN, LONGER, FUTURES % "{assets.mill.existing: 4}")
    (one,) = differences(read(base), read(base, "more_ore"))
    assert len(one.copies) == 2
    other = changed(CHAIN, LONGER, FUTURES % "{assets.mill.existing: 2}")
    (one,) = differences(read(base), read(other))
    assert key_path(one.path) == "futures.branches.bust.set.assets.mill.existing"


# --- between two ------------------------------------------------------------------------------------------------------


@given(before=raw_scenarios(), after=raw_scenarios())
def test_all_differences_make_the_one_the_other_and_none_leave_it(before: Raw, after: Raw) -> None:
    one, other = loaded(before), loaded(after)
    found = differences(one, other)
    assert not differences(other, mixed(one, other, found, found))
    assert not differences(one, mixed(one, other, found, ()))


@given(before=raw_scenarios(), after=raw_scenarios())
def test_differences_the_other_way_round_are_the_same_places(before: Raw, after: Raw) -> None:
    one, other = loaded(before), loaded(after)
    there, back = ({part.path for part in differences(*pair)} for pair in ((one, other), (other, one)))
    assert there == back
    assert not differences(one, one)


def test_one_difference_made_leaves_the_others() -> None:
    before, after = read(CHAIN), read(CHAIN, "more_ore", "more_mill")
    found = differences(before, after)
    ore = [one for one in found if one.path[0] == "supplies"]
    assert not differences(read(CHAIN, "more_ore"), mixed(before, after, found, ore))


def test_futures_of_one_scenario_follow_what_is_decided_of_the_rest() -> None:
    """With the tree but without the ore, the futures have no more ore either; what they set themselves stays."""
    tree = changed(CHAIN, LONGER, FUTURES % "{assets.mill.existing: 4}")
    before, after = read(changed(CHAIN, LONGER)), read(tree, "more_ore")
    found = differences(before, after)
    only_tree = mixed(before, after, found, [one for one in found if one.path[0] == "futures"])
    assert not differences(read(tree), only_tree)
    back = differences(after, before)
    only_ore = mixed(after, before, back, [one for one in back if one.path[0] != "futures"])
    assert not differences(read(tree), only_ore)


# --- causes -----------------------------------------------------------------------------------------------------------


def test_causes_are_the_overrides_that_only_one_applies() -> None:
    before, after = read(CHAIN, "more_ore"), read(CHAIN, "more_ore", "more_mill", "half_mill")
    (one,) = differences(before, after)
    assert causes(one, before, after) == (Cause("more_mill", True), Cause("half_mill", True))
    assert causes(one.reversed(), after, before) == (Cause("more_mill", False), Cause("half_mill", False))


@pytest.mark.parametrize(
    ("path", "meets"),
    [
        ("supplies.*.tiers[*].quantity", True),
        ("supplies.mine", True),
        ("supplies.mine.tiers[-1].quantity.value", True),
        ("supplies.other.tiers[0].quantity", False),
        ("supplies.mine.tiers[0].price", False),
    ],
)
def test_an_override_reaches_what_is_on_its_line(path: str, meets: bool) -> None:
    action: Any = {"multiply": 2}
    patch = f'overrides: {{it: {{set: {{"{path}": {action}}}}}}}'
    base = changed(CHAIN, "supplies: {other: {commodity: ore, tiers: [{quantity: 1, price: 9}]}}")
    before = read(base)
    after = loads(changed(base, "supplies: {mine: {tiers: [{quantity: 6, price: 1}]}}")).scenario
    overrides = loads(changed(base, "overrides: {it: {set: {permitting.factor: 1}}}")).scenario.overrides
    assert overrides
    (one,) = differences(before, after)
    name = after.overrides["more_ore"].model_copy(update={"set": {path: 1}})
    marked = after.model_copy(update={"overrides": {"it": name}, "applied": ("it",)})
    assert bool(causes(one, before, marked)) is meets, patch
