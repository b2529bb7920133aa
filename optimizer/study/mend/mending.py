"""One diagnosis from scenario to facts: contradictions, an arbitrage, and the edits that end them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from optimizer.errors import ScenarioError
from optimizer.model.build import Formulation
from optimizer.model.compile import compile_arrays
from optimizer.model.elastic import Elastic, is_feasible
from optimizer.model.ray import ray_of_stages
from optimizer.results.diagnosis import Arbitrage, Conflict, Diagnosis, Remedy
from optimizer.scenario.load import load, loads
from optimizer.scenario.schema import Scenario
from optimizer.scenario.tree import Map
from optimizer.study.mend.arbitrage import Pump, arbitrage_of, bounding_trial, pump_of
from optimizer.study.mend.changes import Change, rank
from optimizer.study.mend.conflicts import search
from optimizer.study.mend.facts import core_limits, remedy_fact
from optimizer.study.mend.kinds import PAYING
from optimizer.study.mend.knobs import Model, model_of
from optimizer.study.mend.override import override_text
from optimizer.study.mend.remedies import Mender
from optimizer.study.mend.tried import single_changes
from optimizer.study.mend.writing import Writer

Confirm = Callable[[Remedy], bool]
Tell = Callable[[str], None]
SHOWN = 8
"""Ways told of a conflict, and remedies of a whole file, best first."""


def nobody(doing: str) -> None:
    """Tell nobody."""


def always(remedy: Remedy) -> bool:
    """Confirm nothing beyond the solves in memory."""
    return True


def diagnose(path: Path, overrides: Sequence[str] = (), sets: Sequence[str] = (), tell: Tell = nobody) -> Diagnosis:
    """What is wrong with a scenario file that has no optimum, and which edits of it mend it.

    overrides, sets : as of a run.  tell : called as each stage begins. Every remedy is checked by loading the file
    that `override_text` makes of it, and solving. Raises what loading raises.
    """
    tell(f"reading {path}")
    loaded = load(path, overrides, sets)
    return mend(loaded.scenario, loaded.tree, partial(_runs, path, overrides, sets), tell)


def _runs(path: Path, overrides: Sequence[str], sets: Sequence[str], remedy: Remedy) -> bool:
    """Whether the file of a remedy loads and has an optimum."""
    text = override_text(remedy, path, overrides, sets)
    try:
        scenario = loads(text, str(path.with_name("mended.yaml"))).scenario
    except ScenarioError:
        return False
    program = compile_arrays(Formulation(scenario))
    return is_feasible(program) and ray_of_stages(program, scenario.objective.maximize) is None


def mend(scenario: Scenario, tree: Map | None = None, confirm: Confirm = always, tell: Tell = nobody) -> Diagnosis:
    """What is wrong with a scenario that has no optimum, and which edits of its numbers mend it.

    tree : the file as written (`Loaded.tree`), for the units and places of its numbers; base units without it.
    confirm : asked of every remedy of the whole file, after solving has confirmed its edits in memory.
    """
    tell("looking for contradictions")
    writer = Writer(tree if tree is not None else Map())
    return _Mending(model_of(scenario, writer.links), writer, confirm, tell).diagnosis()


@dataclass(frozen=True, eq=False)
class _Answer:
    """A way as it is told, and the remedy of the whole file that it is part of, with its rank."""

    way: Remedy
    whole: Remedy
    rank: tuple[int, float, str]


@dataclass(frozen=True)
class _Mending:
    """The steps of one diagnosis."""

    model: Model
    writer: Writer
    confirm: Confirm
    tell: Tell

    def diagnosis(self) -> Diagnosis:
        pump = pump_of(self.model)
        bounding = self._bounding(pump) if pump else []
        if is_feasible(self.model.program):
            return self._of_gain(pump, bounding)
        elastic = Elastic(self.model.program, self.model.slacks)
        found = search(elastic)
        self.tell("looking for edits that mend it")
        mender = Mender(self.model, elastic, self.writer, found.clashes, tuple(bounding[0]) if bounding else ())
        confirm = always if pump and not bounding else self.confirm  # what stays unbounded cannot run
        answers = [self._answers(mender, i, confirm) for i in range(len(found.clashes))]
        conflicts = tuple(
            Conflict(
                tuple(
                    limit for core, dual in clash.proofs for limit in core_limits(self.model, core, dual, self.writer)
                ),
                tuple(answer.way for answer in mine[:SHOWN]),
            )
            for clash, mine in zip(found.clashes, answers, strict=True)
        )
        ranked = sorted((answer for mine in answers for answer in mine), key=lambda answer: answer.rank)
        whole = () if pump and not bounding else tuple(dict.fromkeys(answer.whole for answer in ranked))
        arbitrage = self._arbitrage(pump, bounding) if pump else None
        return Diagnosis("infeasible", conflicts, whole[:SHOWN], arbitrage, found.complete)

    def _of_gain(self, pump: Pump | None, bounding: Sequence[Sequence[Change]]) -> Diagnosis:
        """The diagnosis of a scenario that has a plan."""
        if pump is None:
            return Diagnosis("optimal", (), (), None, True)
        arbitrage = self._arbitrage(pump, [way for way in bounding if self.confirm(self._fact(way))])
        return Diagnosis("unbounded", (), arbitrage.ways, arbitrage, True)

    def _answers(self, mender: Mender, clash: int, confirm: Confirm) -> list[_Answer]:
        """The ways to end one conflict that also hold as a file, best first."""
        found = []
        for way in sorted(mender.ways(clash), key=lambda way: rank(way.changes))[: 2 * SHOWN]:
            together = (*way.changes, *way.beside, *mender.beforehand)
            if confirm(whole := self._fact(together)):
                found.append(_Answer(self._fact(way.changes), whole, rank(together)))
        return found

    def _bounding(self, pump: Pump) -> list[list[Change]]:
        """Single changes after which nothing gains without end, best first."""
        self.tell("looking for what bounds the gain")
        trial = bounding_trial(pump, self.writer)
        return sorted(([change] for change in single_changes(trial, PAYING, pump.about)), key=rank)

    def _arbitrage(self, pump: Pump, bounding: Sequence[Sequence[Change]]) -> Arbitrage:
        ways = tuple(self._fact(way) for way in bounding[:SHOWN])
        return arbitrage_of(pump, bounding_trial(pump, self.writer), ways)

    def _fact(self, changes: Sequence[Change]) -> Remedy:
        return remedy_fact(changes, self.writer, confirmed=True)
