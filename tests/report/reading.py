"""What a reader finds on a page: its text, its links, its tables, the numbers of its charts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

BLOCKS = {
    "caption", "dd", "dt", "figcaption", "footer", "h1", "h2", "h3", "li", "nav", "option", "p", "pre", "section",
    "summary", "table", "title", "tr",
}  # fmt: skip
CELLS = {"td", "th"}
UNSEEN = {"script", "style"}
FETCHING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "ping", "manifest"}


@dataclass
class Reading(HTMLParser):
    """One page, parsed as a browser would."""

    text: str = ""
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    scripts: list[tuple[dict[str, str | None], str]] = field(default_factory=list)
    _inside: list[str] = field(default_factory=list)

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.scripts, self._inside = "", [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside.append(tag)
        if tag in UNSEEN:
            self.scripts.append((dict(attrs), ""))
        if tag in BLOCKS:
            self.text += "\n"
        elif tag in CELLS:
            self.text += " | "

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass
        if tag in BLOCKS:
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if self._inside and self._inside[-1] in UNSEEN:
            attributes, before = self.scripts[-1]
            self.scripts[-1] = (attributes, before + data)
        else:
            self.text += data

    @property
    def lines(self) -> list[str]:
        """The text as lines, spaces evened out."""
        return [line for line in (" ".join(line.split()) for line in self.text.splitlines()) if line.strip(" |")]

    def data(self, name: str) -> Any:
        """The JSON block of that id."""
        return json.loads(next(text for attributes, text in self.scripts if attributes.get("id") == name))

    def fetched(self) -> Iterator[str]:
        """Addresses that a browser would fetch by itself."""
        for tag, attributes in self.tags:
            yield from (value or "" for name, value in attributes.items() if name in FETCHING)
            if tag in ("link", "base"):
                yield attributes.get("href") or ""

    def links(self) -> list[str]:
        """Addresses that a reader may follow."""
        return [attributes.get("href") or "" for tag, attributes in self.tags if tag == "a"]
