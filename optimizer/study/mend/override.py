"""A remedy as a scenario file: it extends the broken one and changes what has to change."""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Sequence
from pathlib import Path

from optimizer.results.diagnosis import Edit, Remedy

WIDTH = 118
ASKED, MENDED = "as_asked", "mended"


def override_text(
    remedy: Remedy, path: Path, overrides: Sequence[str] = (), sets: Sequence[str] = (), beside: Path | None = None
) -> str:
    """The text of a file that runs as the scenario at `path` does with the overrides and sets, and the edits.

    beside : folder that the file is to stand in, default: that of the scenario. Names of paths are relative to it.
    """
    names = [name.strip() for text in overrides for name in text.split(",")]
    asked, mended = _unused(ASKED, names), _unused(MENDED, names)
    folder = path.parent if beside is None else beside
    own = [edit for edit in remedy.edits if not edit.future]
    blocks = {asked: _lines_of_sets(sets), mended: [_edited(edit.key, edit) for edit in own]}
    used = {name: lines for name, lines in blocks.items() if lines}
    lines = [
        *_comment(f"{path.name} with the edits that give it a plan"),
        f"extends: {json.dumps(os.path.relpath(path, folder).replace(os.sep, '/'))}",
        *([f"with: {json.dumps([*names, *used])}"] if names or used else []),
        *_overrides(used),
        *_futures([edit for edit in remedy.edits if edit.future]),
    ]
    return "\n".join(lines) + "\n"


def _overrides(blocks: dict[str, list[str]]) -> list[str]:
    lines = ["overrides:"] if blocks else []
    for name, changes in blocks.items():
        lines += [f"  {name}:", "    set:", *(f"      {change}" for change in changes)]
    return lines


def _futures(edits: Sequence[Edit]) -> list[str]:
    """A future's own numbers stand in its own `set`, after what it sets already."""
    lines = ["futures:", "  branches:"] if edits else []
    for future in dict.fromkeys(edit.future for edit in edits):
        lines += [f"    {json.dumps(future)}:", "      set:"]
        lines += [f"        {_edited(_respelled(edit.key), edit)}" for edit in edits if edit.future == future]
    return lines


def _respelled(key: str) -> str:
    """The same path in other letters, a[b] for a.b: the same letters would change a line of the `set` that is there
    already, in its place, and not come after all of them.
    """
    above, _, last = key.rpartition(".")
    return f"{above}[{last}]"


def _edited(key: str, edit: Edit) -> str:
    """The line of an edit, with what was there before."""
    was = ", ".join(dict.fromkeys(f"{point.now:.6g}" for point in edit.points))
    where = f", {edit.where}" if edit.given else " by default"
    return f"{_line(key, edit.becomes)}  # was {was} {edit.unit}".rstrip() + where


def _line(key: str, value: str) -> str:
    return f"{json.dumps(key, ensure_ascii=False)}: {value}"


def _lines_of_sets(sets: Sequence[str]) -> list[str]:
    """`path=value` texts as lines of a `set`; of two of the same path the last counts."""
    split = (text.partition("=") for text in sets)
    return [_line(path, value) for path, value in {path.strip(): value.strip() for path, _, value in split}.items()]


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH)]


def _unused(name: str, taken: Sequence[str]) -> str:
    while name in taken:
        name += "_"
    return name
