"""What holds a plan back: the limits of a solution ranked by what they are worth, and what other users go without.

A limit is worth Σ dual · limit over the periods, in units of the objective. By strong duality these worths, with those
of demand, sum to the optimum, so the share of each says what part of the plan's value is owed to it; and one per cent
more of a limit, in all its periods, adds about one per cent of its worth. A limit that is full but worth nothing holds
nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from optimizer.results.names import describe as describe
from optimizer.results.solution import Solution
from optimizer.results.sums import by_year, calendar, units, year_of
from optimizer.results.tables import Table
from optimizer.scenario.schema import Scenario
from optimizer.timeline import COMMON

Group = Literal["physical", "policy", "money", "demand"]
Limit = tuple[str, str, str]
"""(kind, region, name): what a limit is, over all its periods and futures."""

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


@dataclass(frozen=True, slots=True)
class Span:
    """Periods in a row, both ends included. futures : the futures in which they are, () for all of them."""

    first: str
    last: str
    futures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A limit over all its periods and futures.

    worth : Σ dual · limit [unit of the objective]; below 0 for a demand that must be served at a loss.
    share : worth as a share of the optimum [1].
    spans : when its dual is above 0; of a full one, when it is reached.
    peak_dual : the largest dual [dual_unit: objective per unit of limit], in `peak_period` of `peak_future`.
    limit_unit : unit of the limit.  full : it is reached, but more of it would be worth nothing in any period.
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
    dual_unit: str
    limit_unit: str
    full: bool


@dataclass(frozen=True, slots=True)
class Top:
    """One limit in one period or year.

    worth [unit of the objective]; share of the optimum, and of what all limits on supply are worth in the period [1].
    """

    period: str
    kind: str
    region: str
    name: str
    group: Group
    worth: float
    share: float
    share_of_period: float


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


def bottlenecks(solution: Solution) -> tuple[Bottleneck, ...]:
    """The limits that bind in some period, ranked by what they are worth. Demand is apart: see `demand_worth`."""
    return tuple(limit for limit in _ranked(solution) if limit.group != "demand")


def demand_worth(solution: Solution) -> tuple[Bottleneck, ...]:
    """The tiers of demand that are served in full, ranked by what users would pay for them beyond what they cost."""
    return tuple(limit for limit in _ranked(solution) if limit.group == "demand")


def shares_by_group(solution: Solution) -> dict[Group, float]:
    """The optimum split over the groups of limits [1]; the shares sum to 1."""
    split = solution.tables["value_split"]
    shares: dict[Group, float] = dict.fromkeys(("physical", "money", "policy", "demand"), 0.0)
    for kind, share in zip(split.columns["kind"], np.asarray(split.columns["share"], float).tolist(), strict=True):
        shares[group_of(kind)] += share
    return shares


def top_by_period(
    solution: Solution, *, by: Literal["period", "year"] = "year", count: int = 5
) -> tuple[tuple[Top, ...], ...]:
    """The limits on supply worth most in each period or year, best first, at most `count`, expected over futures.

    A limit on a whole path (the total of a fund, say) belongs to no period and is left out.
    """
    table = solution.tables["limits"]
    worths: dict[str, dict[Limit, float]] = {period: {} for period in _timeline(table, by)}
    for i in _holding(table):
        limit, period = _limit(table, i), _when(table.columns["period"][i], by)
        if group_of(limit[0]) != "demand" and period in worths:
            worths[period][limit] = worths[period].get(limit, 0.0) + _worth(table, i)
    return tuple(_top(period, limits, solution.objective, count) for period, limits in worths.items())


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


def group_of(kind: str) -> Group:
    """The group of a kind of limit."""
    return GROUPS.get(kind, "physical")


# --- from rows of `limits` to bottlenecks -----------------------------------------------------------------------------


def _ranked(solution: Solution) -> list[Bottleneck]:
    table = solution.tables["limits"]
    rows: dict[Limit, list[int]] = {}
    for i in _holding(table):
        rows.setdefault(_limit(table, i), []).append(i)
    timeline, futures = _timeline(table, "period"), _futures(table)
    limits = [_bottleneck(solution, limit, mine, timeline, futures) for limit, mine in rows.items()]
    # Equal worths, to the solver's rounding, stand in order of their names.
    return sorted(limits, key=lambda b: (-round(b.share, 12), b.full, b.kind, b.name, b.region))


def _bottleneck(
    solution: Solution,
    limit: Limit,
    rows: list[int],
    timeline: list[str],
    futures: tuple[str, ...],
) -> Bottleneck:
    table, (kind, region, name) = solution.tables["limits"], limit
    duals = np.asarray(table.columns["dual"], float)
    worth = sum(_worth(table, i) for i in rows)
    peak = max(rows, key=lambda i: duals[i])
    closed = duals[peak] > 0.0 and not any(np.asarray(table.columns["limit"], float)[rows])
    full = abs(worth) <= NOTHING * abs(solution.objective) and not closed
    when = rows if full else [i for i in rows if duals[i] > NOTHING * duals[peak]]
    return Bottleneck(
        kind,
        region,
        name,
        group_of(kind),
        worth,
        _share(worth, solution.objective),
        tuple(_spans(table, when, timeline, futures)),
        float(duals[peak]),
        table.columns["period"][peak],
        table.columns["future"][peak],
        table.columns["dual_unit"][peak],
        table.columns["unit"][peak],
        full,
    )


def _holding(table: Table) -> list[int]:
    """Rows of limits that are worth something or are reached; nothing of nothing is not."""
    dual, size, slack = (np.asarray(table.columns[name], float) for name in ("dual", "limit", "slack"))
    holding: list[int] = np.flatnonzero((dual > 0.0) | ((size > 0.0) & (slack <= REACHED * size))).tolist()
    return holding


def _limit(table: Table, row: int) -> Limit:
    return table.columns["kind"][row], table.columns["region"][row], table.columns["name"][row]


def _worth(table: Table, row: int) -> float:
    """Dual · limit; what must be served though it costs more than it is worth takes away from the plan."""
    worth = float(table.columns["dual"][row]) * float(table.columns["limit"][row])
    return -worth if table.columns["kind"][row] == "firm" else worth


def _share(worth: float, objective: float) -> float:
    return worth / abs(objective) if objective else 0.0


def _top(period: str, limits: Mapping[Limit, float], objective: float, count: int) -> tuple[Top, ...]:
    whole = sum(limits.values())
    best = sorted(limits.items(), key=lambda item: (-item[1], item[0]))[:count]
    return tuple(
        Top(period, *limit, group_of(limit[0]), worth, _share(worth, objective), worth / whole)
        for limit, worth in best
        if worth > NOTHING * abs(objective)
    )


# --- time -------------------------------------------------------------------------------------------------------------


def _timeline(table: Table, by: str) -> list[str]:
    """Periods or years in order; labels of one step sort as text. What stands for a whole path has no such label."""
    labels = (label for label in set(table.columns["period"]) if label[:4].isdigit())
    return sorted({_when(label, by) for label in labels})


def _when(period: str, by: str) -> str:
    return year_of(period) if by == "year" else period


def _futures(table: Table) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(table.columns["future"]) if name != COMMON)


def _spans(table: Table, rows: Iterable[int], timeline: list[str], futures: tuple[str, ...]) -> Iterator[Span]:
    """Periods in a row with the same futures, merged. A row of a whole path spans the horizon."""
    place = {label: t for t, label in enumerate(timeline)}
    held: dict[int, set[str]] = {}
    for i in rows:
        t = place.get(table.columns["period"][i])
        for period in range(len(timeline)) if t is None else (t,):
            held.setdefault(period, set()).add(table.columns["future"][i])
    for first, last, within in _runs({t: _within(names, futures) for t, names in held.items()}):
        yield Span(timeline[first], timeline[last], within)


def _within(names: set[str], futures: tuple[str, ...]) -> tuple[str, ...]:
    """The futures named; () where that is all of them."""
    return () if COMMON in names or names.issuperset(futures) else tuple(name for name in futures if name in names)


def _runs(held: Mapping[int, tuple[str, ...]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(first, last, futures) of each run of equal values on consecutive places."""
    places = sorted(held)
    first = 0
    for i, t in enumerate(places):
        following = places[i + 1] if i + 1 < len(places) else None
        if following != t + 1 or held[following] != held[t]:
            yield places[first], t, held[t]
            first = i + 1
