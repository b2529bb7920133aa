"""The algebra that evaluates a rule for all its rows at once gives what a loop over the rows would."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from optimizer.model import arrays
from optimizer.model.arrays import (
    Axis,
    Coefficient,
    Expression,
    Frame,
    Index,
    IndexedSet,
    IndexSet,
    Lookup,
    Variable,
    whole,
)

A = Axis("asset", ("mine", "plant", "mill"))
O = Axis("mode", ("slow", "fast"))
T = Axis("node", (0, 1))

MODES = [(0, 0), (1, 0), (1, 1)]  # the mill has no mode
ASSET_NODES = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]
ACT = [(a, o, t) for a, o in MODES for t in (0, 1)]
ROOM = np.array([[5.0, 6.0], [7.0, 8.0], [9.0, 10.0]])
SHARE = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])


def model() -> SimpleNamespace:
    """Three assets, two modes, two nodes; columns 0.. are act, then cap."""
    act = IndexSet("ACT", (A, O, T), np.array(ACT))
    cap = IndexSet("CAP", (A, T), np.array(ASSET_NODES))
    return SimpleNamespace(
        CAP=cap,
        NODES=IndexSet("NODES", (T,), np.array([[0], [1]])),
        act=Variable("act", act, 0),
        cap=Variable("cap", cap, len(ACT)),
        room=Coefficient("room", (A, T), ROOM),
        share=Coefficient("share", (A, O), SHARE),
        MODES_OF=IndexedSet("MODES_OF", (A,), (O,), list(np.array(MODES).T)),
        ALL_MODES=IndexedSet(
            "ALL_MODES", (T,), (A, O), list(np.array([(t, a, o) for a, o in MODES for t in (0, 1)]).T)
        ),
        ASSETS_AT=IndexedSet("ASSETS_AT", (T,), (A,), list(np.array([(t, a) for a, t in ASSET_NODES]).T)),
        PARENT=IndexedSet("PARENT", (T,), (T,), list(np.array([(1, 0)]).T)),
    )


WIDTH = len(ACT) + len(ASSET_NODES)


def act(a: int, o: int, t: int) -> int:
    return ACT.index((a, o, t))


def cap(a: int, t: int) -> int:
    return len(ACT) + ASSET_NODES.index((a, t))


def matrix(body: Expression, frame: Frame) -> np.ndarray:
    """Coefficients of every row and column."""
    table = np.zeros((frame.size, WIDTH))
    for inner, columns, values in body.terms:
        rows = inner.rows_in(frame)
        np.add.at(table, (np.arange(frame.size)[rows], columns), values)
    return table


def constants(body: Expression, frame: Frame) -> np.ndarray:
    """Constant of every row."""
    total = np.zeros(frame.size)
    for inner, values in body.constants:
        np.add.at(total, np.arange(frame.size)[inner.rows_in(frame)], values)
    return total


def rows_of(frame: Frame, around: Frame) -> list[int]:
    """For each row of a frame the row around it that it belongs to."""
    return np.arange(around.size)[frame.rows_in(around)].tolist()


def expected(rows: list[dict[int, float]]) -> np.ndarray:
    table = np.zeros((len(rows), WIDTH))
    for i, row in enumerate(rows):
        for column, value in row.items():
            table[i, column] += value
    return table


def test_a_rule_with_a_loop_has_a_row_for_each_index():
    """The example of the module: Σ act ≤ room · ½ · cap, the mill's row without activity."""
    m = model()
    frame, (a, n) = whole(m.CAP)
    rows = sum(m.act[a, o, n] for o in m.MODES_OF[a]) <= m.room[a, n] * 0.5 * m.cap[a, n]
    loop = [{**{act(a, o, t): 1.0 for b, o in MODES if b == a}, cap(a, t): -0.5 * ROOM[a, t]} for a, t in ASSET_NODES]
    np.testing.assert_array_equal(matrix(rows.body, frame), expected(loop))
    assert (rows.lower, rows.upper) == (-np.inf, 0.0)


def test_nested_loops_run_over_the_members_of_members():
    """Over the assets of a node and the modes of each: (t) has Σ_a Σ_o share[a,o] · act[a,o,t], and not the mill."""
    m = model()
    frame, (n,) = whole(m.NODES)
    body = sum(m.share[a, o] * m.act[a, o, n] for a in m.ASSETS_AT[n] for o in m.MODES_OF[a])
    loop = [{act(a, o, t): SHARE[a, o] for a, o in MODES} for t in (0, 1)]
    np.testing.assert_array_equal(matrix(body, frame), expected(loop))


def test_independent_loops_are_joined_in_all_pairs_of_a_row():
    """A coefficient of one loop times a variable of another: every asset's room with every activity of the node."""
    m = model()
    frame, (n,) = whole(m.NODES)
    body = sum(m.room[a, n] * m.act[b, o, n] for a in m.ASSETS_AT[n] for b, o in m.ALL_MODES[n])
    here = {t: [a for a, u in ASSET_NODES if u == t] for t in (0, 1)}
    loop = [{act(b, o, t): sum(ROOM[a, t] for a in here[t]) for b, o in MODES} for t in (0, 1)]
    np.testing.assert_allclose(matrix(body, frame), expected(loop))


@pytest.mark.parametrize("deep_first", [True, False])
def test_a_joined_loop_still_knows_the_loops_around_it(deep_first):
    """Modes of assets beside a loop of their own over the assets: Σ_a Σ_o Σ_b share[b,o] · room[a,t] · act[a,o,t]."""
    m = model()
    frame, (n,) = whole(m.NODES)
    turned = Coefficient("turned", (O, A), SHARE.T)
    body = sum(
        (turned[o, b] if deep_first else m.share[b, o]) * m.room[a, n] * m.act[a, o, n]
        for a in m.ASSETS_AT[n]
        for o in m.MODES_OF[a]
        for b in m.ASSETS_AT[n]
    )
    here = {t: [a for a, u in ASSET_NODES if u == t] for t in (0, 1)}
    loop = [{act(a, o, t): sum(SHARE[b, o] for b in here[t]) * ROOM[a, t] for a, o in MODES} for t in (0, 1)]
    np.testing.assert_allclose(matrix(body, frame), expected(loop))


def test_frames_are_joined_row_by_row_in_any_order():
    """Rows of two frames pair up where they belong to the same row around both, also if one is not in its order."""
    around = Frame(2)
    left, right = around.expanded(np.array([0, 1])), around.expanded(np.array([1, 0, 1]))
    for first, second in ((left, right), (right, left)):
        both = first.joined(second)
        pairs = set(zip(rows_of(both, left), rows_of(both, right), strict=True))
        assert pairs == {(0, 1), (1, 0), (1, 2)}
        assert rows_of(both, around) == [rows_of(left, around)[row] for row in rows_of(both, left)]
        assert first.joined(second) is second.joined(first), "joined once, whoever asks"


def test_loops_over_the_same_set_stay_apart():
    """Two loops written twice are two loops: (Σ_a room) + (Σ_a room) twice the sum, not one shared index."""
    m = model()
    frame, (n,) = whole(m.NODES)
    body = sum(m.room[a, n] for a in m.ASSETS_AT[n]) + sum(m.room[a, n] for a in m.ASSETS_AT[n])
    once = np.array([sum(ROOM[a, t] for a, u in ASSET_NODES if u == t) for t in (0, 1)])
    np.testing.assert_allclose(constants(body, frame), 2 * once)


def test_a_loop_that_is_empty_for_a_row_leaves_it_out():
    """The root has no parent: its row has no term, the other has its parent's column."""
    m = model()
    frame, (n,) = whole(m.NODES)
    mine = Index(frame, np.zeros(2, int))
    body = sum(m.cap[mine, p] for p in m.PARENT[n])
    np.testing.assert_array_equal(matrix(body, frame), expected([{}, {cap(0, 0): 1.0}]))


def test_a_set_without_members_is_a_sum_of_nothing():
    m = model()
    nothing = IndexedSet("NOTHING", (T,), (A,), list(np.zeros((2, 0), int)))
    frame, (n,) = whole(m.NODES)
    body = sum(m.cap[a, n] for a in nothing[n]) + m.cap[Index(frame, np.zeros(2, int)), n]
    np.testing.assert_array_equal(matrix(body, frame), expected([{cap(0, 0): 1.0}, {cap(0, 1): 1.0}]))


def test_an_index_set_without_rows_makes_no_rows():
    frame, (n,) = whole(IndexSet("EMPTY", (T,), np.zeros((0, 1), int)))
    body = model().room[Index(frame, np.zeros(0, int)), n] + 0
    assert frame.size == 0
    assert constants(body, frame).shape == (0,)


@pytest.mark.parametrize("dense", [True, False])
def test_an_index_that_does_not_exist_is_an_error(monkeypatch, dense):
    """The mill has no capacity in node 1: asking for it names the variable, however look-ups are kept."""
    if not dense:
        monkeypatch.setattr(arrays, "DENSE_LIMIT", 0)
        monkeypatch.setattr(arrays, "DENSE_SHARE", 0)
    m = model()
    frame, (n,) = whole(m.NODES)
    with pytest.raises(KeyError, match="cap"):
        m.cap[Index(frame, np.full(2, 2)), n]


@pytest.mark.parametrize("dense", [True, False])
def test_look_ups_find_positions_and_what_is_missing(monkeypatch, dense):
    if not dense:
        monkeypatch.setattr(arrays, "DENSE_LIMIT", 0)
        monkeypatch.setattr(arrays, "DENSE_SHARE", 0)
    lookup = Lookup((A, T), np.array(ASSET_NODES)[::-1])
    found = lookup.positions([np.array([0, 2, 2]), np.array([0, 0, 1])])
    assert found.tolist() == [4, 0, -1]
    assert Lookup((A,), np.zeros((0, 1), int)).positions([np.array([1])]).tolist() == [-1]


def test_a_sparse_coefficient_is_read_by_its_rows():
    """Values on the rows of a set: found in any order, an error where there is none."""
    codes = np.array([(1, 1), (0, 0)])
    sparse = Coefficient("delay", (A, T), np.array([7.0, 3.0]), codes)
    frame = Frame(2)
    body = sparse[Index(frame, np.array([0, 1])), Index(frame, np.array([0, 1]))]
    assert constants(body, frame).tolist() == [3.0, 7.0]
    with pytest.raises(KeyError, match="delay"):
        sparse[Index(frame, np.array([0, 2])), Index(frame, np.array([0, 1]))]


def test_a_product_of_variables_is_refused():
    m = model()
    _, (a, n) = whole(m.CAP)
    with pytest.raises(TypeError, match="not linear"):
        m.cap[a, n] * m.cap[a, n]


def test_a_bare_number_is_added_to_a_coefficient_only():
    """1 + tariff is a number for every row; 1 + variable would need to know which rows it is for."""
    m = model()
    frame, (a, n) = whole(m.CAP)
    assert constants(1 + m.room[a, n], frame).tolist() == [1 + ROOM[a, t] for a, t in ASSET_NODES]
    assert constants(1 - m.room[a, n], frame).tolist() == [1 - ROOM[a, t] for a, t in ASSET_NODES]
    assert constants(m.room[a, n] - 1, frame).tolist() == [ROOM[a, t] - 1 for a, t in ASSET_NODES]
    with pytest.raises(TypeError, match="bare number"):
        1 + m.cap[a, n]


def test_products_quotients_and_signs():
    """Numbers, coefficients and variables multiply in any order; a product with a coefficient takes its rows."""
    m = model()
    frame, (a, n) = whole(m.CAP)
    ones = expected([{cap(a, t): 1.0} for a, t in ASSET_NODES])
    rooms = np.array([ROOM[a, t] for a, t in ASSET_NODES])[:, None]
    np.testing.assert_array_equal(matrix(m.room[a, n] * m.cap[a, n], frame), rooms * ones)
    np.testing.assert_array_equal(matrix(m.cap[a, n] * m.room[a, n], frame), rooms * ones)
    np.testing.assert_array_equal(matrix(-m.cap[a, n] * 3, frame), -3 * ones)
    np.testing.assert_array_equal(matrix(3 * m.cap[a, n] / 4, frame), 0.75 * ones)
    squared = constants(m.room[a, n] * m.room[a, n] * 2, frame)
    np.testing.assert_array_equal(squared, 2 * rooms[:, 0] ** 2)


def test_comparisons_are_rows_with_bounds():
    m = model()
    frame, (a, n) = whole(m.CAP)
    below = m.cap[a, n] <= m.room[a, n]
    above = m.cap[a, n] >= m.room[a, n]
    equal = m.cap[a, n] == m.room[a, n]
    rooms = [ROOM[a, t] for a, t in ASSET_NODES]
    for rows, bounds in ((below, (-np.inf, 0.0)), (above, (0.0, np.inf)), (equal, (0.0, 0.0))):
        assert (rows.lower, rows.upper) == bounds
        assert constants(rows.body, frame).tolist() == [-room for room in rooms]
    with pytest.raises(TypeError, match="unhashable"):
        hash(m.cap[a, n])


def test_indices_of_two_constraints_do_not_mix():
    m = model()
    _, (a, _) = whole(m.CAP)
    _, (n,) = whole(m.NODES)
    with pytest.raises(ValueError, match="unrelated"):
        m.room[a, n]


def test_repeated_entries_of_an_expression_add_up():
    """A mode used twice in a sum counts twice: terms are kept apart and added where rows are collected."""
    m = model()
    frame, (n,) = whole(m.NODES)
    twice = sum(m.cap[a, n] + m.cap[a, n] for a in m.ASSETS_AT[n])
    loop = [{cap(a, t): 2.0 for a, u in ASSET_NODES if u == t} for t in (0, 1)]
    np.testing.assert_array_equal(matrix(twice, frame), expected(loop))


def test_a_rule_evaluated_again_on_its_frame_only_counts_again():
    """With other numbers the same loops and look-ups are taken, and every loop stays a loop of its own."""
    m = model()
    frame, (n,) = whole(m.NODES)

    def body(share: np.ndarray) -> Expression:
        frame.memory.begin()
        given = Coefficient("share", (A, O), share)
        return sum(
            given[b, o] * m.room[a, n] * m.act[a, o, n]
            for a in m.ASSETS_AT[n]
            for o in m.MODES_OF[a]
            for b in m.ASSETS_AT[n]
        )

    first, again, other = body(SHARE), body(SHARE), body(2.0 * SHARE)
    assert [x[0] is y[0] for x, y in zip(first.terms, again.terms, strict=True)] == [True] * len(first.terms)
    np.testing.assert_array_equal(matrix(first, frame), matrix(again, frame))
    np.testing.assert_array_equal(matrix(other, frame), 2.0 * matrix(first, frame))
