"""The indices that fit a design, for every record that is a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec

from optimizer.results.sweep.analysis.facts import IndexSet, Method, Note, NoteKind
from optimizer.results.sweep.analysis.indices import morris, pawn, rank, sobol, variance
from optimizer.results.sweep.analysis.sample import Sample

FREE = frozenset({"latin_hypercube", "monte_carlo", "list"})
"""Designs whose points stand in no pattern that a method of their own could use."""

BY_BLOCKS = frozenset({"sobol", "morris"})
"""Methods that drop blocks of points, not single ones."""
OWN: dict[str, Method] = {"sobol": "sobol", "morris": "morris", "grid": "variance"}
"""The method that a design is made for."""


def index_sets(sample: Sample) -> Iterator[IndexSet]:
    """By record: the method made for the design first, then those that take any sample."""
    design = sample.study.design
    for record in sample.records:
        if design == "grid":
            yield from variance.indices(sample, record)
        if is_installed():
            yield from _by_salib(sample, record)
        if design in FREE:
            yield from rank.indices(sample, record)


def is_installed() -> bool:
    """Whether SALib is there; a grid, a list or one factor at a time can be swept without it."""
    return find_spec("SALib") is not None


def _by_salib(sample: Sample, record: str) -> Iterator[IndexSet]:
    design = sample.study.design
    if design == "sobol":
        yield from sobol.indices(sample, record)
    elif design == "morris":
        yield from morris.indices(sample, record)
    if design in FREE or design in BY_BLOCKS:
        yield from pawn.indices(sample, record)


def notes(sample: Sample, found: Iterable[IndexSet]) -> Iterator[Note]:
    """What was left out of the indices, and why."""
    sets = list(found)
    yield from _dropped("blocks_dropped", [one for one in sets if one.method in BY_BLOCKS])
    yield from _dropped("points_dropped", [one for one in sets if one.method not in BY_BLOCKS])
    constant = tuple(dict.fromkeys(one.record for one in sets if one.constant))
    if constant:
        yield Note("constant", constant)
    design = sample.study.design
    wanted = OWN.get(design)
    known = {one.record for one in sets if wanted is None or one.method == wanted}
    lacking = tuple(record for record in sample.records if record not in known)
    if design in FREE | BY_BLOCKS and not is_installed():
        yield Note("no_salib")
    elif lacking and len(sample.axes) > 1 and design not in ("one_at_a_time", "list"):
        yield Note("incomplete_grid" if wanted == "variance" else "too_few", lacking)


def _dropped(kind: NoteKind, sets: Sequence[IndexSet]) -> Iterator[Note]:
    """What was left out of some indices, of the record that lacks most."""
    lacking = [one for one in sets if one.dropped]
    if lacking:
        worst = max(lacking, key=lambda one: one.dropped)
        records = tuple(dict.fromkeys(one.record for one in lacking))
        yield Note(kind, records, worst.dropped, worst.used + worst.dropped)
