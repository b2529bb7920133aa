"""Results folders that the tests of pages share, made as a user makes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from optimizer.report.page import compare as compare_page
from optimizer.report.page.compare.facts import Page as ComparePage
from optimizer.report.page.run import page
from optimizer.report.page.run.facts import Page
from optimizer.results import store
from optimizer.results.compare import Comparison, Side
from optimizer.results.solution import Solution
from optimizer.scenario import load
from optimizer.scenario.schema import Scenario
from optimizer.study.compare.compare import compare
from optimizer.study.run import RESULTS, run

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HOSTILE = Path(__file__).parent / "hostile.yaml"


@dataclass(frozen=True)
class Made:
    """A results folder and what was read from it."""

    folder: Path
    html: str
    solution: Solution
    scenario: Scenario
    page: Page

    @property
    def file(self) -> Path:
        """The page itself."""
        return self.folder / "report.html"


MakeResult = Callable[..., Made]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> MakeResult:
    """`made("us")`: the result of a shipped scenario, or of a path, run once a session."""

    @cache
    def make(name: str, *sets: str) -> Made:
        path = HOSTILE if name == "hostile" else SCENARIOS / f"{name}.yaml"
        folder = tmp_path_factory.mktemp("results") / name
        run(path, sets=sets, out=folder)
        stored = store.read(folder)
        scenario, solution = load.load(folder / "scenario.yaml").scenario, stored.solution()
        html = (folder / "report.html").read_text(encoding="utf-8")
        return Made(folder, html, solution, scenario, page(solution, scenario, stored.manifest))

    return make


# --- comparisons ------------------------------------------------------------------------------------------------------

HOSTILE_TOO = """
extends: {}
name: '<img src=x onerror=alert(3)>'
overrides: {{'<b>o</b>': {{set: {{permitting.factor: 0.5}}}}}}
with: ['<b>o</b>']
"""


@dataclass(frozen=True)
class Compared:
    """A page of a comparison, as a file and as facts. folders : results, the reference first."""

    file: Path
    html: str
    facts: Comparison
    sides: tuple[Side, ...]
    page: ComparePage
    folders: tuple[Path, ...]


Compare = Callable[..., Compared]


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compare:
    """`compared("us", "+fast_permits")`: shipped scenarios side by side, once a session; `us` splits its change."""

    @cache
    def make(name: str, *others: str) -> Compared:
        place = tmp_path_factory.mktemp("compared")
        (place / f"{name}.yaml").symlink_to(SCENARIOS / f"{name}.yaml")
        for path in (SCENARIOS / "sources.yaml", SCENARIOS / "data"):
            (place / path.name).symlink_to(path)
        return _compared(place, f"{name}.yaml", *others, attribute=name == "us" and len(others) == 1)

    return make


@pytest.fixture(scope="session")
def hostile_pair(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Two scenarios whose names try to be HTML."""
    place = tmp_path_factory.mktemp("hostile")
    (place / "too.yaml").write_text(HOSTILE_TOO.format(json.dumps(str(HOSTILE))), encoding="utf-8")
    return _compared(place, str(HOSTILE), "too.yaml", attribute=True)


def _compared(place: Path, *texts: str, attribute: bool) -> Compared:
    with chdir(place):
        found = compare(texts, attribute=attribute)
    shown = compare_page.page(found.facts, found.sides)
    html, file = compare_page.html(shown), place / "page.html"
    file.write_text(html, encoding="utf-8")
    folders = tuple(place / RESULTS / side.subject.label for side in found.sides)
    return Compared(file, html, found.facts, found.sides, shown, folders)
