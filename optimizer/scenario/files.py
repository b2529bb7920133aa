"""Scenario files with all that they build on: `extends` names files below this one, `with` overrides applied to it.

Later files win, the file itself last; `with` then applies overrides in the order given. So a file that extends another
starts from what that one comes to, and its own keys have the last word.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path as File

from optimizer.scenario.changes import Editor, unreached
from optimizer.scenario.findings import Findings
from optimizer.scenario.merge import merged
from optimizer.scenario.number import Where
from optimizer.scenario.tree import Items, Map, Node, Path, Text, child, follow, kind, where_is
from optimizer.scenario.yaml_tree import MOST_BYTES, parse
from optimizer.wording import listing, meant, nearest, shortened

MOST_FILES = 100
_SUFFIXES = (".yaml", ".yml")


@dataclass
class Files:
    """Reads scenario files with all that they extend; each file is read once."""

    findings: Findings
    trees: dict[str, Node] = field(default_factory=dict)
    contents: dict[File, bytes] = field(default_factory=dict)
    """The files read, the one asked for first, each as it was then."""

    def whole(self, file: File, cited: Where | None = None, chain: tuple[str, ...] = ()) -> Node:
        """The tree of a file, over those that it extends. `cited` is where another file names it."""
        known = _one_name(file)
        where = cited or Where(str(file), 0)
        if known in chain:
            circle = (*chain[chain.index(known) :], known)
            names = " -> ".join(File(name).name for name in circle)
            self.findings.error(where, ("extends",), f"the files extend each other in a circle: {names}")
            return None
        if known not in self.trees:
            text = self.text(file, where, ("extends",) if cited else ())
            if text is None:
                return None
            if len(self.contents) > MOST_FILES:
                self.findings.error(where, ("extends",), f"more than {MOST_FILES} files extend each other")
                return None
            self.trees[known] = self.over(parse(text, str(file), self.findings), file, (*chain, known))
        return self.trees[known]

    def over(self, tree: Node, file: File, chain: tuple[str, ...] = ()) -> Node:
        """A tree laid over the files that it extends, with its `with` applied."""
        if tree is None:
            return None
        if not isinstance(tree, Map):
            message = f"a scenario is a mapping of keys (horizon, commodities, ...); found {kind(tree)}"
            self.findings.error(tree.where, (), message)
            return None
        whole: Node = Map((), tree.where)
        for name in self._names(tree, "extends", "file"):
            below = self.whole(File(os.path.normpath(file.parent / str(name))), name.where, chain)
            whole = merged(whole, below) if isinstance(below, Map) else whole
        applied = child(whole, "applied")
        whole = merged(whole, tree.without_key("extends").without_key("with"))
        names = self._names(tree, "with", "override")
        if isinstance(whole, Map) and isinstance(applied, Items) and "applied" in tree:
            whole = whole.with_key(
                "applied", Items([*applied, *(_items(whole, "applied"))], applied.where), whole.at("applied")
            )
        return with_overrides(whole, names, self.findings) if isinstance(whole, Map) else None

    def _names(self, tree: Map, key: str, what: str) -> list[Text]:
        """The names under a key that takes one name or a list of them."""
        given = tree.get(key)
        names = list(given) if isinstance(given, Items) else [given]
        good = [name for name in names if isinstance(name, Text) and name.strip()]
        if key in tree and len(good) < len(names):
            message = f"the name of {'an' if what == 'override' else 'a'} {what}, or a list of them, is wanted here"
            self.findings.error(tree.at(key), (key,), message)
        return good

    def text(self, file: File, where: Where, path: Path) -> str | None:
        """The text of a file, None (with the reason in the findings) where it cannot be read."""
        shown = f"'{shortened(str(file), 200)}'"
        try:
            with file.open("rb") as stream:
                raw = stream.read(MOST_BYTES + 1)
        except IsADirectoryError:
            self.findings.error(where, path, f"{shown} is a folder; a scenario is a file", _inside(file))
            return None
        except FileNotFoundError:
            self.findings.error(where, path, f"there is no file {shown}", _beside(file))
            return None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self.findings.error(where, path, f"{shown} cannot be read: {reason}")
            return None
        self.contents[file] = raw
        return self._decoded(raw, file)

    def _decoded(self, raw: bytes, file: File) -> str | None:
        if len(raw) > MOST_BYTES:
            size = f"{MOST_BYTES // 1_000_000} MB"
            self.findings.error(Where(str(file), 1), (), f"the file is larger than {size}, the most that is read")
            return None
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            column = error.start - raw.rfind(b"\n", 0, error.start)
            message = f"not a text in UTF-8: byte 0x{raw[error.start]:02X} has no place here"
            self.findings.error(Where(str(file), line, column), (), message, "Save the file as UTF-8 text.")
            return None


def with_overrides(tree: Map, names: list[Text], findings: Findings) -> Map:
    """The tree with its overrides of these names applied in order, and the names added to `applied`."""
    editor = Editor(findings)
    for name in names:
        path: Path = ("overrides", str(name))
        known = child(tree, "overrides")
        if not isinstance(known, Map) or name not in known:
            message = f"no override '{shortened(name)}'; known: {listing(known if isinstance(known, Map) else ())}"
            findings.error(name.where, ("with",), message, nearest(name, known if isinstance(known, Map) else ()))
            continue
        if name in _items(tree, "applied"):
            findings.warn(name.where, path, "the override is applied already; it is not applied again")
            continue
        changes = editor.changes(follow(tree, (*path, "set")), (*path, "set"), where_is(tree, (*path, "set")))
        wrong = len(findings.errors)
        new, touched = editor.apply(tree, changes, f"override {name}")
        if new == tree and len(findings.errors) == wrong:
            findings.warn(where_is(tree, path), path, "the override changes nothing: all that it sets is so already")
        for message, hint in unreached(new, touched):
            findings.warn(where_is(tree, path), path, message, hint)
        done = Items([*_items(tree, "applied"), name], name.where)
        tree = new.with_key("applied", done, name.where)
    return tree


def _items(tree: Map, key: str) -> list[Node]:
    given = tree.get(key)
    return list(given) if isinstance(given, Items) else []


def _one_name(file: File) -> str:
    """The same name for a file however it is reached."""
    try:
        return os.path.realpath(file)
    except (OSError, ValueError):
        return str(file)


def _beside(file: File) -> str:
    """A file with a similar name in the same folder."""
    try:
        return nearest(file.name, (found.name for found in file.parent.iterdir() if found.suffix in _SUFFIXES))
    except (OSError, ValueError):
        return ""


def _inside(folder: File) -> str:
    """A scenario file in a folder that was given instead of it."""
    try:
        found = sorted(str(file) for file in folder.iterdir() if file.suffix in _SUFFIXES)
    except OSError:
        return ""
    return meant(found[0]) if found else ""
