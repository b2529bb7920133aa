"""What `optimizer explain` finds, as typed facts: every sentence that people read of it is made from these.

Worths and gains are in units of the objective: discounted, expected money, or compute where that is maximised.
A share is of the optimum. `region` is "" for all regions together.
"""

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
Change = Literal["more", "permit", "build", "open"]
"""more : a share more of a limit.  permit, build : a time shorter.  open : from 0 to its upper value."""
Verdict = Literal["confirmed", "one_sided", "differs", "no_plan"]
"""What a re-solve says of a dual.

confirmed : both ways as the dual says.  one_sided : the optimum has a kink here, more is worth less than less costs.
differs : neither way as the dual says.  no_plan : the changed scenario has no plan, or cannot be used.
"""


# --- changes and their proof ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """One number of a change, in base units. year : of a point of a path, "" for a number that is no path."""

    year: str
    was: float
    value: float


@dataclass(frozen=True)
class Setting:
    """A number, or a whole path over time, as a command sets it: `--set key=text`. unit : base unit of `moved`."""

    key: str
    text: str
    unit: str
    moved: tuple[Moved, ...]

    def __str__(self) -> str:
        return f"{self.key}={self.text}"


@dataclass(frozen=True)
class Proof:
    """A re-solve: what was set, the command that does it again, and what came out.

    objective [objective unit], compute [unit of compute], public_cost, capital [money]; None where the changed scenario
    has no plan.
    """

    number: int
    settings: tuple[Setting, ...]
    command: tuple[str, ...]
    objective: float | None
    compute: float | None
    public_cost: float | None = None
    capital: float | None = None


@dataclass(frozen=True)
class Effect:
    """What a change does, by solving again.

    amount : a share [1] of `more`, a time [yr] of `permit` and `build`, 0 of `open`.
    expected : gain to first order, from the duals.  gain, gain_compute : gain by `proof`.  loss : what the opposite
    change takes away, by `opposite`.  then : the limit whose worth grew most, where the gain falls short of the dual.
    """

    change: Change
    amount: float
    expected: float | None
    gain: float | None
    gain_compute: float | None
    loss: float | None
    verdict: Verdict
    proof: Proof
    opposite: Proof | None = None
    then: LimitName | None = None


# --- limits -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LimitName:
    """A limit as in tables/limits.csv, all its periods and futures together."""

    kind: str
    name: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class PointFact:
    """A number, or a point of a path, in base units."""

    year: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class NumberFact:
    """A number, or a path over time, that sets a limit, and where it comes from."""

    key: str
    unit: str
    points: tuple[PointFact, ...]
    source: str
    confidence: str
    note: str
    title: str
    url: str


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


# --- numbers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WorthFact:
    """What one number of the scenario is worth.

    value, low, high [unit].  per_percent : gain from 1 % more of it (of a date: a hundredth of a year later).  swing :
    from its low to its high, to first order.  below, above : derivatives found by solving a little below and above.
    at_low, at_high : gain with the number at its ends, by solving again.
    """

    key: str
    value: float
    low: float | None
    high: float | None
    unit: str
    is_date: bool
    source: str
    confidence: str
    weak: bool
    derivative: float
    per_percent: float
    swing: float | None
    verdict: str
    below: float | None
    above: float | None
    at_low: float | None
    at_high: float | None
    proof_low: Proof | None
    proof_high: Proof | None


@dataclass(frozen=True)
class SensitivityFacts:
    """Every number's worth, the weightiest first; and the weighty ones that rest on little, by key."""

    worths: tuple[WorthFact, ...]
    influential_and_weak: tuple[str, ...]


# --- what next, and by when -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReliefFact:
    """A limit relieved by a share, all rungs below it done. Gains are over the rung below.

    before, after : mean of its numbers [unit].  cost : of the relief itself, where the scenario knows it [money].
    """

    share: float
    before: float
    after: float
    unit: str
    gain: float
    gain_compute: float
    public_cost: float
    capital: float
    cost: float | None
    proof: Proof


@dataclass(frozen=True)
class RungFact:
    """A rung of a ladder: what is relieved, by a step and as far as it was worth most, and what is worth most then."""

    number: int
    track: str
    kind: str
    name: str
    key: str
    is_delay: bool
    step: ReliefFact
    extent: ReliefFact | None
    then_kind: str
    then_name: str
    then_key: str


@dataclass(frozen=True)
class LadderFact:
    """The rungs of one track, and why there are no more."""

    track: str
    rungs: tuple[RungFact, ...]
    ended: str


@dataclass(frozen=True)
class LossFact:
    """What is lost if nothing of an asset is applied for before a period; None: there is no plan then."""

    period: str
    compute: float | None
    value: float | None
    proof: Proof


@dataclass(frozen=True)
class OrderByFact:
    """The last period in which the first application for an asset can be filed without losing compute.

    last_period is the horizon's last where waiting never loses any. lead_time : permit and building [yr].
    """

    asset: str
    region: str
    last_period: str
    never: bool
    lead_time: float
    losses: tuple[LossFact, ...]


# --- all of it --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class About:
    """What was explained: the file and what was applied to it, and its optimum."""

    file: str
    overrides: tuple[str, ...]
    sets: tuple[str, ...]
    scenario_sha256: str
    maximize: str
    objective: float
    objective_unit: str
    compute: float | None
    compute_unit: str
    money: str


@dataclass(frozen=True, slots=True)
class Split:
    """The part of the optimum that is owed to the limits of one link of the chain and one kind."""

    link: str
    cause: Cause
    worth: float
    share: float


@dataclass(frozen=True)
class Facts:
    """Everything found. Shares of `split` sum to 1; `bottlenecks` come ranked, then those full and shut."""

    about: About
    split: tuple[Split, ...]
    bottlenecks: tuple[BottleneckFact, ...]
    timeline: tuple[TimelineRow, ...]
    sensitivity: SensitivityFacts | None
    ladders: tuple[LadderFact, ...]
    order_by: tuple[OrderByFact, ...] | None
    proofs: tuple[Proof, ...]
