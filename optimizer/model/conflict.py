"""Why there is no optimum: the limits that contradict each other, or the gain that nothing bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from optimizer.errors import SolverStopped
from optimizer.model.arrays import IndexSet
from optimizer.model.build import Formulation
from optimizer.model.compile import Block, LinearProgram
from optimizer.model.naming import owner
from optimizer.model.ray import ray_of_stages
from optimizer.model.session import INFEASIBLE
from optimizer.model.solver import Optimum
from optimizer.scenario.number import Number, Series
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Path, key_path
from optimizer.scenario.walk import value_at

LIMITS = {
    "firm_demand": ("demands.{}.tiers.{}.quantity", "must be served in full"),
    "supply": ("supplies.{}.tiers.{}.quantity", "all that is on offer"),
    "service": ("assets.{}.existing", "in service without new building"),
    "growth": ("assets.{}.growth.rate", "the most that starts may grow"),
    "max_starts": ("assets.{}.max_starts", "the most that can be started"),
    "surge": ("assets.{}.surge.{}.up_to", "the most that can be started at this step"),
    "max_capacity": ("assets.{}.max_capacity", "the most in service"),
    "link_capacity": ("links.{}.capacity", "the most that can be sent"),
    "stock_limit": ("commodities.{}.max_stock", "the most in stock"),
    "throughput": ("permitting.lanes.{}.throughput", "the most that the lane takes on"),
    "reserve": ("reserve.{}.initial", "in the reserve at the start"),
    "fill_rate": ("reserve.{}.fill_rate", "the most that can be put in"),
    "draw_rate": ("reserve.{}.draw_rate", "the most that can be taken out"),
    "reserve_size": ("reserve.{}.size", "the most that the reserve holds"),
    "cover": ("reserve.{}.cover", "must be held of what is used"),
    "credit_cap": ("credits.{}.annual_cap", "the most that is paid"),
    "credit_total": ("credits.{}.total_cap", "the most that is paid in all"),
    "loan_cap": ("loans.{}.cap", "the most that is lent in all"),
    "budget": ("funds.{}.budget", "the most that is paid in"),
    "fund_total": ("funds.{}.total", "the most that is paid in, in all"),
    "demand": ("demands.{}.tiers.{}.quantity", "all that is wanted"),
}
"""Equations that hold a number of the scenario: its path ({} for a name, and for a tier or step) and what it says."""
MEETING = {
    "capacity": "what {} can do",
    "balance": "the balance of {}",
    "entitlement": "what can be claimed of {}",
    "loan_share": "what can be borrowed from {}",
    "cash": "the cash of {}",
    "shortfall": "the shortfall of {}",
}
"""Equations in which limits meet."""
GAIN = {
    "start": "start ever more {}",
    "act": "run ever more {}",
    "buy": "buy ever more from {}",
    "serve": "serve ever more of {}",
    "claim": "claim ever more of {}",
    "loan": "borrow ever more from {}",
    "flow": "ship ever more over {}",
    "fill": "fill ever more of the {} reserve",
    "draw": "draw ever more of the {} reserve",
    "stock": "store ever more {}",
}
MOST = 12
"""Most lines of a conflict that are listed."""
HINT = "`optimizer explain FILE` proposes edits that mend it."


def explain(formulation: Formulation, program: LinearProgram, optimum: Optimum) -> str:
    """A message that names what stands against what, in the words of the scenario."""
    if optimum.status == INFEASIBLE:
        return f"{_infeasible(formulation, program, optimum)}\n{HINT}"
    return f"{_unbounded(formulation, program)}\n{HINT}"


def _infeasible(formulation: Formulation, program: LinearProgram, optimum: Optimum) -> str:
    groups = _grouped(formulation, program.rows, _conflict_rows(optimum))
    limits = [_limit(formulation, block, at) for block, at in groups if block.name in LIMITS]
    meeting = dict.fromkeys(_doing(block, at[0], MEETING) for block, at in groups if block.name in MEETING)
    head = "The scenario has no feasible plan."
    if not limits:
        return f"{head} HiGHS could not narrow the conflict down to single limits."
    where = f"\nThey meet in {_and(list(meeting))}." if meeting else ""
    return f"{head} These numbers contradict each other; changing any one of them ends this contradiction:\n" + (
        _listed(limits) + where
    )


def _conflict_rows(optimum: Optimum) -> list[int]:
    """Rows of an irreducible infeasible subset."""
    highs = optimum.solver
    highs.setOptionValue("iis_strategy", 6)  # from the LP, then reduced; 0 gives an empty set
    _, iis = highs.getIis()
    return [int(row) for row in iis.row_index_]


def _unbounded(formulation: Formulation, program: LinearProgram) -> str:
    head = "Nothing bounds the gain: the scenario lets value grow without end."
    try:
        direction = ray_of_stages(program, formulation.scenario.objective.maximize)
    except SolverStopped:
        direction = None
    if direction is None:
        return f"{head} No direction of it was found; look for a credit or a loan that is worth more than the cost."
    groups = _grouped(formulation, program.columns, np.flatnonzero(direction).tolist())
    lines = [
        f"{_doing(block, at[0], GAIN)}{_when(formulation, block, at)}" for block, at in groups if block.name in GAIN
    ]
    return f"{head} It pays, together, to\n" + _listed(lines)


def _listed(lines: Sequence[str]) -> str:
    shown = [f"  - {line}" for line in lines[:MOST]]
    if len(lines) > MOST:
        shown.append(f"  - and {len(lines) - MOST} more")
    return "\n".join(shown)


def _and(words: Sequence[str]) -> str:
    shown = [*words[:MOST], *(["more"] if len(words) > MOST else [])]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _grouped(
    formulation: Formulation, blocks: Mapping[str, Block], positions: Iterable[int]
) -> list[tuple[Block, list[int]]]:
    """Rows or columns of the same thing in several periods of one future together, in order of the blocks.

    Where only one future takes part, the periods before the reveal go with it.
    """
    owned = [owner(blocks, position) for position in sorted(positions)]
    futures = {_future(formulation, block, at) for block, at in owned} - {0}
    groups: dict[tuple[object, ...], tuple[Block, list[int]]] = {}
    for block, at in owned:
        thing = tuple(code for axis, code in _codes(block.over, at) if axis != "node")
        future = _future(formulation, block, at) if len(futures) > 1 else 0
        groups.setdefault((block.name, future, *thing), (block, []))[1].append(at)
    return list(groups.values())


def _future(formulation: Formulation, block: Block, at: int) -> int:
    """The variant of the last node of a row or column; 0 for a common one, and where there is none."""
    nodes = [code for axis, code in _codes(block.over, at) if axis == "node"]
    return int(formulation.places.tree.variant[nodes[-1]]) if nodes else 0


def _codes(over: IndexSet, at: int) -> list[tuple[str, int]]:
    """(axis, code) of one row; of several node indices only the last counts as the time."""
    return [(axis.name, code) for axis, code in zip(over.axes, over.codes[at].tolist(), strict=True)]


# --- a limit, as the file has it --------------------------------------------------------------------------------------


def _limit(formulation: Formulation, block: Block, at: list[int]) -> str:
    """`us.yaml:692 demands.grid.tiers[0].quantity: must be served in full, 2027Q1`."""
    pattern, meaning = LIMITS[block.name]
    scenario = formulation.places.variants[max(_future(formulation, block, row) for row in at)]
    path = _path(scenario, block, at[0], pattern)
    where = _where(scenario, path)
    return f"{where}{key_path(path)}: {meaning}{_when(formulation, block, at)}"


def _path(scenario: Scenario, block: Block, at: int, pattern: str) -> Path:
    """The path of the number behind a row: a region's own where it has one. scenario : the future's own."""
    codes = _codes(block.over, at)
    name, _, region = str(block.over.axes[0].labels[codes[0][1]]).partition("@")
    parts: Iterator[str | int] = iter([name, *(code for axis, code in codes if axis in ("tier", "step"))])
    path: Path = tuple(next(parts) if part == "{}" else part for part in pattern.split("."))
    own = (*path[:2], "by_region", region, *path[2:])
    return own if region and _number(scenario, own) not in (None, _number(scenario, path)) else path


def _where(scenario: Scenario, path: Path) -> str:
    number = _number(scenario, path)
    if number is None or number.where is None:
        return ""
    where = number.where
    return f"{where.file}:{where.line} " if where.line else f"{where} "


def _number(scenario: Scenario, path: Path) -> Number | None:
    """The number at a path, the first of a path over time; None where the scenario gives none."""
    try:
        found = value_at(scenario, path)
    except KeyError:
        return None
    if isinstance(found, Series):
        return found.values[0]
    return found if isinstance(found, Number) else None


def _doing(block: Block, at: int, words: Mapping[str, str]) -> str:
    """What a row or a column is about: `the balance of copper`, `claim ever more of amic on fab`."""
    names = [
        str(axis.labels[code])
        for axis, code in zip(block.over.axes, block.over.codes[at].tolist(), strict=True)
        if axis.name not in ("node", "step", "mode", "tier") and (axis.name, code) != ("lane", 0)
    ]
    return words[block.name].format(" on ".join(names[:2]) + "".join(f", {name}" for name in names[2:]))


def _when(formulation: Formulation, block: Block, at: Sequence[int]) -> str:
    nodes = [code for position in at for axis, code in _codes(block.over, position) if axis == "node"]
    return f", {_span(formulation, nodes)}" if nodes else ""


def _span(formulation: Formulation, nodes: Sequence[int]) -> str:
    labels = formulation.places.tree.labels
    first, last = labels[min(nodes)], labels[max(nodes)]
    future = "" if last[0] == "all" else f" in future {last[0]}"
    return (first[1] if first[1] == last[1] else f"{first[1]} to {last[1]}") + future
