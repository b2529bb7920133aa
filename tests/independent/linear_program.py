"""The model of docs/model.md a second time: a table of coefficients for `scipy.optimize.linprog`.

Nothing of the program is used but the `Scenario` that it reads: own tree, own kernels, own interpolation. A variable is
a tuple such as ("start", asset, region, lane, step, node), a row a mapping from variables to coefficients. Made for
small scenarios and for reading, not for speed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from math import floor, inf
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from optimizer.scenario.schema import Asset, Scenario
from tests.independent.kernels import annuity, construction_interest, paying, serving

PERIODS_A_YEAR = {"month": 12, "quarter": 4, "year": 1}
COUNTRY = "national"
NEVER = 1e-9
Coefficients = dict[Any, float]


class Node(NamedTuple):
    """A period on the trunk (future None) or on the path of a future."""

    future: str | None
    period: int


class Site(NamedTuple):
    """An asset in a region."""

    asset: str
    region: str


@dataclass(frozen=True)
class Answer:
    """Optimum, the net present value that goes with it, and the plan as {variable: value}."""

    status: str
    objective: float
    npv: float
    compute: float
    plan: Mapping[Any, float] = field(default_factory=dict)


@lru_cache(maxsize=100_000)
def _serving(delay: float, ramp: float, life: float | None, k: int, period: float) -> float:
    return serving(delay, ramp, life, k, period)


@lru_cache(maxsize=100_000)
def _paying(first: float, last: float, k: int, period: float) -> float:
    return paying(first, last, k, period)


def read(path: Any, when: float) -> float:
    """A path at a date: straight between its years, flat outside."""
    points = [(year, float(number)) for year, number in path]
    if when <= points[0][0]:
        return points[0][1]
    for (y0, v0), (y1, v1) in pairwise(points):
        if when <= y1:
            return v0 + (v1 - v0) * (when - y0) / (y1 - y0)
    return points[-1][1]


class Program:
    """The rows, bounds and value of one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.base = scenario
        self.step = 1.0 / PERIODS_A_YEAR[scenario.horizon.step]
        self.count = round((scenario.horizon.end - scenario.horizon.start) / self.step)
        self.delta = float(scenario.objective.discount_rate)
        self.upper: dict[Any, float] = {}
        self.at_most: list[tuple[Coefficients, float]] = []
        self.equal: list[tuple[Coefficients, float]] = []
        self.value: dict[Node, Coefficients] = {node: defaultdict(float) for node in self.nodes}
        self.use: dict[tuple[str, Node], Coefficients] = defaultdict(lambda: defaultdict(float))
        self.net: dict[tuple[str, str, Node], Coefficients] = {}
        self.given: dict[tuple[str, str, Node], float] = defaultdict(float)
        self.cash: dict[tuple[str, Node], Coefficients] = {}
        self._markets()
        self._assets()
        self._trade()
        self._stocks()
        self._reserves()
        self._credits()
        self._loans()
        self._funds()
        for key, row in self.net.items():
            self.at_most.append(({v: -c for v, c in row.items()}, self.given[key]))

    # --- time -------------------------------------------------------------------------------------------------------

    @cached_property
    def reveal(self) -> int:
        if self.base.futures is None:
            return self.count
        boundary = floor((self.base.futures.reveal - self.base.horizon.start) / self.step + 0.5)
        return min(max(boundary, 1), self.count)

    @cached_property
    def paths(self) -> list[tuple[float, list[Node]]]:
        """Probability and nodes of each way through the tree."""
        trunk = [Node(None, t) for t in range(self.reveal)]
        if self.base.futures is None:
            return [(1.0, trunk)]
        return [
            (float(branch.probability), trunk + [Node(name, t) for t in range(self.reveal, self.count)])
            for name, branch in self.base.futures.branches.items()
        ]

    @cached_property
    def nodes(self) -> list[Node]:
        return list(dict.fromkeys(node for _, path in self.paths for node in path))

    def probability(self, node: Node) -> float:
        return 1.0 if node.future is None else float(self.data_of_branch(node.future).probability)

    def data_of_branch(self, name: str) -> Any:
        assert self.base.futures is not None
        return self.base.futures.branches[name]

    def data(self, node: Node) -> Scenario:
        """The scenario as it reads at a node."""
        if node.future is None:
            return self.base
        return self.data_of_branch(node.future).scenario or self.base

    def back(self, node: Node, k: int) -> Node | None:
        """The node k periods earlier on the way to this one."""
        t = node.period - k
        if t < 0:
            return None
        return Node(None if t < self.reveal else node.future, t)

    def past(self, node: Node) -> Iterator[tuple[int, Node]]:
        for k in range(node.period + 1):
            earlier = self.back(node, k)
            assert earlier is not None
            yield k, earlier

    def middle(self, node: Node) -> float:
        return self.base.horizon.start + (node.period + 0.5) * self.step

    def discount(self, period: int) -> float:
        return float((1.0 + self.delta) ** -((period + 0.5) * self.step))

    def overlap(self, node: Node, first: float, last: float) -> tuple[float, float]:
        begin = self.base.horizon.start + node.period * self.step
        return max(begin, first), min(begin + self.step, last)

    def read(self, path: Any, node: Node) -> float:
        return read(path, self.middle(node))

    # --- places -----------------------------------------------------------------------------------------------------

    def regions_of(self, commodity: str) -> tuple[str, ...]:
        return self.base.regions if self.base.commodities[commodity].regional else (COUNTRY,)

    def balance_of(self, commodity: str, region: str) -> str:
        return region if self.base.commodities[commodity].regional else COUNTRY

    @cached_property
    def sites(self) -> list[Site]:
        return [
            Site(name, region)
            for name, asset in self.base.assets.items()
            for region in (asset.regions or self.base.regions)
        ]

    def asset(self, site: Site, node: Node) -> Asset:
        whole = self.data(node).assets[site.asset]
        return whole.by_region.get(site.region, whole)

    # --- disruptions ------------------------------------------------------------------------------------------------

    def events(self, node: Node) -> Iterator[Any]:
        for event in self.data(node).disruptions.values():
            if event.future is None or event.future == node.future:
                yield event

    def left(self, node: Node, region: str, supply: str | None = None, asset: str | None = None) -> float:
        """What disruptions leave of a supply or of an asset."""
        lost = 0.0
        for event in self.events(node):
            named = (supply is not None and event.supply == supply) or (asset is not None and event.asset == asset)
            if named and (event.regions is None or region == COUNTRY or region in event.regions):
                first, last = self.overlap(node, event.from_, event.to)
                lost += float(event.loss) * max(0.0, last - first) / self.step
        return max(0.0, 1.0 - lost)

    def disrupted(self, commodity: str, node: Node) -> float:
        """Share of the period in which at least one source of the commodity is hit."""
        spans = []
        for event in self.events(node):
            if float(event.loss) <= 0.0:
                continue
            if event.supply is not None:
                hit = self.base.supplies[event.supply].commodity == commodity
            else:
                hit = any(commodity in mode.outputs for mode in self.base.assets[event.asset].modes.values())
            first, last = self.overlap(node, event.from_, event.to)
            if hit and last > first + 1e-9:  # else the event touches the edge of the period
                spans.append((first, last))
        covered, reached = 0.0, -inf
        for first, last in sorted(spans):
            covered += max(0.0, last - max(first, reached))
            reached = max(reached, last)
        return covered / self.step

    # --- assets -----------------------------------------------------------------------------------------------------

    def _markets(self) -> None:
        for name in self.base.commodities:
            for region in self.regions_of(name):
                for node in self.nodes:
                    self.net[name, region, node] = defaultdict(float)

    def lanes(self, asset: str, node: Node) -> dict[str, tuple[float, float]]:
        """{lane: (factor, fee)} that an asset may use."""
        permitting = self.data(node).permitting
        open_lanes = {"standard": (1.0, 0.0)}
        for name, lane in permitting.lanes.items():
            if lane.assets is None or asset in lane.assets:
                open_lanes[name] = (float(lane.factor), float(lane.fee))
        return open_lanes

    def permit(self, site: Site, lane: str, node: Node) -> float:
        factor = float(self.data(node).permitting.factor) * self.lanes(site.asset, node)[lane][0]
        return float(self.asset(site, node).permit) * factor

    def starts(self, site: Site, node: Node) -> Iterator[tuple[Any, str, float]]:
        """(variable, lane, capital per unit of capacity) of every start that is possible in a node."""
        asset = self.asset(site, node)
        if asset.capex is None:
            return
        premiums = [float(step.premium) for step in asset.surge] or [0.0]
        for lane, (_, fee) in self.lanes(site.asset, node).items():
            delay = self.permit(site, lane, node) + float(asset.build)
            if node.period * self.step + delay >= self.count * self.step - NEVER:
                continue
            for q, premium in enumerate(premiums):
                price = self.read(asset.capex, node) * (1.0 + premium) * (1.0 + fee)
                yield ("start", site.asset, site.region, lane, q, node), lane, price

    def in_service(self, site: Site, node: Node) -> Coefficients:
        """Capacity from starts."""
        row: Coefficients = defaultdict(float)
        for k, earlier in self.past(node):
            asset = self.asset(site, earlier)
            life = None if asset.life is None else float(asset.life)
            for start, lane, _ in self.starts(site, earlier):
                delay = self.permit(site, lane, earlier) + float(asset.build)
                row[start] += _serving(delay, float(asset.ramp), life, k, self.step)
        return row

    def outlay(self, site: Site, node: Node) -> Coefficients:
        """Money that building a site takes in a node."""
        row: Coefficients = defaultdict(float)
        for k, earlier in self.past(node):
            for start, lane, price in self.starts(site, earlier):
                permit = self.permit(site, lane, earlier)
                build = float(self.asset(site, earlier).build)
                row[start] += price * _paying(permit, permit + build, k, self.step)
        return row

    def _assets(self) -> None:
        for site in self.sites:
            for node in self.nodes:
                self._capacity(site, node)
                self._activity(site, node)
                self._building(site, node)
                self._start_limits(site, node)
        for node in self.nodes:
            self._throughput(node)

    def _capacity(self, site: Site, node: Node) -> None:
        asset = self.asset(site, node)
        built = self.in_service(site, node)
        existing = self.read(asset.existing, node)
        use = self.read(asset.availability, node) * self.left(node, site.region, asset=site.asset) * self.step
        row = {start: -use * share for start, share in built.items()}
        for mode in asset.modes:
            row[("act", *site, mode, node)] = 1.0
        self.at_most.append((row, use * existing))
        if asset.max_capacity is not None:
            self.at_most.append((dict(built), self.read(asset.max_capacity, node) - existing))

    def _activity(self, site: Site, node: Node) -> None:
        for name, mode in self.asset(site, node).modes.items():
            act = ("act", *site, name, node)
            for commodity, amount in mode.outputs.items():
                self.net[commodity, self.balance_of(commodity, site.region), node][act] += float(amount)
            for commodity, amount in mode.inputs.items():
                self.net[commodity, self.balance_of(commodity, site.region), node][act] -= float(amount)
                self.use[commodity, node][act] += float(amount)
            self.value[node][act] -= self.read(mode.cost, node)

    def _building(self, site: Site, node: Node) -> None:
        """Inputs to building in a node, and the yearly charge on what starts in it."""
        for k, earlier in self.past(node):
            asset = self.asset(site, earlier)
            for start, lane, _ in self.starts(site, earlier):
                permit = self.permit(site, lane, earlier)
                ready = permit + float(asset.build)
                for commodity, need in asset.build_inputs.items():
                    first = permit if need.when == "construction" else ready
                    amount = float(need.amount) * _paying(first, ready, k, self.step)
                    self.net[commodity, self.balance_of(commodity, site.region), node][start] -= amount
                    self.use[commodity, node][start] += amount
        for k, earlier in self.past(node):
            asset = self.asset(site, earlier)
            life = None if asset.life is None else float(asset.life)
            rate = float(asset.hurdle_rate)
            for start, lane, price in self.starts(site, earlier):
                delay = self.permit(site, lane, earlier) + float(asset.build)
                yearly = annuity(rate, life) * price * construction_interest(rate, float(asset.build))
                self.value[node][start] -= yearly * self.step * _serving(delay, 0.0, life, k, self.step)

    def _start_limits(self, site: Site, node: Node) -> None:
        asset = self.asset(site, node)
        starts = list(self.starts(site, node))
        if not starts:
            return
        everything = {start: 1.0 for start, _, _ in starts}
        if asset.max_starts is not None:
            self.at_most.append((everything, self.read(asset.max_starts, node) * self.step))
        if asset.growth is not None:
            factor = (1.0 + float(asset.growth.rate)) ** self.step
            seed = float(asset.growth.seed) * self.step
            parent = self.back(node, 1)
            if parent is None:
                seed += factor * float(asset.growth.recent_starts) * self.step
                self.at_most.append((everything, seed))
            else:
                row = dict(everything)
                row.update({start: -factor for start, _, _ in self.starts(site, parent)})
                self.at_most.append((row, seed))
        below = 0.0
        for q, surge in enumerate(asset.surge):
            if surge.up_to is None:
                continue
            up_to = self.read(surge.up_to, node)
            row = {start: 1.0 for start, _, _ in starts if start[4] == q}
            self.at_most.append((row, (up_to - below) * self.step))
            below = up_to

    def _throughput(self, node: Node) -> None:
        for name, lane in self.data(node).permitting.lanes.items():
            if lane.throughput is None:
                continue
            row: Coefficients = {}
            for site in self.sites:
                asset = self.asset(site, node)
                for start, of_lane, _ in self.starts(site, node):
                    if of_lane == name:
                        row[start] = self.read(asset.capex, node)
            self.at_most.append((row, self.read(lane.throughput, node) * self.step))

    # --- markets ----------------------------------------------------------------------------------------------------

    def _trade(self) -> None:
        for node in self.nodes:
            data = self.data(node)
            for name, supply in data.supplies.items():
                for region in self._regions_of_trade(supply):
                    self._supply(node, name, region, supply.by_region.get(region, supply))
            for name, demand in data.demands.items():
                for region in self._regions_of_trade(demand):
                    self._demand(node, name, region, demand.by_region.get(region, demand))
            for name, link in data.links.items():
                self._link(node, name, link)

    def _regions_of_trade(self, trade: Any) -> tuple[str, ...]:
        if not self.base.commodities[trade.commodity].regional:
            return (COUNTRY,)
        return trade.regions or self.base.regions

    def _supply(self, node: Node, name: str, region: str, supply: Any) -> None:
        left = self.left(node, region, supply=name)
        for q, tier in enumerate(supply.tiers):
            buy = ("buy", name, region, q, node)
            self.upper[buy] = self.read(tier.quantity, node) * self.step * left
            self.net[supply.commodity, region, node][buy] += 1.0
            self.value[node][buy] -= self.read(tier.price, node) * (1.0 + self.read(supply.tariff, node))

    def _demand(self, node: Node, name: str, region: str, demand: Any) -> None:
        for q, tier in enumerate(demand.tiers):
            serve = ("serve", name, region, q, node)
            wanted = self.read(tier.quantity, node) * self.step
            self.upper[serve] = wanted
            if tier.firm:
                self.equal.append(({serve: 1.0}, wanted))
            self.net[demand.commodity, region, node][serve] -= 1.0
            self.use[demand.commodity, node][serve] += 1.0
            self.value[node][serve] += self.read(tier.value, node)

    def _link(self, node: Node, name: str, link: Any) -> None:
        flow = ("flow", name, node)
        self.upper[flow] = inf if link.capacity is None else self.read(link.capacity, node) * self.step
        self.net[link.commodity, link.from_, node][flow] -= 1.0
        self.net[link.commodity, link.to, node][flow] += 1.0 - float(link.loss)
        self.value[node][flow] -= self.read(link.cost, node)

    def _stocks(self) -> None:
        for node in self.nodes:
            for name, commodity in self.data(node).commodities.items():
                if commodity.max_stock is None:
                    continue
                for region in self.regions_of(name):
                    self._stock(node, name, region, commodity)

    def _stock(self, node: Node, name: str, region: str, commodity: Any) -> None:
        stock = ("stock", name, region, node)
        kept = 1.0 - float(commodity.loss) * self.step
        self.upper[stock] = self.read(commodity.max_stock, node)
        self.value[node][stock] -= self.step * float(commodity.holding_cost)
        self.net[name, region, node][stock] -= 1.0
        parent = self.back(node, 1)
        if parent is None:
            self.given[name, region, node] += kept * float(commodity.initial)
        else:
            self.net[name, region, node]["stock", name, region, parent] += kept

    # --- reserves ---------------------------------------------------------------------------------------------------

    def _reserves(self) -> None:
        for node in self.nodes:
            for name, reserve in self.data(node).reserve.items():
                self._reserve(node, name, reserve)

    def _reserve(self, node: Node, name: str, reserve: Any) -> None:
        level, fill, draw = (("reserve", name, node), ("fill", name, node), ("draw", name, node))
        size, disrupted = self.read(reserve.size, node), self.disrupted(name, node)
        self.upper[level] = size
        self.upper[fill] = self._rate(reserve.fill_rate, size, reserve.fill == "undisrupted", 1.0 - disrupted)
        self.upper[draw] = self._rate(reserve.draw_rate, size, reserve.release == "disruption", disrupted)
        self.net[name, COUNTRY, node][draw] += 1.0
        self.net[name, COUNTRY, node][fill] -= 1.0
        kept, parent = 1.0 - float(reserve.loss) * self.step, self.back(node, 1)
        row = {level: 1.0, fill: -1.0, draw: 1.0}
        if parent is not None:
            row["reserve", name, parent] = -kept
        self.equal.append((row, kept * float(reserve.initial) if parent is None else 0.0))
        self.value[node][level] -= self.step * float(reserve.holding_cost)
        if node.period == self.count - 1:
            self.value[node][level] += float(reserve.salvage) * self.read(reserve.price, node)
        self._cover(node, name, reserve)

    def _rate(self, rate: Any, size: float, ruled: bool, share: float) -> float:
        """Most filled or drawn in a period; a rule cuts it to its share of the period."""
        if not ruled:
            return inf if rate is None else float(rate) * self.step
        return share * (size if rate is None else float(rate) * self.step)

    def _cover(self, node: Node, name: str, reserve: Any) -> None:
        begin = self.base.horizon.start + node.period * self.step
        waits = reserve.cover_from is not None and begin < reserve.cover_from - 1e-9
        if reserve.cover is None or waits or self.disrupted(name, node) > NEVER:
            return
        row = {v: float(reserve.cover) * c / self.step for v, c in self.use[name, node].items()}
        row["reserve", name, node] = -1.0
        self.at_most.append((row, 0.0))

    # --- money ------------------------------------------------------------------------------------------------------

    def annuity_worth(self, life: float | None, period: int) -> float:
        """Discounted sum of an annuity of 1 a year that begins in the middle of a period, inside the horizon.

        What begins in the last period counts for nothing.
        """
        left, total = inf if life is None else life, 0.0
        if period == self.count - 1:
            return total
        for t in range(period, self.count):
            runs = min(left, self.step if t > period else self.step / 2)
            left -= runs
            total += runs * self.discount(t)
        return total

    def _credits(self) -> None:
        for name, programme in self.base.credits.items():
            claims: dict[Node, Coefficients] = {node: {} for node in self.nodes}
            for site in self.sites:
                open_here = programme.regions is None or site.region in programme.regions
                if site.asset in programme.rates and open_here:
                    for node in self.nodes:
                        self._claim(name, site, node, claims[node])
            self._caps(name, claims)

    def _claim(self, name: str, site: Site, node: Node, claims: Coefficients) -> None:
        claim, row = ("claim", name, *site, node), {}
        for k, earlier in self.past(node):
            programme, asset = self.data(earlier).credits[name], self.asset(site, earlier)
            share = float(programme.rates[site.asset]) * float(programme.basis)
            for start, lane, price in self.starts(site, earlier):
                permit = self.permit(site, lane, earlier)
                paid = permit + float(asset.build) + float(programme.paid_after)
                eligible = self._eligible(programme.construction_begins, earlier, permit)
                row[start] = -share * eligible * price * _paying(paid, paid, k, self.step)
        if not row:
            return
        row[claim] = 1.0
        self.at_most.append((row, 0.0))
        claims[claim] = 1.0
        asset = self.asset(site, node)
        life = None if asset.life is None else float(asset.life)
        self.value[node][claim] += annuity(float(asset.hurdle_rate), life) * self.annuity_worth(life, node.period)
        if asset.fund is not None:
            self._purse(asset.fund, node)[claim] += 1.0

    def _eligible(self, window: Any, node: Node, permit: float) -> float:
        if window is None:
            return 1.0
        first, last = self.overlap(node, window[0] - permit, window[1] - permit)
        return max(0.0, last - first) / self.step

    def _caps(self, name: str, claims: Mapping[Node, Coefficients]) -> None:
        for node in self.nodes:
            cap = self.data(node).credits[name].annual_cap
            if cap is not None:
                self.at_most.append((claims[node], self.read(cap, node) * self.step))
        for _, path in self.paths:
            total = self.data(path[-1]).credits[name].total_cap
            if total is not None:
                self.at_most.append(({v: 1.0 for node in path for v in claims[node]}, float(total)))

    def _loans(self) -> None:
        for name, programme in self.base.loans.items():
            lent: dict[Node, Coefficients] = {node: {} for node in self.nodes}
            for site in self.sites:
                if site.asset in programme.assets:
                    for node in self.nodes:
                        for lane in dict.fromkeys(lane for _, lane, _ in self.starts(site, node)):
                            self._loan(name, site, lane, node)
                            lent[node]["loan", name, *site, lane, node] = 1.0
            for _, path in self.paths:
                cap = self.data(path[-1]).loans[name].cap
                if cap is not None:
                    self.at_most.append(({v: 1.0 for node in path for v in lent[node]}, float(cap)))

    def _loan(self, name: str, site: Site, lane: str, node: Node) -> None:
        """A loan on what starts in a node: drawn as its outlays fall due, worth something while it serves."""
        programme, asset = self.data(node).loans[name], self.asset(site, node)
        loan = ("loan", name, *site, lane, node)
        row = {start: -float(programme.share) * price for start, of, price in self.starts(site, node) if of == lane}
        row[loan] = 1.0
        self.at_most.append((row, 0.0))
        build, life = float(asset.build), None if asset.life is None else float(asset.life)
        own, lent = float(asset.hurdle_rate), float(programme.rate)
        gain = annuity(own, life) * construction_interest(own, build)
        gain -= annuity(lent, life) * construction_interest(lent, build)
        permit, tenor = self.permit(site, lane, node), float(programme.tenor)
        for later in self.nodes:
            k = later.period - node.period
            if k < 0 or self.back(later, k) != node:
                continue
            self.value[later][loan] += gain * self.step * _serving(permit + build, 0.0, life, k, self.step)
            if asset.fund is not None:
                self._purse(asset.fund, later)[loan] += _paying(permit, permit + build, k, self.step)
                for j in range(k):
                    years = min(max(tenor - (k - j - 1) * self.step, 0.0), self.step)
                    drawn = _paying(permit, permit + build, j, self.step)
                    self._purse(asset.fund, later)[loan] -= drawn * annuity(lent, tenor) * years

    def _purse(self, fund: str, node: Node) -> Coefficients:
        return self.cash.setdefault((fund, node), defaultdict(float))

    def _funds(self) -> None:
        for name in self.base.funds:
            for node in self.nodes:
                self._spending(name, node)
                self._purse_row(name, node)
            for _, path in self.paths:
                total = self.data(path[-1]).funds[name].total
                if total is not None:
                    self.at_most.append(({("equity", name, node): 1.0 for node in path}, float(total)))

    def _spending(self, name: str, node: Node) -> None:
        data, purse = self.data(node), self._purse(name, node)
        for site in self.sites:
            if self.asset(site, node).fund == name:
                for start, money in self.outlay(site, node).items():
                    purse[start] -= money
        for commodity, reserve in data.reserve.items():
            if reserve.fund == name:
                purse["fill", commodity, node] -= self.read(reserve.price, node)
        if data.funds[name].covers == "all":
            self._costs(name, node)
            self._purchases(name, node)
            self._returns(name, node)

    def _costs(self, name: str, node: Node) -> None:
        for site in self.sites:
            asset = self.asset(site, node)
            for mode, recipe in asset.modes.items() if asset.fund == name else ():
                self._purse(name, node)["act", *site, mode, node] -= self.read(recipe.cost, node)

    def _purchases(self, name: str, node: Node) -> None:
        for supply_name, supply in self.data(node).supplies.items():
            for region in self._regions_of_trade(supply):
                here = supply.by_region.get(region, supply)
                for q, tier in enumerate(here.tiers if self._pays(here.fund) == name else ()):
                    price = self.read(tier.price, node) * (1.0 + self.read(here.tariff, node))
                    self._purse(name, node)["buy", supply_name, region, q, node] -= price

    def _returns(self, name: str, node: Node) -> None:
        share = float(self.data(node).funds[name].reinvest)
        for demand_name, demand in self.data(node).demands.items():
            for region in self._regions_of_trade(demand):
                here = demand.by_region.get(region, demand)
                for q, tier in enumerate(here.tiers if self._pays(here.fund) == name else ()):
                    back = share * self.read(tier.value, node)
                    self._purse(name, node)["serve", demand_name, region, q, node] += back

    def _pays(self, fund: str | None) -> str | None:
        """The purse of a supply or a demand: its own, or the only one that covers all."""
        whole = [name for name, one in self.base.funds.items() if one.covers == "all"]
        return fund or (whole[0] if len(whole) == 1 else None)

    def _purse_row(self, name: str, node: Node) -> None:
        """What comes in and is not carried on pays what goes out. What a fund cannot carry leaves it."""
        fund, equity = self.data(node).funds[name], ("equity", name, node)
        self.upper[equity] = inf if fund.budget is None else self.read(fund.budget, node) * self.step
        row = {v: -c for v, c in self._purse(name, node).items()}
        row[equity] = -1.0
        if fund.carry:
            row["cash", name, node] = 1.0
            parent = self.back(node, 1)
            if parent is not None:
                row["cash", name, parent] = -1.0
        self.at_most.append((row, 0.0))

    # --- solving ----------------------------------------------------------------------------------------------------

    def path_value(self, path: list[Node]) -> Coefficients:
        row: Coefficients = defaultdict(float)
        for node in path:
            for variable, c in self.value[node].items():
                row[variable] += self.discount(node.period) * c if variable[0] != "claim" else c
        return row

    def expected(self) -> Coefficients:
        row: Coefficients = defaultdict(float)
        for probability, path in self.paths:
            for variable, c in self.path_value(path).items():
                row[variable] += probability * c
        return row

    def compute(self) -> Coefficients:
        """Discounted, expected service of the demand that stands for compute."""
        row: Coefficients = {}
        name = self.base.compute_demand
        for variable in self.upper:
            if variable[0] == "serve" and variable[1] == name:
                node = variable[-1]
                row[variable] = self.probability(node) * self.discount(node.period)
        return row

    def risk_adjusted(self) -> Coefficients:
        """(1 − λ)·E[Z] + λ·(η − Σ p·shortfall / α), shortfall ≥ η − Z on each path."""
        risk, row = self.base.objective.risk, self.expected()
        if risk is None:
            return row
        weight, tail = float(risk.weight), float(risk.tail)
        row = {v: (1.0 - weight) * c for v, c in row.items()}
        row[("eta",)] = weight
        for i, (probability, path) in enumerate(self.paths):
            short = {v: -c for v, c in self.path_value(path).items()}
            short[("eta",)] = 1.0
            short["short", i] = -1.0
            self.at_most.append((short, 0.0))
            row["short", i] = -weight * probability / tail
        return row


def maximise(program: Program, goal: Coefficients) -> tuple[str, float, dict[Any, float]]:
    """Solve a program; (status, optimum, plan)."""
    variables = dict.fromkeys(goal) | dict.fromkeys(program.upper)
    for rows in (program.at_most, program.equal):
        for row, _ in rows:
            variables |= dict.fromkeys(row)
    index = {variable: i for i, variable in enumerate(variables)}
    costs = np.zeros(len(index))
    for variable, c in goal.items():
        costs[index[variable]] -= c
    bounds = [(None, None) if v == ("eta",) else (0.0, program.upper.get(v, inf)) for v in index]
    a_ub, b_ub = _matrix(program.at_most, index)
    a_eq, b_eq = _matrix(program.equal, index)
    options = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
    found = linprog(costs, a_ub, b_ub, a_eq, b_eq, bounds, method="highs-ds", options=options)
    status = {0: "optimal", 2: "infeasible", 3: "unbounded"}.get(found.status, found.message)
    if status != "optimal":
        return status, float("nan"), {}
    return status, -float(found.fun), dict(zip(index, found.x.tolist(), strict=True))


def _matrix(
    rows: list[tuple[Coefficients, float]], index: Mapping[Any, int]
) -> tuple[csr_matrix | None, np.ndarray | None]:
    if not rows:
        return None, None
    entries = [(i, index[v], c) for i, (row, _) in enumerate(rows) for v, c in row.items() if c]
    i, j, c = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_matrix((c, (i, j)), shape=(len(rows), len(index))), np.array([b for _, b in rows])


def solve(scenario: Scenario) -> Answer:
    """The optimum of a scenario: npv, or compute and then npv with (1 − slack) of it held."""
    program = Program(scenario)
    compute, best = program.compute(), 0.0
    if scenario.objective.maximize == "compute":
        status, best, _ = maximise(program, compute)
        if status != "optimal":
            return Answer(status, best, best, best)
        held = best * (1.0 - float(scenario.objective.slack))
        program.at_most.append(({v: -c for v, c in compute.items()}, -held))
    status, npv, plan = maximise(program, program.risk_adjusted())
    served = sum(c * plan.get(v, 0.0) for v, c in compute.items())
    objective = best if scenario.objective.maximize == "compute" else npv
    return Answer(status, objective, npv, served, plan)
