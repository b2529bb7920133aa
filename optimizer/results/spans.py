"""Periods in a row, told apart by the futures in which they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.results.sums import year_of
from optimizer.timeline import COMMON


@dataclass(frozen=True, slots=True)
class Span:
    """Periods in a row, both ends included. futures : the futures in which they are, () for all of them."""

    first: str
    last: str
    futures: tuple[str, ...] = ()


def timeline(periods: Iterable[str]) -> tuple[str, ...]:
    """The periods in order, once each; labels of one step sort as text. What stands for a whole path is left out."""
    return tuple(sorted({period for period in periods if is_period(period)}))


def is_period(label: str) -> bool:
    """Whether a label is a period: `all` stands for a whole path."""
    return year_of(label).isdigit()


def spans(nodes: Iterable[tuple[str, str]], periods: Sequence[str], futures: Sequence[str]) -> tuple[Span, ...]:
    """(future, period) nodes as spans: neighbours in `periods` with the same futures merged.

    A node of a whole path spans all periods.
    """
    place = {label: t for t, label in enumerate(periods)}
    held: dict[int, set[str]] = {}
    for future, period in nodes:
        for t in (place[period],) if period in place else range(len(periods)):
            held.setdefault(t, set()).add(future)
    runs = _runs({t: _within(names, futures) for t, names in held.items()})
    return tuple(Span(periods[first], periods[last], within) for first, last, within in runs)


def _within(names: set[str], futures: Sequence[str]) -> tuple[str, ...]:
    """The futures named; () where that is all of them."""
    return () if COMMON in names or names.issuperset(futures) else tuple(name for name in futures if name in names)


def _runs(held: Mapping[int, tuple[str, ...]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(first, last, futures) of each run of equal values on consecutive places."""
    places = sorted(held)
    first = 0
    for i, t in enumerate(places):
        following = places[i + 1] if i + 1 < len(places) else None
        if following != t + 1 or held[following] != held[t]:
            yield places[first], t, held[t]
            first = i + 1
