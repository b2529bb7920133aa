"""What a study may record: every name with its unit, and a clear error for one that is none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.model.extract.reader import per, words
from optimizer.results.bottlenecks import GROUPS
from optimizer.scenario import places
from optimizer.scenario.schema import NATIONAL, Scenario
from optimizer.wording import Explained, listing, nearest, shortened

MONEY = (
    "npv",
    "capital",
    "credits",
    "loan_subsidy",
    "reserve_cost",
    "lever_cost",
    "public_cost",
    "tariff_revenue",
)
"""Metrics in the scenario's money."""
TOP = "limits.top"
KINDS = ("limit:KIND:NAME", "price:COMMODITY:YEAR", "capacity:ASSET:YEAR", "starts:ASSET")
"""Families of records, as messages show them."""


def faults(names: Sequence[str], scenario: Scenario) -> dict[str, Explained]:
    """Names that nothing is recorded under, and what to say of each."""
    known = dict(_known(scenario))
    found = {}
    for name in names:
        if name not in known and name != TOP and not name.startswith("limit:"):
            message = f"there is no '{shortened(name)}'; known: {listing(_shown(known))}, and {listing(KINDS)}"
            found[name] = Explained(message, nearest(name, (*known, TOP)))
        elif name.startswith("limit:") and name.count(":") < 2:
            found[name] = Explained(f"'{shortened(name)}' names no limit; write limit:KIND:NAME, e.g. {_example()}")
    return found


def units(names: Sequence[str], scenario: Scenario) -> dict[str, str]:
    """Unit of every number that is recorded; texts have none."""
    known = dict(_known(scenario))
    return {name: "1" if name.startswith("limit:") else known[name] for name in ("objective", *names) if name != TOP}


def _example() -> str:
    return f"limit:{next(kind for kind, group in GROUPS.items() if group == 'money')}:private"


def _shown(known: dict[str, str]) -> list[str]:
    """Names for a message, those of years and of single things left out."""
    return [*(name for name in known if ":" not in name), "compute_end:YEAR", TOP]


def _known(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every name but those of limits, with its unit."""
    money = scenario.money.unit
    compute = _compute_unit(scenario)
    yield "objective", (compute or money) if scenario.objective.maximize == "compute" else money
    yield from ((name, money) for name in MONEY)
    years = sorted({int(start + 1e-9) for start in places.periods(scenario).starts.tolist()})
    if compute is not None:
        rate = compute[: -len("*yr")] if compute.endswith("*yr") else f"{compute}/yr"
        yield "compute_total", compute
        yield from ((name, rate) for name in ("compute_end", *(f"compute_end:{year}" for year in years)))
    endings = ["", *(f":{year}" for year in years)]
    yield from ((name + ending, unit) for name, unit in _things(scenario, money) for ending in endings)


def _things(scenario: Scenario, money: str) -> Iterator[tuple[str, str]]:
    """Prices of markets; capacity and starts of assets."""
    for name, commodity in scenario.commodities.items():
        unit = str(per(money, words([commodity.unit]))[0])
        regions = places.regions_of_market(scenario, name)
        alone = regions == (NATIONAL,) or len(scenario.regions) == 1
        yield from ((f"price:{name}" if alone else f"price:{name}@{region}", unit) for region in regions)
    for name, asset in scenario.assets.items():
        yield f"capacity:{name}", asset.capacity
        yield f"starts:{name}", asset.capacity


def _compute_unit(scenario: Scenario) -> str | None:
    """Unit of what the compute demand is served with, None where no demand stands for compute."""
    name = scenario.compute_demand
    return None if name is None else scenario.commodities[scenario.demands[name].commodity].unit
