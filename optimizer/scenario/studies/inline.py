"""A node of a file on one line, as `--set` takes it."""

from __future__ import annotations

import re

from optimizer.scenario.tree import Items, Map, Node

_BARE = re.compile(r"[\w.+\-*/%()^ ]*[\w%)]|\d[\w.+\-*/%()^ ]*")
"""Texts that stand without quotes anywhere in YAML, in braces too."""


def inline(node: Node) -> str:
    """YAML that reads back as the same node, on one line.

    >>> from optimizer.scenario.tree import Text
    >>> inline(Map({"value": Text("5"), "unit": Text("%")}))
    '{value: 5, unit: "%"}'
    """
    if isinstance(node, Map):
        return "{" + ", ".join(f"{_scalar(key)}: {inline(below)}" for key, below in node.items()) + "}"
    if isinstance(node, Items):
        return "[" + ", ".join(map(inline, node)) + "]"
    if node is None:
        return "null"
    return quoted(node) if node.quoted else _scalar(node)


def _scalar(text: str) -> str:
    plain = text[:1].isalnum() and _BARE.fullmatch(text)
    return str(text) if plain else quoted(text)


def quoted(text: str) -> str:
    """In double quotes, with what has a meaning there escaped."""
    letters = (letter if letter.isprintable() and letter not in '"\\' else _escaped(letter) for letter in text)
    return '"' + "".join(letters) + '"'


def _escaped(letter: str) -> str:
    return f"\\{letter}" if letter in '"\\' else f"\\U{ord(letter):08x}"
