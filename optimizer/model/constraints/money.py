"""Money: what credits may be claimed, what loans may be drawn, what funds may spend."""

from __future__ import annotations

from optimizer.model.letters import Credit, Equation, Fund, Future, Lane, Loan, Model, Node, Site


def entitlement(m: Model, c: Credit, a: Site, n: Node) -> Equation:
    r"""A credit is claimed on what came into service `paid_after` years before and was begun in the window.

    Equation   claim[c,a,n]  ≤  rate[c,a]·basis[c] · Σ_{l,q,k} e_{t−k} · κ_k · capex·surge·(1+fee)
               · start[a,l,q,anc(n,k)],                 κ = σ(D + paid_after, D + paid_after)
    For each   (c, a, n) in CLAIM: credits and sites with a rate, nodes in which anything can have become due
    Units      money
    Dual       money per unit of credit more that could be claimed
    Source     docs/model.md, (entitlement)
    """
    due = sum(
        m.entitlement[c, a, l, s, n] * m.unit_capital[a, l, q, s] * m.start[a, l, q, s]
        for l, q, s in m.ENTITLING[c, a, n]
    )
    return m.claim[c, a, n] - due <= 0


def credit_cap(m: Model, c: Credit, n: Node) -> Equation:
    r"""A credit with a yearly cap pays no more than that.

    Equation   Σ_a claim[c,a,n]  ≤  annual_cap[c,t(n)] · Δ
    For each   (c, n) in CREDIT_CAPPED: credits with `annual_cap`
    Units      money
    Dual       money per unit more that may be paid
    Source     docs/model.md, (credit_cap)
    """
    return sum(m.claim[c, a, n] for a in m.CLAIMS_OF[c, n]) <= m.credit_cap[c, n]


def credit_total(m: Model, c: Credit, b: Future) -> Equation:
    r"""A credit with a total cap pays no more than that over the horizon, in every future.

    Equation   Σ_{n on the path of b} Σ_a claim[c,a,n]  ≤  total_cap[c]
    For each   (c, b) in CREDIT_TOTALS: credits with `total_cap`, every future
    Units      money
    Dual       money per unit more that may be paid
    Source     docs/model.md, (credit_cap)
    """
    return sum(m.claim[c, a, n] for n in m.PATH[b] for a in m.CLAIMS_OF[c, n]) <= m.credit_total[c, b]


def loan_share(m: Model, g: Loan, a: Site, l: Lane, n: Node) -> Equation:
    r"""A programme lends at most its share of the capital cost of what is started.

    Equation   loan[g,a,l,n]  ≤  share[g] · Σ_q capex·surge·(1+fee) · start[a,l,q,n]
    For each   (g, a, l, n) in LOAN: programmes, their assets and lanes, nodes in which a start is allowed
    Units      money
    Dual       money per unit more that could be lent
    Source     docs/model.md, (loan_share). A loan belongs to a cohort and is drawn as its outlays fall due. Were it
               worth something from each draw on, before the plant is charged, it would pay to borrow for plants that
               hardly serve.
    """
    cost = sum(m.unit_capital[a, l, q, n] * m.start[a, l, q, n] for q in m.STEPS_OF[a, l, n])
    return m.loan[g, a, l, n] - m.loan_share[g, n] * cost <= 0


def loan_cap(m: Model, g: Loan, b: Future) -> Equation:
    r"""A programme lends no more than its authority over the horizon, in every future.

    Equation   Σ_{n on the path of b} Σ_{a,l} loan[g,a,l,n]  ≤  cap[g]
    For each   (g, b) in LOAN_CAPS: programmes with `cap`, every future
    Units      money
    Dual       money per unit more of authority
    Source     docs/model.md, (loan_cap)
    """
    return sum(m.loan[g, a, l, n] for n in m.PATH[b] for a, l in m.LOANS_OF[g, n]) <= m.loan_cap[g, b]


def budget(m: Model, f: Fund, n: Node) -> Equation:
    r"""A fund pays in no more than its budget.

    Equation   equity[f,n]  ≤  budget[f,t(n)] · Δ
    For each   (f, n) in BUDGETED: funds with `budget`
    Units      money
    Dual       money gained per unit of money more in the budget of n
    Source     docs/model.md, (budget)
    """
    return m.equity[f, n] <= m.budget[f, n]


def fund_total(m: Model, f: Fund, b: Future) -> Equation:
    r"""A fund with a total pays in no more than that over the horizon, in every future.

    Equation   Σ_{n on the path of b} equity[f,n]  ≤  total[f]
    For each   (f, b) in FUND_TOTALS: funds with `total`, every future
    Units      money
    Dual       money gained per unit of money more in all
    Source     docs/model.md, (total)
    """
    return sum(m.equity[f, n] for n in m.PATH[b]) <= m.fund_total[f, b]


def cash(m: Model, f: Fund, n: Node) -> Equation:
    r"""A fund spends what it has: carried over, paid in, received as credits and loans.

    Equation   cash[f,n] + paid_out[f,n] = cash[f,parent] + equity[f,n] + Σ claims + Σ loan draws − debt service
               − capital outlays − reserve fills x reference price; with `covers: all` also − variable costs − purchases
               + reinvest x value of demand served. A fund without `carry` has no cash.
    For each   (f, n) in FUND_NODES: every fund and node
    Units      money
    Dual       money gained per unit of money more in the fund in n
    Source     docs/model.md, (cash). paid_out: what is left over may leave the fund; without it a fund that cannot
               carry could not take a credit larger than the outlays of its period.
    """
    carried = sum(m.cash[j, p] for j in m.CARRIES[f] for p in m.PARENT[n])
    kept = sum(m.cash[j, n] for j in m.CARRIES[f])
    claims = sum(m.claim[c, a, n] for c, a in m.CLAIMS_TO[f, n])
    loans = sum(m.outlay[a, l, s, n] * m.loan[g, a, l, s] for g, a, l, s in m.DRAWS_TO[f, n])
    service = sum(m.debt_service[g, a, l, s, n] * m.loan[g, a, l, s] for g, a, l, s in m.DEBTS_OF[f, n])
    outlays = sum(
        m.outlay[a, l, s, n] * m.unit_capital[a, l, q, s] * m.start[a, l, q, s] for a, l, q, s in m.OUTLAYS_OF[f, n]
    )
    fills = sum(m.reserve_price[i, n] * m.fill[i, n] for i in m.FILLS_OF[f])
    costs = sum(m.mode_cost[a, o, n] * m.act[a, o, n] for a, o in m.COSTS_OF[f])
    purchases = sum(m.price[s, q, n] * (1 + m.tariff[s, n]) * m.buy[s, q, n] for s, q in m.PURCHASES_OF[f])
    returned = sum(m.reinvest[f, n] * m.worth[d, q, n] * m.serve[d, q, n] for d, q in m.REVENUES_OF[f])
    received = carried + m.equity[f, n] + claims + loans + returned
    return received - service - outlays - fills - costs - purchases - kept - m.paid_out[f, n] == 0
