"""All points of a study."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.api import arguments
from optimizer.api.arguments import File, Options
from optimizer.api.scenario_warnings import Told, warn

if TYPE_CHECKING:
    import pandas as pd

    from optimizer.study.sweep.sweep import Swept


@dataclass(frozen=True, repr=False)
class Sweep:
    """All points of a study. `print` shows what they say as the command line does.

    folder : where it is stored.  Every frame given out is a copy.
    """

    folder: Path
    _found: Swept = field(compare=False)

    @property
    def points(self) -> pd.DataFrame:
        """One row a point: where each factor stands, what became of it, what was recorded.

        Numbers are in base units; `sweep.json` in the folder names the unit of each column.
        """
        from optimizer.study.sweep import frames

        return frames.points(self._found)

    @property
    def limits(self) -> pd.DataFrame:
        """One row for each limit that holds a point back, with its share of the optimum [1]."""
        from optimizer.study.sweep import frames

        return frames.limits(self._found)

    @property
    def indices(self) -> pd.DataFrame:
        """Sensitivity indices, where the design has them: docs/sweep.md says how to read them."""
        from optimizer.study.sweep import frames

        return frames.indices(self._found)

    @cached_property
    def text(self) -> str:
        """What the points say, in words."""
        from optimizer.report.sweep_text import summary

        return summary(self._found.facts, self._found.base)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Sweep({str(self.folder)!r})"


def sweep(
    study: File,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    restart: bool = False,
    points: int | None = None,
    out: File | None = None,
    solver_options: Options | None = None,
) -> Sweep:
    """Solve all scenarios of a study file, as `optimizer sweep` does; points that are finished are kept.

    workers : processes at a time, as many as there are processors without it.  cluster : address of a Dask scheduler to
    work on instead, tcp://host:8786.  restart : forget finished points.  points : about so many, instead of what the
    study says.  out : folder, results/STUDY in the current directory without it.  solver_options : any options of
    HiGHS; `time_limit` [s] is that of a point.

    Raises what `run` raises but for points without an answer, which are rows with a status and a reason; `UsageError`
    for arguments that do not go together.
    """
    from optimizer.study.sweep import sweep as work

    told = Told()
    options = arguments.options(solver_options)
    asked = work.Asked(workers, cluster, restart, points, arguments.place(out), options)
    found = work.sweep(Path(study), asked, told)
    warn(told.warnings)
    return Sweep(found.folder, found)
