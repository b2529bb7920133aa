"""Names and texts in messages: the nearest valid name, a list of what is known, a text cut to a readable length."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import TypeAlias

Hint: TypeAlias = str | Callable[[], str]
"""A hint, or how to find one: looking for the nearest of many names takes time, and few messages are shown."""


class Explained(ValueError):
    """What is wrong with a text, in words that go on after it, with a hint that is looked for only when it is shown."""

    def __init__(self, message: str, hint: Hint = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint_later = hint

    @property
    def hint(self) -> str:
        return self.hint_later if isinstance(self.hint_later, str) else self.hint_later()


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


def listing(names: Collection[str], most: int = 12) -> str:
    """Known names, the first of them where there are many."""
    if not names:
        return "none"
    more = f", ... ({len(names)} in all)" if len(names) > most else ""
    return ", ".join(islice(names, most)) + more


def shortened(text: str, most: int = 60) -> str:
    """A text on one line that fits in a message."""
    clean = re.sub(r"\s+", " ", text[: 4 * most]).strip()
    clean = "".join(letter if letter.isprintable() else "?" for letter in clean)
    return clean if len(clean) <= most else clean[: most - 1] + "…"
