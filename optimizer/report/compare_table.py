"""The tables of a comparison of many: what each buys and costs, and what its money does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.report.columns import Column
from optimizer.report.compare_sentences import TOO_MUCH, news_year
from optimizer.report.compare_words import Describer, ask, label, signed_cells, title, worth_most, years_in_words
from optimizer.report.words import amount, cells, decimals_for, number, percent, scale_for, unit_in_words
from optimizer.results.compare.facts import Change, Comparison, CreditSplit, Difference
from optimizer.results.names import clean
from optimizer.scenario.schema import Scenario

NOTHING = "-"
ASK = Column("", words=True, most=32)
LEAST_SHOWN = 0.05
"""Change of public cost, in the table's unit, from which on a row is told what its money does."""


@dataclass(frozen=True)
class TextTable:
    """A table of texts."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def main_table(facts: Comparison, scenarios: Mapping[str, Scenario]) -> TextTable:
    """Ask, compute in the year of the news and in all, public cost, cost of a unit of compute, what binds then."""
    first = facts.differences[0]
    year = news_year(facts)
    level, total = first.metrics.get(f"compute_end:{year}"), first.metrics.get("compute_total")
    columns, blocks = [ASK], []
    if level is not None and total is not None:
        columns += _compute_columns(facts, level, total, year)
        blocks.append(_compute_cells(facts, year))
    scale = scale_for(_sides(facts, "public_cost"), clean(facts.money_unit))
    columns.append(Column(f"public\ncost,\n{scale.label}"))
    costs = [money * scale.factor for money in _sides(facts, "public_cost")]
    blocks.append([(cell,) for cell in cells(costs, 1)])
    columns += _duty_columns(facts)
    if any(_duties(facts)):
        blocks.append([(cell,) for cell in _duty_cells(facts)])
    if level is not None:
        columns.append(Column(f"cost per\nadded\n{unit_in_words(facts.compute_unit)}"))
        blocks.append([("",), *((_per_compute(one, facts.money_unit),) for one in facts.differences)])
    columns.append(Column("holds it back most then", words=True, most=34))
    blocks.append([(text,) for text in _holding(facts, scenarios)])
    names = [title(facts.reference), *(ask(one.subject, facts) for one in facts.differences)]
    rows = tuple(
        (name, *(cell for part in parts for cell in part)) for name, *parts in zip(names, *blocks, strict=True)
    )
    return TextTable(tuple(columns), rows)


def main_notes(facts: Comparison) -> Iterator[str]:
    """What the columns mean."""
    text = "Public cost: what the Treasury pays within the horizon, not discounted"
    if facts.compute_unit:
        one = unit_in_words(facts.compute_unit)
        text = (
            f"Compute: mean of {news_year(facts)}, and delivered in all. {text}; per {one}: "
            f"added cost over added compute, '{NOTHING}' where not both are added"
        )
    if any(_duties(facts)):
        text += ". Duties: what the Treasury takes in, not taken off the cost"
    yield f"{text}. Last: the limit worth most of the plan's value, and its years."


def money_table(facts: Comparison) -> TextTable | None:
    """What added public money draws in, and what of it pays for what is built anyway; None where none is added."""
    scale = scale_for(_sides(facts, "public_cost"), clean(facts.money_unit))
    shown = [one for one in facts.differences if (one.money.cost.change or 0.0) * scale.factor >= LEAST_SHOWN]
    if not shown:
        return None
    unit = scale.label
    columns = (
        ASK,
        Column(f"added\ncost,\n{unit}"),
        Column(f"capital\nspent,\n{unit}"),
        Column(f"of it\nprivate,\n{unit}"),
        Column(f"private\nper {clean(facts.money_unit)}\nof cost"),
        Column("credit for\nwhat comes\nanyway"),
        Column(f"value,\n{unit}"),
    )
    changes = [[one.money.cost, one.money.capital, one.money.private, one.metrics.get("npv")] for one in shown]
    numbers = [
        signed_cells([_change(each) * scale.factor if each else float("nan") for each in row], 1) for row in changes
    ]
    rows = [
        (ask(one.subject, facts), cost, capital, private, private_per_cost(one), _anyway(one), value)
        for one, (cost, capital, private, value) in zip(shown, numbers, strict=True)
    ]
    return TextTable(columns, tuple(rows))


def money_notes(facts: Comparison) -> Iterator[str]:
    """What the columns mean."""
    if money_table(facts) is not None:
        yield (
            "All against the reference. Private: capital less credits and loan subsidies; below 0, public money takes "
            "the place of private. Credit for what comes anyway: the part of the added credits that goes to what the "
            "reference starts in the same period too (in brackets: starts that only move in time counted as well). "
            "Value: net present value to all users and owners; the public cost is not taken off."
        )


# --- duties ---------------------------------------------------------------------------------------------------------


def _duties(facts: Comparison) -> list[float]:
    """Duties of the reference and of all the others [money]; nothing where a result tells of none."""
    return _sides(facts, "tariff_revenue") if "tariff_revenue" in facts.differences[0].metrics else []


def _duty_columns(facts: Comparison) -> list[Column]:
    """The column of duties, where any are paid."""
    found = _duties(facts)
    return [Column(f"duties,\n{scale_for(found, clean(facts.money_unit)).label}")] if any(found) else []


def _duty_cells(facts: Comparison) -> list[str]:
    found = _duties(facts)
    scale = scale_for(found, clean(facts.money_unit))
    return cells([each * scale.factor for each in found], 1)


# --- cells ------------------------------------------------------------------------------------------------------------


def _sides(facts: Comparison, metric: str) -> list[float]:
    """A metric of the reference and of all the others."""
    first = facts.differences[0].metrics[metric]
    return [first.before or 0.0, *(one.metrics[metric].after or 0.0 for one in facts.differences)]


def _compute_columns(facts: Comparison, level: Change, total: Change, year: str) -> list[Column]:
    at, whole = _compute_scales(facts, level, total, year)
    return [
        Column(f"{at}\nin {year}"),
        Column(f"{whole}\nin all"),
        Column(f"against\n{label(facts.reference, 12)}"),
    ]


def _compute_scales(facts: Comparison, level: Change, total: Change, year: str) -> tuple[str, str]:
    at = scale_for(_sides(facts, f"compute_end:{year}"), level.unit)
    return at.label, scale_for(_sides(facts, "compute_total"), total.unit).label


def _compute_cells(facts: Comparison, year: str) -> list[tuple[str, ...]]:
    first = facts.differences[0].metrics
    columns = []
    for name in (f"compute_end:{year}", "compute_total"):
        sides = _sides(facts, name)
        factor = scale_for(sides, first[name].unit).factor
        shown = [side * factor for side in sides]
        columns.append((shown, max(decimals_for(shown), 1)))
    (at, places), (whole, of_whole) = columns
    more = ["", *signed_cells([side - whole[0] for side in whole[1:]], of_whole)]
    return list(zip(cells(at, places), cells(whole, of_whole), more, strict=True))


def _per_compute(one: Difference, unit: str) -> str:
    cost = one.money.per_compute
    if cost is None:
        return NOTHING
    return amount(cost, clean(unit))


def _holding(facts: Comparison, scenarios: Mapping[str, Scenario]) -> list[str]:
    """What holds the reference back most, and then each of the others."""
    base = scenarios[facts.reference.label]
    found = []
    for one, is_after in ((facts.differences[0], False), *((one, True) for one in facts.differences)):
        words = Describer(base, scenarios[one.subject.label])
        most = worth_most(one.limits, is_after=is_after)
        found.append(
            NOTHING if most is None else f"{words.limit(most[0], is_after=is_after)}, {years_in_words(most[1])}"
        )
    return found


def _change(change: Change | None) -> float:
    return (change.change or 0.0) if change is not None else 0.0


def private_per_cost(one: Difference) -> str:
    """Private capital added per unit of added public cost, where cost is added and can be what moves it."""
    ratio = one.money.private_per_money
    return NOTHING if ratio is None or abs(ratio) > TOO_MUCH else number(ratio)


def _anyway(one: Difference) -> str:
    """`91 % (96 %)`: of the credits paid more, those for what the reference starts too."""
    paid = _paid(one.money.same_time)
    if paid <= 0.0 or paid < 1e-3 * (one.money.cost.change or 0.0):
        return NOTHING
    same, any_ = (
        _clipped(sum(split.anyway for split in splits) / paid) for splits in (one.money.same_time, one.money.any_time)
    )
    return f"{same} ({any_})"


def _paid(splits: Sequence[CreditSplit]) -> float:
    return sum(split.anyway + split.added + split.gone for split in splits)


def _clipped(share: float) -> str:
    return percent(round(min(max(share, 0.0), 1.0), 2))
