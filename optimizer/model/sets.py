"""The index sets and indexed sets of the formulation: what exists, and what belongs to what.

Conditions live here, so that rules have none: a start that would serve after the horizon is not in START, a commodity
without commercial inventory is in no STOCKS_OF. Each function lists the sets of one subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from optimizer.model.arrays import Axis, IndexedSet, IndexSet
from optimizer.model.cohorts import Cohorts, Spread
from optimizer.model.places import Places

Sets = dict[str, IndexSet | IndexedSet]


def physical_sets(places: Places, cohorts: Cohorts) -> Sets:
    """Every set but those of money (see `money`), by name."""
    return {
        **time_sets(places),
        **asset_sets(places, cohorts),
        **market_sets(places, cohorts),
        **reserve_sets(places),
        **permit_sets(places, cohorts),
    }


# --- building blocks ---


def codes(rows: Iterable[Sequence[int]], width: int) -> np.ndarray:
    """Rows of codes as an array of shape (rows, width)."""
    return np.array(list(rows), int).reshape(-1, width)


def at_every_node(rows: np.ndarray, places: Places) -> np.ndarray:
    """Each row with each node appended, nodes running fastest."""
    nodes = places.tree.size
    return np.column_stack([np.repeat(rows, nodes, axis=0), np.tile(np.arange(nodes), len(rows))])


def with_steps(spread: Spread, cohorts: Cohorts) -> np.ndarray:
    """Rows (site, lane, step, start, node) of a spread: one for each surge step of the site."""
    steps = _steps(cohorts)[spread.combination]
    row = np.repeat(np.arange(len(steps)), steps)
    step = np.arange(len(row)) - np.repeat(np.cumsum(steps) - steps, steps)
    site, lane = cohorts.site[spread.combination[row]], cohorts.lane[spread.combination[row]]
    return np.column_stack([site, lane, step, spread.start[row], spread.node[row]])


def _steps(cohorts: Cohorts) -> np.ndarray:
    """Number of surge steps of each combination, at least 1, shape (C,)."""
    places = cohorts.places
    return np.array([max(len(places.asset(places.sites[i]).surge), 1) for i in cohorts.site], int)


def starts(cohorts: Cohorts) -> np.ndarray:
    """Rows (site, lane, step, node) of the starts that are allowed."""
    combination, node = np.nonzero(cohorts.allowed)
    here = Spread(combination, node, node, np.ones(len(node)))
    return with_steps(here, cohorts)[:, [0, 1, 2, 3]]


# --- sets by subject ---


def time_sets(places: Places) -> Sets:
    """Nodes, parents, and the path of each future."""
    tree, node = places.tree, places.node_axis
    parents = [(n, p) for n, p in enumerate(tree.parent.tolist()) if p >= 0]
    paths = [(b, n) for b, path in enumerate(tree.paths) for n in path]
    return {
        "NODES": IndexSet("NODES", (node,), codes(((n,) for n in range(tree.size)), 1)),
        "PARENT": IndexedSet("PARENT", (node,), (node,), codes(parents, 2)),
        "FUTURES": IndexSet("FUTURES", (places.future_axis,), codes(((b,) for b in range(len(tree.paths))), 1)),
        "PATH": IndexedSet("PATH", (places.future_axis,), (node,), codes(paths, 2)),
    }


def asset_sets(places: Places, cohorts: Cohorts) -> Sets:
    """Capacity, activity and starts, and the limits on starts."""
    site, mode, lane, step, node = _axes(places)
    modes = codes(_modes(places), 2)
    sites = np.arange(len(places.sites))[:, None]
    start = starts(cohorts)
    parent = places.tree.parent
    change = cohorts.spread(np.diff(cohorts.service, prepend=0.0, axis=-1))
    serving = with_steps(change, cohorts)
    growing = [i for i, s in enumerate(places.sites) if places.asset(s).growth is not None]
    grown = np.unique(start[np.isin(start[:, 0], growing)][:, [0, 3]], axis=0)
    return {
        "CAP": IndexSet("CAP", (site, node), at_every_node(sites, places)),
        "ACT": IndexSet("ACT", (site, mode, node), at_every_node(modes, places)),
        "START": IndexSet("START", (site, lane, step, node), start),
        "MODES_OF": IndexedSet("MODES_OF", (site,), (mode,), modes),
        "ALL_MODES": IndexedSet("ALL_MODES", (node,), (site, mode), at_every_node(modes, places)[:, [2, 0, 1]]),
        "STARTS_AT": IndexedSet("STARTS_AT", (site, node), (lane, step), start[:, [0, 3, 1, 2]]),
        "ALL_STARTS": IndexedSet("ALL_STARTS", (node,), (site, lane, step), start[:, [3, 0, 1, 2]]),
        "STARTS_SERVING": IndexedSet("STARTS_SERVING", (site, node), (lane, step, node), serving[:, [0, 4, 1, 2, 3]]),
        "GROWING": IndexSet("GROWING", (site, node), grown),
        "STARTS_BEFORE": IndexedSet("STARTS_BEFORE", (site, node), (lane, step, node), _before(grown, start, parent)),
        "MAX_STARTS": IndexSet("MAX_STARTS", (site, node), _limited(places, start, lambda a: a.max_starts is not None)),
        "MAX_CAPACITY": IndexSet(
            "MAX_CAPACITY",
            (site, node),
            at_every_node(codes(((i,) for i, s in enumerate(places.sites) if places.asset(s).max_capacity), 1), places),
        ),
        "SURGE": IndexSet("SURGE", (site, step, node), _surge(places, start)),
        "LANES_OF_STEP": IndexedSet("LANES_OF_STEP", (site, step, node), (lane,), start[:, [0, 2, 3, 1]]),
    }


def _axes(places: Places) -> tuple[Axis, Axis, Axis, Axis, Axis]:
    return places.site_axis, places.mode_axis, places.lane_axis, places.step_axis, places.node_axis


def _modes(places: Places) -> list[tuple[int, int]]:
    number = {label: i for i, label in enumerate(places.mode_axis.labels)}
    return [(i, number[mode]) for i, site in enumerate(places.sites) for mode in places.asset(site).modes]


def _before(grown: np.ndarray, start: np.ndarray, parent: np.ndarray) -> np.ndarray:
    """(site, node, lane, step, parent): the starts one period before each row of GROWING."""
    at = IndexedSet("", (Axis("", tuple(range(start[:, 0].max(initial=0) + 1))), Axis("", tuple(range(len(parent))))),
                    (), start[:, [0, 3, 1, 2]])  # fmt: skip
    has_parent = grown[parent[grown[:, 1]] >= 0]
    origin, members = at.expand([has_parent[:, 0], parent[has_parent[:, 1]]])
    rows = has_parent[origin]
    return np.column_stack([rows, members, parent[rows[:, 1]]])


def _limited(places: Places, start: np.ndarray, has) -> np.ndarray:  # type: ignore[no-untyped-def]
    sites = [i for i, s in enumerate(places.sites) if has(places.asset(s))]
    return np.unique(start[np.isin(start[:, 0], sites)][:, [0, 3]], axis=0)


def _surge(places: Places, start: np.ndarray) -> np.ndarray:
    """(site, step, node) of the steps that have an end."""
    limited = {
        (i, q)
        for i, s in enumerate(places.sites)
        for q, step in enumerate(places.asset(s).surge)
        if step.up_to is not None
    }
    rows = np.unique(start[:, [0, 2, 3]], axis=0)
    keep = [(i, q) in limited for i, q in rows[:, :2].tolist()]
    return rows[np.array(keep, bool)] if len(rows) else rows


def market_sets(places: Places, cohorts: Cohorts) -> Sets:
    """Supplies, demands, links, stocks, and who makes and uses a commodity."""
    site, mode, lane, step, node = _axes(places)
    market, supply, demand, tier, link = (
        places.market_axis,
        places.supply_axis,
        places.demand_axis,
        places.tier_axis,
        places.link_axis,
    )
    offers = codes(((i, q) for i, s in enumerate(places.supplies) for q in range(len(places.supply(s).tiers))), 2)
    uses = codes(((i, q) for i, d in enumerate(places.demands) for q in range(len(places.demand(d).tiers))), 2)
    firm = np.array([places.demand(places.demands[d]).tiers[q].firm for d, q in uses.tolist()], bool)
    offered_on = np.array([places.market_of(places.supply(s).commodity, s.region) for s in places.supplies], int)
    used_on = np.array([places.market_of(places.demand(d).commodity, d.region) for d in places.demands], int)
    links = list(places.scenario.links.values())
    into = [places.market_of(x.commodity, x.to) for x in links]
    out_of = [places.market_of(x.commodity, x.from_) for x in links]
    link_rows = codes(((k,) for k in range(len(links))), 1)
    capped = codes(((k,) for k, x in enumerate(links) if x.capacity is not None), 1)
    stocked = [(i,) for i, m in enumerate(places.markets) if places.scenario.commodities[m.name].max_stock is not None]
    made, used = recipe_rows(places, "outputs"), recipe_rows(places, "inputs")
    return {
        "BUY": IndexSet("BUY", (supply, tier, node), at_every_node(offers, places)),
        "SERVE": IndexSet("SERVE", (demand, tier, node), at_every_node(uses, places)),
        "FLEXIBLE": IndexSet("FLEXIBLE", (demand, tier, node), at_every_node(uses[~firm], places)),
        "FIRM": IndexSet("FIRM", (demand, tier, node), at_every_node(uses[firm], places)),
        "FLOW": IndexSet("FLOW", (link, node), at_every_node(link_rows, places)),
        "CAPPED_LINKS": IndexSet("CAPPED_LINKS", (link, node), at_every_node(capped, places)),
        "STOCK": IndexSet("STOCK", (market, node), at_every_node(codes(stocked, 1), places)),
        "MARKETS": IndexSet("MARKETS", (market, node), at_every_node(np.arange(len(places.markets))[:, None], places)),
        "MAKERS_OF": IndexedSet("MAKERS_OF", (market,), (site, mode), made[:, [2, 0, 1]]),
        "USERS_OF": IndexedSet("USERS_OF", (market,), (site, mode), used[:, [2, 0, 1]]),
        "BUILDS_USING": IndexedSet(
            "BUILDS_USING", (market, node), (site, lane, step, node), _builds_using(places, cohorts)
        ),
        "OFFERS_ON": IndexedSet("OFFERS_ON", (market,), (supply, tier), _on(offered_on, offers)),
        "ALL_OFFERS": IndexedSet("ALL_OFFERS", (node,), (supply, tier), at_every_node(offers, places)[:, [2, 0, 1]]),
        "USES_ON": IndexedSet("USES_ON", (market,), (demand, tier), _on(used_on, uses)),
        "ALL_USES": IndexedSet("ALL_USES", (node,), (demand, tier), at_every_node(uses, places)[:, [2, 0, 1]]),
        "COMPUTE_USES": IndexedSet("COMPUTE_USES", (node,), (demand, tier), _compute_uses(places, uses)),
        "LINKS_INTO": IndexedSet("LINKS_INTO", (market,), (link,), codes(((m, k) for k, m in enumerate(into)), 2)),
        "LINKS_OUT_OF": IndexedSet(
            "LINKS_OUT_OF", (market,), (link,), codes(((m, k) for k, m in enumerate(out_of)), 2)
        ),
        "ALL_LINKS": IndexedSet("ALL_LINKS", (node,), (link,), at_every_node(link_rows, places)[:, ::-1]),
        "STOCKS_OF": IndexedSet("STOCKS_OF", (market,), (market,), codes(((i, i) for (i,) in stocked), 2)),
        "ALL_STOCKS": IndexedSet("ALL_STOCKS", (node,), (market,), at_every_node(codes(stocked, 1), places)[:, ::-1]),
    }


def _on(market: np.ndarray, tiers: np.ndarray) -> np.ndarray:
    """(market, place, tier) rows."""
    return np.column_stack([market[tiers[:, 0]], tiers]) if len(tiers) else codes([], 3)


def _compute_uses(places: Places, uses: np.ndarray) -> np.ndarray:
    name = places.scenario.compute_demand
    mine = [i for i, d in enumerate(places.demands) if d.name == name]
    return at_every_node(uses[np.isin(uses[:, 0], mine)], places)[:, [2, 0, 1]]


def recipe_rows(places: Places, side: str) -> np.ndarray:
    """(site, mode, market) for every entry of the recipes' `inputs` or `outputs`."""
    rows = []
    for i, o in _modes(places):
        site = places.sites[i]
        mode = places.mode(site, places.mode_axis.labels[o])
        for commodity in mode.outputs if side == "outputs" else mode.inputs:
            rows.append((i, o, places.market_of(commodity, site.region)))
    return codes(rows, 3)


def build_use(places: Places, cohorts: Cohorts) -> tuple[np.ndarray, np.ndarray]:
    """Rows (market, site, lane, start, node) and amounts of what building takes, per unit started."""
    rows, amounts = [codes([], 5)], [np.zeros(0)]
    completion = cohorts.after_service(lambda _: 0.0)
    variant = places.tree.variant
    for i, site in enumerate(places.sites):
        for commodity, build_input in places.asset(site).build_inputs.items():
            kernel = completion if build_input.when == "completion" else cohorts.construction
            spread = cohorts.spread(kernel, only=cohorts.site == i)
            market = np.full(len(spread.node), places.market_of(commodity, site.region))
            where = spread.combination
            rows.append(np.column_stack([market, cohorts.site[where], cohorts.lane[where], spread.start, spread.node]))
            by_variant = [
                places.asset(site, v).build_inputs[commodity].amount.value for v in range(len(places.variants))
            ]
            amounts.append(spread.value * np.array(by_variant)[variant[spread.start]])
    return np.concatenate(rows), np.concatenate(amounts)


def _builds_using(places: Places, cohorts: Cohorts) -> np.ndarray:
    """(market, node, site, lane, step, start)."""
    rows, _ = build_use(places, cohorts)
    steps = np.array([max(len(places.asset(site).surge), 1) for site in places.sites], int)[rows[:, 1]]
    row = np.repeat(np.arange(len(rows)), steps)
    step = np.arange(len(row)) - np.repeat(np.cumsum(steps) - steps, steps)
    wide = rows[row]
    return np.column_stack([wide[:, 0], wide[:, 4], wide[:, 1], wide[:, 2], step, wide[:, 3]])


def reserve_sets(places: Places) -> Sets:
    """Strategic reserves and the rules that hold for each."""
    market, node = places.market_axis, places.node_axis
    reserves = places.scenario.reserve
    held = [(i, reserves[m.name]) for i, m in enumerate(places.markets) if m.name in reserves]
    numbers = codes(((i,) for i, _ in held), 1)
    slow_fill = codes(((i,) for i, r in held if r.fill_rate is not None or r.fill == "undisrupted"), 1)
    slow_draw = codes(((i,) for i, r in held if r.draw_rate is not None or r.release == "disruption"), 1)
    covered = codes(((i,) for i, r in held if r.cover is not None), 1)
    last = [n for n in range(places.tree.size) if places.tree.period[n] == places.tree.periods.count - 1]
    return {
        "RESERVE": IndexSet("RESERVE", (market, node), at_every_node(numbers, places)),
        "FILL_LIMITED": IndexSet("FILL_LIMITED", (market, node), at_every_node(slow_fill, places)),
        "DRAW_LIMITED": IndexSet("DRAW_LIMITED", (market, node), at_every_node(slow_draw, places)),
        "COVERED": IndexSet("COVERED", (market, node), at_every_node(covered, places)),
        "RESERVES_OF": IndexedSet("RESERVES_OF", (market,), (market,), np.repeat(numbers, 2, axis=1)),
        "ALL_RESERVES": IndexedSet("ALL_RESERVES", (node,), (market,), at_every_node(numbers, places)[:, ::-1]),
        "RESERVES_LEFT": IndexedSet(
            "RESERVES_LEFT", (node,), (market,), codes(((n, i) for n in last for i, _ in held), 2)
        ),
    }


def permit_sets(places: Places, cohorts: Cohorts) -> Sets:
    """Lanes with limited staff."""
    site, _, lane, step, node = _axes(places)
    staffed = [i for i, name in enumerate(places.lane_axis.labels) if places.lane(name).throughput is not None]
    start = starts(cohorts)
    rows = start[np.isin(start[:, 1], staffed)]
    return {
        "STAFFED": IndexSet("STAFFED", (lane, node), np.unique(rows[:, [1, 3]], axis=0)),
        "STARTS_IN_LANE": IndexedSet("STARTS_IN_LANE", (lane, node), (site, step), rows[:, [1, 3, 0, 2]]),
    }
