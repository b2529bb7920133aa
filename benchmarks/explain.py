"""What explaining costs, and how often a derivative is what a re-solve gives.

    python benchmarks/explain.py [--check N] [scenario ...]

For each scenario: seconds of the solve, of the derivative to every number (ratio to the solve), and how many of N
numbers, the weightiest half of them and the rest at random, agree within 1 % with solving again on both sides, on one
side (the optimum has a kink there), or on neither.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from optimizer import model
from optimizer.scenario.load import load
from optimizer.study.explain.sensitivity import confirmed, sensitivity

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"


def row(path: Path, check: int) -> str:
    scenario = load(path).scenario
    began = time.perf_counter()
    point = model.solve_point(scenario)
    solved = time.perf_counter()
    worths = sensitivity(point)
    derived = time.perf_counter()
    telling = [worth for worth in worths if abs(worth.per_percent) > 1e-9 * abs(point.objective)]
    chosen = telling[: check // 2]
    rest = telling[check // 2 :]
    chosen += random.Random(1).sample(rest, min(check - len(chosen), len(rest)))
    verdicts = [w.confirmation.verdict for w in confirmed(point, chosen, len(chosen)) if w.confirmation]
    counts = [verdicts.count(verdict) for verdict in ("confirmed", "one_sided", "differs")]
    times = f"{solved - began:.2f} | {derived - solved:.2f} | {(derived - solved) / (solved - began):.0f}"
    return f"| {path.stem} | {len(worths)} | {times} | {counts[0]} | {counts[1]} | {counts[2]} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="*", type=Path)
    parser.add_argument("--check", type=int, default=20)
    asked = parser.parse_args()
    paths = asked.scenario or [p for p in sorted(SCENARIOS.glob("*.yaml")) if p.stem != "sources"]
    print("| scenario | numbers | solve, s | derivatives, s | ratio | confirmed | one side | neither |")
    print("|---|---|---|---|---|---|---|---|")
    for path in paths:
        print(row(path, asked.check), flush=True)


if __name__ == "__main__":
    sys.exit(main())
