"""The numbers of a scenario as its file has them: each once, with all the places in which it is read.

A region's copy of an asset and a future's own scenario repeat most numbers of the scenario; an edit of the file changes
all of them. A region or a future with a number of its own has an entry of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optimizer.model.right_side import Owner
from optimizer.scenario.number import Number, Series, constant
from optimizer.scenario.schema import Block, Scenario
from optimizer.scenario.tree import Path
from optimizer.scenario.walk import fields, value_at
from optimizer.study.mend.kinds import Kind, kind_of, without_regions

Leaf = Number | Series
SECTIONS = (
    "objective", "commodities", "assets", "supplies", "demands", "links", "permitting", "credits", "loans", "funds",
    "reserve", "disruptions",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Entry:
    """A number, or a path over time, of the file.

    path : where it stands.  future : the one future whose own number it is, "" for all.
    read : (future, path) of every place where it is read, "" being the scenario itself.
    """

    path: Path
    future: str
    leaf: Leaf
    kind: Kind
    read: tuple[tuple[str, Path], ...]

    @property
    def owner(self) -> Owner | None:
        """The entry of the scenario in whose rows the number stands; None where it may stand in those of others."""
        if self.path[0] == "permitting":
            return ("lanes", str(self.path[2])) if self.path[1] == "lanes" and self.kind.slack else None
        return None if self.path[0] in ("disruptions", "objective") else (str(self.path[0]), str(self.path[1]))

    @property
    def values(self) -> np.ndarray:
        """The number, or the points of the path, shape (points,) [unit of the number]."""
        return np.array([number.value for number in points(self.leaf)])


def points(leaf: Leaf) -> tuple[Number, ...]:
    """The numbers of a path; of a number itself."""
    return leaf.values if isinstance(leaf, Series) else (leaf,)


def with_points(leaf: Leaf, values: Sequence[float] | np.ndarray) -> Leaf:
    """A number or a path with other values."""
    numbers = tuple(replace(n, value=float(v)) for n, v in zip(points(leaf), values, strict=True))
    return Series(leaf.years, numbers) if isinstance(leaf, Series) else numbers[0]


def entries(scenario: Scenario, kinds: tuple[Kind, ...]) -> list[Entry]:
    """All numbers of these kinds, in the order of the scenario; those that only futures have come last."""
    found: dict[tuple[str, Path], list[tuple[str, Path]]] = {}
    leaves = {("", path): leaf for path, leaf in _leaves_of(scenario)}
    for name, own in _futures(scenario):
        leaves |= {(name, path): leaf for path, leaf in _leaves_of(own)}
    for (future, path), leaf in leaves.items():
        base = next(at for at in _origins(future, path) if leaves.get(at) == leaf)
        found.setdefault(base, []).append((future, path))
    return [
        Entry(at[1], at[0], leaves[at], kind, tuple(read))
        for at, read in found.items()
        if (kind := kind_of(at[1], kinds)) is not None and _counts(scenario, at[1], kind)
    ]


def _origins(future: str, path: Path) -> list[tuple[str, Path]]:
    """Where the number read at a place may be written, the most general place first."""
    return list(dict.fromkeys([("", without_regions(path)), ("", path), (future, without_regions(path)), (future, path)]))


def _leaves_of(scenario: Scenario) -> Iterator[tuple[Path, Leaf]]:
    for section in SECTIONS:
        yield from _leaves(getattr(scenario, section), (section,))


def _leaves(thing: object, path: Path) -> Iterator[tuple[Path, Leaf]]:
    if isinstance(thing, Number | Series):
        yield path, thing
    elif isinstance(thing, Block):
        for name, inner in fields(thing):
            yield from _leaves(inner, (*path, name))
    elif isinstance(thing, Mapping):
        for name, inner in thing.items():
            yield from _leaves(inner, (*path, str(name)))
    elif isinstance(thing, tuple):
        for at, inner in enumerate(thing):
            yield from _leaves(inner, (*path, at))


def _futures(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    for name, branch in scenario.futures.branches.items() if scenario.futures else ():
        if branch.scenario is not None:
            yield name, branch.scenario


def _counts(scenario: Scenario, path: Path, kind: Kind) -> bool:
    """Whether the number can stand in the way: demand does if it is firm, a first stock if stock is kept at all."""
    if kind.name == "firm":
        return bool(value_at(scenario, path[:-1]).firm)
    return kind.name != "stock_initial" or value_at(scenario, path[:-1]).max_stock is not None


def absent(scenario: Scenario, kinds: tuple[Kind, ...]) -> list[Entry]:
    """Numbers of these kinds that the scenario could give and does not, each as if it were 1 everywhere."""
    found: dict[Path, list[tuple[str, Path]]] = {}
    for future, own in [("", scenario), *_futures(scenario)]:
        for path in _gaps(own, ()):
            found.setdefault(without_regions(path), []).append((future, path))
    return [
        Entry(path, "", _one(path), kind, tuple(read))
        for path, read in found.items()
        if (kind := kind_of(path, kinds)) is not None and ("", path) in read
    ]


def _gaps(thing: object, path: Path) -> Iterator[Path]:
    """Paths at which a block has nothing."""
    if thing is None:
        yield path
    elif isinstance(thing, Block):
        for name, inner in fields(thing):
            if path or name in SECTIONS:
                yield from _gaps(inner, (*path, name))
    elif isinstance(thing, Mapping):
        for name, inner in thing.items():
            yield from _gaps(inner, (*path, str(name)))


def _one(path: Path) -> Leaf:
    """A limit of 1: a number where the schema has a number, else a constant path."""
    return Number(1.0) if path[-1] in ("total_cap", "cap", "total") else constant(1.0)


# --- changing them ----------------------------------------------------------------------------------------------------


def with_leaves(scenario: Scenario, changes: Mapping[Entry, Leaf]) -> Scenario:
    """The scenario with new numbers or paths in all places where the entries are read. Nothing is checked."""
    by_future: dict[str, dict[Path, Leaf]] = {}
    for entry, leaf in changes.items():
        for future, path in entry.read:
            by_future.setdefault(future, {})[path] = leaf
    changed: Scenario = _put(scenario, by_future.get("", {}))
    if changed.futures is None:
        return changed
    branches = {
        name: branch.model_copy(update={"scenario": _put(branch.scenario, by_future.get(name, {}))})
        for name, branch in changed.futures.branches.items()
    }
    return changed.model_copy(update={"futures": changed.futures.model_copy(update={"branches": branches})})


def _put(thing: Any, leaves: Mapping[Path, Leaf]) -> Any:
    """A block, mapping or list with what stands at these paths replaced."""
    if not leaves or thing is None:
        return thing
    if () in leaves:
        return leaves[()]
    inside: dict[str | int, dict[Path, Leaf]] = {}
    for path, leaf in leaves.items():
        inside.setdefault(path[0], {})[path[1:]] = leaf
    if isinstance(thing, Block):
        names = {(info.alias or name): name for name, info in type(thing).model_fields.items()}
        update = {names[str(part)]: below for part, below in inside.items()}
        return thing.model_copy(update={name: _put(getattr(thing, name), below) for name, below in update.items()})
    if isinstance(thing, Mapping):
        return {name: _put(inner, inside.get(name, {})) for name, inner in thing.items()}
    return tuple(_put(inner, inside.get(at, {})) for at, inner in enumerate(thing))
