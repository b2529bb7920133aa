"""Laying one tree over another: for `extends`, for what overrides change, and for regions.

Mappings are merged key by key. A number is one value, whatever its form: {value: ...} and {2026: ...} are replaced
whole, as lists and texts are, so that a new value never keeps the range, the unit or the later years of the old one.
A mapping without `value` ({low: 4, high: 6}) adds to the number. `null` takes a key away.
"""

from __future__ import annotations

from optimizer.scenario.dates import is_date
from optimizer.scenario.findings import Findings
from optimizer.scenario.tree import Map, Node, Path, Text, child

REMARKS = {"low", "high", "source", "confidence", "note"}
"""What can be said about a number without giving its value anew."""
REGIONAL = ("assets", "supplies", "demands")
SAME_EVERYWHERE = ("capacity", "commodity", "regions", "by_region")
"""What cannot differ by region."""


def merged(below: Node, above: Node) -> Node:
    """`above` laid over `below`."""
    if isinstance(below, Text) and isinstance(above, Map) and above and set(above) <= REMARKS:
        below = Map({"value": below}, below.where, {"value": below.where})
    if not isinstance(below, Map) or not isinstance(above, Map) or _is_value(below, above):
        return above
    entries, keys_at = dict(below), dict(below.keys_at)
    for key, node in above.items():
        if node is None and key in entries:
            del entries[key]
            continue
        entries[key] = merged(entries[key], node) if key in entries else node
        keys_at[key] = above.at(key)
    return Map(entries, above.where, keys_at, below.path)


def _is_value(below: Map, above: Map) -> bool:
    """Whether a mapping is a number in one of its long forms, to be replaced whole."""
    return "value" in above or _is_path(above) or _is_path(below)


def _is_path(node: Map) -> bool:
    return bool(node) and all(map(is_date, node))


# --- one form ---------------------------------------------------------------------------------------------------------


def in_long_form(tree: Map) -> Map:
    """The tree with `copper: 35 t/MW` among build inputs written {amount: 35 t/MW}, so that changes find one form."""
    assets = tree.get("assets")
    if not isinstance(assets, Map):
        return tree
    whole = {name: _asset_in_long_form(asset) for name, asset in assets.items()}
    return tree.with_key("assets", Map(whole, assets.where, assets.keys_at), tree.at("assets"))


def _asset_in_long_form(asset: Node) -> Node:
    inputs = child(asset, "build_inputs")
    if isinstance(asset, Map) and isinstance(inputs, Map):
        long = {key: _long_form(node) for key, node in inputs.items()}
        asset = asset.with_key("build_inputs", Map(long, inputs.where, inputs.keys_at), asset.at("build_inputs"))
    patches = child(asset, "by_region")
    if isinstance(asset, Map) and isinstance(patches, Map):
        whole = {region: _asset_in_long_form(patch) for region, patch in patches.items()}
        asset = asset.with_key("by_region", Map(whole, patches.where, patches.keys_at), asset.at("by_region"))
    return asset


def _long_form(node: Node) -> Node:
    short = isinstance(node, Text) or (isinstance(node, Map) and not {"amount", "when"} & set(node))
    if not short or node is None:
        return node
    return Map({"amount": node}, node.where, {"amount": node.where})


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
        complete[region] = merged(base, patch) if isinstance(patch, Map) else patch
    return thing.with_key("by_region", Map(complete, patches.where, patches.keys_at), thing.at("by_region"))
