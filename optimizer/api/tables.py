"""Tables by name, as pandas frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from optimizer.study.exchange import frames

if TYPE_CHECKING:
    import pandas as pd

Rows: TypeAlias = tuple[Sequence[str], Iterable[Sequence[Any]]]
"""A header, and rows with a cell for each of its columns."""


class Tables(Mapping[str, "pd.DataFrame"]):
    """Frames by name, made when they are asked for. Each one given out is a copy: changing it changes nothing else.

    Raises `KeyError` for a name that is not among them, with those that are.
    """

    def __init__(self, makers: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            if name not in self._makers:
                raise KeyError(f"no table '{name}'; there are {', '.join(self._makers)}")
            self._made[name] = self._makers[name]()
        return self._made[name].copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __repr__(self) -> str:
        return f"Tables({', '.join(self._makers)})"


def tables_of(facts: Mapping[str, Rows]) -> Tables:
    """Facts as tables; their rows are read now, so that they may be iterators."""
    return Tables({name: partial(frames.of_rows, header, list(rows)) for name, (header, rows) in facts.items()})
