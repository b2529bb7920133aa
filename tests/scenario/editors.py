"""What an editor says of a scenario file that it checks against the JSON Schema."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from optimizer.scenario.json_schema import json_schema


def checker() -> Any:
    """The class that checks documents against a schema."""
    package = pytest.importorskip("jsonschema", reason="the package jsonschema checks files against a schema")
    return package.Draft202012Validator


def as_editors_read(text: str) -> Any:
    """A file as editors read it: dates are texts, keys too."""

    class Reader(yaml.SafeLoader):
        """YAML without dates."""

    Reader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return json.loads(json.dumps(yaml.load(text, Reader)))


def faults(text: str) -> list[str]:
    """Where the schema finds a fault in a file; the innermost one, where a value fits none of several forms."""
    found = checker()(json_schema()).iter_errors(as_editors_read(text))
    best_match = pytest.importorskip("jsonschema.exceptions").best_match
    return [best_match([fault]).json_path for fault in found]
