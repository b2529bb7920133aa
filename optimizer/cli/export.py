"""The verb `export`: a result for other programs, or the linear program for another solver."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli.arguments import Json, Quiet, Set, With
from optimizer.cli.screen import Screen
from optimizer.errors import UsageError

if TYPE_CHECKING:
    from optimizer.study.exchange import Target


def export(
    subject: Annotated[
        Path, typer.Argument(metavar="RESULT|FILE", help="Results folder, or scenario file.", show_default=False)
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="FORM|PATH", help="iamc, xlsx, parquet, mps or lp; or a file: us.xlsx.", show_default=False
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PATH", help="File to write, where --to is a form. [default: RESULT.xlsx etc.]"),
    ] = None,
    with_: With = None,
    set_: Set = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Write a result, or the program, for other software.

    \b
    Of a results folder:
      iamc     years side by side, as pyam and the IIASA databases read it: us.iamc.csv
      xlsx     a workbook: a sheet a table, with units, and the source of every number
      parquet  a folder of Parquet files, one a table
    Of a scenario file, or the scenario of a results folder:
      mps, lp  the linear program

    A file that is there by that name is replaced.

    Rows and columns of the program have readable names. The file is to be minimised: its objective is that of the first
    stage (npv, or compute), with the sign changed. Money is in a power of ten of the scenario's: see docs/model.md.

    \b
    Examples:
      optimizer export results/us --to xlsx
      optimizer export results/us --to iamc --out data/us.iamc.csv
      optimizer export results/us --to us.parquet
      optimizer export scenarios/us.yaml --to us.mps
    """
    with Screen(quiet, as_json) as user:
        from optimizer.study import exchange

        wanted = exchange.target(subject, to, out)
        if wanted.is_model:
            _program(user, subject, wanted, with_ or (), set_ or ())
        else:
            _result(user, subject, wanted, bool(with_ or set_))


def _program(user: Screen, subject: Path, to: Target, overrides: Sequence[str], sets: Sequence[str]) -> None:
    from optimizer.results.store.layout import SCENARIO
    from optimizer.study import export as study

    file = subject / SCENARIO if subject.is_dir() else subject
    warnings = study.export(file, to.path, overrides=overrides, sets=sets, progress=user)
    facts = {"file": str(to.path), "form": to.form.value, "warnings": [str(warning) for warning in warnings]}
    user.answer(f"{to.path}: written", facts)


def _result(user: Screen, subject: Path, to: Target, changed: bool) -> None:
    from optimizer.study import exchange

    if subject.is_file():
        raise UsageError(
            f"--to {to.form} is made of a result, and {subject} is a file. Run it first: optimizer run {subject}. Then "
            f"export the results folder"
        )
    if changed:
        raise UsageError("--with and --set change a scenario, not a result: run it with them, then export that result")
    done = exchange.export(subject, to, progress=user)
    facts = {"file": str(to.path), "form": done.form.value, "parts": done.parts, "rows": done.rows}
    user.answer(f"{to.path}: written ({done.words})", facts)
