"""What holds a plan back: the limits of a solution ranked by what they are worth, and what other users go without.

A limit is worth Σ dual · limit over the periods, in units of the objective. By strong duality these worths, with those
of demand, sum to the optimum, so the share of each says what part of the plan's value is owed to it; and one per cent
more of a limit, in all its periods, adds about one per cent of its worth. A limit that is full but worth nothing holds
nothing back.

Capacity that stands at the start is a bottleneck only until the plan has added to it (`standing`): from then on another
unit of it would save the cost of building one, and whatever slows the building is a limit with a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from optimizer.results.names import describe as describe
from optimizer.results.solution import Solution
from optimizer.results.spans import Span as Span
from optimizer.results.spans import is_period, spans, timeline
from optimizer.results.sums import by_year, calendar, units, year_of
from optimizer.results.tables import Table
from optimizer.scenario.schema import Scenario
from optimizer.timeline import COMMON

Group = Literal["physical", "policy", "money", "demand", "standing"]
Limit = tuple[Group, str, str, str]
"""(group, kind, region, name): what a limit is, over all its periods and futures."""
Place = tuple[str, str, str, str]
"""(region, asset, future, period)."""

TIED = 9
"""Decimals of shares within which two limits are worth the same: beyond them the solver's route decides."""

GROUPS: dict[str, Group] = {
    "budget": "money",
    "fund_total": "money",
    "credit_cap": "money",
    "credit_total": "money",
    "loan_cap": "money",
    "throughput": "money",
    "reserve_size": "policy",
    "reserve_initial": "policy",
    "reserve_cover": "policy",
    "fill_rate": "policy",
    "draw_rate": "policy",
    "demand": "demand",
    "firm": "demand",
    "compute": "demand",
}
"""The group of each kind of limit; a kind not named here is physical."""

NOTHING = 1e-9
"""Share of the optimum below which a worth is rounding of the solver."""
REACHED = 1e-7
"""Share of a limit that may be left where it counts as reached."""
ADDED = 1e-6
"""Share of the capacity in service above which what the plan has built counts."""


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A limit over all its periods and futures.

    group : physical, policy and money limits are bottlenecks; demand, and capacity standing beside new, are not.
    worth : Σ dual · limit [unit of the objective]; below 0 for a demand that must be served at a loss.
    share : worth as a share of the optimum [1].
    spans : when its dual is above 0; of a full one, when it is reached.
    peak_dual : the largest dual [dual_unit: objective per unit of limit], in `peak_period` of `peak_future`.
    throughout : Σ dual: what one more unit in all its periods would be worth [dual_unit].
    limit_unit : unit of the limit.
    full : it is reached, but more of it would be worth nothing in any period.
    outgrown : it is capacity that stands at the start, and a bottleneck until new capacity serves beside it.
    parts : where one limit stands for several regions, that of each, ranked; its `region` is "" then.
    """

    kind: str
    region: str
    name: str
    group: Group
    worth: float
    share: float
    spans: tuple[Span, ...]
    peak_dual: float
    peak_period: str
    peak_future: str
    throughout: float
    dual_unit: str
    limit_unit: str
    full: bool
    outgrown: bool
    parts: tuple[Bottleneck, ...] = ()


@dataclass(frozen=True, slots=True)
class Top:
    """One limit in one period or year.

    worth [unit of the objective]; share of the optimum, and of what all bottlenecks are worth in the period [1].
    region is "" for several regions together. outgrown : as for `Bottleneck`.
    """

    period: str
    kind: str
    region: str
    name: str
    group: Group
    worth: float
    share: float
    share_of_period: float
    outgrown: bool


@dataclass(frozen=True)
class Crowding:
    """What other users of a commodity want and get, expected over futures, by year, arrays of shape (years,) [unit]."""

    commodity: str
    unit: str
    years: tuple[str, ...]
    wanted: np.ndarray
    served: np.ndarray

    @property
    def unmet(self) -> np.ndarray:
        """Wanted but not served, shape (years,) [unit]; rounding of the solver counts as served."""
        gap: np.ndarray = self.wanted - self.served
        return np.where(gap > 1e-6 * self.wanted, gap, 0.0)


def bottlenecks(solution: Solution, *, by_region: bool = True) -> tuple[Bottleneck, ...]:
    """The physical, policy and money limits that bind in some period, ranked by what they are worth.

    Without `by_region` the limits of one kind and name are one, with those of each region as its `parts`.
    """
    return _ranked(solution, "physical", "policy", "money", by_region=by_region)


def demand_worth(solution: Solution) -> tuple[Bottleneck, ...]:
    """The tiers of demand that are served in full, ranked by what users would pay for them beyond what they cost."""
    return _ranked(solution, "demand")


def standing_worth(solution: Solution) -> tuple[Bottleneck, ...]:
    """Capacity from before the plan that serves beside new, ranked by what it is worth: it saves building as much."""
    return _ranked(solution, "standing")


def shares_by_group(solution: Solution) -> dict[Group, float]:
    """The optimum split over the groups of limits [1]; the shares sum to 1."""
    split, beside_new = solution.tables["value_split"], _beside_new(solution)
    shares: dict[Group, float] = dict.fromkeys(("physical", "policy", "money", "standing", "demand"), 0.0)
    for i, share in enumerate(np.asarray(split.columns["share"], float).tolist()):
        shares[_group(split, i, beside_new)] += share
    return shares


def top_by_period(
    solution: Solution, *, by: Literal["period", "year"] = "year", count: int = 5
) -> tuple[tuple[Top, ...], ...]:
    """The bottlenecks worth most in each period or year, best first, at most `count`, regions together.

    A limit on a whole path (the total of a fund, say) belongs to no period and is left out.
    """
    table, beside_new = solution.tables["limits"], _beside_new(solution)
    worths: dict[str, dict[Limit, float]] = {_when(p, by): {} for p in timeline(table.columns["period"])}
    grown = {asset for _, asset, *_ in beside_new}
    for i in _holding(table):
        limit, period = _over_regions(_limit(table, i, beside_new)), table.columns["period"][i]
        if limit[0] not in ("demand", "standing") and is_period(period):
            ranking = worths[_when(period, by)]
            ranking[limit] = ranking.get(limit, 0.0) + _worth(table, i)
    return tuple(_top(period, ranking, grown, solution.objective, count) for period, ranking in worths.items())


def crowding_out(solution: Solution, scenario: Scenario) -> tuple[Crowding, ...]:
    """What users other than those of compute want and get of each commodity, in order of the scenario."""
    when, table = calendar(scenario), solution.tables["demand"]
    wanted = by_year(table, "wanted", ("commodity", "demand"), when)
    served = by_year(table, "served", ("commodity", "demand"), when)
    unit = units(table, "wanted", ("commodity",))
    nothing = np.zeros(len(when.years))
    found: dict[str, Crowding] = {}
    for (commodity, demand), amount in wanted.items():
        if demand == scenario.compute_demand:
            continue
        before = found.get(commodity, Crowding(commodity, unit[(commodity,)], when.years, nothing, nothing))
        got = served.get((commodity, demand), nothing)
        found[commodity] = Crowding(commodity, before.unit, when.years, before.wanted + amount, before.served + got)
    return tuple(found.values())


# --- from rows of `limits` to bottlenecks -----------------------------------------------------------------------------


def _ranked(solution: Solution, *groups: Group, by_region: bool = True) -> tuple[Bottleneck, ...]:
    table, beside_new = solution.tables["limits"], _beside_new(solution)
    rows: dict[Limit, list[int]] = {}
    for i in _holding(table):
        rows.setdefault(_limit(table, i, beside_new), []).append(i)
    ranker = _Ranker(
        solution,
        timeline(table.columns["period"]),
        tuple(name for name in dict.fromkeys(table.columns["future"]) if name != COMMON),
        {place[:2] for place in beside_new},
    )
    found = [ranker.bottleneck(limit, mine) for limit, mine in rows.items() if limit[0] in groups]
    if not by_region:
        together: dict[Limit, list[Bottleneck]] = {}
        for each in found:
            limit = (each.group, each.kind, each.region, each.name)
            together.setdefault(_over_regions(limit), []).append(each)
        found = [ranker.over_regions(parts, rows) for parts in together.values()]
    return _by_worth(found)


def _by_worth(found: Iterable[Bottleneck]) -> tuple[Bottleneck, ...]:
    """Equal worths, to the solver's rounding, stand in order of their names."""
    return tuple(sorted(found, key=lambda b: (-round(b.share, 12), b.full, b.kind, b.name, b.region)))


def _over_regions(limit: Limit) -> Limit:
    group, kind, _, name = limit
    return group, kind, "", name


@dataclass(frozen=True)
class _Ranker:
    """Turns rows of `limits` into bottlenecks. grown : (region, asset) of what the plan adds to."""

    solution: Solution
    periods: tuple[str, ...]
    futures: tuple[str, ...]
    grown: set[tuple[str, str]]

    def bottleneck(self, limit: Limit, rows: list[int]) -> Bottleneck:
        columns, (group, kind, region, name) = self.solution.tables["limits"].columns, limit
        duals, sizes = (np.asarray(columns[column], float)[rows] for column in ("dual", "limit"))
        worth = sum(_worth(self.solution.tables["limits"], i) for i in rows)
        best = int(np.argmax(duals))
        peak, row = float(duals[best]), rows[best]
        closed = peak > 0.0 and not sizes.any()
        full = abs(worth) <= NOTHING * abs(self.solution.objective) and not closed
        return Bottleneck(
            kind,
            region,
            name,
            group,
            worth,
            _share(worth, self.solution.objective),
            self._spans([i for i, dual in zip(rows, duals, strict=True) if full or dual > NOTHING * peak]),
            peak,
            columns["period"][row],
            columns["future"][row],
            float(duals.sum()),
            columns["dual_unit"][row],
            columns["unit"][row],
            full,
            outgrown=group == "physical" and kind == "existing" and (region, name) in self.grown,
        )

    def over_regions(self, parts: Sequence[Bottleneck], rows: Mapping[Limit, list[int]]) -> Bottleneck:
        """The limits of several regions as one. Its dual is that of the region in which the limit is worth most."""
        if len(parts) == 1:
            return parts[0]
        ranked = _by_worth(parts)
        first, worth = ranked[0], sum(part.worth for part in ranked)
        holding = [part for part in ranked if not part.full] or ranked
        mine = [i for part in holding for i in rows[part.group, part.kind, part.region, part.name]]
        return replace(
            first,
            region="",
            worth=worth,
            share=_share(worth, self.solution.objective),
            spans=self._spans(mine),
            outgrown=any(part.outgrown for part in holding),
            parts=ranked,
        )

    def _spans(self, rows: Iterable[int]) -> tuple[Span, ...]:
        columns = self.solution.tables["limits"].columns
        return spans(((columns["future"][i], columns["period"][i]) for i in rows), self.periods, self.futures)


def _holding(table: Table) -> list[int]:
    """Rows of limits that are worth something or are reached; nothing of nothing is not."""
    dual, size, slack = (np.asarray(table.columns[name], float) for name in ("dual", "limit", "slack"))
    holding: list[int] = np.flatnonzero((dual > 0.0) | ((size > 0.0) & (slack <= REACHED * size))).tolist()
    return holding


def _limit(table: Table, row: int, beside_new: set[Place]) -> Limit:
    columns = table.columns
    return _group(table, row, beside_new), columns["kind"][row], columns["region"][row], columns["name"][row]


def _group(table: Table, row: int, beside_new: set[Place]) -> Group:
    kind, *place = (table.columns[name][row] for name in ("kind", "region", "name", "future", "period"))
    if kind == "existing" and tuple(place) in beside_new:
        return "standing"
    return GROUPS.get(kind, "physical")


def _worth(table: Table, row: int) -> float:
    """Dual · limit; what must be served though it costs more than it is worth takes away from the plan."""
    worth = float(table.columns["dual"][row]) * float(table.columns["limit"][row])
    return -worth if table.columns["kind"][row] == "firm" else worth


def _share(worth: float, objective: float) -> float:
    return worth / abs(objective) if objective else 0.0


def _top(period: str, ranking: Mapping[Limit, float], grown: set[str], objective: float, count: int) -> tuple[Top, ...]:
    whole = sum(ranking.values())
    best = sorted(ranking.items(), key=lambda item: (-item[1], item[0]))[:count]
    return tuple(
        Top(
            *(period, kind, region, name, group, worth, _share(worth, objective), worth / whole),
            outgrown=kind == "existing" and name in grown,
        )
        for (group, kind, region, name), worth in best
        if worth > NOTHING * abs(objective)
    )


def _when(period: str, by: str) -> str:
    return year_of(period) if by == "year" else period


def _beside_new(solution: Solution) -> set[Place]:
    """Where capacity from before the plan stands beside new that served in the period before already.

    The first period of new capacity is not among them: starts spread over a period serve only part of the period in
    which the first of them are ready, so what stands is scarce in it still.
    """
    new = _new_capacity(solution.tables["capacity"])
    periods = timeline({period for *_, period in new})
    before = dict(zip(periods[1:], periods[:-1], strict=True))
    beside: set[Place] = set()
    for region, asset, future, period in new:
        earlier = before.get(period, "")
        added = new.get((region, asset, future, earlier), new.get((region, asset, COMMON, earlier), False))
        if added:
            beside.add((region, asset, future, period))
    return beside


def _new_capacity(table: Table) -> dict[Place, bool]:
    """Whether what the plan has built serves, by place."""
    columns = (table.columns[name] for name in ("region", "asset", "future", "period", "quantity", "value"))
    values: dict[str, dict[Place, float]] = {"in_service": {}, "existing": {}}
    for region, asset, future, period, quantity, value in zip(*columns, strict=True):
        if quantity in values:
            values[quantity][region, asset, future, period] = value
    existing = values["existing"]
    return {
        place: in_service - existing.get(place, 0.0) > ADDED * in_service
        for place, in_service in values["in_service"].items()
    }


def top_limit(shares: Mapping[str, float]) -> str:
    """The limit worth most, "" where none is worth anything; equal ones by name, so that ties do not flicker."""
    return min(shares, key=lambda name: (-round(shares[name], TIED), name), default="")
