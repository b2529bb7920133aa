"""The verbs under one command, and the exit code of each way in which they end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand
from typer.main import get_command

from optimizer import __version__
from optimizer.cli import screen, verbs
from optimizer.errors import OptimizerError
from optimizer.study.stopping import deaf, stopped_once

INTRODUCTION = """Which link of the AI-infrastructure supply chain holds the plan back, when, and what each policy buys.

\b
First steps:
  optimizer new my-study
  optimizer run my-study/scenario.yaml

\b
Exit codes:
  0    done
  2    a wrong command, or a scenario that cannot be used
  3    no plan exists, or nothing bounds it (infeasible, unbounded)
  4    the solver stopped without an answer
  130  interrupted
"""
WRITING_FAILED = 2
TOO_MANY_WORDS = "Got unexpected extra argument"
OF_SCENARIOS = {
    "--with": "Write `with: [fast_permits]` in the study: it then holds at every point.",
    "--set": "Write `set: {permitting.factor: 0.5}` in the study: it then holds at every point.",
}
"""What to do in a sweep instead of options that a run has."""
HOW_TO_JOIN = 'Join names with commas (--with a,b); put quotes around what has blanks (--set "a.b=12 months").'


class Verb(TyperCommand):
    """A command that tells how to join words where there are too many, and what a study says instead of an option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments as typed."""
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            if error.message.startswith(TOO_MANY_WORDS):
                error.message += f". {HOW_TO_JOIN}"
            elif self.name == "sweep" and getattr(error, "option_name", "") in OF_SCENARIOS:
                _point_to_study(error)
            raise


def _point_to_study(error: Any) -> None:
    """Say of an option that a run has and a sweep has not where to write it; there is none that is like it."""
    error.message += f". {OF_SCENARIOS[error.option_name]}"
    error.possibilities = None


def _version(wanted: bool) -> None:
    if wanted:
        screen.show(f"optimizer {__version__}")
        raise typer.Exit


def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Carry the options that stand before the verb."""


def application() -> typer.Typer:
    """The command with all its verbs. Help is drawn with frames on a terminal and is plain text elsewhere."""
    app = typer.Typer(
        help=INTRODUCTION,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode="rich" if sys.stdout.isatty() else None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_top)
    for name, verb in verbs.VERBS.items():
        app.command(name, cls=Verb)(verb)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command as typed (default: the arguments of the process) and return its exit code."""
    with stopped_once():
        try:
            code = _code(argv)
        except KeyboardInterrupt:  # before the verb began, or long after another, which had nothing end
            screen.complain("interrupted")
            code = screen.INTERRUPTED
        if code == screen.INTERRUPTED and argv is None:
            deaf()
    return code


def _code(argv: Sequence[str] | None) -> int:
    try:
        get_command(application()).main(args=argv, prog_name="optimizer")
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
        if code == screen.INTERRUPTED:
            screen.complain("interrupted")
        return code
    except OptimizerError as error:
        screen.complain_about(error)
        return error.exit_code
    except OSError as error:
        screen.complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return WRITING_FAILED
    return 0
