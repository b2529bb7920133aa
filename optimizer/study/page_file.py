"""A page as a file: written whole, or not at all."""

from __future__ import annotations

import uuid
from pathlib import Path

from optimizer.errors import ResultError
from optimizer.results.store.layout import real, reason


def write(target: Path, text: str) -> Path:
    """Write a page to `target`, in place of an earlier one; returns where it is. Raises `ResultError`."""
    place = real(target)
    draft = place.with_name(f".{place.name[:80]}.{uuid.uuid4().hex[:8]}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(place)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ResultError(f"{target}: the page could not be written: {reason(error)}") from error
    return target
