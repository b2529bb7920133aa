"""The verb `explain`: what holds a plan back, and where there is no plan, why, and what mends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimizer.cli import screen
from optimizer.cli.arguments import Json, Quiet, Set, SolverOption, With, solver_options
from optimizer.cli.screen import Screen
from optimizer.errors import NoOptimum, UsageError

if TYPE_CHECKING:
    from optimizer.results.diagnosis import Diagnosis
    from optimizer.study.explain.explain import Explained

SCENARIO_ENDINGS = (".yaml", ".yml")


def explain(
    subject: Annotated[
        Path, typer.Argument(metavar="FILE|RESULT", help="Scenario file, or results folder.", show_default=False)
    ],
    ladder: Annotated[
        int, typer.Option("--ladder", metavar="N", min=0, help="What to relieve first, and next: N rungs each.")
    ] = 0,
    sensitivity: Annotated[bool, typer.Option("--sensitivity", help="What every number is worth.")] = False,
    order_by: Annotated[
        bool, typer.Option("--order-by", help="The last date to apply for each asset. Part of --ladder.")
    ] = False,
    top: Annotated[
        int, typer.Option("--top", metavar="N", min=1, help="Limits that are solved again and told in full.")
    ] = 5,
    proof: Annotated[bool, typer.Option("--proof", help="Below each claim, the command that shows it.")] = False,
    with_: With = None,
    set_: Set = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Results folder. [default: results/SCENARIO+OVERRIDES]")
    ] = None,
    write_fix: Annotated[
        Path | None,
        typer.Option("--write-fix", metavar="FILE", help="Where there is no plan: write a scenario that has one."),
    ] = None,
    solver_option: SolverOption = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Say what holds a plan back, when, why, and what more is worth.

    A scenario file is run first, as `run` does it. What is found goes to explain/ in the results folder: tables, and
    all facts in facts.json. Every claim of an effect is found by solving again; --proof shows the commands. A scenario
    that has no plan is told why, with the smallest edits that give it one (exit code 3).

    \b
    Examples:
      optimizer explain scenarios/us.yaml
      optimizer explain scenarios/us.yaml --with fast_permits --proof
      optimizer explain results/us --sensitivity --top 20
      optimizer explain scenarios/us.yaml --ladder 3
      optimizer explain my-study/scenario.yaml --write-fix my-study/mended.yaml
    """
    with Screen(quiet, as_json) as user:
        from optimizer.model import SolverOptions
        from optimizer.study.explain import explain as study

        _check_fix(write_fix)
        wanted = study.Wanted(top, sensitivity, ladder, order_by or ladder > 0)
        options = SolverOptions(options=solver_options(solver_option))
        try:
            found = study.explain(subject, with_ or (), set_ or (), out, wanted, options, user)
        except NoOptimum as error:
            _no_plan(user, error, subject, with_ or (), set_ or (), write_fix)
            raise typer.Exit(error.exit_code) from None
        if write_fix is not None:
            user.warn(
                [f"--write-fix: the scenario has a plan, so there is nothing to mend; {write_fix} is not written"]
            )
        user.answer(_text(found, top, proof), _facts(found))


def _text(found: Explained, top: int, proof: bool) -> str:
    from optimizer.report import text
    from optimizer.report.explain_text import explanation

    width = screen.width(text.WIDTH)
    said = explanation(found.facts, found.solution, found.scenario, width=width, proof=proof, top=top)
    files = f"Everything as data: {found.folder}/explain/"
    return f"{said.rstrip()}\n\n{files if proof else f'{files}. The commands that show each claim: --proof'}"


def _facts(found: Explained) -> Mapping[str, Any]:
    from optimizer.results.store.layout import EXPLAIN
    from optimizer.study.explain import store

    folder = found.folder / EXPLAIN
    warnings = [str(warning) for warning in found.warnings]
    return {"folder": str(folder), **store.as_json(found.facts), "warnings": warnings}


# --- no plan ----------------------------------------------------------------------------------------------------------


def _check_fix(path: Path | None) -> None:
    """Refuse early a place where no file can or should be written."""
    if path is None:
        return
    if path.suffix not in SCENARIO_ENDINGS:
        raise UsageError(f"--write-fix {path}: a scenario file ends in {' or '.join(SCENARIO_ENDINGS)}")
    if path.exists():
        raise UsageError(f"--write-fix {path}: is there already; it is left as it is, choose another name")
    if not path.parent.is_dir():
        raise UsageError(f"--write-fix {path}: there is no folder {path.parent}")


def _no_plan(
    user: Screen, error: NoOptimum, subject: Path, overrides: Sequence[str], sets: Sequence[str], fix: Path | None
) -> None:
    """Tell why there is no plan, and which edits give one."""
    from optimizer.report import mend_text
    from optimizer.study import mend

    file = subject / "scenario.yaml" if subject.is_dir() else subject
    found = mend.diagnose(file, overrides, sets, user.stage)
    written = _write_fix(found, file, overrides, sets, fix)
    about = {"kind": type(error).__name__, "exit_code": error.exit_code, "message": str(error), "problems": []}
    said = f"{fix}: written, the first of the edits above" if written else f"No edits found: {fix} is not written"
    text = mend_text.text(found, file.name).rstrip() + (f"\n\n{said}" if fix else "")
    user.answer(text, {"error": about, "diagnosis": asdict(found), "fix": str(fix) if written else None})


def _write_fix(found: Diagnosis, file: Path, overrides: Sequence[str], sets: Sequence[str], fix: Path | None) -> bool:
    """Write the best remedy as a scenario file, whole or not at all; whether there was one to write."""
    from optimizer.results.store.layout import beside
    from optimizer.study import mend

    if fix is None or not found.remedies:
        return False
    text = mend.override_text(found.remedies[0], file, overrides, sets, fix.parent)
    draft = beside(fix, "new")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(fix)
    finally:
        draft.unlink(missing_ok=True)
    return True
