"""Numbers of a future that follow a common number of the file: {multiply: 1.2} and {add: 1} keep their distance."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.scenario.changes import ACTIONS, PathError, targets
from optimizer.scenario.tree import Map, Path, child, follow

Links = Mapping[tuple[str, Path], str]
"""(future, path of a number) -> `multiply` or `add`."""
NO_LINKS: Links = {}


def links_of(tree: Map) -> Links:
    """The numbers that the futures of a file change by an action rather than to a value."""
    branches = follow(tree, ("futures", "branches"))
    found: dict[tuple[str, Path], str] = {}
    for future, branch in branches.items() if isinstance(branches, Map) else ():
        given = child(branch, "set")
        for key, action in given.items() if isinstance(given, Map) else ():
            follows = next(iter(action)) if isinstance(action, Map) and len(action) == 1 else ""
            for path in _paths(tree, key):
                found[future, path] = follows if follows in ACTIONS and (future, path) not in found else ""
    return {at: action for at, action in found.items() if action}


def _paths(tree: Map, key: str) -> list[Path]:
    try:
        return [target.path for target in targets(tree, key)]
    except PathError:  # told when the file is loaded
        return []
