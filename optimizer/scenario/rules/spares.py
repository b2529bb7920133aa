"""Spares: what a scenario declares and nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimizer.errors import Problem
from optimizer.scenario.rules.names import asset_versions, demand_versions, supply_versions
from optimizer.scenario.rules.problems import problem
from optimizer.scenario.schema import Scenario
from optimizer.scenario.walk import numbers
from optimizer.wording import listing


def commodities_are_used(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a commodity that nothing takes, makes, sells or wants."""
    used = set(scenario.reserve)
    used |= {supply.commodity for supply in scenario.supplies.values()}
    used |= {demand.commodity for demand in scenario.demands.values()}
    used |= {link.commodity for link in scenario.links.values()}
    for _, asset in asset_versions(scenario):
        used |= set(asset.build_inputs)
        for mode in asset.modes.values():
            used |= set(mode.inputs) | set(mode.outputs)
    for name in scenario.commodities:
        if name not in used:
            yield problem(f"commodities.{name}", "nothing takes, makes, sells or wants this commodity")


def funds_are_used(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a fund that pays for nothing."""
    used = {reserve.fund for reserve in scenario.reserve.values()}
    for versions in (asset_versions(scenario), supply_versions(scenario), demand_versions(scenario)):
        used |= {thing.fund for _, thing in versions}
    for name, fund in scenario.funds.items():
        if name not in used and fund.covers == "capital":
            yield problem(f"funds.{name}", "nothing is paid from this fund")


def sources_are_cited(scenario: Scenario) -> Iterator[Problem]:
    """Warning, one for all: sources that no number cites."""
    cited = {number.source for _, number in numbers(scenario)}
    for override in scenario.overrides.values():
        cited |= set(_cited_in(override.set))
    for branch in scenario.futures.branches.values() if scenario.futures else ():
        cited |= set(_cited_in(branch.set))
    spare = [name for name in scenario.sources if name not in cited]
    if spare:
        yield problem(f"sources.{spare[0]}", f"no number cites {len(spare)} of the sources: {listing(spare)}")


def _cited_in(written: object) -> Iterator[str]:
    """Sources named in the changes of an override, which are still as written."""
    if isinstance(written, Mapping):
        for key, inner in written.items():
            if isinstance(inner, str) and str(key).rsplit(".", 1)[-1] == "source":
                yield str(inner)
            yield from _cited_in(inner)
