"""The arguments and options that verbs share, and how their text is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from optimizer.errors import UsageError

ScenarioFile = Annotated[Path, typer.Argument(metavar="FILE", help="Scenario file.", show_default=False)]
With = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="A,B", help="Apply overrides of the file, in this order. May be repeated."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change one value, after the overrides. May be repeated."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for machines.")]
SolverOption = Annotated[
    list[str] | None,
    typer.Option("--solver-option", metavar="KEY=VALUE", help="Any option of HiGHS: time_limit=60. May be repeated."),
]

OptionValue = str | float | int | bool


def solver_options(texts: Sequence[str] | None) -> dict[str, OptionValue]:
    """The options of HiGHS in `key=value` texts.

    >>> solver_options(["time_limit=60", "presolve=off", "output_flag=true"])
    {'time_limit': 60, 'presolve': 'off', 'output_flag': True}
    """
    found = {}
    for text in texts or ():
        key, equals, value = text.partition("=")
        if not (equals and key.strip() and value.strip()):
            raise UsageError(f"--solver-option takes KEY=VALUE, e.g. time_limit=60; found '{text}'")
        found[key.strip()] = _typed(value.strip())
    return found


def _typed(text: str) -> OptionValue:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
