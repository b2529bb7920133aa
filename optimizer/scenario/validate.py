"""One tree -> one Scenario: validation by the schema, each future's own scenario, overrides tried before their use."""

from __future__ import annotations

from functools import partial

from pydantic import ValidationError

from optimizer.scenario.changes import CLOSED, Editor, PathError, segments
from optimizer.scenario.findings import MOST_TOLD, Findings
from optimizer.scenario.futures import differences
from optimizer.scenario.layout import layout_at
from optimizer.scenario.merge import with_all_regions, with_regions
from optimizer.scenario.messages import explain
from optimizer.scenario.number import ASSUMPTION
from optimizer.scenario.reading import Reading, begin
from optimizer.scenario.schema import Branch, Scenario
from optimizer.scenario.tree import Items, Map, Node, Path, child, follow, placed, relocated, where_is, without
from optimizer.scenario.yaml_tree import MOST_NODES
from optimizer.wording import nearest, shortened


def validated(tree: Map, findings: Findings) -> Scenario | None:
    """The scenario of a tree, None (with the reasons in the findings) if something is wrong with it."""
    complete = located(with_all_regions(tree, findings), findings)
    reading = begin(complete, findings)
    try:
        scenario = Scenario.model_validate(complete, context=reading)
    except ValidationError as error:
        explain(error, complete, findings)
        scenario = None
    _check_sources(reading)
    return scenario


def located(tree: Node, findings: Findings) -> Map:
    """A whole tree with every node told its path, if it is not too large."""
    if not isinstance(tree, Map):
        return Map()
    if tree.size > MOST_NODES:
        findings.error(tree.where, (), f"with all changes made, the scenario holds more than {MOST_NODES} values")
        findings.stop_if_wrong()
    return relocated(tree)


def _check_sources(reading: Reading) -> None:
    """Every source that a number names is described, and every assumption is explained."""
    sources = child(reading.root, "sources")
    known = (ASSUMPTION, *(sources if isinstance(sources, Map) else ()))
    for source, has_note, where, path in reading.cited:
        if source == ASSUMPTION:
            if not has_note:
                reading.findings.warn(where, path, "an assumption needs a note that says what it rests on")
        elif source not in (sources or ()):
            message = (
                f"no source '{shortened(source)}' among the {len(known) - 1} under `sources`; add it there, or say "
                "`source: assumption` with a note that says what it rests on"
            )
            reading.findings.error(where, path, message, partial(nearest, source, known))


def with_futures(scenario: Scenario, tree: Map, findings: Findings) -> Scenario:
    """The scenario with each branch holding its own."""
    if scenario.futures is None:
        return scenario
    common = tree.without_key("futures")
    branches: dict[str, Branch] = {}
    for name, branch in scenario.futures.branches.items():
        path = ("futures", "branches", name, "set")
        editor = Editor(findings, (*CLOSED, "futures"))
        given = follow(tree, path)
        changes = editor.changes(given, path, where_is(tree, path)) if given is not None else []
        changed, _ = editor.apply(common, changes, f"future {name}")
        own = validated(located(changed, findings), findings)
        branches[name] = branch.model_copy(update={"scenario": own})
        if own is not None:
            _compare(scenario, own, changed, tree, path, findings)
    futures = scenario.futures.model_copy(update={"branches": branches})
    return scenario.model_copy(update={"futures": futures})


def _compare(
    scenario: Scenario, own: Scenario, tree: Map, tree_of_futures: Map, path: Path, findings: Findings
) -> None:
    """Note where a future differs in more than numbers, at the change that makes it so or at its `set`."""
    found = dict(differences(scenario, own))
    hint = (
        "Only numbers and dates differ between futures: write the rest for all, with a quantity of 0 where it has none."
    )
    for key, how in found.items():
        if key[2:3] == ("by_region",) and found.get((*key[:2], *key[4:])) == how:
            continue  # a region's copy of the same difference
        changed = where_is(tree, key)
        where = changed if changed.via.startswith("future ") else where_is(tree_of_futures, path)
        findings.error(where, (*path, *key), how, hint)


def without_faults(tree: Map) -> Scenario | None:
    """The scenario of a tree less the keys that cannot be used, None if that leaves none."""
    quiet = Findings()
    complete = located(with_all_regions(tree, quiet), quiet)
    for _ in range(3):
        try:
            return Scenario.model_validate(complete, context=begin(complete, quiet))
        except ValidationError as error:
            if error.error_count() > MOST_TOLD:
                return None
            for detail in error.errors(include_url=False):
                if len(detail["loc"]) == 1 and detail["type"] != "extra_forbidden":
                    return None  # without a whole section, names would seem to be missing
                complete = without(complete, tuple(detail["loc"]))
    return None


# --- overrides that are not applied ---------------------------------------------------------------------------------


def try_overrides(written: Map, changed: Map, findings: Findings) -> None:
    """Note what is wrong with the overrides that are not applied: their paths, and the blocks they would change.

    Those that change a section with faults of its own wait until it is right: a name they want may be lost by a slip.
    """
    faulty = {finding.path[:1] for finding in findings.errors}
    whole = any(len(finding.path) < 2 for finding in findings.errors)
    overrides, applied = child(written, "overrides"), child(changed, "applied")
    for name in overrides if isinstance(overrides, Map) else ():
        path = ("overrides", name, "set")
        given = follow(written, path)
        if not isinstance(given, Map) or (isinstance(applied, Items) and name in applied):
            continue
        if whole or any(_section(key) in faulty for key in given):
            continue
        editor = Editor(findings)
        changes = editor.changes(given, path, given.where)
        tree, touched = editor.apply(written, changes, f"override {name}")
        for block in dict.fromkeys(_block_path(path) for path in touched):
            _validate_part(tree, block, findings)


def _section(key: str) -> Path:
    """The section that a dotted path leads into, () for what is no path."""
    try:
        return segments(key)[:1]
    except PathError:
        return ()


def _block_path(path: Path) -> Path:
    """The block that a change is judged in: a whole asset, supply, ...; else the section."""
    layout = layout_at(path[:1])
    return path[:2] if layout is not None and layout.kind == "names" else path[:1]


def _validate_part(tree: Map, path: Path, findings: Findings) -> None:
    """Note what is wrong with one block of a tree."""
    layout, node = layout_at(path), follow(tree, path)
    if layout is None or layout.block is None or not isinstance(node, Map):
        return
    complete = placed(with_regions(node, path, findings), path)
    whole = _put(tree, path, complete)
    reading = begin(whole, findings)
    try:
        layout.block.model_validate(complete, context=reading)
    except ValidationError as error:
        explain(error, whole, findings, path, layout)
    _check_sources(reading)


def _put(tree: Map, path: Path, node: Node) -> Map:
    """The tree with the node at a path replaced."""
    if not path:
        return node if isinstance(node, Map) else tree
    below = child(tree, path[0])
    inner = _put(below, path[1:], node) if isinstance(below, Map) else node
    return tree.with_key(str(path[0]), inner, tree.at(str(path[0])))
