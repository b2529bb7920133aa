"""The algebra in which a rule is evaluated once for its whole index set, on numpy arrays.

A rule such as ::

    def capacity(m, a, n):
        return sum(m.act[a, o, n] for o in m.MODES_OF[a]) <= m.availability[a, n] * m.period_years * m.cap[a, n]

is a valid Pyomo rule. Called with the objects below in place of Pyomo's, `a` and `n` each stand for a whole column of
indices, and the comparison holds every row of the constraint at once. A loop over an indexed set (`m.MODES_OF[a]`)
runs its body once, for all members of all rows; what the body adds up is summed when the rows are collected, so
Python's own `sum` does the right thing. 1,000 rows cost as many Python calls as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, TypeVar

import numpy as np

Answer = TypeVar("Answer")

DENSE_LIMIT = 500_000
"""Largest table of all index combinations that is always kept for look-ups."""
DENSE_SHARE = 8
"""Combinations for each one that exists up to which a larger table is kept; beyond it keys are sorted and searched."""


@dataclass(frozen=True, eq=False)
class Axis:
    """The labels that one index runs over."""

    name: str
    labels: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def code(self) -> dict[Any, int]:
        """Number of each label."""
        return {label: number for number, label in enumerate(self.labels)}


def flattened(axes: Sequence[Axis], codes: Sequence[np.ndarray], rows: int = 1) -> np.ndarray:
    """One integer for each combination of codes, in the order of the axes; of no axes, 0 for each of so many rows."""
    if not len(codes):
        return np.zeros(rows, np.int64)
    key = codes[0].astype(np.int64)
    for axis, code in zip(axes[1:], codes[1:], strict=True):
        key *= max(len(axis), 1)
        key += code
    return key


def matches(mine: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs (row of mine, row of theirs) with equal keys, in order of mine and then of theirs."""
    order, ordered = _sorted(theirs)
    own, at = _runs(ordered, mine)
    if order is not None:
        return own, order[at]
    return own, np.arange(at.start, at.stop) if isinstance(at, slice) else at


def _sorted(keys: np.ndarray) -> tuple[np.ndarray | None, np.ndarray]:
    """The order that sorts keys, equal ones as they stand, and the keys in it; no order where they are sorted."""
    if len(keys) < 2 or bool((keys[1:] >= keys[:-1]).all()):
        return None, keys
    order = np.argsort(keys, kind="stable")
    return order, keys[order]


def _runs(ordered: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray | slice]:
    """All pairs (row of wanted, row of ordered) with equal keys; ordered is sorted.

    The rows of ordered are a slice where they follow each other, as they do if all of it is wanted: that takes no copy.
    """
    first = np.searchsorted(ordered, wanted, side="left")
    count = np.searchsorted(ordered, wanted, side="right") - first
    own = np.repeat(np.arange(len(wanted)), count)
    shift = (first - np.cumsum(count) + count)[count > 0]  # from the number of a pair to its row of ordered
    if not len(shift) or (shift == shift[0]).all():
        begin = int(shift[0]) if len(shift) else 0
        return own, slice(begin, begin + len(own))
    return own, np.arange(len(own)) + np.repeat(shift, count[count > 0])


class Lookup:
    """Position of each combination of codes in a set, −1 where it is not in it."""

    def __init__(self, axes: Sequence[Axis], codes: np.ndarray) -> None:
        self._axes = tuple(axes)
        keys = flattened(axes, list(codes.T))
        size = int(np.prod([max(len(axis), 1) for axis in axes], dtype=np.float64))
        self._dense: np.ndarray | None = None
        if size <= max(DENSE_LIMIT, DENSE_SHARE * len(keys)):
            self._dense = np.full(size, -1, np.int64)
            self._dense[keys] = np.arange(len(keys))
        else:
            self._order, self._keys = _sorted(keys)

    def positions(self, codes: Sequence[np.ndarray]) -> np.ndarray:
        """Position of each combination, in an array of its own."""
        keys = flattened(self._axes, codes)
        if self._dense is not None:
            return self._dense[keys]
        if not len(self._keys):
            return np.full(len(keys), -1)
        at = np.searchsorted(self._keys, keys)
        np.minimum(at, len(self._keys) - 1, out=at)
        missing = self._keys[at] != keys
        found = at if self._order is None else self._order[at]
        found[missing] = -1
        return found


@dataclass(frozen=True, eq=False)
class IndexSet:
    """The index tuples that exist: one row each, one column of codes for each axis, shape (rows, axes)."""

    name: str
    axes: tuple[Axis, ...]
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)

    def labels(self) -> list[tuple[Any, ...]]:
        """The tuples in words, in row order."""
        columns = [[axis.labels[code] for code in self.codes[:, i].tolist()] for i, axis in enumerate(self.axes)]
        return list(zip(*columns, strict=True))


class IndexedSet:
    """A set for each key: `m.MODES_OF[a]`. Rows hold the codes of key and member together, sorted by key.

    columns : codes of each axis of the key and then of the member, shape (rows,) each.
    """

    def __init__(
        self, name: str, key_axes: Sequence[Axis], member_axes: Sequence[Axis], columns: Sequence[np.ndarray]
    ) -> None:
        self.name = name
        self.key_axes = tuple(key_axes)
        self.member_axes = tuple(member_axes)
        order, self._keys = _sorted(flattened(self.key_axes, columns[: len(self.key_axes)]))
        self.columns = tuple(columns) if order is None else tuple(column[order] for column in columns)

    def __getitem__(self, key: Any) -> Members:
        return Members(self, key if isinstance(key, tuple) else (key,))

    @property
    def codes(self) -> np.ndarray:
        """Codes of key and member together, shape (rows, axes)."""
        return np.stack(self.columns).T

    def expand(self, key_codes: Sequence[np.ndarray]) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
        """For each row of keys its members: the row that each member belongs to, and codes of the members by axis."""
        origin, row = _runs(self._keys, flattened(self.key_axes, key_codes))
        return origin, tuple(column[row] for column in self.columns[len(self.key_axes) :])


class Memory:
    """What loops and look-ups over the frames of one rule have found, as the sets say it all.

    Where a rule is evaluated again after `begin`, with other numbers, only the arithmetic is done again. Frames and
    what is found on them hold each other, so a memory that is done with is told to `forget`: else it would stay until
    Python's collector looks for such circles.
    """

    def __init__(self) -> None:
        self._found: dict[Hashable, Any] = {}
        self._loops: Counter[Hashable] = Counter()

    def begin(self) -> None:
        """Begin an evaluation: loops are told apart by their order in it."""
        self._loops.clear()

    def forget(self) -> None:
        """Let go of everything; what is asked again is found again."""
        self._found.clear()
        self._loops.clear()

    def once(self, question: Hashable, answer: Callable[[], Answer]) -> Answer:
        """The answer to a question about sets and indices, found when it is first asked."""
        if question not in self._found:
            self._found[question] = answer()
        found: Answer = self._found[question]
        return found

    def loop(self, over: Hashable) -> Hashable:
        """A name for the next loop over something: two loops over the same run independently."""
        self._loops[over] += 1
        return over, self._loops[over]


class Frame:
    """The rows over which indices are columns: those of the constraint, or their expansion by loops.

    `outer` gives, for each enclosing frame, the row of it that each row here belongs to.

    memory : shared by all frames of a rule.
    """

    def __init__(self, size: int, outer: dict[Frame, np.ndarray] | None = None, memory: Memory | None = None) -> None:
        self.size = size
        self.outer = outer or {}
        self.memory = memory or Memory()

    def expanded(self, origin: np.ndarray) -> Frame:
        """The frame inside this one whose rows belong to the rows `origin` here."""
        outer = {self: origin, **{frame: rows[origin] for frame, rows in self.outer.items()}}
        return Frame(len(origin), outer, self.memory)

    def rows_in(self, other: Frame) -> np.ndarray | slice:
        """For each row here the row of an enclosing frame that it belongs to."""
        return slice(None) if self is other else self.outer[other]

    def joined(self, other: Frame) -> Frame:
        """The innermost frame that is in both: one of them, or all pairs that belong to one row around both."""
        if self is other or other in self.outer:
            return self
        if self in other.outer:
            return other
        return self.memory.once(frozenset((self, other)), lambda: self._paired(other))

    def _paired(self, other: Frame) -> Frame:
        around = next((frame for frame in self.outer if frame in other.outer), None)
        if around is None:
            raise ValueError("indices of unrelated constraints cannot be combined")
        own, partner = matches(self.outer[around], other.outer[around])
        outer = {frame: rows[partner] for frame, rows in other.outer.items()}
        outer |= {frame: rows[own] for frame, rows in self.outer.items()}
        return Frame(len(own), {self: own, other: partner, **outer}, self.memory)


def innermost(frames: Iterable[Frame]) -> Frame:
    """The innermost frame that is in all of these."""
    return reduce(Frame.joined, frames)


@dataclass(frozen=True, eq=False)
class Index:
    """A column of index values: one for each row of its frame."""

    frame: Frame
    codes: np.ndarray

    def over(self, frame: Frame) -> np.ndarray:
        return self.codes[frame.rows_in(self.frame)]


@dataclass(frozen=True, eq=False)
class Members:
    """What a loop over an indexed set runs over: all members of all rows, in one go."""

    of: IndexedSet
    key: tuple[Index, ...]

    def __iter__(self) -> Iterator[Any]:
        outer = innermost(index.frame for index in self.key)
        indices = outer.memory.once(outer.memory.loop((self.of, self.key)), lambda: self._expanded(outer))
        yield indices[0] if len(indices) == 1 else indices

    def _expanded(self, outer: Frame) -> tuple[Index, ...]:
        origin, codes = self.of.expand([index.over(outer) for index in self.key])
        inner = outer.expanded(origin)
        return tuple(Index(inner, column) for column in codes)


class Expression:
    """A linear expression for every row of a frame.

    terms : (frame, columns, coefficients).  constants : (frame, values).
    """

    __slots__ = ("constants", "terms")

    def __init__(
        self,
        terms: tuple[tuple[Frame, np.ndarray, np.ndarray], ...] = (),
        constants: tuple[tuple[Frame, np.ndarray], ...] = (),
    ) -> None:
        self.terms = terms
        self.constants = constants

    def __add__(self, other: Expression | float) -> Expression:
        if isinstance(other, Expression):
            return Expression(self.terms + other.terms, self.constants + other.constants)
        if other == 0:  # the 0 that sum() starts from
            return self
        if self.terms or len(self.constants) != 1:
            raise TypeError("a bare number can be added to a coefficient only: elsewhere its rows are unknown")
        ((frame, values),) = self.constants
        return Expression(constants=((frame, values + other),))

    __radd__ = __add__

    def __neg__(self) -> Expression:
        return self * -1.0

    def __sub__(self, other: Expression | float) -> Expression:
        return self + (-1.0 * other)

    def __rsub__(self, other: Expression | float) -> Expression:
        return -self + other

    def __mul__(self, other: Expression | float) -> Expression:
        if not isinstance(other, Expression):
            return Expression(
                tuple((frame, columns, values * other) for frame, columns, values in self.terms),
                tuple((frame, values * other) for frame, values in self.constants),
            )
        if other.terms:
            return other * self if not self.terms else _refuse_product()
        (factor,) = other.constants
        return Expression(
            tuple(_scaled(frame, columns, values, factor) for frame, columns, values in self.terms),
            tuple(_scaled_constant(frame, values, factor) for frame, values in self.constants),
        )

    __rmul__ = __mul__

    def __truediv__(self, number: float) -> Expression:
        return self * (1.0 / number)

    def __le__(self, other: Expression | float) -> Rows:
        return Rows(self - other, -np.inf, 0.0)

    def __ge__(self, other: Expression | float) -> Rows:
        return Rows(self - other, 0.0, np.inf)

    def __eq__(self, other: object) -> Rows:  # type: ignore[override]  # a rule's == is an equation, as in Pyomo
        if not isinstance(other, (Expression, int, float)):
            return NotImplemented
        return Rows(self - other, 0.0, 0.0)

    __hash__ = None  # type: ignore[assignment]  # equality makes an equation, so there is nothing to hash by


def _refuse_product() -> Expression:
    raise TypeError("a product of two variables is not linear")


def _scaled(
    frame: Frame, columns: np.ndarray, values: np.ndarray, factor: tuple[Frame, np.ndarray]
) -> tuple[Frame, np.ndarray, np.ndarray]:
    other, by = factor
    inner = frame.joined(other)
    rows = inner.rows_in(frame)
    return inner, columns[rows], values[rows] * by[inner.rows_in(other)]


def _scaled_constant(frame: Frame, values: np.ndarray, factor: tuple[Frame, np.ndarray]) -> tuple[Frame, np.ndarray]:
    other, by = factor
    inner = frame.joined(other)
    return inner, values[inner.rows_in(frame)] * by[inner.rows_in(other)]


@dataclass(frozen=True, eq=False)
class Rows:
    """lower ≤ body ≤ upper for every row, constants still in the body."""

    body: Expression
    lower: float
    upper: float


class Coefficient:
    """A number for each index tuple: a dense array with one dimension an axis, or values on the rows of a set."""

    def __init__(self, name: str, axes: Sequence[Axis], values: np.ndarray, codes: np.ndarray | None = None) -> None:
        self.name = name
        self.axes = tuple(axes)
        self.values = values
        self.codes = codes

    @cached_property
    def _lookup(self) -> Lookup | None:
        return None if self.codes is None else Lookup(self.axes, self.codes)

    def same(self, other: Coefficient) -> bool:
        """Whether another coefficient over the same indices has the same values."""
        return self is other or np.array_equal(self.values, other.values)

    def __getitem__(self, key: Any) -> Expression:
        indices: tuple[Index, ...] = key if isinstance(key, tuple) else (key,)
        frame = innermost(index.frame for index in indices)
        at = frame.memory.once((self.name, indices), lambda: self._positions(frame, indices))
        return Expression(constants=((frame, self.values[at]),))

    def _positions(self, frame: Frame, indices: tuple[Index, ...]) -> Any:
        """Where the values for each row of a frame stand: an index into `values`."""
        codes = [index.over(frame) for index in indices]
        return tuple(codes) if self._lookup is None else _found(self.name, self._lookup.positions(codes))


class Variable:
    """A decision variable on an index set; its columns begin at `first`."""

    def __init__(self, name: str, over: IndexSet, first: int) -> None:
        self.name = name
        self.over = over
        self.first = first

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.over.axes, self.over.codes)

    def __getitem__(self, key: Any) -> Expression:
        indices: tuple[Index, ...] = key if isinstance(key, tuple) else (key,)
        frame = innermost(index.frame for index in indices)
        columns = frame.memory.once((self.name, indices), lambda: self._columns(frame, indices))
        return Expression(terms=((frame, columns, np.broadcast_to(1.0, frame.size)),))

    def _columns(self, frame: Frame, indices: tuple[Index, ...]) -> np.ndarray:
        """The column for each row of a frame."""
        columns = _found(self.name, self._lookup.positions([index.over(frame) for index in indices]))
        columns += self.first
        return columns


def _found(name: str, positions: np.ndarray) -> np.ndarray:
    if len(positions) and positions.min() < 0:
        raise KeyError(f"{name} is not defined for every index that a rule asks for")
    return positions


def whole(over: IndexSet) -> tuple[Frame, tuple[Index, ...]]:
    """A frame with all rows of a set, and its index columns."""
    frame = Frame(len(over))
    return frame, tuple(Index(frame, over.codes[:, i]) for i in range(len(over.axes)))
