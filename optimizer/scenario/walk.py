"""The numbers of a scenario with the path of each, and what stands at a path, in the order of the schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.fields import FieldInfo

from optimizer.scenario.dates import decimal_year, is_date
from optimizer.scenario.number import Number, Series
from optimizer.scenario.schema import Block
from optimizer.scenario.tree import Path, key_path

PARTS = ("value", "unit", "low", "high", "source", "confidence", "note")
"""What a number says of itself."""


def numbers(thing: object, path: Path = ()) -> Iterator[tuple[Path, Number]]:
    """Every number in a block, mapping, list or path over time; a point of a path has its year as last part."""
    if isinstance(thing, Number):
        yield path, thing
    elif isinstance(thing, Series):
        for year, point in thing:
            yield (path if len(thing.years) == 1 else (*path, _year(year))), point
    else:
        for part, inner in _parts(thing):
            yield from numbers(inner, (*path, part))


def series(thing: object, path: Path = ()) -> Iterator[tuple[str, Series]]:
    """Every path over time in a block, mapping or list, with its dotted key."""
    if isinstance(thing, Series):
        yield key_path(path), thing
    else:
        for part, inner in _parts(thing):
            yield from series(inner, (*path, part))


def fields(block: Block) -> Iterator[tuple[str, Any]]:
    """The fields of a block by the names that a file uses: `from`, not `from_`."""
    return ((name, value) for name, _, value in described(block))


def described(block: Block) -> Iterator[tuple[str, FieldInfo, Any]]:
    """The fields of a block with what the schema says of them, without those that the loader makes."""
    for name, info in type(block).model_fields.items():
        if not info.exclude:
            yield info.alias or name, info, getattr(block, name)


def _parts(thing: object) -> Iterator[tuple[str | int, Any]]:
    if isinstance(thing, Block):
        yield from fields(thing)
    elif isinstance(thing, Mapping):
        yield from ((str(name), inner) for name, inner in thing.items())
    elif isinstance(thing, list | tuple):
        yield from enumerate(thing)


def value_at(thing: object, path: Path) -> Any:
    """What stands at a path of a scenario. Raises KeyError where nothing does."""
    for part in path:
        thing = _below(thing)[_year(part) if isinstance(thing, Series) and is_date(str(part)) else part]
    return thing


def _below(thing: object) -> dict[Any, Any]:
    if isinstance(thing, Number):
        return {name: getattr(thing, name) for name in PARTS}
    if isinstance(thing, Series):
        points: dict[str, Number] = {_year(year): point for year, point in thing}
        if len(points) == 1:
            return {**_below(thing.values[0]), **points}
        return {**points, **{name: {year: getattr(point, name) for year, point in points.items()} for name in PARTS}}
    return dict(_parts(thing))


def _year(date: str | int | float) -> str:
    """A moment as part of a path: 2027 or 2028.5."""
    return f"{date if isinstance(date, float) else decimal_year(str(date)):.10g}"


def in_per_cent(unit: str, path: Path) -> bool:
    """Whether a number at a path is read as per cent: rates and shares, but no factors and no recipes."""
    return unit == "1" and path[-1] != "factor" and not {"modes", "build_inputs"} & set(path)
