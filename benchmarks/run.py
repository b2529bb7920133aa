"""A whole run against HiGHS alone on the same matrix, side by side in one process.

    python benchmarks/run.py [--repeat 5]

Columns: rows and non-zeros of the program; seconds of HiGHS alone (its default settings, and the settings that the
optimizer chooses, tie-break included) and of each stage of `optimizer run`; the ratio of the whole run to HiGHS alone;
peak memory. Imports happen before any clock starts. Read ratios, not seconds; each is the best of the repeats.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cases import BASE, regional_copy

from optimizer.model.build import Formulation
from optimizer.model.compile import LinearProgram, compile_arrays
from optimizer.model.options import SolverOptions
from optimizer.model.session import highs_model
from optimizer.scenario.load import load
from optimizer.study.run import run


@dataclass(frozen=True)
class Measured:
    name: str
    rows: int
    nonzeros: int
    highs: float
    stages: dict[str, float]
    whole: float
    memory: float


def best(repeat: int, action: Callable[[], float]) -> float:
    return min(action() for _ in range(repeat))


def highs_alone(program: LinearProgram) -> float:
    """Seconds of passing the matrix to HiGHS as it comes and solving it once."""
    import highspy

    began = time.perf_counter()
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.passModel(highs_model(program, highspy))
    highs.run()
    seconds = time.perf_counter() - began
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise SystemExit("HiGHS alone found no optimum: nothing to compare with")
    return seconds


def measure(name: str, path: Path, sets: list[str], repeat: int, folder: Path) -> Measured:
    program = compile_arrays(Formulation(load(path, sets=sets).scenario))
    alone = best(repeat, lambda: highs_alone(program))
    runs: list[tuple[float, dict[str, float]]] = []
    for _ in range(repeat):
        began = time.perf_counter()
        result = run(path, sets=sets, out=folder / name.replace(" ", "-"), options=SolverOptions())
        runs.append((time.perf_counter() - began, dict(result.solution.solve.seconds)))
    whole, stages = min(runs, key=lambda one: one[0])
    stages["write"] = whole - sum(stages.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Measured(name, program.shape[0], len(program.coefficient), alone, stages, whole, peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        cases = [("1 region, quarters", BASE, []), ("1 region, months", BASE, ["horizon.step=month"])]
        for regions in (4, 12):
            path = here / f"regions{regions}.yaml"
            path.write_text(regional_copy(regions), encoding="utf-8")
            cases.append((f"{regions} regions, quarters", path, []))
        print_table([measure(name, path, sets, repeat, here / "results") for name, path, sets in cases])


def print_table(found: list[Measured]) -> None:
    stages = list(found[0].stages)
    print("| case | rows | non-zeros | HiGHS alone, s | " + " | ".join(stages) + " | whole run, s | ratio | peak MiB |")
    print("|---" * (7 + len(stages)) + "|")
    for one in found:
        parts = " | ".join(f"{one.stages[stage]:.3f}" for stage in stages)
        print(
            f"| {one.name} | {one.rows:,} | {one.nonzeros:,} | {one.highs:.3f} | {parts} | {one.whole:.3f} "
            f"| {one.whole / one.highs:.2f} | {one.memory:.0f} |"
        )


if __name__ == "__main__":
    sys.exit(main())
