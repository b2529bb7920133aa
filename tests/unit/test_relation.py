"""Relations against the set notation that they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.model.arrays import Axis
from optimizer.model.relation import Relation, members, relation, stacked

SITE, LANE, NODE = Axis("asset", ("fab", "mill")), Axis("lane", ("standard", "fast")), Axis("node", (0, 1, 2))
AXES = {"a": SITE, "l": LANE, "n": NODE, "p": NODE}
STARTS = relation([(0, 0, 1), (0, 1, 1), (1, 0, 0), (0, 0, 2)], {"a": SITE, "l": LANE, "n": NODE})


@st.composite
def relations(draw: st.DrawFn, letters: str) -> Relation:
    names = letters.split()
    row = st.tuples(*(st.integers(0, len(AXES[name]) - 1) for name in names))
    rows = draw(st.lists(row, max_size=8, unique=True))
    return relation(rows, {name: AXES[name] for name in names})


def rows(of: Relation, letters: str) -> list[tuple[int, ...]]:
    return [tuple(row) for row in of.codes(letters).tolist()]


def test_a_set_for_each_key_holds_the_members_of_its_rows():
    at = STARTS.indexed_set("STARTS_AT", "a n", "l")
    origin, lanes = at.expand([np.array([0, 1, 1]), np.array([1, 0, 1])])
    assert origin.tolist() == [0, 0, 1]  # of (fab, 1) two lanes, of (mill, 0) one, of (mill, 1) none
    assert lanes[0].tolist() == [0, 1, 0]


def test_an_index_set_has_its_letters_in_the_order_wanted():
    over = STARTS.index_set("START", "n a l")
    assert [axis.name for axis in over.axes] == ["node", "asset", "lane"]
    assert over.labels()[0] == (1, "fab", "standard")


def test_distinct_rows_are_sorted():
    assert rows(STARTS.distinct("a n"), "a n") == [(0, 1), (0, 2), (1, 0)]


@given(one=relations("a l n"), other=relations("n p"))
def test_joining_is_the_natural_join_in_order(one, other):
    joined = one.joined(other)
    expected = [(*row, p) for row in rows(one, "a l n") for n, p in rows(other, "n p") if row[2] == n]
    assert rows(joined, "a l n p") == expected


@given(one=relations("a"), other=relations("n p"))
def test_without_a_common_letter_all_pairs_are_joined(one, other):
    expected = [(*row, *pair) for row in rows(one, "a") for pair in rows(other, "n p")]
    assert rows(one.joined(other), "a n p") == expected


def test_values_go_with_their_rows():
    valued = STARTS.valued(np.array([1.0, 2.0, 3.0, 4.0]))
    assert valued.where(valued["a"] == 0).values.tolist() == [1.0, 2.0, 4.0]
    assert valued.joined(members("p", NODE)).values.tolist() == [1.0] * 3 + [2.0] * 3 + [3.0] * 3 + [4.0] * 3
    found = valued.coefficient("cost", "n a l")
    assert found.codes is not None
    assert (found.codes[2].tolist(), found.values[2]) == ([0, 1, 0], 3.0)


def test_a_letter_may_be_renamed_or_stand_twice():
    assert rows(STARTS.renamed("n", "p"), "a p") == rows(STARTS, "a n")
    assert rows(members("n", NODE).same("n", "p"), "n p") == [(0, 0), (1, 1), (2, 2)]


def test_relations_are_stacked_by_letter_and_there_may_be_none():
    flipped = relation([(1, 1)], {"n": NODE, "a": SITE})
    assert rows(stacked([STARTS.distinct("a n"), flipped], {"a": SITE, "n": NODE}), "a n")[-1] == (1, 1)
    nothing = stacked([], {"a": SITE, "n": NODE})
    assert len(nothing) == 0
    assert rows(nothing.joined(STARTS), "a n l") == []


def test_a_letter_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        STARTS.index_set("START", "a q")
