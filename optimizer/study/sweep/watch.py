"""Word of a sweep while it goes on."""

from __future__ import annotations

from typing import Protocol

from optimizer.results.sweep.points import Outcome
from optimizer.study.progress import Progress, Silent


class Watcher(Progress, Protocol):
    """Somebody who wants to know."""

    def begin(self, points: int, known: int) -> None:
        """Hear how many points there are, and how many of them were known before."""

    def point(self, outcome: Outcome) -> None:
        """Hear of a point that is finished, and on disk."""

    def end(self) -> None:
        """Hear that no more points come."""


class Unwatched(Silent):
    """Nobody."""

    def begin(self, points: int, known: int) -> None:
        """Say nothing."""

    def point(self, outcome: Outcome) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""
