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

    axes : axis of each column by its letter.  columns : codes by letter, shape (rows,) each.  values : a number for
    each row, 1 where nothing is to be said, shape (rows,).
    """

    axes: Mapping[str, Axis]
    columns: Mapping[str, np.ndarray]
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, letter: str) -> np.ndarray:
        """Codes of one letter, shape (rows,)."""
        return self.columns[letter]

    def codes(self, letters: str) -> np.ndarray:
        """Codes of several letters, `a n`, in that order, shape (rows, letters); each column lies in one piece."""
        return np.stack([self.columns[letter] for letter in letters.split()]).T

    def same_rows(self, other: Relation) -> bool:
        """Whether another relation of the same letters has the same rows, whatever their values."""
        return self is other or all(np.array_equal(codes, other[letter]) for letter, codes in self.columns.items())

    # --- other relations ---

    def where(self, keep: np.ndarray) -> Relation:
        """The rows that a mask (rows,) keeps."""
        return Relation(self.axes, {letter: codes[keep] for letter, codes in self.columns.items()}, self.values[keep])

    def distinct(self, letters: str) -> Relation:
        """The different combinations of some letters, sorted."""
        return relation(
            np.unique(self.codes(letters), axis=0), {letter: self.axes[letter] for letter in letters.split()}
        )

    def valued(self, values: np.ndarray) -> Relation:
        """The same rows with other values."""
        return replace(self, values=values)

    def renamed(self, old: str, new: str) -> Relation:
        """The same with another letter for a column."""
        name = {letter: new if letter == old else letter for letter in self.axes}
        axes = {name[letter]: axis for letter, axis in self.axes.items()}
        return Relation(axes, {name[letter]: codes for letter, codes in self.columns.items()}, self.values)

    def same(self, letter: str, other: str) -> Relation:
        """The rows with a second letter for a column: the fund j whose cash a fund f carries is f itself."""
        axes = {**self.axes, other: self.axes[letter]}
        return Relation(axes, {**self.columns, other: self.columns[letter]}, self.values)

    def joined(self, other: Relation) -> Relation:
        """Each row with each row of the other that has the same codes in the letters that both have.

        Rows keep their order, and with each row those of the other keep theirs. Without a common letter these are all
        pairs. The values are those of this relation.
        """
        shared = [letter for letter in self.axes if letter in other.axes]
        own, partner = matches(self._keys(shared), other._keys(shared))
        columns = {letter: codes[partner] for letter, codes in other.columns.items() if letter not in shared}
        columns |= {letter: codes[own] for letter, codes in self.columns.items()}
        return Relation({**other.axes, **self.axes}, columns, self.values[own])

    # --- sets and coefficients ---

    def index_set(self, name: str, letters: str) -> IndexSet:
        """The rows as an index set over all of the letters, in the order wanted."""
        return IndexSet(name, self._axes_of(letters), self.codes(letters))

    def indexed_set(self, name: str, key: str, members: str) -> IndexedSet:
        """For each key the members: `STARTS_AT` has for each `a n` the `l q`."""
        columns = [self.columns[letter] for letter in f"{key} {members}".split()]
        return IndexedSet(name, self._axes_of(key), self._axes_of(members), columns)

    def coefficient(self, name: str, letters: str) -> Coefficient:
        """The values as a coefficient over some letters, which tell the rows apart."""
        return Coefficient(name, self._axes_of(letters), self.values, self.codes(letters))

    def _axes_of(self, letters: str) -> tuple[Axis, ...]:
        return tuple(self.axes[letter] for letter in letters.split())

    def _keys(self, letters: Sequence[str]) -> np.ndarray:
        """One integer for each row's codes in some letters, shape (rows,)."""
        axes = [self.axes[letter] for letter in letters]
        return flattened(axes, [self.columns[letter] for letter in letters], len(self))


def relation(rows: Iterable[Sequence[int]] | np.ndarray, axes: Mapping[str, Axis]) -> Relation:
    """Rows of codes, in the order of the axes, as a relation; there may be none."""
    codes = np.array(rows if isinstance(rows, np.ndarray) else list(rows), int).reshape(-1, len(axes))
    return Relation(axes, dict(zip(axes, np.ascontiguousarray(codes.T), strict=True)), np.ones(len(codes)))


def members(letter: str, axis: Axis, codes: Iterable[int] | None = None) -> Relation:
    """Some members of one axis, or all of them."""
    return relation(((code,) for code in (range(len(axis)) if codes is None else codes)), {letter: axis})


def stacked(parts: Iterable[Relation], axes: Mapping[str, Axis]) -> Relation:
    """The rows of several relations of these letters, one after the other; there may be none."""
    listed = [relation((), axes), *parts]
    columns = {letter: np.concatenate([part[letter] for part in listed]) for letter in axes}
    return Relation(axes, columns, np.concatenate([part.values for part in listed]))
