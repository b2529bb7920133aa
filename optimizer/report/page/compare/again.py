"""How to make the page again, and the sources of the numbers that differ."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from optimizer.report.page.compare.facts import Again, Inputs
from optimizer.report.page.compare.subjects import Subjects
from optimizer.report.page.facts import SourceFact
from optimizer.report.page.result import first_upper
from optimizer.report.page.sources import source_facts
from optimizer.results.names import clean

LONGEST = 1000


def again(found: Subjects, inputs: tuple[Inputs, ...]) -> Again:
    """What is needed to make it again."""
    is_split = any(other.difference.attribution is not None for other in found.others)
    typed = [subject.side.subject.typed for subject in found.all]
    words = ["optimizer", "report", *typed, *(["--attribute"] if is_split else [])]
    return Again(clean(shlex.join(words), LONGEST), tuple(_made(found)), tuple(_sources(found, inputs)))


def _made(found: Subjects) -> Iterator[tuple[str, str]]:
    for subject in found.all:
        of, solve = subject.side.subject, subject.side.solution.solve
        applied = f", with {', '.join(of.overrides)}" if of.overrides else ""
        yield first_upper(subject.name), clean(f"{of.source}{applied}", LONGEST)
        yield "its inputs", clean(f"id {of.content}: equal where nothing that enters the answer differs", LONGEST)
        size = f"{solve.rows:,} rows, {solve.columns:,} columns"
        yield "its plan", f"{subject.side.solution.status}, {size}, relative gap {solve.gap:.1e}"


def _sources(found: Subjects, inputs: tuple[Inputs, ...]) -> Iterator[SourceFact]:
    """Each source once, as the first of the scenarios that knows it describes it."""
    names = dict.fromkeys(name for each in inputs for row in each.rows for name in row.sources)
    for name in names:
        scenarios = [subject.side.scenario for subject in found.all]
        known = next((scenario for scenario in scenarios if name in map(clean, scenario.sources)), scenarios[0])
        yield from source_facts(known, [name])
