"""What holds the plans back: limits that appeared, went or moved in time, and the limit worth most in each year."""

from __future__ import annotations

from optimizer.results.bottlenecks import Bottleneck, Top, bottlenecks, top_by_period
from optimizer.results.compare.alignment import Alignment
from optimizer.results.compare.facts import BindingYear, LimitChange, LimitName, LimitReading, Status
from optimizer.results.compare.sides import Side
from optimizer.results.sums import year_of

LEAST = 1e-3
"""Share of a plan's value from which on a limit is told of."""
NONE = 1e-4
"""Share below which it holds nothing back."""


def limit_changes(before: Side, after: Side, common: Alignment) -> tuple[LimitChange, ...]:
    """The limits that hold either plan back, those worth most first."""
    was, new = _by_name(before), _by_name(after)
    found = []
    for kind, name in dict.fromkeys((*was, *new)):
        one, other = was.get((kind, name)), new.get((kind, name))
        if max(_share(one), _share(other)) >= LEAST:
            readings = _reading(one), _reading(other)
            found.append(LimitChange(kind, name, _status(*readings, by_period=common.same_step), *readings))
    return tuple(sorted(found, key=lambda limit: (-limit.largest, limit.kind, limit.name)))


def binding_years(before: Side, after: Side, common: Alignment) -> tuple[BindingYear, ...]:
    """The limit worth most in each common year."""
    was, new = _by_year(before), _by_year(after)
    return tuple(BindingYear(year, was.get(year), new.get(year)) for year in common.years)


def _by_name(side: Side) -> dict[tuple[str, str], Bottleneck]:
    return {(limit.kind, limit.name): limit for limit in bottlenecks(side.solution, by_region=False) if not limit.full}


def _share(limit: Bottleneck | None) -> float:
    return 0.0 if limit is None else limit.share


def _reading(limit: Bottleneck | None) -> LimitReading | None:
    if limit is None or limit.share < NONE:
        return None
    first, last = min(span.first for span in limit.spans), max(span.last for span in limit.spans)
    return LimitReading(limit.share, limit.worth, first, last, limit.outgrown)


def _status(before: LimitReading | None, after: LimitReading | None, *, by_period: bool) -> Status:
    if before is None or after is None:
        return "appeared" if before is None else "went"
    ends = [(one.first, one.last) for one in (before, after)]
    if not by_period:  # quarters of one, years of the other
        ends = [(year_of(first), year_of(last)) for first, last in ends]
    return "stays" if ends[0] == ends[1] else "moved"


def _by_year(side: Side) -> dict[str, LimitName]:
    return {top.period: _name(top) for year in top_by_period(side.solution, by="year", count=1) for top in year}


def _name(top: Top) -> LimitName:
    return LimitName(top.kind, top.name, top.outgrown)
