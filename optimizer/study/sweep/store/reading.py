"""The finished points of a study, from all its segments, and what is wrong with these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optimizer.errors import ResultError
from optimizer.results.store.layout import reason
from optimizer.results.sweep.points import FAILED, TIMEOUT, Outcome
from optimizer.study.sweep.store.layout import segments_in
from optimizer.study.sweep.store.lines import Damaged, facts_of, outcome_of
from optimizer.study.sweep.store.locks import is_held
from optimizer.study.sweep.store.making import Wanted


@dataclass
class Found:
    """outcomes : finished points that serve, by id.  failed : points that failed, by id.  other : points that were made
    by other versions or options, or lack what is to be recorded.  late : those of them that ran out of their time.
    damage : what is wrong with segments, in words."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    failed: dict[str, Outcome] = field(default_factory=dict)
    other: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    damage: list[str] = field(default_factory=list)


def read(folder: Path, wanted: Wanted) -> Found:
    """All that the segments of a sweep hold; where a point was done twice, the later one.

    Raises `ResultError` where a segment cannot be read.
    """
    found = Found()
    for path in segments_in(folder):
        for facts in _whole_lines(path, found):
            try:
                outcome = outcome_of(facts)
            except Damaged:
                found.damage.append(f"{path}: a line holds no point; it is left out")
                continue
            _sort_in(found, outcome, wanted.takes(facts))
    found.failed = {point: outcome for point, outcome in found.failed.items() if point not in found.outcomes}
    found.other -= found.outcomes.keys()
    found.late -= found.outcomes.keys()
    return found


def _sort_in(found: Found, outcome: Outcome, serves: bool) -> None:
    if serves:
        found.outcomes[outcome.id] = outcome
    elif outcome.status == FAILED:
        found.failed[outcome.id] = outcome
    else:
        found.other.add(outcome.id)
        found.late |= {outcome.id} if outcome.status == TIMEOUT else set()


def _whole_lines(path: Path, found: Found) -> Iterator[Mapping[str, Any]]:
    """The facts of each line with a point; what is not whole is told in `found`."""
    *lines, rest = _content(path).split(b"\n")
    for number, text in enumerate(lines, start=1):
        try:
            facts = facts_of(text)
        except Damaged:
            found.damage.append(f"{path}, line {number}: is damaged (wrong checksum); its point is done again")
            continue
        if "segment" not in facts:
            yield facts
    if rest and not is_held(path):
        found.damage.append(f"{path}: the last line was cut off; its point is done again")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # its sweep has just ended without any point
        return b""
    except OSError as error:
        raise ResultError(f"{path}: cannot be read: {reason(error)}") from error
