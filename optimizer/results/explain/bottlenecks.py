"""The limits that hold a plan back, and when. Worths are in units of the objective, a share is of the optimum."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.results.explain.changes import Effect
from optimizer.results.explain.limits import Cause, LimitName, PartFact, State
from optimizer.results.explain.numbers import NumberFact
from optimizer.results.spans import Span


@dataclass(frozen=True)
class TieFact:
    """Limits that hold together: more of one alone gains little, 1 % more of all of them gains `effect`."""

    members: tuple[LimitName, ...]
    effect: Effect


@dataclass(frozen=True)
class BottleneckFact:
    """A limit over all its periods, futures and regions.

    rank : "1", "2="; "" where it holds nothing back.  link : commodity of the chain it is about; `money`, `permits`.
    peak_dual : largest dual [dual_unit], in `peak_period` of `peak_future`.  throughout : sum of the duals: what a unit
    in all its periods is worth [dual_unit].  outgrown : what stands is a limit only until new capacity serves.
    """

    rank: str
    limit: LimitName
    link: str
    cause: Cause
    state: State
    worth: float
    share: float
    spans: tuple[Span, ...]
    peak_dual: float
    peak_period: str
    peak_future: str
    throughout: float
    dual_unit: str
    limit_unit: str
    outgrown: bool
    parts: tuple[PartFact, ...]
    numbers: tuple[NumberFact, ...]
    effects: tuple[Effect, ...] = ()
    tie: TieFact | None = None


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A limit that is reached, in one region, future and period. dual : gain of the objective per unit [dual_unit]."""

    link: str
    cause: Cause
    kind: str
    region: str
    name: str
    future: str
    period: str
    limit: float
    used: float
    unit: str
    dual: float
    dual_unit: str
    worth: float
    share: float
    state: State
