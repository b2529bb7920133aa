"""The JSON Schema of study files, read off their schema as that of scenarios is."""

from __future__ import annotations

from typing import Any

from optimizer.scenario.json_schema import DIALECT, WHOLE, Definitions
from optimizer.scenario.studies.schema import StudyFile

TITLE = "Study of the supply-chain optimizer"


def study_json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of study files."""
    made = Definitions()
    whole = made.block(StudyFile, WHOLE)
    return {
        "$schema": DIALECT,
        "title": TITLE,
        "type": "object",
        **whole,
        "$defs": dict(sorted(made.definitions.items())),
    }
