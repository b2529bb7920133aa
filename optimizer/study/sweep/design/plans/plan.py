"""What a design comes to: rows of levels, what SALib needs to read their answers, and what is to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from optimizer.results.sweep.points import Level

Row: TypeAlias = tuple[Level, ...]
"""Where each factor stands at a point, in the order of the factors."""


@dataclass(frozen=True)
class Plan:
    """rows : one a point.  problem : SALib's, where it is to analyse the answers.  notes : for people."""

    rows: Sequence[Row]
    problem: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()
