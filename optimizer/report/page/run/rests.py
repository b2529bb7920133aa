"""What the result rests on: the numbers behind the limits, the weak ones, the sources; and how to make it again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from optimizer.report import sentences
from optimizer.report.basis import LOW, basis, values_in_words
from optimizer.report.basis import Basis as Found
from optimizer.report.markdown import NOT_SAID
from optimizer.report.page.result import Result
from optimizer.report.page.run.facts import Basis, Rests
from optimizer.report.page.sources import source_facts
from optimizer.results.bottlenecks import Bottleneck, bottlenecks
from optimizer.results.limit_paths import numbers_behind
from optimizer.results.names import clean
from optimizer.scenario.number import ASSUMPTION, Number
from optimizer.scenario.tree import Path, key_path

LIMITS_TRACED = 8
"""Limits whose numbers are shown whether or not they are weak."""
LONGEST = 300
WEAK_SHOWN = 400
"""Weak numbers that are listed, those that set a limit first; a scenario of thousands would make the file large."""


def rests(result: Result, manifest: Mapping[str, Any]) -> Rests:
    """What the result rests on. manifest : of its results folder."""
    ranked = bottlenecks(result.solution)
    holding = [limit for limit in ranked if not limit.full]
    found = basis(result.scenario, holding)
    where = {rank: sentences.in_words_of(limit, result.scenario) for rank, limit in enumerate(holding, 1)}
    top = tuple(_top(result, holding))
    shown = {row.key for row in top}
    weak = tuple(
        Basis(
            each.rank,
            where.get(each.rank, ""),
            clean(each.key, LONGEST),
            clean(each.value, LONGEST),
            clean(each.source),
            "assumption" if each.source == ASSUMPTION else LOW,
            clean(each.note, LONGEST),
        )
        for each in found.weak
    )
    return Rests(
        _counted(found),
        top,
        tuple(row for row in weak if row.key not in shown)[:WEAK_SHOWN],
        source_facts(result.scenario, found.sources),
        tuple(" ".join(line.split()) for line in re.split(r"^- ", NOT_SAID, flags=re.MULTILINE) if line.strip()),
        _command(manifest),
        tuple(_made(result, manifest)),
    )


def _counted(found: Found) -> str:
    sourced = found.given - found.without_source
    if not sourced:
        return "No number of the scenario names a source."
    others = "; the others name no source" if found.without_source else ""
    return (
        f"Of the scenario's numbers, {sourced:,} say where they come from: {found.assumed:,} of these are assumptions, "
        f"and {found.low_confidence:,} more come from a source but are held with low confidence{others}."
    )


def _top(result: Result, limits: Sequence[Bottleneck]) -> Iterator[Basis]:
    """The numbers that set the limits worth most, with their sources."""
    seen: set[Path] = set()
    for rank, limit in enumerate(limits[:LIMITS_TRACED], 1):
        if limit.worth <= 0:
            continue
        behind = numbers_behind(result.scenario, limit.kind, limit.name, limit.region)
        for path, points in _paths(behind):
            if path in seen:
                continue
            seen.add(path)
            yield _row(result, rank, limit, path, points)


def _paths(behind: Mapping[Path, Number]) -> Iterator[tuple[Path, list[tuple[Path, Number]]]]:
    """The numbers of each place: all points of a path over time together."""
    together: dict[Path, list[tuple[Path, Number]]] = {}
    for path, number in behind.items():
        is_year = isinstance(path[-1], str) and re.fullmatch(r"\d{4}(\.\d+)?", path[-1]) is not None
        together.setdefault(path[:-1] if is_year else path, []).append((path, number))
    yield from together.items()


def _row(result: Result, rank: int, limit: Bottleneck, path: Path, points: list[tuple[Path, Number]]) -> Basis:
    numbers = [number for _, number in points]
    return Basis(
        rank,
        sentences.in_words_of(limit, result.scenario),
        clean(key_path(path), LONGEST),
        clean(values_in_words(points), LONGEST),
        ", ".join(_each(number.source for number in numbers)),
        ", ".join(_each("assumption" if number.is_assumption else number.confidence for number in numbers)),
        clean(" ".join(_each(number.note for number in numbers)), LONGEST),
    )


def _each(texts: Iterable[str | None]) -> list[str]:
    """What is given, once each."""
    return [clean(text, LONGEST) for text in dict.fromkeys(texts) if text]


# --- again ------------------------------------------------------------------------------------------------------------


def _command(manifest: Mapping[str, Any]) -> str:
    """The command that made the result, as typed."""
    words = manifest.get("command") or ()
    return clean(shlex.join(str(word) for word in words), 1000)


def _made(result: Result, manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(what, value) of what made the result."""
    facts = result.solution.solve
    for each in manifest.get("inputs") or ():
        yield clean(f"Input {each.get('file', '')}", LONGEST), f"SHA-256 {clean(str(each.get('sha256', '')), 64)}"
    yield "Resolved scenario", f"SHA-256 {clean(str(manifest.get('scenario_sha256', '')), 64)}"
    for name, title in (("overrides", "Overrides"), ("sets", "Values set")):
        given = manifest.get(name) or ()
        if given:
            yield title, clean(", ".join(str(each) for each in given), 1000)
    versions = manifest.get("versions") or {}
    yield "Versions", clean(", ".join(f"{name} {version}" for name, version in versions.items()), 1000)
    yield "Made", clean(str(manifest.get("created", "")))
    yield "Linear program", f"{facts.rows:,} rows, {facts.columns:,} columns, {facts.nonzeros:,} coefficients"
    solved = f"{result.solution.status}, HiGHS {clean(facts.method)}, {sum(facts.seconds.values()):.2g} s in all"
    yield "Solved", solved
    yield "Residuals", f"relative gap {facts.gap:.1e}, largest violation {facts.primal_residual:.1e}"
    if not facts.vertex_duals:
        yield "Shadow prices", "not those of a vertex: where limits bind together, another split is possible"
