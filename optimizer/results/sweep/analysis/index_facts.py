"""How much factors of a sweep move a record, as plain data: sensitivity indices, and the rankings by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Method = Literal["sobol", "morris", "variance", "pawn", "rank"]
IndexName = Literal["S1", "ST", "S2", "mu", "mu_star", "sigma", "pawn", "rho"]
Yardstick = Literal["ST", "mu_star", "reach", "pawn", "rho"]
Standing = Literal["clear", "unclear", "unknown"]
"""Whether an index can be told from nothing, cannot, or tells nothing at all."""
SAME = 1e-7
"""Part of a strength up to which another that is exact is the same."""
BEYOND = 0.25
"""How far beyond 0 and 1 an estimated share of a variance may lie and still be told."""


@dataclass(frozen=True, slots=True)
class Index:
    """One sensitivity index. other : the second factor of a pair, else "".

    confidence : half-width of the 95 % interval, None where there is none (it is exact, or has no theory), infinite
    where it cannot be estimated.
    """

    name: IndexName
    factor: str
    other: str
    value: float
    confidence: float | None


@dataclass(frozen=True, slots=True)
class IndexSet:
    """The indices of one record by one method.

    unit : "1", and the record's for Morris' (per whole range of the factor).  used, dropped : blocks of points (points,
    where the method knows no blocks) that entered, and that were left out whole since a point of theirs has no answer.
    noise : what the method gives the strongest of factors that do nothing (in 95 of 100 cases no more), where that is
    not 0.
    """

    record: str
    method: Method
    unit: str
    used: int
    dropped: int
    constant: bool
    indices: tuple[Index, ...]
    noise: float = 0.0

    def of(self, name: IndexName) -> tuple[Index, ...]:
        """The indices of one name, in the order of the factors."""
        return tuple(index for index in self.indices if index.name == name)

    def standing(self, index: Index) -> Standing:
        """Whether an index of this set can be told from nothing: all that shows it asks here."""
        margin = index.confidence or 0.0
        if self.method == "sobol" and (margin > 1.0 or not -BEYOND <= index.value <= 1.0 + BEYOND):
            return "unknown"
        return "clear" if abs(index.value) > max(self.noise, margin) else "unclear"

    def influence(self, index: Index) -> Influence:
        """An index of this set as what a factor does to its record."""
        return Influence(index.factor, abs(index.value), index.confidence, self.standing(index))


@dataclass(frozen=True, slots=True)
class Influence:
    """A factor, or a group, and how much it moves a record. standing : whether that can be told from nothing."""

    name: str
    strength: float
    confidence: float | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Ranking:
    """The factors by how much they move a record, the strongest first, by the best yardstick that the design has.

    unit : "1" for shares of variance, distances of distributions and correlations, the record's for swings and Morris'.
    noise : strengths up to this are not to be told from nothing.
    """

    record: str
    by: Yardstick
    unit: str
    influences: tuple[Influence, ...]
    noise: float = 0.0

    @property
    def leaders(self) -> tuple[Influence, ...]:
        """The strongest factor that can be told from nothing, with all that cannot be told from it; () of none.

        None either where any factor is not known at all: then not even the order is.
        """
        return leading(self.influences)


def leading(ranked: Sequence[Influence]) -> tuple[Influence, ...]:
    """Of factors, the strongest first: the first that is clear, and those whose 95 % intervals overlap with its."""
    if any(one.standing == "unknown" for one in ranked):
        return ()
    first = next((one for one in ranked if one.standing == "clear"), None)
    return () if first is None else tuple(one for one in ranked if one is first or _overlap(one, first))


def _overlap(one: Influence, first: Influence) -> bool:
    """Whether two intervals overlap; where there are none, whether both are the same but for rounding."""
    if one.confidence is None and first.confidence is None:
        return abs(one.strength - first.strength) <= SAME * abs(first.strength)
    return one.strength + (one.confidence or 0.0) >= first.strength - (first.confidence or 0.0)
