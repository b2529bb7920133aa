"""The errors that the program raises on purpose, and the exit code that each ends the command line with.

OptimizerError                     1  any of these
├── ScenarioError                  2  a scenario file that cannot be used; holds all its problems
├── UsageError                     2  a wrong argument, path or option outside the scenario file
├── ResultError                    2  a results folder that cannot be read or written
├── NoOptimum                      3  the model is infeasible or unbounded
├── SolverStopped                  4  HiGHS stopped without an answer (numerical trouble, say)
│   └── TimeIsUp                   4  it reached the time limit
└── NotReconciled                  4  a result whose own tables do not add up; nothing was written
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class OptimizerError(Exception):
    """Something that the user should be told without a traceback."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a scenario, in the words of the file."""

    where: str
    """`file:line:column`, or the option or override that it came by."""
    key: str
    """Dotted key path in the scenario, `assets.data_center.capex`."""
    message: str
    """What was found and what is allowed."""
    hint: str = ""
    """What to try: the nearest valid name, the likely unit."""

    def __str__(self) -> str:
        parts = [part for part in (self.where, self.key, self.message) if part]
        return ": ".join(parts) + (f" {self.hint}" if self.hint else "")


class ScenarioError(OptimizerError):
    """A scenario that cannot be used, with every problem found in it."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(OptimizerError):
    """A wrong argument, path or option."""

    exit_code = 2


class ResultError(OptimizerError):
    """A results folder that cannot be read or written."""

    exit_code = 2


class NoOptimum(OptimizerError):
    """The model has no optimum: its limits contradict each other, or nothing bounds the gain."""

    exit_code = 3

    def __init__(self, message: str, status: str = "infeasible") -> None:
        super().__init__(message)
        self.status = status
        """`infeasible` or `unbounded`."""


class SolverStopped(OptimizerError):
    """HiGHS stopped without an answer that can be used."""

    exit_code = 4


class TimeIsUp(SolverStopped):
    """The time limit was reached."""


class NotReconciled(OptimizerError):
    """A result whose own tables do not add up; it is refused."""

    exit_code = 4
