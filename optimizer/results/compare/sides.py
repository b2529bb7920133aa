"""One of the results that are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optimizer.results.compare.facts import Subject
from optimizer.results.solution import Solution
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path


def _nowhere(_: Path) -> str:
    return ""


@dataclass(frozen=True, eq=False)
class Side:
    """A result with its scenario. where : the place in the files of what stands at a path, and what brought it."""

    subject: Subject
    solution: Solution
    scenario: Scenario
    where: Callable[[Path], str] = _nowhere
