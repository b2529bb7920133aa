"""What the model is about, named and numbered: sites, markets, tiers, purses, and the axes that index them.

A site is an asset in a region, a market the balance of a commodity in a region. Their ids are the plain names where
there is one region and `name@region` where there are several, so that exported models read well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.model.arrays import Axis
from optimizer.scenario import places
from optimizer.scenario.schema import NATIONAL, STANDARD, Asset, Demand, Lane, Scenario, Supply
from optimizer.timeline import COMMON, Tree


@dataclass(frozen=True)
class Place:
    """A named thing in a region: a site, a market, a supply, a demand."""

    name: str
    region: str
    id: str


@dataclass(frozen=True, eq=False)
class Places:
    """The scenario's things in model order, each with its axis."""

    scenario: Scenario

    @cached_property
    def variants(self) -> tuple[Scenario, ...]:
        return places.variants(self.scenario)

    @cached_property
    def tree(self) -> Tree:
        return places.tree(self.scenario)

    def _place(self, name: str, region: str) -> Place:
        alone = region == NATIONAL or len(self.scenario.regions) == 1
        return Place(name, region, name if alone else f"{name}@{region}")

    @cached_property
    def sites(self) -> tuple[Place, ...]:
        regions = {name: places.regions_of_asset(self.scenario, name) for name in self.scenario.assets}
        return tuple(self._place(name, region) for name in self.scenario.assets for region in regions[name])

    @cached_property
    def markets(self) -> tuple[Place, ...]:
        s = self.scenario
        return tuple(self._place(name, r) for name in s.commodities for r in places.regions_of_market(s, name))

    @cached_property
    def supplies(self) -> tuple[Place, ...]:
        s = self.scenario
        return tuple(self._place(n, r) for n, supply in s.supplies.items() for r in places.regions_of_trade(s, supply))

    @cached_property
    def demands(self) -> tuple[Place, ...]:
        s = self.scenario
        return tuple(self._place(n, r) for n, demand in s.demands.items() for r in places.regions_of_trade(s, demand))

    def asset(self, site: Place, variant: int = 0) -> Asset:
        return places.in_region(self.variants[variant].assets[site.name], site.region)

    def supply(self, place: Place, variant: int = 0) -> Supply:
        return places.in_region(self.variants[variant].supplies[place.name], place.region)

    def demand(self, place: Place, variant: int = 0) -> Demand:
        return places.in_region(self.variants[variant].demands[place.name], place.region)

    def lane(self, name: str, variant: int = 0) -> Lane:
        return self.variants[variant].permitting.lanes.get(name, Lane())

    def lanes_of(self, site: Place) -> tuple[str, ...]:
        """Lanes that a buildable site may use; none for one that cannot be built."""
        if self.asset(site).capex is None:
            return ()
        lanes = self.scenario.permitting.lanes
        return (STANDARD, *(name for name, lane in lanes.items() if lane.assets is None or site.name in lane.assets))

    def permit(self, site: Place, lane: str, variant: int) -> float:
        """Time from application to the start of construction [yr]."""
        factor = self.variants[variant].permitting.factor.value * self.lane(lane, variant).factor.value
        return self.asset(site, variant).permit.value * factor

    def market_of(self, commodity: str, region: str) -> int:
        """Number of the market on which something in `region` trades a commodity."""
        return self._market_number[commodity, places.market_region(self.scenario.commodities[commodity], region)]

    @cached_property
    def _market_number(self) -> dict[tuple[str, str], int]:
        return {(market.name, market.region): i for i, market in enumerate(self.markets)}

    def future_of(self, variant: int) -> str | None:
        """The future that a variant is; None for the common nodes."""
        return None if variant == 0 else self.tree.futures[variant - 1]

    def purse_of(self, fund: str | None) -> str | None:
        """The fund that trades without a named fund are attributed to: the only one that covers all."""
        if fund is not None:
            return fund
        all_covering = [name for name, f in self.scenario.funds.items() if f.covers == "all"]
        return all_covering[0] if len(all_covering) == 1 else None

    # --- axes ---

    @cached_property
    def node_axis(self) -> Axis:
        return Axis("node", tuple(range(self.tree.size)))

    @cached_property
    def future_axis(self) -> Axis:
        return Axis("future", self.tree.futures or (COMMON,))

    @cached_property
    def site_axis(self) -> Axis:
        return Axis("asset", tuple(site.id for site in self.sites))

    @cached_property
    def market_axis(self) -> Axis:
        return Axis("market", tuple(market.id for market in self.markets))

    @cached_property
    def supply_axis(self) -> Axis:
        return Axis("supply", tuple(place.id for place in self.supplies))

    @cached_property
    def demand_axis(self) -> Axis:
        return Axis("demand", tuple(place.id for place in self.demands))

    @cached_property
    def mode_axis(self) -> Axis:
        names = {mode: None for asset in self.scenario.assets.values() for mode in asset.modes}
        return Axis("mode", tuple(names))

    @cached_property
    def lane_axis(self) -> Axis:
        return Axis("lane", (STANDARD, *self.scenario.permitting.lanes))

    @cached_property
    def step_axis(self) -> Axis:
        most = max((len(self.asset(site).surge) for site in self.sites), default=0)
        return Axis("step", tuple(range(1, max(most, 1) + 1)))

    @cached_property
    def tier_axis(self) -> Axis:
        s = self.scenario
        most = max(
            [*(len(x.tiers) for x in s.supplies.values()), *(len(x.tiers) for x in s.demands.values())], default=1
        )
        return Axis("tier", tuple(range(1, most + 1)))

    @cached_property
    def link_axis(self) -> Axis:
        return Axis("link", tuple(self.scenario.links))

    @cached_property
    def credit_axis(self) -> Axis:
        return Axis("credit", tuple(self.scenario.credits))

    @cached_property
    def loan_axis(self) -> Axis:
        return Axis("loan", tuple(self.scenario.loans))

    @cached_property
    def fund_axis(self) -> Axis:
        return Axis("fund", tuple(self.scenario.funds))

    # --- the tree as arrays ---

    @cached_property
    def ancestry(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Every pair of a node and itself or an ancestor: (node, ancestor, periods between), each shape (pairs,)."""
        tree = self.tree
        node: list[int] = []
        above: list[int] = []
        for number, path in enumerate(tree.paths):
            for t, n in enumerate(path):
                if t < tree.reveal and number:
                    continue  # common nodes are on every path; take them once
                node.extend([n] * (t + 1))
                above.extend(path[: t + 1])
        nodes, ancestors = np.array(node, int), np.array(above, int)
        return nodes, ancestors, tree.period[nodes] - tree.period[ancestors]
