"""Sets of numbers that must change, as edits: how far each goes, in round numbers, confirmed by solving."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimizer.model.elastic import Elastic
from optimizer.model.right_side import Owner, owners
from optimizer.study.mend.changes import Change, Trial, enough, narrowed, trial_of
from optimizer.study.mend.conflicts import Clash, Numbers
from optimizer.study.mend.entries import Entry
from optimizer.study.mend.facts import COUNTS
from optimizer.study.mend.kinds import TRIED
from optimizer.study.mend.knobs import Model
from optimizer.study.mend.tried import single_changes
from optimizer.study.mend.writing import Writer

MOST_WAYS = 12
"""Sets of numbers worked out for a conflict, those with the least relative changes first."""
STAYS = 1e-9
"""Relative move below which a number stays as it is."""


@dataclass(frozen=True, eq=False)
class Way:
    """Changes after which nothing is left of one conflict, and those that meanwhile end the other conflicts."""

    changes: tuple[Change, ...]
    beside: tuple[Change, ...]


@dataclass(frozen=True)
class Mender:
    """The remedies of the conflicts of a program. beforehand : changes made in any case, to end an arbitrage."""

    model: Model
    elastic: Elastic
    writer: Writer
    clashes: tuple[Clash, ...]
    beforehand: tuple[Change, ...] = ()

    @cached_property
    def trial(self) -> Trial:
        return trial_of(self.model, self.writer).with_changes(self.beforehand)

    @cached_property
    def _sorted_ways(self) -> list[list[Numbers]]:
        """The ways of each conflict, least sum of relative changes first."""
        return [[numbers for _, numbers in sorted(self._sized(clash), key=_by_size)] for clash in self.clashes]

    def _sized(self, clash: Clash) -> Iterator[tuple[float, Numbers]]:
        others = {k: 0.0 for other in self.clashes if other is not clash for k in other.numbers}
        for numbers in clash.ways:
            moved = self.elastic.least({**others, **dict.fromkeys(numbers, 1.0)})
            if moved is not None:
                yield sum(float((moved[k] / self.elastic.slacks[k].scale).max()) for k in numbers), numbers

    @cached_property
    def _best(self) -> list[list[Change]] | None:
        """Changes by the best way of each conflict, which together leave a plan; None where solving denies it."""
        firsts = [ways[0] for ways in self._sorted_ways if ways]
        changes = self._changes(self.trial, frozenset().union(*firsts))
        if changes is None or len(firsts) < len(self.clashes):
            return None
        found = narrowed(self.trial, changes)
        mine = [{self.model.knobs[k].entry for k in numbers} for numbers in firsts]
        return [[change for change in found if change.entry in entries] for entries in mine]

    def ways(self, clash: int) -> list[Way]:
        """The ways to end one conflict, each confirmed by solving together with the best ways of the others."""
        if self._best is None:
            return []
        beside = [change for i, changes in enumerate(self._best) if i != clash for change in changes]
        trial = self.trial.with_changes(beside)
        others: Numbers = frozenset().union(*(ways[0] for i, ways in enumerate(self._sorted_ways) if i != clash))
        found = [Way(tuple(self._best[clash]), tuple(beside))]
        for numbers in self._sorted_ways[clash][1:MOST_WAYS]:
            changes = self._changes(trial, numbers, others)
            if changes:
                found.append(Way(tuple(narrowed(trial, changes)), tuple(beside)))
        about = self._about(self.clashes[clash])
        return found + [Way((change,), tuple(beside)) for change in single_changes(trial, TRIED, about)]

    def _changes(self, trial: Trial, numbers: Numbers, others: Numbers = frozenset()) -> list[Change] | None:
        """The least changes of some numbers, rounded and confirmed; the others are changed in the trial already."""
        moved = self.elastic.least(dict.fromkeys(numbers | others, 1.0))
        if moved is None:
            return None
        moves: dict[Entry, tuple[int, np.ndarray]] = {}
        for k in numbers:
            knob, scale = self.model.knobs[k], self.elastic.slacks[k].scale
            by = np.where(moved[k] > STAYS * scale, moved[k], 0.0)
            if by.any():
                moves[knob.entry] = (knob.way, by)
        return enough(trial, moves)

    def _about(self, clash: Clash) -> set[Owner]:
        """The entries of the scenario in whose rows the contradiction lies, and whose activities meet there."""
        program, dual = self.model.program, np.abs(clash.row_dual)
        counts = dual > COUNTS * float(dual.max())
        rows = owners(self.model.formulation, program.rows)
        columns = owners(self.model.formulation, program.columns)
        meeting = np.unique(program.column_index[np.repeat(counts, np.diff(program.row_start))])
        return {rows[i] for i in np.flatnonzero(counts).tolist()} | {columns[j] for j in meeting.tolist()}


def _by_size(found: tuple[float, Numbers]) -> tuple[float, Sequence[int]]:
    return found[0], sorted(found[1])
