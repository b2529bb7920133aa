"""A scenario with some of its numbers changed, without going back to the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from optimizer.scenario.number import Number, Series
from optimizer.scenario.schema import Block, Scenario
from optimizer.scenario.tree import Path


def with_values(scenario: Scenario, values: Mapping[Path, float]) -> Scenario:
    """The scenario with new values, in base units, at the paths of numbers (as `walk.numbers` gives them).

    Regions and futures follow: their own reading of a number that stands in the same place of the file changes alike.
    Nothing is checked: the caller keeps to what the schema allows. A number that leaves its range has none any more.
    """
    values = {**_in_regions(scenario, values), **values}
    changed: Scenario = _changed(scenario, dict(values))
    if scenario.futures is None:
        return changed
    branches = {}
    for name, branch in scenario.futures.branches.items():
        own = branch.scenario
        if own is not None:
            shared = {path: value for path, value in values.items() if _same_number(scenario, path, own, path)}
            own = _changed(own, shared)
        new = changed.futures.branches[name] if changed.futures is not None else branch
        branches[name] = new.model_copy(update={"scenario": own})
    return changed.model_copy(
        update={"futures": (changed.futures or scenario.futures).model_copy(update={"branches": branches})}
    )


def _in_regions(scenario: Scenario, values: Mapping[Path, float]) -> dict[Path, float]:
    """The same values at the regions' copies of the numbers: a region with a block of its own holds the whole entry."""
    copies: dict[Path, float] = {}
    for path, value in values.items():
        if path[0] not in ("assets", "supplies", "demands") or path[2] == "by_region":
            continue
        for region in value_at(scenario, path[:2]).by_region:
            copy = (*path[:2], "by_region", region, *path[2:])
            if _same_number(scenario, path, scenario, copy):
                copies[copy] = value
    return copies


def dates(scenario: Scenario) -> Iterator[tuple[Path, float]]:
    """The dates that a derivative can be taken to, decimal years by path: windows of credits, and disruptions.

    When a cover begins is not among them: it counts by whole periods.
    """
    for name, credit in scenario.credits.items():
        for i, date in enumerate(credit.construction_begins or ()):
            yield ("credits", name, "construction_begins", i), date
    for name, event in scenario.disruptions.items():
        yield ("disruptions", name, "from"), event.from_
        yield ("disruptions", name, "to"), event.to


def number_at(scenario: Scenario, path: Path) -> Number:
    """The number at a path. Raises KeyError where there is none."""
    thing = value_at(scenario, path)
    if not isinstance(thing, Number):
        raise KeyError(path)
    return thing


def value_at(scenario: Scenario, path: Path) -> Any:
    """The number, date or block at a path; a path over time with one point is that point."""
    thing: Any = scenario
    for part in path:
        thing = _inner(thing, part)
    return thing.values[0] if isinstance(thing, Series) and len(thing.values) == 1 else thing


def _same_number(one: Scenario, path: Path, other: Scenario, there: Path) -> bool:
    """Whether two readings hold the same number of the same place of a file."""
    try:
        mine, theirs = value_at(one, path), value_at(other, there)
    except (KeyError, IndexError, ValueError, TypeError):  # the other reading has nothing there
        return False
    return bool(mine == theirs)


def _inner(thing: Any, part: str | int) -> Any:
    if isinstance(thing, Series):
        return thing.values[_point(thing, part)]
    if isinstance(thing, Block):
        return getattr(thing, _field(thing, str(part)))
    return thing[part]


def _field(block: Block, name: str) -> str:
    """The attribute of a key: `from_` for `from`."""
    return name if name in type(block).model_fields else f"{name}_"


def _point(series: Series, part: str | int) -> int:
    """Number of a point of a path by its year."""
    return [f"{year:.10g}" for year in series.years].index(str(part))


def _changed(thing: Any, values: dict[Path, float]) -> Any:
    """A block, mapping, list, path or number with the values below it replaced."""
    if not values:
        return thing
    if isinstance(thing, Number):
        return _moved(thing, values[()])
    if isinstance(thing, float):  # a date
        return values[()]
    inside: dict[str | int, dict[Path, float]] = {}
    for path, value in values.items():
        inside.setdefault(path[0] if path else "", {})[path[1:]] = value
    if isinstance(thing, Series):
        return _changed_series(thing, inside)
    if isinstance(thing, Block):
        update = {_field(thing, str(part)): below for part, below in inside.items()}
        return thing.model_copy(update={name: _changed(getattr(thing, name), below) for name, below in update.items()})
    if isinstance(thing, Mapping):
        return {name: _changed(inner, inside.get(name, {})) for name, inner in thing.items()}
    return tuple(_changed(inner, inside.get(i, {})) for i, inner in enumerate(thing))


def _changed_series(series: Series, inside: dict[str | int, dict[Path, float]]) -> Series:
    values = list(series.values)
    for part, below in inside.items():
        at = 0 if part == "" else _point(series, part)
        values[at] = _moved(values[at], below[()])
    return Series(series.years, tuple(values))


def _elsewhere(number: Number) -> Number:
    """A number without its place, where that is no line of a file: what was typed is not what it is now."""
    return replace(number, where=None) if number.where is not None and not number.where.line else number


def _moved(number: Number, value: float) -> Number:
    """A number with another value; beyond its range it has none, and its note says from where to where that went."""
    low, high = number.low, number.high
    number = _elsewhere(number) if value != number.value else number
    if (low is None or low <= value) and (high is None or value <= high):
        return replace(number, value=value)
    ends = [f"{word} {end:.6g}" for word, end in (("from", low), ("to", high)) if end is not None]
    told = f"{value:.6g} is beyond its range {' '.join(ends)}" + (f" {number.unit}" if number.unit != "1" else "")
    note = f"{number.note}; {told}" if number.note else told
    return replace(number, value=value, low=None, high=None, note=note)
