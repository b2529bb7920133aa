"""Ladders and order-by dates as facts, each gain and each loss found again by the command that is printed for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimizer.results.explain.changes import Setting
from optimizer.results.explain.ladders import LadderFact, LossFact, OrderByFact, ReliefFact, RungFact
from optimizer.scenario.edit import number_at, with_values
from optimizer.scenario.places import in_region, periods
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path
from optimizer.study.explain.handles import TRACKS
from optimizer.study.explain.ladder import Ladder, Relief, Rung, ladder
from optimizer.study.explain.order_by import Loss, OrderBy, order_by
from optimizer.study.explain.proofs import Prover, Tell
from optimizer.study.explain.settings import barred_until, settings
from optimizer.study.explain.waits import Waits


def ladder_facts(prover: Prover, rungs: int, tell: Tell) -> tuple[LadderFact, ...]:
    """The ladders of all tracks."""
    scenario = prover.point.scenario
    climbed = (ladder(scenario, track, rungs, tell=tell) for track in TRACKS)
    return tuple(_ladder(prover, each) for each in climbed)


def _ladder(prover: Prover, climbed: Ladder) -> LadderFact:
    facts, below = [], _Below(prover.point.scenario)
    for rung in climbed.rungs:
        facts.append(_rung(prover, rung, below, climbed.track))
        below = below.after((rung.extent or rung.step).values)
    return LadderFact(climbed.track, tuple(facts), climbed.ended)


class _Below:
    """The scenario with the rungs below a rung done, and the settings that make it so."""

    def __init__(self, scenario: Scenario, done: Mapping[str, Setting] | None = None) -> None:
        self.scenario = scenario
        self.done = dict(done or {})

    def settings(self, values: Mapping[Path, float]) -> tuple[Setting, ...]:
        """The settings of the rungs below and of new values on top."""
        on_top = {setting.key: setting for setting in settings(self.scenario, values)}
        return tuple({**self.done, **on_top}.values())

    def after(self, values: Mapping[Path, float]) -> _Below:
        done = {setting.key: setting for setting in self.settings(values)}
        return _Below(with_values(self.scenario, values), done)


def _rung(prover: Prover, rung: Rung, below: _Below, track: str) -> RungFact:
    handle, then = rung.handle, rung.then
    return RungFact(
        rung.number,
        track,
        handle.kind,
        handle.name,
        handle.key,
        handle.direction < 0,
        _relief(prover, rung.step, below),
        _relief(prover, rung.extent, below) if rung.extent else None,
        then.kind if then else "",
        then.name if then else "",
        then.key if then else "",
    )


def _relief(prover: Prover, relief: Relief, below: _Below) -> ReliefFact:
    proof = prover.proof(below.settings(relief.values))
    before = prover.outcome(tuple(below.done.values())) if below.done else prover.base
    was = [number_at(below.scenario, path).value for path in relief.values]
    return ReliefFact(
        relief.share,
        sum(was) / len(was),
        sum(relief.values.values()) / len(relief.values),
        relief.unit,
        _change(before.objective, proof.objective, relief.gain_npv),
        _change(before.compute, proof.compute, relief.gain_compute),
        _change(before.public_cost, proof.public_cost, relief.public_cost),
        _change(before.capital, proof.capital, relief.capital),
        _change(before.tariff_revenue, proof.tariff_revenue, relief.tariff_revenue),
        relief.cost,
        proof,
    )


def _change(before: float | None, after: float | None, otherwise: float) -> float:
    return otherwise if before is None or after is None else after - before


# --- order by ---------------------------------------------------------------------------------------------------------


def order_by_facts(prover: Prover, waits: Waits) -> tuple[OrderByFact, ...]:
    """Order-by dates of every asset in which the plan starts something, the earliest first."""
    facts = [_order_by(prover, found, waits) for found in order_by(prover.point)]
    return tuple(sorted(facts, key=lambda fact: (fact.never, fact.last_period)))


def _order_by(prover: Prover, found: OrderBy, waits: Waits) -> OrderByFact:
    _, permit, build = waits.lead_time(found.asset, found.region)
    losses = tuple(_loss(prover, found, loss) for loss in found.losses)
    return OrderByFact(found.asset, found.region, found.last_period, not losses, permit + build, losses)


def _loss(prover: Prover, found: OrderBy, loss: Loss) -> LossFact:
    barred = _barred(prover.point.scenario, found.asset, found.region, loss.period)
    proof = prover.proof(barred)
    gain, gain_compute = prover.gain(barred), prover.gain_compute(barred)
    return LossFact(
        loss.period,
        None if gain_compute is None else max(-gain_compute, 0.0),
        None if gain is None else max(-gain, 0.0),
        proof,
    )


def _barred(scenario: Scenario, asset: str, region: str, period: str) -> Sequence[Setting]:
    """Nothing of an asset started before a period, as a limit on its starts that opens then."""
    grid = periods(scenario)
    date = float(grid.starts[grid.labels.index(period)])
    alone = len(scenario.assets[asset].regions or scenario.regions) == 1
    place: Path = () if alone and not scenario.assets[asset].by_region else ("by_region", region)
    there = in_region(scenario.assets[asset], region)
    path: Path = ("assets", asset, *place, "max_starts")
    return (barred_until(path, there.max_starts, f"{there.capacity}/yr", date),)
