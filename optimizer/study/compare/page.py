"""The page of a comparison as a file."""

from __future__ import annotations

import re
from pathlib import Path

from optimizer.report.page.compare import html, page
from optimizer.study import page_file
from optimizer.study.compare.compare import Compared
from optimizer.study.run import RESULTS

FOLDER = RESULTS / "compare"
"""Where pages go that are given no name."""
BETWEEN = "_vs_"
LONGEST_NAME = 120
UNFIT = re.compile(r"[^\w.+-]+")


def write(found: Compared, out: Path | None = None) -> Path:
    """Write the page of a comparison to `out`, or to results/compare/A_vs_B.html; returns where it is.

    Raises `ResultError` where it cannot be written.
    """
    return page_file.write(out or default_place(found), html(page(found.facts, found.sides)))


def default_place(found: Compared) -> Path:
    """Where the page goes by itself: named after what is compared."""
    names = (UNFIT.sub("_", side.subject.label).strip("._") or "it" for side in found.sides)
    return FOLDER / f"{BETWEEN.join(names)[:LONGEST_NAME]}.html"
