"""Relations: rows of index codes with a letter for each column, as the equations call it.

From a relation the sets of a rule are read as one reads them in the rule: of the starts (a, l, q, n)

    starts.index_set("START", "a l q n")           all of them
    starts.indexed_set("STARTS_AT", "a n", "l q")  for each (a, n) the (l, q)

and `joined` puts together what two relations say of the same letters: the starts of the assets of each fund.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizer.model.arrays import Axis, Coefficient, IndexedSet, IndexSet, flattened, matches


@dataclass(frozen=True, eq=False)
class Relation:
    """What belongs together.

    axes : axis of each column by its letter.  codes : shape (rows, columns).  values : a number for each row, where
    the relation has any, shape (rows,).
    """

    axes: Mapping[str, Axis]
    codes: np.ndarray
    values: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.codes)

    def column(self, letter: str) -> np.ndarray:
        """Codes of one letter, shape (rows,)."""
        return self.codes[:, list(self.axes).index(letter)]

    def columns(self, letters: str) -> np.ndarray:
        """Codes of several letters, `a n`, in that order, shape (rows, letters)."""
        order = list(self.axes)
        return self.codes[:, [order.index(letter) for letter in letters.split()]]

    # --- other relations ---

    def where(self, keep: np.ndarray) -> Relation:
        """The rows that a mask (rows,) keeps."""
        return replace(self, codes=self.codes[keep], values=None if self.values is None else self.values[keep])

    def distinct(self, letters: str) -> Relation:
        """The different combinations of some letters, sorted."""
        return Relation(self._axes_of(letters), np.unique(self.columns(letters), axis=0))

    def renamed(self, old: str, new: str) -> Relation:
        """The same with another letter for a column."""
        return replace(self, axes={new if letter == old else letter: axis for letter, axis in self.axes.items()})

    def joined(self, other: Relation) -> Relation:
        """Each row with each row of the other that has the same codes in the letters that both have.

        Rows keep their order, and with each row those of the other keep theirs. Without a common letter these are all
        pairs. The values are those of this relation.
        """
        shared = [letter for letter in self.axes if letter in other.axes]
        added = " ".join(letter for letter in other.axes if letter not in self.axes)
        own, partner = matches(self._keys(shared), other._keys(shared))
        return Relation(
            {**self.axes, **other._axes_of(added)},
            np.column_stack([self.codes[own], other.columns(added)[partner]]),
            None if self.values is None else self.values[own],
        )

    # --- sets and coefficients ---

    def index_set(self, name: str, letters: str) -> IndexSet:
        """The rows as an index set over all of the letters, in the order wanted."""
        return IndexSet(name, tuple(self._axes_of(letters).values()), self.columns(letters))

    def indexed_set(self, name: str, key: str, members: str) -> IndexedSet:
        """For each key the members: `STARTS_AT` has for each `a n` the `l q`."""
        keys, inside = self._axes_of(key), self._axes_of(members)
        return IndexedSet(name, tuple(keys.values()), tuple(inside.values()), self.columns(f"{key} {members}"))

    def coefficient(self, name: str, letters: str) -> Coefficient:
        """The values as a coefficient over some letters, which tell the rows apart."""
        if self.values is None:
            raise TypeError(f"{name}: the relation has no values")
        return Coefficient(name, tuple(self._axes_of(letters).values()), self.values, self.columns(letters))

    def _axes_of(self, letters: str) -> dict[str, Axis]:
        return {letter: self.axes[letter] for letter in letters.split()}

    def _keys(self, letters: Sequence[str]) -> np.ndarray:
        """One integer for each row's codes in some letters, shape (rows,)."""
        axes = [self.axes[letter] for letter in letters]
        return flattened(axes, [self.column(letter) for letter in letters], len(self))


def relation(rows: Iterable[Sequence[int]], axes: Mapping[str, Axis]) -> Relation:
    """Rows of codes as a relation; there may be none."""
    return Relation(axes, np.array(list(rows), int).reshape(-1, len(axes)))


def members(letter: str, axis: Axis, codes: Iterable[int] | None = None) -> Relation:
    """Some members of one axis, or all of them."""
    return relation(((code,) for code in (range(len(axis)) if codes is None else codes)), {letter: axis})


def stacked(parts: Sequence[Relation]) -> Relation:
    """The rows of several relations of the same letters, one after the other."""
    values = [part.values for part in parts if part.values is not None]
    codes = np.concatenate([part.codes for part in parts])
    return Relation(parts[0].axes, codes, np.concatenate(values) if values else None)
