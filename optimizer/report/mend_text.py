"""A diagnosis in plain words: what contradicts what, and the edits that mend the file, each on a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.report.words import amount, listed, number, percent
from optimizer.results.diagnosis import Arbitrage, Conflict, Diagnosis, Doing, Edit, Limit, Point, Remedy

POINTS_SHOWN = 4
"""Points of a path that are told one by one."""
ROLES = {
    "firm": "must be served in full",
    "supply": "all that is on offer",
    "existing": "in service without new building",
    "growth_seed": "can be started from nothing",
    "recent_starts": "started before the plan, which sets how fast building can grow",
    "surge": "can be started at this step",
    "max_starts": "the most that can be started",
    "max_capacity": "the most in service",
    "link": "the most that the link carries",
    "stock_initial": "in stock at the start",
    "stock": "the most in stock",
    "throughput": "the most that the lane takes on",
    "credit_cap": "the most that is paid",
    "credit_total": "the most that is paid in all",
    "loan_cap": "the most that is lent in all",
    "budget": "the most that is paid in",
    "fund_total": "the most that is paid in, in all",
    "reserve_size": "the most that the reserve holds",
    "reserve_initial": "in the reserve at the start",
    "fill_rate": "the most that can be put in",
    "draw_rate": "the most that can be taken out",
    "loss": "lost to the disruption",
}
"""What a number says, by the kind of its limit."""
DOINGS = {
    "start": "start {amount} of {of}",
    "act": "run {of} for {amount}",
    "buy": "buy {amount} from {of}",
    "serve": "serve {amount} of {of}",
    "claim": "claim {amount} of {of}",
    "loan": "borrow {amount} from {of}",
    "flow": "ship {amount} over {of}",
    "fill": "fill the {of} reserve with {amount}",
    "draw": "draw {amount} from the {of} reserve",
    "stock": "store {amount} of {of}",
}
TERMS = {
    "value": "worth of the demand served",
    "activity_cost": "variable costs",
    "purchases": "purchases",
    "flow_cost": "shipping",
    "stock_holding": "holding of stocks",
    "reserve_holding": "holding of the reserve",
    "capital_charge": "capital charges",
    "credit_worth": "credits",
    "loan_worth": "cheaper loans",
    "reserve_salvage": "what is left in the reserve",
}
"""Terms of the objective."""


def text(diagnosis: Diagnosis, name: str) -> str:
    """All of a diagnosis. name : of the scenario file."""
    blocks = [_head(diagnosis, name)]
    several = len(diagnosis.conflicts) > 1
    for i, conflict in enumerate(diagnosis.conflicts, 1):
        blocks.append("\n".join(_conflict(conflict, f"Conflict {i}. " if several else "")))
    if several or (diagnosis.conflicts and diagnosis.arbitrage):
        blocks.append("\n".join(_whole(diagnosis.remedies)))
    if diagnosis.arbitrage is not None:
        blocks.append("\n".join(_arbitrage(diagnosis.arbitrage)))
    if diagnosis.conflicts and not diagnosis.complete:
        blocks.append("The search was ended before all smaller sets of edits were tried.")
    return "\n\n".join(blocks) + "\n"


def _head(diagnosis: Diagnosis, name: str) -> str:
    count = len(diagnosis.conflicts)
    if diagnosis.status == "optimal":
        return f"{name} has an optimal plan; there is nothing to mend."
    if diagnosis.status == "unbounded":
        return f"Nothing bounds the gain in {name}."
    if not count:
        return f"{name} has no feasible plan, but by so little that rounding decides: no number stands out."
    what = "numbers that contradict each other" if count == 1 else f"{count} separate conflicts"
    more = ", and nothing bounds its gain" if diagnosis.arbitrage else ""
    return f"{name} has no feasible plan: {what}{more}."


# --- conflicts --------------------------------------------------------------------------------------------------------


def _conflict(conflict: Conflict, title: str) -> Iterator[str]:
    yield f"{title}These cannot all hold{_tightest(conflict)}:"
    for limit in conflict.limits:
        yield f"  {limit_line(limit)}"
    if not conflict.ways:
        yield "No edit of numbers that ends it was confirmed."
    elif len(conflict.ways) == 1:
        yield "This ends it:"
    else:
        yield "Any one of these ends it, the least change first:"
    yield from _numbered(conflict.ways)


def _tightest(conflict: Conflict) -> str:
    """When the contradiction is worst: the periods of the limits that have any."""
    first = min((limit.first for limit in conflict.limits if limit.first), default="")
    last = max((limit.last for limit in conflict.limits if limit.last), default="")
    if not first:
        return ""
    return f" (worst in {first})" if first == last else f" (worst from {first} to {last})"


def limit_line(limit: Limit) -> str:
    """`us.yaml:431 assets.plant.existing: 70.2 GVA/yr, in service without new building (which takes 2.75 years)`."""
    values = _amount(limit.low, limit.unit)
    if limit.high != limit.low:
        values = f"{_digits(limit.low)} to {_amount(limit.high, limit.unit)}"
    lead = f" (which takes {number(limit.lead_time)} years)" if limit.lead_time else ""
    role = ROLES.get(limit.kind, "")
    said = f"{values}, {role}{lead}" if role else values
    return f"{_place(limit.where, limit.via)}{_key(limit.key, limit.future)}: {said}"


def _numbered(remedies: Sequence[Remedy]) -> Iterator[str]:
    for i, remedy in enumerate(remedies, 1):
        for j, edit in enumerate(remedy.edits):
            yield (f"{i:>3}. " if j == 0 else "     and ") + edit_line(edit)


def _whole(remedies: Sequence[Remedy]) -> Iterator[str]:
    if not remedies:
        yield "No set of edits that mends the whole file was confirmed."
        return
    yield "For the whole file, the least change first:"
    yield from _numbered(remedies)


# --- one edit ---------------------------------------------------------------------------------------------------------


def edit_line(edit: Edit) -> str:
    """`us.yaml:692 demands.grid.tiers[0].quantity: at most 131 GVA/yr from 2027 (now 150 GVA/yr)`."""
    return (
        f"{_place(edit.where, edit.via)}{_key(edit.key, edit.future)}: "
        f"{edit.direction} {_then(edit)}{_window(edit)} ({_now(edit)})"
    )


def _then(edit: Edit) -> str:
    if len(edit.points) == 1:
        return _at(edit.points[0].then, edit.points[0], edit.unit)
    if len(edit.points) <= POINTS_SHOWN:
        return listed([_at(point.then, point, edit.unit) for point in edit.points])
    first, last = edit.points[0], edit.points[-1]
    ends = f"{_at(first.then, first, edit.unit)} to {_at(last.then, last, edit.unit)}"
    return f"{ends}, and {len(edit.points) - 2} between"


def _at(value: float, point: Point, unit: str) -> str:
    return _amount(value, unit) + ("" if point.year is None else f" in {point.year:.10g}")


def _window(edit: Edit) -> str:
    if edit.first and edit.last:
        return f" in {edit.first}" if edit.first == edit.last else f" from {edit.first} to the end of {edit.last}"
    if edit.last:
        return f" to the end of {edit.last}"
    return f" from {edit.first}" if edit.first else ""


def _now(edit: Edit) -> str:
    values = list(dict.fromkeys(_digits(point.now) for point in edit.points))
    now = f"{', '.join(values[:POINTS_SHOWN])}{', ...' if len(values) > POINTS_SHOWN else ''}"
    said = f"now {now} {edit.unit}".rstrip() if edit.given else f"not given, now {now} {edit.unit}".rstrip()
    ranges = {True: "; within its range", False: "; outside its range", None: ""}
    return f"{said}{_relative(edit.points)}{ranges[edit.in_range]}"


def _relative(points: Sequence[Point]) -> str:
    """The largest relative change, `; -13 %`; nothing where it begins from nothing or is many times over."""
    changes = [point.then / point.now - 1.0 for point in points if point.now > 0]
    if len(changes) < len(points):
        return ""
    largest = max(changes, key=abs)
    if largest > 1.0:
        return f"; {number(1.0 + largest, 2)} times as much"
    return f"; {'+' if largest > 0 else '-'}{percent(abs(largest))}"


def _place(where: str, via: str) -> str:
    """`us.yaml:692 `, with what brought the number there; `--set ` for what the command line did."""
    if via.startswith("--"):
        return via.partition(" ")[0] + " "
    by = f" ({via})" if via and not via.startswith("future ") else ""  # the key names the future
    return f"{where}{by} " if where else ""


def _key(key: str, future: str) -> str:
    return f"{key} in the future '{future}'" if future else key


def _amount(value: float, unit: str) -> str:
    return f"{_digits(value)} {unit}".rstrip()


def _digits(value: float) -> str:
    """A number as it may be typed into the file."""
    return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.10g}"


# --- gains without end ------------------------------------------------------------------------------------------------


def _arbitrage(arbitrage: Arbitrage) -> Iterator[str]:
    money = arbitrage.money
    yield f"These pay together, without end, and gain {amount(arbitrage.gain, money)} each time (discounted):"
    for doing in arbitrage.doings:
        yield f"  {_doing(doing)}"
    terms = [f"{TERMS.get(gain.term, gain.term)} {_signed(gain.amount, money)}" for gain in arbitrage.gains]
    yield f"What it brings and costs: {listed(terms)}."
    yield "It rests on:"
    for limit in arbitrage.numbers:
        yield f"  {limit_line(limit)}"
    if arbitrage.ways:
        yield "Any one of these bounds it, the least change first:"
        yield from _numbered(arbitrage.ways)
    if arbitrage.limits:
        yield f"So does a limit where there is none: {listed(arbitrage.limits)}."


def _signed(value: float, money: str) -> str:
    return ("+" if value > 0 else "-") + amount(abs(value), money)


def _doing(doing: Doing) -> str:
    when = doing.first if doing.first == doing.last else f"{doing.first} to {doing.last}"
    of = doing.names[0] + "".join(f" for {name}" for name in doing.names[1:])
    how_much = f"1 {doing.unit}" if doing.amount == 1.0 else amount(doing.amount, doing.unit)
    return f"{DOINGS[doing.what].format(amount=how_much, of=of)} ({when})"
