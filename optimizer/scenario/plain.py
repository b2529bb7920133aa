"""A scenario as plain mappings, lists and texts that a file can hold: base units, defaults left out, nothing lost.

Regions and futures are written as what differs: `by_region` as patches of the block, a future's `set` as the numbers it
changes, in base units. (A `set` as first written may say {add: 1} of a number in another unit; the numbers cannot err.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic.fields import FieldInfo

from optimizer.scenario.dates import decimal_year, is_date
from optimizer.scenario.fields import Date
from optimizer.scenario.number import Number, Series
from optimizer.scenario.read_number import ANY_TIME
from optimizer.scenario.schema import Block, Branch, Futures, Scenario
from optimizer.scenario.tree import Path, Text, key_path
from optimizer.scenario.walk import described, fields

Plain = Any
"""A mapping, list, text, number, true, false or None."""
NOT_IN_FUTURES = ("name", "description", "overrides", "levers", "sources", "futures", "applied")
"""What a future does not change."""
_TEMPLATE_WORDS = ("money", "capacity", "output", "commodity")
NOTHING: Mapping[str, Plain] = {}


@dataclass(frozen=True)
class Writer:
    """Writes blocks. number, path : how those are written.  left_out : names of fields that are not."""

    number: Callable[[Number], Plain]
    path: Callable[[Series], Plain]
    left_out: frozenset[str] = frozenset()

    def scenario(self, scenario: Scenario) -> dict[str, Plain]:
        """The whole scenario."""
        whole = self.block(scenario)
        if scenario.futures is not None and "futures" in whole:
            whole["futures"] = self._futures(scenario.futures, whole)
        return whole

    def block(self, block: Block, like: Mapping[str, Plain] = NOTHING) -> dict[str, Plain]:
        """The fields of a block that are not at their default, and those that are given in `like`."""
        written = {}
        for key, info, value in described(block):
            if key not in self.left_out and (key in like or not self._is_default(value, info)):
                written[key] = self._field(value, info, like.get(key))
        if "by_region" in written:
            base = {key: inner for key, inner in written.items() if key != "by_region"}
            regions: Mapping[str, Block] = dict(fields(block))["by_region"]
            written["by_region"] = {region: self._patch(base, there) for region, there in regions.items()}
        return written

    def _patch(self, base: dict[str, Plain], there: Block) -> dict[str, Plain]:
        """What a block changes in a region, laid over the block itself."""
        return difference(base, self.block(there, base))

    def _futures(self, futures: Futures, base: Mapping[str, Plain]) -> dict[str, Plain]:
        written = self.block(futures)
        written["branches"] = {name: self._branch(branch, base) for name, branch in futures.branches.items()}
        return written

    def _branch(self, branch: Branch, base: Mapping[str, Plain]) -> dict[str, Plain]:
        written = self.block(branch)
        if branch.scenario is not None:
            common = {key: inner for key, inner in base.items() if key not in NOT_IN_FUTURES}
            own = self.block(branch.scenario, common)
            changes = difference(common, {key: inner for key, inner in own.items() if key not in NOT_IN_FUTURES})
            written["set"] = {key_path(path): value for path, value in leaves(changes)}
        return {key: inner for key, inner in written.items() if key != "set" or inner}

    def _is_default(self, value: Any, info: FieldInfo) -> bool:
        if info.is_required():
            return False
        default = info.get_default(call_default_factory=True)
        if isinstance(value, Number) and isinstance(default, Number):
            return bool(self.number(value) == self.number(replace(default, unit=value.unit)))
        if isinstance(value, Series) and isinstance(default, Series):
            same = replace(default.values[0], unit=value.unit)
            return len(value.years) == 1 and bool(self.number(value.values[0]) == self.number(same))
        if isinstance(value, Block) and isinstance(default, Block):
            return self.block(value) == self.block(default)
        return bool(value == default)

    def _field(self, value: Any, info: FieldInfo, like: Plain) -> Plain:
        date = next((about for about in info.metadata if isinstance(about, Date)), None)
        if date is None or value is None:
            return self.value(value, like)
        return [_date(value[0]), _date(value[1], end=True)] if isinstance(value, tuple) else _date(value, date.end)

    def value(self, value: Any, like: Plain = None) -> Plain:
        """Anything that a field may hold; what is plain already stays as it is."""
        given = like if isinstance(like, Mapping) else NOTHING
        if isinstance(value, Number):
            return self.number(value)
        if isinstance(value, Series):
            return self.number(value.values[0]) if value.years == ANY_TIME else self.path(value)
        if isinstance(value, Block):
            return self.block(value, given)
        if isinstance(value, Mapping):
            return {str(name): self.value(inner, given.get(name)) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(inner) for inner in value]
        return value


# --- numbers and dates ------------------------------------------------------------------------------------------------


def number_in_full(number: Number) -> Plain:
    """A number with its unit and all that is said of it: `5 MW`, or {value: 5, unit: MW, low: 4, ...}."""
    unit = _unit(number)
    bounds = {name: tidy(bound) for name, bound in (("low", number.low), ("high", number.high)) if bound is not None}
    said = {**bounds, **_remarks(number)}
    if said:
        return {"value": tidy(number.value), **({"unit": unit} if unit else {}), **said}
    return f"{tidy(number.value)} {unit}" if unit else tidy(number.value)


def path_in_full(path: Series) -> Plain:
    """A path as its points; what is said of all of them is said once: {value: {2026: 9, ...}, unit: MW, source: x}."""
    first = path.values[0]
    alike = all((_unit(point), _remarks(point)) == (_unit(first), _remarks(first)) for point in path.values)
    bounded = {(point.low is None, point.high is None) for point in path.values}
    if not alike or len(bounded) > 1 or not (_remarks(first) or bounded != {(True, True)}):
        return {_date(year): number_in_full(point) for year, point in path}
    amounts = {
        name: {_date(year): tidy(getattr(point, name)) for year, point in path}
        for name in ("value", "low", "high")
        if getattr(first, name) is not None
    }
    unit = {"unit": _unit(first)} if _unit(first) else {}
    return {"value": amounts.pop("value"), **unit, **amounts, **_remarks(first)}


def _unit(number: Number) -> str:
    """The unit as it is to be written; nothing for a plain ratio, and for a number made in code without its unit."""
    return "" if number.unit == "1" or any(word in number.unit for word in _TEMPLATE_WORDS) else number.unit


def _remarks(number: Number) -> dict[str, str]:
    said = {"source": number.source, "confidence": number.confidence, "note": number.note}
    return {key: value for key, value in said.items() if value is not None}


def tidy(value: float) -> float | int:
    """The same number, without the `.0` of a whole one."""
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _date(year: float, end: bool = False) -> Text:
    """A date as a word of the file, without quotes."""
    return Text(date_text(year, end))


def date_text(year: float, end: bool = False) -> str:
    """A date that reads back as the same decimal year: 2027, 2027-07, 2027-07-15 or 2027.53.

    `end` : whether it is a last day, which counts in full.
    """
    month, part = divmod((year % 1) * 12, 1)
    days = [f"{int(year)}-{int(month) + 1:02d}-{day:02d}" for day in _near(part)]
    for text in (f"{int(year)}", f"{int(year)}-{round((year % 1) * 12) + 1:02d}", *days, repr(year)):
        if is_date(text) and decimal_year(text, end) == year:
            return text
    return f"{year:.12f}".rstrip("0")


def _near(part: float) -> range:
    """Days of a month about a share of it, whatever the length of the month."""
    return range(max(1, int(part * 28) - 1), min(31, int(part * 31) + 2) + 1)


# --- differences ------------------------------------------------------------------------------------------------------


def difference(base: Mapping[str, Plain], other: Mapping[str, Plain]) -> dict[str, Plain]:
    """What laid over `base` makes `other`: changed entries, None for those that are missing."""
    changed: dict[str, Plain] = {key: None for key in base if key not in other and base[key] is not None}
    for key, value in other.items():
        if key in base and _is_names(base[key]) and _is_names(value):
            inner = difference(base[key], value)
            if inner:
                changed[key] = inner
        elif key not in base or base[key] != value:
            changed[key] = value
    return changed


def leaves(changes: Mapping[str, Plain], path: Path = ()) -> list[tuple[Path, Plain]]:
    """Nested changes as paths and values."""
    found: list[tuple[Path, Plain]] = []
    for key, value in changes.items():
        found += leaves(value, (*path, key)) if _is_names(value) else [((*path, key), value)]
    return found


def _is_names(value: Plain) -> bool:
    """Whether something is a mapping of names or keys, and not a number in one of its long forms."""
    return (
        isinstance(value, Mapping) and "value" not in value and not (value and all(is_date(str(key)) for key in value))
    )
