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
from optimizer.study.mend.links import NO_LINKS, Links

Leaf = Number | Series
SECTIONS = (
    "objective", "commodities", "assets", "supplies", "demands", "links", "permitting", "credits", "loans", "funds",
    "reserve", "disruptions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """A place in which a number is read. future : "" for the scenario itself.

    factor, plus : what a future makes of it, number x factor + plus.
    """

    future: str
    path: Path
    factor: float = 1.0
    plus: float = 0.0

    def made_of(self, leaf: Leaf) -> Leaf:
        """The number or path as it is read here."""
        if (self.factor, self.plus) == (1.0, 0.0):
            return leaf
        return with_points(leaf, [n.value * self.factor + self.plus for n in points(leaf)])


@dataclass(frozen=True, eq=False)
class Entry:
    """A number, or a path over time, of the file.

    path : where it stands.  future : the one future whose own number it is, "" for all.  read : everywhere it is read.
    """

    path: Path
    future: str
    leaf: Leaf
    kind: Kind
    read: tuple[Read, ...]

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


def entries(scenario: Scenario, kinds: tuple[Kind, ...], links: Links = NO_LINKS) -> list[Entry]:
    """All numbers of these kinds, in the order of the scenario; those that only futures have come last.

    links : numbers of futures that follow a common one (see `links`); they change with it, and may be changed alone.
    """
    leaves = {("", path): leaf for path, leaf in _leaves_of(scenario)}
    for name, own in _futures(scenario):
        leaves |= {(name, path): leaf for path, leaf in _leaves_of(own)}
    base = {at: next(o for o in _origins(*at) if leaves.get(o) == leaf) for at, leaf in leaves.items()}
    found: dict[tuple[str, Path], list[Read]] = {}
    for at, origin in base.items():
        found.setdefault(origin, []).append(Read(*at))
        if origin[0] and (read := _following(leaves, at, links)) is not None:
            found[base["", at[1]]].append(read)
    return [
        Entry(at[1], at[0], leaves[at], kind, tuple(read))
        for at, read in found.items()
        if (kind := kind_of(at[1], kinds)) is not None and _counts(scenario, at[1], kind)
    ]


def _following(leaves: Mapping[tuple[str, Path], Leaf], at: tuple[str, Path], links: Links) -> Read | None:
    """How a future's number follows the common one at the same path; None where it does not."""
    future, path = at
    action = links.get(at) or links.get((future, without_regions(path)))
    common, own = leaves.get(("", path)), leaves[at]
    if action is None or common is None or len(points(common)) != len(points(own)):
        return None
    pairs = [(a.value, b.value) for a, b in zip(points(common), points(own), strict=True)]
    if action == "add":
        found = Read(future, path, plus=pairs[0][1] - pairs[0][0])
    else:
        found = Read(future, path, factor=next((b / a for a, b in pairs if a), 1.0))
    made = [n.value for n in points(found.made_of(common))]
    return found if np.allclose(made, [b for _, b in pairs], rtol=1e-9, atol=0.0) else None


def _origins(future: str, path: Path) -> list[tuple[str, Path]]:
    """Where the number read at a place may be written, the most general place first."""
    return [(whose, at) for whose in ("", future) for at in (without_regions(path), path)]


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
    found: dict[Path, list[Read]] = {}
    for future, own in [("", scenario), *_futures(scenario)]:
        for path in _gaps(own, ()):
            found.setdefault(without_regions(path), []).append(Read(future, path))
    return [
        Entry(path, "", _one(path), kind, tuple(read))
        for path, read in found.items()
        if (kind := kind_of(path, kinds)) is not None and Read("", path) in read
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
        for read in entry.read:
            by_future.setdefault(read.future, {})[read.path] = read.made_of(leaf)
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
    if () in leaves:
        return leaves[()]
    if not leaves or thing is None:
        return thing
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
