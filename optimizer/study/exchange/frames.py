"""Tables as pandas frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from optimizer.results.tables import Table

if TYPE_CHECKING:
    import pandas as pd

FLAGS = frozenset({"binding"})
"""Columns of tables that hold true or false."""


def frame(table: Table) -> pd.DataFrame:
    """A table as a frame: numbers as float64, flags as bool, everything else as text."""
    return of_columns(table.columns)


def of_columns(columns: Mapping[str, Any]) -> pd.DataFrame:
    """Columns as a frame; a list of texts stays text where it is empty."""
    import pandas as pd

    return pd.DataFrame({name: _series(name, cells, pd) for name, cells in columns.items()})


def of_rows(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Rows as a frame, with the types that their cells have."""
    import pandas as pd

    return pd.DataFrame([tuple(row) for row in rows], columns=list(header))


def _series(name: str, cells: Any, pd: Any) -> Any:
    if name in FLAGS:
        return pd.Series([cell == "true" for cell in cells], dtype=bool)
    return pd.Series(cells, dtype=str) if isinstance(cells, list | tuple) else pd.Series(cells)


def numbers(values: Iterable[float]) -> np.ndarray:
    """Values as an array of numbers, also where there are none."""
    return np.array(list(values), float)
