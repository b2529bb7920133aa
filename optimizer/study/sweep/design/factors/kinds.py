"""What kind of number a factor's levels are."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.results.compare.inputs import in_per_cent
from optimizer.results.sweep.study import FactorKind
from optimizer.scenario.tree import Path


def kind_of(unit: str, paths: Iterable[Path]) -> FactorKind:
    """`share` for what is read as per cent at all of its places, else `number`."""
    return "share" if all(in_per_cent(unit, path) for path in paths) else "number"
