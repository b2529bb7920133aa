"""What became of the points, and how far what they record reaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from optimizer.results.sweep.analysis.extremes import nearest_first
from optimizer.results.sweep.analysis.facts import At, Count, Failure, Range, Tally
from optimizer.results.sweep.analysis.index_facts import Ranking
from optimizer.results.sweep.analysis.movers import lines, movers, strongest
from optimizer.results.sweep.analysis.rounding import ROUNDING, is_constant
from optimizer.results.sweep.analysis.sample import Sample
from optimizer.results.sweep.points import DONE

FIRST = 5
"""Points that are named of those without an answer."""


def statuses(sample: Sample) -> tuple[Count, ...]:
    """What became of the points, the most frequent first; "" for those that are not done."""
    return counts(row.status for row in sample.rows)


def failures(sample: Sample) -> tuple[Failure, ...]:
    """Points without an answer by reason, the most frequent first."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in sample.rows:
        if row.status not in ("", DONE):
            found.setdefault((row.status, row.reason), []).append(row.number)
    ranked = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return tuple(Failure(*why, len(numbers), tuple(numbers[:FIRST])) for why, numbers in ranked)


def ranges(sample: Sample, rankings: Iterable[Ranking] = ()) -> Iterator[Range]:
    """Lowest, median and highest of every record that is a number. rankings : by them factors are named."""
    ranked, along = {one.record: one for one in rankings}, lines(sample)
    for record in sample.records:
        values, noise = sample.values(record), sample.noise(record)
        known = np.flatnonzero(np.isfinite(values))
        if is_constant(values[known], noise):
            values[np.abs(values) <= noise] = 0.0
        order = known[np.argsort(values[known], kind="stable")]
        if len(order):
            middle = order[(len(order) - 1) // 2]
            near = max(ROUNDING * float(np.max(np.abs(values[known]))), noise)
            lows = _nearest_first(sample, known[values[known] <= values[order[0]] + near])
            highs = _nearest_first(sample, known[values[known] >= values[order[-1]] - near])
            yield Range(
                record,
                sample.unit(record),
                At(float(values[order[0]]), lows[0]),
                At(float(values[middle]), sample.rows[middle].number),
                At(float(values[order[-1]]), highs[0]),
                len(order),
                is_constant(values[known], noise),
                lows,
                highs,
                strongest(sample, ranked.get(record)) if sample.is_sampled else movers(values, near, along),
                near,
            )


def _nearest_first(sample: Sample, places: np.ndarray) -> tuple[int, ...]:
    return nearest_first((sample.rows[at] for at in places.tolist()), sample.study.factors)


def tallies(sample: Sample) -> Iterator[Tally]:
    """How often each text of a record occurs."""
    for record in sample.study.record:
        texts = [row.values.get(record) for row in sample.rows if row.status == DONE]
        if any(isinstance(text, str) for text in texts):
            yield Tally(record, counts("" if text is None else str(text) for text in texts))


def tops(sample: Sample) -> tuple[Count, ...]:
    """How often each limit is the one worth most."""
    return counts(row.top for row in sample.rows if row.status == DONE)


def counts(texts: Iterable[str]) -> tuple[Count, ...]:
    """Texts with how often they occur, the most frequent first, then by name."""
    return tuple(Count(*each) for each in sorted(Counter(texts).items(), key=lambda each: (-each[1], each[0])))
