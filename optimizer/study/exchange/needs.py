"""Packages that only some exports need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from optimizer.errors import UsageError


@contextmanager
def needed(package: str) -> Iterator[None]:
    """Say how to install a package that is imported inside, where it is missing."""
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] != package:
            raise
        raise UsageError(f"this form needs {package}, which is not installed: pip install {package}") from error
