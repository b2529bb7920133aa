"""Permits: what the staff of a lane can take on. (Delays themselves are in the time kernels.)"""

from __future__ import annotations

from optimizer.model.letters import Equation, Lane, Model, Node


def throughput(m: Model, l: Lane, n: Node) -> Equation:
    r"""Applications to a lane with limited staff fit in what it can take, by capital value.

    Equation   Σ_{a,q} capex[a,t] · start[a,l,q,n]  ≤  throughput[l,t] · Δ
    For each   (l, n) in STAFFED: lanes with `throughput`, nodes in which a start is allowed in them
    Units      money
    Dual       money per unit of capital value more that the lane could take
    Source     docs/model.md, (throughput)
    """
    return sum(m.capex[a, n] * m.start[a, l, q, n] for a, q in m.STARTS_IN_LANE[l, n]) <= m.throughput[l, n]
