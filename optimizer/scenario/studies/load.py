"""A study file -> `Study`, or all that is wrong with it, in the words of the file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as File

from pydantic import ValidationError

from optimizer.scenario.files import Files
from optimizer.scenario.findings import Findings
from optimizer.scenario.layout import Layout
from optimizer.scenario.messages import explain
from optimizer.scenario.number import Where
from optimizer.scenario.studies.fields import listed
from optimizer.scenario.studies.inline import inline
from optimizer.scenario.studies.rules import check
from optimizer.scenario.studies.schema import Design, Group, StudyFile, Variation
from optimizer.scenario.tree import Map, Text, kind, relocated
from optimizer.scenario.yaml_tree import parse

SCENARIO_KEYS = {"horizon", "commodities", "assets", "demands", "extends"}
"""Keys by which a scenario is known."""
LAYOUT = Layout("block", block=StudyFile)


@dataclass(frozen=True)
class Study:
    """A study as it is written, with the base found.

    file : where it was read.  base : the base scenario's file.  overrides, sets : hold at every point, as `load` takes
    them.  vary : by path or label, in the order of the file.  content : the file as it was read.  tree : the same, for
    the places of messages.
    """

    name: str
    description: str
    file: File
    base: File
    overrides: tuple[str, ...]
    sets: tuple[str, ...]
    vary: Mapping[str, Variation]
    design: Design
    points: int | None
    seed: int
    levels: int
    second_order: bool
    groups: Mapping[str, Group]
    record: tuple[str, ...]
    content: bytes
    tree: Map

    @property
    def text(self) -> str:
        """The file's text."""
        return self.content.decode("utf-8-sig")


def load_study(path: str | File) -> Study:
    """Read a study file.

    Raises
    ------
    ScenarioError
        With every problem of the file itself. (What its paths lead to is known when the design is made.)
    """
    findings = Findings()
    file = File(path)
    files = Files(findings)
    text = files.text(file, Where(str(file), 0), ())
    findings.stop_if_wrong()
    return replace(loads_study(text or "", file), content=files.contents[file])


def loads_study(text: str, name: str | File = "study.yaml") -> Study:
    """Read a study from text; `name` stands for the file, beside which its base is looked for."""
    findings, file = Findings(), File(name)
    if not text.strip():
        findings.error(Where(str(file), 1), (), "the file is empty", "A study needs at least base, vary and design.")
        findings.stop_if_wrong()
    node = parse(text, str(file), findings)
    if node is not None and not isinstance(node, Map):
        findings.error(node.where, (), f"a study is a mapping of keys (base, vary, design, ...); found {kind(node)}")
    if not isinstance(node, Map):
        raise findings.all_together()
    tree = relocated(node)
    if "vary" not in tree and SCENARIO_KEYS & set(tree):
        message = "this is a scenario; a study names it as its base and says what varies in it"
        findings.error(tree.where, (), message, "Write base: FILE, vary: {...} and design: grid in a file of its own.")
        findings.stop_if_wrong()
    written = _written(tree, findings)
    findings.stop_if_wrong()
    assert written is not None
    check(written, tree, findings)
    base = _base(written, file, tree, findings)
    findings.stop_if_wrong()
    return _study(written, file, base, text, tree)


def _written(tree: Map, findings: Findings) -> StudyFile | None:
    try:
        return StudyFile.model_validate(tree)
    except ValidationError as error:
        explain(error, tree, findings, layout=LAYOUT)
        return None


def _base(written: StudyFile, file: File, tree: Map, findings: Findings) -> File:
    """The base scenario's file, if it can be read."""
    base = File(os.path.normpath(file.parent / written.base))
    given = tree["base"]
    where = given.where if isinstance(given, Text) else tree.at("base")
    Files(findings).text(base, where, ("base",))
    return base


def _study(written: StudyFile, file: File, base: File, text: str, tree: Map) -> Study:
    sets: Map = written.set if isinstance(written.set, Map) else Map()
    return Study(
        name=written.name or file.stem,
        description=written.description,
        file=file,
        base=base,
        overrides=tuple(str(name) for name in listed(written.with_)),
        sets=tuple(f"{path}={inline(node)}" for path, node in sets.items()),
        vary=written.vary,
        design=written.design,
        points=written.points,
        seed=written.seed,
        levels=written.levels,
        second_order=written.second_order,
        groups=written.groups,
        record=tuple(dict.fromkeys(written.record)),
        content=text.encode(),
        tree=tree,
    )
