"""Fill docs/export.md in: the table of IAMC variables, read off the code that makes them.

The table stands between `<!-- variables -->` and `<!-- end -->`; the text around it is written by hand. `--check`
writes nothing and fails when the page is out of step.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from optimizer.study.exchange.variables import ADDITIONS, MADE, VARIABLES, Over, Variable  # noqa: E402  (see above)

PAGE = DOCS / "export.md"
TABLE = re.compile(r"(<!-- variables -->\n).*?(<!-- end -->)", re.DOTALL)
HEAD = "| variable | a year's value | from | says |\n|---|---|---|---|\n"
OVER = {Over.SUM: "sum, per year", Over.MEAN: "mean", Over.END: "at its end"}


def page(text: str) -> str:
    """The page with its table made anew."""
    return TABLE.sub(lambda found: found[1] + table() + found[2], text)


def table() -> str:
    """The variables as a table."""
    rows = [_row(variable.name, OVER[variable.over], _source(variable), variable.meaning) for variable in VARIABLES]
    rows += [_row(name, OVER[Over.SUM], "scenario and the above", meaning) for name, meaning in MADE.items()]
    return HEAD + "".join(rows)


def _row(name: str, over: str, source: str, meaning: str) -> str:
    shown = re.sub(r"{(\w+)}", lambda found: found[1].upper(), name).replace("|", "\\|")
    return f"| `{shown}` | {over} | {source} | {meaning} |\n"


def _source(variable: Variable) -> str:
    """`capital`: outlay."""
    if variable.table == ADDITIONS:
        return "`starts`: start, after permit and building"
    signed = (f"− {name[1:]}" if name.startswith("-") else f"+ {name}" for name in variable.quantities)
    return f"`{variable.table}`: {' '.join(signed).removeprefix('+ ')}"


def main() -> int:
    """Write the page, or compare it."""
    before = PAGE.read_text(encoding="utf-8")
    text = page(before)
    if "--check" in sys.argv[1:]:
        print("docs/export.md is in step" if before == text else "docs/export.md is out of step: make docs")
        return 0 if before == text else 1
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
