"""What making the page of a result costs.

    python benchmarks/page.py [results folder ...]

Seconds of the processor for the facts and for the HTML, and the size of the file; imports are not counted. Without
folders the base case is run first, by quarters and by months.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from cases import BASE

from optimizer.report.page.run import html, page
from optimizer.results import store
from optimizer.scenario import load
from optimizer.study.run import run


def row(folder: Path) -> str:
    stored = store.read(folder)
    solution, scenario = stored.solution(), load.load(folder / "scenario.yaml").scenario
    for table in solution.tables.values():
        len(table)  # tables are read when they are first asked for
    began = time.process_time()
    facts = page(solution, scenario, stored.manifest)
    between = time.process_time()
    text = html(facts)
    ended = time.process_time()
    size = len(text.encode()) / 1e6
    return f"| {folder.name} | {len(facts.charts)} | {between - began:.2f} | {ended - between:.2f} | {size:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="*", type=Path)
    folders = parser.parse_args().folder
    print("| result | charts | facts, s | HTML, s | MB |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as made:
        if not folders:
            folders = [Path(made) / "quarters", Path(made) / "months"]
            run(BASE, out=folders[0])
            run(BASE, sets=["horizon.step=month"], out=folders[1])
        for folder in folders:
            print(row(folder), flush=True)


if __name__ == "__main__":
    sys.exit(main())
