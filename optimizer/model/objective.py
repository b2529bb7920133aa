"""The objective: one function for each term, the discounted money of one node. The total is their expected sum."""

from __future__ import annotations

from collections.abc import Callable

from optimizer.model.letters import Expression, Future, Model, Node


def value(m: Model, n: Node) -> Expression:
    r"""Worth of the demand served.

    Equation   df · Σ value[d,q,t] · serve[d,q,n]
    Units      money
    Source     docs/model.md, objective
    """
    return sum(m.discount[n] * m.worth[d, q, n] * m.serve[d, q, n] for d, q in m.ALL_USES[n])


def activity_cost(m: Model, n: Node) -> Expression:
    r"""Variable cost of operating, inputs not counted.

    Equation   − df · Σ cost[a,o,t] · act[a,o,n]
    Units      money
    Source     docs/model.md, objective
    """
    return -1 * sum(m.discount[n] * m.mode_cost[a, o, n] * m.act[a, o, n] for a, o in m.ALL_MODES[n])


def purchases(m: Model, n: Node) -> Expression:
    r"""What is paid for supplies, tariff included.

    Equation   − df · Σ price[s,q,t] · (1 + tariff[s,t]) · buy[s,q,n]
    Units      money
    Source     docs/model.md, objective
    """
    return -1 * sum(
        m.discount[n] * m.price[s, q, n] * (1 + m.tariff[s, n]) * m.buy[s, q, n] for s, q in m.ALL_OFFERS[n]
    )


def flow_cost(m: Model, n: Node) -> Expression:
    r"""Cost of moving commodities between regions.

    Equation   − df · Σ cost[k,t] · flow[k,n]
    Units      money
    Source     docs/model.md, objective
    """
    return -1 * sum(m.discount[n] * m.link_cost[k, n] * m.flow[k, n] for k in m.ALL_LINKS[n])


def stock_holding(m: Model, n: Node) -> Expression:
    r"""Cost of holding commercial inventory.

    Equation   − df · Δ · Σ holding_cost[m] · stock[m,n]
    Units      money
    Source     docs/model.md, objective
    """
    return -1 * sum(m.discount[n] * m.stock_holding[i, n] * m.stock[i, n] for i in m.ALL_STOCKS[n])


def reserve_holding(m: Model, n: Node) -> Expression:
    r"""Cost of holding the strategic reserve.

    Equation   − df · Δ · Σ holding_cost[m] · reserve[m,n]
    Units      money
    Source     docs/model.md, objective
    """
    return -1 * sum(m.discount[n] * m.reserve_holding[i, n] * m.reserve[i, n] for i in m.ALL_RESERVES[n])


def capital_charge(m: Model, n: Node) -> Expression:
    r"""Yearly charge on what is started in n, over the periods in which it serves, at the owner's hurdle rate.

    Equation   − Σ crf(ρ,L) · idc(ρ,build) · Σ_k φ⁰_k · Δ · df_{t+k} · capex·surge·(1+fee) · start[a,l,q,n],
               φ⁰ = φ(D, 0, L): the whole plant is charged from its first day
    Units      money; discounted within the coefficient `annuity`
    Source     docs/model.md, objective: charge
    """
    return -1 * sum(
        m.annuity[a, l, n] * m.unit_capital[a, l, q, n] * m.start[a, l, q, n] for a, l, q in m.ALL_STARTS[n]
    )


def credit_worth(m: Model, n: Node) -> Expression:
    r"""Charges that a credit paid in n saves its owner.

    Equation   Σ crf(ρ_a,L_a) · W_a(t) · claim[c,a,n],  W_a(t) = Σ_{t'≥t within L_a} df_t' · Δ, half weight on t itself,
               0 in the last period
    Units      money; discounted within W
    Source     docs/model.md, objective: credits
    """
    return sum(m.credit_worth[a, n] * m.claim[c, a, n] for c, a in m.ALL_CLAIMS[n])


def loan_worth(m: Model, n: Node) -> Expression:
    r"""Charges that a loan on what starts in n saves its owner: the owner's charge less the same at the loan's rate.

    Equation   Σ (crf(ρ_a,L_a)·idc(ρ_a,build) − crf(rate_g,L_a)·idc(rate_g,build)) · Σ_k φ⁰_k · Δ · df_{t+k}
               · loan[g,a,l,n]
    Units      money; discounted within the coefficient
    Source     docs/model.md, objective: loans
    """
    return sum(m.loan_worth[g, a, l, n] * m.loan[g, a, l, n] for g, a, l in m.ALL_LOANS[n])


def reserve_salvage(m: Model, n: Node) -> Expression:
    r"""Worth of what is left in the strategic reserve in the last period.

    Equation   df · Σ salvage[m] · price[m,t] · reserve[m,n], in the last period of each future
    Units      money
    Source     docs/model.md, objective: salvage
    """
    return sum(
        m.discount[n] * m.reserve_salvage[i, n] * m.reserve_price[i, n] * m.reserve[i, n] for i in m.RESERVES_LEFT[n]
    )


TERMS: tuple[Callable[[Model, Node], Expression], ...] = (
    value,
    activity_cost,
    purchases,
    flow_cost,
    stock_holding,
    reserve_holding,
    capital_charge,
    credit_worth,
    loan_worth,
    reserve_salvage,
)


def surplus(m: Model, n: Node) -> Expression:
    r"""Discounted surplus of one node: the sum of all terms.

    Equation   surplus[n] = value − activity_cost − purchases − flow_cost − holding − capital_charge + credit_worth
               + loan_worth + reserve_salvage
    Units      money
    Source     docs/model.md, objective
    """
    return sum(term(m, n) for term in TERMS)


def expected(m: Model, n: Node) -> Expression:
    r"""Expected discounted surplus of one node, the summand of the net present value.

    Equation   npv = Σ_n p(n) · surplus[n]
    Units      money
    Source     docs/model.md, objective
    """
    return m.probability[n] * surplus(m, n)


def compute(m: Model, n: Node) -> Expression:
    r"""Expected discounted service of the demand that `compute` stands for, the summand of `maximize: compute`.

    Equation   Σ_n p(n) · df · Σ_q serve[compute,q,n]
    Units      units of the demand's commodity
    Source     docs/model.md, "Modes"
    """
    return sum(m.probability[n] * m.discount[n] * m.serve[d, q, n] for d, q in m.COMPUTE_USES[n])


def tidiness(m: Model, n: Node) -> Expression:
    r"""What is preferred among plans of equal worth and compute.

    Owners claim what is due to them, the Treasury keeps its reserve as cheaply as it can, and no fund is paid money
    that it has no use for. Without it a reported public cost would depend on the solver's path.

    Equation   Σ_n p(n) · { Σ claim[c,a,n] − Σ price·(fill − draw)[m,n] − Σ Δ·holding_cost·reserve[m,n]
               − 1/100 · Σ equity[f,n] }
    Units      money, undiscounted
    Source     docs/model.md, "Modes"
    """
    claimed = sum(m.claim[c, a, n] for c, a in m.ALL_CLAIMS[n])
    bought = sum(m.reserve_price[i, n] * (m.fill[i, n] - m.draw[i, n]) for i in m.ALL_RESERVES[n])
    held = sum(m.reserve_holding[i, n] * m.reserve[i, n] for i in m.ALL_RESERVES[n])
    paid_in = sum(m.equity[f, n] for f in m.ALL_FUNDS[n])
    return m.probability[n] * (claimed - bought - held - 0.01 * paid_in)


def tail(m: Model, b: Future) -> Expression:
    r"""A future's part in the mean of the bad tail.

    Equation   CVaR_α = Σ_b p(b) · (tail_level − shortfall[b] / α)
    Units      money
    Source     docs/model.md, "Risk"
    """
    level = sum(m.future_probability[b] * m.tail_level[x] for x in m.TAIL_OF[b])
    return level - m.future_probability[b] * m.tail_share[b] * m.shortfall[b]
