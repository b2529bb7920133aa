"""The end of a sweep: its tables, what they say, and the page; each file whole or not at all."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from optimizer.errors import Problem
from optimizer.results.store.origin import manifest
from optimizer.results.sweep.analysis import SweepFacts
from optimizer.results.sweep.analysis import facts as analysed
from optimizer.results.sweep.points import Outcome
from optimizer.scenario import dump
from optimizer.study.progress import Progress, Silent
from optimizer.study.sweep.kept import text_for
from optimizer.study.sweep.page import page
from optimizer.study.sweep.prepared import Prepared
from optimizer.study.sweep.store import files
from optimizer.study.sweep.store.layout import BASE, FACTS, PAGE, STUDY, STUDY_KEY
from optimizer.study.sweep.store.stored import study_facts
from optimizer.study.sweep.store.tables import indices_table, limits_table, points_table


def write(
    prepared: Prepared,
    outcomes: Sequence[Outcome],
    command: Sequence[str],
    asked_points: int | None = None,
    told: Progress | None = None,
) -> SweepFacts:
    """Write all that came out; returns what it says.

    outcomes : of each point, in design order.  asked_points : how many were asked for instead of what the study says.
    told : hears where the folder is read-only and has all of it already.
    """
    found = analysed(prepared.facts, prepared.points, outcomes)
    base = dump.dump(prepared.base.scenario, "yaml")
    study_text = text_for(prepared.study, prepared.folder)
    origin = {**_manifest(prepared, outcomes, base, command), "asked_points": asked_points}
    texts = {
        "indices.csv": files.as_csv(indices_table(found)),
        FACTS: files.as_json(study_facts(prepared.facts)),
        STUDY: study_text,
        BASE: base,
        PAGE: page(found, prepared.base.scenario, origin, study_text),
    }
    tables = {"points": points_table(prepared.facts, prepared.points, outcomes), "limits": limits_table(outcomes)}
    if not files.write(prepared.folder, tables, texts, origin):
        said = f"{prepared.folder} is read-only; it is left as it is, with the same tables"
        (told or Silent()).warn([Problem("", "", said)])
    return found


def as_facts(found: SweepFacts) -> dict[str, Any]:
    """What a sweep says as plain data, without its points, which stand in the table."""
    return {field.name: _plain(getattr(found, field.name)) for field in fields(found) if field.name != "rows"}


def _plain(thing: Any) -> Any:
    """Plain data; null for what JSON has no number for."""
    if is_dataclass(thing):
        return {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(name): _plain(value) for name, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_plain(value) for value in thing]
    return None if isinstance(thing, float) and not math.isfinite(thing) else thing


def _manifest(prepared: Prepared, outcomes: Sequence[Outcome], base: str, command: Sequence[str]) -> dict[str, Any]:
    study = prepared.study
    origin = manifest(
        scenario_yaml=base,
        inputs=prepared.inputs,
        overrides=study.overrides,
        sets=study.sets,
        solver_options=prepared.wanted.making.options,
        seed=study.seed,
        command=command,
    )
    return {
        "kind": "sweep",
        "study": study.name,
        "description": study.description,
        STUDY_KEY: prepared.wanted.study,
        "study_sha256": prepared.inputs[study.file],
        "design": study.design,
        "points": len(outcomes),
        "status": dict(sorted(Counter(outcome.status for outcome in outcomes).items())),
        **origin,
    }
