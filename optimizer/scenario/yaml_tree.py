"""YAML text -> plain tree. Only the events of the parser are used: no object is ever built from a tag.

Repeated keys, foreign tags, anchors that hold themselves, and texts that would expand without end are errors here.
"""

from __future__ import annotations

import contextlib
import re
from typing import Any, NoReturn

from optimizer.scenario.findings import Findings
from optimizer.scenario.number import Where
from optimizer.scenario.tree import Items, Map, Node, Path, Text
from optimizer.wording import nearest, shortened

MOST_BYTES = 4_000_000
MOST_NODES = 200_000
MOST_LEVELS = 50
_STANDARD = "tag:yaml.org,2002:"
_TAGS = {_STANDARD + name for name in ("str", "int", "float", "bool", "null", "map", "seq")}
_EMPTY = {"", "~", "null", "Null", "NULL"}
_HINTS = (
    (
        re.compile("cannot start any token"),
        "Indent with spaces, not tabs; put a text that begins with @, % or ` in quotes.",
    ),
    (re.compile("mapping values are not allowed"), "Is the line above complete? A text with ': ' in it needs quotes."),
    (re.compile("did not find expected key"), "Check the indentation of this line and the one above."),
    (re.compile("unexpected end of stream|did not find expected ',' or"), "Is a bracket or a quote left open?"),
)


_INDEXED_KEY = re.compile(r"(?<=[{,])\s*[A-Za-z_*][\w.*-]*(?:\[(?:\d+|\*)\][\w.*-]*)+(?=\s*:\s)")
_TO_HIDDEN = str.maketrans("[]", "\ue000\ue001")
_FROM_HIDDEN = str.maketrans("\ue000\ue001", "[]")


class _Stop(Exception):
    """The file cannot be read further; why has been noted."""


def parse(text: str, file: str, findings: Findings) -> Node:
    """The tree of one YAML document, None (with the reasons in `findings`) where it cannot be read.

    YAML has no room for the brackets of a path in a mapping in braces, {tiers[0].price: 5}. Where a text cannot be read
    for that, it is read again with such brackets as letters of the same width, so that columns stay right.
    """
    own = Findings()
    try:
        node = _Parser(text, file, own).document()
    except _Stop:
        node, hidden = None, _INDEXED_KEY.sub(lambda key: key[0].translate(_TO_HIDDEN), text[:MOST_BYTES])
        if hidden != text[:MOST_BYTES] and "\ue000" not in text and "\ue001" not in text:
            own = Findings()
            with contextlib.suppress(_Stop):
                node = _Parser(hidden, file, own, hidden=True).document()
    if node is None and not own.errors:
        own.error(Where(file, 1), (), "the file is empty", "A scenario needs at least horizon, commodities, demands.")
    findings.errors += own.errors
    return node


def parse_value(text: str, file: str, findings: Findings) -> Node:
    """The tree of one value, which may be nothing."""
    try:
        return _Parser(text, file, findings).document()
    except _Stop:
        return None


class _Parser:
    def __init__(self, text: str, file: str, findings: Findings, hidden: bool = False) -> None:
        self.text, self.file, self.findings, self.hidden = text, file, findings, hidden
        self.anchors: dict[str, Node] = {}
        self.open_anchors: set[str] = set()
        self.events: Any = iter(())

    # --- events ---------------------------------------------------------------------------------------------------

    def document(self) -> Node:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        if len(self.text) > MOST_BYTES:
            size = f"{MOST_BYTES // 1_000_000} MB"
            self.stop(Where(self.file, 1), f"the text is larger than {size}, the most that is read")
        try:
            self.events = yaml.parse(self.text, Loader=loader)
            return self._document(yaml)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            where = Where(self.file, mark.line + 1, mark.column + 1) if mark else Where(self.file, 1)
            reason = error.problem or error.context or "it cannot be parsed"
            self.stop(where, f"not YAML: {reason}", _hint(reason))
        except yaml.reader.ReaderError as error:
            where = self._position(error.position)
            self.stop(where, f"not YAML: a character that is not allowed in text ({_code(error.character)})")
        except (yaml.YAMLError, UnicodeError) as error:
            self.stop(Where(self.file, 1), f"not YAML: {shortened(str(error))}")

    def _document(self, yaml: Any) -> Node:
        next(self.events)
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        node = self.node(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            self.stop(self.where(after), "a second document begins here (---); a scenario file holds one")
        return node

    def node(self, event: Any, path: Path) -> Node:
        from yaml import AliasEvent, MappingStartEvent, ScalarEvent

        where = self.where(event)
        if isinstance(event, AliasEvent):
            return self.alias(event.anchor or "", where, path)
        if len(path) >= MOST_LEVELS:
            self.stop(where, f"nested deeper than {MOST_LEVELS} levels")
        if event.tag is not None and event.tag not in _TAGS:
            hint = "Write plain values without '!'."
            self.findings.error(where, path, f"the tag {_tag(event.tag)} is not allowed", hint)
        if event.anchor:
            self.open_anchors.add(event.anchor)
        if isinstance(event, ScalarEvent):
            node = self.scalar(event, where)
        elif isinstance(event, MappingStartEvent):
            node = self.mapping(where, path)
        else:
            node = self.items(where, path)
        if event.anchor:
            self.open_anchors.discard(event.anchor)
            self.anchors[event.anchor] = node
        return node

    def alias(self, anchor: str, where: Where, path: Path) -> Node:
        if anchor in self.open_anchors:
            self.stop(where, f"*{anchor} stands inside &{anchor}: it would contain itself", path=path)
        if anchor not in self.anchors:
            self.stop(where, f"no anchor &{anchor} before this", nearest(anchor, self.anchors), path)
        return self.anchors[anchor]

    def scalar(self, event: Any, where: Where) -> Node:
        plain = event.implicit[0] or (event.tag in _TAGS and event.tag != _STANDARD + "str" and not event.style)
        if plain and event.value in _EMPTY:
            return None
        return Text(self.shown(event.value), where, (), not plain)

    def items(self, where: Where, path: Path) -> Items:
        from yaml import SequenceEndEvent

        nodes: list[Node] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            nodes.append(self.node(event, (*path, len(nodes))))
        made = Items(nodes, where)
        self.guard(made, path)
        return made

    def mapping(self, where: Where, path: Path) -> Map:
        from yaml import MappingEndEvent, ScalarEvent

        entries: dict[str, Node] = {}
        keys_at: dict[str, Where] = {}
        shared: list[tuple[Node, Where]] = []
        while not isinstance(event := next(self.events), MappingEndEvent):
            at = self.where(event)
            if not isinstance(event, ScalarEvent):
                self.stop(at, "a key must be a plain name or a year, not a list, a mapping or an alias", path=path)
            key = self.shown(event.value)
            node = self.node(next(self.events), (*path, key))
            if key == "<<" and event.implicit[0]:
                shared.append((node, at))
            elif key in entries:
                message = f"the key '{shortened(key)}' is repeated; it is first given in line {keys_at[key].line}"
                self.findings.error(at, (*path, key), message)
            else:
                entries[key], keys_at[key] = node, at
        for node, at in shared:
            self.merge_key(node, (*path, "<<"), at, entries, keys_at)
        made = Map(entries, where, keys_at)
        self.guard(made, path)
        return made

    def merge_key(
        self, node: Node, path: Path, where: Where, entries: dict[str, Node], keys_at: dict[str, Where]
    ) -> None:
        """`<<: *anchor`: the keys of another mapping, where this one does not give them itself."""
        for other in node if isinstance(node, Items) else [node]:
            if not isinstance(other, Map):
                self.findings.error(where, path, "'<<' takes a mapping (*anchor) or a list of mappings")
                continue
            for key, below in other.items():
                if key not in entries:
                    entries[key], keys_at[key] = below, other.at(key)

    def shown(self, text: str) -> str:
        """A scalar with its brackets back."""
        return text.translate(_FROM_HIDDEN) if self.hidden else text

    # --- guards and places ----------------------------------------------------------------------------------------

    def guard(self, node: Map | Items, path: Path) -> None:
        if node.size > MOST_NODES:
            self.stop(node.where, f"with its anchors written out, this holds more than {MOST_NODES} values", path=path)
        if node.height > MOST_LEVELS:
            message = f"with its anchors written out, this is nested deeper than {MOST_LEVELS} levels"
            self.stop(node.where, message, path=path)

    def where(self, event: Any) -> Where:
        return Where(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _position(self, at: int) -> Where:
        before = self.text[: max(at, 0)]
        return Where(self.file, before.count("\n") + 1, len(before) - before.rfind("\n"))

    def stop(self, where: Where, message: str, hint: str = "", path: Path = ()) -> NoReturn:
        self.findings.error(where, path, message, hint)
        raise _Stop


def _hint(reason: str) -> str:
    return next((hint for pattern, hint in _HINTS if pattern.search(reason)), "")


def _tag(tag: str) -> str:
    return shortened("!!" + tag.removeprefix(_STANDARD) if tag.startswith(_STANDARD) else tag)


def _code(character: Any) -> str:
    number = ord(character) if isinstance(character, str) and len(character) == 1 else character
    return f"U+{number:04X}" if isinstance(number, int) else str(number)
