"""`set`: changes of a scenario at dotted paths, as overrides, futures and --set make them.

A path names keys from the top (`assets.data_center.surge[1].premium`); `*` stands for any. A plain value replaces what
is there (a mapping is merged, null takes it away), {multiply: x} and {add: x} change a number in any of its forms.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from optimizer.scenario.amounts import AmountError, added, in_base, quoted, scaled
from optimizer.scenario.dates import is_date
from optimizer.scenario.findings import Findings
from optimizer.scenario.layout import SCENARIO, Layout, in_full, layout_at
from optimizer.scenario.merge import REGIONAL, REMARKS, merged
from optimizer.scenario.number import Number, Series, Where
from optimizer.scenario.schema import BuildInput
from optimizer.scenario.tree import Items, Map, Node, Path, Text, by, came_by, child, follow, key_path, kind
from optimizer.units import Units
from optimizer.wording import Explained, listing, nearest

ACTIONS = ("multiply", "add")
CLOSED = ("overrides", "applied")
_SHARES = Units("USD")
_SEGMENT = re.compile(r"\.?([^.\[\]]+)|\[([^\[\]]+)\]")


class PathError(Explained):
    """A path that leads nowhere."""


@dataclass(frozen=True)
class Target:
    """A place that a path leads to."""

    path: Path
    node: Node
    layout: Layout | None
    there: bool
    """False: the schema has such a key, the file does not give it."""


def segments(path: str) -> tuple[str, ...]:
    """The parts of a dotted path: `tiers[0].price` is tiers, 0, price."""
    parts, at = [], 0
    while at < len(path):
        found = _SEGMENT.match(path, at)
        if found is None or (at == 0 and path[0] == "."):
            raise PathError(f"{quoted(path)} is not a path", "Write assets.data_center.permit, with * and [0].")
        parts.append((found[1] or found[2]).strip())
        at = found.end()
    if not parts or not all(parts):
        raise PathError(f"{quoted(path)} is not a path", "Write assets.data_center.permit, with * and [0].")
    return tuple(parts)


# --- where a path leads -----------------------------------------------------------------------------------------------


def targets(root: Map, path: str) -> list[Target]:
    """All places that a path leads to. Raises PathError where there is none."""
    parts = segments(path)
    outcomes = list(_lead(root, SCENARIO, parts, (), wild=False))
    found = [outcome for outcome in outcomes if isinstance(outcome, Target)]
    if found:
        return found
    failures = (outcome for outcome in outcomes if isinstance(outcome, PathError))
    raise next(failures, PathError(f"nothing matches {quoted(path)}"))


def _lead(
    node: Node, layout: Layout | None, parts: Sequence[str], path: Path, wild: bool
) -> Iterator[Target | PathError]:
    if not parts:
        yield Target(path, node, layout, True)
    elif isinstance(node, Items):
        yield from _lead_items(node, layout, parts, path, wild)
    elif isinstance(whole := in_full(node, layout), Map):
        yield from _lead_map(whole, layout, parts, path, wild)
    else:
        yield PathError(f"'{key_path(path)}' is {kind(node)} and has no '{parts[0]}'")


def _lead_map(
    node: Map, layout: Layout | None, parts: Sequence[str], path: Path, wild: bool
) -> Iterator[Target | PathError]:
    if parts[0] == "*":
        for key, below in node.items():
            yield from _lead(below, _below(layout, key), parts[1:], (*path, key), True)
        return
    of_number = layout is not None and layout.kind == "number"
    year = of_number and is_date(".".join(parts))  # 2028.5 is no key 5 of 2028
    for count in range(len(parts) if year else 1, min(len(parts), 3) + 1):
        key = ".".join(parts[:count])
        if key in node:
            yield from _lead(node[key], _below(layout, key), parts[count:], (*path, key), wild)
            return
    value = node.get("value") if of_number and is_date(parts[0]) else None
    if isinstance(value, Map):  # a path in its long form holds its years one level lower
        yield from _lead(value, _below(layout, "value"), parts, (*path, "value"), wild)
    elif isinstance(value, Text):
        yield _constant(path, layout, ".".join(parts))
    else:
        yield _missing(node, layout, parts, path, wild)


def _constant(path: Path, layout: Layout | None, year: str) -> PathError:
    """What is said where a year is named of a number that has none."""
    name, may = key_path(path), layout is not None and layout.over_time
    hint = f"Give all its years: {name}={{{year}: ...}}." if may else "It is the same at all times."
    return PathError(f"'{name}' is one number and has no '{year}'", hint)


def _lead_items(
    node: Items, layout: Layout | None, parts: Sequence[str], path: Path, wild: bool
) -> Iterator[Target | PathError]:
    if parts[0] == "*":
        for at, below in enumerate(node):
            yield from _lead(below, _below(layout, "0"), parts[1:], (*path, at), True)
        return
    index = int(parts[0]) if re.fullmatch(r"-?\d{1,6}", parts[0]) else None
    if index is None or not -len(node) <= index < len(node):
        has = f"items [0] to [{len(node) - 1}]" if node else "no items"
        yield PathError(f"'{key_path(path)}' is a list with {has}; there is no [{parts[0]}]")
        return
    at = index % len(node)
    yield from _lead(node[at], _below(layout, "0"), parts[1:], (*path, at), wild)


def _below(layout: Layout | None, key: str) -> Layout | None:
    return layout.below(key) if layout is not None else None


def _missing(node: Map, layout: Layout | None, parts: Sequence[str], path: Path, wild: bool) -> Target | PathError:
    """A key that the file does not give: a place if the schema has it, else an error with the nearest name."""
    key = ".".join(parts) if layout is not None and layout.kind == "number" and is_date(".".join(parts)) else parts[0]
    rest = parts[1:] if key == parts[0] else ()
    below = _below(layout, key)
    known = dict.fromkeys((*node, *(layout.keys if layout is not None else ())))
    place = f"'{key_path(path)}'" if path else "the scenario"
    if below is None or layout is None or (layout.kind == "number" and key not in layout.keys and not is_date(key)):
        return PathError(f"{place} has no '{key}'; known: {listing(known)}", lambda: nearest(key, known))
    if not rest:
        return Target((*path, key), None, below, False)
    if layout.kind != "block" or below.kind != "block" or wild:
        return PathError(f"{place} has no '{key}'; known: {listing(known)}", lambda: nearest(key, known))
    return _missing(Map(), below, rest, (*path, key), wild)


# --- what is done there -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One line of a `set`: a path, what to do there, and where it is written."""

    path: str
    action: Node
    where: Where
    at: Path
    """Path of the line itself, for messages."""


@dataclass
class Editor:
    """Applies changes to a tree; what is wrong with them goes to the findings."""

    findings: Findings
    closed: tuple[str, ...] = CLOSED
    """Sections that cannot be changed so."""

    def changes(self, given: Node, at: Path, where: Where) -> list[Change]:
        """The lines of a `set` mapping."""
        if not isinstance(given, Map):
            message = f"a mapping of paths, {{permitting.factor: 0.5}}, is wanted here; found {kind(given)}"
            self.findings.error(where, at, message)
            return []
        return [Change(key, node, given.keys_at.get(key, where), (*at, key)) for key, node in given.items()]

    def apply(self, root: Map, changes: Sequence[Change], via: str) -> tuple[Map, list[Path]]:
        """The tree with the changes, in order, and the paths that they led to."""
        touched: list[Path] = []
        for change in changes:
            try:
                found = self._targets(root, change)
                if change.action is None:
                    found.reverse()  # later items of a list first, so that the earlier keep their place
                for target in found:
                    root = self._applied(root, target, change, via)
                    touched.append(target.path)
            except (PathError, AmountError) as error:
                self.findings.error(change.where, change.at, error.message, error.hint_later)
        return root, touched

    def _targets(self, root: Map, change: Change) -> list[Target]:
        found = targets(root, change.path)
        if found[0].path[0] in self.closed:
            raise PathError(f"'{found[0].path[0]}' cannot be changed here")
        if _is_action(change.action):
            found = [
                target
                for target in found
                if target.there or (target.layout is not None and target.layout.default is not None)
            ]
            if not found:
                raise PathError(f"{quoted(change.path)} is not given, so there is nothing to {' or '.join(ACTIONS)}")
        return found

    def _applied(self, root: Map, target: Target, change: Change, via: str) -> Map:
        action, where = change.action, by(change.where, via)
        if action is None:
            edited = _edit(root, SCENARIO, target.path, None, where)
        elif isinstance(action, Map) and _is_action(action):
            node = target.node if target.there else _default(target.layout, change.where)
            for name, operand in action.items():
                node = self._acted(name, node, operand, change, target)
            new = came_by(node, via)
            edited = _edit(root, SCENARIO, target.path, lambda _: new, where)
        else:
            new = came_by(action, via)
            edited = _edit(root, SCENARIO, target.path, lambda old: merged(old, new, target.layout), where)
        return edited if isinstance(edited, Map) else root

    def _acted(self, name: str, node: Node, operand: Node, change: Change, target: Target) -> Node:
        if not isinstance(operand, Text):
            raise AmountError(f"'{name}' takes a number; found {kind(operand)}")
        where = change.where
        if name == "multiply":
            try:
                factor = in_base(operand, "1", _SHARES)
            except AmountError as error:
                raise AmountError(
                    f"{quoted(operand)} {error.message}; a plain number multiplies", error.hint_later
                ) from error
            return _numbers(node, lambda text: scaled(text, factor), where, target)
        return _numbers(node, lambda text: _sum(text, str(operand)), where, target)


def unreached(tree: Map, touched: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Where a region has a value of its own for what a change touched: a message, and the path that reaches it."""
    for path, own in own_in_regions(tree, touched):
        theirs = "has a value of its own" if len(own) == 1 else "have values of their own"
        message = f"'{key_path(path)}' is changed, but not in {listing(own)}, which {theirs}"
        yield message, f"{in_every_region(path)} would change it there."


def own_in_regions(tree: Map, touched: Iterable[Path]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The places that a change touched where it does not reach some regions, each with the names of those."""
    for path in dict.fromkeys(touched):
        if len(path) < 3 or path[0] not in REGIONAL or path[2] == "by_region":
            continue
        patches = follow(tree, (*path[:2], "by_region"))
        regions = patches if isinstance(patches, Map) else ()
        own = tuple(region for region in regions if _is_replaced(child(patches, region), path))
        if own:
            yield path, own


def in_every_region(path: Path) -> str:
    """The path that leads to the regions' own values of what stands at a path."""
    return key_path((*path[:2], "by_region", "*", *path[2:]))


def _is_replaced(patch: Node, path: Path) -> bool:
    """Whether a region's patch says anew what stands at a path, or all of a number or a list that it is part of."""
    if any(_is_whole(follow(patch, path[2:end]), layout_at(path[:end])) for end in range(3, len(path) + 1)):
        return True
    return isinstance(follow(patch, path[2:]), Map) and not _is_number(layout_at(path))


def _is_whole(node: Node, layout: Layout | None) -> bool:
    """Whether what a patch gives takes the place of what is below it, as laying one tree over another does."""
    if isinstance(node, Map):
        return _is_number(layout) and not set(node) <= REMARKS
    return node is not None


def _is_number(layout: Layout | None) -> bool:
    return layout is not None and layout.kind == "number"


def _is_action(node: Node) -> bool:
    return isinstance(node, Map) and bool(node) and all(key in ACTIONS for key in node)


def _sum(text: str, more: str) -> str:
    """A number's text plus more, which is in the number's own unit where it names none."""
    if is_date(text) and not text.isdigit() and "." not in text:
        return f"{text} + {more}"
    return added(text, more)


def _default(layout: Layout | None, where: Where) -> Node:
    """The number that holds where the file gives none, as it would be written."""
    default = layout.default if layout is not None else None
    number = default.values[0] if isinstance(default, Series) else default
    return Text(f"{number.value:.15g}", where) if isinstance(number, Number) else None


def _numbers(node: Node, change: Callable[[str], str], where: Where, target: Target) -> Node:
    """A number in any form, with its amounts changed."""
    layout = target.layout
    with contextlib.suppress(AmountError):
        if isinstance(node, Text):
            return Text(change(str(node)), where, node.path)
        if isinstance(node, Map) and layout is not None and (layout.kind == "number" or layout.block is BuildInput):
            changed = {key: _numbers(node[key], change, where, target) for key in _amounts(node)}
            if changed:
                return Map({**node, **changed}, node.where, node.keys_at, node.path)
    found = kind(target.node)
    raise AmountError(f"'{key_path(target.path)}' is {found}, not a number; it cannot be multiplied or added to")


def _amounts(node: Map) -> list[str]:
    """The keys of a number's long forms that hold amounts: value, low and high; the amount of a build input; years."""
    named = [key for key in ("value", "low", "high", "amount") if node.get(key) is not None]
    return named or [key for key in node if is_date(key)]


def _edit(node: Node, layout: Layout | None, path: Path, change: Callable[[Node], Node] | None, where: Where) -> Node:
    """A tree with the node at a path changed (None: taken away); what the file does not give above it is made."""
    if not path:
        return change(node) if change is not None else None
    key, last = path[0], len(path) == 1
    if isinstance(node, Items) and isinstance(key, int):
        items = list(node)
        if last and change is None:
            del items[key]
        else:
            items[key] = _edit(items[key], _below(layout, "0"), path[1:], change, where)
        return Items(items, node.where, node.path)
    whole = in_full(node, layout)
    if not isinstance(whole, Map):
        whole = Map((), where)
    name = str(key)
    if last and change is None:
        return whole.without_key(name)
    at = where if last else whole.keys_at.get(name, where)
    return whole.with_key(name, _edit(whole.get(name), _below(layout, name), path[1:], change, where), at)
