"""Write docs/model.md: docs/model_intro.md with the equations put in, as their own docstrings state them.

The modules are read, not imported, so that the page can be made without a solver. `--check` writes nothing and fails
when the page is out of step.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parent
MODEL = DOCS.parent / "optimizer" / "model"
PAGE = DOCS / "model.md"

FIELDS = ("Equation", "For each", "Units", "Dual", "Source")
OWN_PAGE = re.compile(r"""docs/model\.md, (\([^)]*\)(, "[^"]*")?|"[^"]*"|[^;.]*)[;.,]?\s*""")
"""A source that is a place on this page says nothing on it; what follows it is a note."""
CONSTRAINT_FILES = ("assets", "permits", "markets", "reserves", "money", "risk")
"""Files of optimizer/model/constraints/ in the order of the page; others follow by name."""


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation as its docstring states it. fields : text by label; only `Equation` keeps its line breaks."""

    name: str
    summary: str
    remark: str
    fields: Mapping[str, str]

    def as_markdown(self) -> str:
        """The equation as a section."""
        parts = [f"#### {self.name}", self.summary]
        if "Equation" in self.fields:
            parts.append(f"```text\n{self.fields['Equation']}\n```")
        listed = [f"- *{label}*: {text}" for label, text in self.fields.items() if text and label != "Equation"]
        parts += ["\n".join(listed)] if listed else []
        parts += [self.remark] if self.remark else []
        return "\n\n".join(parts)


def page() -> str:
    """The whole page."""
    text = (DOCS / "model_intro.md").read_text(encoding="utf-8")
    for name, part in {
        "variables": variables(MODEL / "variables.py"),
        "constraints": "\n\n".join(chapter(path) for path in constraint_files()),
        "objective": sections(MODEL / "objective.py"),
    }.items():
        text = text.replace("{{" + name + "}}", part)
    return text


def constraint_files() -> list[Path]:
    """The files with constraints, in the order of the page."""
    rank = {name: number for number, name in enumerate(CONSTRAINT_FILES)}
    found = [path for path in (MODEL / "constraints").glob("*.py") if path.stem != "__init__"]
    return sorted(found, key=lambda path: (rank.get(path.stem, len(rank)), path.stem))


def variables(path: Path) -> str:
    """The table of the decision variables, from the calls of `Decision` in a file."""
    calls = [node for node in ast.walk(_parsed(path)) if isinstance(node, ast.Call)]
    rows = [_texts(call) for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Decision"]
    lines = [f"| {name} | {over} | {unit} | {meaning} |" for name, over, unit, meaning in rows]
    return "\n".join(["| name | over | unit | meaning |", "|---|---|---|---|", *lines])


def _texts(call: ast.Call) -> list[str]:
    return [str(argument.value) for argument in call.args if isinstance(argument, ast.Constant)]


def chapter(path: Path) -> str:
    """The equations of a file under the first line of its docstring."""
    title, _, about = (ast.get_docstring(_parsed(path)) or path.stem).splitlines()[0].partition(": ")
    return "\n\n".join([f"### {title}", *([about[0].upper() + about[1:]] if about else []), sections(path)])


def sections(path: Path) -> str:
    """The equations of a file, one after the other."""
    return "\n\n".join(equation.as_markdown() for equation in equations(path))


def equations(path: Path) -> Iterator[Equation]:
    """The functions of a file whose docstring has an `Equation`, in their order."""
    for node in _parsed(path).body:
        if isinstance(node, ast.FunctionDef):
            equation = read(node.name, ast.get_docstring(node, clean=False) or "")
            if "Equation" in equation.fields:
                yield equation


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def read(name: str, docstring: str) -> Equation:
    """The parts of an equation's docstring: first paragraph, labelled fields, anything else.

    >>> read("cap", "Fits.\\n\\nEquation   x ≤ y\\nFor each   a in A:\\n           all of them").fields["For each"]
    'a in A: all of them'
    """
    summary, _, rest = inspect.cleandoc(docstring).partition("\n\n")
    fields: dict[str, list[str]] = {}
    remark: list[str] = []
    label = ""
    for line in rest.splitlines():
        start = re.match(rf"({'|'.join(FIELDS)})\s\s+(.*)", line)
        if start:
            label = start[1]
            fields[label] = [start[2]]
        elif label and line.startswith("  "):
            fields[label].append(line)
        else:
            label = ""
            remark.append(line)
    texts = {key: _block(lines) if key == "Equation" else _line(lines) for key, lines in fields.items()}
    own = OWN_PAGE.match(texts.get("Source", ""))
    if own:
        texts["Note"] = texts.pop("Source")[own.end() :]
    return Equation(name, " ".join(summary.split()), "\n".join(remark).strip(), texts)


def _line(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def _block(lines: list[str]) -> str:
    """Lines of an equation, the common indent of those after the first taken away."""
    return "\n".join([lines[0], *inspect.cleandoc("\n" + "\n".join(lines[1:])).splitlines()]).rstrip()


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" in sys.argv[1:]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        print("docs/model.md is in step" if same else "docs/model.md is out of step with the code: make docs")
        return 0 if same else 1
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
