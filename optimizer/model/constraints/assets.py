"""Assets: what is in service, what it can do, and how fast it can be built."""

from __future__ import annotations

from optimizer.model.letters import Equation, Model, Node, Site, Step


def service(m: Model, a: Site, n: Node) -> Equation:
    r"""Capacity in service is what exists plus what earlier starts have brought on line and not yet retired.

    Equation   cap[a,n] = existing[a,t(n)] + Σ_{l,q,k} φ_k · start[a,l,q,anc(n,k)],
               written as a change: cap[a,n] − cap[a,parent] = Δexisting + Σ Δφ_k · start[a,l,q,anc(n,k)]
    For each   (a, n) in CAP: every site and node
    Units      capacity on both sides
    Dual       money per unit of capacity added in n and kept after it; the difference between a node's dual and
               those of its children is what one more unit existing in n alone is worth (limits, kind `existing`).
    Source     docs/model.md, (service)
    """
    before = sum(m.cap[a, p] for p in m.PARENT[n])
    change = sum(m.service_change[a, l, s, n] * m.start[a, l, q, s] for l, q, s in m.STARTS_SERVING[a, n])
    return m.cap[a, n] - before == m.existing_change[a, n] + change


def capacity(m: Model, a: Site, n: Node) -> Equation:
    r"""Activity of an asset fits in what its capacity in service can do in the period.

    Equation   Σ_o act[a,o,n]  ≤  availability[a,n] · Δ · cap[a,n]
    For each   (a, n) in CAP: every site and node
    Units      capacity x yr on both sides
    Dual       discounted expected money per unit of output: what one more unit of room adds to the optimum.
               Reported as rent in table `capacity`; 0 means that the asset does not hold the plan back in n.
    Source     docs/model.md, (capacity); availability includes disruptions of the asset
    """
    used = sum(m.act[a, o, n] for o in m.MODES_OF[a])
    return used <= m.availability[a, n] * m.period_years * m.cap[a, n]


def growth(m: Model, a: Site, n: Node) -> Equation:
    r"""Building can speed up only so fast.

    Equation   Σ_{l,q} start[a,l,q,n]  ≤  (1+g)^Δ · Σ_{l,q} start[a,l,q,parent] + seed · Δ;
               at the root recent_starts · Δ stands for the parent's starts
    For each   (a, n) in GROWING: sites with a `growth` block, nodes in which a start is allowed
    Units      capacity on both sides
    Dual       money per unit of capacity that may be started in n (limits, kinds `growth_seed`, `recent_starts`)
    Source     docs/model.md, (growth)
    """
    started = sum(m.start[a, l, q, n] for l, q in m.STARTS_AT[a, n])
    before = sum(m.growth_factor[a, n] * m.start[a, l, q, p] for l, q, p in m.STARTS_BEFORE[a, n])
    return started - before <= m.growth_seed[a, n] + m.growth_recent[a, n]


def max_starts(m: Model, a: Site, n: Node) -> Equation:
    r"""No more is started than the scenario allows.

    Equation   Σ_{l,q} start[a,l,q,n]  ≤  max_starts[a,t(n)] · Δ
    For each   (a, n) in MAX_STARTS: sites with `max_starts`, nodes in which a start is allowed
    Units      capacity on both sides
    Dual       money per unit of capacity that may be started in n
    Source     docs/model.md, (max_starts)
    """
    return sum(m.start[a, l, q, n] for l, q in m.STARTS_AT[a, n]) <= m.max_starts[a, n]


def surge(m: Model, a: Site, q: Step, n: Node) -> Equation:
    r"""A surge step takes no more than its part of the rate; building faster moves on to the next, dearer step.

    Equation   Σ_l start[a,l,q,n]  ≤  (up_to[q] − up_to[q−1]) · Δ
    For each   (a, q, n) in SURGE: steps with an end, nodes in which a start is allowed
    Units      capacity on both sides
    Dual       money per unit of capacity that may be started in n at the premium of step q
    Source     docs/model.md, start[a,l,q,n]: "q's rate limits start/Δ"
    """
    return sum(m.start[a, l, q, n] for l in m.LANES_OF_STEP[a, q, n]) <= m.surge_room[a, q, n]


def max_capacity(m: Model, a: Site, n: Node) -> Equation:
    r"""No more is in service than the scenario allows.

    Equation   cap[a,n]  ≤  max_capacity[a,t(n)]
    For each   (a, n) in MAX_CAPACITY: sites with `max_capacity`
    Units      capacity on both sides
    Dual       money per unit of capacity that may be in service in n
    Source     docs/model.md, (max_capacity)
    """
    return m.cap[a, n] <= m.max_capacity[a, n]
