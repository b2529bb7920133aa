"""Move a folder that was made beside its place into it, over an earlier one, where others may be doing the same."""

from __future__ import annotations

import contextlib
import errno
import random
import time
from pathlib import Path

from optimizer.results.store.layout import OLD, beside

PATIENCE = 10.0
"""Time for which a move is tried again where others move folders into the same place [s]."""
PAUSE = 0.01
"""Longest wait before the next try [s]; each is of a random length, so that writers do not keep meeting."""
OCCUPIED = frozenset({errno.ENOTEMPTY, errno.EEXIST})
"""What the system says where another writer has put a folder in place just before."""


def into_place(draft: Path, place: Path) -> None:
    """Old one aside, new one in; the old one back where that fails. Where others do the same, the last one stays.

    What was set aside is left beside the place, under a name of `layout.left_over(place, OLD)`.
    """
    last_try = time.monotonic() + PATIENCE
    while not _moved(draft, place, time.monotonic() < last_try):
        time.sleep(random.uniform(0.0, PAUSE))


def _moved(draft: Path, place: Path, again: bool) -> bool:
    """Try once; False where another writer came between and it may be tried `again`."""
    aside = _set_aside(place)
    try:
        draft.rename(place)
    except OSError as error:
        _give_back(aside, place)
        if again and error.errno in OCCUPIED:
            return False
        raise
    return True


def _set_aside(place: Path) -> Path | None:
    """Move what is at a place out of the way; None where nothing is."""
    aside = beside(place, OLD)
    try:
        return place.rename(aside)
    except FileNotFoundError:
        return None


def _give_back(aside: Path | None, place: Path) -> None:
    """Put back what was set aside, unless another writer has filled its place or tidied it up already."""
    if aside is not None and not place.exists():
        with contextlib.suppress(OSError):
            aside.rename(place)
