"""What pydantic finds wrong, in the words of the file: where, what was found, what is allowed, the nearest name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from pydantic import ValidationError

from optimizer.scenario.fields import PLAIN_ERROR
from optimizer.scenario.findings import Findings
from optimizer.scenario.layout import SCENARIO, Layout, fields, layout_at
from optimizer.scenario.number import Where
from optimizer.scenario.tree import Map, Node, Path, child, follow, kind, where_is
from optimizer.wording import Hint, listing, nearest, shortened

_WANTED = {
    "string_type": "a text",
    "tuple_type": "a list, [a, b],",
    "dict_type": "a mapping of names",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
}


def explain(error: ValidationError, root: Map, findings: Findings, start: Path = (), layout: Layout = SCENARIO) -> None:
    """Note every error of a validation of the node at `start` of a tree."""
    for detail in error.errors(include_url=False):
        inner = tuple(key for key in detail["loc"] if key != "[key]")
        _explain(dict(detail), root, findings, (*start, *inner), _layout(layout, inner[:-1]))


def _explain(detail: dict[str, Any], root: Map, findings: Findings, path: Path, above: Layout | None) -> None:
    path = (*path, *detail.get("ctx", {}).get("at", ()))
    where, node = where_is(root, path), follow(root, path)
    if detail["type"] == "too_short" and node:
        return  # the entries are there, and what is wrong with them is told
    message, hint = _words(detail, path, node, above)
    if detail["type"] == "missing":
        hint = partial(_missing_hint, root, path, above)
    if detail["type"] == "extra_forbidden":
        where = _key_where(root, path)
    findings.error(where, path, message, hint)


def _words(detail: dict[str, Any], path: Path, node: Node, above: Layout | None) -> tuple[str, Hint]:
    """Message and hint of one error."""
    name, about = detail["type"], detail.get("ctx", {})
    if name == PLAIN_ERROR:
        return about["text"], about.get("hint", "")
    if name == "missing":
        return f"'{path[-1]}' is missing", ""  # the hint needs the tree
    if name == "extra_forbidden":
        known = above.keys if above is not None else ()
        return f"unknown key '{shortened(str(path[-1]))}'; allowed: {listing(known, 30)}", partial(
            nearest, str(path[-1]), known
        )
    if name == "literal_error":
        allowed = [word.strip("'") for word in about["expected"].replace(" or ", ", ").split(", ")]
        hint = partial(nearest, str(node), allowed) if isinstance(node, str) else ""
        return f"found {kind(node)}; allowed: {', '.join(allowed)}", hint
    if name in _WANTED:
        return f"{_WANTED[name]} is wanted here; found {kind(node)}", ""
    if name == "too_short":
        return "at least one is needed here; found none", ""
    if name in ("greater_than_equal", "less_than_equal"):
        bound = about.get("ge", about.get("le"))
        return f"must be {bound} or {'more' if 'ge' in about else 'less'}; found {kind(node)}", ""
    return f"found {kind(node)}, which cannot be used here ({detail['msg'].lower()})", ""


def _missing_hint(root: Map, path: Path, block: Layout | None) -> str:
    """What a missing key is, and the name that its block may be a slip for.

    A name that a file, or a change, adds to those it builds on is likely meant to be one of them if it is much alike.
    """
    about = _description(block, str(path[-1]))
    *above, name = path[:-1] or ("",)
    layout, names = layout_at(tuple(above)), follow(root, tuple(above))
    if layout is None or layout.kind != "names" or not isinstance(names, Map):
        return about
    own = names.at(str(name))
    known = [key for key in names if (names.at(key).file, names.at(key).via) != (own.file, own.via)]
    return f"{about} {nearest(str(name), known)}".strip()


def _description(above: Layout | None, key: str) -> str:
    field = fields(above.block).get(key) if above is not None and above.block is not None else None
    return field.description or "" if field is not None else ""


def _layout(layout: Layout | None, path: Sequence[str | int]) -> Layout | None:
    for key in path:
        layout = layout.below(str(key)) if layout is not None else None
    return layout


def _key_where(root: Map, path: Path) -> Where:
    """The place of a key itself."""
    above = follow(root, path[:-1])
    if isinstance(above, Map) and child(above, path[-1]) is not None:
        return above.keys_at.get(str(path[-1]), above.where)
    return where_is(root, path)
