"""A change split over the parts that made it: Shapley values, exact or from sampled orders. Pure arithmetic.

`value` gives, for a set of parts (by number), what comes out with just these made, as an array over metrics.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

Made = frozenset[int]
Value = Callable[[Made], np.ndarray]
EXACT_UP_TO = 8
"""Parts up to which all 2^n sets are valued."""
VALUES = 256
"""Sets valued where orders are sampled: as many as for the largest exact split."""
FEWEST_ORDERS = 8
SEED = 48
"""Of the sampled orders: the same question has the same answer."""
STUDENT = {4: 3.18, 5: 2.78, 6: 2.57, 8: 2.36, 10: 2.26, 15: 2.14, 20: 2.09, 30: 2.05}
"""Student's t for a 95 % interval by number of observations; 2 beyond."""


@dataclass(frozen=True, eq=False)
class Split:
    """Shares of the parts, shape (parts, metrics), which sum to the change.

    error : half-width of their 95 % interval, 0 where exact.  orders : sampled, 0 where all count.
    """

    shares: np.ndarray
    error: np.ndarray
    orders: int


def split(count: int, value: Value) -> Split:
    """The Shapley value of each part: the mean, over all orders in which the parts can be made, of what it adds."""
    return exact(count, value) if count <= EXACT_UP_TO else sampled(count, value)


def exact(count: int, value: Value) -> Split:
    """φ_i = Σ_{S without i} |S|! (n−|S|−1)! / n! · (v(S ∪ i) − v(S)).

    >>> exact(2, lambda made: np.array([10.0 * (0 in made) + 6.0 * (1 in made) + 4.0 * (len(made) == 2)])).shares
    array([[12.],
           [ 8.]])
    """
    shares = np.array([_share(part, count, value) for part in range(count)])
    return Split(shares, np.zeros_like(shares), 0)


def _share(part: int, count: int, value: Value) -> np.ndarray:
    others = [other for other in range(count) if other != part]
    total = np.zeros_like(value(frozenset()))
    for size in range(count):
        weight = 1.0 / (count * math.comb(count - 1, size))
        for made in combinations(others, size):
            total = total + weight * (value(frozenset((*made, part))) - value(frozenset(made)))
    return total


def sampled(count: int, value: Value, most: int = VALUES, seed: int = SEED) -> Split:
    """Shares from random orders, each taken forwards and backwards, until `most` sets are valued.

    What a part adds in an order sums over the parts to the change, and so do the means. An order and its reverse are
    one observation: where parts help or hinder each other in pairs, the errors of the two cancel.
    """
    valued: dict[Made, np.ndarray] = {}

    def known(made: Made) -> np.ndarray:
        if made not in valued:
            valued[made] = value(made)
        return valued[made]

    chance = random.Random(seed)
    found: list[np.ndarray] = []
    while len(found) < FEWEST_ORDERS // 2 or (len(valued) + 2 * (count - 1) <= most and len(found) < most):
        order = chance.sample(range(count), count)
        found.append((_added(order, known) + _added(order[::-1], known)) / 2.0)
    spread = np.std(found, axis=0, ddof=1) / math.sqrt(len(found))
    return Split(np.mean(found, axis=0), _student(len(found)) * spread, 2 * len(found))


def _added(order: Sequence[int], value: Value) -> np.ndarray:
    """What each part adds when they are made in this order, shape (parts, metrics)."""
    levels = [value(frozenset(order[:made])) for made in range(len(order) + 1)]
    shares = np.zeros((len(order), *levels[0].shape))
    for at, part in enumerate(order):
        shares[part] = levels[at + 1] - levels[at]
    return shares


def _student(observations: int) -> float:
    return next((t for count, t in STUDENT.items() if observations <= count), 2.0)


def alone(count: int, value: Value) -> np.ndarray:
    """What each part adds by itself, shape (parts, metrics)."""
    nothing = value(frozenset())
    return np.array([value(frozenset((part,))) - nothing for part in range(count)])


def last(count: int, value: Value) -> np.ndarray:
    """What each part adds on top of all the others, shape (parts, metrics)."""
    whole = frozenset(range(count))
    return np.array([value(whole) - value(whole - {part}) for part in range(count)])


def pairs(count: int, value: Value) -> Iterator[tuple[int, int, np.ndarray]]:
    """What two parts add together beyond what each adds alone: v(ij) − v(i) − v(j) + v()."""
    nothing = value(frozenset())
    for i, j in combinations(range(count), 2):
        more = value(frozenset((i, j))) - value(frozenset((i,))) - value(frozenset((j,))) + nothing
        yield i, j, more
