"""The verb `report`: the page of a result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.arguments import Json, Quiet
from optimizer.cli.screen import Screen


def report(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="Results folder.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it. [default: RESULT/report.html]")
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Write the page of a result: one file that opens anywhere.

    The page says what the plan is, what holds it back and when, prices, public money and sources, with charts. It needs
    no network. `run` writes it too; this makes it again from the results folder alone.

    \b
    Examples:
      optimizer report results/us
      optimizer report results/us --out us.html
    """
    with Screen(quiet, as_json) as user:
        from optimizer.study import report as study

        written = study.report(result, out, user)
        user.answer(f"{written}: written", {"file": str(written)})
