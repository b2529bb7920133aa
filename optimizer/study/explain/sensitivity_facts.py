"""What every number is worth, as facts; the weightiest solved again at both ends of their ranges."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.results.explain.changes import Proof, Setting
from optimizer.results.explain.numbers import SensitivityFacts, WorthFact
from optimizer.scenario.edit import value_at
from optimizer.scenario.number import Number
from optimizer.scenario.walk import in_per_cent
from optimizer.study.explain.proofs import Prover
from optimizer.study.explain.sensitivity import Worth, confirmed, influential_and_weak, sensitivity
from optimizer.study.explain.settings import settings


def sensitivity_facts(prover: Prover, top: int) -> SensitivityFacts:
    """Every number's worth; the `top` first are confirmed by solving again, and solved at their low and their high."""
    worths = sensitivity(prover.point)
    checked = confirmed(prover.point, worths, top)
    weak = influential_and_weak(worths)
    facts = tuple(_fact(prover, worth, solved=rank < top) for rank, worth in enumerate(checked))
    return SensitivityFacts(facts, tuple(worth.key for worth in weak))


def _fact(prover: Prover, worth: Worth, *, solved: bool) -> WorthFact:
    number, checked = worth.number, worth.confirmation
    low, high = ((_end(prover, worth, end) if solved else ()) for end in (number.low, number.high))
    return WorthFact(
        worth.key,
        number.value,
        number.low,
        number.high,
        number.unit,
        not isinstance(value_at(prover.point.scenario, worth.path), Number),
        number.source or "",
        number.confidence or "",
        worth.weakly_sourced,
        worth.derivative,
        worth.per_percent,
        worth.swing,
        checked.verdict if checked else "",
        checked.below if checked else None,
        checked.above if checked else None,
        prover.gain(low) if low else None,
        prover.gain(high) if high else None,
        _proof(prover, low),
        _proof(prover, high),
        in_per_cent(number.unit, worth.path),
    )


def _end(prover: Prover, worth: Worth, end: float | None) -> tuple[Setting, ...]:
    """The number set to an end of its range; () where there is none."""
    return () if end is None else settings(prover.point.scenario, {worth.path: end})


def _proof(prover: Prover, changed: Sequence[Setting]) -> Proof | None:
    return prover.proof(changed) if changed else None
