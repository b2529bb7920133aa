"""Why there is no optimum: the limits that contradict each other, or the gain that nothing bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from optimizer.model.arrays import IndexSet
from optimizer.model.build import Formulation
from optimizer.model.compile import Block, LinearProgram
from optimizer.model.naming import owner
from optimizer.model.solver import INFEASIBLE, Optimum

MEANING = {
    "service": "capacity in service (existing plus what is built)",
    "capacity": "what the capacity can do",
    "balance": "the balance: no more used than is made or bought",
    "supply": "the quantity on offer",
    "demand": "the quantity wanted",
    "firm_demand": "demand that must be served in full",
    "link_capacity": "the capacity of the link",
    "stock_limit": "the room for commercial stock (max_stock)",
    "growth": "the growth limit on starts",
    "max_starts": "the limit on starts (max_starts)",
    "surge": "the rate of a surge step",
    "max_capacity": "the limit on capacity (max_capacity)",
    "throughput": "the throughput of the permitting lane",
    "reserve": "the level of the strategic reserve",
    "fill_rate": "the fill rate of the reserve",
    "draw_rate": "the draw rate of the reserve",
    "reserve_size": "the size of the reserve",
    "cover": "the cover that the reserve must hold",
    "entitlement": "the credit that can be claimed",
    "credit_cap": "the yearly cap of the credit",
    "credit_total": "the total cap of the credit",
    "loan_share": "the share that can be lent",
    "loan_cap": "the authority of the loan programme",
    "budget": "the budget of the fund",
    "fund_total": "the total of the fund",
    "cash": "the cash of the fund",
    "shortfall": "the shortfall of a future",
}
GAIN = {
    "start": "starting ever more",
    "act": "running ever more",
    "buy": "buying ever more from",
    "serve": "serving ever more of",
    "claim": "claiming ever more of",
    "loan": "borrowing ever more from",
    "flow": "shipping ever more over",
    "fill": "filling ever more of the reserve of",
    "draw": "drawing ever more of the reserve of",
    "stock": "storing ever more",
}
MOST = 12
"""Most lines of a conflict that are listed."""


def explain(formulation: Formulation, program: LinearProgram, optimum: Optimum) -> str:
    """A message that names what stands against what, in the words of the scenario."""
    if optimum.status == INFEASIBLE:
        return _infeasible(formulation, program, optimum)
    return _unbounded(formulation, program, optimum)


def _infeasible(formulation: Formulation, program: LinearProgram, optimum: Optimum) -> str:
    lines = [_line(formulation, block, at, MEANING) for block, at in _grouped(program.rows, _conflict_rows(optimum))]
    head = "The scenario has no feasible plan."
    if not lines:
        return f"{head} HiGHS could not narrow the conflict down to single limits."
    return f"{head} These limits contradict each other (relaxing any one of them ends this conflict):\n" + _listed(
        lines
    )


def _conflict_rows(optimum: Optimum) -> list[int]:
    """Rows of an irreducible infeasible subset."""
    highs = optimum.solver
    highs.setOptionValue("iis_strategy", 6)  # from the LP, then reduced; 0 gives an empty set
    _, iis = highs.getIis()
    return [int(row) for row in iis.row_index_]


def _unbounded(formulation: Formulation, program: LinearProgram, optimum: Optimum) -> str:
    head = "Nothing bounds the gain: the scenario lets value grow without end."
    _, found, ray = optimum.solver.getPrimalRay()
    if not found:
        return f"{head} HiGHS gives no direction of it; look for demand without a quantity or a credit above the cost."
    direction = np.asarray(ray)[: program.shape[1]]
    moving = np.flatnonzero(np.abs(direction) > 1e-9 * np.abs(direction).max())
    chosen = [(block, at) for block, at in _grouped(program.columns, moving.tolist()) if block.name in GAIN]
    lines = [_line(formulation, block, at, GAIN) for block, at in chosen]
    return f"{head} What grows together:\n" + _listed(lines)


def _listed(lines: Sequence[str]) -> str:
    shown = [f"  - {line}" for line in lines[:MOST]]
    if len(lines) > MOST:
        shown.append(f"  - and {len(lines) - MOST} more")
    return "\n".join(shown)


def _grouped(blocks: Mapping[str, Block], positions: Iterable[int]) -> list[tuple[Block, list[int]]]:
    """Rows or columns of the same thing in several periods together, in order of the blocks."""
    groups: dict[tuple[object, ...], tuple[Block, list[int]]] = {}
    for position in sorted(positions):
        block, at = owner(blocks, position)
        thing = tuple(code for axis, code in _codes(block.over, at) if axis != "node")
        groups.setdefault((block.name, *thing), (block, []))[1].append(at)
    return list(groups.values())


def _codes(over: IndexSet, at: int) -> list[tuple[str, int]]:
    """(axis, code) of one row; of several node indices only the last counts as the time."""
    return [(axis.name, code) for axis, code in zip(over.axes, over.codes[at].tolist(), strict=True)]


def _line(formulation: Formulation, block: Block, at: list[int], meaning: dict[str, str]) -> str:
    words = [
        str(axis.labels[code])
        for axis, code in zip(block.over.axes, block.over.codes[at[0]].tolist(), strict=True)
        if axis.name not in ("node", "step", "lane") or (axis.name == "lane" and code)
    ]
    nodes = [code for position in at for axis, code in _codes(block.over, position) if axis == "node"]
    when = f", {_span(formulation, nodes)}" if nodes else ""
    return f"{' / '.join(words)}: {meaning[block.name]}{when}" if words else f"{meaning[block.name]}{when}"


def _span(formulation: Formulation, nodes: Sequence[int]) -> str:
    labels = formulation.places.tree.labels
    first, last = labels[min(nodes)], labels[max(nodes)]
    future = "" if last[0] == "all" else f" in future {last[0]}"
    return (first[1] if first[1] == last[1] else f"{first[1]} to {last[1]}") + future
