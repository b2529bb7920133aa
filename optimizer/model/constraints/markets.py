"""Markets: what balances, what is on offer, what is wanted, what moves between regions and what is stored."""

from __future__ import annotations

from optimizer.model.letters import Demand, Equation, Link, Market, Model, Node, Supply, Tier


def balance(m: Model, i: Market, n: Node) -> Equation:
    r"""A commodity is made, bought, shipped in or taken from store before it is used, shipped out or stored.

    Equation   Σ out·act − Σ in·act − Σ build_input·kernel_k·start[a,l,q,anc(n,k)] + Σ buy + Σ flow in·(1−loss)
               − Σ flow out + (1−lossΔ)·stock[parent] − stock[n] + draw − fill − Σ serve
               ≥  −(initial stock, at the root)
    For each   (i, n) in MARKETS: every market (a commodity, in its region if it is regional) and node
    Units      commodity
    Dual       the price: money per unit of the commodity, discounted and expected; never negative once its sign is
               undone, since surplus is free to throw away. Reported in table `prices` in money of its period.
    Source     docs/model.md, (balance)
    """
    made = sum(m.made[a, o, i, n] * m.act[a, o, n] for a, o in m.MAKERS_OF[i])
    used = sum(m.used[a, o, i, n] * m.act[a, o, n] for a, o in m.USERS_OF[i])
    built_in = sum(m.build_use[i, a, l, s, n] * m.start[a, l, q, s] for a, l, q, s in m.BUILDS_USING[i, n])
    bought = sum(m.buy[s, q, n] for s, q in m.OFFERS_ON[i])
    arrived = sum(m.arrives[k, n] * m.flow[k, n] for k in m.LINKS_INTO[i])
    sent = sum(m.flow[k, n] for k in m.LINKS_OUT_OF[i])
    kept = sum(m.stock_remains[j, n] * m.stock[j, p] for j in m.STOCKS_OF[i] for p in m.PARENT[n])
    stored = sum(m.stock[j, n] for j in m.STOCKS_OF[i])
    drawn = sum(m.draw[j, n] - m.fill[j, n] for j in m.RESERVES_OF[i])
    served = sum(m.serve[d, q, n] for d, q in m.USES_ON[i])
    return made - used - built_in + bought + arrived - sent + kept - stored + drawn - served >= -m.stock_opening[i, n]


def supply(m: Model, s: Supply, q: Tier, n: Node) -> Equation:
    r"""No more is bought from a tier than it offers, disruptions counted.

    Equation   buy[s,q,n]  ≤  quantity[s,q,t] · Δ · (1 − Σ disruptions' loss x share of the period they cover)
    For each   (s, q, n) in BUY: every supply tier and node
    Units      commodity
    Dual       money per unit more on offer: price less what the tier asks
    Source     docs/model.md, (supply)
    """
    return m.buy[s, q, n] <= m.offered[s, q, n]


def demand(m: Model, d: Demand, q: Tier, n: Node) -> Equation:
    r"""No more is served than is wanted.

    Equation   serve[d,q,n]  ≤  quantity[d,q,t] · Δ
    For each   (d, q, n) in FLEXIBLE: tiers that need not be served in full
    Units      commodity
    Dual       money per unit more wanted: the tier's value less the price
    Source     docs/model.md, (demand)
    """
    return m.serve[d, q, n] <= m.wanted[d, q, n]


def firm_demand(m: Model, d: Demand, q: Tier, n: Node) -> Equation:
    r"""A firm tier is served in full, whatever it costs.

    Equation   serve[d,q,n]  =  quantity[d,q,t] · Δ
    For each   (d, q, n) in FIRM: tiers marked `firm`
    Units      commodity
    Dual       money per unit more wanted: the tier's value less the price, negative where serving it costs more than
               it is worth. Reported as two limits: `demand` (worth of wanting more) and `firm` (worth of wanting less).
    Source     docs/model.md, (demand)
    """
    return m.serve[d, q, n] == m.wanted[d, q, n]


def link_capacity(m: Model, k: Link, n: Node) -> Equation:
    r"""No more is sent over a link than it carries.

    Equation   flow[k,n]  ≤  capacity[k,t] · Δ
    For each   (k, n) in CAPPED_LINKS: links with a capacity
    Units      commodity
    Dual       money per unit more that the link could carry
    Source     docs/model.md, "Regions"
    """
    return m.flow[k, n] <= m.link_capacity[k, n]


def stock_limit(m: Model, i: Market, n: Node) -> Equation:
    r"""Commercial inventory fits in the room there is for it.

    Equation   stock[i,n]  ≤  max_stock[i,t(n)]
    For each   (i, n) in STOCK: markets whose commodity has `max_stock`
    Units      commodity
    Dual       money per unit more room
    Source     docs/model.md, stock[m,n]
    """
    return m.stock[i, n] <= m.max_stock[i, n]
