"""Periods and futures: nodes, parents, paths, probabilities and discount factors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.model.arrays import Coefficient
from optimizer.model.reads import ALL
from optimizer.model.relation import relation
from optimizer.model.subjects.subject import Set, Subject, dense


class Time(Subject):
    """Letters: n a node, p its parent, b a future."""

    reads = (("horizon", ALL), ("objective", ALL), ("futures", ALL))

    def sets(self) -> Iterator[Set]:
        tree, node, future = self.places.tree, self.places.node_axis, self.places.future_axis
        paths = relation(((b, n) for b, path in enumerate(tree.paths) for n in path), {"b": future, "n": node})
        yield self.nodes.index_set("NODES", "n")
        yield self.parents.indexed_set("PARENT", "n", "p")
        yield self.futures.index_set("FUTURES", "b")
        yield paths.indexed_set("PATH", "b", "n")

    def coefficients(self) -> Iterator[Coefficient]:
        tree = self.places.tree
        yield from dense(
            (self.places.node_axis,),
            {"probability": tree.probability, "discount": self.cohorts.discount[tree.period]},
        )
        chances = np.array(tree.probabilities or (1.0,))
        yield from dense((self.places.future_axis,), {"future_probability": chances})
