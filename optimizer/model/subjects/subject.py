"""What all subjects have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import numpy as np

from optimizer.model.arrays import Axis, Coefficient, IndexedSet, IndexSet
from optimizer.model.cohorts import Cohorts
from optimizer.model.places import Places
from optimizer.model.reading import NodeReader, Versions
from optimizer.model.reads import Reads
from optimizer.model.relation import Relation, members, relation
from optimizer.scenario.number import Number

Set: TypeAlias = IndexSet | IndexedSet


@dataclass(frozen=True, eq=False)
class Subject(ABC):
    """Sets and coefficients of one subject.

    Money is in the model's own unit (`read.money` units of the scenario's money), amounts are in commodity and capacity
    units, for the period.
    """

    reads: ClassVar[Reads]
    """Blocks of the scenario that the coefficients are read from, delays and discounting included, with the fields of
    their entries; `ALL` of a block that is read whole."""

    cohorts: Cohorts
    read: NodeReader

    def patterns(self) -> tuple[Relation, ...]:
        """The relations that have other rows where numbers change: kernels that reach further, rates that are 0.

        All other relations, and so all sets, depend only on which keys a scenario gives.
        """
        return ()

    def sets(self) -> Iterator[Set]:
        """Index sets, and sets for each index."""
        return iter(())

    @abstractmethod
    def coefficients(self) -> Iterator[Coefficient]:
        """Numbers, computed before any rule is evaluated."""

    @property
    def places(self) -> Places:
        return self.read.places

    @property
    def nodes(self) -> Relation:
        """(n): every node, to be joined to what holds at each."""
        return members("n", self.places.node_axis)

    @property
    def parents(self) -> Relation:
        """(n, p): every node but the root, with its parent."""
        parent, node = self.places.tree.parent.tolist(), self.places.node_axis
        return relation(((n, p) for n, p in enumerate(parent) if p >= 0), {"n": node, "p": node})

    @property
    def futures(self) -> Relation:
        """(b): every future."""
        return members("b", self.places.future_axis)

    def caps_by_future(self, caps: Sequence[Versions[Number | None]]) -> np.ndarray:
        """Caps over the horizon as each future has them, shape (things, futures) [model money]; inf without one."""
        first = 1 if len(self.places.variants) > 1 else 0
        table = [[np.inf if cap is None else cap.value / self.read.money for cap in mine[first:]] for mine in caps]
        return np.array(table, float).reshape(len(caps), len(self.places.future_axis))


def dense(axes: tuple[Axis, ...], tables: Mapping[str, np.ndarray]) -> Iterator[Coefficient]:
    """Coefficients that are defined for all indices, one dimension an index."""
    return (Coefficient(name, axes, table) for name, table in tables.items())
