"""One factor at a time: what each does to a record while all the others stand as in the base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.results.sweep.analysis.facts import At, Note, Row, Swing, Tornado
from optimizer.results.sweep.analysis.rounding import ROUNDING
from optimizer.results.sweep.analysis.sample import Axis, Sample, number_in
from optimizer.results.sweep.points import DONE, Level

DESIGN = "one_at_a_time"


def tornados(sample: Sample) -> Iterator[Tornado]:
    """The tornado of every record, the widest swing first."""
    base = base_row(sample)
    if base is None or base.status != DONE:
        return
    moved = _moved(sample, base)
    for record in sample.records:
        stands = number_in(base, record)
        if np.isfinite(stands):
            swings = (_swing(sample, name, rows, record, stands) for name, rows in moved.items())
            ranked = sorted(swings, key=lambda swing: (-swing.reach, swing.name))
            yield Tornado(record, sample.unit(record), At(stands, base.number), tuple(ranked))


def notes(sample: Sample) -> Iterator[Note]:
    """What one at a time cannot tell."""
    if sample.study.design != DESIGN:
        return
    base = base_row(sample)
    if base is None or base.status != DONE:
        yield Note("no_base")
    elif len(_moved(sample, base)) > 1:
        yield Note("one_at_a_time")


def base_row(sample: Sample) -> Row | None:
    """The point at which every factor stands as in the base; where that is not known, where it stands most often."""
    if sample.study.design != DESIGN:
        return None
    home = {axis.name: _home(axis, sample.rows) for axis in sample.axes}
    return next((row for row in sample.rows if row.levels == home), None)


def _home(axis: Axis, rows: Sequence[Row]) -> Level:
    if axis.factor.central in axis.levels:
        return axis.factor.central
    return Counter(row.levels[axis.name] for row in rows).most_common(1)[0][0]


def _moved(sample: Sample, base: Row) -> dict[str, list[Row]]:
    """The points in which one factor, or members of one group alone, have left the base, by its name."""
    group = {axis.name: axis.factor.group or axis.name for axis in sample.axes}
    found: dict[str, list[Row]] = {}
    for row in sample.rows:
        movers = {group[name] for name, level in row.levels.items() if level != base.levels[name]}
        if len(movers) == 1:
            found.setdefault(movers.pop(), []).append(row)
    return found


def _told(change: float, base: float, noise: float) -> float:
    """A change, without what is rounding of the solver."""
    return 0.0 if abs(change) <= max(ROUNDING * abs(base), noise) else change


def _swing(sample: Sample, name: str, rows: Sequence[Row], record: str, base: float) -> Swing:
    members = [axis for axis in sample.axes if (axis.factor.group or axis.name) == name]
    first = members[0]
    places = first.positions([row.levels[first.name] for row in rows])
    ranked = [rows[at] for at in np.argsort(places, kind="stable").tolist()]
    noise = sample.noise(record)
    changes = [_told(number_in(row, record) - base, base, noise) for row in ranked]
    known = [change for change in changes if np.isfinite(change)]
    return Swing(
        name,
        tuple(axis.name for axis in members),
        tuple(row.levels[first.name] for row in ranked),
        tuple(change if np.isfinite(change) else None for change in changes),
        tuple(row.number for row in ranked),
        min(known, default=0.0) if min(known, default=0.0) < 0 else 0.0,
        max(known, default=0.0) if max(known, default=0.0) > 0 else 0.0,
    )
