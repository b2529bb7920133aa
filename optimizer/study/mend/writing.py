"""Numbers as the file writes them: the unit that it uses, a safe rounding in it, and the text of a new value."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from optimizer.scenario.amounts import AmountError, terms
from optimizer.scenario.dates import is_date
from optimizer.scenario.findings import Findings
from optimizer.scenario.number import Series
from optimizer.scenario.plain import date_text
from optimizer.scenario.reading import begin
from optimizer.scenario.tree import Map, Node, Path, Text, child, follow, key_path, where_is
from optimizer.study.mend.entries import Entry, Leaf, points
from optimizer.study.mend.kinds import UP, without_regions
from optimizer.study.mend.links import Links, links_of
from optimizer.units import UnitError, Units

DIGITS = 3
MOST_DIGITS = 7
OFF = 0.1
"""Most that rounding may add to a change, as a share of it; more digits are kept where three would add more."""
SAME = 1e-7
"""Relative difference at which a number is taken for the round one beside it."""
_PLAIN = re.compile(r"[\w .+\-*/^()%]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the file. factor : base units in one of it; "" and 1 for plain ratios."""

    name: str
    factor: Fraction

    def amount(self, base: float) -> float:
        """A number in base units, in this unit."""
        return float(Fraction(base) / self.factor) if math.isfinite(base) else base

    def base(self, amount: float) -> float:
        """A number in this unit, in base units, as the loader reads its text."""
        return float(Fraction(repr(amount)) * self.factor)


@dataclass(frozen=True)
class Writer:
    """Writes numbers of the scenario whose file, with all changes applied, is `tree`."""

    tree: Map

    @cached_property
    def _units(self) -> Units:
        return begin(self.tree, Findings()).units

    @cached_property
    def links(self) -> Links:
        """Numbers of futures that follow common ones."""
        return links_of(self.tree)

    def unit(self, entry: Entry) -> Unit:
        """The unit in which the file gives a number; the base unit where it gives none."""
        base = points(entry.leaf)[0].unit
        for node in self._nodes(entry):
            try:
                return self._unit_in(node, base)
            except (AmountError, UnitError):
                continue  # a sum of two units, or an action of a future: the next best place, else base units
        return Unit("" if base == "1" else base, Fraction(1))

    def _nodes(self, entry: Entry) -> list[Node]:
        """Where the number may be written, its own place first."""
        own = follow(self.tree, (*future_path(entry.future), key_path(entry.path))) if entry.future else None
        found = (own, follow(self.tree, entry.path), follow(self.tree, without_regions(entry.path)))
        return [node for node in found if node is not None]

    def _unit_in(self, node: Node, base: str) -> Unit:
        text, unit = _first_amount(node)
        (term,) = terms(text)[:1] if len(terms(text)) == 1 else [None]
        if term is None:
            raise AmountError("is a sum")
        name = term.unit or unit or base
        return Unit("" if name == "1" else name, self._units.factor(name, base))

    def place(self, entry: Entry) -> tuple[str, str, bool]:
        """`file:line` of a number, what brought it there, and whether the file gives it at all."""
        where = points(entry.leaf)[0].where
        given = where is not None
        if where is None:
            where = where_is(self.tree, entry.path)
        return (f"{where.file}:{where.line}" if where.line else where.file), where.via, given

    def text(self, entry: Entry, leaf: Leaf) -> str:
        """A number or a path as the text of a scenario file, in the unit of the entry."""
        unit = self.unit(entry)
        values = [_quoted(f"{unit.amount(n.value):.10g} {unit.name}".rstrip()) for n in points(leaf)]
        if not isinstance(leaf, Series) or len(leaf.years) == 1:
            return values[0]
        return "{" + ", ".join(f"{date_text(y)}: {v}" for y, v in zip(leaf.years, values, strict=True)) + "}"


def future_path(future: str) -> Path:
    """Where the changes of a future stand."""
    return ("futures", "branches", future, "set")


def _first_amount(node: Node, unit: str = "") -> tuple[str, str]:
    """The text of a number, or of the first point of a path, and the unit that is said of it beside."""
    if isinstance(node, Text):
        return str(node), unit
    if isinstance(node, Map):
        said = node.get("unit")
        unit = str(said) if isinstance(said, Text) else unit
        keys = [key for key in node if key == "value" or is_date(key)]
        if keys:
            return _first_amount(child(node, keys[0]), unit)
    raise AmountError("is not a number")


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else '"' + text.replace('"', '\\"') + '"'


def safe(value: float, now: float, way: int) -> float:
    """A new value rounded so that it changes more, not less: up where more is wanted, down where less is.

    >>> safe(131.47, 150, -1), safe(131.47, 120, 1), safe(149.9731, 150, -1), safe(100.00000000001, 500, -1)
    (131.0, 132.0, 149.973, 100.0)
    """
    if value == 0.0:
        return 0.0
    rounded = value
    for digits in range(DIGITS, MOST_DIGITS + 1):
        rounded = _rounded(value, digits, way)
        if abs(rounded - value) <= OFF * abs(value - now):
            break
    return rounded


def _rounded(value: float, digits: int, way: int) -> float:
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    nearest = round(value, decimals)
    if abs(nearest - value) <= SAME * abs(value):
        return nearest
    scaled = Fraction(value) * Fraction(10) ** decimals
    return float(Fraction(math.ceil(scaled) if way == UP else math.floor(scaled)) / Fraction(10) ** decimals)
