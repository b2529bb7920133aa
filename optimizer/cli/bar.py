"""How a sweep shows on the screen: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optimizer.cli.screen import Screen

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from optimizer.results.sweep.points import Outcome

EVERY = 10.0
"""Time between two lines where there is no terminal [s]."""
NO_ANSWER = frozenset({"timeout", "failed"})
"""What is told while it happens: points that have an answer of their own, if only there was more time or luck."""


def long_time(seconds: float) -> str:
    """A time as people say it.

    >>> [long_time(seconds) for seconds in (0.4, 42, 100, 5000, 200000)]
    ['1 s', '42 s', '1 min 40 s', '1 h 23 min', '56 h']
    """
    whole = max(round(seconds), 1)
    minutes, seconds_left = divmod(whole, 60)
    hours, minutes_left = divmod(minutes, 60)
    if whole < 60:
        return f"{whole} s"
    if whole < 600:
        return f"{minutes} min {seconds_left} s"
    if hours < 1:
        return f"{minutes} min"
    return f"{hours} h {minutes_left} min" if hours < 10 else f"{round(whole / 3600)} h"


@dataclass
class Bar(Screen):
    """A screen that shows how far a sweep is."""

    known: int = field(default=0, init=False)
    """Points that were finished before."""
    points: int = field(default=0, init=False)
    done: int = field(default=0, init=False)
    failed: int = field(default=0, init=False)
    _began: float = field(default=0.0, init=False)
    _told: float = field(default=0.0, init=False)
    _drawn: Progress | None = field(default=None, init=False)
    _task: TaskID | None = field(default=None, init=False)

    def begin(self, points: int, known: int) -> None:
        """Show how many points there are, and how many of them were finished before."""
        self.points, self.known = points, known
        self._began = self._told = time.monotonic()
        if self.is_silent or known == points:
            return
        if self.is_drawn:
            self._draw()
        else:
            self.note(f"{points:,} points" + (f", {known:,} of them finished before" if known else ""))

    def point(self, outcome: Outcome) -> None:
        """Count a point."""
        self.done += 1
        self.failed += outcome.status in NO_ANSWER
        if self._drawn is not None and self._task is not None:
            self._drawn.update(self._task, advance=1, told=", ".join(self._told_now()))
        elif not self.is_silent and time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            self.note(self._line())

    def end(self) -> None:
        """Take the bar away."""
        if self._drawn is not None:
            self._drawn.stop()
            self._drawn = None

    @property
    def finished(self) -> int:
        """Points on disk."""
        return self.known + self.done

    def _draw(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.end_stage()
        self._drawn = Progress(
            TextColumn("points"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=Console(stderr=True),
            transient=True,
            speed_estimate_period=60.0,
        )
        self._drawn.start()
        self._task = self._drawn.add_task("points", total=self.points, completed=self.known, told="")

    def _told_now(self) -> list[str]:
        """Rate and failures."""
        rate = f"{self.done / max(time.monotonic() - self._began, 1e-3):.3g} a second"
        return [rate, f"{self.failed:,} failed"] if self.failed else [rate]

    def _line(self) -> str:
        took = time.monotonic() - self._began
        rest = long_time(took * (self.points - self.finished) / self.done)
        done = f"{self.finished:,} of {self.points:,} points"
        return ", ".join([done, *self._told_now(), f"about {rest} left"])
