"""What every number of a scenario is worth: the derivative of the optimum to it, from one solve.

The derivative is that of the envelope theorem (`model.marginal`); the largest are confirmed by solving again a little
above and a little below. Where the two sides differ the optimum has a kink there: a limit takes over or lets go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from optimizer import model
from optimizer.errors import NoOptimum, SolverStopped
from optimizer.scenario.edit import dates, with_values
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path, key_path
from optimizer.scenario.walk import numbers

if TYPE_CHECKING:
    from optimizer.model.point import Point

AGREE = 0.01
"""Relative difference up to which a derivative and a re-solve are the same."""
MOVE = 1e-3
"""Relative change of a number in a confirming re-solve: large beside the solver's tolerances, small beside kinks."""


NOT_IN_THE_MODEL = ("solver", "levers")
"""Blocks whose numbers cannot change a plan."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Derivatives found by solving again, below and above the number [objective per base unit].

    None where there is no optimum, and below a number that is 0.
    verdict : confirmed (all sides asked agree with the derivative), one_sided (one of two does), solved (they agree on
    another, which the worth then has), differs (none agrees).
    """

    below: float | None
    above: float | None
    verdict: str


@dataclass(frozen=True)
class Worth:
    """What one number of the scenario is worth.

    key : dotted path.  number : value, unit, range, source and place.  derivative : of the optimum to it [objective
    unit per `number.unit`].  per_percent : gain from 1 % more of it [objective unit].  swing : change of the optimum,
    to first order, from its low to its high [objective unit]; None without a range.
    """

    path: Path
    key: str
    number: Number
    derivative: float
    per_percent: float
    swing: float | None
    confirmation: Confirmation | None = None

    @property
    def weight(self) -> float:
        """Size by which worths are ranked: the swing where there is a range, else what 10 % makes [objective unit]."""
        return abs(self.swing) if self.swing is not None else abs(10.0 * self.per_percent)

    @property
    def weakly_sourced(self) -> bool:
        unsaid = self.number.source is None and not self._is_definition
        return self.number.is_assumption or self.number.confidence == "low" or unsaid

    @property
    def _is_definition(self) -> bool:
        """Whether it is a 1 that nothing is said of: one server a server."""
        return self.number.value == 1.0 and self.number.low is None and self.number.high is None


def given_numbers(scenario: Scenario) -> dict[Path, Number]:
    """Numbers and dates that the scenario's files give, by path; a region's unchanged copy of a number is left out."""
    found = {path: n for path, n in numbers(scenario) if n.where is not None and path[0] not in NOT_IN_THE_MODEL}
    own = {path: n for path, n in found.items() if not _is_copy(path, n, found)}
    return own | {path: Number(date, "yr") for path, date in dates(scenario)}


def _is_copy(path: Path, number: Number, found: dict[Path, Number]) -> bool:
    if "by_region" not in path:
        return False
    at = path.index("by_region")
    return found.get(path[:at] + path[at + 2 :]) == number


def sensitivity(point: Point, scenario: Scenario | None = None) -> tuple[Worth, ...]:
    """Every number's worth at a solved scenario, the weightiest first."""
    from optimizer.model.marginal import derivatives

    given = given_numbers(scenario or point.scenario)
    found = derivatives(point, given)
    worths = [_worth(path, given[path], derivative) for path, derivative in found.items()]
    return tuple(sorted(worths, key=lambda worth: (-worth.weight, worth.key)))


def _worth(path: Path, number: Number, derivative: float) -> Worth:
    size = 1.0 if number.where is None else number.value  # a date has no percentage: a year of it stands for one
    swing = None
    if number.low is not None and number.high is not None:
        swing = derivative * (number.high - number.low)
    return Worth(path, key_path(path), number, derivative, derivative * size / 100.0, swing)


def confirmed(point: Point, worths: Sequence[Worth], top: int = 20) -> tuple[Worth, ...]:
    """The worths with the `top` first of them confirmed by solving again on both sides."""
    return (*(_checked(point, worth) for worth in worths[:top]), *worths[top:])


def _checked(point: Point, worth: Worth) -> Worth:
    """A worth with what solving again says of it; where all sides asked agree on another figure, that figure.

    Where the plan and the duals are both one of several, the dual's figure may be that of none of them.
    """
    found = _confirmation(point, worth)
    sides = [side for side in (found.below, found.above) if side is not None]
    asked = 1 if worth.number.value == 0.0 else 2
    if found.verdict != "differs" or len(sides) < asked or not _same(sides[0], sides[-1]):
        return replace(worth, confirmation=found)
    solved = _worth(worth.path, worth.number, sum(sides) / len(sides))
    return replace(solved, confirmation=replace(found, verdict="solved"))


def _confirmation(point: Point, worth: Worth) -> Confirmation:
    """Re-solves on both sides; of a number that is 0 only above, as hardly any may be less."""
    number = worth.number
    step = MOVE * (max(number.size, 1e-6) if number.where is not None else 1.0)
    above = _slope(point, worth.path, number.value, step)
    if number.value == 0.0:
        agrees = above is not None and _same(above, worth.derivative)
        return Confirmation(None, above, "confirmed" if agrees else "differs")
    below = _slope(point, worth.path, number.value, -step)
    agree = [side for side in (below, above) if side is not None and _same(side, worth.derivative)]
    verdict = {2: "confirmed", 1: "one_sided", 0: "differs"}[len(agree)]
    if verdict == "differs" and below is not None and above is not None:
        low, high = sorted((below, above))
        verdict = "one_sided" if low <= worth.derivative <= high else verdict
    return Confirmation(below, above, verdict)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= AGREE * max(abs(one), abs(other)) + 1e-12


def _slope(point: Point, path: Path, value: float, step: float) -> float | None:
    try:
        moved = model.solve_point(with_values(point.scenario, {path: value + step}))
    except (NoOptimum, SolverStopped):
        return None
    return (moved.objective - point.objective) / step


def influential_and_weak(worths: Sequence[Worth], count: int = 15) -> tuple[Worth, ...]:
    """The weightiest numbers that rest on an assumption or a weak source: what to find out first."""
    return tuple(worth for worth in worths if worth.weakly_sourced and worth.weight > 0.0)[:count]
