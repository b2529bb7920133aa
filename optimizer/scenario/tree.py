"""The plain tree of a scenario file between YAML and the schema: mappings, lists and texts that know where they stand.

Nothing is resolved here: `5 GW`, `1e3`, `no` and `true` are texts until the schema says what is wanted. An empty value
is None. Nodes are never changed once made; a change makes a new node and shares the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from optimizer.scenario.number import Where
from optimizer.wording import shortened

Path: TypeAlias = tuple[str | int, ...]
NOWHERE = Where("", 0)


class Text(str):
    """A scalar, as written. `quoted`: in quotes or a block, so never a `true` or an empty value."""

    __slots__ = ("path", "quoted", "where")
    where: Where
    path: Path
    quoted: bool

    def __new__(cls, text: str, where: Where = NOWHERE, path: Path = (), quoted: bool = False) -> Text:
        made = super().__new__(cls, text)
        made.where, made.path, made.quoted = where, path, quoted
        return made


class Map(dict[str, "Node"]):
    """A mapping. `keys_at` says where each key stands."""

    __slots__ = ("height", "keys_at", "path", "size", "where")

    def __init__(
        self,
        entries: Mapping[str, Node] | Iterable[tuple[str, Node]] = (),
        where: Where = NOWHERE,
        keys_at: Mapping[str, Where] | None = None,
        path: Path = (),
    ) -> None:
        super().__init__(entries)
        self.where, self.path = where, path
        self.keys_at = dict(keys_at or {})
        self.size, self.height = _extent(self.values())

    def at(self, key: str) -> Where:
        """The place of a key."""
        return self.keys_at.get(key, self.where)

    def with_key(self, key: str, node: Node, at: Where) -> Map:
        """The same mapping with one key set."""
        return Map({**self, key: node}, self.where, {**self.keys_at, key: at}, self.path)

    def without_key(self, key: str) -> Map:
        """The same mapping without a key."""
        return Map({k: v for k, v in self.items() if k != key}, self.where, self.keys_at, self.path)


class Items(list["Node"]):
    """A list."""

    __slots__ = ("height", "path", "size", "where")

    def __init__(self, nodes: Iterable[Node] = (), where: Where = NOWHERE, path: Path = ()) -> None:
        super().__init__(nodes)
        self.where, self.path = where, path
        self.size, self.height = _extent(self)


Node: TypeAlias = Map | Items | Text | None


def _extent(children: Iterable[Node]) -> tuple[int, int]:
    """Number of nodes, with shared ones counted each time they appear, and levels."""
    size, height = 1, 0
    for child in children:
        if isinstance(child, Map | Items):
            size += child.size
            height = max(height, child.height)
        else:
            size += 1
    return size, height + 1


def key_path(path: Path) -> str:
    """A path as people write it: assets.data_center.surge[1].premium."""
    words = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(words).removeprefix(".")


def child(node: Node, key: str | int) -> Node:
    """The node under a key or an index, None if there is none."""
    if isinstance(node, Map):
        return node.get(str(key))
    if isinstance(node, Items) and isinstance(key, int) and -len(node) <= key < len(node):
        return node[key]
    return None


def follow(root: Node, path: Path) -> Node:
    """The node at a path, None if there is none."""
    for key in path:
        root = child(root, key)
    return root


def where_is(root: Node, path: Path) -> Where:
    """The place of what is at a path: of a text itself, of the key of anything else.

    Where the path leads nowhere it is the nearest place above.
    """
    node, place = root, root.where if root is not None else NOWHERE
    for key in path:
        below = child(node, key)
        if isinstance(below, Text):
            return below.where
        if isinstance(node, Map) and str(key) in node.keys_at and str(key) in node:
            place = node.keys_at[str(key)]
        elif below is None:
            return place
        else:
            place = below.where
        node = below
    return place


def placed(node: Node, path: Path = ()) -> Node:
    """The same tree with every node told its path."""
    if isinstance(node, Text):
        return Text(node, node.where, path, node.quoted)
    if isinstance(node, Map):
        return Map({key: placed(below, (*path, key)) for key, below in node.items()}, node.where, node.keys_at, path)
    if isinstance(node, Items):
        return Items((placed(below, (*path, at)) for at, below in enumerate(node)), node.where, path)
    return None


def relocated(root: Map) -> Map:
    """A whole tree with every node told its path anew."""
    return Map({key: placed(below, (key,)) for key, below in root.items()}, root.where, root.keys_at)


def came_by(node: Node, via: str) -> Node:
    """The same tree, marked with what brought it here (`override fast_permits`)."""
    if isinstance(node, Text):
        return Text(node, by(node.where, via), node.path, node.quoted)
    if isinstance(node, Map):
        keys_at = {key: by(where, via) for key, where in node.keys_at.items()}
        return Map({key: came_by(below, via) for key, below in node.items()}, by(node.where, via), keys_at, node.path)
    if isinstance(node, Items):
        return Items((came_by(below, via) for below in node), by(node.where, via), node.path)
    return None


def without(root: Map, path: Path) -> Map:
    """The tree less the key at a path; as it is where there is no such key."""
    below = child(root, path[0]) if path else None
    if len(path) > 1 and isinstance(below, Map):
        key = str(path[0])
        return root.with_key(key, without(below, path[1:]), root.at(key))
    return root.without_key(str(path[0])) if len(path) == 1 else root


def standing(node: Node, where: Where) -> Node:
    """The same tree, all of it at one place (an option of the command line)."""
    if isinstance(node, Text):
        return Text(node, where, node.path, node.quoted)
    if isinstance(node, Map):
        below = {key: standing(inner, where) for key, inner in node.items()}
        return Map(below, where, dict.fromkeys(node, where), node.path)
    if isinstance(node, Items):
        return Items((standing(below, where) for below in node), where, node.path)
    return None


def by(where: Where, via: str) -> Where:
    """A place, marked with what brought its value here."""
    return Where(where.file, where.line, where.column, where.via or via)


def texts(node: Node) -> Iterator[Text]:
    """Every text in a tree."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Map):
        for below in node.values():
            yield from texts(below)
    elif isinstance(node, Items):
        for below in node:
            yield from texts(below)


def kind(node: Node) -> str:
    """What a node is, for messages."""
    if isinstance(node, Map):
        return "a mapping"
    if isinstance(node, Items):
        return "a list"
    return "nothing" if node is None else f"'{shortened(node)}'"
