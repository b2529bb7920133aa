"""Results folders that the tests of pages share, made as a user makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from optimizer.report.page.run import page
from optimizer.report.page.run.facts import Page
from optimizer.results import store
from optimizer.results.solution import Solution
from optimizer.scenario import load
from optimizer.scenario.schema import Scenario
from optimizer.study.run import run

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
