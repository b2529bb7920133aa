"""The futures of a scenario: each branch's own scenario, and that it differs from the common one in numbers only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from optimizer.scenario.layout import fields
from optimizer.scenario.number import Number, Series
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path
from optimizer.wording import listing

FIXED = ("horizon", "objective", "money", "regions", "permitting.lanes", "solver")
"""Parts that are the same in all futures, their numbers too."""
FREE = ("name", "description", "overrides", "levers", "sources", "futures", "applied")
"""Parts that do not enter the model."""


def differences(common: Scenario, own: Scenario) -> Iterator[tuple[Path, str]]:
    """Where a branch differs from the common scenario in more than numbers and dates, and how."""
    for key in fields(Scenario):
        if key in FREE:
            continue
        here, there = getattr(common, key), getattr(own, key)
        if key in FIXED:
            if _plain(here) != _plain(there):
                yield (key,), f"'{key}' must be the same in every future"
        else:
            yield from _differences(here, there, (key,))


def _differences(common: Any, own: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(common, Number | Series | float) and isinstance(own, type(common)):
        return
    if isinstance(common, BaseModel) and isinstance(own, type(common)):
        for key, field in fields(type(common)).items():
            if key != "description":
                name = "from_" if key == "from" else key
                assert field is not None
                yield from _differences(getattr(common, name), getattr(own, name), (*path, key))
    elif isinstance(common, dict) and isinstance(own, dict):
        yield from _different_names(common, own, path)
        for key in common.keys() & own.keys():
            yield from _differences(common[key], own[key], (*path, key))
    elif isinstance(common, tuple) and isinstance(own, tuple) and len(common) == len(own):
        for at, (here, there) in enumerate(zip(common, own, strict=True)):
            yield from _differences(here, there, (*path, at))
    elif common != own:
        yield path, _how(common, own)


def _different_names(common: dict[str, Any], own: dict[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    for name in own.keys() - common.keys():
        yield (*path, name), f"'{name}' is in this future only; known in all: {listing(common)}"
    for name in common.keys() - own.keys():
        yield (*path, name), f"'{name}' is missing in this future"


def _how(common: Any, own: Any) -> str:
    if common is None:
        return "is given in this future only"
    if own is None:
        return "is taken away in this future"
    if isinstance(common, tuple) and isinstance(own, tuple):
        return f"has {len(own)} entries in this future and {len(common)} otherwise"
    return f"is {own} in this future and {common} otherwise"


def _plain(value: Any) -> Any:
    """A value without places in the file, for comparison."""
    if isinstance(value, Number):
        return value.value
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    return value
