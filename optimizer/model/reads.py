"""What a computation is made from: blocks of a scenario and fields of their entries, so that it need not be done again.

Two scenarios of the same keys share the blocks in which no number differs (`scenario.edit.with_values`): they are the
very same objects, and telling so costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from optimizer.scenario.schema import Scenario

Reads: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Blocks, with the fields of their entries that are read; `ALL` of a block that is read whole."""
ALL: tuple[str, ...] = ()
"""Every field of a block."""
DELAYS = ("permit", "build")
"""Fields of an asset that say when what is started serves."""


def unchanged(reads: Reads, now: Sequence[Scenario], then: Sequence[Scenario]) -> bool:
    """Whether all blocks that are read are those that were read before, in every variant of a scenario."""
    return all(
        _same(getattr(one, block), getattr(other, block), fields)
        for one, other in zip(now, then, strict=True)
        for block, fields in reads
    )


def _same(now: Any, then: Any, fields: Sequence[str]) -> bool:
    """Whether a block is the very same object or, where only some fields of its entries matter, those are."""
    if now is then:
        return True
    return bool(fields) and all(_same_entry(entry, then[name], fields) for name, entry in now.items())


def _same_entry(now: Any, then: Any, fields: Sequence[str]) -> bool:
    """The same of one entry, and of what its regions have of their own."""
    if now is then:
        return True
    own = all(getattr(now, field) is getattr(then, field) for field in fields)
    return own and all(_same_entry(patch, then.by_region[region], fields) for region, patch in now.by_region.items())
