"""Every limit that is reached, in every region, future and period: when the plan is held back, and by what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from optimizer.results.bottlenecks import NOTHING, REACHED, Bottleneck, bottlenecks
from optimizer.results.solution import Solution
from optimizer.results.tables import Table
from optimizer.scenario.schema import Scenario
from optimizer.study.explain.chain import cause_of, link_of
from optimizer.study.explain.facts import Cause, Split, State, TimelineRow
from optimizer.study.explain.waits import Waits

Node = tuple[str, str, str, str]
"""(name, region, future, period)."""


def timeline(solution: Solution, scenario: Scenario) -> tuple[TimelineRow, ...]:
    """The rows of table `limits` that are reached, each with its link, its kind for people, and its worth.

    The worths sum to the optimum: a firm demand that is served at a loss takes away from it.
    """
    table, waits = solution.tables["limits"], Waits(solution, scenario)
    scarce = _scarce(solution, waits)
    links: dict[tuple[str, str], str] = {}
    rows = []
    for i in _reached(table):
        kind, name = table.columns["kind"][i], table.columns["name"][i]
        link = links.setdefault((kind, name), link_of(scenario, kind, name))
        rows.append(_row(table, i, link, _cause(table, i, scarce, waits), solution.objective))
    return tuple(rows)


def split(rows: Iterable[TimelineRow], objective: float) -> tuple[Split, ...]:
    """The optimum by link of the chain and kind of limit, largest first; the shares sum to 1."""
    worths: dict[tuple[str, Cause], float] = {}
    for row in rows:
        worths[row.link, row.cause] = worths.get((row.link, row.cause), 0.0) + row.worth
    cells = (Split(link, cause, worth, _share(worth, objective)) for (link, cause), worth in worths.items() if worth)
    return tuple(sorted(cells, key=lambda cell: (-abs(cell.worth), cell.link, cell.cause)))


def _reached(table: Table) -> list[int]:
    dual, size, slack = (np.asarray(table.columns[name], float) for name in ("dual", "limit", "slack"))
    reached: list[int] = np.flatnonzero((dual > 0.0) | ((size > 0.0) & (slack <= REACHED * size))).tolist()
    return reached


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


def _row(table: Table, i: int, link: str, cause: Cause, objective: float) -> TimelineRow:
    text = {name: str(table.columns[name][i]) for name in ("kind", "region", "name", "future", "period", "unit")}
    limit, used, dual = (float(table.columns[name][i]) for name in ("limit", "used", "dual"))
    worth = dual * limit * (-1.0 if text["kind"] == "firm" else 1.0)
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
