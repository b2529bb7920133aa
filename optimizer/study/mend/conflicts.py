"""Which numbers contradict each other, and the smallest sets of them that must change: search over an elastic program.

A core is a set of numbers that cannot all hold; a correction set meets every core. Correction sets are found smallest
first: a set that meets all cores known so far is tried, and either leaves a plan or shows a core that it misses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

import numpy as np

from optimizer.model.elastic import Elastic

Numbers = frozenset[int]
MOST_EDITS = 3
"""Edits that a conflict may take before the search gives up on counting them."""
MOST_SOLVES = 600
"""Solves of the elastic program after which no more alternatives are looked for."""


@dataclass
class Clash:
    """Numbers in conflict.

    proofs : minimal cores that have no number in common, each with its certificate (rows,).  cores : these, and what
    else was found.  ways : the smallest sets of numbers whose change ends it.
    """

    proofs: tuple[tuple[Numbers, np.ndarray], ...]
    cores: list[Numbers]
    ways: list[Numbers] = field(default_factory=list)

    @property
    def numbers(self) -> Numbers:
        return frozenset().union(*self.cores)


@dataclass(frozen=True)
class Found:
    """All that is in conflict. complete : no smaller set of edits of limits exists than the ways found."""

    clashes: tuple[Clash, ...]
    complete: bool


def search(elastic: Elastic) -> Found:
    """The conflicts of a program, each with its smallest correction sets; none where it is feasible."""
    clashes = list(_apart(elastic))
    complete = _find_ways(elastic, clashes)
    while (bridge := _bridge(elastic, clashes)) is not None:
        one, other, core = bridge
        merged = Clash((*one.proofs, *other.proofs), [*one.cores, *other.cores, core])
        clashes = [clash for clash in clashes if clash is not one and clash is not other] + [merged]
        complete = _find_ways(elastic, clashes)
    return Found(tuple(clashes), complete and elastic.solves < MOST_SOLVES)


def _bridge(elastic: Elastic, clashes: Sequence[Clash]) -> tuple[Clash, Clash, Numbers] | None:
    """Two conflicts that are not independent, for a way of one and a way of the other leave a core; None if all are."""
    for one, other in combinations(clashes, 2):
        beside = _numbers(clash for clash in clashes if clash is not one and clash is not other)
        for ways in product(one.ways, other.ways):
            if elastic.solves >= MOST_SOLVES:
                return None
            core = elastic.verdict(beside.union(*ways)).core
            if core:
                return one, other, core
    return None


def _numbers(clashes: Iterable[Clash]) -> Numbers:
    return frozenset().union(*(clash.numbers for clash in clashes))


def _apart(elastic: Elastic) -> Iterator[Clash]:
    """Conflicts without a number in common: each is found with the numbers of those before it free."""
    free: Numbers = frozenset()
    while core := elastic.verdict(free).core:
        core = _minimal(elastic, core)
        everything = frozenset(range(len(elastic.slacks)))
        yield Clash(((core, elastic.verdict(everything - core).row_dual),), [core])
        free |= core


def _minimal(elastic: Elastic, core: Numbers) -> Numbers:
    """A core none of whose numbers can be spared."""
    everything = frozenset(range(len(elastic.slacks)))
    for number in sorted(core):
        if number in core:
            smaller = elastic.verdict(everything - (core - {number})).core
            core = smaller or core
    return core


def _find_ways(elastic: Elastic, clashes: Sequence[Clash]) -> bool:
    """Fill in the ways of each conflict; whether the search was complete for all of them."""
    complete = True
    for clash in clashes:
        clash.ways.clear()
        others = _numbers(other for other in clashes if other is not clash)
        complete &= _find_ways_of(elastic, clash, others - clash.numbers)
    return complete


def _find_ways_of(elastic: Elastic, clash: Clash, others: Numbers) -> bool:
    tried: set[Numbers] = set()
    level: list[Numbers] = [frozenset()]
    for _ in range(MOST_EDITS):
        level = _grown(elastic, clash, others, level, tried)
        if clash.ways:
            return elastic.solves < MOST_SOLVES
        if elastic.solves >= MOST_SOLVES:
            break
    clash.ways.append(elastic.verdict(others).moved)
    return False


def _grown(
    elastic: Elastic, clash: Clash, others: Numbers, level: Sequence[Numbers], tried: set[Numbers]
) -> list[Numbers]:
    """Sets of one number more that still miss a core; those that are enough go to the conflict's ways."""
    longer: list[Numbers] = []
    for chosen in level:
        for number in sorted(next(core for core in clash.cores if not core & chosen)):
            candidate = chosen | {number}
            if candidate in tried or elastic.solves >= MOST_SOLVES:
                continue
            tried.add(candidate)
            missed = next((core for core in clash.cores if not core & candidate), None)
            if missed is None:
                missed = elastic.verdict(others | candidate).core
                clash.cores += [missed] if missed else []
            if missed:
                longer.append(candidate)
            else:
                clash.ways.append(candidate)
    return longer
