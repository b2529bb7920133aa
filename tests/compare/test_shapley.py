"""The split of a change over parts: hand-solved games, and what holds for any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.study.compare import shapley
from optimizer.study.compare.shapley import Made, Value


def game(worths: dict[tuple[int, ...], float]) -> Value:
    """A game given by what sets add; a set is worth what all sets inside it add."""

    def value(made: Made) -> np.ndarray:
        return np.array([sum(worth for inside, worth in worths.items() if made.issuperset(inside))])

    return value


def any_game(count: int, seed: int) -> Value:
    """Any worth for any set, two metrics."""
    worths = np.random.default_rng(seed).normal(size=(2**count, 2)) * 10.0

    def value(made: Made) -> np.ndarray:
        row: np.ndarray = worths[sum(2**part for part in made)]
        return row

    return value


def test_an_interaction_is_shared_evenly() -> None:
    """10.9 and 10.1 alone, 3.5 more together: 12.65 and 11.85."""
    value = game({(0,): 10.9, (1,): 10.1, (0, 1): 3.5})
    assert shapley.exact(2, value).shares[:, 0] == pytest.approx([12.65, 11.85])
    assert shapley.alone(2, value)[:, 0] == pytest.approx([10.9, 10.1])
    assert shapley.last(2, value)[:, 0] == pytest.approx([14.4, 13.6])
    ((first, second, more),) = shapley.pairs(2, value)
    assert (first, second, more[0]) == (0, 1, pytest.approx(3.5))


def test_three_that_need_each_other_share_what_only_all_bring() -> None:
    value = game({(0,): 1.0, (0, 1): 4.0, (0, 1, 2): 9.0})
    assert shapley.exact(3, value).shares[:, 0] == pytest.approx([1 + 2 + 3, 2 + 3, 3])
    assert [more[0] for _, _, more in shapley.pairs(3, value)] == pytest.approx([4.0, 0.0, 0.0])


@given(count=st.integers(1, 6), seed=st.integers(0, 10**6))
def test_shares_sum_to_the_change(count: int, seed: int) -> None:
    value = any_game(count, seed)
    change = value(frozenset(range(count))) - value(frozenset())
    assert shapley.exact(count, value).shares.sum(axis=0) == pytest.approx(change)
    assert shapley.sampled(count, value, most=30).shares.sum(axis=0) == pytest.approx(change)


@given(count=st.integers(2, 5), seed=st.integers(0, 10**6))
def test_exact_is_the_mean_over_all_orders(count: int, seed: int) -> None:
    from itertools import permutations

    value = any_game(count, seed)
    orders = [shapley._added(order, value) for order in permutations(range(count))]
    assert shapley.exact(count, value).shares == pytest.approx(np.mean(orders, axis=0))


def test_a_part_that_adds_nothing_has_no_share_and_equals_share_equally() -> None:
    value = game({(0, 1): 6.0, (0,): 2.0, (1,): 2.0})
    assert shapley.exact(3, value).shares[:, 0] == pytest.approx([5.0, 5.0, 0.0])


def test_orders_forwards_and_backwards_are_exact_where_parts_meet_in_pairs() -> None:
    """With nothing but pairs, what a part adds in an order and in its reverse has its share as mean."""
    worths: dict[tuple[int, ...], float] = {(i,): 1.0 + i for i in range(10)}
    worths.update({(i, j): float(i * j) for i in range(10) for j in range(i)})
    found = shapley.split(10, game(worths))
    assert found.orders > 0
    expected = [1.0 + i + sum(i * j for j in range(10) if j != i) / 2 for i in range(10)]
    assert found.shares[:, 0] == pytest.approx(expected)
    assert found.error[:, 0] == pytest.approx(np.zeros(10), abs=1e-9)


def test_the_stated_error_holds_about_as_often_as_it_says() -> None:
    hits, count = 0, 5
    for seed in range(40):
        value = any_game(count, seed)
        exact, found = shapley.exact(count, value), shapley.sampled(count, value, most=24, seed=seed)
        hits += int(np.sum(np.abs(found.shares - exact.shares) <= found.error))
    assert hits / (40 * count * 2) > 0.85


def test_sampling_values_no_more_sets_than_it_may_and_gives_the_same_each_time() -> None:
    valued: set[Made] = set()
    inner = any_game(9, 1)

    def value(made: Made) -> np.ndarray:
        valued.add(made)
        return inner(made)

    first = shapley.split(9, value)
    assert len(valued) <= shapley.VALUES
    assert (shapley.split(9, inner).shares == first.shares).all()
    assert first.orders >= shapley.FEWEST_ORDERS


def test_up_to_eight_parts_are_exact() -> None:
    assert shapley.split(8, any_game(8, 2)).orders == 0
    assert shapley.split(9, any_game(9, 2)).orders > 0
