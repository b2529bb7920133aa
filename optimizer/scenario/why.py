"""Where the values of a scenario came from: as found, file and line, override, range, source and note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optimizer.errors import UsageError
from optimizer.scenario.changes import PathError, targets
from optimizer.scenario.dates import decimal_year, is_date
from optimizer.scenario.number import ASSUMPTION, Number, Series
from optimizer.scenario.plain import date_text, tidy
from optimizer.scenario.schema import Block, Scenario, Source
from optimizer.scenario.tree import Items, Map, Node, Path, Text, child, follow, key_path, where_is
from optimizer.scenario.walk import fields, numbers, value_at
from optimizer.wording import listing, nearest

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
    """What a dotted path leads to (* stands for any name) and why, as text. Raises UsageError for a path to nowhere."""
    return "\n".join(_text(reason) for reason in reasons(loaded, path))


def reasons(loaded: Loaded, path: str) -> list[Reason]:
    """Each value that a dotted path leads to, and why it is so. Raises UsageError for a path to nowhere.

    Of a block, only what the file gives is told.
    """
    try:
        found = targets(loaded.tree, path)
    except PathError as error:
        raise UsageError(f"{error.message}. {error.hint}".strip()) from None
    return [reason for target in found for reason in _reasons(loaded, target.path)]


def _reasons(loaded: Loaded, path: Path) -> Iterator[Reason]:
    try:
        value = value_at(loaded.scenario, path)
    except KeyError:
        raise _unknown(loaded, path) from None
    for inner, leaf in _leaves(value, path):
        if isinstance(leaf, Number):
            reason = _of_number(loaded, inner, leaf)
        else:
            reason = _of_word(loaded, inner, leaf)
        if reason.where != BY_DEFAULT or not isinstance(value, Block | dict):
            yield reason


def _unknown(loaded: Loaded, path: Path) -> UsageError:
    """The schema allows any name here; this one is not in the scenario."""
    above = follow(loaded.tree, path[:-1])
    known = list(above) if isinstance(above, Map) else []
    message = f"'{key_path(path[:-1])}' has no '{path[-1]}'; known: {listing(known)}. {nearest(str(path[-1]), known)}"
    return UsageError(message.strip())


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The numbers, dates, words and lists of words in a block."""
    if isinstance(value, Number | Series):
        yield from numbers(value, path)
    elif isinstance(value, Block):
        for name, inner in fields(value):
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, tuple) and any(isinstance(inner, Block) for inner in value):
        for at, inner in enumerate(value):
            yield from _leaves(inner, (*path, at))
    else:
        yield path, value


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


def _of_word(loaded: Loaded, path: Path, value: Any) -> Reason:
    node = follow(loaded.tree, path)
    given = node is not None
    return Reason(
        key_path(path), _words(value), _as_found(node), str(where_is(loaded.tree, path)) if given else BY_DEFAULT
    )


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return date_text(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_words, value)) + "]"
    if isinstance(value, int):
        return str(value)
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
    if isinstance(node, Items):
        return "[" + ", ".join(map(_as_found, node)) + "]" if all(isinstance(item, Text) for item in node) else ""
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
