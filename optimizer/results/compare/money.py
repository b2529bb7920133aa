"""What the public purse pays more, what comes of it, and how much of it pays for what would be built anyway."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from optimizer.results.compare.alignment import Alignment, same, unit_factor
from optimizer.results.compare.credit_starts import Start
from optimizer.results.compare.facts import Change, CreditSplit, PublicMoney
from optimizer.results.compare.metrics import Metrics, metric_changes
from optimizer.results.compare.sides import Side
from optimizer.results.solution import Metric
from optimizer.results.sums import year_of

LEAST_COMPUTE = 1e-4
"""Added compute, as a share of the reference's, below which no cost of a unit of it is told: it would be noise."""
Cell = tuple[str, ...]
"""What counts as the same start in two plans: asset, region, future, period, as far as both tell them apart."""


@dataclass(frozen=True)
class Earned:
    """A result with its metrics over the common years, and its starts with the credit that each earns."""

    side: Side
    metrics: Metrics
    starts: Sequence[Start]


def public_money(before: Earned, after: Earned, common: Alignment) -> PublicMoney:
    """The money of two results."""
    changes = metric_changes(_with_private(before), _with_private(after))
    cost, compute = changes["public_cost"], changes.get("compute_total")
    capital, private = changes["capital"], changes["private"]
    added = _more(cost)
    return PublicMoney(
        cost=cost,
        compute=compute,
        capital=capital,
        private=private,
        per_compute=_ratio(cost, compute) if added and compute and _more(compute, LEAST_COMPUTE) else None,
        capital_per_money=_ratio(capital, cost) if added else None,
        private_per_money=_ratio(private, cost) if added else None,
        same_time=_split(before, after, _cell_of(common)),
        any_time=_split(before, after, lambda start: (start.asset,)),
    )


def _with_private(result: Earned) -> dict[str, Metric]:
    found = result.metrics
    paid = found["credits"].value + found["loan_subsidy"].value
    return {**found, "private": Metric(found["capital"].value - paid, found["capital"].unit)}


def _more(change: Change, least: float = 0.0) -> bool:
    """Whether something was added, more than a share of what there was and than rounding."""
    before, after = change.before or 0.0, change.after or 0.0
    return after > before and not same(before, after) and after - before >= least * abs(before)


def _ratio(change: Change, to: Change) -> float | None:
    return None if change.change is None or not to.change else change.change / to.change


# --- credit paid for what comes anyway --------------------------------------------------------------------------------


def _cell_of(common: Alignment) -> Callable[[Start], Cell]:
    """The finest cell that both plans have: futures, regions and periods only where they are the same."""

    def cell(start: Start) -> Cell:
        return (
            start.asset,
            start.region if common.same_regions else "",
            start.future if common.same_futures else "",
            start.period if common.same_step else year_of(start.period),
        )

    return cell


def _split(before: Earned, after: Earned, cell: Callable[[Start], Cell]) -> tuple[CreditSplit, ...]:
    """The change of the credit paid for each asset; the largest first."""
    was, new = _cells(before, cell, {}), _cells(after, cell, _factors(before.side, after.side))
    found: dict[str, CreditSplit] = {}
    for key in dict.fromkeys((*was, *new)):
        asset = key[0]
        sum_ = found.get(asset, CreditSplit(asset, 0.0, 0.0, 0.0))
        anyway, added, gone = _parts(*was.get(key, (0.0, 0.0)), *new.get(key, (0.0, 0.0)))
        found[asset] = CreditSplit(asset, sum_.anyway + anyway, sum_.added + added, sum_.gone + gone)
    paid = {name: max(map(abs, (one.anyway, one.added, one.gone))) for name, one in found.items()}
    floor = 1e-9 * max(paid.values(), default=0.0)
    return tuple(sorted((found[name] for name in found if paid[name] > floor), key=lambda one: -paid[one.asset]))


def _cells(
    result: Earned, cell: Callable[[Start], Cell], factors: Mapping[str, float]
) -> dict[Cell, tuple[float, float]]:
    """(started, credit paid) by cell."""
    sums: dict[Cell, tuple[float, float]] = {}
    for start in result.starts:
        key = cell(start)
        started, paid = sums.get(key, (0.0, 0.0))
        sums[key] = started + start.started * factors.get(start.asset, 1.0), paid + start.paid
    return sums


def _parts(started_before: float, paid_before: float, started_after: float, paid_after: float) -> tuple[float, ...]:
    """Credit more for what both start, for what is started more, and for what is no longer started."""
    each_before = paid_before / started_before if started_before else 0.0
    each_after = paid_after / started_after if started_after else 0.0
    both = min(started_before, started_after)
    anyway = both * (each_after - each_before) if both else 0.0
    more, less = (max(x - y, 0.0) for x, y in ((started_after, started_before), (started_before, started_after)))
    return anyway, more * each_after, -less * each_before


def _factors(before: Side, after: Side) -> dict[str, float]:
    """What a unit of capacity of the second is in the first, by asset; 1 where they cannot be compared."""
    scenarios = before.scenario, after.scenario
    both = [name for name in after.scenario.assets if name in before.scenario.assets]
    return {
        name: unit_factor(after.scenario.assets[name].capacity, before.scenario.assets[name].capacity, scenarios) or 1.0
        for name in both
    }
