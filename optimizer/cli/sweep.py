"""The verb `sweep`: all points of a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optimizer.cli import screen
from optimizer.cli.arguments import Json, Quiet, SolverOption, solver_options
from optimizer.cli.bar import Bar

if TYPE_CHECKING:
    from optimizer.study.sweep.sweep import Asked


def sweep(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="Study file.", show_default=False)],
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help="Points at a time. [default: one a processor]"),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler to work on: tcp://host:8786."),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume/--restart", help="Keep the points that are finished, or do all again."),
    ] = True,
    points: Annotated[
        int | None,
        typer.Option(
            "--points", metavar="N", min=1, max=1_000_000, help="About so many points, instead of what the study says."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the sweep. [default: results/STUDY]")
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Say what would vary as it was read, how many points there are, about how long they take."
        ),
    ] = False,
    solver_option: SolverOption = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Solve all scenarios of a study, and say what drives the answer.

    A study names a base scenario, what varies and what to record. Each point is on disk as soon as it is finished: a
    sweep that was stopped, or killed, goes on where it was when the same command is given again. A point without an
    answer (infeasible, out of time, failed) is a row with the reason. `optimizer run STUDY --point ID` repeats one
    point as a full run; `optimizer sweep results/STUDY/study.yaml --out DIR` repeats all of it from its results.

    \b
    Examples:
      optimizer sweep scenarios/studies/credit_x_permitting.yaml --dry-run
      optimizer sweep scenarios/studies/credit_x_permitting.yaml --points 100
      optimizer sweep scenarios/studies/credit_x_permitting.yaml --workers 8 --solver-option time_limit=60
      optimizer sweep scenarios/studies/credit_x_permitting.yaml --cluster tcp://10.0.0.7:8786
    """
    with Bar(quiet, as_json) as user:
        from optimizer.model import SolverOptions
        from optimizer.study.sweep.sweep import Asked

        options = SolverOptions(options=solver_options(solver_option))
        asked = Asked(workers, cluster, not resume, points, out, options)
        if dry_run:
            _dry_run(study, asked, user)
        else:
            _sweep(study, asked, user)


def _dry_run(study: Path, asked: Asked, user: Bar) -> None:
    from optimizer.cli import dry_run as told
    from optimizer.report.text import WIDTH
    from optimizer.study.sweep.sweep import dry_run

    found = dry_run(study, asked, user)
    user.answer(told.text(study, found, screen.width(WIDTH)), told.facts(found))


def _sweep(study: Path, asked: Asked, user: Bar) -> None:
    from optimizer.report.sweep_text import summary
    from optimizer.report.text import WIDTH
    from optimizer.study.sweep.finish import as_facts
    from optimizer.study.sweep.sweep import sweep as work

    try:
        done = work(study, asked, user)
    except KeyboardInterrupt:
        if user.points and not user.quiet:
            user.note(
                f"{user.finished:,} of {user.points:,} points are finished and kept; "
                "the same command goes on where it was"
            )
        raise
    text = summary(done.facts, done.base, width=screen.width(WIDTH)).rstrip()
    where = f"Everything else: {done.folder}/report.html, points.csv, limits.csv, indices.csv"
    facts = {"folder": str(done.folder), "points": len(done.points), "status": done.statuses, **as_facts(done.facts)}
    facts["warnings"] = [str(warning) for warning in done.warnings]
    user.answer(f"{text}\n\n{where}", facts)
