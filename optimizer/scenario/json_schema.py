"""The JSON Schema of scenario files, read off the schema of the program: editors complete, explain and check with it.

Three families of definitions: `Asset` is a whole asset; `AssetChange` is what a file that `extends` another may say of
one (nothing is required, null takes a key away); `AssetInRegion` is a change under `by_region`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args, get_origin

from annotated_types import MinLen
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from optimizer.scenario.dates import FORMS
from optimizer.scenario.fields import Quantity
from optimizer.scenario.layout import Layout, fields, layout_of
from optimizer.scenario.merge import SAME_EVERYWHERE
from optimizer.scenario.number import Number, Series
from optimizer.scenario.plain import number_in_full
from optimizer.scenario.read_number import CONFIDENCE
from optimizer.scenario.schema import BuildInput, Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "Scenario of the supply-chain optimizer"
WHOLE, CHANGE, IN_REGION = "", "Change", "InRegion"
"""Endings of the names of the definitions, by family."""
UNITS = {
    "money": "the scenario's money",
    "capacity": "the asset's capacity",
    "output": "capacity x yr",
    "commodity": "the commodity's unit",
}
"""What the words of a unit template stand for, for people."""
FILE_KEYS: Mapping[str, Any] = {
    "extends": {
        "description": "A file, or a list of files, that this one builds on: later ones win, this file last. "
        "Paths are relative to this file.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
    },
    "with": {
        "description": "An override, or a list of them in order, that this file applies, as --with does.",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    },
}
"""Keys of a file that the loader uses up."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of scenario files."""
    made = Definitions()
    whole, change = made.block(Scenario, WHOLE), made.block(Scenario, CHANGE)
    return {
        "$schema": DIALECT,
        "title": TITLE,
        "type": "object",
        "if": {"required": ["extends"]},
        "then": change,
        "else": whole,
        "$defs": dict(sorted({**_NUMBERS, **made.definitions}.items())),
    }


@dataclass
class Definitions:
    """The definitions made so far, by name."""

    definitions: dict[str, Any] = field(default_factory=dict)

    def block(self, block: type[BaseModel], family: str) -> dict[str, Any]:
        """A reference to the definition of a block, which is made if it is not there."""
        name = block.__name__ + family
        if name not in self.definitions:
            self.definitions[name] = {}  # taken, as a block may hold itself
            self.definitions[name] = self._made(block, family)
        reference = {"$ref": f"#/$defs/{name}"}
        return (
            {"anyOf": [{"$ref": f"#/$defs/number{family and CHANGE}"}, reference]} if block is BuildInput else reference
        )

    def _made(self, block: type[BaseModel], family: str) -> dict[str, Any]:
        keys = dict(fields(block))
        if family == IN_REGION:
            keys = {key: info for key, info in keys.items() if key not in SAME_EVERYWHERE}
        properties = {key: self._field(key, info, family) for key, info in keys.items()}
        if block is Scenario:
            properties = {**FILE_KEYS, **properties}
        required = [key for key, info in keys.items() if info.is_required()] if family == WHOLE else []
        made = {"description": _sentence(block.__doc__), "type": "object", "properties": properties}
        return {**made, **({"required": required} if required else {}), "additionalProperties": False}

    def _field(self, key: str, info: FieldInfo, family: str) -> dict[str, Any]:
        quantity = quantity_of(info)
        layout = layout_of(info.annotation, tuple(info.metadata), info.default)
        inner = IN_REGION if key == "by_region" else CHANGE if family else WHOLE
        made = self._value(layout, info, quantity, inner)
        if type(None) in get_args(info.annotation) or family:
            made = {"anyOf": [made, {"type": "null"}]}
        default = {} if info.is_required() or key == "applied" else _default(info)
        block = layout.block or (layout.item.block if layout.item is not None else None)
        text = meaning(info) or (_sentence(block.__doc__) if block is not None else "")
        return {**({"description": text} if text else {}), **made, **default}

    def _value(self, layout: Layout, info: FieldInfo, quantity: Quantity | None, family: str) -> dict[str, Any]:
        makers: Mapping[str, Callable[[], dict[str, Any]]] = {
            "number": lambda: _number(layout, quantity, family),
            "date": lambda: {"$ref": "#/$defs/date"},
            "block": lambda: self.block(layout.block or Scenario, family),
            "names": lambda: self._names(layout, info, quantity, family),
            "list": lambda: self._list(layout, info),
            "value": lambda: _plain(info.annotation, *info.metadata),
        }
        return makers[layout.kind]()

    def _names(self, layout: Layout, info: FieldInfo, quantity: Quantity | None, family: str) -> dict[str, Any]:
        inner = layout.item or Layout("value")
        item = (
            _plain(get_args(info.annotation)[1])
            if inner.kind == "value"
            else self._value(inner, info, quantity, family)
        )
        needed = {} if family else _at_least(info, "minProperties")
        if family:
            item = {"anyOf": [item, {"type": "null"}]}
        return {"type": "object", "additionalProperties": item, **needed}

    def _list(self, layout: Layout, info: FieldInfo) -> dict[str, Any]:
        """A list is replaced whole, so its items are whole in any family."""
        item = layout.item or Layout("value")
        if item.kind == "date":
            return {"type": "array", "items": {"$ref": "#/$defs/date"}, "minItems": 2, "maxItems": 2}
        items = {"type": "string"} if item.kind == "value" else self._value(item, info, None, WHOLE)
        return {"type": "array", "items": items, **_at_least(info, "minItems")}


# --- what is said of a field ------------------------------------------------------------------------------------------


def quantity_of(info: FieldInfo) -> Quantity | None:
    """What a number of the field, or of the mapping that it is, measures."""
    annotated = [info.annotation, *get_args(info.annotation)]
    inner = (about for kind in annotated if get_origin(kind) is Annotated for about in get_args(kind))
    return next((about for about in (*info.metadata, *inner) if isinstance(about, Quantity)), None)


def meaning(info: FieldInfo) -> str:
    """The field's meaning with its unit, in one paragraph."""
    quantity = quantity_of(info)
    text = (info.description or "").strip()
    if quantity is None or quantity.unit == "1":
        return text if quantity is None else f"{text} A plain ratio; a number or per cent.".strip()
    words = ", ".join(f"{word}: {stands}" for word, stands in UNITS.items() if word in quantity.unit)
    return f"{text} Unit: {quantity.unit}{f' ({words})' if words else ''}.".strip()


def _default(info: FieldInfo) -> dict[str, Any]:
    """The default, where it is a plain value."""
    default = info.default
    if isinstance(default, Series) and len(default.years) == 1:
        default = default.values[0]
    if isinstance(default, Number):
        return {"default": number_in_full(Number(default.value))}
    if isinstance(default, tuple) and default:
        return {"default": list(default)}
    return {"default": default} if isinstance(default, str | bool | int | float) and default != "" else {}


def _sentence(docstring: str | None) -> str:
    return " ".join((docstring or "").split())


def _number(layout: Layout, quantity: Quantity | None, family: str) -> dict[str, Any]:
    """Bounds hold for bare numbers, which are in the base unit."""
    bounds = {
        "minimum": quantity and quantity.ge,
        "exclusiveMinimum": quantity and quantity.gt,
        "maximum": quantity and quantity.le,
    }
    name = ("path" if layout.over_time else "number") + (CHANGE if family else "")
    return {"$ref": f"#/$defs/{name}", **{key: bound for key, bound in bounds.items() if bound is not None}}


def _at_least(info: FieldInfo, keyword: str) -> dict[str, int]:
    """How many entries are needed, if any."""
    least = next((about.min_length for about in info.metadata if isinstance(about, MinLen)), 0)
    return {keyword: least} if least else {}


def _plain(annotated: Any, *metadata: Any) -> dict[str, Any]:
    """Texts, true or false, whole numbers, words of a list, settings: as pydantic describes them."""
    for about in metadata:
        annotated = Annotated[annotated, about]
    made = TypeAdapter(annotated).json_schema()
    return {"type": "string"} if "anyOf" in made else {key: value for key, value in made.items() if key != "title"}


# --- numbers and dates ------------------------------------------------------------------------------------------------

_AMOUNT = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*[-+]?(\d|\.\d)"}]}
_YEAR = r"^\d{4}"


def _described(amount: Mapping[str, Any], needs_value: bool) -> dict[str, Any]:
    properties = {
        "value": amount,
        "unit": {"type": "string", "description": "Unit of value, low and high."},
        "low": {**amount, "description": "Low end of the range."},
        "high": {**amount, "description": "High end of the range."},
        "source": {"type": "string", "description": "Id of an entry of `sources`, or `assumption`."},
        "confidence": {"enum": list(CONFIDENCE), "description": "How sure the number is."},
        "note": {"type": "string", "description": "What is to know about it; what an assumption rests on."},
    }
    made = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": ["value"]} if needs_value else {**made, "minProperties": 1}


def _by_year(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "patternProperties": {_YEAR: item}, "additionalProperties": False, "minProperties": 1}


def _number_forms(needs_value: bool) -> dict[str, Any]:
    return {
        "description": "A number in the base unit, `5 GW`, or {value, unit, low, high, source, confidence, note}.",
        "anyOf": [*_AMOUNT["anyOf"], _described(_AMOUNT, needs_value)],
    }


def _path_forms(needs_value: bool) -> dict[str, Any]:
    over_time = {"anyOf": [*_AMOUNT["anyOf"], _by_year(_AMOUNT)]}
    return {
        "description": "A number, or numbers by year: {2026: 9 GW, 2028.5: 24 GW}, linear between and flat outside.",
        "anyOf": [*_AMOUNT["anyOf"], _described(over_time, needs_value), _by_year({"$ref": "#/$defs/number"})],
    }


_NUMBERS: Mapping[str, Any] = {
    "number": _number_forms(needs_value=True),
    "numberChange": _number_forms(needs_value=False),
    "path": _path_forms(needs_value=True),
    "pathChange": _path_forms(needs_value=False),
    "date": {
        "description": f"A date: {FORMS}.",
        "anyOf": [{"type": "number", "minimum": 1900, "maximum": 2200}, {"type": "string", "pattern": r"^\d{4}"}],
    },
}
