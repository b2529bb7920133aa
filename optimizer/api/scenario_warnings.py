"""What is odd about a scenario, as warnings of Python."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.errors import Problem

if TYPE_CHECKING:
    from optimizer.results.sweep.points import Outcome


class ScenarioWarning(UserWarning):
    """Something odd about a scenario that does not stop the work."""


def warn(problems: Iterable[Problem]) -> None:
    """Pass on what is odd as `ScenarioWarning`, shown as if it came from the line that called `run`, `explain`, ...

    For that, those have to call it themselves.
    """
    for problem in problems:
        warnings.warn(str(problem), ScenarioWarning, stacklevel=3)  # 1 is here, 2 is `run`


@dataclass
class Told:
    """Hears of long work (`Progress`, `Watcher`), and keeps what is odd until `warn` can tell it.

    warnings : what was heard, in its order.
    """

    warnings: list[Problem] = field(default_factory=list)

    def warn(self, warnings: Iterable[Problem]) -> None:
        """Keep them for the end."""
        self.warnings += warnings

    def stage(self, doing: str) -> None:
        """Nobody watches."""

    def begin(self, points: int, known: int) -> None:
        """Nobody watches."""

    def point(self, outcome: Outcome) -> None:
        """Nobody watches."""

    def end(self) -> None:
        """Nobody watches."""
