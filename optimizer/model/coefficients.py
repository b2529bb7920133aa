"""The numbers of the formulation, computed with numpy before any rule is evaluated (those of money are in `money`).

Money is in the model's own unit (`money_unit` units of the scenario's money), amounts in commodity and capacity units,
for the period. Each function fills the coefficients of one subject; dense ones have one dimension an index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from optimizer.model.arrays import Axis, Coefficient
from optimizer.model.cohorts import Cohorts
from optimizer.model.places import Place, Places
from optimizer.model.reading import NodeReader
from optimizer.model.sets import at_every_node, build_use, recipe_rows, starts
from optimizer.scenario import places as where
from optimizer.scenario.number import Number, Series
from optimizer.scenario.schema import Asset, Commodity, Demand, Growth, Lane, Link, Mode, Reserve, Scenario, Supply

Named = dict[str, Coefficient]


def money_unit(scenario: Scenario) -> float:
    """A power of ten of the scenario's money that brings its dearest unit to between 10 and 100 in the model.

    HiGHS' tolerances are absolute; money in single dollars would leave them meaningless. A scenario with all money
    multiplied by 1,000 becomes the same model.
    """
    prices = [point.value for asset in scenario.assets.values() if asset.capex for _, point in asset.capex]
    prices += [p.value for demand in scenario.demands.values() for tier in demand.tiers for _, p in tier.value]
    prices += [p.value for supply in scenario.supplies.values() for tier in supply.tiers for _, p in tier.price]
    dearest = max(prices, default=0.0)
    return float(10.0 ** (np.floor(np.log10(dearest)) - 1)) if dearest > 0 else 1.0


@dataclass(frozen=True, eq=False)
class Physical:
    """Coefficients of time, assets, markets, reserves and permits."""

    cohorts: Cohorts
    money: float

    @property
    def places(self) -> Places:
        return self.cohorts.places

    @cached_property
    def reader(self) -> NodeReader:
        return NodeReader(self.places)

    @property
    def years(self) -> float:
        return self.reader.years

    def all(self) -> Named:
        return {**self.time(), **self.assets(), **self.markets(), **self.reserves(), **self.permits()}

    # --- the scenario's things, as they read in each variant ---

    @cached_property
    def _assets(self) -> list[Callable[[int], Asset]]:
        return [partial(self.places.asset, site) for site in self.places.sites]

    @cached_property
    def _commodities(self) -> list[Callable[[int], Commodity]]:
        return [partial(self.places.commodity, market) for market in self.places.markets]

    @cached_property
    def _links(self) -> list[Callable[[int], Link]]:
        return [partial(self.places.link, name) for name in self.places.link_axis.labels]

    @cached_property
    def _lanes(self) -> list[Callable[[int], Lane]]:
        return [partial(self.places.lane, name) for name in self.places.lane_axis.labels]

    def _tiers(
        self, trades: Sequence[Place], count: Callable[[Place], int], row: Callable[[Place, int], np.ndarray]
    ) -> np.ndarray:
        """A row (nodes,) for each place and tier, shape (places, tiers, nodes); 0 where a place has fewer tiers."""
        table = np.zeros((len(trades), len(self.places.tier_axis), self.places.tree.size))
        for i, place in enumerate(trades):
            for q in range(count(place)):
                table[i, q] = row(place, q)
        return table

    # --- subjects ---

    def time(self) -> Named:
        tree, node = self.places.tree, self.places.node_axis
        return {
            "probability": _dense("probability", (node,), tree.probability),
            "discount": _dense("discount", (node,), self.cohorts.discount[tree.period]),
            "future_probability": _dense(
                "future_probability", (self.places.future_axis,), np.array(tree.probabilities or (1.0,))
            ),
        }

    def assets(self) -> Named:
        p, read = self.places, self.reader
        site, mode, lane, step, node = p.site_axis, p.mode_axis, p.lane_axis, p.step_axis, p.node_axis
        existing = read.paths(self._assets, lambda a: a.existing)
        before = np.where(p.tree.parent >= 0, existing[:, p.tree.parent], 0.0)
        annuity = np.zeros((len(site), len(lane), p.tree.size))
        annuity[self.cohorts.site, self.cohorts.lane] = self.cohorts.annuity
        factor = read.numbers(self._assets, lambda a: (1.0 + _growth(a).rate.value) ** self.years)
        recent = read.numbers(self._assets, lambda a: _growth(a).recent_starts.value) * self.years * factor
        seed = read.numbers(self._assets, lambda a: _growth(a).seed.value) * self.years
        dense = {
            "existing": existing,
            "existing_change": existing - before,
            "availability": read.stack([self._availability(s) for s in p.sites]),
            "growth_factor": factor,
            "growth_seed": seed,
            "growth_recent": np.where(p.tree.parent < 0, recent, 0.0),
            "max_starts": read.paths(self._assets, lambda a: a.max_starts) * self.years,
            "max_capacity": read.paths(self._assets, lambda a: a.max_capacity),
            "capex": self._capex,
        }
        return {
            **{name: _dense(name, (site, node), table) for name, table in dense.items()},
            "service_change": self._service_change(),
            "surge_room": _dense("surge_room", (site, step, node), self._surge_room()),
            "unit_capital": Coefficient("unit_capital", (site, lane, step, node), *self._unit_capital()),
            "annuity": _dense("annuity", (site, lane, node), annuity),
            "mode_cost": _dense("mode_cost", (site, mode, node), self._mode_cost()),
        }

    def _service_change(self) -> Coefficient:
        """Δφ of every start and later node."""
        p, cohorts = self.places, self.cohorts
        change = cohorts.spread(np.diff(cohorts.service, prepend=0.0, axis=-1))
        rows = [cohorts.site[change.combination], cohorts.lane[change.combination], change.start, change.node]
        axes = (p.site_axis, p.lane_axis, p.node_axis, p.node_axis)
        return Coefficient("service_change", axes, change.value, np.column_stack(rows))

    def _availability(self, site: Place) -> np.ndarray:
        """Usable share of the capacity, disruptions counted, shape (nodes,) [1]."""
        p = self.places

        def values(variant: int) -> np.ndarray:
            left = where.disruption_left(p.variants[variant], p.future_of(variant), asset=site.name, region=site.region)
            return p.asset(site, variant).availability.at(self.reader.middles) * left

        return self.reader.by_variant(values)

    def _surge_room(self) -> np.ndarray:
        """Most that a surge step takes in the period, shape (sites, steps, nodes) [capacity]; inf without an end."""
        p = self.places
        room = np.full((len(p.sites), len(p.step_axis), p.tree.size), np.inf)
        for i, site in enumerate(p.sites):
            below = np.zeros(p.tree.size)
            for q in range(len(p.asset(site).surge)):
                up_to = self.reader.path(self._assets[i], _up_to(q))
                room[i, q] = np.maximum(up_to - below, 0.0) * self.years
                below = up_to
        return room

    @cached_property
    def _capex(self) -> np.ndarray:
        """capex of a start at each node, shape (sites, nodes) [money/capacity]; 0 for what cannot be built."""
        return self.reader.paths(self._assets, lambda a: a.capex, missing=0.0) / self.money

    def _unit_capital(self) -> tuple[np.ndarray, np.ndarray]:
        """capex · (1 + surge premium) · (1 + lane fee) of every start, and the rows of START."""
        p = self.places
        rows = starts(self.cohorts)
        premium = np.zeros((len(p.sites), len(p.step_axis), p.tree.size))
        for i, site in enumerate(p.sites):
            for q in range(len(p.asset(site).surge)):
                premium[i, q] = self.reader.number(self._assets[i], _premium(q))
        fee = self.reader.numbers(self._lanes, lambda lane: lane.fee.value)
        site, lane, step, node = rows.T
        values = self._capex[site, node] * (1.0 + premium[site, step, node]) * (1.0 + fee[lane, node])
        return values, rows

    def _mode_cost(self) -> np.ndarray:
        p = self.places
        table = np.zeros((len(p.sites), len(p.mode_axis), p.tree.size))
        number = {label: o for o, label in enumerate(p.mode_axis.labels)}
        for i, site in enumerate(p.sites):
            for mode in p.asset(site).modes:
                table[i, number[mode]] = self.reader.path(partial(p.mode, site, mode), lambda o: o.cost)
        return table / self.money

    def markets(self) -> Named:
        p, read = self.places, self.reader
        market, supply, demand, tier, link, node = (
            p.market_axis, p.supply_axis, p.demand_axis, p.tier_axis, p.link_axis, p.node_axis
        )  # fmt: skip
        recipe = (p.site_axis, p.mode_axis, market, node)
        build_rows, build_amounts = build_use(p, self.cohorts)
        remains = read.numbers(self._commodities, lambda c: 1.0 - c.loss.value * self.years)
        initial = np.array([p.commodity(m).initial.value for m in p.markets])
        holding = read.numbers(self._commodities, lambda c: c.holding_cost.value * self.years) / self.money
        duty = read.paths([partial(p.supply, s) for s in p.supplies], lambda s: s.tariff)
        return {
            "made": Coefficient("made", recipe, *self._recipe("outputs")),
            "used": Coefficient("used", recipe, *self._recipe("inputs")),
            "build_use": Coefficient(
                "build_use", (market, p.site_axis, p.lane_axis, node, node), build_amounts, build_rows
            ),
            "offered": _dense("offered", (supply, tier, node), self._tiers(p.supplies, self._offers, self._offered)),
            "price": _dense("price", (supply, tier, node), self._tiers(p.supplies, self._offers, self._price)),
            "tariff": _dense("tariff", (supply, node), duty),
            "wanted": _dense("wanted", (demand, tier, node), self._tiers(p.demands, self._uses, self._wanted)),
            "worth": _dense("worth", (demand, tier, node), self._tiers(p.demands, self._uses, self._worth)),
            "link_capacity": _dense(
                "link_capacity", (link, node), read.paths(self._links, lambda k: k.capacity) * self.years
            ),
            "link_cost": _dense("link_cost", (link, node), read.paths(self._links, lambda k: k.cost) / self.money),
            "arrives": _dense("arrives", (link, node), read.numbers(self._links, lambda k: 1.0 - k.loss.value)),
            "max_stock": _dense("max_stock", (market, node), read.paths(self._commodities, lambda c: c.max_stock)),
            "stock_remains": _dense("stock_remains", (market, node), remains),
            "stock_opening": _dense("stock_opening", (market, node), self._opening(initial, remains)),
            "stock_holding": _dense("stock_holding", (market, node), holding),
        }

    def _opening(self, initial: np.ndarray, remains: np.ndarray) -> np.ndarray:
        """What the root finds of the initial amount, shape (markets, nodes); 0 at the other nodes."""
        return np.where(self.places.tree.parent < 0, remains * initial[:, None], 0.0)

    def _recipe(self, side: str) -> tuple[np.ndarray, np.ndarray]:
        """Amount per unit of activity at every node, and its rows (site, mode, market, node)."""
        p = self.places
        rows = recipe_rows(p, side)
        modes = p.mode_axis.labels
        amounts = [
            self.reader.number(partial(p.mode, p.sites[i], modes[o]), _entry(side, p.markets[m].name))
            for i, o, m in rows.tolist()
        ]
        return np.array(amounts, float).reshape(-1), at_every_node(rows, p)

    def _offers(self, place: Place) -> int:
        return len(self.places.supply(place).tiers)

    def _uses(self, place: Place) -> int:
        return len(self.places.demand(place).tiers)

    def _offered(self, place: Place, tier: int) -> np.ndarray:
        """quantity · Δ · (1 − lost to disruptions) of a tier, shape (nodes,) [commodity]."""
        p = self.places

        def values(variant: int) -> np.ndarray:
            left = where.disruption_left(
                p.variants[variant], p.future_of(variant), supply=place.name, region=place.region
            )
            return p.supply(place, variant).tiers[tier].quantity.at(self.reader.middles) * left * self.years

        return self.reader.by_variant(values)

    def _price(self, place: Place, tier: int) -> np.ndarray:
        def price(supply: Supply) -> Series:
            return supply.tiers[tier].price

        return self.reader.path(partial(self.places.supply, place), price) / self.money

    def _wanted(self, place: Place, tier: int) -> np.ndarray:
        def quantity(demand: Demand) -> Series:
            return demand.tiers[tier].quantity

        return self.reader.path(partial(self.places.demand, place), quantity) * self.years

    def _worth(self, place: Place, tier: int) -> np.ndarray:
        def value(demand: Demand) -> Series:
            return demand.tiers[tier].value

        return self.reader.path(partial(self.places.demand, place), value) / self.money

    def reserves(self) -> Named:
        p = self.places
        axes = (p.market_axis, p.node_axis)
        names = ("remains", "opening", "size", "fill", "draw", "price", "holding", "salvage", "cover")
        tables = {name: np.zeros((len(p.markets), p.tree.size)) for name in names}
        for i, market in enumerate(p.markets):
            if market.name in p.scenario.reserve:
                for name, row in self._reserve(market.name).items():
                    tables[name][i] = row
        return {
            "reserve_remains": _dense("reserve_remains", axes, tables["remains"]),
            "reserve_opening": _dense(
                "reserve_opening", axes, self._opening(tables["opening"][:, 0], tables["remains"])
            ),
            "reserve_size": _dense("reserve_size", axes, tables["size"]),
            "fill_room": _dense("fill_room", axes, tables["fill"]),
            "draw_room": _dense("draw_room", axes, tables["draw"]),
            "reserve_price": _dense("reserve_price", axes, tables["price"] / self.money),
            "reserve_holding": _dense("reserve_holding", axes, tables["holding"] / self.money),
            "reserve_salvage": _dense("reserve_salvage", axes, tables["salvage"]),
            "cover": _dense("cover", axes, tables["cover"]),
        }

    def _reserve(self, commodity: str) -> dict[str, np.ndarray]:
        """The rows (nodes,) of one reserve."""
        p, read, years = self.places, self.reader, self.years
        one = partial(p.reserve, commodity)
        disrupted = read.by_variant(lambda v: where.disrupted(p.variants[v], p.future_of(v), commodity))
        size = read.path(one, lambda r: r.size)
        begins = read.number(one, lambda r: -np.inf if r.cover_from is None else r.cover_from)
        due = (p.tree.periods.starts[p.tree.period] >= begins - 1e-9) & (disrupted == 0.0)
        filling = 1.0 - disrupted if one(0).fill == "undisrupted" else np.ones(len(size))
        drawing = disrupted if one(0).release == "disruption" else np.ones(len(size))
        return {
            "remains": read.number(one, lambda r: 1.0 - r.loss.value * years),
            "opening": read.number(one, lambda r: r.initial.value),
            "size": size,
            "fill": _rated(read.number(one, _fill_rate) * years, size) * filling,
            "draw": _rated(read.number(one, _draw_rate) * years, size) * drawing,
            "price": read.path(one, lambda r: r.price),
            "holding": read.number(one, lambda r: r.holding_cost.value * years),
            "salvage": read.number(one, lambda r: r.salvage.value),
            "cover": read.number(one, lambda r: 0.0 if r.cover is None else r.cover.value / years) * due,
        }

    def permits(self) -> Named:
        room = self.reader.paths(self._lanes, lambda lane: lane.throughput) * self.years / self.money
        return {"throughput": _dense("throughput", (self.places.lane_axis, self.places.node_axis), room)}


def _growth(asset: Asset) -> Growth:
    """The growth block of an asset; one without it is in no growth row, and gets zeros."""
    return asset.growth or _NO_GROWTH


_NO_GROWTH = Growth.model_construct(rate=Number(0.0), seed=Number(0.0), recent_starts=Number(0.0))


def _rated(rate: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Room of a fill or draw: the rate, or the size where there is none."""
    return np.where(np.isfinite(rate), rate, size)


def _fill_rate(reserve: Reserve) -> float:
    return np.inf if reserve.fill_rate is None else reserve.fill_rate.value


def _draw_rate(reserve: Reserve) -> float:
    return np.inf if reserve.draw_rate is None else reserve.draw_rate.value


def _up_to(step: int) -> Callable[[Asset], Series | None]:
    return lambda asset: asset.surge[step].up_to


def _premium(step: int) -> Callable[[Asset], float]:
    return lambda asset: asset.surge[step].premium.value


def _entry(side: str, commodity: str) -> Callable[[Mode], float]:
    return lambda mode: (mode.outputs if side == "outputs" else mode.inputs)[commodity].value


def _dense(name: str, axes: tuple[Axis, ...], values: np.ndarray) -> Coefficient:
    return Coefficient(name, axes, values)
