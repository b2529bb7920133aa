"""What users may give, and the same as the studies take it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from optimizer.model import SolverOptions

File: TypeAlias = str | os.PathLike[str]
"""A file or a folder; a `Result` too, which stands for its folder."""
Names: TypeAlias = str | Sequence[str]
"""One name, or several in order."""
Sets: TypeAlias = str | Sequence[str] | Mapping[str, object]
"""Changes of single values: {"permitting.factor": 0.5}, or texts as `--set` takes them."""
Options: TypeAlias = Mapping[str, str | float | int | bool]
"""Options of HiGHS by name: {"time_limit": 60}, which is in seconds."""


def names(given: Names) -> tuple[str, ...]:
    """Names in order.

    >>> names("fast_permits"), names(["fast_permits", "more_capital"])
    (('fast_permits',), ('fast_permits', 'more_capital'))
    """
    return (given,) if isinstance(given, str) else tuple(given)


def set_texts(given: Sets) -> tuple[str, ...]:
    """Changes as texts that `--set` takes.

    >>> set_texts({"permitting.factor": 0.5, "funds.private.budget": {"multiply": 1.1}, "assets.grid.build": "1 yr"})
    ('permitting.factor=0.5', 'funds.private.budget={"multiply": 1.1}', 'assets.grid.build=1 yr')
    """
    if isinstance(given, Mapping):
        texts = ((path, value if isinstance(value, str) else json.dumps(value)) for path, value in given.items())
        return tuple(f"{path}={text}" for path, text in texts)
    return names(given)


def place(given: File | None) -> Path | None:
    """Where to write; None leaves it to the study."""
    return None if given is None else Path(given)


def options(given: Options | None) -> SolverOptions:
    """Options of the solver, none where nothing is given."""
    from optimizer.model import SolverOptions

    return SolverOptions(dict(given or {}))
