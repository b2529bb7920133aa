"""What a study may record: every name with its unit, and a clear error for one that is none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from optimizer.model.extract.reader import per, words
from optimizer.model.extract.record import LIMIT, LIMIT_KINDS, OBJECTIVE, TOP
from optimizer.results.limit_paths import FIELDS, NAME, PART
from optimizer.results.names import WAIT
from optimizer.scenario import places
from optimizer.scenario.schema import NATIONAL, Asset, Scenario, Supply
from optimizer.scenario.walk import value_at
from optimizer.units import rate_of
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
KINDS = ("limit:KIND:NAME", "price:COMMODITY:YEAR", "capacity:ASSET:YEAR", "starts:ASSET")
"""Families of records, as messages show them."""


def faults(names: Sequence[str], scenario: Scenario) -> dict[str, Explained]:
    """Names that nothing is recorded under, and what to say of each."""
    known = dict(_known(scenario))
    found = {name: _fault_of_limit(name, scenario) if _is_limit(name) else _fault(name, known) for name in names}
    return {name: fault for name, fault in found.items() if fault is not None}


def units(names: Sequence[str], scenario: Scenario) -> dict[str, str]:
    """Unit of every number that is recorded; texts have none, nor has what the scenario does not have."""
    known = dict(_known(scenario))
    known |= {name: "1" for name in names if _is_limit(name)}
    return {name: known[name] for name in (OBJECTIVE, *names) if name in known}


def units_in_all(names: Sequence[str], scenarios: Iterable[Scenario]) -> dict[str, tuple[str, ...]]:
    """The different units of every number that is recorded in several scenarios: one each, or the numbers are mixed."""
    found: dict[str, dict[str, None]] = {name: {} for name in (OBJECTIVE, *names)}
    for scenario in scenarios:
        for name, unit in units(names, scenario).items():
            found[name][unit] = None
    return {name: tuple(different) for name, different in found.items() if different}


# --- faults -----------------------------------------------------------------------------------------------------------


def _is_limit(name: str) -> bool:
    return name.startswith(f"{LIMIT}:")


def _fault(name: str, known: Mapping[str, str]) -> Explained | None:
    """What is wrong with the name of anything but a limit."""
    if name in known or name == TOP:
        return None
    message = f"there is no '{shortened(name)}'; known: {listing(_shown(known))}, and {listing(KINDS)}"
    return Explained(message, nearest(name, (*known, TOP)))


def _fault_of_limit(name: str, scenario: Scenario) -> Explained | None:
    """What is wrong with `limit:KIND:NAME`."""
    kind, _, thing = name.removeprefix(f"{LIMIT}:").partition(":")
    if not thing:
        return Explained(f"'{shortened(name)}' names no limit; write {KINDS[0]}, e.g. limit:budget:private")
    if kind not in LIMIT_KINDS:
        every = listing(LIMIT_KINDS, len(LIMIT_KINDS))
        message = f"there is no kind '{shortened(kind)}' of limits that can be recorded; known: {every}"
        return Explained(message, nearest(kind, LIMIT_KINDS))
    things = tuple(_limited(kind, scenario))
    if thing not in things:
        message = f"no '{shortened(thing)}' has limits of kind '{kind}'; known: {listing(things)}"
        return Explained(message, nearest(thing, things))
    return None


def _limited(kind: str, scenario: Scenario) -> Iterator[str]:
    """What the limits of a kind can be of, as a run names it: `copper_import#1` where each tier or step has its own."""
    field = FIELDS["existing" if kind == WAIT else kind]
    for name, thing in value_at(scenario, field[: field.index(NAME)]).items():
        yield from (f"{name}#{part}" for part in range(1, _parts(thing) + 1)) if PART in field else (name,)


def _parts(thing: Asset | Supply) -> int:
    """How many steps or tiers there are, where there are most."""
    readings = (thing, *thing.by_region.values())
    return max(len(one.surge if isinstance(one, Asset) else one.tiers) for one in readings)


def _shown(known: Mapping[str, str]) -> list[str]:
    """Names for a message, those of years and of single things left out."""
    return [*(name for name in known if ":" not in name), "compute_end:YEAR", TOP]


# --- names and units --------------------------------------------------------------------------------------------------


def _known(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Every name but those of limits, with its unit."""
    compute = _compute_unit(scenario)
    objective = compute if compute is not None and scenario.objective.maximize == "compute" else scenario.money.unit
    yield OBJECTIVE, objective
    yield from ((name, scenario.money.unit) for name in MONEY)
    years = dict.fromkeys(places.periods(scenario).calendar_years.tolist())
    if compute is not None:
        yield "compute_total", compute
        yield from ((name, rate_of(compute)) for name in ("compute_end", *(f"compute_end:{year}" for year in years)))
    endings = ["", *(f":{year}" for year in years)]
    yield from ((name + ending, unit) for name, unit in _things(scenario, objective) for ending in endings)


def _things(scenario: Scenario, objective: str) -> Iterator[tuple[str, str]]:
    """Prices of markets, in units of the objective; capacity and starts of assets."""
    for name, commodity in scenario.commodities.items():
        unit = str(per(objective, words([commodity.unit]))[0])
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
