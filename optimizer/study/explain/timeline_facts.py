"""Every limit that is reached, in every region, future and period: when the plan is held back, and by what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from optimizer.results.bottlenecks import NOTHING, REACHED, Bottleneck, bottlenecks
from optimizer.results.explain.bottlenecks import TimelineRow
from optimizer.results.explain.facts import Split
from optimizer.results.explain.limits import Cause, State
from optimizer.results.limit_paths import numbers_behind
from optimizer.results.solution import Solution
from optimizer.results.tables import Table
from optimizer.scenario.schema import Scenario
from optimizer.study.explain.chain import cause_of, link_of
from optimizer.study.explain.waits import Waits

Node = tuple[str, str, str, str]
"""(name, region, future, period)."""
KEY = ("kind", "region", "name", "future", "period")
"""Columns that tell rows of `limits` and of `value_split` apart."""
RULED = ("fill_rate", "draw_rate")
"""Limits of a reserve that its rules `fill` and `release` make 0 for a time, whatever the number."""


def timeline(solution: Solution, scenario: Scenario) -> tuple[TimelineRow, ...]:
    """The rows of table `limits` that are reached, each with its link, its kind for people, and its worth.

    The worths are those of table `value_split`, and sum to the optimum. What is served at a loss takes away from it,
    and so does capacity that stands where no more may (it counts against a ceiling). What a rule shuts for a time and
    no number could open is left out.
    """
    table, waits = solution.tables["limits"], Waits(solution, scenario)
    scarce, worths = _scarce(solution, waits), _Worths(solution)
    links: dict[tuple[str, str], str] = {}
    shut, size = _shut_by_rule(table, scenario), np.asarray(table.columns["limit"], float)
    rows = []
    for i in range(len(table)):
        worth = worths.of(table, i)
        kind, name = table.columns["kind"][i], table.columns["name"][i]
        if worth or (worths.reached[i] and not (size[i] <= 0.0 and (kind, name) in shut)):
            link = links.setdefault((kind, name), link_of(scenario, kind, name))
            rows.append(_row(table, i, link, _cause(table, i, scarce, waits), worth, solution.objective))
    return tuple(rows)


def split(rows: Iterable[TimelineRow], objective: float) -> tuple[Split, ...]:
    """The optimum by link of the chain and kind of limit, largest first; the shares sum to 1."""
    worths: dict[tuple[str, Cause], float] = {}
    for row in rows:
        worths[row.link, row.cause] = worths.get((row.link, row.cause), 0.0) + row.worth
    cells = (Split(link, cause, worth, _share(worth, objective)) for (link, cause), worth in worths.items() if worth)
    return tuple(sorted(cells, key=lambda cell: (-abs(cell.worth), cell.link, cell.cause)))


def _shut_by_rule(limits: Table, scenario: Scenario) -> set[tuple[str, str]]:
    """Kind and name of the limits that are 0 by a rule where they are 0: their number is above 0."""
    found = set(zip(limits.columns["kind"], limits.columns["name"], strict=True))
    ruled = ((kind, name) for kind, name in found if kind in RULED)
    return {one for one in ruled if any(number.value for number in numbers_behind(scenario, *one).values())}


class _Worths:
    """Worth of each row of table `limits` by table `value_split`, and whether the row is reached."""

    def __init__(self, solution: Solution) -> None:
        columns = solution.tables["value_split"].columns
        keys = zip(*(columns[name] for name in KEY), strict=True)
        self._values = dict(zip(keys, np.asarray(columns["value"], float).tolist(), strict=True))
        limits = solution.tables["limits"]
        dual, size, slack = (np.asarray(limits.columns[name], float) for name in ("dual", "limit", "slack"))
        self.reached: list[bool] = ((dual > 0.0) | ((size > 0.0) & (slack <= REACHED * size))).tolist()

    def of(self, limits: Table, row: int) -> float:
        """A firm tier stands twice: its worth is told under `firm` where it is a loss, else under `demand`."""
        kind, *rest = (limits.columns[name][row] for name in KEY)
        if kind not in ("firm", "demand"):
            return self._values.get((kind, *rest), 0.0)
        worth = self._values.get(("demand", *rest), 0.0)
        return worth if (worth < 0.0) == (kind == "firm") else 0.0


def _scarce(solution: Solution, waits: Waits) -> dict[Node, bool]:
    """Where existing capacity is a bottleneck, and whether the plan adds to it later on."""
    periods = sorted(set(solution.tables["capacity"].columns["period"]))
    futures = sorted(set(solution.tables["capacity"].columns["future"]))
    found: dict[Node, bool] = {}
    for limit in bottlenecks(solution):
        if limit.kind == "existing":
            for future in futures:
                for period in _periods_of(limit, future, periods):
                    found[limit.name, limit.region, future, period] = waits.grows(limit.name, limit.region)
    return found


def _periods_of(limit: Bottleneck, future: str, periods: Sequence[str]) -> list[str]:
    spans = [span for span in limit.spans if not span.futures or future in span.futures]
    return [period for period in periods if any(span.first <= period <= span.last for span in spans)]


def _cause(table: Table, row: int, scarce: dict[Node, bool], waits: Waits) -> Cause:
    kind, name, region, future, period = (
        table.columns[column][row] for column in ("kind", "name", "region", "future", "period")
    )
    if kind != "existing":
        return cause_of(kind)
    outgrown = scarce.get((name, region, future, period))
    if outgrown is None:
        return "standing"
    return waits.cause(name, region, period) if outgrown else "fixed"


def _row(table: Table, i: int, link: str, cause: Cause, worth: float, objective: float) -> TimelineRow:
    text = {name: str(table.columns[name][i]) for name in ("kind", "region", "name", "future", "period", "unit")}
    limit, used, dual = (float(table.columns[name][i]) for name in ("limit", "used", "dual"))
    return TimelineRow(
        link,
        cause,
        text["kind"],
        text["region"],
        text["name"],
        text["future"],
        text["period"],
        limit,
        used,
        text["unit"],
        dual,
        str(table.columns["dual_unit"][i]),
        worth,
        _share(worth, objective),
        _state(limit, dual, worth, objective),
    )


def _state(limit: float, dual: float, worth: float, objective: float) -> State:
    if dual > 0.0 and limit <= 0.0:
        return "shut"
    return "full" if abs(worth) <= NOTHING * abs(objective) else "binding"


def _share(worth: float, objective: float) -> float:
    return worth / abs(objective) if objective else 0.0
