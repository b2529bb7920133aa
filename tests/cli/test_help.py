"""Help: an example for each verb, near misses named, and all of it at once."""

from __future__ import annotations

import re
import resource
import subprocess
import sys

import pytest

from optimizer import __version__
from optimizer.cli.verbs import VERBS

from .conftest import Command

HEAVY = {"pydantic", "pint", "numpy", "pyomo", "pandas", "highspy", "scipy", "rich"}
HELP_SECONDS = 0.25
"""What `--help` may cost more than an interpreter that does nothing."""


def test_help_lists_every_verb_and_the_exit_codes(optimizer: Command) -> None:
    shown = optimizer("--help")
    assert shown.code == 0
    for verb in VERBS:
        assert re.search(rf"^  {verb} ", shown.out, re.MULTILINE), verb
    for code in (0, 2, 3, 4, 130):
        assert re.search(rf"^    {code} ", shown.out, re.MULTILINE), code


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_each_verb_has_an_example_of_it(optimizer: Command, verb: str) -> None:
    shown = optimizer(verb, "--help")
    assert shown.code == 0
    assert re.search(rf"Examples?:\n +optimizer {verb}\b", shown.out)


def test_no_verb_shows_help_as_a_usage_error(optimizer: Command) -> None:
    shown = optimizer()
    assert shown.code == 2
    assert "Commands:" in shown.out + shown.err


def test_unknown_verb_and_option_name_the_nearest(optimizer: Command) -> None:
    verb = optimizer("rnu", "tiny.yaml")
    assert (verb.code, verb.out) == (2, "")
    assert "No such command 'rnu'. Did you mean 'run'?" in verb.err
    option = optimizer("run", "tiny.yaml", "--wiht", "fast_permits")
    assert (option.code, option.out) == (2, "")
    assert "--with" in option.err


def test_version(optimizer: Command) -> None:
    assert optimizer("--version").out == f"optimizer {__version__}\n"


def imported(importtime: str) -> set[str]:
    """Modules in the report of `python -X importtime`."""
    return {line.rpartition("|")[2].strip() for line in importtime.splitlines() if "|" in line}


def test_help_imports_nothing_heavy(process: Command) -> None:
    shown = process("--help", python=("-X", "importtime"))
    assert shown.code == 0
    assert not imported(shown.err) & HEAVY


def test_validate_needs_no_solver_and_no_tables(process: Command) -> None:
    shown = process("validate", "tiny.yaml", python=("-X", "importtime"))
    assert shown.code == 0
    # pint looks whether scipy is there, which costs 4 ms; its sparse matrices cost 300.
    assert not imported(shown.err) & {"pyomo", "pandas", "highspy", "scipy.sparse"}


def processor_seconds(*command: str) -> float:
    """The best of some runs, in seconds of the processor: the clock would also count what else the machine does."""
    took = []
    for _ in range(4):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(took)


def test_help_answers_at_once() -> None:
    assert processor_seconds("-m", "optimizer", "--help") - processor_seconds("-c", "pass") <= HELP_SECONDS
