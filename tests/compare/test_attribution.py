"""The change between two scenarios split over what differs, solved by hand."""

from __future__ import annotations

import pytest

from optimizer.errors import NoOptimum, UsageError
from optimizer.model import SolverOptions
from optimizer.results.compare.facts import Attribution
from optimizer.scenario.differences import differences
from optimizer.scenario.schema import Scenario
from optimizer.study.compare.attribution import attribution
from optimizer.study.compare.groups import groups
from optimizer.study.progress import Silent
from tests.compare.cases import CHAIN, changed, near, read, side


def split(before: Scenario, after: Scenario) -> Attribution:
    return attribution(side(before, "one"), side(after, "other"), SolverOptions(), Silent())


def names(before: Scenario, after: Scenario) -> list[str]:
    return [group.name for group in groups(differences(before, after), before, after)]


def test_links_of_a_chain_share_what_only_both_bring() -> None:
    """5 t, 8 with more ore, 5 with a larger mill, 10 with both: alone 3 and 0, together 2 more; shares 4 and 1."""
    found = split(read(CHAIN), read(CHAIN, "more_ore", "more_mill"))
    ore, mill = sorted(found.parts, key=lambda part: part.name, reverse=True)
    assert (ore.name, mill.name) == ("more_ore", "more_mill")
    compute = "compute_total"
    assert (ore.alone[compute], mill.alone[compute]) == (near(3.0), near(0.0))
    assert (ore.last[compute], mill.last[compute]) == (near(5.0), near(2.0))
    assert (ore.share[compute], mill.share[compute]) == (near(4.0), near(1.0))
    assert (ore.share["npv"], mill.share["npv"]) == (near(8.0), near(2.0))
    (pair,) = found.interactions
    assert pair.more[compute] == near(2.0)
    assert found.total[compute] == near(5.0)
    assert (found.solves, found.orders) == (2, 0)


def test_shares_sum_to_the_change_in_every_metric() -> None:
    text = changed(CHAIN, "levers: {ask: {override: more_ore, public_cost: 6}}")
    found = split(read(text), read(text, "more_ore", "more_mill"))
    for metric in ("npv", "compute_total", "public_cost"):
        assert sum(part.share[metric] for part in found.parts) == pytest.approx(found.total[metric], rel=1e-12)
    cost = {part.name: part.share["public_cost"] for part in found.parts}
    assert cost == {"more_ore": near(6.0), "more_mill": near(0.0)}


def test_nothing_differs() -> None:
    found = split(read(CHAIN), read(CHAIN))
    assert found.parts == ()
    assert found.total["npv"] == 0.0


def test_many_groups_are_sampled_and_still_sum() -> None:
    mines = ", ".join(f"m{i}: {{commodity: ore, tiers: [{{quantity: 0.1, price: 1}}]}}" for i in range(9))
    before = read(changed(CHAIN, f"supplies: {{{mines}}}"))
    after = read(changed(CHAIN, f"supplies: {{{mines.replace('0.1', '0.5')}}}"))
    found = split(before, after)
    assert len(found.parts) == 9
    assert found.orders > 0
    assert sum(part.share["npv"] for part in found.parts) == pytest.approx(found.total["npv"], rel=1e-9)
    assert len(found.interactions) == 36


# --- groups -----------------------------------------------------------------------------------------------------------


def test_an_override_is_a_group_and_so_is_a_block() -> None:
    before, after = read(CHAIN), read(changed(CHAIN, "assets: {mill: {existing: 9, availability: 0.9}}"), "more_ore")
    assert names(before, after) == ["assets.mill", "more_ore"]
    assert names(after, before) == ["assets.mill", "without more_ore"]


def test_two_overrides_of_one_number_are_one_group() -> None:
    assert names(read(CHAIN), read(CHAIN, "more_mill", "half_mill")) == ["more_mill and half_mill"]


def test_a_new_thing_goes_with_what_refers_to_it() -> None:
    """Neither the kiln without its coal nor the coal's supply without coal could be solved."""
    patch = """
    commodities: {coal: {unit: t}}
    assets: {kiln: {capacity: t/yr, existing: 1, modes: {run: {inputs: {ore: 1, coal: 1}, outputs: {compute: 2}}}}}
    supplies: {pit: {commodity: coal, tiers: [{quantity: 1, price: 0.1}]}}
    demands: {users: {tiers: [{quantity: 12, value: 3}]}}
    """
    before, after = read(CHAIN), read(changed(CHAIN, patch))
    assert names(before, after) == ["commodities.coal and assets.kiln and supplies.pit", "demands.users"]
    assert len(split(before, after).parts) == 2


LONGER = changed(CHAIN, "horizon: {end: 2029}")


def test_a_disruption_goes_with_the_future_that_it_is_in() -> None:
    patch = """
    futures: {reveal: 2027, branches: {calm: {probability: 0.5}, storm: {probability: 0.5}}}
    disruptions: {flood: {supply: mine, from: 2027, to: 2028, loss: 0.5, future: storm},
                  strike: {supply: mine, from: 2026, to: 2027, loss: 0.5}}
    """
    before, after = read(LONGER), read(changed(LONGER, patch))
    assert names(before, after) == ["disruptions.flood and futures", "disruptions.strike"]


def test_a_change_that_a_new_future_reads_its_own_way_goes_with_the_futures() -> None:
    tree = """
    futures:
      reveal: 2027
      branches: {up: {probability: 0.5}, down: {probability: 0.5, set: {assets.mill.existing: 1}}}
    """
    before, after = read(LONGER), read(changed(LONGER, tree), "more_mill", "more_ore")
    assert names(before, after) == ["more_mill and futures", "more_ore"]
    found = split(before, after)
    assert sum(part.share["npv"] for part in found.parts) == pytest.approx(found.total["npv"])


def test_probabilities_move_together() -> None:
    def tree(up: float) -> Scenario:
        odds = f"up: {{probability: {up}}}, down: {{probability: {1 - up}, set: {{assets.mill.existing: 1}}}}"
        return read(changed(LONGER, f"futures: {{reveal: 2027, branches: {{{odds}}}}}"))

    assert names(tree(0.5), tree(0.25)) == ["futures"]


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("patch", "what"), [("horizon: {end: 2028}", "horizons"), ("regions: [a, b]", "regions")])
def test_no_split_where_the_change_itself_makes_no_sense(patch: str, what: str) -> None:
    with pytest.raises(UsageError, match=f"they have different {what}"):
        split(read(CHAIN), read(changed(CHAIN, patch)))


def test_a_scenario_on_the_way_without_a_plan_is_named() -> None:
    """Users who must be served 9 t have them only once there is both ore and mill for them."""
    patch = "demands: {users: {tiers: [{quantity: 9, value: 3, firm: true}]}}"
    with pytest.raises(NoOptimum, match=r"with .*demands\.users.* alone there is no plan"):
        split(read(CHAIN), read(changed(CHAIN, patch), "more_ore", "more_mill"))
