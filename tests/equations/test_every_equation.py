"""Every equation and every term of the objective has a file of hand cases, and every file an equation."""

from __future__ import annotations

from pathlib import Path

from optimizer.model.build import EQUATIONS, TERMS, Formulation
from optimizer.model.compile import compile_arrays
from tests.equations.scenarios import scenario

HERE = Path(__file__).parent
OF_THE_WHOLE = {"every_equation", "lexicographic", "modes", "section_8", "tree"}


def covered() -> set[str]:
    return {path.stem.removeprefix("test_") for path in HERE.glob("test_*.py")} - OF_THE_WHOLE


def test_every_equation_and_term_has_hand_cases():
    """The equations of a built model, by name, against the files beside this one."""
    program = compile_arrays(Formulation(scenario()))
    assert set(program.rows) == {equation.name for equation in EQUATIONS}
    wanted = set(program.rows) | set(program.terms)
    assert not wanted - covered(), f"without a test file: {sorted(wanted - covered())}"
    assert not covered() - wanted, f"no such equation: {sorted(covered() - wanted)}"


def test_terms_of_the_program_are_those_of_the_formulation():
    program = compile_arrays(Formulation(scenario()))
    assert list(program.terms) == [term.__name__ for term in TERMS]


def test_every_hand_case_says_what_it_proves():
    """Each test has a docstring, except those that only read files or names."""
    silent = [
        f"{path.stem}: {line.strip()}"
        for path in HERE.glob("test_*.py")
        if path.stem.removeprefix("test_") not in {"every_equation"}
        for line, after in _functions(path.read_text(encoding="utf-8").splitlines())
        if '"""' not in after
    ]
    assert not silent


def _functions(lines: list[str]) -> list[tuple[str, str]]:
    """(def line, the line after it) of each test."""
    return [(line, lines[i + 1]) for i, line in enumerate(lines) if line.startswith("def test_")]
