"""The model as a file for any other solver."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from optimizer.errors import UsageError
from optimizer.model.build import Formulation
from optimizer.model.compile import Block, compile_arrays
from optimizer.model.naming import block_names
from optimizer.model.options import MODEL_FILES
from optimizer.model.session import highs_model
from optimizer.model.solver import first_cost
from optimizer.scenario.schema import Scenario


def write(scenario: Scenario, path: Path) -> None:
    """Write the program that maximises the scenario's first objective, as MPS or LP by the ending of `path`.

    The file is written beside the target and moved into place, so that no half file is left behind. MPS has no standard
    for maximisation that all solvers read, so the file minimises the negative of the objective.
    """
    import highspy

    if path.suffix.lower() not in MODEL_FILES:
        raise UsageError(f"{path}: a model file ends in {' or '.join(MODEL_FILES)}")
    formulation = Formulation(scenario)
    program = compile_arrays(formulation)
    lp = highs_model(program, highspy)
    lp.sense_ = highspy.ObjSense.kMinimize
    lp.col_cost_ = -first_cost(program, scenario.objective.maximize)
    lp.col_names_ = _names(formulation, program.columns.values())
    lp.row_names_ = _names(formulation, program.rows.values())
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
        with contextlib.suppress(OSError):  # there is none where its folder could not be made
            part.unlink()


def _names(formulation: Formulation, blocks: Iterable[Block]) -> list[str]:
    """Names of all rows or columns, each its own: a name that is taken already ends in #2, #3, ...

    Where two names are the same HiGHS writes none at all.
    """
    names: dict[str, None] = {}
    for block in blocks:
        for plain in map(_plain, block_names(formulation, block)):
            name, times = plain, 1
            while name in names:
                times += 1
                name = f"{plain}#{times}"
            names[name] = None
    return list(names)


def _plain(name: str) -> str:
    """A name that MPS and LP readers take: no blanks, operators or square brackets, and ASCII only."""
    round_brackets = name.replace("[", "(").replace("]", ")")
    return "".join(c if c.isascii() and (c.isalnum() or c in "_.,@#()") else "_" for c in round_brackets)
