"""Fill docs/scenario.md and docs/sweep.md in: the tables of keys, read off the schema, and stay in step with it.

A table stands between `<!-- keys: NAME -->` and `<!-- end -->`; the text around it is written by hand. `--check` writes
nothing and fails when a page is out of step.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from optimizer.scenario import schema  # noqa: E402  (the folder above has to be found first)
from optimizer.scenario.json_schema import quantity_of  # noqa: E402
from optimizer.scenario.layout import Layout, fields, layout_of  # noqa: E402
from optimizer.scenario.number import Number, Series  # noqa: E402
from optimizer.scenario.plain import number_in_full  # noqa: E402
from optimizer.scenario.rules.problems import duration  # noqa: E402
from optimizer.scenario.studies import schema as studies  # noqa: E402
from optimizer.scenario.studies.fields import Kept  # noqa: E402

PAGES = (DOCS / "scenario.md", DOCS / "sweep.md")
BLOCKS = {**vars(schema), **vars(studies)}
TABLE = re.compile(r"(<!-- keys: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
HEAD = "| key | what | unit | default | meaning |\n|---|---|---|---|---|\n"


def page(text: str) -> str:
    """The page with its tables made anew."""
    return TABLE.sub(lambda found: found[1] + table(BLOCKS[found["name"]]) + found[3], text)


def table(block: type[schema.Block]) -> str:
    """The keys of a block as a table."""
    return HEAD + "".join(_row(key, info) for key, info in fields(block).items())


def _row(key: str, info: FieldInfo) -> str:
    layout = layout_of(info.annotation, tuple(info.metadata), info.default)
    quantity = quantity_of(info)
    unit = "" if quantity is None else {"1": "share", "1/yr": "share a year"}.get(quantity.unit, quantity.unit)
    meaning = (info.description or _meaning_of_block(layout)).replace("|", "\\|")
    return f"| `{key}` | {_what(layout, info)} | {unit} | {_default(info)} | {meaning} |\n"


def _meaning_of_block(layout: Layout) -> str:
    block = layout.block or (layout.item.block if layout.item is not None else None)
    return " ".join((block.__doc__ or "").split()) if block is not None else ""


def _what(layout: Layout, info: FieldInfo) -> str:
    """The form of a value in a few words."""
    item = layout.item
    kept = next((about for about in info.metadata if isinstance(about, Kept)), None)
    if kept is not None:
        return kept.what
    if layout.kind == "number":
        return "number or path" if layout.over_time else "number"
    if layout.kind == "names" and item is not None:
        return "names: " + (_what(item, info) if item.kind != "value" else "values")
    if layout.kind == "list" and item is not None:
        return "two dates" if item.kind == "date" else "list" if item.kind == "block" else "list of names"
    return {"block": "block", "date": "date"}.get(layout.kind) or _word(info.annotation)


def _word(annotation: Any) -> str:
    kinds = [kind for kind in get_args(annotation) or (annotation,) if kind is not type(None)]
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{word}`" for word in kinds)
    if kinds[0] is bool:
        return "true or false"
    if len(kinds) == 1 and kinds[0] is not annotation and get_origin(annotation) in (Union, UnionType):
        return _word(kinds[0])
    return {int: "whole number", float: "share", dict: "paths and values"}.get(
        get_origin(annotation) or kinds[0], "text"
    )


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "**needed**"
    default = info.default
    if isinstance(default, Series):
        default = default.values[0]
    if isinstance(default, Number):
        return _number(default, quantity_of(info))
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple) and default:
        return ", ".join(map(str, default))
    return str(default) if isinstance(default, str | int) and default != "" else ""


def _number(number: Number, quantity: Any) -> str:
    unit = quantity.unit if quantity is not None else "1"
    if unit in ("1", "1/yr") and 0 < number.value < 1:
        return f"{number.value * 100:g} %"
    return duration(number.value) if unit == "yr" and number.value else str(number_in_full(Number(number.value)))


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check say whether they are in step."""
    wrong = 0
    for file in PAGES:
        before = file.read_text(encoding="utf-8")
        after = page(before)
        if "--check" in arguments:
            print(f"{file.name}: {'in step' if before == after else 'out of step; run docs/generate_scenario.py'}")
            wrong += before != after
        else:
            file.write_text(after, encoding="utf-8")
            print(f"{file.name}: written")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
