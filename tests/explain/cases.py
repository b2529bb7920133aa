"""Small scenarios whose bottlenecks are known by hand, and their explanations.

Three years by year, nothing discounted, money in USD. A mine makes ore, a mill turns it into goods, users want 100 t a
year at 10 USD; running the mill costs 1 USD a ton, so that a ton served is worth 9.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from optimizer.results.explain.bottlenecks import BottleneckFact
from optimizer.study.explain.explain import Explained, Wanted, explain

CHAIN = """
name: A chain of two links
horizon: {start: 2026, end: 2029, step: year}
objective: {discount_rate: 0}
commodities: {ore: {unit: t}, good: {unit: t}}
assets:
  mine: {capacity: t/yr, existing: 50, modes: {run: {outputs: {ore: 1}}}}
  mill: {capacity: t/yr, existing: 80, modes: {run: {inputs: {ore: 1}, outputs: {good: 1}, cost: 1}}}
demands: {users: {commodity: good, tiers: [{quantity: 100, value: 10}]}}
"""
TIED = "assets: {mill: {existing: 50}}"


def near(expected: Any, rel: float = 1e-6) -> Any:
    """Equal up to the solver's rounding."""
    return pytest.approx(expected, rel=rel, abs=1e-9)


def written(folder: Path, *patches: str, base: str = CHAIN, name: str = "case.yaml") -> Path:
    """A scenario file, each patch in a file of its own that extends the one before."""
    path = folder / "base.yaml"
    path.write_text(base, encoding="utf-8")
    for number, patch in enumerate(patches):
        below, path = path, folder / (name if number == len(patches) - 1 else f"step{number}.yaml")
        path.write_text(f"extends: {below.name}\n{patch}\n", encoding="utf-8")
    return path


def explained(folder: Path, *patches: str, base: str = CHAIN, wanted: Wanted | None = None) -> Explained:
    """The explanation of a scenario, stored under a folder."""
    return explain(written(folder, *patches, base=base), out=folder / "result", wanted=wanted)


def the(found: Explained, kind: str, name: str) -> BottleneckFact:
    """The one ranked limit of a kind and name; of a limit without a rank, the one there is."""
    mine = [fact for fact in found.facts.bottlenecks if (fact.limit.kind, fact.limit.name) == (kind, name)]
    ranked = [fact for fact in mine if fact.rank]
    assert ranked or len(mine) == 1, [(fact.limit, fact.cause) for fact in found.facts.bottlenecks]
    return (ranked or mine)[0]


def ranking(found: Explained) -> list[tuple[str, str]]:
    """(rank, name) of the limits that bind."""
    return [(fact.rank, fact.limit.name) for fact in found.facts.bottlenecks if fact.rank]
