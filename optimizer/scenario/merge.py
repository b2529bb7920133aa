"""Laying one tree over another: for `extends`, for what overrides change, and for regions.

Mappings are merged key by key. A number is one value, whatever its form: {value: ...} and {2026: ...} are replaced
whole, as lists and texts are, so that a new value never keeps the range, the unit or the later years of the old one.
Remarks alone ({low: 4, high: 6}) are added to the number. `null` takes a key away.
"""

from __future__ import annotations

from optimizer.scenario.findings import Findings
from optimizer.scenario.layout import SCENARIO, Layout, in_full, layout_at
from optimizer.scenario.schema import BuildInput
from optimizer.scenario.tree import Map, Node, Path, child

REMARKS = {"low", "high", "source", "confidence", "note"}
"""What can be said about a number without giving its value anew."""
REGIONAL = ("assets", "supplies", "demands")
SAME_EVERYWHERE = ("capacity", "commodity", "regions", "by_region")
"""What cannot differ by region."""


def merged(below: Node, above: Node, layout: Layout | None = SCENARIO) -> Node:
    """`above` laid over `below`; `layout` is what may stand there."""
    if below is None or above is None:
        return above
    if layout is not None and layout.kind == "number":
        if not isinstance(above, Map) or not above or not set(above) <= REMARKS:
            return above
        below = below if isinstance(below, Map) and "value" in below else Map({"value": below}, below.where)
    if layout is not None and layout.block is BuildInput:
        below, above = in_full(below, layout), in_full(above, layout)
    if not isinstance(below, Map) or not isinstance(above, Map):
        return above
    return _merged_maps(below, above, layout)


def _merged_maps(below: Map, above: Map, layout: Layout | None) -> Map:
    entries, keys_at = dict(below), dict(below.keys_at)
    for key, node in above.items():
        if node is None and key in entries:
            del entries[key]
            continue
        inner = layout.below(key) if layout is not None else None
        entries[key] = merged(entries[key], node, inner) if key in entries else node
        keys_at[key] = above.at(key)
    return Map(entries, above.where, keys_at, below.path)


# --- regions ----------------------------------------------------------------------------------------------------------


def with_all_regions(tree: Map, findings: Findings) -> Map:
    """The tree with every asset, supply and demand complete in each of its regions."""
    for section in REGIONAL:
        things = tree.get(section)
        if not isinstance(things, Map):
            continue
        whole = {name: with_regions(thing, (section, name), findings) for name, thing in things.items()}
        tree = tree.with_key(section, Map(whole, things.where, things.keys_at, things.path), tree.at(section))
    return tree


def with_regions(thing: Node, path: Path, findings: Findings) -> Node:
    """A thing whose `by_region` patches are complete: the thing itself with the patch on it."""
    patches = child(thing, "by_region")
    if not isinstance(thing, Map) or not isinstance(patches, Map):
        return thing
    base = thing.without_key("by_region")
    complete: dict[str, Node] = {}
    for region, patch in patches.items():
        for key in SAME_EVERYWHERE if isinstance(patch, Map) else ():
            if isinstance(patch, Map) and key in patch:
                message = f"'{key}' is the same in every region"
                findings.error(patch.at(key), (*path, "by_region", region, key), message)
        complete[region] = merged(base, patch, layout_at(path)) if isinstance(patch, Map) else patch
    return thing.with_key("by_region", Map(complete, patches.where, patches.keys_at), thing.at("by_region"))
