"""The inputs that differ, each with where it came from."""

from __future__ import annotations

from optimizer.report.compare_words import (
    LONGEST_KEY,
    cause_in_words,
    change_in_words,
    entry_in_words,
    key_in_words,
    places_in_words,
)
from optimizer.report.page.compare.facts import Input, Inputs
from optimizer.report.page.compare.subjects import Subjects
from optimizer.results.compare.facts import InputChange, InputEntry
from optimizer.results.names import clean

MOST_EACH = 60
"""Inputs that differ alike, up to which every one of them is listed."""


def inputs(found: Subjects) -> tuple[Inputs, ...]:
    """Of each result, what it does not share with the reference."""
    return tuple(Inputs(found.heading(other), tuple(map(_input, other.difference.inputs))) for other in found.others)


def _input(change: InputChange) -> Input:
    alike = change.entries[:MOST_EACH] if len(change.entries) > 1 else ()
    return Input(
        key_in_words(change),
        change_in_words(change),
        cause_in_words(change),
        places_in_words(change),
        tuple(dict.fromkeys(clean(name) for entry in change.entries for name in _sources(entry))),
        tuple((clean(entry.key, LONGEST_KEY), entry_in_words(entry, change.is_share)) for entry in alike),
    )


def _sources(entry: InputEntry) -> list[str]:
    """Ids of the sources of both sides."""
    sides = [side.source for side in (entry.before, entry.after) if side is not None]
    return [name for source in sides for name in source.split(", ") if name]
