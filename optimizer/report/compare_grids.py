"""The tables of a comparison of two, as text in cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from optimizer.report.compare_words import group_in_words, label, signed_cells, signed_percent
from optimizer.report.grids import Grid, Line
from optimizer.report.words import NO_NUMBER, amount, cells, decimals_for, scale_for
from optimizer.results.compare.facts import Attribution, Change, Comparison, Difference, YearlyChange
from optimizer.results.names import clean, in_words, plural

MONEY = {
    "npv": "value (net present)",
    "capital": "capital",
    "public_cost": "public cost",
    "credits": "of it credits",
    "loan_subsidy": "of it loan subsidy",
    "reserve_cost": "of it reserve",
    "lever_cost": "of it running the levers",
    "tariff_revenue": "duties",
}
SPLIT = {"compute_total": "compute", "npv": "value", "public_cost": "public cost"}
"""The metrics that are split, in the order in which they are shown."""
WORTH_A_LINE = 5e-4
"""Change, as a share of the larger side, below which a line of the plan or of prices is left to the CSV files."""


def compute_grid(facts: Comparison, one: Difference) -> Grid | None:
    """Compute by year on both sides, and the change."""
    changes = [one.metrics.get(f"compute_end:{year}") for year in facts.years]
    known = [change for change in changes if change is not None]
    total = one.metrics.get("compute_total")
    if total is None or len(known) < len(changes):
        return None
    before, after = (np.array([getattr(change, side) for change in known], float) for side in ("before", "after"))
    scale = scale_for([*before, *after], known[0].unit)
    whole = scale_for([total.before or 0.0, total.after or 0.0], total.unit)
    rows = [
        [*row * scale.factor, (end or 0.0) * whole.factor]
        for row, end in ((before, total.before), (after, total.after))
    ]
    places = max(decimals_for([number for row in rows for number in row]), 1)
    more = [y - x for x, y in zip(*rows, strict=True)]
    is_level = facts.compute_unit.endswith("*yr")
    lines = (
        Line(label(facts.reference), tuple(cells(rows[0], places))),
        Line(label(one.subject), tuple(cells(rows[1], places))),
        Line("change", tuple(signed_cells(more, places))),
    )
    what = "Compute in service, mean over the year" if is_level else "Compute, in the year"
    return Grid(f"{what} [{scale.label}]", (*facts.years, whole.label if is_level else "in all"), lines)


def money_grid(facts: Comparison, one: Difference) -> Grid:
    """Money on both sides: rows that are nothing on both are left out."""
    found = {words: one.metrics[name] for name, words in MONEY.items() if name in one.metrics}
    shown = {words: change for words, change in found.items() if change.before or change.after}
    sides = [value for change in shown.values() for value in (change.before or 0.0, change.after or 0.0)]
    scale = scale_for(sides, clean(facts.money_unit))
    lines = tuple(Line(words, _both(change, scale.factor)) for words, change in shown.items())
    title = f"Money [{scale.label}]"
    return Grid(title, (label(facts.reference), label(one.subject), "change", ""), lines)


def _both(change: Change, factor: float) -> tuple[str, ...]:
    sides = [cells([side * factor], 1)[0] if side is not None else "-" for side in (change.before, change.after)]
    more = signed_cells([change.change * factor], 1)[0] if change.change is not None else NO_NUMBER
    return (*sides, more, signed_percent(change.relative))


def plan_grid(facts: Comparison, one: Difference, quantity: str, top: int) -> Grid:
    """Change of a quantity of the plan by asset and year: the largest changes, against the largest side."""
    rows = [row for row in one.plan if row.quantity == quantity]
    title = {"in_service": "Capacity in service, change of the mean over the year", "started": "Started, change"}
    return _changes(f"{title[quantity]}", rows, facts, top, many=True)


def price_grid(facts: Comparison, one: Difference, top: int) -> Grid:
    """Change of the shadow price by commodity and year, and its mean before."""
    return _changes("Worth of one more unit (shadow price), change", one.prices, facts, top, many=False)


def _changes(title: str, rows: Sequence[YearlyChange], facts: Comparison, top: int, *, many: bool) -> Grid:
    ranked = sorted((row for row in rows if _size(row) > WORTH_A_LINE), key=lambda row: (-_size(row), row.name))
    lines = [_yearly(row, many) for row in ranked[:top]]
    left = len(ranked) - top
    notes = (f"{left} more: --top {len(ranked)} shows them.",) if left > 0 else ()
    before = f"Before: mean of the years in {label(facts.reference)}."
    return Grid(title, ("before", *facts.years), tuple(lines), (*notes, before) if lines else ())


def _size(row: YearlyChange) -> float:
    """The change against what there is, over all years [1]."""
    sides = [np.abs(side).sum() for side in (row.before, row.after) if side is not None]
    largest = max(sides, default=0.0)
    return float(np.abs(row.change).sum() / largest) if largest else 0.0


def _yearly(row: YearlyChange, many: bool) -> Line:
    where = f" in {in_words(row.region)}" if row.region else ""
    mean = float(np.mean(row.before)) if row.before is not None else 0.0
    scale = scale_for([*row.change, mean], clean(row.unit))
    values = np.array(row.change) * scale.factor
    places = decimals_for([*values, mean * scale.factor])
    name = (plural(in_words(row.name)) if many else in_words(row.name)) + where
    before = cells([mean * scale.factor], places)[0] if row.before is not None else "-"
    return Line(f"{name} [{scale.label}]", (before, *signed_cells(values, places)))


def attribution_grid(split: Attribution) -> Grid:
    """What each group of changes adds: by itself, last of all, and its share, which sums to the change."""
    names = [name for name in SPLIT if name in split.units]
    scales = {name: scale_for([*(part.share[name] for part in split.parts), split.total[name]], split.units[name])
              for name in names}  # fmt: skip
    first = names[0] if names else ""
    header = ["alone", "last of all", *(f"{SPLIT[name]}" for name in names)]
    lines = []
    for part in split.parts:
        ends = [part.alone[first], part.last[first]] if first else []
        shares = [_with_error(part.share[name], part.error[name], scales[name].factor) for name in names]
        lines.append(
            Line(
                group_in_words(part.name),
                (*signed_cells([end * scales[first].factor for end in ends], 1), *shares),
            )
        )
    total = [signed_cells([split.total[name] * scales[name].factor], 1)[0] for name in names]
    lines.append(Line("all together", ("", "", *total)))
    units = "; ".join(f"{SPLIT[name]} in {scales[name].label}" for name in names)
    return Grid(f"Shares of the change ({units})", tuple(header), tuple(lines))


def _with_error(value: float, error: float, factor: float) -> str:
    shown = signed_cells([value * factor], 1)[0]
    return f"{shown} ± {cells([error * factor], 1)[0]}" if error else shown


def unmet_in_words(row: YearlyChange) -> str:
    """`255 kt of aluminium instead of 630 kt`."""
    before, after = (sum(side) if side is not None else 0.0 for side in (row.before, row.after))
    unit, name = clean(row.unit), plural(in_words(row.name))
    shown = f"{amount(after, unit)} of {name}" if after else f"none of the {name}"
    return f"{shown} instead of {amount(before, unit) if before else 'none'}"
