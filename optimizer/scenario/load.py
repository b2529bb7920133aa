"""Scenario files -> a frozen `Scenario` in base units, or all that is wrong with them.

    files -> plain trees -> one tree (extends) -> changes (overrides, --set) -> regions complete -> Scenario

Each future's own scenario is made in the same way from the same tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path as File

from pydantic import ValidationError

from optimizer.errors import Problem, ScenarioError, UsageError
from optimizer.scenario.changes import Change, Editor, PathError, segments, unreached
from optimizer.scenario.check import FIRST, check
from optimizer.scenario.files import Files, with_overrides
from optimizer.scenario.findings import Findings, in_order, told_once
from optimizer.scenario.futures import differences
from optimizer.scenario.layout import layout_at
from optimizer.scenario.merge import with_all_regions, with_regions
from optimizer.scenario.messages import explain
from optimizer.scenario.number import ASSUMPTION, Where
from optimizer.scenario.reading import Reading, begin
from optimizer.scenario.schema import Branch, Scenario
from optimizer.scenario.tree import (
    Items,
    Map,
    Node,
    Path,
    Text,
    child,
    follow,
    placed,
    relocated,
    standing,
    where_is,
    without,
)
from optimizer.scenario.yaml_tree import MOST_NODES, parse
from optimizer.wording import listing, nearest, shortened

COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Loaded:
    """A scenario and what was learnt while loading it.

    files : every file read, the one asked for first.
    tree : the merged file with all changes applied, as written (units not converted, `by_region` as patches); each
        node knows its file, its line and what brought it there.
    """

    scenario: Scenario
    warnings: tuple[Problem, ...]
    files: tuple[File, ...]
    tree: Map


def load(path: str | File, overrides: Sequence[str] = (), sets: Sequence[str] = ()) -> Loaded:
    """Read a scenario file.

    overrides : names of overrides to apply, in this order.  sets : further changes, `path=value`, applied last.

    Raises
    ------
    ScenarioError
        With every problem of the files.
    UsageError
        An unknown override, or a `set` that is not path=value.
    """
    findings = Findings()
    files = Files(findings)
    tree = files.whole(File(path))
    return _loaded(tree, tuple(files.names), findings, overrides, sets)


def loads(text: str, name: str = "scenario.yaml", overrides: Sequence[str] = (), sets: Sequence[str] = ()) -> Loaded:
    """Read a scenario from text; `name` stands for the file in messages, and files it extends are found beside it."""
    findings = Findings()
    files = Files(findings)
    tree = files.over(parse(text, name, findings), File(name))
    return _loaded(tree, tuple(files.names), findings, overrides, sets)


def _loaded(
    tree: Node, files: tuple[File, ...], findings: Findings, overrides: Sequence[str], sets: Sequence[str]
) -> Loaded:
    findings.stop_if_wrong()
    written = _located(tree, findings)
    changed = _changed(written, findings, overrides, sets)
    findings.stop_if_wrong()
    scenario = _validated(changed, findings)
    if scenario is not None:
        scenario = _with_futures(scenario, changed, findings)
    _try_overrides(written, changed, findings)
    if scenario is None or findings.errors:
        raise findings.all_together(_wrong_names(changed, scenario or _without_faults(changed)))
    errors, warnings = check(scenario)
    if errors:
        raise ScenarioError(in_order(_with_place(problem, changed) for problem in errors))
    told = [*told_once(findings.warnings), *in_order(_with_place(problem, changed) for problem in warnings)]
    return Loaded(scenario, tuple(dict.fromkeys(told)), files, changed)


def _wrong_names(tree: Map, scenario: Scenario | None) -> list[Problem]:
    """What the first rules across fields (names above all) find in a scenario that has other faults as well."""
    if scenario is None:
        return []
    found = [problem for rule in FIRST for problem in rule(scenario)]
    known = {problem.message for problem in found if "by_region" not in problem.key}
    own = [problem for problem in found if "by_region" not in problem.key or problem.message not in known]
    return [_with_place(problem, tree) for problem in own]


def _without_faults(tree: Map) -> Scenario | None:
    """The scenario of a tree less the keys that cannot be used, None if that leaves none."""
    quiet = Findings()
    complete = _located(with_all_regions(tree, quiet), quiet)
    for _ in range(3):
        try:
            return Scenario.model_validate(complete, context=begin(complete, quiet))
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                if len(detail["loc"]) == 1 and detail["type"] != "extra_forbidden":
                    return None  # without a whole section, names would seem to be missing
                complete = without(complete, tuple(detail["loc"]))
    return None


# --- changes ----------------------------------------------------------------------------------------------------------


def _changed(written: Map, findings: Findings, overrides: Sequence[str], sets: Sequence[str]) -> Map:
    """The tree with overrides and sets applied, and the overrides' names under `applied`."""
    names = [name.strip() for names in overrides for name in names.split(",")]
    where = Where(COMMAND_LINE, 0, 1, "--with " + ",".join(names))
    known = child(written, "overrides")
    for name in names:
        if not isinstance(known, Map) or name not in known:
            offered = known if isinstance(known, Map) else ()
            raise UsageError(
                f"no override '{shortened(name)}'; known: {listing(offered)}. {nearest(name, offered)}".strip()
            )
    tree = with_overrides(written, [Text(name, where) for name in names], findings)
    for given in sets:
        change = _set_option(given, findings)
        tree, touched = Editor(findings).apply(tree, [change], f"--set {given}")
        for message, hint in unreached(tree, touched):
            findings.warn(change.where, change.at, message, hint)
    return _located(tree, findings)


def _set_option(given: str, findings: Findings) -> Change:
    path, equals, value = given.partition("=")
    if not equals or not path.strip():
        raise UsageError(f"--set takes PATH=VALUE, e.g. permitting.factor=0.5; found '{shortened(given)}'")
    where = Where(COMMAND_LINE, 0, 1, f"--set {shortened(given)}")
    own = Findings()
    node = parse(value, COMMAND_LINE, own) if value.strip() else None
    for finding in own.errors:
        findings.error(where, (path.strip(),), finding.message, finding.hint)
    return Change(path.strip(), standing(node, where), where, (path.strip(),))


def _try_overrides(written: Map, changed: Map, findings: Findings) -> None:
    """Note what is wrong with the overrides that are not applied: their paths, and the blocks they would change."""
    overrides, applied = child(written, "overrides"), child(changed, "applied")
    for name in overrides if isinstance(overrides, Map) else ():
        path = ("overrides", name, "set")
        given = follow(written, path)
        if not isinstance(given, Map) or (isinstance(applied, Items) and name in applied):
            continue
        editor = Editor(findings)
        changes = editor.changes(given, path, given.where)
        tree, touched = editor.apply(written, changes, f"override {name}")
        for block in dict.fromkeys(_block_path(path) for path in touched):
            _validate_part(tree, block, findings)


def _block_path(path: Path) -> Path:
    """The block that a change is judged in: a whole asset, supply, ...; else the section."""
    layout = layout_at(path[:1])
    return path[:2] if layout is not None and layout.kind == "names" else path[:1]


def _validate_part(tree: Map, path: Path, findings: Findings) -> None:
    """Note what is wrong with one block of a tree."""
    layout, node = layout_at(path), follow(tree, path)
    if layout is None or layout.block is None or not isinstance(node, Map) or path[0] == "futures":
        return
    complete = placed(with_regions(node, path, findings), path)
    whole = _put(tree, path, complete)
    try:
        layout.block.model_validate(complete, context=begin(whole, findings))
    except ValidationError as error:
        explain(error, whole, findings, path, layout)


def _put(tree: Map, path: Path, node: Node) -> Map:
    """The tree with the node at a path replaced."""
    if not path:
        return node if isinstance(node, Map) else tree
    below = child(tree, path[0])
    inner = _put(below, path[1:], node) if isinstance(below, Map) else node
    return tree.with_key(str(path[0]), inner, tree.at(str(path[0])))


# --- validation -------------------------------------------------------------------------------------------------------


def _validated(tree: Map, findings: Findings) -> Scenario | None:
    """The scenario of a tree, None (with the reasons in the findings) if something is wrong with it."""
    complete = _located(with_all_regions(tree, findings), findings)
    reading = begin(complete, findings)
    try:
        scenario = Scenario.model_validate(complete, context=reading)
    except ValidationError as error:
        explain(error, complete, findings)
        scenario = None
    _check_sources(reading)
    return scenario


def _located(tree: Node, findings: Findings) -> Map:
    if not isinstance(tree, Map):
        return Map()
    if tree.size > MOST_NODES:
        findings.error(tree.where, (), f"with all changes made, the scenario holds more than {MOST_NODES} values")
        findings.stop_if_wrong()
    return relocated(tree)


def _check_sources(reading: Reading) -> None:
    """Every source that a number names is described, and every assumption is explained."""
    sources = child(reading.root, "sources")
    known = sources if isinstance(sources, Map) else Map()
    for source, has_note, where, path in reading.cited:
        if source == ASSUMPTION:
            if not has_note:
                reading.findings.warn(where, path, "an assumption needs a note that says what it rests on")
        elif source not in known:
            message = f"no source '{shortened(source)}'; known: {listing((ASSUMPTION, *known))}"
            reading.findings.error(where, path, message, nearest(source, (ASSUMPTION, *known)))


def _with_futures(scenario: Scenario, tree: Map, findings: Findings) -> Scenario:
    """The scenario with each branch holding its own."""
    if scenario.futures is None:
        return scenario
    common = tree.without_key("futures")
    branches: dict[str, Branch] = {}
    for name, branch in scenario.futures.branches.items():
        path = ("futures", "branches", name, "set")
        editor = Editor(findings)
        given = follow(tree, path)
        changes = editor.changes(given, path, where_is(tree, path)) if given is not None else []
        changed, _ = editor.apply(common, changes, f"future {name}")
        own = _validated(_located(changed, findings), findings)
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


def _with_place(problem: Problem, tree: Map) -> Problem:
    """A problem of the rules with the place of its key, where the rule did not know one."""
    return problem if problem.where else replace(problem, where=str(where_is(tree, _path_in(tree, problem.key))))


def _path_in(tree: Map, key: str) -> Path:
    """A dotted key as a path of the tree, as far as the file gives it."""
    try:
        parts = segments(key)
    except PathError:
        return ()
    path: Path = ()
    node: Node = tree
    while parts and node is not None:
        step, parts = _step(node, parts)
        path, node = (*path, step), child(node, step)
    return path


def _step(node: Node, parts: tuple[str, ...]) -> tuple[str | int, tuple[str, ...]]:
    """The next key below a node, and the parts left: a name may hold dots (2028.5)."""
    if isinstance(node, Items) and parts[0].isdigit():
        return int(parts[0]), parts[1:]
    for count in range(1, min(len(parts), 3) + 1):
        name = ".".join(parts[:count])
        if isinstance(node, Map) and name in node:
            return name, parts[count:]
    return parts[0], parts[1:]
