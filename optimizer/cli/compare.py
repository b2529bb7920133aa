"""The verb `compare`: what differs between results or scenarios, and which input made the difference."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli import screen
from optimizer.cli.arguments import Json, Quiet, SolverOption, solver_options
from optimizer.cli.screen import Screen


def compare(
    items: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [C ...]", help="Scenario files, FILE+OVERRIDE,..., or results folders.", show_default=False
        ),
    ],
    attribute: Annotated[
        bool, typer.Option("--attribute", help="Split each change over the inputs that differ, by solving in between.")
    ] = False,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="Lines of each list.")] = 8,
    brief: Annotated[
        bool, typer.Option("--brief", help="Only the table; of two, only the sentences that matter.")
    ] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="DIR", help="Write all differences as long tables into a folder.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page with charts, as one file."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Solve files again even where results/ holds their answer.")
    ] = False,
    solver_option: SolverOption = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Compare results or scenarios with the first of them.

    Shows the inputs that differ, what they change in compute, money, plan, prices and limits, and what the public money
    buys; of three and more, one table of all. A file is run first, as `run` does it, unless results/ holds the answer
    to the very same scenario. +OVERRIDE alone stands for the first file with it. Years, futures and regions that are
    not the same are compared as far as they can be: common years, expected values, national totals.

    \b
    Examples:
      optimizer compare scenarios/us.yaml scenarios/fast_permits.yaml
      optimizer compare scenarios/us.yaml +fast_permits,amic_data_centers --attribute
      optimizer compare scenarios/us.yaml scenarios/amic_*.yaml scenarios/openai_letter.yaml --brief
      optimizer compare results/us results/us+fast_permits --csv differences
      optimizer compare results/us results/us+fast_permits --html permits.html
    """
    with Screen(quiet, as_json) as user:
        from optimizer.model import SolverOptions
        from optimizer.report.compare_text import comparison_text
        from optimizer.report.text import WIDTH
        from optimizer.study.compare import page, store
        from optimizer.study.compare.compare import compare as study
        from optimizer.study.compare.items import How

        how = How(SolverOptions(options=solver_options(solver_option)), fresh)
        if csv is not None:
            store.check_place(csv)
        found = study(items, attribute=attribute, how=how, progress=user)
        if csv is not None:
            user.stage(f"writing {csv}")
            store.write(csv, found.facts, found.sides)
        if html is not None:
            user.stage(f"writing {html}")
            page.write(found, html)
        scenarios = {side.subject.label: side.scenario for side in found.sides}
        text = comparison_text(found.facts, scenarios, width=screen.width(WIDTH), top=top, brief=brief).rstrip()
        written = [f"All differences: {csv}/"] if csv is not None else []
        written += [f"With charts: {html}"] if html is not None else []
        places = {"folder": str(csv) if csv is not None else None, "page": str(html) if html is not None else None}
        user.answer("\n".join([text, *([""] if written else []), *written]), {**store.as_json(found.facts), **places})
