"""What differs between results."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.api import arguments
from optimizer.api.arguments import File, Options
from optimizer.api.scenario_warnings import Told, warn
from optimizer.api.tables import Tables, tables_of
from optimizer.study.exchange import frames

if TYPE_CHECKING:
    import pandas as pd

    from optimizer.study.compare.compare import Compared


@dataclass(frozen=True, repr=False)
class Comparison:
    """What differs between the first of several results and each of the others. `print` shows it as the command line.

    labels : short names of what was compared, the reference first; column `item` of the tables has those of the others.
    """

    labels: tuple[str, ...]
    _found: Compared = field(compare=False)

    @cached_property
    def tables(self) -> Tables:
        """The facts as pandas frames, one fact a row: docs/compare.md says what they hold."""
        from optimizer.results.compare.tables import tables

        return tables_of(tables(self._found.facts))

    @cached_property
    def joined(self) -> Tables:
        """The tables of the results joined row by row: before, after and change where they are not the same."""
        from optimizer.results.tables import COLUMNS

        return Tables({name: partial(self._joined, name) for name in COLUMNS})

    def _joined(self, name: str) -> pd.DataFrame:
        from optimizer.study.compare.store import joined_table

        return frames.of_rows(*joined_table(name, self._found.sides))

    @cached_property
    def text(self) -> str:
        """The comparison in words: of two in full, of more as a table."""
        from optimizer.report.compare_text import comparison_text

        scenarios = {side.subject.label: side.scenario for side in self._found.sides}
        return comparison_text(self._found.facts, scenarios)

    def html(self, to: File | None = None) -> Path:
        """Write the comparison as a page with charts, one file; returns where it is.

        Without a path it goes to results/compare/A_vs_B.html in the current directory. Raises `ResultError` where it
        cannot be written.
        """
        from optimizer.study.compare import page

        return page.write(self._found, arguments.place(to))

    def csv(self, to: File) -> Path:
        """Write all tables into a folder, as `optimizer compare --csv` does; returns it.

        An earlier comparison in it is replaced. Raises `ResultError` where it holds anything else, or cannot be
        written.
        """
        from optimizer.study.compare import store

        return store.write(Path(to), self._found.facts, self._found.sides)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Comparison({', '.join(map(repr, self.labels))})"


def compare(
    *subjects: File,
    attribute: bool = False,
    fresh: bool = False,
    solver_options: Options | None = None,
) -> Comparison:
    """Say what differs between the first of several results and each of the others, as `optimizer compare` does.

    subjects : two or more of a `Result`, a results folder, a scenario file, `"us.yaml+fast_permits"`: a file with
    overrides, `"+fast_permits"`: the first file with them. A file is run first, unless results/ holds its answer.
    attribute : also split each change over the inputs that differ, by solving in between.  fresh : solve files again
    even where results/ holds their answer.  solver_options : any options of HiGHS.

    Raises what `run` raises, and `UsageError` where results cannot be compared.
    """
    from optimizer.study.compare.compare import compare as study
    from optimizer.study.compare.items import How

    told = Told()
    how = How(arguments.options(solver_options), fresh)
    found = study([os.fspath(subject) for subject in subjects], attribute=attribute, how=how, progress=told)
    warn(told.warnings)
    return Comparison(tuple(side.subject.label for side in found.sides), found)
