"""What comparing results finds, as plain data. `before` is the reference, `after` what is compared with it.

Amounts are expected over futures, national totals, and for the years that all the results have in common.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from optimizer.scenario.patterns import Action

Status = Literal["appeared", "went", "moved", "stays"]
NoteKind = Literal[
    "years", "step", "npv", "futures", "regions", "discount_rate", "objective", "compute", "unit", "prices"
]


@dataclass(frozen=True, slots=True)
class Subject:
    """One of the results. label : how it is named in the comparison.  overrides : applied, in order.

    source : the file or results folder.  typed : it, as one would name it in a command.
    content : id of the inputs: equal where nothing that enters the answer differs.
    """

    label: str
    title: str
    source: str
    typed: str
    overrides: tuple[str, ...]
    content: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be known of the comparison. about : names, years or units that it concerns."""

    kind: NoteKind
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A number before and after [unit]; None where there is none."""

    before: float | None
    after: float | None
    unit: str

    @property
    def change(self) -> float | None:
        """After less before [unit]."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def relative(self) -> float | None:
        """The change as a share of before [1]; None where that is nothing."""
        return None if self.change is None or not self.before else self.change / abs(self.before)


# --- inputs -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """One side of an input. points : value [unit] by year, the year "" for a number that does not change over time.

    text : what stands there where it is no number: a date, a word, a list of words.  where : file and line, and what
    brought it there.  source : id of what says so, "" where none is named.
    """

    points: tuple[tuple[str, float], ...]
    unit: str
    text: str
    where: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class InputEntry:
    """One input that differs. before, after : None where the scenario has nothing there."""

    key: str
    before: Reading | None
    after: Reading | None


@dataclass(frozen=True, slots=True)
class InputChange:
    """Inputs that differ in the same way: `assets.*.permit` times 0.5.

    pattern, action, amount : see `scenario.patterns`.  with_, without : overrides that only the compared scenario, or
    only the reference, applies and that made the difference; both () where the files differ.
    """

    pattern: str
    action: Action
    amount: float | None
    is_share: bool
    with_: tuple[str, ...]
    without: tuple[str, ...]
    entries: tuple[InputEntry, ...]


# --- the plan ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class YearlyChange:
    """A quantity by year before and after [unit]; None where there is no such thing.

    quantity : in_service (mean over the year), started, price (mean over the year).  region : "" for all of them.
    """

    quantity: str
    name: str
    region: str
    unit: str
    years: tuple[str, ...]
    before: tuple[float, ...] | None
    after: tuple[float, ...] | None

    @property
    def change(self) -> tuple[float, ...]:
        """After less before, what is not there counting as nothing [unit]."""
        nothing = (0.0,) * len(self.years)
        return tuple(y - x for x, y in zip(self.before or nothing, self.after or nothing, strict=True))


@dataclass(frozen=True, slots=True)
class LimitReading:
    """A limit that holds a plan back. share : worth as a share of the plan's value [1]; worth [objective].

    first, last : the first and the last period in which it does.  wait : it is capacity that stands, until new serves.
    """

    share: float
    worth: float
    first: str
    last: str
    wait: bool


@dataclass(frozen=True, slots=True)
class LimitChange:
    """A limit, all regions together, before and after; None where it holds nothing back.

    status : appeared, went, moved (it holds in other periods) or stays.
    """

    kind: str
    name: str
    status: Status
    before: LimitReading | None
    after: LimitReading | None

    @property
    def largest(self) -> float:
        """The larger of its shares [1]."""
        return max(side.share for side in (self.before, self.after) if side is not None)


@dataclass(frozen=True, slots=True)
class LimitName:
    """A limit by kind and name. wait : as in `LimitReading`."""

    kind: str
    name: str
    wait: bool


@dataclass(frozen=True, slots=True)
class BindingYear:
    """The limit worth most in a year before and after; None where none holds the plan back."""

    year: str
    before: LimitName | None
    after: LimitName | None


# --- money ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CreditSplit:
    """The change of the credit paid for one asset, split [money]; the three sum to it.

    anyway : Σ min(starts before, starts after) x (credit per start after less before): for what both plans start.
    added : Σ max(starts after less before, 0) x credit per start after: for what only the compared plan starts.
    gone : -Σ max(starts before less after, 0) x credit per start before: no longer paid, since no longer started.
    """

    asset: str
    anyway: float
    added: float
    gone: float


@dataclass(frozen=True, slots=True)
class PublicMoney:
    """What the public purse pays more, and what comes of it.

    cost : public cost [money].  compute : compute served [its unit], None without a compute demand.  capital [money].
    private : capital less credits and loan subsidy [money].
    per_compute : added cost per added unit of compute [money/unit]; None where not both are added.
    capital_per_money, private_per_money : added capital, all and private, per unit of added cost [1]; None where no
    cost is added.
    same_time : credit split start by start and period by period.  any_time : by the starts over the whole horizon, so
    that a start which only moved in time counts as one that comes anyway.
    """

    cost: Change
    compute: Change | None
    capital: Change
    private: Change
    per_compute: float | None
    capital_per_money: float | None
    private_per_money: float | None
    same_time: tuple[CreditSplit, ...]
    any_time: tuple[CreditSplit, ...]


# --- attribution ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """What one group of changes adds. inputs : keys of its changes.

    alone : by itself, on the reference.  last : on top of all the others.  share : its Shapley value, the mean over all
    orders in which the groups can be made; shares sum to the change.  error : half-width of the 95 % interval of the
    share, 0 where it is exact. All by metric, in the metric's unit.
    """

    name: str
    inputs: tuple[str, ...]
    alone: Mapping[str, float]
    last: Mapping[str, float]
    share: Mapping[str, float]
    error: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Interaction:
    """What two groups add together beyond what each adds alone, on the reference, by metric."""

    first: str
    second: str
    more: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The change of some metrics, split over the groups of inputs that differ.

    units : of the metrics.  total : the change.  orders : orders sampled, 0 where all of them count.
    solves : scenarios solved for it.
    """

    units: Mapping[str, str]
    total: Mapping[str, float]
    parts: tuple[Part, ...]
    interactions: tuple[Interaction, ...]
    orders: int
    solves: int


# --- all of it --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between the reference and one other result."""

    subject: Subject
    inputs: tuple[InputChange, ...]
    metrics: Mapping[str, Change]
    plan: tuple[YearlyChange, ...]
    prices: tuple[YearlyChange, ...]
    unmet: tuple[YearlyChange, ...]
    limits: tuple[LimitChange, ...]
    binding: tuple[BindingYear, ...]
    money: PublicMoney
    notes: tuple[Note, ...]
    attribution: Attribution | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs at all."""
        found = (*self.metrics.values(), self.money.cost)
        return not (
            self.inputs
            or self.plan
            or self.prices
            or self.unmet
            or any(limit.status != "stays" for limit in self.limits)
            or any(one.change or (one.before is None) != (one.after is None) for one in found)
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Results side by side. years : those that all have in common.  compute_unit : "" without a compute demand."""

    reference: Subject
    years: tuple[str, ...]
    money_unit: str
    money_year: int
    compute_unit: str
    notes: tuple[Note, ...]
    differences: tuple[Difference, ...]
