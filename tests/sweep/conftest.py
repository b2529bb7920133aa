"""What several tests of sweeps need."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import files as files
from tests.cli.conftest import optimizer as optimizer
from tests.cli.conftest import process as process
from tests.sweep.pages import sweep_page as sweep_page

ROOT = Path(__file__).parents[2]
STUDY = """
base: BASE
vary:
  funds.investors.budget: {from: 200 G USD/yr, to: 600 G USD/yr, steps: 5}
  permitting.factor: {values: [0.5, 1.0, 1.2]}
design: grid
record: [npv, compute_total, "compute_end:2030", limits.top]
"""
"""A grid on the tutorial."""


@pytest.fixture
def study(files: Path) -> str:
    """Name of a study file in the current directory."""
    return written("budget.yaml", STUDY)


def written(name: str, text: str) -> str:
    """Write a study on the tutorial into the current directory."""
    Path(name).write_text(text.replace("BASE", str(ROOT / "scenarios" / "tutorial.yaml")), encoding="utf-8")
    return name


@pytest.fixture
def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
