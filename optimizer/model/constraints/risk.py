"""Risk: how far each future falls short of the tail level."""

from __future__ import annotations

from optimizer.model.letters import Equation, Future, Model
from optimizer.model.objective import surplus


def shortfall(m: Model, b: Future) -> Equation:
    r"""A future's shortfall is at least what its value is below the tail level.

    Equation   shortfall[b]  ≥  tail_level − Z[b],  Z[b] = Σ_{n on the path of b} surplus[n];
               CVaR_α = tail_level − (1/α) · Σ_b p(b) · shortfall[b] at the optimum
    For each   b in SHORTFALL: every future, where the objective has `risk`
    Units      money
    Dual       weight of the future in the tail
    Source     docs/model.md, "Risk"; R. T. Rockafellar and S. Uryasev, Optimization of conditional value-at-risk (2000)
    """
    value = sum(surplus(m, n) for n in m.PATH[b])
    level = sum(m.tail_level[x] for x in m.TAIL_OF[b])
    return m.shortfall[b] + value - level >= 0
