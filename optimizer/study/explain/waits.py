"""Why capacity from before the plan is all there is for a time: lead time, the pace of building, or neither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from optimizer.results.bottlenecks import ADDED
from optimizer.results.explain.limits import Cause, PaceFact, WaitFact
from optimizer.results.solution import Solution
from optimizer.results.spans import spans
from optimizer.results.tables import Table
from optimizer.scenario.places import in_region, periods, tree
from optimizer.scenario.schema import Lane, Scenario
from optimizer.study.explain.chain import PACE
from optimizer.timeline import Periods

STANDARD = "standard"
SOON = 1e-9
"""Slack of comparisons of times [yr]."""


@dataclass(frozen=True)
class Waits:
    """The waits of a solved scenario."""

    solution: Solution
    scenario: Scenario

    def cause(self, asset: str, region: str, period: str) -> Cause:
        """What keeps new capacity from serving in a period of a wait."""
        start = self._place[period] * self._grid.years
        if start < self._lead_time(asset, region) + self._grid.years - SOON:
            return "lead_time"
        return "pace" if self.pace(asset, region) else "later"

    def fact(self, asset: str, region: str, cause: Cause) -> WaitFact:
        """All about the wait for an asset in a region; `cause` as of most of its worth."""
        lane, permit, build = self._fastest(asset, region)
        at = int((permit + build) / self._grid.years + SOON)
        possible = self._grid.labels[at] if at < self._grid.count else ""
        new = self._first_new(asset, region)
        return WaitFact(region, lane, permit, build, possible, new, cause, self.pace(asset, region))

    def pace(self, asset: str, region: str) -> tuple[PaceFact, ...]:
        """The limits on how fast an asset is built that bind, the one worth most first."""
        found = (
            self._pace(kind, name, rows) for (kind, name), rows in self._pace_rows.get((asset, region), {}).items()
        )
        return tuple(sorted(found, key=lambda pace: (-pace.worth, pace.name)))

    def lead_time(self, asset: str, region: str) -> tuple[str, float, float]:
        """Lane, permit and building [yr] of the fastest lane that the plan uses."""
        return self._fastest(asset, region)

    def grows(self, asset: str, region: str) -> bool:
        """Whether anything that the plan has built comes to serve."""
        return bool(self._first_new(asset, region))

    # --- times ----------------------------------------------------------------------------------------------------

    def _lead_time(self, asset: str, region: str) -> float:
        _, permit, build = self._fastest(asset, region)
        return permit + build

    def _fastest(self, asset: str, region: str) -> tuple[str, float, float]:
        there = in_region(self.scenario.assets[asset], region)
        factor = self.scenario.permitting.factor.value
        lanes = self.scenario.permitting.lanes
        used = self._lanes_used.get((asset, region)) or {STANDARD}
        times = {name: there.permit.value * factor * lanes.get(name, Lane()).factor.value for name in sorted(used)}
        lane = min(times, key=lambda name: times[name])
        return lane, times[lane], there.build.value

    @cached_property
    def _lanes_used(self) -> dict[tuple[str, str], set[str]]:
        used: dict[tuple[str, str], set[str]] = {}
        for asset, region, lane, quantity, value in _columns(
            self.solution.tables["starts"], "asset", "region", "lane", "quantity", "value"
        ):
            if quantity == "start" and value > 0:
                used.setdefault((asset, region), set()).add(lane)
        return used

    def _first_new(self, asset: str, region: str) -> str:
        """The first period in which something that the plan has built serves, in any future; "" for none."""
        return self._first_served.get((asset, region), "")

    @cached_property
    def _first_served(self) -> dict[tuple[str, str], str]:
        level: dict[tuple[str, str, str, str], dict[str, float]] = {}
        names = ("asset", "region", "future", "period", "quantity", "value")
        for asset, region, future, period, quantity, value in _columns(self.solution.tables["capacity"], *names):
            level.setdefault((asset, region, future, period), {})[quantity] = value
        found: dict[tuple[str, str], str] = {}
        for (asset, region, _, period), at in level.items():
            serving = at.get("in_service", 0.0)
            if serving - at.get("existing", 0.0) > ADDED * serving:
                found[asset, region] = min(period, found.get((asset, region), period))
        return found

    # --- pace -----------------------------------------------------------------------------------------------------

    @cached_property
    def _pace_rows(self) -> dict[tuple[str, str], dict[tuple[str, str], list[int]]]:
        """Rows of `limits` that hold back the pace of building, by (asset, region) and (kind, name)."""
        rows: dict[tuple[str, str], dict[tuple[str, str], list[int]]] = {}
        columns = _columns(self.solution.tables["limits"], "kind", "name", "region", "dual")
        for i, (kind, name, region, dual) in enumerate(columns):
            if kind in PACE and dual > 0:
                asset = name.partition("#")[0]
                rows.setdefault((asset, region), {}).setdefault((kind, name), []).append(i)
        return rows

    def _pace(self, kind: str, name: str, rows: Sequence[int]) -> PaceFact:
        columns = self.solution.tables["limits"].columns
        worth = sum(float(columns["dual"][i] * columns["limit"][i]) for i in rows)
        nodes = ((columns["future"][i], columns["period"][i]) for i in rows)
        return PaceFact(kind, name, worth, spans(nodes, self._grid.labels, tree(self.scenario).futures))

    @cached_property
    def _grid(self) -> Periods:
        return periods(self.scenario)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {label: t for t, label in enumerate(self._grid.labels)}


def _columns(table: Table, *names: str) -> Iterator[tuple[Any, ...]]:
    """The rows of some columns of a table."""
    return zip(*(table.columns[name] for name in names), strict=True)
