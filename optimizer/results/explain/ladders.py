"""What to relieve next, and by when to apply. Gains are in units of the objective."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.results.explain.changes import Proof


@dataclass(frozen=True)
class ReliefFact:
    """A limit relieved by a share, all rungs below it done. Gains are over the rung below.

    before, after : mean of its numbers [unit].  tariff_revenue : change of duties [money].
    cost : of the relief itself, where the scenario knows it [money].
    """

    share: float
    before: float
    after: float
    unit: str
    gain: float
    gain_compute: float
    public_cost: float
    capital: float
    tariff_revenue: float
    cost: float | None
    proof: Proof


@dataclass(frozen=True)
class RungFact:
    """A rung of a ladder: what is relieved, by a step and as far as it was worth most, and what is worth most then."""

    number: int
    track: str
    kind: str
    name: str
    key: str
    is_delay: bool
    step: ReliefFact
    extent: ReliefFact | None
    then_kind: str
    then_name: str
    then_key: str


@dataclass(frozen=True)
class LadderFact:
    """The rungs of one track, and why there are no more."""

    track: str
    rungs: tuple[RungFact, ...]
    ended: str


@dataclass(frozen=True)
class LossFact:
    """What is lost if nothing of an asset is applied for before a period; None: there is no plan then."""

    period: str
    compute: float | None
    value: float | None
    proof: Proof


@dataclass(frozen=True)
class OrderByFact:
    """The last period in which the first application for an asset can be filed without losing compute.

    last_period is the horizon's last where waiting never loses any. lead_time : permit and building [yr].
    """

    asset: str
    region: str
    last_period: str
    never: bool
    lead_time: float
    losses: tuple[LossFact, ...]
