"""Packages that only some exports and studies need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from optimizer.errors import UsageError


@contextmanager
def needed(package: str, what: str = "this form", install: str = "") -> Iterator[None]:
    """Say how to install a package that is imported inside, where it is missing: `what` needs it."""
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        how = f"pip install {install or package}"
        raise UsageError(f"{what} needs {package}, which is not installed: {how}") from error
