"""Which factors move a record most, by the best yardstick that the design offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from optimizer.results.sweep.analysis.facts import Swing, Tornado
from optimizer.results.sweep.analysis.index_facts import (
    IndexName,
    IndexSet,
    Influence,
    Method,
    Ranking,
    Yardstick,
)
from optimizer.results.sweep.analysis.sample import Sample

ORDER: tuple[tuple[Method, Yardstick, IndexName], ...] = (
    ("sobol", "ST", "ST"),
    ("variance", "ST", "ST"),
    ("morris", "mu_star", "mu_star"),
    ("pawn", "pawn", "pawn"),
    ("rank", "rho", "rho"),
)
"""Methods, the most telling first, and the index by which each ranks."""


def rankings(sample: Sample, sets: Iterable[IndexSet], tornados: Sequence[Tornado]) -> Iterator[Ranking]:
    """One ranking of each record that any method has something to say of."""
    found = {(one.record, one.method): one for one in sets}
    swings = {tornado.record: tornado for tornado in tornados}
    for record in sample.records:
        ranking = _by_index(record, found) or _by_swing(swings.get(record))
        if ranking is not None:
            yield ranking


def _by_index(record: str, found: Mapping[tuple[str, Method], IndexSet]) -> Ranking | None:
    for method, yardstick, name in ORDER:
        one = found.get((record, method))
        if one is not None:
            listed = [one.influence(index) for index in one.of(name)]
            return Ranking(record, yardstick, one.unit, _ranked(listed), one.noise)
    return None


def _by_swing(tornado: Tornado | None) -> Ranking | None:
    if tornado is None:
        return None
    listed = [_swung(swing) for swing in tornado.swings if swing.is_known]
    return Ranking(tornado.record, "reach", tornado.unit, _ranked(listed))


def _swung(swing: Swing) -> Influence:
    return Influence(swing.name, swing.reach, None, "clear" if swing.reach > 0 else "unclear")


def _ranked(listed: Iterable[Influence]) -> tuple[Influence, ...]:
    """The strongest first; of what is not known at all there is no order."""
    return tuple(sorted(listed, key=lambda each: (each.standing == "unknown", -each.strength, each.name)))
