"""A change of a scenario, and what it does by solving again. Gains are in units of the objective."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from optimizer.results.explain.limits import LimitName

Change = Literal["more", "permit", "build", "open"]
"""more : a share more of a limit.  permit, build : a time shorter.  open : from 0 to its upper value."""
Verdict = Literal["confirmed", "one_sided", "differs", "no_plan"]
"""What a re-solve says of a dual.

confirmed : both ways as the dual says.  one_sided : the optimum has a kink here, more is worth less than less costs.
differs : neither way as the dual says.  no_plan : the changed scenario has no plan, or cannot be used.
"""


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

    objective [objective unit], compute [unit of compute], public_cost, capital, tariff_revenue (duties) [money]; None
    where the changed scenario has no plan.
    """

    number: int
    settings: tuple[Setting, ...]
    command: tuple[str, ...]
    objective: float | None
    compute: float | None
    public_cost: float | None = None
    capital: float | None = None
    tariff_revenue: float | None = None


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
