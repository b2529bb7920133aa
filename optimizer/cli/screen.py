"""What the user sees: answers on standard output, everything else on standard error.

Colour only on a terminal, and not where NO_COLOR is set.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Self, TextIO

from optimizer.errors import OptimizerError, ScenarioError

INTERRUPTED = 130
READER_GONE = 141
"""Exit code where the reader of a pipe has left (`| head`): what a shell shows for a command ended by SIGPIPE."""

RED, YELLOW = "31", "33"
CLEAR_LINE = "\r\x1b[2K"


def show(text: str) -> None:
    """Print an answer."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Python flushes standard output once more at its end; it must find something that takes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(READER_GONE) from None


def width(most: int) -> int:
    """Columns that an answer may take: those of the terminal, `most` where there is none or it is wider."""
    return min(shutil.get_terminal_size().columns, most) if sys.stdout.isatty() else most


def complain(message: str) -> None:
    """Say what went wrong."""
    _note(f"{_coloured('error:', RED)} {message}")


def complain_about(error: OptimizerError) -> None:
    """Say what went wrong; the problems of a scenario come a line each, and then their number."""
    if isinstance(error, ScenarioError) and len(error.problems) > 1:
        for problem in error.problems:
            _note(str(problem))
        complain(f"{len(error.problems)} problems; nothing was done")
    else:
        complain(str(error))


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _coloured(text: str, colour: str) -> str:
    return f"\x1b[1;{colour}m{text}\x1b[0m" if _is_drawn_on(sys.stderr) and not os.environ.get("NO_COLOR") else text


def _is_drawn_on(stream: TextIO) -> bool:
    return stream.isatty() and os.environ.get("TERM") != "dumb"


@dataclass
class Screen:
    """How one command talks: to a person, in JSON to a machine, or not at all.

    Used as a context: an error inside it becomes a JSON answer too, where JSON was asked for.
    """

    quiet: bool = False
    as_json: bool = False
    _stage_stands: bool = field(default=False, init=False)
    """Whether the line of a stage stands on the terminal, to be cleared before the next word."""

    @property
    def is_silent(self) -> bool:
        """Whether nothing is told of the work while it goes on."""
        return self.quiet or self.as_json

    @property
    def is_drawn(self) -> bool:
        """Whether a line can be drawn over."""
        return _is_drawn_on(sys.stderr)

    def note(self, text: str) -> None:
        """Tell something beside the answer."""
        self.end_stage()
        _note(text)

    def answer(self, text: str, facts: Mapping[str, Any]) -> None:
        """Give the answer of the command: `text` to a person, `facts` to a machine."""
        self.end_stage()
        if self.as_json:
            show(json.dumps(facts, indent=2, ensure_ascii=False))
        elif not self.quiet:
            show(text)

    def warn(self, warnings: Iterable[object]) -> None:
        """Say what is odd but does not stop the work."""
        if self.quiet:
            return
        self.end_stage()
        for warning in warnings:
            _note(f"{_coloured('warning:', YELLOW)} {warning}")

    def stage(self, doing: str) -> None:
        """Tell what is being done: one changing line on a terminal, a line each elsewhere."""
        if self.is_silent:
            return
        if not self.is_drawn:
            self.note(f"{doing} ...")
            return
        self.end_stage()
        print(f"{doing} ...", end="", file=sys.stderr, flush=True)
        self._stage_stands = True

    def end_stage(self) -> None:
        """Take away the line of a stage."""
        if self._stage_stands:
            print(CLEAR_LINE, end="", file=sys.stderr, flush=True)
        self._stage_stands = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end_stage()
        if self.as_json and isinstance(error, OptimizerError):
            show(json.dumps({"error": _as_facts(error)}, indent=2, ensure_ascii=False))


def _as_facts(error: OptimizerError) -> dict[str, Any]:
    problems = [asdict(problem) for problem in error.problems] if isinstance(error, ScenarioError) else []
    return {
        "kind": type(error).__name__,
        "exit_code": error.exit_code,
        "message": str(error),
        "problems": problems,
    }
