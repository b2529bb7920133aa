"""The starter folder: complete, runnable, and never in the way of what is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer.errors import UsageError
from optimizer.scenario import starter
from optimizer.scenario.load import load


def test_makes_a_folder_with_a_scenario_that_loads_without_warnings(tmp_path: Path) -> None:
    made = starter.create(tmp_path / "deep" / "study")
    assert [path.name for path in made] == ["scenario.yaml", "README.md", "scenario.schema.json"]
    assert sorted(path.name for path in (tmp_path / "deep" / "study").iterdir()) == sorted(path.name for path in made)
    loaded = load(made[0])
    assert loaded.warnings == ()
    assert 2 <= len(loaded.scenario.assets) <= 3
    assert load(made[0], ["fast_permits"]).scenario.permitting.factor.value == 0.5
    assert json.loads(made[2].read_text(encoding="utf-8"))["title"]


def test_the_readme_names_only_what_is_there(tmp_path: Path) -> None:
    scenario, readme, _ = starter.create(tmp_path / "study")
    text = readme.read_text(encoding="utf-8")
    commands = [line.split("#")[0].split() for line in text.splitlines() if line.startswith("$ optimizer")]
    assert len(commands) >= 3
    for words in commands:
        assert words[3] == scenario.name
        overrides = [words[words.index("--with") + 1]] if "--with" in words else []
        load(scenario, overrides)
    assert starter.SCHEMA in text
    assert f"$schema={starter.SCHEMA}" in scenario.read_text(encoding="utf-8")


def test_fills_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    starter.create(Path())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "scenario.schema.json", "scenario.yaml"]


def test_refuses_a_folder_with_anything_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        starter.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_refuses_a_file(tmp_path: Path) -> None:
    file = tmp_path / "study"
    file.write_text("mine")
    with pytest.raises(UsageError, match="is not a folder"):
        starter.create(file)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("empty", [True, False])
def test_leaves_nothing_behind_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty: bool) -> None:
    study = tmp_path / "study"
    if empty:
        study.mkdir()

    def full_disk(self: Path, *args: object, **options: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(UsageError, match="No space left"):
        starter.create(study)
    assert list(tmp_path.rglob("*")) == ([study] if empty else [])
