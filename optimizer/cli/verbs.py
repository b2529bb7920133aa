"""What each verb does: read the arguments, call the work, give the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from optimizer.cli import screen
from optimizer.cli.arguments import Json, Quiet, ScenarioFile, Set, SolverOption, With, solver_options
from optimizer.cli.compare import compare
from optimizer.cli.explain import explain
from optimizer.cli.export import export
from optimizer.cli.report import report
from optimizer.cli.screen import Screen
from optimizer.cli.sweep import sweep
from optimizer.errors import UsageError


class Format(StrEnum):
    """The forms in which a resolved scenario is shown."""

    YAML = "yaml"
    JSON = "json"


def run(
    file: ScenarioFile,
    with_: With = None,
    set_: Set = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Results folder. [default: results/SCENARIO+OVERRIDES]")
    ] = None,
    point: Annotated[
        str | None,
        typer.Option(
            "--point", metavar="ID", help="FILE is a study: one point, by its id or its number in points.csv."
        ),
    ] = None,
    solver_option: SolverOption = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Solve a scenario: the answer, what holds it back.

    All tables go to a results folder, results/SCENARIO+OVERRIDES in the current directory unless --out names another;
    results/STUDY/points/ID for a point of a study. An earlier result in that folder is replaced.

    The number of a point is that of results/STUDY/points.csv; before the first sweep numbers count the points of the
    study as it is written. Points of a sweep that went elsewhere: run DIR/study.yaml --point NUMBER.

    \b
    Examples:
      optimizer run scenarios/us.yaml
      optimizer run scenarios/us.yaml --with fast_permits,amic_grid
      optimizer run scenarios/us.yaml --set permitting.factor=0.5 --out results/half-the-wait
      optimizer run scenarios/us.yaml --json
      optimizer run scenarios/studies/credit_x_permitting.yaml --point 0
    """
    with Screen(quiet, as_json) as user:
        from optimizer.model import SolverOptions
        from optimizer.report import text
        from optimizer.study import run as study

        options = SolverOptions(options=solver_options(solver_option))
        if point is None:
            result = study.run(file, overrides=with_ or (), sets=set_ or (), out=out, options=options, progress=user)
        else:
            from optimizer.study.sweep.single import run_point

            if with_ or set_:
                raise UsageError("a point of a study is what the study says: leave --with and --set out, or --point")
            result = run_point(file, point, out, options, user)
        summary = json.loads((result.folder / "summary.json").read_text(encoding="utf-8"))
        facts = {"folder": str(result.folder), **summary, "warnings": [str(warning) for warning in result.warnings]}
        headline = text.answer(result.solution, result.scenario, width=screen.width(text.WIDTH))
        where = f"Everything else: {result.folder}/report.html, report.md and tables/"
        user.answer(f"{headline.rstrip()}\n\n{where}", facts)


def validate(
    file: ScenarioFile, with_: With = None, set_: Set = None, quiet: Quiet = False, as_json: Json = False
) -> None:
    """Check a scenario; name all problems and lines.

    \b
    Examples:
      optimizer validate my-study/scenario.yaml
      optimizer validate my-study/scenario.yaml --with fast_permits
    """
    with Screen(quiet, as_json) as user:
        from optimizer.scenario import load

        loaded = load.load(file, with_ or (), set_ or ())
        user.warn(loaded.warnings)
        scenario = loaded.scenario
        counted = {
            "assets": len(scenario.assets),
            "commodities": len(scenario.commodities),
            "supplies": len(scenario.supplies),
            "demands": len(scenario.demands),
            "overrides": len(scenario.overrides),
        }
        facts = {"valid": True, "file": str(file), **counted, "warnings": [str(warning) for warning in loaded.warnings]}
        user.answer(f"{file}: valid ({', '.join(f'{name} {count}' for name, count in counted.items())})", facts)


def show(
    file: ScenarioFile,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.YAML,
    why: Annotated[
        str | None, typer.Option("--why", metavar="PATH", help="Only this value, and where it came from.")
    ] = None,
    with_: With = None,
    set_: Set = None,
) -> None:
    """Show a scenario in base units, and why it is so.

    Files are merged and overrides applied; the output is itself a scenario that runs to the same answer.

    \b
    Examples:
      optimizer show scenarios/us.yaml
      optimizer show scenarios/us.yaml --format json
      optimizer show scenarios/us.yaml --with fast_permits --why permitting.factor
    """
    from optimizer.scenario import dump, load

    loaded = load.load(file, with_ or (), set_ or ())
    Screen().warn(loaded.warnings)
    screen.show((dump.why(loaded, why) if why else dump.dump(loaded.scenario, form.value)).rstrip())


def schema(
    study: Annotated[bool, typer.Option("--study", help="That of studies, which `sweep` takes.")] = False,
) -> None:
    """Print the JSON Schema of scenarios, or of studies, for editors.

    \b
    Example:
      optimizer schema > scenario.schema.json
    """
    from optimizer.scenario.json_schema import json_schema
    from optimizer.scenario.studies.json_schema import study_json_schema

    screen.show(json.dumps(study_json_schema() if study else json_schema(), indent=2, ensure_ascii=False))


def new(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.", show_default=False)],
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Make a folder with a small first scenario.

    \b
    Example:
      optimizer new my-study
    """
    with Screen(quiet, as_json) as user:
        from optimizer.scenario import starter

        made = starter.create(directory)
        user.answer(f"{directory}: made. Next: optimizer run {made[0]}", {"files": [str(path) for path in made]})


def levers(
    file: ScenarioFile, with_: With = None, set_: Set = None, quiet: Quiet = False, as_json: Json = False
) -> None:
    """List the policy levers of a scenario, and its other overrides.

    Of each lever: who asks for it, what it changes, and what it costs the public purse to run. --with runs either.

    \b
    Example:
      optimizer levers scenarios/us.yaml
    """
    with Screen(quiet, as_json) as user:
        from optimizer.cli import catalogue
        from optimizer.scenario import load

        loaded = load.load(file, with_ or (), set_ or ())
        user.warn(loaded.warnings)
        entries, others = catalogue.levers(loaded.scenario), catalogue.other_overrides(loaded.scenario)
        facts = {"levers": [entry.facts() for entry in entries], "other_overrides": others}
        user.answer(catalogue.text(entries, others), facts)


VERBS: dict[str, Callable[..., Any]] = {
    "run": run,
    "explain": explain,
    "compare": compare,
    "sweep": sweep,
    "report": report,
    "validate": validate,
    "show": show,
    "levers": levers,
    "export": export,
    "new": new,
    "schema": schema,
}
"""The verbs by name, in the order in which `--help` lists them."""
