"""What holds for all tests.

Generated tests run the same few examples each time, or many new ones with HYPOTHESIS_PROFILE=thorough.
"""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

from tests.report.window import browser as browser

# A test run in the background of a script ignores Ctrl-C, and so would every process that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

SLOW_TO_MAKE = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)

settings.register_profile(
    "quick", derandomize=True, max_examples=25, deadline=None, database=None, suppress_health_check=SLOW_TO_MAKE
)
settings.register_profile(
    "thorough", max_examples=500, deadline=None, print_blob=True, suppress_health_check=SLOW_TO_MAKE
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite-reference` stores what the shipped scenarios give now; say why in CHANGELOG.md."""
    parser.addoption("--rewrite-reference", action="store_true", help="rewrite results/reference from this run")
