"""The verb `report`: the page of a result, of several side by side, or of a sweep."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.arguments import Json, Quiet
from optimizer.cli.screen import Screen
from optimizer.errors import UsageError


def report(
    items: Annotated[
        list[str],
        typer.Argument(
            metavar="RESULT [B ...]",
            help="Folder of a run or a sweep; of a comparison, folders or scenario files, the reference first.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Where to write it. [default: RESULT/report.html; of several, results/compare/A_vs_B.html]",
        ),
    ] = None,
    attribute: Annotated[
        bool, typer.Option("--attribute", help="Of several: split each change over the inputs that differ.")
    ] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Write the page of a result, or of several: one file.

    The page of one result says what the plan is, what holds it back and when, prices, public money and sources, with
    charts. `run` writes it too, and `sweep` that of a study; this makes them again from the folder alone. The page of
    several compares each with the first, named as `compare` takes them. All open anywhere and need no network.

    \b
    Examples:
      optimizer report results/us
      optimizer report results/us --out us.html
      optimizer report results/credit_x_permitting
      optimizer report results/us results/us+fast_permits
      optimizer report scenarios/us.yaml +fast_permits,amic_data_centers --attribute --out permits.html
    """
    with Screen(quiet, as_json) as user:
        written = _one(items[0], out, attribute, user) if len(items) == 1 else _several(items, out, attribute, user)
        user.answer(f"{written}: written", {"file": str(written)})


def _one(item: str, out: Path | None, attribute: bool, user: Screen) -> Path:
    from optimizer.study import report as study

    if attribute:
        raise UsageError("--attribute splits the difference of two: name what to compare with as well")
    return study.report(Path(item), out, user)


def _several(items: list[str], out: Path | None, attribute: bool, user: Screen) -> Path:
    from optimizer.study.compare import page
    from optimizer.study.compare.compare import compare

    found = compare(items, attribute=attribute, progress=user)
    user.stage("writing the page")
    return page.write(found, out)
