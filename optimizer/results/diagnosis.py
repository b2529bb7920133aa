"""Why a scenario has no plan, and which edits of its file give it one: the facts. Words are in `report.mend_text`.

All values are in the unit in which the file writes the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["at most", "at least"]
Status = Literal["infeasible", "unbounded", "optimal"]
Nature = Literal["wish", "policy", "money", "market", "physical"]
"""What a number is: a demand, a rule of government, a budget or a price, an offer on a market, or plant and process."""


@dataclass(frozen=True, slots=True)
class Point:
    """A number before and after an edit. year : its place on a path [decimal year]; None where it is no path."""

    year: float | None
    now: float
    then: float


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one number of the file, or of the points of one path.

    key : dotted path.  where : `file:line` of the number, or of what it belongs to where the file does not give it.
    given : whether the file gives it.  via : what brought it there (an override, --set, a future), if anything.
    future : the one future whose own number it is, "" for all.  kind : as in table `limits`, or the field.
    points : what changes, in order of time.  first, last : the periods in which a constant number has to change, ""
    where it may change for all of them alike.  size : |log(then/now)| of the largest change, at most `LARGEST`.
    in_range : whether the new value is within the range that the file gives for the number; None: no range.
    becomes : the whole new value, as text of a scenario file.
    """

    key: str
    where: str
    given: bool
    via: str
    future: str
    kind: str
    nature: Nature
    unit: str
    direction: Direction
    points: tuple[Point, ...]
    first: str
    last: str
    size: float
    in_range: bool | None
    becomes: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """Edits that together end a conflict, or mend a file. confirmed : by solving with the edits applied."""

    edits: tuple[Edit, ...]
    confirmed: bool

    @property
    def size(self) -> float:
        """Sum of the edits' sizes [1]."""
        return sum(edit.size for edit in self.edits)


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of the file that takes part in a conflict, in the periods in which it does.

    low, high : its least and largest value in those periods.  first, last : those periods (`2027Q3`), "" where the
    limit is one over all periods.  lead_time : years from application to service, where the number is what exists of
    an asset and more of it can be built; None elsewhere.  Other fields are as in `Edit`.
    """

    key: str
    where: str
    given: bool
    via: str
    future: str
    kind: str
    nature: Nature
    unit: str
    low: float
    high: float
    first: str
    last: str
    lead_time: float | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Numbers that cannot all hold. limits : relaxing any one of them ends this contradiction, though another may be
    left.  ways : the smallest sets of edits after which nothing is left of the conflict, best first.
    """

    limits: tuple[Limit, ...]
    ways: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that grows in an arbitrage.

    what : start, act, buy, serve, claim, loan, ....  names : of what, outermost first.  amount : for each unit that
    is begun with [unit].  first, last : periods.
    """

    what: str
    names: tuple[str, ...]
    amount: float
    unit: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Gain:
    """A term of the objective in an arbitrage [money for each unit that is begun with]; costs are negative."""

    term: str
    amount: float


@dataclass(frozen=True, slots=True)
class Arbitrage:
    """Activities that grow together without end, each unit of the first with a gain.

    doings : what grows, what is begun with first.  gains : what a unit brings and costs, largest first.
    gain : their sum [money].  numbers : of the file, which make it pay.  limits : keys that the file does not give,
    any one of which would bound it.  ways : single edits of numbers after which it no longer pays, best first.
    """

    doings: tuple[Doing, ...]
    gains: tuple[Gain, ...]
    gain: float
    money: str
    numbers: tuple[Limit, ...]
    limits: tuple[str, ...]
    ways: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a scenario that has no optimum.

    conflicts : independent of each other.  remedies : for the whole file, best first; one edit or more for each
    conflict, and those that end an arbitrage.  complete : whether the search ended before its limit on solves, so
    that there is no smaller set of edits of limits than those given.
    """

    status: Status
    conflicts: tuple[Conflict, ...]
    remedies: tuple[Remedy, ...]
    arbitrage: Arbitrage | None
    complete: bool
