"""How to make a sweep again, and the sources of what it varies."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from optimizer.report.page.sources import source_facts
from optimizer.report.page.sweep import varied
from optimizer.report.page.sweep.facts import Again
from optimizer.report.sweep_words import Words
from optimizer.results.names import clean
from optimizer.results.sweep.study import STUDY_FILE

LONGEST = 1000
LONGEST_STUDY = 20_000


def again(words: Words, manifest: Mapping[str, Any], study_text: str) -> Again:
    """What is needed to make it again. manifest : of the sweep's folder.  study_text : of the study's file."""
    command = [str(word) for word in manifest.get("command") or ()]
    rows = words.facts.rows
    return Again(
        clean(shlex.join(command), LONGEST),
        _single(command, rows[0].id) if rows else "",
        _readable(study_text),
        tuple(_made(words, manifest)),
        source_facts(words.scenario, varied.sources(words)),
    )


def _single(command: Sequence[str], point: str) -> str:
    """The command that runs the first point alone: of the study, of a sweep put elsewhere from the copy kept there."""
    if len(command) < 3:
        return ""
    folders = [folder for option, folder in pairwise(command) if option == "--out"]
    study = f"{folders[-1]}/{STUDY_FILE}" if folders else command[2]
    return clean(shlex.join(["optimizer", "run", study, "--point", point]), LONGEST)


def _readable(text: str) -> str:
    """The file's lines, each without what cannot be printed, cut where it is very long."""
    lines = ("".join(letter if letter.isprintable() else " " for letter in line) for line in text.splitlines())
    whole = "\n".join(lines).strip()
    return whole if len(whole) <= LONGEST_STUDY else whole[:LONGEST_STUDY] + "\n…"


def _made(words: Words, manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(what, value) of what made the sweep."""
    study = words.facts.study
    yield "Design", f"{clean(study.design)}, {len(words.facts.rows):,} points, seed {study.seed}"
    yield "Base", clean(study.base, LONGEST)
    for each in manifest.get("inputs") or ():
        yield clean(f"Input {each.get('file', '')}", LONGEST), f"SHA-256 {clean(str(each.get('sha256', '')), 64)}"
    options = manifest.get("solver_options") or {}
    for title, given in (
        ("Overrides of all points", manifest.get("overrides") or ()),
        ("Values set for all points", manifest.get("sets") or ()),
        ("Solver options", [f"{name}={value}" for name, value in options.items()]),
    ):
        if given:
            yield title, clean(", ".join(str(each) for each in given), LONGEST)
    versions = manifest.get("versions") or {}
    if versions:
        yield "Versions", clean(", ".join(f"{name} {version}" for name, version in versions.items()), LONGEST)
    if manifest.get("created"):
        yield "Made", clean(str(manifest["created"]))
