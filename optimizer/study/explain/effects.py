"""What relieving a limit does, both ways: by its dual, and by solving again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer import model
from optimizer.results.explain.bottlenecks import BottleneckFact, TimelineRow
from optimizer.results.explain.changes import Change, Effect, Setting, Verdict
from optimizer.results.explain.limits import LimitName
from optimizer.results.limit_paths import given_at, numbers_behind
from optimizer.scenario.number import Number
from optimizer.scenario.places import periods
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path
from optimizer.study.explain.bottleneck_facts import is_year
from optimizer.study.explain.proofs import Prover
from optimizer.study.explain.settings import settings, within
from optimizer.study.explain.timeline_facts import timeline

SHARE = 0.01
"""Part of a limit by which it is relieved to see what it is worth."""
MONTH = 1.0 / 12.0
AGREE = 0.05
"""Relative difference up to which a re-solve is what the dual says: 1 % of a limit may pass a kink or two."""
ROUGHLY = 0.25
"""The same for a month of a delay, which is no small change."""
SHORT = 0.5
"""Part of what the dual says below which a gain counts as cut short by another limit."""
OPENED = 1e-3
"""Worth, as a part of the optimum, of the first bit by which a shut limit is opened where the file has no range."""


@dataclass(frozen=True)
class Effects:
    """Makes the effects of limits of one plan. rows : its timeline."""

    scenario: Scenario
    rows: Sequence[TimelineRow]
    prover: Prover

    def of(self, fact: BottleneckFact) -> tuple[Effect, ...]:
        """The effects of a limit: 1 % more of it; of a wait also a month less of permit and of building."""
        if fact.state == "shut":
            return tuple(self._opened(fact))
        found = [self.more(fact)] if self.relieved(fact, SHARE) else []
        if fact.outgrown:
            found += [*self._sooner(fact, "permit"), *self._sooner(fact, "build")]
        return tuple(found)

    def relieved(self, fact: BottleneckFact, share: float) -> tuple[Setting, ...]:
        """A limit with a share more in all its periods; of a wait, up to its end. () where no number sets it."""
        numbers = numbers_behind(self.scenario, fact.limit.kind, fact.limit.name)
        if fact.outgrown:
            start, end = self._window(fact)
            wholes = dict.fromkeys(path[:-1] if is_year(path[-1]) else path for path in numbers)
            return tuple(within(self.scenario, whole, 1.0 + share, start, end) for whole in wholes)
        return settings(self.scenario, {path: n.value * (1.0 + share) for path, n in numbers.items() if n.value})

    def more(self, fact: BottleneckFact) -> Effect:
        """1 % more of a limit, and 1 % less."""
        more, less = self.relieved(fact, SHARE), self.relieved(fact, -SHARE)
        back = self.prover.gain(less)
        loss = None if back is None else -back
        return self._effect("more", SHARE, more, self._expected(fact), loss, less)

    def together(self, facts: Sequence[BottleneckFact], expected: float | None) -> Effect:
        """1 % more of several limits at once."""
        more = tuple({s.key: s for fact in facts for s in self.relieved(fact, SHARE)}.values())
        return self._effect("more", SHARE, more, expected, None, None)

    # --- changes --------------------------------------------------------------------------------------------------

    def _sooner(self, fact: BottleneckFact, what: Change) -> Iterator[Effect]:
        """A month less of permit or of building, in every region."""
        asset = fact.limit.name.partition("#")[0]
        numbers = {p: n for p, n in given_at(self.scenario, ("assets", asset, what)).items() if n.value > 0}
        cut = min((n.value for n in numbers.values()), default=0.0)
        cut = min(cut, MONTH)
        if cut > 0:
            changed = settings(self.scenario, {path: n.value - cut for path, n in numbers.items()})
            yield self._effect(what, cut, changed, -cut * self._slope(numbers), None, None)

    def _opened(self, fact: BottleneckFact) -> Iterator[Effect]:
        """A limit of 0 opened to the upper end of its range, or by a first bit where it has none."""
        numbers = numbers_behind(self.scenario, fact.limit.kind, fact.limit.name)
        bit = _one_digit(OPENED * abs(self.prover.point.objective) / max(fact.throughout, 1e-300))
        opened = settings(self.scenario, {path: n.high or bit for path, n in numbers.items()})
        if opened:
            yield self._effect("open", 0.0, opened, None, None, None)

    def _effect(
        self,
        change: Change,
        amount: float,
        more: tuple[Setting, ...],
        expected: float | None,
        loss: float | None,
        less: tuple[Setting, ...] | None,
    ) -> Effect:
        gain = self.prover.gain(more)
        verdict = _verdict(gain, loss, expected, self.prover.noise, AGREE if change == "more" else ROUGHLY)
        short = gain is not None and expected is not None and gain < SHORT * expected
        return Effect(
            change,
            amount,
            expected,
            gain,
            self.prover.gain_compute(more),
            loss,
            verdict,
            self.prover.proof(more),
            self.prover.proof(less) if less else None,
            self._then(more) if short else None,
        )

    # --- what the duals say ---------------------------------------------------------------------------------------

    def _window(self, fact: BottleneckFact) -> tuple[float, float]:
        """The time of a wait, decimal years."""
        grid = periods(self.scenario)
        place = {label: t for t, label in enumerate(grid.labels)}
        first = min(place[span.first] for span in fact.spans)
        last = max(place[span.last] for span in fact.spans)
        return float(grid.starts[first]), float(grid.starts[last] + grid.years)

    def _expected(self, fact: BottleneckFact) -> float:
        """Gain from 1 % more to first order."""
        if not fact.outgrown:
            numbers = numbers_behind(self.scenario, fact.limit.kind, fact.limit.name)
            return SHARE * self._slope(numbers, times_value=True)
        first, last = min(span.first for span in fact.spans), max(span.last for span in fact.spans)
        rows = (row for row in self.rows if (row.kind, row.name) == (fact.limit.kind, fact.limit.name))
        return SHARE * sum(row.worth for row in rows if first <= row.period <= last)

    def _slope(self, numbers: Mapping[Path, Number], *, times_value: bool = False) -> float:
        """Sum of the derivatives of the optimum to numbers [objective per unit, or per 100 % of each]."""
        from optimizer.model.marginal import derivatives

        slopes = derivatives(self.prover.point, numbers)
        return sum(slopes[path] * (numbers[path].value if times_value else 1.0) for path in numbers)

    def _then(self, more: tuple[Setting, ...]) -> LimitName | None:
        """The limit whose worth grows most by a change: what takes over."""
        point = self.prover.outcome(more).point
        if point is None:
            return None
        before = _worths(self.rows)
        after = _worths(timeline(model.solution_of(point), point.scenario))
        grown = {key: worth - before.get(key, 0.0) for key, worth in after.items()}
        best = max(grown, key=lambda key: (grown[key], key), default=None)
        if best is None or grown[best] <= self.prover.noise:
            return None
        return LimitName(*best)


def _worths(rows: Sequence[TimelineRow]) -> dict[tuple[str, str], float]:
    worths: dict[tuple[str, str], float] = {}
    for row in rows:
        if row.cause not in ("standing", "demand"):
            worths[row.kind, row.name] = worths.get((row.kind, row.name), 0.0) + row.worth
    return worths


def _verdict(gain: float | None, loss: float | None, expected: float | None, noise: float, close: float) -> Verdict:
    """What solving again says of a dual."""
    if gain is None:
        return "no_plan"
    if expected is None:
        return "confirmed" if gain > 0 else "differs"
    sides = [side for side in (gain, loss) if side is not None]
    agree = [abs(side - expected) <= close * max(abs(side), abs(expected)) + noise for side in sides]
    if all(agree):
        return "confirmed"
    between = loss is not None and gain <= expected <= loss
    return "one_sided" if any(agree) or between else "differs"


def _one_digit(value: float) -> float:
    """A number rounded to its first digit."""
    return round(value, -math.floor(math.log10(value))) if value > 0 else 0.0
