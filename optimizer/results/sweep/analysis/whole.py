"""All that a sweep tells, read off its points and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from optimizer.results.sweep.analysis import ranges, tornado
from optimizer.results.sweep.analysis.curves import curves
from optimizer.results.sweep.analysis.facts import Note, SweepFacts
from optimizer.results.sweep.analysis.handovers import handovers, placed
from optimizer.results.sweep.analysis.indices import index_sets
from optimizer.results.sweep.analysis.indices import notes as index_notes
from optimizer.results.sweep.analysis.planes import planes
from optimizer.results.sweep.analysis.rankings import rankings
from optimizer.results.sweep.analysis.sample import OBJECTIVE, VALUE, Sample, sample
from optimizer.results.sweep.analysis.together import together
from optimizer.results.sweep.points import DONE, Outcome, Point
from optimizer.results.sweep.study import StudyFacts

ANYWHERE = ("limits.top", OBJECTIVE, VALUE)
"""Records that every plan has, or of which none is an answer too."""


def facts(study: StudyFacts, points: Iterable[Point], outcomes: Iterable[Outcome]) -> SweepFacts:
    """What a sweep tells. The outcomes may come in any order; a point without one counts as not done."""
    whole = sample(study, points, outcomes)
    sets, swings, maps = tuple(index_sets(whole)), tuple(tornado.tornados(whole)), tuple(planes(whole))
    ranked, bent = tuple(rankings(whole, sets, swings)), tuple(curves(whole))
    return SweepFacts(
        study,
        whole.rows,
        ranges.statuses(whole),
        ranges.failures(whole),
        tuple(ranges.ranges(whole, ranked)),
        tuple(ranges.tallies(whole)),
        ranges.tops(whole),
        swings,
        sets,
        ranked,
        bent,
        tuple(placed(one, bent) for one in handovers(whole)),
        maps,
        tuple(together(whole, maps)),
        (*_not_done(whole), *_no_value(whole), *tornado.notes(whole), *index_notes(whole, sets)),
    )


def _not_done(whole: Sample) -> Iterator[Note]:
    missing = sum(not row.status for row in whole.rows)
    if missing:
        yield Note("not_done", (), missing, len(whole.rows))


def _no_value(whole: Sample) -> Iterator[Note]:
    """Records that have no value at some points, or at any, that have an answer: beyond the horizon there is none."""
    done = [row for row in whole.rows if row.status == DONE]
    for record in whole.study.record if done else ():
        values = [row.values.get(record) for row in done]
        known = sum(value is not None for value in values)
        if known < len(done) and not record.startswith(ANYWHERE):
            yield Note("no_value", (record,), known, len(done))
