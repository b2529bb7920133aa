"""The facts as long tables, one fact a row, for other programs. Numbers are in base units; () is an empty cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from typing import Any

from optimizer.results.explain.bottlenecks import BottleneckFact, TimelineRow
from optimizer.results.explain.changes import Effect
from optimizer.results.explain.facts import Facts
from optimizer.results.explain.ladders import OrderByFact, ReliefFact, RungFact
from optimizer.results.explain.limits import PartFact
from optimizer.results.explain.numbers import WorthFact
from optimizer.results.spans import Span

Rows = Iterator[Sequence[Any]]
Table = tuple[Sequence[str], Rows]

BOTTLENECKS = (
    "rank", "link", "cause", "kind", "region", "name", "state", "worth", "share", "objective_unit", "first", "last",
    "spans", "peak_dual", "dual_unit", "peak_period", "peak_future", "throughout", "limit_unit", "permit_years",
    "build_years", "first_possible", "first_new", "gain_1_percent", "loss_1_percent", "verdict", "tied_with", "numbers",
    "sources",
)  # fmt: skip
"""region, worth, share, lead times: of one region. Spans, duals, gains, losses: of all regions together."""
EFFECTS = (
    "kind", "name", "change", "amount", "expected", "gain", "gain_compute", "loss", "verdict", "then", "proof",
    "opposite",
)  # fmt: skip
SENSITIVITY = (
    "rank", "key", "value", "low", "high", "unit", "per_percent", "objective_unit", "derivative", "swing", "at_low",
    "at_high", "verdict", "below", "above", "source", "confidence", "influential_and_weak", "proof_low", "proof_high",
)  # fmt: skip
LADDER = (
    "track", "rung", "key", "kind", "name", "relief", "share", "before", "after", "unit", "gain", "objective_unit",
    "gain_compute", "compute_unit", "public_cost", "capital", "tariff_revenue", "cost", "then", "proof",
)  # fmt: skip
ORDER_BY = (
    "asset", "region", "last_period", "never", "lead_time_years", "period", "lost_compute", "compute_unit",
    "lost_value", "objective_unit", "proof",
)  # fmt: skip
PROOFS = (
    "proof", "objective", "objective_unit", "compute", "compute_unit", "public_cost", "capital", "tariff_revenue",
    "money", "command",
)  # fmt: skip


def tables(facts: Facts) -> dict[str, Table]:
    """The tables by name; those that were not asked for are left out."""
    found: dict[str, Table] = {
        "bottlenecks": (BOTTLENECKS, _bottlenecks(facts)),
        "timeline": (tuple(column.name for column in fields(TimelineRow)), map(astuple, facts.timeline)),
        "effects": (EFFECTS, _effects(facts)),
    }
    if facts.sensitivity is not None:
        found["sensitivity"] = (SENSITIVITY, _sensitivity(facts))
    if facts.ladders:
        found["ladder"] = (LADDER, _ladder(facts))
    if facts.order_by is not None:
        found["order_by"] = (ORDER_BY, _order_by(facts))
    found["proofs"] = (PROOFS, _proofs(facts))
    return found


def spans_text(spans: Sequence[Span]) -> str:
    """`2027Q3-2029Q1; 2031Q2 if boom`."""
    return "; ".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    when = span.first if span.first == span.last else f"{span.first}-{span.last}"
    return when + (f" if {', '.join(span.futures)}" if span.futures else "")


def _bottlenecks(facts: Facts) -> Rows:
    for fact in facts.bottlenecks:
        for part in fact.parts:
            yield _bottleneck(facts, fact, part)


def _bottleneck(facts: Facts, fact: BottleneckFact, part: PartFact) -> Sequence[Any]:
    more: Effect | None = next((effect for effect in fact.effects if effect.change in ("more", "open")), None)
    tied = [other.name for other in fact.tie.members if other != fact.limit] if fact.tie else []
    wait = part.wait
    return (
        fact.rank,
        fact.link,
        wait.cause if wait else fact.cause,
        fact.limit.kind,
        part.region,
        fact.limit.name,
        fact.state,
        part.worth,
        part.share,
        facts.about.objective_unit,
        min((span.first for span in fact.spans), default=""),
        max((span.last for span in fact.spans), default=""),
        spans_text(fact.spans),
        fact.peak_dual,
        fact.dual_unit,
        fact.peak_period,
        fact.peak_future,
        fact.throughout,
        fact.limit_unit,
        wait.permit if wait else None,
        wait.build if wait else None,
        wait.first_possible if wait else None,
        wait.first_new if wait else None,
        more.gain if more else None,
        more.loss if more else None,
        more.verdict if more else None,
        "; ".join(tied),
        "; ".join(number.key for number in fact.numbers),
        "; ".join(dict.fromkeys(number.source for number in fact.numbers if number.source)),
    )


def _effects(facts: Facts) -> Rows:
    for fact in facts.bottlenecks:
        for effect in fact.effects:
            yield (
                fact.limit.kind,
                fact.limit.name,
                effect.change,
                effect.amount,
                effect.expected,
                effect.gain,
                effect.gain_compute,
                effect.loss,
                effect.verdict,
                f"{effect.then.kind} {effect.then.name}" if effect.then else None,
                effect.proof.number,
                effect.opposite.number if effect.opposite else None,
            )


def _sensitivity(facts: Facts) -> Rows:
    found = facts.sensitivity
    for rank, worth in enumerate(found.worths if found else (), 1):
        yield _worth(rank, worth, facts)


def _worth(rank: int, worth: WorthFact, facts: Facts) -> Sequence[Any]:
    weak = facts.sensitivity.influential_and_weak if facts.sensitivity else ()
    return (
        rank,
        worth.key,
        worth.value,
        worth.low,
        worth.high,
        worth.unit,
        worth.per_percent,
        facts.about.objective_unit,
        worth.derivative,
        worth.swing,
        worth.at_low,
        worth.at_high,
        worth.verdict,
        worth.below,
        worth.above,
        worth.source,
        worth.confidence,
        "true" if worth.key in weak else "false",
        worth.proof_low.number if worth.proof_low else None,
        worth.proof_high.number if worth.proof_high else None,
    )


def _ladder(facts: Facts) -> Rows:
    for ladder in facts.ladders:
        for rung in ladder.rungs:
            yield _rung(rung, "step", rung.step, facts)
            if rung.extent is not None:
                yield _rung(rung, "extent", rung.extent, facts)


def _rung(rung: RungFact, what: str, relief: ReliefFact, facts: Facts) -> Sequence[Any]:
    return (
        rung.track,
        rung.number,
        rung.key,
        rung.kind,
        rung.name,
        what,
        relief.share,
        relief.before,
        relief.after,
        relief.unit,
        relief.gain,
        facts.about.objective_unit,
        relief.gain_compute,
        facts.about.compute_unit,
        relief.public_cost,
        relief.capital,
        relief.tariff_revenue,
        relief.cost,
        rung.then_key,
        relief.proof.number,
    )


def _order_by(facts: Facts) -> Rows:
    for fact in facts.order_by or ():
        yield from _losses(fact, facts)


def _losses(fact: OrderByFact, facts: Facts) -> Rows:
    about = (fact.asset, fact.region, fact.last_period, "true" if fact.never else "false", fact.lead_time)
    if not fact.losses:
        yield (*about, None, None, facts.about.compute_unit, None, facts.about.objective_unit, None)
    for loss in fact.losses:
        units = facts.about.compute_unit, facts.about.objective_unit
        yield (*about, loss.period, loss.compute, units[0], loss.value, units[1], loss.proof.number)


def _proofs(facts: Facts) -> Rows:
    import shlex

    for proof in facts.proofs:
        yield (
            proof.number,
            proof.objective,
            facts.about.objective_unit,
            proof.compute,
            facts.about.compute_unit,
            proof.public_cost,
            proof.capital,
            proof.tariff_revenue,
            facts.about.money,
            shlex.join(proof.command),
        )
