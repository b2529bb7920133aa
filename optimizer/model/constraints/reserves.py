"""The strategic reserve: its level, its rules of filling and drawing, and the cover it must hold."""

from __future__ import annotations

from optimizer.model.letters import Equation, Market, Model, Node


def reserve(m: Model, i: Market, n: Node) -> Equation:
    r"""The reserve is what was in it, less losses, plus what is filled, less what is drawn.

    Equation   reserve[i,n] = (1−lossΔ)·reserve[i,parent] + fill[i,n] − draw[i,n]; `initial` at the root
    For each   (i, n) in RESERVE: markets with a reserve, every node
    Units      commodity
    Dual       money per unit more in the reserve in n (limits, kind `reserve_initial` at the root)
    Source     docs/model.md, (reserve)
    """
    before = sum(m.reserve_remains[i, n] * m.reserve[i, p] for p in m.PARENT[n])
    return m.reserve[i, n] - before - m.fill[i, n] + m.draw[i, n] == m.reserve_opening[i, n]


def fill_rate(m: Model, i: Market, n: Node) -> Equation:
    r"""The reserve is filled no faster than its rate, and not while disrupted where the rule says so.

    Equation   fill[i,n]  ≤  fill_rate[i] · Δ · (1 − share disrupted, where `fill: undisrupted`)
    For each   (i, n) in FILL_LIMITED: reserves with a rate or that rule
    Units      commodity
    Dual       money per unit more that may be put in
    Source     docs/model.md, (fill_rate)
    """
    return m.fill[i, n] <= m.fill_room[i, n]


def draw_rate(m: Model, i: Market, n: Node) -> Equation:
    r"""The reserve is drawn no faster than its rate, and only in disruptions where the rule says so.

    Equation   draw[i,n]  ≤  draw_rate[i] · Δ · (share of the period disrupted, where `release: disruption`)
    For each   (i, n) in DRAW_LIMITED: reserves with a rate or that rule
    Units      commodity
    Dual       money per unit more that may be taken out
    Source     docs/model.md, (draw_rate)
    """
    return m.draw[i, n] <= m.draw_room[i, n]


def reserve_size(m: Model, i: Market, n: Node) -> Equation:
    r"""The reserve holds no more than its size.

    Equation   reserve[i,n]  ≤  size[i,t(n)]
    For each   (i, n) in RESERVE
    Units      commodity
    Dual       money per unit more room
    Source     docs/model.md, (reserve_size)
    """
    return m.reserve[i, n] <= m.reserve_size[i, n]


def cover(m: Model, i: Market, n: Node) -> Equation:
    r"""Outside disruptions the reserve holds the stated days of use.

    Equation   reserve[i,n]  ≥  cover[i] / Δ · use[i,n],  use = Σ in·act + Σ build inputs + Σ serve
    For each   (i, n) in COVERED: reserves with a `cover`, from `cover_from` on, in periods without disruptions of i
    Units      commodity
    Dual       money per unit less that must be held
    Source     docs/model.md, (reserve), "a cover of so many days of use"
    """
    used = sum(m.cover[i, n] * m.used[a, o, i, n] * m.act[a, o, n] for a, o in m.USERS_OF[i])
    built_in = sum(
        m.cover[i, n] * m.build_use[i, a, l, s, n] * m.start[a, l, q, s] for a, l, q, s in m.BUILDS_USING[i, n]
    )
    served = sum(m.cover[i, n] * m.serve[d, q, n] for d, q in m.USES_ON[i])
    return m.reserve[i, n] - used - built_in - served >= 0
