"""All that a sweep tells, read off its points and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from optimizer.results.sweep.analysis import ranges, tornado
from optimizer.results.sweep.analysis.curves import curves
from optimizer.results.sweep.analysis.facts import Note, SweepFacts
from optimizer.results.sweep.analysis.handovers import handovers
from optimizer.results.sweep.analysis.indices import index_sets
from optimizer.results.sweep.analysis.indices import notes as index_notes
from optimizer.results.sweep.analysis.planes import planes
from optimizer.results.sweep.analysis.rankings import rankings
from optimizer.results.sweep.analysis.sample import Sample, sample
from optimizer.results.sweep.analysis.together import together
from optimizer.results.sweep.points import Outcome, Point
from optimizer.results.sweep.study import StudyFacts


def facts(study: StudyFacts, points: Iterable[Point], outcomes: Iterable[Outcome]) -> SweepFacts:
    """What a sweep tells. The outcomes may come in any order; a point without one counts as not done."""
    whole = sample(study, points, outcomes)
    sets, swings, maps = tuple(index_sets(whole)), tuple(tornado.tornados(whole)), tuple(planes(whole))
    return SweepFacts(
        study,
        whole.rows,
        ranges.statuses(whole),
        ranges.failures(whole),
        tuple(ranges.ranges(whole)),
        tuple(ranges.tallies(whole)),
        ranges.tops(whole),
        swings,
        sets,
        tuple(rankings(whole, sets, swings)),
        tuple(curves(whole)),
        tuple(handovers(whole)),
        maps,
        tuple(together(whole, maps)),
        (*_not_done(whole), *tornado.notes(whole), *index_notes(whole, sets)),
    )


def _not_done(whole: Sample) -> Iterator[Note]:
    missing = sum(not row.status for row in whole.rows)
    if missing:
        yield Note("not_done", (), missing, len(whole.rows))
