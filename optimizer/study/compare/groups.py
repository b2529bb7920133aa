"""Groups of changes that a split can make one by one: an override, or a block such as `credits.amic`.

What cannot be made apart stands in one group: two overrides that change the same number, a thing and what refers to it,
futures and what they read their own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optimizer.scenario.causes import causes
from optimizer.scenario.differences import Difference
from optimizer.scenario.mixing import follows
from optimizer.scenario.schema import Block, Futures, Scenario
from optimizer.scenario.tree import Path, key_path
from optimizer.scenario.walk import fields

NAMED = frozenset(
    ("commodities", "assets", "supplies", "demands", "links", "credits", "loans", "funds", "reserve", "disruptions")
)
"""Sections whose blocks are groups of their own; any other section is one group."""


@dataclass(frozen=True)
class Group:
    """Changes that are made together. names : overrides or blocks, of which there are several only where they must."""

    names: tuple[str, ...]
    members: tuple[Difference, ...]

    @property
    def name(self) -> str:
        """How the group is called."""
        return " and ".join(self.names)


def groups(found: Sequence[Difference], before: Scenario, after: Scenario) -> tuple[Group, ...]:
    """Differences as groups, in the order of the first of each."""
    joined = _Joined()
    for one in found:
        labels = _labels(one, before, after)
        joined.join(one.path, *labels)
    for first, second in _bound(found, before, after):
        joined.join(first, second)
    members: dict[object, list[Difference]] = {}
    for one in found:
        members.setdefault(joined.root(one.path), []).append(one)
    return tuple(Group(_names(mine, before, after), tuple(mine)) for mine in members.values())


def _names(members: Sequence[Difference], before: Scenario, after: Scenario) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for one in members for label in _labels(one, before, after)))


def _labels(one: Difference, before: Scenario, after: Scenario) -> tuple[str, ...]:
    """The overrides behind a difference, or the block that it is in."""
    by = causes(one, before, after)
    if by:
        return tuple(cause.override if cause.added else f"without {cause.override}" for cause in by)
    return (key_path(one.path[:2] if one.path[0] in NAMED else one.path[:1]),)


class _Joined:
    """Which things belong together (union-find)."""

    def __init__(self) -> None:
        self._above: dict[object, object] = {}

    def root(self, thing: object) -> object:
        while (above := self._above.setdefault(thing, thing)) != thing:
            thing = above
        return thing

    def join(self, first: object, *others: object) -> None:
        for other in others:
            self._above[self.root(other)] = self.root(first)


# --- what cannot be made apart ----------------------------------------------------------------------------------------


def _bound(found: Sequence[Difference], before: Scenario, after: Scenario) -> Iterator[tuple[Path, Path]]:
    yield from _references(found)
    yield from _purses(found)
    yield from _futures(found, before, after)


def _references(found: Sequence[Difference]) -> Iterator[tuple[Path, Path]]:
    """A thing or a future that only one scenario has, and the changes in which its name appears."""
    one_sided: dict[str, list[Path]] = {}
    for one in found:
        for name in _named(one):
            one_sided.setdefault(name, []).append(one.path)
    for one in found:
        for name in _words(one.path) | _words(one.before) | _words(one.after):
            for path in one_sided.get(name, ()):
                yield path, one.path


def _named(one: Difference) -> tuple[str, ...]:
    """The names that only one scenario has and others may refer to: of a block, of futures."""
    trees = [side for side in (one.before, one.after) if isinstance(side, Futures)]
    if trees:
        return tuple(trees[0].branches) if len(trees) == 1 else ()
    is_future = one.path[:2] == ("futures", "branches") and len(one.path) == 3
    return (str(one.path[-1]),) if one.is_structure and (len(one.path) == 2 or is_future) else ()


def _words(value: Any) -> set[str]:
    """Every name in a path or a value; what is only for people is left out."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, Block):
        return set().union(*(_words(inner) for name, inner in fields(value) if name not in ("description", "sources")))
    if isinstance(value, Mapping):
        return set().union(map(str, value), *map(_words, value.values()))
    if isinstance(value, tuple):
        return set().union(*map(_words, value))
    return set()


def _purses(found: Sequence[Difference]) -> Iterator[tuple[Path, Path]]:
    """Funds that only one scenario has, or that cover other things there, and what names the fund that pays for it."""
    funds = [one.path for one in found if one.path[0] == "funds" and (len(one.path) == 2 or one.path[-1] == "covers")]
    named = [one.path for one in found if one.path[-1] == "fund"]
    for path in (*funds[1:], *named) if funds else ():
        yield funds[0], path


def _futures(found: Sequence[Difference], before: Scenario, after: Scenario) -> Iterator[tuple[Path, Path]]:
    """The tree of futures is one; so is it with what a future that only one scenario has reads in its own way."""
    tree = [one for one in found if one.path[0] == "futures" and "set" not in one.path[3:4]]
    aversion = [one for one in found if tree and one.path[:2] == ("objective", "risk")]
    for one in (*tree[1:], *aversion):
        yield tree[0].path, one.path
    for one in tree:
        side = after if isinstance(one.after, Block) else before
        futures = side.futures
        if futures is not None and not (isinstance(one.before, Futures) and isinstance(one.after, Futures)):
            for other in found:
                if other.path[0] not in ("futures", "levers") and not follows(futures, side, other.path):
                    yield one.path, other.path
