"""The model as a file for any other solver."""

from __future__ import annotations

from pathlib import Path

from optimizer.errors import UsageError
from optimizer.model.build import Formulation
from optimizer.model.compile import compile_arrays
from optimizer.model.naming import block_names
from optimizer.model.solver import first_cost, highs_model
from optimizer.scenario.schema import Scenario

ENDINGS = (".mps", ".lp")


def write(scenario: Scenario, path: Path) -> None:
    """Write the program that maximises the scenario's first objective, as MPS or LP by the ending of `path`.

    The file is written beside the target and moved into place, so that no half file is left behind. MPS has no standard
    for maximisation that all solvers read, so the file minimises the negative of the objective.
    """
    import highspy

    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"{path}: a model file ends in .mps or .lp")
    formulation = Formulation(scenario)
    program = compile_arrays(formulation)
    lp = highs_model(program, highspy)
    lp.sense_ = highspy.ObjSense.kMinimize
    lp.col_cost_ = -first_cost(program, scenario.objective.maximize)
    lp.col_names_ = [_plain(n) for block in program.columns.values() for n in block_names(formulation, block)]
    lp.row_names_ = [_plain(n) for block in program.rows.values() for n in block_names(formulation, block)]
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types
    highs.setOptionValue("output_flag", False)
    highs.passModel(lp)
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if highs.writeModel(str(part)) == highspy.HighsStatus.kError:
            raise UsageError(f"{path}: cannot be written")
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _plain(name: str) -> str:
    """A name that MPS and LP readers take: no blanks or operators; brackets and commas as in LP names."""
    kept = "".join(c if c.isalnum() or c in "_.@#" else "(" if c == "[" else ")" if c == "]" else "_" for c in name)
    return kept if kept.isascii() else kept.encode("ascii", "replace").decode().replace("?", "_")
