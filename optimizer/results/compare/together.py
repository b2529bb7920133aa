"""Results side by side: everything that differs between the first and each of the others."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.results.compare import credit_starts
from optimizer.results.compare.alignment import Alignment, align
from optimizer.results.compare.facts import Comparison, Difference
from optimizer.results.compare.inputs import input_changes
from optimizer.results.compare.limits import binding_years, limit_changes
from optimizer.results.compare.metrics import metric_changes, metrics
from optimizer.results.compare.money import Earned, public_money
from optimizer.results.compare.plan import plan_changes, price_changes, unmet_changes
from optimizer.results.compare.sides import Side
from optimizer.scenario.differences import differences


def comparison(sides: Sequence[Side]) -> Comparison:
    """What differs between the first result, the reference, and each of the others.

    Raises `UsageError` where they cannot be compared: other money, another unit of compute, no year in common.
    """
    common = align(sides)
    reference, *others = (_earned(side, common) for side in sides)
    scenario = reference.side.scenario
    return Comparison(
        reference=reference.side.subject,
        years=common.years,
        money_unit=scenario.money.unit,
        money_year=scenario.money.year,
        compute_unit=common.compute_unit,
        notes=common.notes,
        differences=tuple(_difference(reference, other, common) for other in others),
    )


def _earned(side: Side, common: Alignment) -> Earned:
    return Earned(side, metrics(side, common), credit_starts.starts(side))


def _difference(before: Earned, after: Earned, common: Alignment) -> Difference:
    one, other = before.side, after.side
    plan, odd_units = plan_changes(one, other, common)
    prices, odd_prices = price_changes(one, other, common)
    return Difference(
        subject=other.subject,
        inputs=input_changes(differences(one.scenario, other.scenario), one, other),
        metrics=metric_changes(before.metrics, after.metrics),
        plan=tuple(plan),
        prices=tuple(prices),
        unmet=tuple(unmet_changes(one, other, common)),
        limits=limit_changes(one, other, common),
        binding=binding_years(one, other, common),
        money=public_money(before, after, common),
        notes=tuple(dict.fromkeys((*odd_units, *odd_prices))),
    )
