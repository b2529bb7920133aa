"""How the right-hand sides of a program move when numbers of the scenario do.

Numbers of different entries of the scenario (an asset, a supply, a fund) stand in different rows. So one compilation
with a number of every entry moved at once gives the moves of them all, told apart by whose rows moved.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np

from optimizer.model.build import Formulation
from optimizer.model.compile import Block, LinearProgram
from optimizer.model.elastic import Moves
from optimizer.model.owners import OF_RESERVES, names_by_axis

Owner = tuple[str, str]
"""(section, name) of an entry of the scenario: ("assets", "fab")."""
Item = TypeVar("Item", bound=Hashable)

SECTIONS = {"asset": "assets", "supply": "supplies", "demand": "demands", "link": "links", "lane": "lanes",
            "credit": "credits", "loan": "loans", "fund": "funds", "market": "commodities"}  # fmt: skip
"""Axes of the program that belong to entries of these sections, in the order in which they own a row."""
NOISE = 1e-9
"""Moves below this share of the largest are rounding."""


def owners(formulation: Formulation, blocks: Mapping[str, Block]) -> list[Owner]:
    """Whose each row (or column) is, in order; ("", "") where it is no single entry's."""
    names = names_by_axis(formulation)
    found: list[Owner] = []
    for block in blocks.values():
        at = next((i for i, axis in enumerate(block.over.axes) if axis.name in SECTIONS), None)
        if at is None:
            found += [("", "")] * len(block.over)
            continue
        axis = block.over.axes[at].name
        section = "reserve" if block.name in OF_RESERVES else SECTIONS[axis]
        found += [(section, names[axis][code]) for code in block.over.codes[:, at].tolist()]
    return found


def groups(items: Sequence[tuple[Item, Owner | None]]) -> Iterator[list[Item]]:
    """Items that can be moved together: one of each owner, or one that has none."""
    waiting: dict[Owner, list[Item]] = {}
    for item, owner in items:
        if owner is None:
            yield [item]
        else:
            waiting.setdefault(owner, []).append(item)
    for i in range(max(map(len, waiting.values()), default=0)):
        yield [mine[i] for mine in waiting.values() if i < len(mine)]


def bound_moves(program: LinearProgram, moved: LinearProgram) -> np.ndarray | None:
    """How the bounds of a program's rows differ in another, shape (rows,); None where more than those differs."""
    same = (
        program.shape == moved.shape
        and np.array_equal(program.row_start, moved.row_start)
        and np.array_equal(program.column_index, moved.column_index)
        and np.array_equal(program.coefficient, moved.coefficient)
    )
    if not same:
        return None
    above = np.isfinite(program.row_upper)
    before = np.where(above, program.row_upper, program.row_lower)
    return np.where(above, moved.row_upper, moved.row_lower) - before


def moves(change: np.ndarray, rows: np.ndarray) -> Moves:
    """The part of a change of bounds (rows,) that falls on some rows, without what is rounding."""
    mine = change[rows]
    kept = np.abs(mine) > NOISE * np.abs(mine).max(initial=0.0)
    return Moves(rows[kept], mine[kept])
