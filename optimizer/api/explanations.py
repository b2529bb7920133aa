"""What holds a plan back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.api import arguments
from optimizer.api.arguments import File, Names, Sets
from optimizer.api.results import Result, load
from optimizer.api.scenario_warnings import warn
from optimizer.api.tables import Tables, tables_of

if TYPE_CHECKING:
    from optimizer.study.explain.explain import Explained


@dataclass(frozen=True, repr=False)
class Explanation:
    """What holds a plan back. `print` shows it as the command line does.

    result : the result that is explained.
    """

    result: Result
    _found: Explained = field(compare=False)

    @cached_property
    def tables(self) -> Tables:
        """The facts as pandas frames: bottlenecks, timeline, effects, proofs, and what else was asked for."""
        from optimizer.study.explain.tables import tables

        return tables_of(tables(self._found.facts))

    @cached_property
    def text(self) -> str:
        """The explanation in words."""
        from optimizer.report.explain_text import explanation

        return explanation(self._found.facts, self._found.solution, self._found.scenario)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Explanation({str(self.result.folder)!r})"


def explain(
    subject: File,
    overrides: Names = (),
    sets: Sets = (),
    out: File | None = None,
    *,
    top: int = 5,
    sensitivity: bool = False,
    ladder: int = 0,
    order_by: bool = False,
) -> Explanation:
    """Say what holds a plan back, when, why, and what more is worth, as `optimizer explain` does.

    subject : a results folder, a `Result`, or a scenario file, which is run first with `overrides`, `sets` and `out` as
    `run` takes them.  top : limits that are solved again and told in full.  sensitivity : what every number is worth.
    ladder : rungs of what to relieve first, and next.  order_by : the last date to apply for each asset.

    Raises what `run` raises, and `UsageError` for overrides, sets or out given with a result.
    """
    from optimizer.study.explain import explain as study

    wanted = study.Wanted(top, sensitivity, ladder, order_by)
    found = study.explain(
        Path(subject), arguments.names(overrides), arguments.set_texts(sets), arguments.place(out), wanted
    )
    warn(found.warnings)
    return Explanation(load(found.folder), found)
