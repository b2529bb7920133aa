"""Every limit over time: what it is worth in each period, and how much of it is used; regions together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from optimizer.results.bottlenecks import GROUPS, NOTHING, Bottleneck, bottlenecks, top_by_period
from optimizer.results.by_period import Clock
from optimizer.results.chain import Link, link_of
from optimizer.results.solution import Solution
from optimizer.scenario.schema import Scenario

ALL_OF_THEM = 10**9
Name = tuple[str, str]
"""(kind, name) of a limit."""


@dataclass(frozen=True)
class LimitOverTime:
    """A limit of supply, policy or money over the periods, regions together, expected over futures.

    worth : in each period [unit of the objective], 0 where it does not hold the plan back.  used, size : of the limit,
    shape (periods,) [unit]; NaN where there is no such limit.  ranked : the limit as a whole, None where it never
    holds the plan back.
    """

    link: Link
    kind: str
    name: str
    worth: np.ndarray
    used: np.ndarray
    size: np.ndarray
    unit: str
    ranked: Bottleneck | None

    @property
    def use(self) -> np.ndarray:
        """Share of the limit that is used, shape (periods,) [1]; NaN where there is nothing to use."""
        share: np.ndarray = np.divide(self.used, self.size, out=np.full(len(self.size), np.nan), where=self.size > 0.0)
        return share


def limits_over_time(solution: Solution, scenario: Scenario, when: Clock) -> tuple[LimitOverTime, ...]:
    """The limits of the links of the chain: those worth most first, then those that are worth nothing."""
    ranked = {(limit.kind, limit.name): limit for limit in bottlenecks(solution, by_region=False)}
    worths = _worths(solution, when)
    used, size, units = _sums(solution, when)
    names = [*(name for name, limit in ranked.items() if not limit.full), *size]
    found = []
    for kind, name in dict.fromkeys(names):
        if GROUPS.get(kind) == "demand":
            continue
        limit = ranked.get((kind, name))
        nothing = np.full(len(when.labels), np.nan)
        found.append(
            LimitOverTime(
                link_of(scenario, kind, name),
                kind,
                name,
                worths.get((kind, name), np.zeros(len(when.labels))),
                used.get((kind, name), nothing),
                size.get((kind, name), nothing),
                units.get((kind, name), ""),
                limit if limit and not limit.full else None,
            )
        )
    return tuple(found)


def _worths(solution: Solution, when: Clock) -> dict[Name, np.ndarray]:
    """What each limit is worth in each period, capacity that stands beside new left out."""
    place = {label: t for t, label in enumerate(when.labels)}
    found: dict[Name, np.ndarray] = {}
    for tops in top_by_period(solution, by="period", count=ALL_OF_THEM):
        for top in tops:
            if abs(top.share) > NOTHING:
                row = found.setdefault((top.kind, top.name), np.zeros(len(when.labels)))
                row[place[top.period]] += top.worth
    return found


def _sums(solution: Solution, when: Clock) -> tuple[dict[Name, np.ndarray], dict[Name, np.ndarray], dict[Name, str]]:
    """Used, size and unit of each limit that stands for periods, regions added, expected over futures."""
    table = solution.tables["limits"]
    place = {label: t for t, label in enumerate(when.labels)}
    sizes, uses = (np.asarray(table.columns[name], float).tolist() for name in ("limit", "used"))
    used: dict[Name, np.ndarray] = {}
    size: dict[Name, np.ndarray] = {}
    columns: Iterable[tuple[str, ...]] = zip(
        *(table.columns[name] for name in ("kind", "name", "future", "period")), strict=True
    )
    units: dict[Name, str] = {}
    for i, (kind, name, future, period) in enumerate(columns):
        t = place.get(period)
        if t is None:
            continue
        key = (kind, name)
        if key not in size:
            size[key], used[key] = np.full(len(when.labels), np.nan), np.full(len(when.labels), np.nan)
            units[key] = table.columns["unit"][i]
        weight = when.weights.get(future, 0.0)
        for sums, value in ((size, sizes[i]), (used, uses[i])):
            row = sums[key]
            row[t] = (0.0 if np.isnan(row[t]) else row[t]) + weight * value
    return used, size, units
