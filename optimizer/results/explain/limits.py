"""A limit's name and kind, and why a plan waits for capacity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from optimizer.results.spans import Span

Cause = Literal["lead_time", "pace", "later", "fixed", "ceiling", "supply", "rules", "money", "standing", "demand"]
"""Kind of a limit, for people.

lead_time : nothing that the plan could start would serve yet.  pace : how fast building may go.  later : the plan could
have built by then, and something else kept it.  fixed : capacity that the plan never adds to.  ceiling : most that may
stand.  supply : what markets, stocks and links offer.  rules : staff of permitting lanes, rules of reserves.
standing : capacity from before the plan beside new, no bottleneck.  demand : what users want, no bottleneck.
"""
NO_LIMITS: tuple[Cause, ...] = ("standing", "demand")
"""What the value is owed to besides limits that hold the plan back."""
State = Literal["binding", "full", "shut"]
"""binding : more is worth something.  full : reached, worth nothing.  shut : 0, and opening it is worth something."""


@dataclass(frozen=True, slots=True)
class LimitName:
    """A limit as in tables/limits.csv, all its periods and futures together."""

    kind: str
    name: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class PaceFact:
    """A limit on how fast an asset is built that binds: its worth, and when."""

    kind: str
    name: str
    worth: float
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class WaitFact:
    """Why capacity from before the plan is all there is for a time.

    permit, build [yr] in `lane`.  first_possible : period in which something applied for at once first serves,
    first_new : in which something new does; "" for beyond the horizon.  pace : limits on its starts that bind.
    """

    region: str
    lane: str
    permit: float
    build: float
    first_possible: str
    first_new: str
    cause: Cause
    pace: tuple[PaceFact, ...]


@dataclass(frozen=True)
class PartFact:
    """The part of a limit that stands in one region. wait : where it is one."""

    region: str
    worth: float
    share: float
    wait: WaitFact | None
