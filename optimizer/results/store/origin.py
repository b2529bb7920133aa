"""What made a result: hashes of what went in, versions of what worked on it, and how it was asked for.

Two runs of the same thing have the same manifest, but for `created`.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import optimizer
from optimizer import __version__

PROGRAM = Path(optimizer.__file__).parent
PACKAGES = ("pyomo", "highspy", "numpy")
"""Packages whose versions a result depends on, beside the optimizer's own."""
SHOWING = ("cli", "report")
"""Parts of the program that no number depends on."""


def manifest(
    *,
    scenario_yaml: str,
    inputs: Mapping[Path, str],
    overrides: Sequence[str] = (),
    sets: Sequence[str] = (),
    solver_options: Mapping[str, Any] | None = None,
    seed: int | None = None,
    command: Sequence[str] = (),
    created: datetime | None = None,
) -> dict[str, Any]:
    """The content of `manifest.json`.

    scenario_yaml : the resolved scenario.  inputs : files that it was made from, with their digests (`digests`).
    overrides, sets : in the order of the command line.  created : time of the run, now by default.
    """
    when = created or datetime.now(UTC)
    return {
        "scenario_sha256": digest(scenario_yaml.encode()),
        "inputs": [{"file": path.as_posix(), "sha256": sha256} for path, sha256 in inputs.items()],
        "overrides": list(overrides),
        "sets": list(sets),
        "solver_options": dict(sorted((solver_options or {}).items())),
        "seed": seed,
        "versions": versions(),
        "program_sha256": program(),
        "command": list(command),
        "created": when.astimezone(UTC).isoformat(timespec="seconds"),
    }


def digests(files: Mapping[Path, bytes]) -> dict[Path, str]:
    """Files with the digests of what stood in them when they were read."""
    return {path: digest(content) for path, content in files.items()}


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@cache
def program(leaving_out: tuple[str, ...] = ()) -> str:
    """Digest of the program's own source files, in order of their names: two states of a checkout have one version.

    leaving_out : folders at its top that do not count.
    """
    whole = hashlib.sha256()
    for path in sorted(PROGRAM.rglob("*.py")):
        name = path.relative_to(PROGRAM)
        if name.parts[0] not in leaving_out:
            whole.update(name.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that a result depends on, without importing them."""
    own = {"python": platform.python_version(), "optimizer": __version__}
    return {**own, **{name: _version(name) for name in PACKAGES}}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
