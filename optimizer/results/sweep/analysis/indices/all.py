"""The indices that fit a design, for every record that is a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec

from optimizer.results.sweep.analysis.facts import Note, NoteKind
from optimizer.results.sweep.analysis.index_facts import IndexSet, Method
from optimizer.results.sweep.analysis.indices import morris, pawn, rank, sobol, variance
from optimizer.results.sweep.analysis.indices.blocks import blocks, size
from optimizer.results.sweep.analysis.sample import Sample
from optimizer.results.sweep.points import DONE

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
        if design in BY_BLOCKS and is_installed():
            yield from _by_salib(sample, record)
        if design in FREE or design in BY_BLOCKS:
            yield from pawn.indices(sample, record)
        if design in FREE:
            yield from rank.indices(sample, record)


def is_installed() -> bool:
    """Whether SALib is there: for the indices that are made for its own designs."""
    return find_spec("SALib") is not None


def _by_salib(sample: Sample, record: str) -> Iterator[IndexSet]:
    by_design = sobol if sample.study.design == "sobol" else morris
    yield from by_design.indices(sample, record)


def _few(sample: Sample, found: Sequence[IndexSet]) -> Iterator[Note]:
    """Whether there are too few whole blocks for shares of the variance, or few trajectories."""
    if sample.study.design == "sobol" and is_installed():
        told = {one.record for one in found if one.method == "sobol"}
        left = {record: len(blocks(sample, record, size(sample)).values) for record in sample.records}
        lacking = {record: count for record, count in left.items() if record not in told}
        if lacking:
            yield Note("too_few_blocks", tuple(lacking), min(lacking.values()), sobol.FEWEST)
    few = [one for one in found if one.method == "morris" and not one.constant and one.used < morris.CUSTOMARY]
    if few:
        about = tuple(one.record for one in few)
        yield Note("few_trajectories", about, min(one.used for one in few), morris.CUSTOMARY)


def notes(sample: Sample, found: Iterable[IndexSet]) -> Iterator[Note]:
    """What was left out of the indices, and why."""
    sets = list(found)
    yield from _few(sample, sets)
    yield from _dropped("blocks_dropped", [one for one in sets if one.method in BY_BLOCKS])
    yield from _dropped("points_dropped", [one for one in sets if one.method not in BY_BLOCKS])
    constant = tuple(dict.fromkeys(one.record for one in sets if one.constant))
    if constant:
        yield Note("constant", constant)
    design = sample.study.design
    wanted = OWN.get(design)
    known = {one.record for one in sets if wanted is None or one.method == wanted}
    lacking = tuple(record for record in sample.records if record not in known and _is_whole(sample, record))
    if design in BY_BLOCKS and not is_installed():
        yield Note("no_salib")
    elif (
        lacking
        and sum(len(axis.levels) > 1 for axis in sample.axes) > 1
        and design not in ("one_at_a_time", "list", "sobol")
    ):
        yield Note("incomplete_grid" if wanted == "variance" else "too_few", lacking)


def _is_whole(sample: Sample, record: str) -> bool:
    """Whether a record has a value wherever a point has an answer: of others it is told that they have none."""
    return not any(row.status == DONE and row.values.get(record) is None for row in sample.rows)


def _dropped(kind: NoteKind, sets: Sequence[IndexSet]) -> Iterator[Note]:
    """What was left out of some indices, of the record that lacks most."""
    lacking = [one for one in sets if one.dropped]
    if lacking:
        worst = max(lacking, key=lambda one: one.dropped)
        records = tuple(dict.fromkeys(one.record for one in lacking))
        yield Note(kind, records, worst.dropped, worst.used + worst.dropped)
