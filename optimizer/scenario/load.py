"""Scenario files -> a frozen `Scenario` in base units, or all that is wrong with them.

    files -> plain trees -> one tree (extends) -> changes (overrides, --set) -> regions complete -> Scenario

Each future's own scenario is made in the same way from the same tree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as File

from optimizer.errors import Problem, ScenarioError, UsageError
from optimizer.scenario.changes import Change, Editor, PathError, segments, unreached
from optimizer.scenario.check import FIRST, check
from optimizer.scenario.files import Files, with_overrides
from optimizer.scenario.findings import Findings, in_order, told_once
from optimizer.scenario.number import Where
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Items, Map, Node, Path, Text, child, standing, where_is
from optimizer.scenario.validate import located, try_overrides, validated, with_futures, without_faults
from optimizer.scenario.yaml_tree import parse, parse_value
from optimizer.wording import listing, nearest, shortened

COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Loaded:
    """A scenario and what was learnt while loading it.

    files : every file read, the one asked for first, with what stood in it then.
    tree : the merged file with all changes applied, as written (units not converted, `by_region` as patches); each
        node knows its file, its line and what brought it there.
    """

    scenario: Scenario
    warnings: tuple[Problem, ...]
    files: Mapping[File, bytes]
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
    return _loaded(tree, files.contents, findings, overrides, sets)


def loads(text: str, name: str = "scenario.yaml", overrides: Sequence[str] = (), sets: Sequence[str] = ()) -> Loaded:
    """Read a scenario from text; `name` stands for the file in messages, and files it extends are found beside it."""
    findings = Findings()
    files = Files(findings)
    tree = files.over(parse(text, name, findings), File(name))
    return _loaded(tree, files.contents, findings, overrides, sets)


def tree_of(path: str | File) -> Map:
    """What a scenario file and those that it extends say together, before any change: all that `from_tree` needs.

    Raises `ScenarioError` where they cannot be read.
    """
    findings = Findings()
    tree = Files(findings).whole(File(path))
    findings.stop_if_wrong()
    assert isinstance(tree, Map)
    return tree


def from_tree(tree: Map, overrides: Sequence[str] = (), sets: Sequence[str] = ()) -> Loaded:
    """The scenario of files that were read already, maybe on another machine; no file is looked at. Raises as `load`.

    tree : as `tree_of` gives it.
    """
    return _loaded(tree, {}, Findings(), overrides, sets)


def _loaded(
    tree: Node, files: Mapping[File, bytes], findings: Findings, overrides: Sequence[str], sets: Sequence[str]
) -> Loaded:
    if isinstance(tree, Map) and {"base", "vary"} <= set(tree):
        hint = (
            "`optimizer sweep` solves its points, or with --dry-run only checks it, and "
            "`optimizer run STUDY --point 0` solves one of them alone."
        )
        findings.error(tree.where, (), "this is a study, not a scenario", hint)
    findings.stop_if_wrong()
    written = located(tree, findings)
    changed = _changed(written, findings, overrides, sets)
    findings.stop_if_wrong()
    scenario = validated(changed, findings)
    if scenario is not None:
        scenario = with_futures(scenario, changed, findings)
    try_overrides(written, changed, findings)
    if scenario is None or findings.errors:
        raise findings.all_together(_wrong_names(changed, scenario or without_faults(changed)))
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


# --- changes ----------------------------------------------------------------------------------------------------------


def _changed(written: Map, findings: Findings, overrides: Sequence[str], sets: Sequence[str]) -> Map:
    """The tree with overrides and sets applied, and the overrides' names under `applied`."""
    names = [name.strip() for names in overrides for name in names.split(",") if name.strip()]
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
    return located(tree, findings)


def _set_option(given: str, findings: Findings) -> Change:
    path, equals, value = given.partition("=")
    if not equals or not path.strip():
        raise UsageError(f"--set takes PATH=VALUE, e.g. permitting.factor=0.5; found '{shortened(given)}'")
    where = Where(COMMAND_LINE, 0, 1, f"--set {shortened(given)}")
    own = Findings()
    node = parse_value(value, COMMAND_LINE, own)
    for finding in own.errors:
        findings.error(where, (path.strip(),), finding.message, finding.hint)
    return Change(path.strip(), standing(node, where), where, (path.strip(),))


# --- places ---------------------------------------------------------------------------------------------------------


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
