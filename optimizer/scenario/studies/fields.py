"""Fields of a study: levels kept as they are written, whole numbers, shares, and the JSON Schema of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic_core import core_schema

from optimizer.scenario.amounts import AmountError, in_base, quoted
from optimizer.scenario.fields import plain_error
from optimizer.scenario.tree import Items, Map, Node, Text, kind
from optimizer.units import Units
from optimizer.wording import nearest

_PLAIN = Units("USD")
_AMOUNT = {"type": ["number", "string"]}
SPAN = ("from", "to", "steps")
"""Keys of a range of levels."""


class Kept:
    """A node of the file kept as it is, where `wrong` has nothing to say of it. what : its form, in a few words."""

    what: ClassVar[str]

    def wrong(self, raw: Any) -> None:
        """Raise what is wrong with a node."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._kept)

    def _kept(self, raw: Any) -> Any:
        if raw is not None:
            self.wrong(raw)
        return raw


class Amount(Kept):
    """One number or date."""

    what = "number or date"

    def wrong(self, raw: Any) -> None:
        if not isinstance(raw, Text):
            raise plain_error(f"a number or a date is wanted here; found {kind(raw)}")

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return dict(_AMOUNT)


class Levels(Kept):
    """A list of levels."""

    what = "list of levels"

    def wrong(self, raw: Any) -> None:
        if not isinstance(raw, Items):
            raise plain_error(f"a list of levels, [a, b], is wanted here; found {kind(raw)}")
        if not raw:
            raise plain_error("at least one level is needed here; found none")

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "array", "minItems": 1}


class Steps(Kept):
    """A list of numbers, or a range of them: {from, to, steps}."""

    what = "list, or from, to, steps"

    def wrong(self, raw: Any) -> None:
        if isinstance(raw, Map):
            self._wrong_span(raw)
        elif not isinstance(raw, Items) or not raw:
            raise plain_error(f"a list of numbers or {{from, to, steps}} is wanted here; found {kind(raw)}")
        for node in raw.values() if isinstance(raw, Map) else raw:
            if not isinstance(node, Text):
                raise plain_error(f"a number is wanted here; found {kind(node)}")

    def _wrong_span(self, raw: Map) -> None:
        for key in raw:
            if key not in SPAN:
                raise plain_error(f"unknown key '{key}'; allowed: {', '.join(SPAN)}", nearest(key, SPAN))
        for key in SPAN[:2]:
            if key not in raw:
                raise plain_error(f"'{key}' is missing")
        if "steps" in raw:
            Whole(2, 100_000).read(raw["steps"])

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        span = {"from": _AMOUNT, "to": _AMOUNT, "steps": {"type": "integer", "minimum": 2}}
        among = {"type": "object", "properties": span, "required": ["from", "to"], "additionalProperties": False}
        return {"oneOf": [{"type": "array", "items": _AMOUNT, "minItems": 1}, among]}


class Names(Kept):
    """A name, or a list of names (of which one may be a list itself)."""

    what = "name or list of names"

    def wrong(self, raw: Any) -> None:
        for node in raw if isinstance(raw, Items) else [raw]:
            if not isinstance(node, Text | Items) or (isinstance(node, Items) and not all_texts(node)):
                raise plain_error(f"the name of an override, or a list of them, is wanted here; found {kind(node)}")

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        several = {"type": "array", "items": {"type": "string"}}
        return {"oneOf": [{"type": "string"}, {"type": "array", "items": {"oneOf": [{"type": "string"}, several]}}]}


class Choices(Names):
    """Names among which a factor chooses."""

    def wrong(self, raw: Any) -> None:
        super().wrong(raw)
        if isinstance(raw, Items) and not raw:
            raise plain_error(
                "at least one override is needed here; found none", "Write [none, a] for with and without a."
            )

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        name, several = super().__get_pydantic_json_schema__(schema, handler)["oneOf"]
        return {"oneOf": [name, {**several, "minItems": 1}]}


class Sets(Kept):
    """Changes by path, as in an override."""

    what = "paths and values"

    def wrong(self, raw: Any) -> None:
        if not isinstance(raw, Map):
            raise plain_error(f"a mapping of paths, {{permitting.factor: 0.5}}, is wanted here; found {kind(raw)}")

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "object"}


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds."""

    least: int
    most: int

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, raw: Any) -> int | None:
        """The number. Raises what is wrong with it."""
        if raw is None or (isinstance(raw, int) and not isinstance(raw, bool)):
            return raw
        try:
            number = int(str(raw).replace("_", ""))
        except ValueError:
            raise plain_error(f"a whole number is wanted here; found {kind(raw)}") from None
        if not self.least <= number <= self.most:
            raise plain_error(f"must be from {self.least} to {self.most}; found {kind(raw)}")
        return number

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Share:
    """A share within bounds: 0.7 or 70 %."""

    least: float
    most: float

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._read)

    def _read(self, raw: Any) -> float | None:
        if raw is None or isinstance(raw, float):
            return raw
        if not isinstance(raw, str):
            raise plain_error(f"a share is wanted here; found {kind(raw)}")
        try:
            share = in_base(raw, "1", _PLAIN)
        except AmountError as error:
            raise plain_error(f"{quoted(raw)} {error.message}; a share is wanted", error.hint) from None
        if not self.least <= share <= self.most:
            raise plain_error(f"must be from {self.least:g} to {self.most:g}; found {quoted(raw)}")
        return share

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return dict(_AMOUNT)


def block_like(form: str) -> Callable[[Any], Any]:
    """A check that a mapping of keys stands where one is wanted. form : how it is written."""

    def checked(raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            raise plain_error(f"a block like {form} is wanted here; found {kind(raw)}")
        return raw

    return checked


def all_texts(nodes: Items) -> bool:
    """Whether a list holds texts only."""
    return all(isinstance(node, Text) for node in nodes)


def listed(node: Node) -> tuple[Text, ...]:
    """The texts of a name or of a list of names."""
    nodes = node if isinstance(node, Items) else [node]
    return tuple(text for text in nodes if isinstance(text, Text))
