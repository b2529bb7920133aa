"""Readable names of rows and columns: `balance[copper,2027Q3]`, `start[data_center,standard,1,2026Q1]`."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.model.arrays import IndexSet
from optimizer.model.build import Formulation
from optimizer.model.compile import Block
from optimizer.timeline import COMMON


def node_names(formulation: Formulation) -> list[str]:
    """2027Q3 for a common node, 2027Q3.boom for one of a future."""
    return [period if future == COMMON else f"{period}.{future}" for future, period in formulation.places.tree.labels]


def block_names(formulation: Formulation, block: Block) -> list[str]:
    """A name for every row or column of a block."""
    labels = [_labels(formulation, block.over, i) for i in range(len(block.over.axes))]
    return [f"{block.name}[{','.join(parts)}]" for parts in zip(*labels, strict=True)]


def _labels(formulation: Formulation, over: IndexSet, axis: int) -> list[str]:
    names = node_names(formulation) if over.axes[axis].name == "node" else [str(x) for x in over.axes[axis].labels]
    return [names[code] for code in over.codes[:, axis].tolist()]


def owner(blocks: Mapping[str, Block], position: int) -> tuple[Block, int]:
    """The block that a row or column belongs to, and its place in it."""
    for block in blocks.values():
        if block.first <= position < block.first + len(block.over):
            return block, position - block.first
    raise IndexError(position)
