"""All that `optimizer explain` finds of a file with a plan."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.results.explain.bottlenecks import BottleneckFact, TimelineRow
from optimizer.results.explain.changes import Proof
from optimizer.results.explain.ladders import LadderFact, OrderByFact
from optimizer.results.explain.limits import Cause
from optimizer.results.explain.numbers import SensitivityFacts


@dataclass(frozen=True)
class About:
    """What was explained: the file and what was applied to it, and its optimum. value : of the plan [money]."""

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
    value: float


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
