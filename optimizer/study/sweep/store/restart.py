"""Start a sweep over: what was finished before goes."""

from __future__ import annotations

from pathlib import Path

from optimizer.errors import ResultError
from optimizer.results.store.layout import reason
from optimizer.study.sweep.store.layout import segments_in
from optimizer.study.sweep.store.locks import is_held


def check_restart(folder: Path, but: Path | None = None) -> None:
    """Raise `ResultError` where another sweep works in the folder, whose points a restart would take away.

    but : the sweep's own segment.
    """
    working = [path for path in _others(folder, but) if is_held(path)]
    if working:
        raise ResultError(
            f"{folder}: another sweep is at work there ({working[0].name}); "
            "wait for it or stop it before a --restart, or choose another folder with --out"
        )


def forget(folder: Path, but: Path | None = None) -> None:
    """Take away all finished points. but : the sweep's own segment, which stays."""
    check_restart(folder, but)
    for path in _others(folder, but):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ResultError(f"{path}: cannot be removed: {reason(error)}") from error


def _others(folder: Path, but: Path | None) -> list[Path]:
    return [path for path in segments_in(folder) if but is None or path.name != but.name]
