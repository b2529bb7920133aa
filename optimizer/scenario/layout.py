"""The shape of a scenario file, read off the schema: what may stand under which key.

Used to lead dotted paths through the tree, to know what a key may be set to, and to name the keys that are allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from optimizer.scenario.fields import Date, Quantity
from optimizer.scenario.number import Number, Series
from optimizer.scenario.read_number import AMOUNTS, PARTS
from optimizer.scenario.schema import BuildInput, Scenario
from optimizer.scenario.tree import Map, Node, Text

INTERNAL = ("applied", "scenario")
"""Fields that the loader makes."""


@dataclass(frozen=True)
class Layout:
    """What may stand at one place.

    kind : block (known keys), names (any names, each the same), list, number, date, or value (text, true, anything).
    """

    kind: str
    block: type[BaseModel] | None = None
    item: Layout | None = None
    over_time: bool = False
    default: Number | Series | None = None
    """What a number is where the file does not give it."""

    def below(self, key: str) -> Layout | None:
        """What may stand under a key, None if nothing may."""
        if self.block is not None:
            return _field_layout(self.block, key)
        if self.kind in ("names", "list"):
            return self.item
        if self.kind == "number":
            return _NUMBER if key in AMOUNTS or key[:1].isdigit() else _VALUE
        return None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are allowed, where they are fixed."""
        if self.block is not None:
            return tuple(fields(self.block))
        return PARTS if self.kind == "number" else ()


_VALUE = Layout("value")
_NUMBER = Layout("number", over_time=True)


@lru_cache(maxsize=256)
def fields(block: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields of a block by the name that they have in the file."""
    return {
        field.alias or name: field
        for name, field in block.model_fields.items()
        if not (field.json_schema_extra and name in INTERNAL)
    }


@lru_cache(maxsize=1024)
def _field_layout(block: type[BaseModel], key: str) -> Layout | None:
    field = fields(block).get(key)
    return None if field is None else layout_of(field.annotation, tuple(field.metadata), field.default)


def layout_of(annotation: Any, metadata: tuple[Any, ...] = (), default: Any = None) -> Layout:
    """The layout of a type of the schema."""
    if get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        metadata = (*metadata, *more)
    kinds = [kind for kind in _alternatives(annotation) if kind is not type(None)]
    if any(isinstance(about, Quantity) for about in metadata):
        known = default if isinstance(default, Number | Series) else None
        return Layout("number", over_time=Series in kinds, default=known)
    if any(isinstance(about, Date) for about in metadata):
        pair = any(get_args(kind) for kind in kinds)
        return Layout("list", item=Layout("date")) if pair else Layout("date")
    first = kinds[0] if len(kinds) == 1 else None
    if isinstance(first, type) and issubclass(first, BaseModel):
        return Layout("block", block=first)
    origin, inner = get_origin(first), get_args(first)
    if origin is dict and inner[1] is not Any:
        return Layout("names", item=layout_of(inner[1]))
    if origin is tuple:
        return Layout("list", item=layout_of(inner[0]))
    return _VALUE


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


SCENARIO = Layout("block", block=Scenario)


def layout_at(path: tuple[str | int, ...]) -> Layout | None:
    """What may stand at a path of the scenario file."""
    layout: Layout | None = SCENARIO
    for key in path:
        if layout is None:
            return None
        layout = layout.below(str(key))
    return layout


def in_full(node: Node, layout: Layout | None) -> Node:
    """A short form written out, where a change goes into it: `35 t/MW` is {amount: 35 t/MW}, or {value: 35 t/MW}."""
    if layout is None or node is None:
        return node
    if layout.block is BuildInput and not (isinstance(node, Map) and {"amount", "when"} & set(node)):
        return Map({"amount": node}, node.where, {"amount": node.where})
    if layout.kind == "number" and isinstance(node, Text):
        return Map({"value": node}, node.where, {"value": node.where})
    return node
