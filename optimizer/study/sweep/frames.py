"""What came out of a sweep as pandas frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from optimizer.study.sweep.store.tables import Cell, Table, indices_table, kind_of, limits_table, points_table
from optimizer.study.sweep.sweep import Swept

if TYPE_CHECKING:
    import pandas as pd


def points(found: Swept) -> pd.DataFrame:
    """One row a point: where it stands, what became of it, what was recorded."""
    return _frame(points_table(found.facts.study, found.points, found.outcomes))


def limits(found: Swept) -> pd.DataFrame:
    """One row for each limit that holds a point back, with its share of the optimum."""
    return _frame(limits_table(found.outcomes))


def indices(found: Swept) -> pd.DataFrame:
    """The sensitivity indices that the design allows."""
    return _frame(indices_table(found.facts))


def _frame(table: Table) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: _series(cells, pd) for name, cells in table.columns.items()})


def _series(cells: Sequence[Cell], pd: Any) -> Any:
    """Whole numbers, numbers or texts, also where some are missing (of whole numbers none is)."""
    kind = kind_of(cells)
    return pd.Series([None if cell is None else kind(cell) for cell in cells], dtype=kind)
