"""Where the values of a scenario came from: as found, file and line, override, range, source and note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optimizer.errors import UsageError
from optimizer.scenario.changes import PathError, targets
from optimizer.scenario.dates import decimal_year, is_date
from optimizer.scenario.number import ASSUMPTION, Number
from optimizer.scenario.plain import date_text, tidy
from optimizer.scenario.schema import Block, Scenario, Source
from optimizer.scenario.tree import Map, Node, Path, Text, child, follow, key_path, where_is
from optimizer.scenario.walk import numbers, value_at

if TYPE_CHECKING:
    from optimizer.scenario.load import Loaded

BY_DEFAULT = "the default"


@dataclass(frozen=True, slots=True)
class Reason:
    """One value of a scenario and where it came from.

    value : in base units, with its unit.  found : as written, empty for a default.  where : file:line:column, with what
    brought it there (an override, --set).  source : id, title, date and address of the source that the number names.
    """

    key: str
    value: str
    found: str
    where: str
    range: str = ""
    confidence: str = ""
    source: str = ""
    note: str = ""


def why(loaded: Loaded, path: str) -> str:
    """What a dotted path leads to (* stands for any name) and why it is so, as text. UsageError for a path to nowhere."""
    return "\n".join(_text(reason) for reason in reasons(loaded, path))


def reasons(loaded: Loaded, path: str) -> list[Reason]:
    """Each value that a dotted path leads to, and why it is so. Raises UsageError for a path to nowhere."""
    try:
        found = targets(loaded.tree, path)
    except PathError as error:
        raise UsageError(f"{error.message}. {error.hint}".strip()) from None
    return [reason for target in found for reason in _reasons(loaded, target.path)]


def _reasons(loaded: Loaded, path: Path) -> Iterator[Reason]:
    try:
        value = value_at(loaded.scenario, path)
    except KeyError:  # a part of what the file gives that the scenario keeps in another form, such as a `set`
        value = None
    found = list(numbers(value, path))
    for inner, number in found:
        yield _of_number(loaded, inner, number)
    if not found:
        yield _of_word(loaded, path, value)


def _of_number(loaded: Loaded, path: Path, number: Number) -> Reason:
    unit = "" if number.unit == "1" else f" {number.unit}"
    bounds = [f"{tidy(bound)}" for bound in (number.low, number.high) if bound is not None]
    node = _node(loaded.tree, path)
    return Reason(
        key_path(path),
        f"{tidy(number.value)}{unit}",
        _as_found(node),
        str(number.where) if number.where is not None else BY_DEFAULT,
        (" to ".join(bounds) + unit) if len(bounds) == 2 else _one_bound(number, unit),
        number.confidence or "",
        _cited(loaded.scenario, number.source),
        number.note or "",
    )


def _one_bound(number: Number, unit: str) -> str:
    if number.low is not None:
        return f"from {tidy(number.low)}{unit}"
    return f"up to {tidy(number.high)}{unit}" if number.high is not None else ""


def _of_word(loaded: Loaded, path: Path, value: object) -> Reason:
    node = follow(loaded.tree, path)
    given = node is not None
    return Reason(
        key_path(path), _words(value), _as_found(node), str(where_is(loaded.tree, path)) if given else BY_DEFAULT
    )


def _words(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return date_text(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_words, value)) + "]"
    if isinstance(value, Block | dict):
        return "no numbers"
    return "none" if value is None else str(value)


def _node(tree: Map, path: Path) -> Node:
    """What the file holds of a number: itself, or the point of the same year; in a region, the common one."""
    node = follow(tree, path)
    if node is None and path and is_date(str(path[-1])):
        above = follow(tree, path[:-1])
        above = child(above, "value") if isinstance(above, Map) and "value" in above else above
        year = decimal_year(str(path[-1]))
        for key, inner in above.items() if isinstance(above, Map) else ():
            if is_date(key) and abs(decimal_year(key) - year) < 1e-6:
                return inner
    if node is None and "by_region" in path:
        at = path.index("by_region")
        return _node(tree, (*path[:at], *path[at + 2 :]))
    return node


def _as_found(node: Node) -> str:
    if isinstance(node, Text):
        return str(node)
    if isinstance(node, Map) and isinstance(node.get("value"), Text):
        return " ".join(str(part) for part in (node["value"], node.get("unit")) if part is not None)
    return ""


def _cited(scenario: Scenario, name: str | None) -> str:
    if name is None:
        return ""
    source = scenario.sources.get(name)
    if source is None:
        return "an assumption" if name == ASSUMPTION else name
    return f"{name}: {_described(source)}"


def _described(source: Source) -> str:
    return ", ".join(part for part in (source.title, source.date, source.url, source.note) if part)


def _text(reason: Reason) -> str:
    lines = [f"{reason.key} = {reason.value}"]
    for label, text in (
        ("found", reason.found),
        ("at", reason.where),
        ("range", reason.range),
        ("confidence", reason.confidence),
        ("source", reason.source),
        ("note", reason.note),
    ):
        if text:
            lines.append(f"  {label:<10} {text}")
    return "\n".join(lines)
