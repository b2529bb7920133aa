"""Where two scenarios differ: numbers, paths over time, dates and words by key, and what only one of them has.

Only what enters the answer counts. Notes, sources, ranges, descriptions and the solver's settings do not; of overrides
and levers only what the applied ones changed and cost does. Two paths over time are the same where they are the same
function of time, however many points each has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from itertools import zip_longest
from typing import Any

import numpy as np

from optimizer.scenario.number import Number, Series
from optimizer.scenario.schema import Block, Branch, Scenario
from optimizer.scenario.tree import Path
from optimizer.scenario.walk import fields

SAME = 1e-12
"""Relative difference up to which two numbers are one: what is left of a unit's conversion."""
NOT_INPUTS = frozenset({"name", "description", "overrides", "levers", "sources", "applied", "solver"})
"""Parts of a scenario that do not enter the answer."""
ANY = "*"
"""In a shape: any name that the scenario chooses, or any place in a list."""


class Absence(Enum):
    """What stands where only the other scenario has something."""

    NOT_THERE = "not there"


NOT_THERE = Absence.NOT_THERE


@dataclass(frozen=True, eq=False)
class Difference:
    """One place in which two scenarios differ.

    shape : the path with names and places in lists as `*`.  before, after : a Number, Series, date (float), word, tuple
    of words or block; NOT_THERE where a named block, or an item of a list, is missing.  copies : further places of the
    same change, in regions and futures, that follow from it.
    """

    path: Path
    shape: Path
    before: Any
    after: Any
    copies: tuple[Path, ...] = ()

    @property
    def is_structure(self) -> bool:
        """Whether it is something that only one of the scenarios has."""
        return self.before is NOT_THERE or self.after is NOT_THERE

    def reversed(self) -> Difference:
        """The same place, seen from the other scenario."""
        return replace(self, before=self.after, after=self.before)


def differences(before: Scenario, after: Scenario) -> tuple[Difference, ...]:
    """Every input in which two scenarios differ, in the order of the schema."""
    found: dict[Path, Difference] = {}
    for one in _all(before, after):
        first = next((there for path in _originals(one.path) if (there := found.get(path)) and _same(there, one)), None)
        if first is None:
            found[one.path] = one
        else:
            found[first.path] = replace(first, copies=(*first.copies, one.path))
    return tuple(found.values())


def alike(before: Any, after: Any) -> bool:
    """Whether two values mean the same to the answer."""
    return next(_inside(before, after, (), ()), None) is None


def cost_in_force(scenario: Scenario, lever: str) -> Number | None:
    """What a lever costs a year where its override is applied; None where it is not, or costs nothing."""
    found = scenario.levers.get(lever)
    applied = found is not None and found.override in scenario.applied
    return found.public_cost if found is not None and applied and found.public_cost.value else None


def _all(before: Scenario, after: Scenario) -> Iterator[Difference]:
    yield from _inside(before, after, (), ())
    for name in _union(before.levers, after.levers):
        costs = cost_in_force(before, name), cost_in_force(after, name)
        if not alike(*costs):
            yield Difference(("levers", name, "public_cost"), ("levers", ANY, "public_cost"), *costs)


def _inside(before: Any, after: Any, path: Path, shape: Path) -> Iterator[Difference]:
    """The differences of two values at a path."""
    if isinstance(before, Block) and isinstance(after, Block) and type(before) is type(after):
        for name, one, other in _pairs(before, after):
            yield from _inside(one, other, (*path, name), (*shape, name))
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in _union(before, after):
            one, other = (side.get(name, NOT_THERE) for side in (before, after))
            yield from _inside(one, other, (*path, name), (*shape, ANY))
    elif _are_lists(before, after):
        for at, (one, other) in enumerate(zip_longest(before, after, fillvalue=NOT_THERE)):
            yield from _inside(one, other, (*path, at), (*shape, ANY))
    elif not _equal(before, after):
        yield Difference(path, shape, before, after)


def _pairs(before: Block, after: Block) -> Iterator[tuple[str, Any, Any]]:
    """The fields of two blocks of one type that enter the answer."""
    others = dict(fields(after))
    if isinstance(before, Branch) and isinstance(after, Branch):
        yield "probability", before.probability, after.probability
        yield "set", before.scenario, after.scenario  # not as written: what it makes of the scenario
        return
    for name, value in fields(before):
        whole = isinstance(before, Scenario)
        if name != "description" and not (whole and name in NOT_INPUTS):
            yield name, value, others[name]


def _are_lists(before: Any, after: Any) -> bool:
    """Whether items are compared one by one: blocks (tiers, steps) and dates (first and last), not lists of names."""
    return (
        isinstance(before, tuple)
        and isinstance(after, tuple)
        and any(not isinstance(item, str) for item in (*before, *after))
    )


def _union(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before, *after)))


def _equal(before: Any, after: Any) -> bool:
    if isinstance(before, Number) and isinstance(after, Number):
        return before.unit == after.unit and _close(before.value, after.value)
    if isinstance(before, Series) and isinstance(after, Series):
        years = union_years(before, after)
        return before.unit == after.unit and bool(np.all(_close(before.at(years), after.at(years))))
    if isinstance(before, float) and isinstance(after, float):
        return bool(_close(before, after))
    return bool(type(before) is type(after) and before == after)


def union_years(before: Series, after: Series) -> np.ndarray:
    """The years at which either path has a point."""
    return np.array(sorted({*before.years, *after.years}))


def _close(one: Any, other: Any) -> Any:
    return np.abs(one - other) <= SAME * np.maximum(np.abs(one), np.abs(other))


# --- copies of one change ---------------------------------------------------------------------------------------------

FUTURE = 4
"""Length of `futures.branches.NAME.set` before the path in a future."""


def _originals(path: Path) -> Iterator[Path]:
    """Where the same change would stand if a region's or a future's reading only followed it."""
    inside = path[FUTURE:] if path[:1] == ("futures",) and path[3:4] == ("set",) else None
    if inside:
        yield inside
    plain = _without_region(inside or path)
    if plain is not None:
        yield (*path[:FUTURE], *plain) if inside else plain
        if inside:
            yield plain


def _without_region(path: Path) -> Path | None:
    return (*path[:2], *path[4:]) if path[2:3] == ("by_region",) and len(path) > 4 else None


def _same(one: Difference, other: Difference) -> bool:
    return alike(one.before, other.before) and alike(one.after, other.after)
