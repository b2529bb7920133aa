"""Levels as they are written -> numbers in base units, dates as decimal years; what is wrong with them goes to the
findings, at their place in the study file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from optimizer.results.sweep.study import FactorKind
from optimizer.scenario.amounts import AmountError, in_base, quoted, terms
from optimizer.scenario.dates import decimal_year
from optimizer.scenario.findings import Findings
from optimizer.scenario.number import Where
from optimizer.scenario.tree import Map, Node, Path, Text, key_path
from optimizer.scenario.walk import in_per_cent
from optimizer.units import Units
from optimizer.wording import listing

MOST_KINDS = 4
"""Units of numbers found together that are told."""
UNLIKE = "Write one entry for each kind of number, with its unit, or `multiply`."
"""What to try where numbers of several kinds are found together."""


def amount(text: Text, unit: str, units: Units, findings: Findings, written_in: str = "") -> float:
    """A number in `unit`; without a unit of its own it is in `written_in`, or in `unit`. 0 where it is wrong."""
    try:
        return in_base(text, unit, units, written_in)
    except AmountError as error:
        wanted = "a plain number or a share" if unit == "1" else f"a number in {unit}"
        message = f"{quoted(text)} {error.message}; {wanted} is wanted"
        findings.error(text.where, text.path, message, error.hint_later)
        return 0.0


def date(text: Text, end: bool, findings: Findings) -> float:
    """A date as a decimal year; with `end` a day counts in full. 2000 where it is wrong."""
    try:
        return decimal_year(text, end)
    except ValueError as error:
        findings.error(text.where, text.path, f"{quoted(text)} {error}")
        return 2000.0


def told_kinds(kinds: Mapping[str, Path], action: str, at: Path, where: Where, findings: Findings) -> bool:
    """Whether numbers of several kinds are found, so that no level with a unit fits all of them; then it is noted.

    kinds : a place of each unit.
    """
    if len(kinds) < 2:
        return False
    found = listing([f"{unit} at {key_path(path)}" for unit, path in kinds.items()], MOST_KINDS)
    path = key_path(next(iter(kinds.values())))
    hint = f"Write a line for each of them, as {path}: {{{action}: [...]}}, or `multiply`."
    findings.error(where, at, f"numbers in several units are found here, which no one level fits: {found}", hint)
    return True


def kind_of(unit: str, paths: Iterable[Path]) -> FactorKind:
    """`share` for what is read as per cent at all of its places, else `number`."""
    return "share" if all(in_per_cent(unit, path) for path in paths) else "number"


def is_end(path: Path) -> bool:
    """Whether a date of the scenario is a last day, which counts in full."""
    return path[-1] == 1 or path[-1] == "to"


def written_unit(node: Node) -> str:
    """The unit that a number of the file is written in, "" where it has none."""
    if isinstance(node, Text):
        return terms(node)[0].unit
    if not isinstance(node, Map):
        return ""
    unit = node.get("unit")
    if isinstance(unit, Text):
        return str(unit)
    inner = node.get("value", node.get("amount"))
    first = inner if inner is not None else next(iter(node.values()), None)
    return written_unit(first)


def without_unit(texts: Iterable[Text]) -> list[Text]:
    """The amounts that have no unit, less those that are 0, which is nothing in any unit."""
    return [text for text in texts if not has_unit(text) and not _is_zero(text)]


def has_unit(text: Text) -> bool:
    """Whether an amount names a unit; False for what is none."""
    try:
        return any(term.unit for term in terms(text))
    except AmountError:
        return False


def in_unit(number: str, unit: str) -> str:
    """A bare number as it would be written with a unit; shares have none."""
    return number if unit.startswith("1") else f"{number} {unit}"


def _is_zero(text: Text) -> bool:
    try:
        return all(float(term.digits) == 0.0 for term in terms(text))
    except AmountError:
        return False
