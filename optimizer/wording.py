"""Names and texts in messages: the nearest valid name, a list of what is known, a text cut to a readable length."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """`Did you mean 'name'?` with the known name most like a word, or nothing."""
    names = [str(name) for name in known]
    folded = {name.casefold(): name for name in names}
    alike = folded.get(word.casefold(), word)
    if alike != word:
        return meant(alike)
    close = difflib.get_close_matches(word[:80], names, n=1, cutoff=0.6)
    return meant(close[0]) if close and close[0] != word else ""


def meant(name: str) -> str:
    """The question that offers a name."""
    return f"Did you mean '{name}'?"


def listing(names: Iterable[str], most: int = 12) -> str:
    """Known names, the first of them where there are many."""
    shown = [str(name) for name in names]
    if not shown:
        return "none"
    more = f", ... ({len(shown)} in all)" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more


def shortened(text: str, most: int = 60) -> str:
    """A text on one line that fits in a message."""
    clean = re.sub(r"\s+", " ", text[: 4 * most]).strip()
    clean = "".join(letter if letter.isprintable() else "?" for letter in clean)
    return clean if len(clean) <= most else clean[: most - 1] + "…"
