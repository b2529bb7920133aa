"""The forms of a number, from the tree of a file to `Number` and `Series` in base units.

5    5 GW    {value: 5, unit: GW, low: 4 GW, high: 6, source: x, confidence: low, note: ...}
{2026: 9 GW, 2028.5: 24 GW}          a path: each point in any of the forms above
{value: {2026: 9, ...}, unit: GW, low: {2026: 8, ...}, source: x}      a path that says more about itself
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

from optimizer.scenario.amounts import AmountError, in_base, quoted, terms
from optimizer.scenario.dates import decimal_year, is_date
from optimizer.scenario.number import Number, Series, Where
from optimizer.scenario.reading import Reading
from optimizer.scenario.tree import Map, Node, Path, Text, kind, where_is
from optimizer.wording import Hint, nearest

AMOUNTS = ("value", "low", "high")
REMARKS = ("source", "confidence", "note")
PARTS = ("value", "unit", "low", "high", *REMARKS)
CONFIDENCE = ("high", "medium", "low")
ANY_TIME = (2000.0,)
"""The year of a series of one point."""


class Told(Exception):
    """A number that cannot be used; why is among the findings."""


@dataclass(frozen=True)
class NumberReader:
    """Reads the number of one field.

    base : the unit of the field, None where the file does not say what it is (which is told elsewhere).
    outside : what is wrong with a value in base units, "" if it is within the bounds of the field.
    """

    reading: Reading
    base: str | None
    template: str
    outside: Callable[[float], str]

    def series(self, node: Text | Map) -> Series:
        """A path, or one number for all times."""
        if isinstance(node, Map):
            values = node.get("value")
            if isinstance(values, Map):
                return self._path(self._described_points(node, values))
            if "value" not in node and any(map(is_date, node)):
                return self._path(node)
        return Series(ANY_TIME, (self.number(node, node.path),))

    def number(self, node: Node, path: Path, where: Where | None = None) -> Number:
        """One number: a text, or a mapping that says more about it."""
        if isinstance(node, Map):
            return self._described(node, path)
        if not isinstance(node, Text):
            self._tell(where or self._where(path), path, f"a number is wanted here; found {kind(node)}")
        return Number(self._amount(node, path), self._unit, where=node.where)

    # --- paths ----------------------------------------------------------------------------------------------------

    def _path(self, node: Map) -> Series:
        if not node:
            self._tell(
                self._where(node.path, node), node.path, "numbers by year are wanted here; found an empty mapping"
            )
        points: dict[float, Number] = {}
        wrong = False
        for key, below in node.items():
            where, path = node.keys_at.get(key, node.where), (*node.path, key)
            try:
                year = self._year(key, path, where)
                if year in points:
                    self._tell(where, path, f"the moment {key} is given twice")
                points[year] = self.number(below, path, where)
            except Told:
                wrong = True
        if wrong:
            raise Told
        years = tuple(sorted(points))
        return Series(years, tuple(points[year] for year in years))

    def _year(self, key: str, path: Path, where: Where) -> float:
        try:
            return decimal_year(key)
        except ValueError as error:
            self._tell(where, path, f"the key {quoted(key)} {error}", lambda: nearest(key, PARTS))

    def _described_points(self, node: Map, values: Map) -> Map:
        """A path in which every point carries what was said about the whole path."""
        self._stop_if(self._unknown_parts(node, node.path))
        bounds = {}
        for bound in ("low", "high"):
            given = node.get(bound)
            if isinstance(given, Map) and set(given) == set(values):
                bounds[bound] = given
            elif given is not None:
                path = (*node.path, bound)
                self._tell(where_is(node, (bound,)), path, "must be given for the same years as value")
        about = {key: node[key] for key in ("unit", *REMARKS) if key in node}
        points: dict[str, Node] = {}
        for year, below in values.items():
            low_high = {bound: given[year] for bound, given in bounds.items()}
            described = isinstance(below, Map)
            whole: dict[str, Node] = (
                {**about, **low_high, **below} if isinstance(below, Map) else {"value": below, **about, **low_high}
            )
            where = below.where if below is not None and not described else values.keys_at.get(year, values.where)
            points[year] = Map(whole, where, node.keys_at, (*values.path, year))
        return Map(points, values.where, values.keys_at, values.path)

    # --- one number -----------------------------------------------------------------------------------------------

    def _described(self, node: Map, path: Path) -> Number:
        """{value, unit, low, high, source, confidence, note}."""
        if node and all(map(is_date, node)):
            self._tell(self._where(path, node), path, "one number is wanted here; it cannot change over time")
        wrong = self._unknown_parts(node, path)
        for key in ("unit", *REMARKS):
            wrong |= self._not_text(node, key, path)
        wrong |= self._wrong_confidence(node, path)
        if node.get("value") is None:
            self._tell(self._where(path, node), path, "the value is missing", "Write {value: 5, unit: GW, ...}.")
        self._stop_if(wrong)
        unit = str(node.get("unit") or "")
        value, low, high = (self._part(node, key, unit, path) for key in AMOUNTS)
        given = node["value"]
        where = given.where if isinstance(given, Text) else node.where
        source, confidence, note = (str(node[key]) if node.get(key) else None for key in REMARKS)
        if source:
            self.reading.cited.append((source, bool(note), where_is(node, ("source",)), (*path, "source")))
        if value is None:
            raise Told
        if low is not None and low > value:
            self._tell(where_is(node, ("low",)), (*path, "low"), "low must not be above value")
        if high is not None and high < value:
            self._tell(where_is(node, ("high",)), (*path, "high"), "high must not be below value")
        return Number(value, self._unit, low, high, source, confidence, note, where)

    def _part(self, node: Map, key: str, unit: str, path: Path) -> float | None:
        given = node.get(key)
        if given is None:
            return None
        if not isinstance(given, Text):
            self._tell(where_is(node, (key,)), (*path, key), f"a number is wanted here; found {kind(given)}")
        return self._amount(given, (*path, key), unit)

    def _amount(self, text: Text, path: Path, unit: str = "") -> float:
        """A text as a number in base units, within the bounds."""
        try:
            if self.base is None:
                return float(terms(text)[0].digits)
            value = in_base(text, self.base, self.reading.units, unit)
        except AmountError as error:
            shown = quoted(f"{text} {unit}" if unit else text)
            self._tell(text.where, path, f"{shown} {error.message}{self._wanted(error)}", error.hint_later)
        if outside := self.outside(value):
            self._tell(text.where, path, f"{outside}; found {quoted(text)}")
        return value

    def _wanted(self, error: AmountError) -> str:
        if self.base is None:
            return ""
        return "; a plain number or a share is wanted" if self.base == "1" else f"; a number in {self.base} is wanted"

    def _wrong_confidence(self, node: Map, path: Path) -> bool:
        given = node.get("confidence")
        if not isinstance(given, Text) or given in CONFIDENCE:
            return False
        message = f"found {quoted(given)}; allowed: {', '.join(CONFIDENCE)}"
        self.reading.findings.error(given.where, (*path, "confidence"), message, lambda: nearest(given, CONFIDENCE))
        return True

    def _unknown_parts(self, node: Map, path: Path) -> bool:
        unknown = [key for key in node if key not in PARTS]
        for key in unknown:
            message = f"unknown key {quoted(key)} of a number; allowed: {', '.join(PARTS)}"
            where = node.keys_at.get(key, node.where)
            self.reading.findings.error(where, (*path, key), message, partial(nearest, key, PARTS))
        return bool(unknown)

    def _not_text(self, node: Map, key: str, path: Path) -> bool:
        given = node.get(key)
        if given is None or isinstance(given, Text):
            return False
        message = f"a text is wanted here; found {kind(given)}"
        self.reading.findings.error(where_is(node, (key,)), (*path, key), message)
        return True

    # --- telling --------------------------------------------------------------------------------------------------

    @property
    def _unit(self) -> str:
        return self.base or self.template

    def _where(self, path: Path, node: Map | None = None) -> Where:
        """The key of a number in the file, or the mapping itself where it was put together here."""
        return where_is(self.reading.root, path) if node is None or not node.where.line else node.where

    def _stop_if(self, wrong: bool) -> None:
        if wrong:
            raise Told

    def _tell(self, where: Where, path: Path, message: str, hint: Hint = "") -> NoReturn:
        self.reading.findings.error(where, path, message, hint)
        raise Told
