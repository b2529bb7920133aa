"""Names: everything that a block refers to exists, and no block takes a name that means something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from optimizer.errors import Problem
from optimizer.scenario.number import ASSUMPTION
from optimizer.scenario.rules.problems import no_such, problem
from optimizer.scenario.schema import NATIONAL, STANDARD, Asset, Demand, Scenario, Supply
from optimizer.timeline import COMMON

RESERVED_IN_NAMES = ".*[]=,#@"
"""Characters with a meaning in dotted paths and on the command line, or in tables: copper_import#2, fab@east."""


class Reference(NamedTuple):
    """A name written somewhere that should stand for something."""

    key: str
    name: str


def commodities_exist(scenario: Scenario) -> Iterator[Problem]:
    """Recipes, build inputs, supplies, demands, links and reserves name commodities of the scenario."""
    return _missing("commodity", _commodities_named(scenario), scenario.commodities)


def regions_exist(scenario: Scenario) -> Iterator[Problem]:
    """Everything that says where it stands, sells or is paid names regions of the scenario."""
    return _missing("region", _regions_named(scenario), scenario.regions)


def assets_exist(scenario: Scenario) -> Iterator[Problem]:
    """Lanes, credits, loans and disruptions name assets of the scenario."""
    return _missing("asset", _assets_named(scenario), scenario.assets)


def funds_exist(scenario: Scenario) -> Iterator[Problem]:
    """Assets, supplies, demands and reserves name funds of the scenario."""
    return _missing("fund", _funds_named(scenario), scenario.funds)


def supplies_exist(scenario: Scenario) -> Iterator[Problem]:
    """A disruption names a supply of the scenario."""
    named = (
        Reference(f"disruptions.{name}.supply", event.supply)
        for name, event in scenario.disruptions.items()
        if event.supply is not None
    )
    return _missing("supply", named, scenario.supplies)


def futures_exist(scenario: Scenario) -> Iterator[Problem]:
    """A disruption names one of the futures."""
    known = scenario.futures.branches if scenario.futures else ()
    named = (
        Reference(f"disruptions.{name}.future", event.future)
        for name, event in scenario.disruptions.items()
        if event.future is not None
    )
    return _missing("future", named, known)


def overrides_exist(scenario: Scenario) -> Iterator[Problem]:
    """A lever names an override of the scenario."""
    named = (Reference(f"levers.{name}.override", lever.override) for name, lever in scenario.levers.items())
    return _missing("override", named, scenario.overrides)


def objective_demand_exists(scenario: Scenario) -> Iterator[Problem]:
    """The demand that the objective counts is one of the scenario's."""
    if scenario.objective.demand is not None:
        yield from _missing("demand", [Reference("objective.demand", scenario.objective.demand)], scenario.demands)


def by_region_stands_there(scenario: Scenario) -> Iterator[Problem]:
    """A `by_region` entry is about a region in which the thing stands."""
    for key, thing in _regional_things(scenario):
        for region in thing.by_region:
            if region in scenario.regions and thing.regions is not None and region not in thing.regions:
                yield problem(
                    f"{key}.by_region.{region}",
                    f"'{region}' is not among its regions ({', '.join(thing.regions)}), so this has no effect",
                    "Add it to `regions`, or take it out here.",
                )


def names_are_free(scenario: Scenario) -> Iterator[Problem]:
    """No region, future, lane or source takes a name that tables and files use for something else."""
    taken = [
        ("regions", scenario.regions, NATIONAL, "the market of a commodity without regions"),
        ("permitting.lanes", scenario.permitting.lanes, STANDARD, "the lane that always exists"),
        ("sources", scenario.sources, ASSUMPTION, "a number that rests on judgement"),
    ]
    if scenario.futures is not None:
        taken.append(("futures.branches", scenario.futures.branches, COMMON, "what all share before the reveal"))
    for key, names, name, meaning in taken:
        if name in names:
            at = f"{key}[{list(names).index(name)}]" if key == "regions" else f"{key}.{name}"
            yield problem(at, f"the name '{name}' stands for {meaning}", "Choose another name.")


def names_are_plain(scenario: Scenario) -> Iterator[Problem]:
    """Names can be written in a dotted path, in a list on the command line, and before the number of a tier."""
    branches = scenario.futures.branches if scenario.futures else {}
    for key, names in (
        ("regions", scenario.regions),
        ("commodities", scenario.commodities),
        ("assets", scenario.assets),
        ("supplies", scenario.supplies),
        ("demands", scenario.demands),
        ("links", scenario.links),
        ("permitting.lanes", scenario.permitting.lanes),
        ("credits", scenario.credits),
        ("loans", scenario.loans),
        ("funds", scenario.funds),
        ("disruptions", scenario.disruptions),
        ("futures.branches", branches),
        ("overrides", scenario.overrides),
        ("levers", scenario.levers),
        *((f"assets.{name}.modes", asset.modes) for name, asset in scenario.assets.items()),
    ):
        for name in names:
            if not name.strip() or any(letter in name for letter in RESERVED_IN_NAMES):
                yield problem(
                    f"{key}.{name}" if key != "regions" else key,
                    f"the name '{name}' is empty or holds one of {' '.join(RESERVED_IN_NAMES)}, which mean something",
                    "Use letters, digits, _ and -.",
                )


def regions_differ(scenario: Scenario) -> Iterator[Problem]:
    """A region is listed once."""
    for i, region in enumerate(scenario.regions):
        if region in scenario.regions[:i]:
            yield problem(f"regions[{i}]", f"the region '{region}' is listed twice")


# --- who names what ---------------------------------------------------------------------------------------------------


def _missing(kind: str, named: Iterator[Reference] | list[Reference], known: Collection[str]) -> Iterator[Problem]:
    return (no_such(kind, reference.name, known, reference.key) for reference in named if reference.name not in known)


def asset_versions(scenario: Scenario) -> Iterator[tuple[str, Asset]]:
    """Each asset, then each asset as it reads in a region of its `by_region`, with the key of the block."""
    for name, asset in scenario.assets.items():
        yield f"assets.{name}", asset
        for region, there in asset.by_region.items():
            yield f"assets.{name}.by_region.{region}", there


def supply_versions(scenario: Scenario) -> Iterator[tuple[str, Supply]]:
    """Each supply, then each supply as it reads in a region of its `by_region`, with the key of the block."""
    for name, supply in scenario.supplies.items():
        yield f"supplies.{name}", supply
        for region, there in supply.by_region.items():
            yield f"supplies.{name}.by_region.{region}", there


def demand_versions(scenario: Scenario) -> Iterator[tuple[str, Demand]]:
    """Each demand, then each demand as it reads in a region of its `by_region`, with the key of the block."""
    for name, demand in scenario.demands.items():
        yield f"demands.{name}", demand
        for region, there in demand.by_region.items():
            yield f"demands.{name}.by_region.{region}", there


def _commodities_named(scenario: Scenario) -> Iterator[Reference]:
    for key, asset in asset_versions(scenario):
        yield from (Reference(f"{key}.build_inputs.{name}", name) for name in asset.build_inputs)
        for mode_name, mode in asset.modes.items():
            yield from (Reference(f"{key}.modes.{mode_name}.inputs.{name}", name) for name in mode.inputs)
            yield from (Reference(f"{key}.modes.{mode_name}.outputs.{name}", name) for name in mode.outputs)
    yield from (Reference(f"{key}.commodity", supply.commodity) for key, supply in supply_versions(scenario))
    yield from (Reference(f"{key}.commodity", demand.commodity) for key, demand in demand_versions(scenario))
    yield from (Reference(f"links.{name}.commodity", link.commodity) for name, link in scenario.links.items())
    yield from (Reference(f"reserve.{name}", name) for name in scenario.reserve)


def _regional_things(scenario: Scenario) -> Iterator[tuple[str, Asset | Supply | Demand]]:
    yield from ((f"assets.{name}", asset) for name, asset in scenario.assets.items())
    yield from ((f"supplies.{name}", supply) for name, supply in scenario.supplies.items())
    yield from ((f"demands.{name}", demand) for name, demand in scenario.demands.items())


def _regions_named(scenario: Scenario) -> Iterator[Reference]:
    lists: list[tuple[str, tuple[str, ...] | None]] = []
    for key, thing in _regional_things(scenario):
        lists.append((f"{key}.regions", thing.regions))
        yield from (Reference(f"{key}.by_region.{region}", region) for region in thing.by_region)
    lists += [(f"credits.{name}.regions", credit.regions) for name, credit in scenario.credits.items()]
    lists += [(f"disruptions.{name}.regions", event.regions) for name, event in scenario.disruptions.items()]
    for key, regions in lists:
        yield from (Reference(f"{key}[{i}]", region) for i, region in enumerate(regions or ()))
    for name, link in scenario.links.items():
        yield Reference(f"links.{name}.from", link.from_)
        yield Reference(f"links.{name}.to", link.to)


def _assets_named(scenario: Scenario) -> Iterator[Reference]:
    for name, lane in scenario.permitting.lanes.items():
        yield from (Reference(f"permitting.lanes.{name}.assets[{i}]", a) for i, a in enumerate(lane.assets or ()))
    for name, credit in scenario.credits.items():
        yield from (Reference(f"credits.{name}.rates.{asset}", asset) for asset in credit.rates)
    for name, loan in scenario.loans.items():
        yield from (Reference(f"loans.{name}.assets[{i}]", asset) for i, asset in enumerate(loan.assets))
    for name, event in scenario.disruptions.items():
        if event.asset is not None:
            yield Reference(f"disruptions.{name}.asset", event.asset)


def _funds_named(scenario: Scenario) -> Iterator[Reference]:
    for blocks in (asset_versions(scenario), supply_versions(scenario), demand_versions(scenario)):
        yield from (Reference(f"{key}.fund", block.fund) for key, block in blocks if block.fund is not None)
    for name, reserve in scenario.reserve.items():
        if reserve.fund is not None:
            yield Reference(f"reserve.{name}.fund", reserve.fund)
