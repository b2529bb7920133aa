"""The inputs that differ, alike ones together, each with its values and where they came from."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from typing import Any

from optimizer.results.compare.facts import InputChange, InputEntry, Reading
from optimizer.results.compare.sides import Side
from optimizer.scenario.differences import NOT_THERE, Difference
from optimizer.scenario.number import Number, Series
from optimizer.scenario.patterns import Alike, together
from optimizer.scenario.plain import date_text
from optimizer.scenario.schema import Block, Futures
from optimizer.scenario.tree import Path, key_path
from optimizer.scenario.walk import in_per_cent

BY_DEFAULT = "the default"
NOT_IN_FORCE = "not in force"
"""Of a lever whose override is not applied."""


def input_changes(found: Sequence[Difference], before: Side, after: Side) -> tuple[InputChange, ...]:
    """Differences of two scenarios as lines for people and machines."""
    return tuple(_change(line, before, after) for line in together(found, before.scenario, after.scenario))


def _change(line: Alike, before: Side, after: Side) -> InputChange:
    return InputChange(
        pattern=line.pattern,
        action=line.action,
        amount=line.amount,
        is_share=all(is_share(one) for one in line.members),
        with_=tuple(cause.override for cause in line.causes if cause.added),
        without=tuple(cause.override for cause in line.causes if not cause.added),
        entries=tuple(_entry(one, before, after) for one in line.members),
    )


def is_share(one: Difference) -> bool:
    """Whether a difference is of plain ratios that are read as per cent."""
    units = {value.unit for value in (one.before, one.after) if isinstance(value, Number | Series)}
    return len(units) == 1 and in_per_cent(units.pop(), one.path)


def _entry(one: Difference, before: Side, after: Side) -> InputEntry:
    return InputEntry(key_path(one.path), _reading(one.before, one.path, before), _reading(one.after, one.path, after))


def _reading(value: Any, path: Path, side: Side) -> Reading | None:
    if value is NOT_THERE:
        return None
    if value is None and path[0] == "levers":
        return Reading((), "", NOT_IN_FORCE, "")
    if isinstance(value, Number):
        return Reading((("", value.value),), value.unit, "", str(value.where or BY_DEFAULT), value.source or "")
    if isinstance(value, Series):
        dated = len(value.years) > 1
        points = tuple((f"{year:.10g}" if dated else "", point.value) for year, point in value)
        sources = dict.fromkeys(point.source for point in value.values if point.source)
        return Reading(points, value.unit, "", str(value.values[0].where or BY_DEFAULT), ", ".join(sources))
    return Reading((), "", _words(value, path), side.where(path) or BY_DEFAULT)


def _last_day(moment: float) -> str:
    """The last day before a moment: 2026-12-31 for 2027.0."""
    month = round(12 * moment) - 1
    if abs(12 * moment - month - 1) > 1e-9:
        return str(date_text(moment, end=True))
    year, number = divmod(month, 12)
    return f"{year}-{number + 1:02d}-{monthrange(year, number + 1)[1]}"


def _words(value: Any, path: Path) -> str:
    """A date, word or block in words; a last day counts in full, so it is told as the day itself."""
    if isinstance(value, float):
        return _last_day(value) if path[-1] in ("to", 1) else str(date_text(value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Futures):
        odds = (f"{name} {100 * branch.probability.value:.3g} %" for name, branch in value.branches.items())
        return f"from {date_text(value.reveal)}: {', '.join(odds)}"
    if isinstance(value, Block):
        return str(getattr(value, "description", "")) or "there"
    if isinstance(value, tuple):
        return ", ".join(_words(item, (*path, at)) for at, item in enumerate(value)) or "none"
    return "none" if value is None else str(value)
