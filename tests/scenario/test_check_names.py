"""Names that stand for nothing, or for something else."""

from __future__ import annotations

import pytest

from .small import errors, the_error, the_warning, warnings

UNKNOWN = {
    "supply of a commodity": (
        "supplies: {copper_import: {commodity: coper}}",
        "supplies.copper_import.commodity",
        "no commodity 'coper'; known: copper, power, compute.",
        "Did you mean 'copper'?",
    ),
    "input of a mode": (
        "assets: {data_center: {modes: {host: {inputs: {pover: 1}}}}}",
        "assets.data_center.modes.host.inputs.pover",
        "no commodity 'pover'; known: copper, power, compute.",
        "Did you mean 'power'?",
    ),
    "output of a mode": (
        "assets: {data_center: {modes: {host: {outputs: {computer: 1}}}}}",
        "assets.data_center.modes.host.outputs.computer",
        "no commodity 'computer'; known: copper, power, compute.",
        "Did you mean 'compute'?",
    ),
    "build input": (
        "assets: {data_center: {build_inputs: {coppper: 1}}}",
        "assets.data_center.build_inputs.coppper",
        "no commodity 'coppper'; known: copper, power, compute.",
        "Did you mean 'copper'?",
    ),
    "link": (
        "links: {wire: {commodity: powr}}",
        "links.wire.commodity",
        "no commodity 'powr'; known: copper, power, compute.",
        "Did you mean 'power'?",
    ),
    "reserve": (
        "reserve: {kopper: {size: 5}}",
        "reserve.kopper",
        "no commodity 'kopper'; known: copper, power, compute.",
        "Did you mean 'copper'?",
    ),
    "region of an asset": (
        "assets: {plant: {regions: [east, wets]}}",
        "assets.plant.regions[1]",
        "no region 'wets'; known: east, west.",
        "Did you mean 'west'?",
    ),
    "by_region": (
        "assets: {plant: {by_region: {weste: {permit: 0}}}}",
        "assets.plant.by_region.weste",
        "no region 'weste'; known: east, west.",
        "Did you mean 'west'?",
    ),
    "end of a link": (
        "links: {wire: {to: vest}}",
        "links.wire.to",
        "no region 'vest'; known: east, west.",
        "Did you mean 'west'?",
    ),
    "region of a credit": (
        "credits: {c: {rates: {plant: 0.1}, regions: [eats]}}",
        "credits.c.regions[0]",
        "no region 'eats'; known: east, west.",
        "Did you mean 'east'?",
    ),
    "asset of a lane": (
        "permitting: {lanes: {fast: {assets: [datacenter]}}}",
        "permitting.lanes.fast.assets[0]",
        "no asset 'datacenter'; known: plant, data_center.",
        "Did you mean 'data_center'?",
    ),
    "asset of a credit": (
        "credits: {c: {rates: {plants: 0.1}}}",
        "credits.c.rates.plants",
        "no asset 'plants'; known: plant, data_center.",
        "Did you mean 'plant'?",
    ),
    "asset of a loan": (
        "loans: {g: {assets: [plnt], share: 0.5, rate: 0.04, tenor: 20}}",
        "loans.g.assets[0]",
        "no asset 'plnt'; known: plant, data_center.",
        "Did you mean 'plant'?",
    ),
    "asset of a disruption": (
        "disruptions: {d: {asset: plan, from: 2028, to: 2029, loss: 0.5}}",
        "disruptions.d.asset",
        "no asset 'plan'; known: plant, data_center.",
        "Did you mean 'plant'?",
    ),
    "supply of a disruption": (
        "disruptions: {d: {supply: cooper_import, from: 2028, to: 2029, loss: 0.5}}",
        "disruptions.d.supply",
        "no supply 'cooper_import'; known: copper_import.",
        "Did you mean 'copper_import'?",
    ),
    "future of a disruption": (
        "disruptions: {d: {supply: copper_import, from: 2028, to: 2029, loss: 0.5, future: war}}",
        "disruptions.d.future",
        "no future 'war'; known: none.",
        "",
    ),
    "fund of an asset": (
        "assets: {plant: {fund: privat}}",
        "assets.plant.fund",
        "no fund 'privat'; known: private.",
        "Did you mean 'private'?",
    ),
    "fund of a reserve": (
        "reserve: {copper: {size: 5, fund: privat}}",
        "reserve.copper.fund",
        "no fund 'privat'; known: private.",
        "Did you mean 'private'?",
    ),
    "override of a lever": (
        "{overrides: {fast: {set: {permitting.factor: 0.5}}}, levers: {l: {override: fats}}}",
        "levers.l.override",
        "no override 'fats'; known: fast.",
        "Did you mean 'fast'?",
    ),
    "demand of the objective": (
        "objective: {demand: aii}",
        "objective.demand",
        "no demand 'aii'; known: ai.",
        "Did you mean 'ai'?",
    ),
}


@pytest.mark.parametrize(("patch", "key", "message", "hint"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_a_name_that_stands_for_nothing(patch: str, key: str, message: str, hint: str) -> None:
    found = the_error(patch)
    assert (found.key, found.message, found.hint) == (key, message, hint)
    assert found.where.startswith("small.yaml:")


def test_a_name_wrong_in_the_common_part_is_told_once_for_all_regions() -> None:
    found = the_error("assets: {plant: {fund: publik, by_region: {east: {permit: 0}, west: {permit: 0}}}}")
    assert found.key == "assets.plant.fund"


RESERVED = {
    "regions": ("{regions: [east, west, national]}", "regions[2]", "'national'"),
    "lanes": ("permitting: {lanes: {standard: {factor: 1}}}", "permitting.lanes.standard", "'standard'"),
    "sources": ("sources: {assumption: {title: t}}", "sources.assumption", "'assumption'"),
    "futures": (
        "futures: {reveal: 2028, branches: {all: {probability: 1}}}",
        "futures.branches.all",
        "'all'",
    ),
}


@pytest.mark.parametrize(("patch", "key", "name"), RESERVED.values(), ids=RESERVED.keys())
def test_a_name_that_stands_for_something_else(patch: str, key: str, name: str) -> None:
    found = the_error(patch)
    assert found.key == key
    assert found.message.startswith(f"the name {name} stands for ")
    assert found.hint == "Choose another name."


@pytest.mark.parametrize("name", ["a.b", "a*", "a,b", "a[1]", "a=b", "a#1", "a@b"])
def test_a_name_that_a_path_could_not_hold(name: str) -> None:
    found = the_error(f'funds: {{"{name}": {{}}}}')
    assert f"the name '{name}' is empty or holds one of" in found.message


def test_a_region_listed_twice() -> None:
    found = the_error("regions: [east, west, east]")
    assert (found.key, found.message) == ("regions[2]", "the region 'east' is listed twice.")


def test_by_region_where_the_asset_does_not_stand_is_a_warning() -> None:
    found = the_warning("assets: {data_center: {regions: [west], by_region: {east: {permit: 1}}}}")
    assert found.key == "assets.data_center.by_region.east"
    assert "not among its regions (west)" in found.message


def test_all_wrong_names_come_at_once() -> None:
    patch = "{assets: {plant: {fund: x}}, supplies: {copper_import: {fund: y}}, demands: {ai: {fund: z}}}"
    assert [found.key for found in errors(patch)] == [
        "assets.plant.fund",
        "supplies.copper_import.fund",
        "demands.ai.fund",
    ]


def test_the_right_scenario_has_nothing_to_tell() -> None:
    assert warnings("{}") == ()
