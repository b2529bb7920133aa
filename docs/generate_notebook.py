"""Run docs/notebook/optimizer.ipynb from top to bottom and store what its cells give.

The cells run in one namespace and in the notebook's own folder, as Jupyter runs them, but without Jupyter: what a cell
prints is its output, and what its last line is worth is its answer. `--check` writes nothing and fails when a stored
output is out of step.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

NOTEBOOK = DOCS / "notebook" / "optimizer.ipynb"
Cell = dict[str, Any]


def page(text: str) -> str:
    """The notebook with the outputs that its cells give now."""
    notebook = json.loads(text)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with _inside(NOTEBOOK.parent):
        code = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
        for number, cell in enumerate(code, start=1):
            cell["execution_count"] = number
            cell["outputs"] = list(outputs("".join(cell["source"]), number, namespace))
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def outputs(source: str, number: int, namespace: dict[str, Any]) -> Iterator[Cell]:
    """Run a cell: what it prints, and its answer."""
    body, last = _parts(source)
    printed = io.StringIO()
    answer = None
    with contextlib.redirect_stdout(printed):
        exec(compile(body, f"<cell {number}>", "exec"), namespace)
        if last is not None:
            answer = eval(compile(last, f"<cell {number}>", "eval"), namespace)
    if printed.getvalue():
        yield {"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())}
    if answer is not None:
        yield {"data": _shown(answer), "execution_count": number, "metadata": {}, "output_type": "execute_result"}


def _parts(source: str) -> tuple[ast.Module, ast.Expression | None]:
    """The statements of a cell, and its last line where that is an expression."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        return ast.Module(tree.body[:-1], []), ast.Expression(last.value)
    return tree, None


def _shown(answer: object) -> dict[str, list[str]]:
    """An answer in the forms that a notebook keeps it in."""
    forms = {"text/plain": repr(answer)}
    as_html = getattr(answer, "_repr_html_", None)
    if as_html is not None:
        forms["text/html"] = as_html()
    return {name: _lines(text) for name, text in sorted(forms.items())}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in a folder for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def main() -> int:
    """Write the notebook, or compare it."""
    before = NOTEBOOK.read_text(encoding="utf-8")
    text = page(before)
    name = NOTEBOOK.relative_to(DOCS.parent)
    if "--check" in sys.argv[1:]:
        print(f"{name} is in step" if before == text else f"{name} is out of step with what its cells give: make docs")
        return 0 if before == text else 1
    NOTEBOOK.write_text(text, encoding="utf-8")
    print(f"{NOTEBOOK}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
