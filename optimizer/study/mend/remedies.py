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
from optimizer.study.mend.facts import part_of
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
        others: Numbers = frozenset().union(*(other.numbers for other in self.clashes if other is not clash))
        for numbers in clash.ways:
            moved = self.elastic.least(numbers, others - numbers)
            if moved is not None:
                yield sum(float((moved[k] / self.elastic.slacks[k].scale).max()) for k in numbers), numbers

    @cached_property
    def _best(self) -> list[list[Change]] | None:
        """Changes by the best way of each conflict, which together leave a plan; None where solving denies it."""
        firsts = [ways[0] for ways in self._sorted_ways if ways]
        changes = self._changes(self.trial, frozenset().union(*firsts))
        if changes is None or len(firsts) < len(self.clashes):
            return None
        mine = [{self.model.knobs[k].entry for k in numbers} for numbers in firsts]
        return [[change for change in changes if change.entry in entries] for entries in mine]

    @cached_property
    def _best_narrowed(self) -> list[list[Change]]:
        """The same, constants changed only for the years in which they have to be."""
        best = self._best or []
        changes = narrowed(self.trial, [change for mine in best for change in mine])
        by_entry = {change.entry: change for change in changes}
        return [[by_entry[change.entry] for change in mine] for mine in best]

    def ways(self, clash: int) -> list[Way]:
        """The ways to end one conflict, each confirmed by solving together with the best ways of the others."""
        if self._best is None:
            return []
        wide = [change for i, changes in enumerate(self._best) if i != clash for change in changes]
        beside = [change for i, changes in enumerate(self._best_narrowed) if i != clash for change in changes]
        trial = self.trial.with_changes(wide)
        found = [self._best_narrowed[clash]]
        for numbers in self._sorted_ways[clash][1:MOST_WAYS]:
            changes = self._changes(trial, numbers, self._moves_of(wide))
            found += [narrowed(trial, changes)] if changes else []
        about = self._about(self.clashes[clash])
        found += [[change] for change in single_changes(trial, TRIED, about)]
        return [Way(tuple(way), tuple(self._beside(way, beside, wide))) for way in found]

    def _beside(self, way: Sequence[Change], narrow: Sequence[Change], wide: Sequence[Change]) -> Sequence[Change]:
        """Changes that go with a way: narrow where they still are enough with it."""
        return narrow if not narrow or self.trial.succeeds([*way, *narrow]) else wide

    def _moves_of(self, changes: Sequence[Change]) -> dict[int, np.ndarray]:
        """Moves of numbers that changes of all years make, by number."""
        knobs = {(knob.entry, knob.way): k for k, knob in enumerate(self.model.knobs)}
        return {knobs[c.entry, c.way]: np.abs(c.then - c.entry.values) for c in changes}

    def _changes(
        self, trial: Trial, numbers: Numbers, fixed: dict[int, np.ndarray] | None = None
    ) -> list[Change] | None:
        """The least changes of some numbers, rounded and confirmed. fixed : moves made in the trial already."""
        moved = self.elastic.least(numbers, fixed=fixed)
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
        program = self.model.program
        counts = np.any([part_of(dual) for _, dual in clash.proofs], axis=0)
        rows = owners(self.model.formulation, program.rows)
        columns = owners(self.model.formulation, program.columns)
        meeting = np.unique(program.column_index[np.repeat(counts, np.diff(program.row_start))])
        return {rows[i] for i in np.flatnonzero(counts).tolist()} | {columns[j] for j in meeting.tolist()}


def _by_size(found: tuple[float, Numbers]) -> tuple[float, Sequence[int]]:
    return found[0], sorted(found[1])
