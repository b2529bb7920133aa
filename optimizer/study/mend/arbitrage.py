"""What an unbounded scenario gains from: the activities that grow together, and the numbers that make them pay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.model.compile import Block
from optimizer.model.naming import owner
from optimizer.model.ray import ray_of_stages
from optimizer.model.right_side import Owner, owners
from optimizer.results.diagnosis import Arbitrage, Doing, Gain, Remedy
from optimizer.scenario.schema import Demand, Link, Scenario, Supply
from optimizer.scenario.tree import key_path
from optimizer.study.mend.changes import Change, Trial
from optimizer.study.mend.entries import Entry, absent, entries
from optimizer.study.mend.facts import limit_fact
from optimizer.study.mend.kinds import CAPS, PAYING, UP
from optimizer.study.mend.knobs import Model, program_of
from optimizer.study.mend.writing import Writer

SHOWN = ("start", "act", "buy", "serve", "claim", "loan", "flow", "fill", "draw", "stock")
"""Activities that mean something to a reader; an arbitrage begins with the first of them."""
MONEY = frozenset({"claim", "loan"})
SMALL = 1e-6
"""Share of the largest gain or cost below which a term is not told."""


@dataclass(frozen=True, eq=False)
class Pump:
    """Activities that gain without end, for one unit of gain (columns,).

    growing : entries of the scenario whose activities they are.  about : these, and the programmes and funds of the
    assets among them.
    """

    model: Model
    activities: np.ndarray
    growing: frozenset[Owner]
    about: frozenset[Owner]


def pump_of(model: Model) -> Pump | None:
    """The arbitrage of a scenario; None where its gain is bounded."""
    found = ray_of_stages(model.program, model.scenario.objective.maximize)
    if found is None:
        return None
    whose = owners(model.formulation, model.program.columns)
    own = {whose[column] for column in np.flatnonzero(found).tolist()}
    return Pump(model, found, frozenset(own), frozenset(own | _programmes(model.scenario, own)))


def _programmes(scenario: Scenario, about: set[Owner]) -> set[Owner]:
    """Credits, loans and funds of the assets that grow."""
    assets = {name for section, name in about if section == "assets"}
    crediting = {("credits", name) for name, credit in scenario.credits.items() if assets & set(credit.rates)}
    lending = {("loans", name) for name, loan in scenario.loans.items() if assets & set(loan.assets)}
    return crediting | lending | {("funds", fund) for name in assets if (fund := scenario.assets[name].fund)}


def bounding_trial(pump: Pump, writer: Writer) -> Trial:
    """Changes of a scenario, tried by asking whether the gain is bounded."""

    def is_bounded(changed: Scenario) -> bool:
        program = program_of(changed, pump.model.formulation)
        return ray_of_stages(program, changed.objective.maximize) is None

    return Trial(pump.model.scenario, writer, is_bounded)


def arbitrage_of(pump: Pump, trial: Trial, ways: tuple[Remedy, ...]) -> Arbitrage:
    """The facts of an arbitrage."""
    model = pump.model
    doings = list(_doings(pump))
    unit = doings[0].amount if doings else 1.0
    money = model.formulation.money_unit / unit
    gains = {name: float(cost @ pump.activities) * money for name, cost in model.program.terms.items()}
    least = SMALL * max(map(abs, gains.values()))
    return Arbitrage(
        doings=tuple(Doing(d.what, d.names, d.amount / unit, d.unit, d.first, d.last) for d in doings),
        gains=tuple(Gain(k, v) for k, v in sorted(gains.items(), key=lambda item: -item[1]) if abs(v) > least),
        gain=sum(gains.values()),
        money=model.scenario.money.unit,
        numbers=tuple(limit_fact(entry, trial.writer) for entry in _numbers(pump, trial.writer)),
        limits=tuple(_missing(pump, trial)),
        ways=ways,
    )


# --- what grows -------------------------------------------------------------------------------------------------------


def _doings(pump: Pump) -> Iterator[Doing]:
    groups: dict[tuple[str, ...], list[tuple[Block, int, float]]] = {}
    for column in np.flatnonzero(pump.activities).tolist():
        block, at = owner(pump.model.program.columns, column)
        if block.name in SHOWN:
            part = (block, at, float(pump.activities[column]))
            groups.setdefault((block.name, *_names(block, at)), []).append(part)
    order = sorted(groups, key=lambda key: (SHOWN.index(key[0]), -sum(part[2] for part in groups[key])))
    for key in order:
        yield _doing(pump.model, key, groups[key])


def _doing(model: Model, key: tuple[str, ...], parts: list[tuple[Block, int, float]]) -> Doing:
    what, *names = key
    labels = model.formulation.places.tree.labels
    nodes = sorted(_node(block, at) for block, at, _ in parts)
    amount = sum(part[2] for part in parts) * (model.formulation.money_unit if what in MONEY else 1.0)
    unit = _unit(model.scenario, what, names[0].partition("@")[0])
    return Doing(what, tuple(names), amount, unit, labels[nodes[0]][1], labels[nodes[-1]][1])


def _names(block: Block, at: int) -> tuple[str, ...]:
    """What an activity is of: an asset or a programme, and a lane or a tier where that tells more."""
    codes = block.over.codes[at].tolist()
    named = [(axis.name, str(axis.labels[code])) for axis, code in zip(block.over.axes, codes, strict=True)]
    return tuple(
        label for name, label in named if name not in ("node", "step", "mode") and (name, label) != ("lane", "standard")
    )


def _node(block: Block, at: int) -> int:
    codes = block.over.codes[at].tolist()
    return next(code for axis, code in zip(block.over.axes, codes, strict=True) if axis.name == "node")


def _unit(scenario: Scenario, what: str, name: str) -> str:
    """The unit of an activity of something."""
    if what in MONEY:
        return scenario.money.unit
    if what in ("start", "act"):
        return scenario.assets[name].capacity + ("" if what == "start" else "*yr")
    traded: dict[str, Mapping[str, Supply] | Mapping[str, Demand] | Mapping[str, Link]] = {
        "buy": scenario.supplies, "serve": scenario.demands, "flow": scenario.links,
    }  # fmt: skip
    commodity = traded[what][name].commodity if what in traded else name
    return scenario.commodities[commodity].unit


# --- what it rests on -------------------------------------------------------------------------------------------------


def _numbers(pump: Pump, writer: Writer) -> list[Entry]:
    """Numbers that the file gives and that make it pay: those of the activities that grow."""
    growing = set(pump.growing)
    assets = {name for section, name in growing if section == "assets"}
    runs = bool(pump.activities[pump.model.program.columns["act"].slice].any())
    return [
        entry
        for entry in entries(pump.model.scenario, PAYING)
        if entry.owner in growing
        and (entry.path[2] != "rates" or entry.path[3] in assets)
        and (entry.kind.name != "cost" or runs)
        and writer.place(entry)[2]
    ]


def _missing(pump: Pump, trial: Trial) -> Iterator[str]:
    """Keys that the file does not give, and any one of which would bound the gain; each is tried."""
    for entry in absent(pump.model.scenario, CAPS):
        if entry.owner in pump.about and trial.succeeds([Change(entry, UP, entry.leaf)]):
            yield key_path(entry.path)
