"""Scenarios without a plan, small enough to know by hand what mends them, and what `mend` says of each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from optimizer.model.build import Formulation
from optimizer.model.compile import compile_arrays
from optimizer.model.elastic import is_feasible
from optimizer.results.diagnosis import Diagnosis, Edit, Limit, Remedy
from optimizer.scenario.load import load
from optimizer.scenario.schema import Scenario
from optimizer.study.mend import diagnose, override_text

Fact = TypeVar("Fact", Edit, Limit)
USERS = "demands.users.tiers[0].quantity"
MARKET = "supplies.market.tiers[0].quantity"
BASE = """
horizon: {start: 2026, end: 2030, step: year}
objective: {discount_rate: 0}
commodities: {good: {unit: t}}
"""


def has_plan(scenario: Scenario) -> bool:
    """Whether any plan exists, asked without any of the code under test but the yes or no of HiGHS."""
    return is_feasible(compile_arrays(Formulation(scenario)))


def written(folder: Path, text: str, base: str = BASE) -> Path:
    """A scenario file of the base and a text."""
    path = folder / "broken.yaml"
    path.write_text(base + text, encoding="utf-8")
    return path


def diagnosed(folder: Path, text: str, base: str = BASE) -> Diagnosis:
    """The diagnosis of the base scenario and a text; every remedy is seen to run as a file."""
    path = written(folder, text, base)
    assert not has_plan(load(path).scenario)
    diagnosis = diagnose(path)
    assert diagnosis.status == "infeasible"
    assert diagnosis.complete
    assert diagnosis.remedies
    for remedy in diagnosis.remedies:
        assert remedy.confirmed
        assert has_plan(mended(path, remedy))
    return diagnosis


def mended(path: Path, remedy: Remedy) -> Scenario:
    """The scenario of the file that a remedy makes."""
    file = path.with_name("mended.yaml")
    file.write_text(override_text(remedy, path), encoding="utf-8")
    return load(file).scenario


def short(edit: Edit) -> str:
    """`supplies.market.tiers[0].quantity at least 8 t/yr`, with the years where it is not for all."""
    years = [f" in {point.year:g}" if point.year is not None else "" for point in edit.points]
    amounts = [f"{point.then:g}" for point in edit.points]
    values = ", ".join(value + year for value, year in zip(amounts, years, strict=True))
    span = (f" from {edit.first}" if edit.first else "") + (f" to {edit.last}" if edit.last else "")
    where = f" if {edit.future}" if edit.future else ""
    return f"{edit.key}{where} {edit.direction} {values} {edit.unit}".rstrip() + span


def told(remedy: Remedy) -> set[str]:
    """The edits of a remedy, each as `short` tells it."""
    return {short(edit) for edit in remedy.edits}


def ways(diagnosis: Diagnosis, conflict: int = 0) -> list[set[str]]:
    """The ways to end a conflict, best first."""
    return [told(way) for way in diagnosis.conflicts[conflict].ways]


def the(facts: Iterable[Fact], key: str) -> Fact:
    """The one of some facts that is about a number."""
    (found,) = (fact for fact in facts if fact.key == key)
    return found


def limits(diagnosis: Diagnosis, conflict: int = 0) -> set[str]:
    """The keys of the numbers in a conflict."""
    return {limit.key for limit in diagnosis.conflicts[conflict].limits}
