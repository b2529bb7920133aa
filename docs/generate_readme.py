"""Put into README.md and the pages of docs/ what their commands print, wherever they say `<!-- answer: COMMAND -->`.

`--check` writes nothing and fails when an answer is out of step.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
EXPLAIN = ROOT / "docs" / "explain.md"
COMPARE = ROOT / "docs" / "compare.md"
ANSWER = re.compile(
    r"(<!-- answer: optimizer (?P<arguments>[^\n]+) -->\n```text\n)(?P<text>.*?)(?=^```$)", re.DOTALL | re.MULTILINE
)


def page(path: Path = README) -> str:
    """A page with every answer as the command gives it now."""
    return ANSWER.sub(lambda found: found[1] + answer(found["arguments"]), path.read_text(encoding="utf-8"))


def answer(arguments: str) -> str:
    """Standard output of `optimizer ARGUMENTS`, in an empty directory that has the shipped scenarios."""
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "scenarios").symlink_to(ROOT / "scenarios")
        done = subprocess.run(
            [sys.executable, "-m", "optimizer", *shlex.split(arguments)],
            cwd=directory, env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
    if done.returncode:
        sys.exit(f"optimizer {arguments}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def main() -> int:
    """Write the pages, or compare them."""
    check, stale = "--check" in sys.argv[1:], 0
    for path in (README, EXPLAIN, COMPARE):
        text = page(path)
        if check:
            same = path.read_text(encoding="utf-8") == text
            stale += not same
            print(f"{path.name} is {'in step' if same else 'out of step with what its commands print: make docs'}")
        else:
            path.write_text(text, encoding="utf-8")
            print(f"{path}: written")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
