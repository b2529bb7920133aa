"""The ladder: relieve the limit that is worth most, solve again, see what was gained and what binds next; and again.

Every gain is that of a re-solve. A rung relieves its limit first by a stated step, then further, until another limit
of its track is worth more or nothing more is gained.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from optimizer import model
from optimizer.errors import NoOptimum, SolverStopped
from optimizer.results.bottlenecks import bottlenecks
from optimizer.scenario.edit import number_at, with_values
from optimizer.scenario.number import Number
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path
from optimizer.study.explain.handles import Handle, Track, handles

if TYPE_CHECKING:
    from optimizer.model.point import Point

STEP = 0.10
"""Relief of the first step of a rung: 10 % more of the limit, or a delay 10 % shorter."""
FURTHEST = {1: 3.0, -1: 0.9}
"""Most relief of a rung: four times the limit; a tenth of a delay."""
NOTHING = 1e-6
"""A gain below this part of the optimum ends the ladder."""
HALVINGS = 3
"""Bisections of the relief at which another limit takes over: to an eighth of its last doubling."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Relief:
    """One re-solve with a limit relieved, against the scenario before the rung.

    share : 0.1 is 10 % more (or shorter).  values : the numbers that were set, base units.  amount : mean change of
    its numbers [unit].  gain_npv [objective unit], gain_compute [unit of compute], public_cost and capital : changes of
    the metrics [money], tariff_revenue that of duties.  cost : of the relief itself where the scenario
    knows it [money].
    """

    share: float
    values: dict[Path, float]
    amount: float
    unit: str
    gain_npv: float
    gain_compute: float
    public_cost: float
    capital: float
    tariff_revenue: float
    cost: float | None


@dataclass(frozen=True)
class Rung:
    """A limit relieved: by the first step, as far as it was worth most, and what is worth most then."""

    number: int
    handle: Handle
    step: Relief
    extent: Relief | None
    then: Handle | None


@dataclass(frozen=True)
class Ladder:
    """The rungs of one track, and why there are no more."""

    track: Track
    rungs: tuple[Rung, ...]
    ended: str


def ladder(scenario: Scenario, track: Track, rungs: int, step: float = STEP, tell: Tell = lambda _: None) -> Ladder:
    """Climb at most `rungs` rungs of a track."""
    climbed: list[Rung] = []
    here = _Stand(scenario, track)
    while len(climbed) < rungs:
        best = here.best
        if best is None:
            return Ladder(track, tuple(climbed), "no limit of this track is worth anything")
        tell(f"{track} ladder, rung {len(climbed) + 1}: {best.key}")
        first = here.relieved(best, step)
        if first is None:
            return Ladder(track, tuple(climbed), f"the scenario has no optimum with {best.key} relieved")
        gained = _relief(here, first, best, step)
        if gained.gain_npv <= NOTHING * abs(here.point.objective):
            return Ladder(track, tuple(climbed), "relieving what is worth most gains nothing more")
        share, there = _as_far_as_it_leads(here, first, best, step)
        extent = None if share == step else _relief(here, there, best, share)
        climbed.append(Rung(len(climbed) + 1, best, gained, extent, there.best))
        here = there
    return Ladder(track, tuple(climbed), f"{rungs} rungs were asked for")


@dataclass(frozen=True, eq=False)
class _Stand:
    """Where the ladder stands: a scenario, solved, and its handles."""

    scenario: Scenario
    track: Track
    spent: frozenset[str] = field(default=frozenset())
    """Keys that were relieved as far as they go."""

    @cached_property
    def point(self) -> Point:
        return model.solve_point(self.scenario)

    @cached_property
    def metrics(self) -> dict[str, float]:
        return {name: metric.value for name, metric in model.metrics_of(self.point).items()}

    @cached_property
    def best(self) -> Handle | None:
        """The handle whose relief by a small share gains most."""
        gains = {handle: gain for handle, gain in self._gains().items() if handle.key not in self.spent}
        top = max(gains, key=lambda handle: (gains[handle], handle.key), default=None)
        return top if top is not None and gains[top] > NOTHING * abs(self.point.objective) else None

    def _gains(self) -> dict[Handle, float]:
        """First-order gain of relieving each handle by its whole size [objective]."""
        from optimizer.model.marginal import derivatives

        found = handles(self.scenario, self.track)
        values = self.values(found)
        slopes = derivatives(self.point, values)
        gains = {h: h.direction * sum(slopes[path] * values[path].value for path in h.paths) for h in found}
        return gains | self._waits(found)

    def _waits(self, found: tuple[Handle, ...]) -> dict[Handle, float]:
        """What existing capacity is worth while it holds the plan back: more of it later only saves building it."""
        existing = [handle for handle in found if handle.kind == "existing"]
        if not existing:
            return {}
        worth: dict[str, float] = {}
        for limit in bottlenecks(model.solution_of(self.point)):
            if limit.kind == "existing":
                worth[limit.name] = worth.get(limit.name, 0.0) + limit.worth
        return {handle: worth.get(handle.name, 0.0) for handle in existing}

    def values(self, found: tuple[Handle, ...]) -> dict[Path, Number]:
        return {path: number_at(self.scenario, path) for handle in found for path in handle.paths}

    def relieved(self, handle: Handle, share: float) -> _Stand | None:
        """The stand with a handle relieved by a share; None where that has no optimum."""
        moved = with_values(self.scenario, handle.moved(self.values((handle,)), share))
        spent = self.spent | {handle.key} if share >= FURTHEST[handle.direction] else self.spent
        there = _Stand(moved, self.track, spent)
        try:
            there.point  # noqa: B018 - solving is what may fail
        except (NoOptimum, SolverStopped):
            return None
        return there


def _as_far_as_it_leads(here: _Stand, first: _Stand, handle: Handle, step: float) -> tuple[float, _Stand]:
    """The largest relief, of doublings and halvings of the step, up to which the handle stays worth most."""
    share, there = step, first
    while there.best is not None and there.best.key == handle.key and share < FURTHEST[handle.direction]:
        further = min(2.0 * share, FURTHEST[handle.direction])
        beyond = here.relieved(handle, further)
        if beyond is None:
            return share, there
        if beyond.best is None or beyond.best.key != handle.key:
            return _between(here, handle, (share, there), (further, beyond))
        share, there = further, beyond
    return share, there


def _between(
    here: _Stand, handle: Handle, low: tuple[float, _Stand], high: tuple[float, _Stand]
) -> tuple[float, _Stand]:
    """A relief just beyond that at which another limit takes over, found by halving.

    At the very point both limits bind and relieving either alone gains nothing; so it goes one halving further.
    """
    for _ in range(HALVINGS):
        middle = (low[0] + high[0]) / 2.0
        there = here.relieved(handle, middle)
        if there is None:
            break
        if there.best is not None and there.best.key == handle.key:
            low = middle, there
        else:
            high = middle, there
    beyond = 2.0 * high[0] - low[0]
    there = here.relieved(handle, beyond) if beyond < FURTHEST[handle.direction] else None
    return high if there is None else (beyond, there)


def _relief(here: _Stand, there: _Stand, handle: Handle, share: float) -> Relief:
    before = here.values((handle,))
    after = handle.moved(before, share)
    changes = [after[path] - before[path].value for path in handle.paths]
    amount = sum(changes) / len(changes)

    def change(metric: str) -> float:
        return there.metrics.get(metric, 0.0) - here.metrics.get(metric, 0.0)

    return Relief(
        share,
        after,
        amount,
        before[handle.paths[0]].unit,
        there.point.objective - here.point.objective,
        change("compute_total"),
        change("public_cost"),
        change("capital"),
        change("tariff_revenue"),
        _cost(here.scenario, handle, amount),
    )


def _cost(scenario: Scenario, handle: Handle, amount: float) -> float | None:
    """What the relief itself would cost: capacity at its capex, a budget at its face value; None where unknown."""
    if handle.kind == "existing":
        capex = scenario.assets[handle.name].capex
        return None if capex is None else amount * capex.values[0].value
    if handle.kind == "budget":
        return amount * (scenario.horizon.end - scenario.horizon.start)
    return amount if handle.kind == "fund_total" else None
