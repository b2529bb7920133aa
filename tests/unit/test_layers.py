"""Imports point down: each layer knows those below it and none above, and only the model knows Pyomo and HiGHS."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "optimizer"
BELOW: dict[str, set[str]] = {
    "base": set(),
    "scenario": {"base"},
    "results": {"scenario", "base"},
    "model": {"results", "scenario", "base"},
    "report": {"results", "scenario", "base"},
    "study": {"model", "report", "results", "scenario", "base"},
    "cli": {"study", "model", "report", "results", "scenario", "base"},
    "api": {"study", "model", "report", "results", "scenario", "base"},
}
"""The layers that each may import; model and report stand side by side. A run writes its report, so study is above
report: what report says of a study has to be data in results."""
TOP = {"optimizer.__main__": "cli"}
"""Modules outside any folder that are not base: doors to the whole."""
OPEN = {
    ("optimizer", "api"): "imported when one of its names is asked for",
}
"""(module, imported layer) -> what it takes from above. An entry that is mended has to be taken out."""
SOLVERS = {"highspy", "pyomo"}
EDGES = {
    "jinja2": {"report"},
    "pint": {"base"},
    "distributed": {"study"},
    "pydantic": {"scenario"},
    "rich": {"cli"},
    "typer": {"cli"},
}
"""Layers in which a library may be named, so that it can be exchanged in one place."""
PULLED_IN = {"annotated_types", "markupsafe", "pydantic_core"}
"""Imported, and brought by jinja2 and pydantic."""
EXTRAS = ("export", "sweep", "cluster")
"""What may be installed beside what is required, and is imported only where it is needed."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """(dotted name, syntax tree) of every module of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names that a module imports, in functions and for type checking too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> str:
    """The layer of something in the package: its first folder, or `base` where it is in none."""
    parts = name.split(".")
    door = TOP.get(".".join(parts[:2]))
    return door or (parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else "base")


MODULES = dict(modules())
NAMES = {name: sorted(set(imported(tree))) for name, tree in MODULES.items()}
ARROWS = {
    (name, layer(target))
    for name, targets in NAMES.items()
    for target in targets
    if target.split(".")[0] == "optimizer" and layer(target) != layer(name)
}


def test_every_folder_is_a_layer():
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert folders == BELOW.keys() - {"base"}


def test_layers_have_no_circle():
    """What a layer may import may not import it back, however far down."""

    def all_below(name: str) -> set[str]:
        return BELOW[name].union(*(all_below(lower) for lower in BELOW[name]))

    assert not [name for name in BELOW if name in all_below(name)]


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_point_down(name):
    upwards = {(name, target) for source, target in ARROWS if source == name and target not in BELOW[layer(name)]}
    assert upwards <= OPEN.keys()


def test_open_arrows_are_there():
    assert OPEN.keys() <= ARROWS


def test_imports_are_written_in_full():
    nodes = [node for tree in MODULES.values() for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [node for node in nodes if node.level or any(alias.name == "*" for alias in node.names)]


def naming(library: str) -> set[str]:
    """Layers in which a library is imported."""
    return {layer(name) for name, targets in NAMES.items() if library in {x.split(".")[0] for x in targets}}


@pytest.mark.parametrize("library", sorted(SOLVERS))
def test_only_the_model_names_a_solver(library):
    assert naming(library) == {"model"}


@pytest.mark.parametrize("library", sorted(EDGES))
def test_a_library_stays_at_its_edge(library):
    assert naming(library) <= EDGES[library]


def test_what_is_imported_is_required_and_what_is_required_is_imported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for name in EXTRAS for line in project["optional-dependencies"][name])]
    required = {re.split(r"\W", line)[0].lower().replace("pyyaml", "yaml") for line in lines}
    used = {target.split(".")[0].lower() for targets in NAMES.values() for target in targets} - sys.stdlib_module_names
    assert used - PULLED_IN - {"optimizer"} == required
