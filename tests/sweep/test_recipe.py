"""A recipe that is sent away: its engine says what one made here says, whatever lies on the disk it comes to."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.errors import ResultError
from optimizer.results.store import digests
from optimizer.results.sweep.points import DONE, INVALID, Outcome, Point, Variant
from optimizer.scenario.load import load
from optimizer.study.sweep.recipe import Recipe, Sources, shipped

TUTORIAL = (Path(__file__).parents[2] / "scenarios" / "tutorial.yaml").read_text(encoding="utf-8")
OTHER = TUTORIAL.replace("capex: 10 M USD", "capex: 20 M USD")
RECORD = ("npv", "limits.top")
POINTS = (
    Point(0, "0" * 12, Variant(), {("permitting", "factor"): 0.5}, {}),
    Point(1, "1" * 12, Variant(("credit_for_data_centers",)), {}, {}),
    Point(2, "2" * 12, Variant(sets=("assets.grid.ramp=100 yr",)), {}, {}),
)

Layout = Callable[[Path, str], Path]
"""Puts a base and all that it extends into a folder, the tutorial with the text given; returns the base."""


def absolute(top: Path, tutorial: str) -> Path:
    put(top / "elsewhere" / "tut.yaml", tutorial)
    return put(top / "base.yaml", f"extends: {top}/elsewhere/tut.yaml\n")


def up(top: Path, tutorial: str) -> Path:
    put(top / "tut.yaml", tutorial)
    return put(top / "a" / "b" / "base.yaml", "extends: ../../tut.yaml\n")


def up_through_a_linked_folder(top: Path, tutorial: str) -> Path:
    put(top / "tut.yaml", tutorial)
    put(top / "a" / "b" / "nothing.yaml", "")
    link(top / "linked", top / "a" / "b")
    return put(top / "base.yaml", "extends: linked/../tut.yaml\n")


def the_base_is_a_link(top: Path, tutorial: str) -> Path:
    """What it extends lies beside the link."""
    put(top / "tut.yaml", tutorial)
    put(top / "a" / "tut.yaml", OTHER)
    put(top / "a" / "real.yaml", "extends: tut.yaml\n")
    return link(top / "base.yaml", top / "a" / "real.yaml")


def what_it_extends_is_a_link(top: Path, tutorial: str) -> Path:
    put(top / "sub" / "tut.yaml", tutorial)
    put(top / "tut.yaml", OTHER)
    put(top / "middle.yaml", "extends: tut.yaml\n")
    link(top / "sub" / "middle.yaml", top / "middle.yaml")
    return put(top / "base.yaml", "extends: sub/middle.yaml\n")


def two_of_a_name(top: Path, tutorial: str) -> Path:
    put(top / "one" / "x.yaml", tutorial)
    put(top / "two" / "x.yaml", "permitting: {factor: 0.9}\n")
    return put(top / "base.yaml", "extends: [one/x.yaml, two/x.yaml]\n")


LAYOUTS = (absolute, up, up_through_a_linked_folder, the_base_is_a_link, what_it_extends_is_a_link, two_of_a_name)


def put(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def link(place: Path, to: Path) -> Path:
    place.symlink_to(to)
    return place


def answers(recipe: Recipe) -> list[Outcome]:
    return [replace(outcome, seconds=0.0) for outcome in recipe().outcomes(POINTS)]


@pytest.fixture(params=LAYOUTS, ids=lambda layout: layout.__name__)
def layout(request: pytest.FixtureRequest) -> Layout:
    made: Layout = request.param
    return made


@pytest.fixture
def recipe(tmp_path: Path, layout: Layout) -> Recipe:
    base = layout(tmp_path / "top", TUTORIAL)
    return Recipe(base, RECORD, sources=Sources(digests(load(base).files)))


def test_another_disk_has_no_say(tmp_path: Path, layout: Layout, recipe: Recipe):
    """Neither where it has none of the files, nor where it has others of the same names. What is wrong with a point is
    told by the files of who asked."""
    here = answers(recipe)
    assert [outcome.status for outcome in here] == [DONE, DONE, INVALID]
    assert here[-1].reason.startswith(f"{tmp_path}/top/")
    sent = pickle.dumps(shipped(recipe))
    shutil.rmtree(tmp_path / "top")
    assert answers(pickle.loads(sent)) == here
    others = layout(tmp_path / "top", OTHER)
    assert answers(pickle.loads(sent)) == here
    assert answers(replace(recipe, base=others, sources=None)) != here


@pytest.mark.parametrize("change", [lambda file: file.write_text(OTHER), Path.unlink], ids=["changed", "gone"])
def test_a_base_that_changed_is_not_sent(tmp_path: Path, change: Callable[[Path], object]):
    base = put(tmp_path / "base.yaml", TUTORIAL)
    recipe = Recipe(base, RECORD, sources=Sources(digests(load(base).files)))
    change(base)
    with pytest.raises(ResultError, match=r"base\.yaml has changed since the sweep began"):
        shipped(recipe)
