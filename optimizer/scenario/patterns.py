"""Changes alike told in one line: `assets.*.permit` times 0.5, `credits.{itc, ptc}.rates.fab` from 0 to 35 %."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from optimizer.scenario.causes import Cause, causes
from optimizer.scenario.differences import ANY, NOT_THERE, Difference, union_years
from optimizer.scenario.number import Number, Series
from optimizer.scenario.schema import Block, Scenario
from optimizer.scenario.tree import Path
from optimizer.scenario.walk import numbers

Action = Literal["change", "multiply", "add", "set", "added", "removed"]
Kind: TypeAlias = tuple[Action, str, tuple[float, ...]]
"""(what was done, unit, with which numbers): differences of one shape and one kind make one line."""
Names: TypeAlias = dict[int, list[str | int]]
"""The names that take part, by their place in the path."""
PREFERENCE: tuple[Action, ...] = ("change", "multiply", "add", "set", "added", "removed")
DIGITS = 10
"""Significant digits to which two factors are one."""


@dataclass(frozen=True)
class Alike:
    """Differences told together.

    pattern : the key of all of them.  action : change (from one value to another), multiply, add, set (whatever it was
    before), added or removed (only one scenario has it).  amount : factor, or what is added [unit of the numbers].
    causes : the overrides that made them, () where the files differ.
    """

    pattern: str
    action: Action
    amount: float | None
    members: tuple[Difference, ...]
    causes: tuple[Cause, ...] = ()


def together(found: Sequence[Difference], before: Scenario, after: Scenario) -> tuple[Alike, ...]:
    """Differences with those alike in one line, in the order of the first of each."""
    population = _places(before, after)
    place = {one.path: at for at, one in enumerate(found)}
    apart: dict[tuple[Cause, ...], list[Difference]] = {}
    for one in found:
        apart.setdefault(causes(one, before, after), []).append(one)
    lines = [
        replace(line, causes=by)
        for by, mine in apart.items()
        for action, amount, members in _groups(mine)
        for line in _lines(members, action, amount, population)
    ]
    return tuple(sorted(lines, key=lambda line: place[line.members[0].path]))


def _lines(
    members: Sequence[Difference], action: Action, amount: float | None, population: Mapping[Path, bool]
) -> Iterator[Alike]:
    """One line where its key would not stand for more than the members, else one for each first name."""
    shape = members[0].shape
    names = {at: list(dict.fromkeys(one.path[at] for one in members)) for at, part in enumerate(shape) if part == ANY}
    mine = {one.path for one in members}
    others = [
        path
        for path, is_zero in population.items()
        if path not in mine and _has_shape(path, shape) and not (is_zero and action == "multiply")
    ]
    several = [at for at, each in names.items() if len(each) > 1]
    if not any(_is_read(path, names) for path in others) and _all_there(mine, names, population):
        whole = action not in ("added", "removed")
        yield Alike(_pattern(shape, names, others if whole else None), action, amount, tuple(members))
        return
    for name in names[several[0]]:
        part = [one for one in members if one.path[several[0]] == name]
        yield from _lines(part, action if len(part) > 1 else _alone(part[0]), amount, population)


def _all_there(mine: set[Path], names: Names, population: Mapping[Path, bool]) -> bool:
    """Whether members are all combinations of their names, or numbers, of which not every one may exist."""
    combinations = math.prod(len(each) for each in names.values())
    return combinations == len(mine) or all(path in population for path in mine)


def _alone(one: Difference) -> Action:
    """A difference with none like it is told by its two values."""
    return "added" if _is_added(one) else "removed" if _is_added(one.reversed()) else "change"


# --- what was done ----------------------------------------------------------------------------------------------------


def _groups(found: Sequence[Difference]) -> Iterator[tuple[Action, float | None, list[Difference]]]:
    """Differences of one shape to which the same was done, in the way that the most of them have in common."""
    left = {one.path: (one, _kinds(one)) for one in found}
    while left:
        counts = Counter((one.shape, kind) for one, kinds in left.values() for kind in kinds)
        (shape, kind), count = max(counts.items(), key=lambda item: (item[1], -PREFERENCE.index(item[0][1][0])))
        members = [one for one, kinds in left.values() if one.shape == shape and kind in kinds]
        for one in members:
            del left[one.path]
        action: Action = kind[0] if count > 1 else _alone(members[0])
        yield action, kind[2][0] if action in ("multiply", "add") else None, members


def _kinds(one: Difference) -> tuple[Kind, ...]:
    """What may have been done at a difference."""
    if _is_added(one):
        return (("added", "", ()),)
    if _is_added(one.reversed()):
        return (("removed", "", ()),)
    values = _values(one)
    if values is None:
        return (("change", repr(one.path), ()),)  # words: alike only by chance
    unit, was, new = values
    kinds: list[Kind] = [("change", unit, (*_rounded(was), *_rounded(new)))]
    some = was != 0.0
    factors = set(_rounded(new[some] / was[some])) if np.all(new[~some] == 0.0) and some.any() else set()
    if len(factors) == 1 and 0.0 not in factors:
        kinds.append(("multiply", "", tuple(factors)))
    added = set(_rounded(new - was, scale=float(np.max(np.abs([was, new])))))
    if len(added) == 1:
        kinds.append(("add", unit, tuple(added)))
    return (*kinds, ("set", unit, _rounded(new)))


def _values(one: Difference) -> tuple[str, np.ndarray, np.ndarray] | None:
    """Unit and values of two numbers, or of two paths in the years of either."""
    before, after = one.before, one.after
    if isinstance(before, Number) and isinstance(after, Number) and before.unit == after.unit:
        return before.unit, np.array([before.value]), np.array([after.value])
    if isinstance(before, Series) and isinstance(after, Series) and before.unit == after.unit:
        years = union_years(before, after)
        return before.unit, before.at(years), after.at(years)
    return None


def _rounded(values: Iterable[float], scale: float = 0.0) -> tuple[float, ...]:
    """Values to so many significant digits, or to as many decimals as `scale` has then."""
    if scale:
        decimals = DIGITS - math.ceil(math.log10(scale))
        return tuple(round(float(value), decimals) for value in values)
    return tuple(float(f"{value:.{DIGITS}g}") for value in values)


def _is_added(one: Difference) -> bool:
    return one.before is NOT_THERE or (one.before is None and isinstance(one.after, Block))


# --- the key of several -----------------------------------------------------------------------------------------------


def _places(*sides: Scenario) -> dict[Path, bool]:
    """Every number by its path, that of a path over time once, and whether it is 0 throughout in all scenarios."""
    zero: dict[Path, bool] = {}
    for side in sides:
        for path, number in numbers(side):
            whole = path[:-1] if path and _is_year(path[-1]) else path
            zero[whole] = zero.get(whole, True) and number.value == 0.0
    return zero


def _is_year(part: str | int) -> bool:
    return isinstance(part, str) and part[:4].isdigit() and part.replace(".", "", 1).isdigit()


def _has_shape(path: Path, shape: Path) -> bool:
    return len(path) == len(shape) and all(part in (ANY, step) for part, step in zip(shape, path, strict=True))


def _is_read(path: Path, names: Names, but: int = -1) -> bool:
    """Whether a key with these names, and with anything at the place `but`, would stand for a path as well."""
    return all(path[at] in mine for at, mine in names.items() if at != but)


def _pattern(shape: Path, names: Names, others: Sequence[Path] | None) -> str:
    """The key, with `*` where that stands for none of the others, else with the names that take part."""
    text, wide = "", dict(names)
    for at, part in enumerate(shape):
        mine = wide.get(at, [part])
        if len(mine) > 1 and others is not None and not any(_is_read(path, wide, at) for path in others):
            del wide[at]
            mine = ["*" if isinstance(mine[0], str) else -1]
        in_list = isinstance(mine[0], int)
        words = ", ".join("*" if name == -1 else str(name) for name in mine)
        text += f"[{words}]" if in_list else f".{words}" if len(mine) == 1 else f".{{{words}}}"
    return text.removeprefix(".")
