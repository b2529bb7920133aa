"""Word of long work while it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from optimizer.errors import Problem


class Progress(Protocol):
    """Somebody who wants to know."""

    def stage(self, doing: str) -> None:
        """Hear that a stage begins: `solving`."""

    def warn(self, warnings: Iterable[Problem]) -> None:
        """Hear what is odd but does not stop the work."""


class Silent:
    """Nobody."""

    def stage(self, doing: str) -> None:
        """Say nothing."""

    def warn(self, warnings: Iterable[Problem]) -> None:
        """Say nothing."""
