"""Levels of one factor as they are written, a list or {from, to, steps}, read as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from optimizer.results.sweep.points import Level
from optimizer.scenario.studies.fields import Whole
from optimizer.scenario.studies.schema import Variation
from optimizer.scenario.tree import Items, Map, Path, Text
from optimizer.study.sweep.design.factors.context import Context
from optimizer.study.sweep.design.spread import Spread

Read = Callable[[Text], float]
"""Reads one level; what is wrong with it goes to the findings."""


@dataclass(frozen=True)
class Range:
    """Levels that are numbers. levels : those listed, () for a range.  steps, mode : of a range, if it says.

    listed : the levels as they come in the list, with those that come more than once.

    written : the text of a level, for messages and for what is written into a file.
    """

    low: float
    high: float
    levels: tuple[Level, ...] = ()
    steps: int | None = None
    mode: float | None = None
    written: Mapping[float, str] = field(default_factory=dict)
    listed: tuple[Level, ...] = ()

    def spread(self, entry: Variation, middle: float | None) -> Spread | None:
        """The range to draw from, None where levels are listed. middle : where the base stands."""
        if self.levels:
            return None
        inside = middle if middle is not None and self.low <= middle <= self.high else None
        mode = self.mode if self.mode is not None else inside
        return Spread(self.low, self.high, entry.distribution or "uniform", mode)


def read_listed(context: Context, given: Items, at: Path, read: Read) -> Range:
    """A list of levels."""
    written: dict[float, str] = {}
    listed: list[Level] = []
    for i, node in enumerate(given):
        known = len(context.findings.errors)
        if isinstance(node, Text):
            level = read(node)
            if len(context.findings.errors) > known:
                continue  # what stands for a wrong level is none that could be given twice
            if level in written:
                context.tell_twice((*at, i), node)
            written[level] = str(node)
            listed.append(level)
    low, high = min(written, default=0.0), max(written, default=1.0)
    return Range(low, high, tuple(written), written=written, listed=tuple(listed))


def read_span(
    context: Context, first: Text, last: Text, steps: int | None, mode: Text | None, at: Path, read: Read
) -> Range:
    """A range from one level to another."""
    known = len(context.findings.errors)
    low, high = read(first), read(last)
    if low >= high and len(context.findings.errors) == known:
        context.tell(at, f"'from' must be below 'to'; found {first} and {last}")
        high = low + 1.0
    most_likely = read(mode) if mode is not None else None
    return Range(low, high, (), steps, most_likely, {low: str(first), high: str(last)})


def read_range(context: Context, given: Items | Map, mode: Text | None, at: Path, read: Read) -> Range:
    """A list of levels, or {from, to, steps}."""
    if isinstance(given, Items):
        return read_listed(context, given, at, read)
    first, last, steps = given["from"], given["to"], Whole(2, 100_000).read(given.get("steps"))
    assert isinstance(first, Text)
    assert isinstance(last, Text)
    return read_span(context, first, last, steps, mode, (*at, "from"), read)
