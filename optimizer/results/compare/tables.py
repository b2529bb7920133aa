"""The facts of a comparison as long tables, one fact a row, for other programs. Numbers are in base units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from optimizer.results.compare.facts import Change, Comparison, Difference, InputEntry, LimitReading, Reading, Subject

Row = Sequence[Any]
Table = tuple[Sequence[str], Iterable[Row]]
SIDES = ("before", "after", "change", "unit")


def tables(facts: Comparison) -> dict[str, Table]:
    """The tables by name. Each but the first has the label of what is compared in column `item`."""
    each: dict[str, tuple[Sequence[str], Callable[[Comparison, Difference], Iterator[Row]]]] = {
        "inputs": (
            ("key", "year", *SIDES, "text_before", "text_after", "where_before", "where_after", "source_before",
             "source_after", "pattern", "action", "amount", "overrides"),
            _inputs,
        ),
        "metrics": (("metric", "before", "after", "change", "relative", "unit"), _metrics),
        "yearly": (("quantity", "name", "region", "year", *SIDES), _yearly),
        "limits": (
            ("kind", "name", "status", "share_before", "share_after", "worth_before", "worth_after", "first_before",
             "last_before", "first_after", "last_after"),
            _limits,
        ),
        "binding": (("year", "kind_before", "name_before", "kind_after", "name_after"), _binding),
        "money": (("quantity", "value", "unit"), _money),
        "credits": (("asset", "matched", "part", "value", "unit"), _credits),
        "attribution": (("group", "metric", "measure", "value", "unit"), _attribution),
        "interactions": (("first", "second", "metric", "value", "unit"), _interactions),
    }  # fmt: skip
    found: dict[str, Table] = {"subjects": (SUBJECTS, _subjects(facts))}
    for name, (columns, rows) in each.items():
        found[name] = (("item", *columns), _labelled(facts, rows))
    return found


def _labelled(facts: Comparison, rows: Callable[[Comparison, Difference], Iterator[Row]]) -> Iterator[Row]:
    return ((one.subject.label, *row) for one in facts.differences for row in rows(facts, one))


SUBJECTS = ("item", "role", "title", "source", "overrides", "content")


def _subjects(facts: Comparison) -> Iterator[Row]:
    yield _subject(facts.reference, "reference")
    yield from (_subject(one.subject, "compared") for one in facts.differences)


def _subject(subject: Subject, role: str) -> Row:
    return subject.label, role, subject.title, subject.source, " ".join(subject.overrides), subject.content


def _inputs(_: Comparison, one: Difference) -> Iterator[Row]:
    for change in one.inputs:
        overrides = " ".join((*change.with_, *(f"without {name}" for name in change.without)))
        for entry in change.entries:
            for row in _entry(entry):
                yield (*row, change.pattern, change.action, change.amount, overrides)


def _entry(entry: InputEntry) -> Iterator[Row]:
    before, after = entry.before, entry.after
    was, new = (dict(side.points) if side is not None else {} for side in (before, after))
    unit = next((side.unit for side in (after, before) if side is not None and side.unit), "")
    texts = [_of(side, "text") for side in (before, after)]
    places = [_of(side, "where") for side in (before, after)]
    sources = [_of(side, "source") for side in (before, after)]
    for year in dict.fromkeys((*was, *new)) or ("",):
        x, y = was.get(year), new.get(year)
        change = None if x is None or y is None else y - x
        yield entry.key, year, x, y, change, unit, *texts, *places, *sources


def _of(side: Reading | None, what: str) -> str:
    return "" if side is None else str(getattr(side, what))


def _metrics(_: Comparison, one: Difference) -> Iterator[Row]:
    for name, metric in one.metrics.items():
        yield name, metric.before, metric.after, metric.change, metric.relative, metric.unit


def _yearly(_: Comparison, one: Difference) -> Iterator[Row]:
    for row in (*one.plan, *one.prices, *one.unmet):
        for at, year in enumerate(row.years):
            sides = (None if side is None else side[at] for side in (row.before, row.after))
            yield row.quantity, row.name, row.region, year, *sides, row.change[at], row.unit


def _limits(_: Comparison, one: Difference) -> Iterator[Row]:
    for limit in one.limits:
        sides = (limit.before, limit.after)
        shares = (_read(side, "share") for side in sides)
        worths = (_read(side, "worth") for side in sides)
        spans = (_read(side, name) for side in sides for name in ("first", "last"))
        yield limit.kind, limit.name, limit.status, *shares, *worths, *spans


def _read(side: LimitReading | None, what: str) -> Any:
    return None if side is None else getattr(side, what)


def _binding(_: Comparison, one: Difference) -> Iterator[Row]:
    for year in one.binding:
        sides = (("", "") if side is None else (side.kind, side.name) for side in (year.before, year.after))
        yield year.year, *(word for side in sides for word in side)


def _money(facts: Comparison, one: Difference) -> Iterator[Row]:
    money, unit = one.money, facts.money_unit
    changes: dict[str, Change | None] = {
        "added_public_cost": money.cost, "added_compute": money.compute, "added_capital": money.capital,
        "added_private_capital": money.private,
    }  # fmt: skip
    for name, change in changes.items():
        if change is not None:
            yield name, change.change, change.unit
    yield "public_cost_per_added_compute", money.per_compute, f"{unit}/({facts.compute_unit})"
    yield "capital_per_public_cost", money.capital_per_money, "1"
    yield "private_capital_per_public_cost", money.private_per_money, "1"


def _credits(facts: Comparison, one: Difference) -> Iterator[Row]:
    for matched, splits in (("same_time", one.money.same_time), ("any_time", one.money.any_time)):
        for split in splits:
            for part in ("anyway", "added", "gone"):
                yield split.asset, matched, part, getattr(split, part), facts.money_unit


def _attribution(_: Comparison, one: Difference) -> Iterator[Row]:
    split = one.attribution
    for part in split.parts if split is not None else ():
        for metric, unit in split.units.items() if split is not None else ():
            for measure in ("alone", "last", "share", "error"):
                yield part.name, metric, measure, getattr(part, measure)[metric], unit


def _interactions(_: Comparison, one: Difference) -> Iterator[Row]:
    split = one.attribution
    for pair in split.interactions if split is not None else ():
        for metric, unit in split.units.items() if split is not None else ():
            yield pair.first, pair.second, metric, pair.more[metric], unit
