"""The numbers of a scenario, each with its dotted key path, in the order of the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from optimizer.scenario.number import Number, Series
from optimizer.scenario.schema import Block


def fields(block: Block) -> Iterator[tuple[str, Any]]:
    """The fields of a block under the names that a file uses (`from`, not `from_`), the loader's own ones left out."""
    for name, info in type(block).model_fields.items():
        if not info.exclude:
            yield info.alias or name, getattr(block, name)


def numbers(thing: object, key: str = "") -> Iterator[tuple[str, Number]]:
    """Every number in a block, mapping, list or path, with its key; a point of a path has its year as last part."""
    if isinstance(thing, Number):
        yield key, thing
    elif isinstance(thing, Series):
        for year, point in thing:
            yield (key if len(thing.years) == 1 else join(key, f"{year:.10g}")), point
    else:
        for part, inner in _parts(thing):
            yield from numbers(inner, join(key, part))


def series(thing: object, key: str = "") -> Iterator[tuple[str, Series]]:
    """Every series in a block, mapping or list, with its key."""
    if isinstance(thing, Series):
        yield key, thing
    else:
        for part, inner in _parts(thing):
            yield from series(inner, join(key, part))


def _parts(thing: object) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, Block):
        yield from fields(thing)
    elif isinstance(thing, Mapping):
        yield from ((str(name), inner) for name, inner in thing.items())
    elif isinstance(thing, (list, tuple)):
        yield from ((f"[{i}]", inner) for i, inner in enumerate(thing))


def join(key: str, part: str) -> str:
    """`assets.fab` and `capex` make `assets.fab.capex`; `tiers` and `[0]` make `tiers[0]`."""
    return key + part if part.startswith("[") or not key else f"{key}.{part}"
