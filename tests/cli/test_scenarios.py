"""The verbs around a scenario file: validate, show, levers, schema, new, export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from .conftest import Command


def test_validate(optimizer: Command) -> None:
    done = optimizer("validate", "tiny.yaml")
    assert done.code == 0
    assert done.out.startswith("tiny.yaml: valid")
    assert json.loads(optimizer("validate", "tiny.yaml", "--json").out)["valid"] is True
    assert optimizer("validate", "tiny.yaml", "--quiet").out == ""


def test_validate_wrong_file_as_json_lists_the_problems(optimizer: Command) -> None:
    done = optimizer("validate", "wrong.yaml", "--json")
    assert done.code == 2
    problems = json.loads(done.out)["error"]["problems"]
    assert len(problems) == 2
    assert all(problem["where"].startswith("wrong.yaml:") for problem in problems)


def test_show_is_a_scenario_in_base_units(optimizer: Command, files: Path) -> None:
    done = optimizer("show", "tiny.yaml")
    assert done.code == 0
    shown = yaml.safe_load(done.out)
    assert "data_center" in shown["assets"]
    (files / "shown.yaml").write_text(done.out)
    assert optimizer("validate", "shown.yaml").code == 0


def test_show_as_json_has_the_overrides_applied(optimizer: Command) -> None:
    plain = json.loads(optimizer("show", "tiny.yaml", "--format", "json").out)
    fast = json.loads(optimizer("show", "tiny.yaml", "--format", "json", "--with", "fast_permits").out)
    assert plain != fast
    assert "0.5" in json.dumps(fast["permitting"])


def test_show_why_names_file_line_and_override(optimizer: Command) -> None:
    base = optimizer("show", "tiny.yaml", "--why", "assets.data_center.capex")
    assert base.code == 0
    assert "tiny.yaml:15" in base.out
    changed = optimizer("show", "tiny.yaml", "--with", "fast_permits", "--why", "permitting.factor")
    assert "fast_permits" in changed.out


def test_levers_name_asker_change_and_cost(optimizer: Command) -> None:
    done = optimizer("levers", "tiny.yaml")
    assert done.code == 0
    for part in ("fast_permits", "a letter", "permitting.factor = 0.5", "1 M USD a year", "Every permit in half"):
        assert part in done.out
    (lever,) = json.loads(optimizer("levers", "tiny.yaml", "--json").out)["levers"]
    assert lever["changes"] == {"permitting.factor": "0.5"}
    assert lever["public_cost"] == 1e6


def test_levers_list_the_other_overrides_too(optimizer: Command) -> None:
    assert optimizer("levers", "tiny.yaml").out.endswith("\n\nOther overrides:\n  little_money\n")
    others = json.loads(optimizer("levers", "tiny.yaml", "--json").out)["other_overrides"]
    assert others == {"little_money": ""}


def test_schema_is_json_and_knows_the_keys(optimizer: Command) -> None:
    done = optimizer("schema")
    assert done.code == 0
    assert json.loads(done.out)["type"] == "object"
    for key in ("horizon", "commodities", "assets"):
        assert f'"{key}": {{' in done.out


def test_new_makes_a_folder_that_validates_and_runs(optimizer: Command, files: Path) -> None:
    made = optimizer("new", "study")
    assert made.code == 0
    next_command = made.out.strip().rpartition("optimizer run ")[2]
    assert (files / next_command).is_file()
    assert optimizer("validate", next_command).code == 0
    assert optimizer("run", next_command, "--quiet").code == 0


def test_new_does_not_overwrite(optimizer: Command, files: Path) -> None:
    (files / "study").mkdir()
    (files / "study" / "mine.yaml").write_text("mine")
    done = optimizer("new", "study")
    assert done.code == 2
    assert "study" in done.err
    assert [path.name for path in (files / "study").iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize("name", ["model.mps", "model.lp"])
def test_export_writes_readable_names(optimizer: Command, files: Path, name: str) -> None:
    done = optimizer("export", "tiny.yaml", "--to", name)
    assert done.code == 0, done.err
    assert "data_center" in (files / name).read_text()


@pytest.mark.parametrize(("name", "said"), [("model.txt", ".mps or .lp"), ("no/such/model.lp", "there is no folder")])
def test_export_refuses_a_wrong_target_before_the_work(optimizer: Command, name: str, said: str) -> None:
    done = optimizer("export", "tiny.yaml", "--to", name)
    assert done.code == 2
    assert said in done.err
    assert "reading" not in done.err
