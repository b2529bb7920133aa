"""Spares: what a scenario declares and nothing uses.

Sources are left out: a shared list of them is not wrong for being longer than one scenario needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.errors import Problem
from optimizer.scenario.rules.names import asset_versions, demand_versions, supply_versions
from optimizer.scenario.rules.problems import problem
from optimizer.scenario.schema import Scenario


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
