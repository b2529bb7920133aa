"""Every finished point is on disk at once, and what is damaged costs no more than itself."""

from __future__ import annotations

import errno
import os
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.errors import ResultError, UsageError
from optimizer.results.sweep.points import FAILED, TIMEOUT, Outcome
from optimizer.study.sweep import work
from optimizer.study.sweep.executors import Chunk, Make, Serial
from optimizer.study.sweep.store import Making, Segment, Wanted, check_place, reading
from optimizer.study.sweep.store.layout import SEGMENTS, made, segments_in
from optimizer.study.sweep.store.restart import forget
from optimizer.study.sweep.store.tables import in_order
from optimizer.study.sweep.watch import Unwatched

from .engines import RECORD, Arithmetic, chunked, points

MAKING = Making({})
WANTED = Wanted(MAKING, RECORD)
POINTS = points(20)
CHUNKS = chunked(POINTS)


def swept(folder: Path) -> tuple[Outcome, ...]:
    kept = work.known(CHUNKS, reading.read(folder, WANTED))
    return said(work.do(CHUNKS, kept, Serial(), Arithmetic(), folder, WANTED, Unwatched()))


def said(found: Mapping[str, Outcome]) -> tuple[Outcome, ...]:
    """What the points say, in order; what is not there is the same as nothing."""
    return tuple(
        replace(one, values={name: value for name, value in one.values.items() if value is not None})
        for one in in_order(POINTS, found)
    )


def written(folder: Path, *outcomes: Outcome, wanted: Wanted = WANTED) -> Path:
    with Segment(made(folder), wanted) as segment:
        for outcome in outcomes:
            segment.add(outcome)
    return segment.path


def test_outcomes_read_back_the_same(tmp_path):
    done = swept(tmp_path)
    assert said(reading.read(tmp_path, WANTED).outcomes) == done


def test_a_point_is_on_disk_before_the_next(tmp_path):
    with Segment(made(tmp_path), WANTED) as segment:
        for count, outcome in enumerate(Arithmetic().outcomes(POINTS[:4]), start=1):
            segment.add(outcome)
            assert len(reading.read(tmp_path, WANTED).outcomes) == count


def test_a_line_cut_off_at_any_place_costs_that_point_alone(tmp_path):
    (path,) = (written(tmp_path, *Arithmetic().outcomes(POINTS[:3])),)
    whole = path.read_bytes()
    start = whole[:-1].rindex(b"\n") + 1
    for end in (start + 1, start + 9, (start + len(whole)) // 2, len(whole) - 1):
        path.write_bytes(whole[:end])
        found = reading.read(tmp_path, WANTED)
        assert found.outcomes.keys() == {point.id for point in POINTS[:2]}
        assert ["cut off" in said for said in found.damage] == [True]


def test_damaged_lines_are_told_and_done_again_and_nothing_else_is(tmp_path):
    done = swept(tmp_path)
    (path,) = segments_in(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b"optimal", b"optimaL")
    lines[7] = b"\x00\xff" + lines[7][:40] + b"\n"
    lines[0] = b"rubbish\n"
    path.write_bytes(b"".join(lines))
    found = reading.read(tmp_path, WANTED)
    assert [said.rpartition(", ")[2].partition(":")[0] for said in found.damage] == ["line 1", "line 4", "line 8"]
    assert len(found.outcomes) == len(POINTS) - 2
    assert swept(tmp_path) == done


def test_points_of_other_options_or_versions_are_done_again(tmp_path, monkeypatch):
    swept(tmp_path)
    assert len(reading.read(tmp_path, Wanted(Making({"method": "simplex"}))).other) == len(POINTS)
    assert not reading.read(tmp_path, Wanted(Making({"time_limit": 60}), RECORD)).other
    monkeypatch.setattr("optimizer.study.sweep.store.making.versions", lambda: dict.fromkeys(MAKING.versions, "0"))
    assert not reading.read(tmp_path, Wanted(Making({}), RECORD)).outcomes


def test_points_without_what_is_to_be_recorded_are_done_again(tmp_path):
    swept(tmp_path)
    more = Wanted(MAKING, (*RECORD, "compute_total"))
    assert {outcome.status for outcome in reading.read(tmp_path, more).outcomes.values()} == {"infeasible"}


def test_failed_points_are_tried_again_and_timeouts_where_there_is_more_time(tmp_path):
    failed, late = Outcome(0, "a", FAILED, "died"), Outcome(1, "b", TIMEOUT, "60 s")
    written(tmp_path, failed, late, wanted=Wanted(Making({"time_limit": 60})))
    same = reading.read(tmp_path, Wanted(Making({"time_limit": 60})))
    assert [*same.outcomes, *same.failed] == ["b", "a"]
    assert not reading.read(tmp_path, Wanted(Making({"time_limit": 90}))).outcomes


def test_points_after_a_failed_one_in_its_chunk_are_done_again(tmp_path):
    clean = swept(tmp_path / "clean")
    broken = tmp_path / "broken"
    work.do(CHUNKS, {}, Serial(), Arithmetic(breaks=(6,)), broken, WANTED, Unwatched())
    kept = work.known(CHUNKS, reading.read(broken, WANTED))
    assert [point.number for point in POINTS if point.id not in kept] == [6, 7, 8, 9]
    assert swept(broken) == clean


@pytest.mark.parametrize("status", [FAILED, TIMEOUT])
def test_points_after_one_that_is_tried_again_are_done_with_it(tmp_path, status):
    """It ran out of 60 s and has 90 now, say: what its neighbours started from is another now."""
    first, second, *rest = Arithmetic().outcomes(CHUNKS[0])
    written(tmp_path, first, replace(second, status=status), *rest, wanted=Wanted(Making({"time_limit": 60}), RECORD))
    found = reading.read(tmp_path, Wanted(Making({"time_limit": 90}), RECORD))
    assert work.known(CHUNKS, found).keys() == {first.id}
    written(tmp_path, second, wanted=Wanted(Making({"time_limit": 90}), RECORD))
    found = reading.read(tmp_path, Wanted(Making({"time_limit": 90}), RECORD))
    assert work.known(CHUNKS, found).keys() == {point.id for point in CHUNKS[0]}


class Nobody:
    """Who finds only when asked for the work that it cannot be done."""

    def outcomes(self, make: Make, chunks: Sequence[Chunk]) -> Generator[Outcome]:
        if chunks:
            raise UsageError("no workers")
        yield from ()


def test_a_restart_that_cannot_begin_forgets_nothing(tmp_path):
    done = swept(tmp_path)
    before = segments_in(tmp_path)
    with pytest.raises(UsageError, match="no workers"):
        work.do(CHUNKS, {}, Nobody(), Arithmetic(), tmp_path, WANTED, Unwatched(), over=True)
    assert segments_in(tmp_path) == before
    assert said(reading.read(tmp_path, WANTED).outcomes) == done


def test_a_restart_forgets_all_but_its_own_points(tmp_path):
    swept(tmp_path)
    (before,) = segments_in(tmp_path)
    stream = work.do(CHUNKS[:1], {}, Serial(), Arithmetic(), tmp_path, WANTED, Unwatched(), over=True)
    assert before not in segments_in(tmp_path)
    assert reading.read(tmp_path, WANTED).outcomes.keys() == stream.keys() == {point.id for point in CHUNKS[0]}


def test_two_at_once_have_a_segment_each(tmp_path):
    with Segment(made(tmp_path), WANTED) as one, Segment(made(tmp_path), WANTED) as other:
        for outcome in Arithmetic().outcomes(POINTS[:5]):
            one.add(outcome)
            other.add(outcome)
        assert len(reading.read(tmp_path, WANTED).outcomes) == 5
        with pytest.raises(ResultError, match="another sweep is at work there"):
            forget(tmp_path)
        with pytest.raises(ResultError, match="another sweep is at work there"):
            forget(tmp_path, but=one.path)
    forget(tmp_path)
    assert segments_in(tmp_path) == []


def test_a_segment_without_points_goes(tmp_path):
    assert not written(tmp_path).exists()


def test_a_full_disk_says_so_and_loses_no_finished_point(tmp_path, monkeypatch):
    real_write, budget = os.write, [1500]

    def write(file: int, content: bytes) -> int:
        if budget[0] <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        count = real_write(file, content[: budget[0]])
        budget[0] -= count
        return count

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        with pytest.raises(ResultError, match=r"No space left on device.*; the \d points finished before are safe"):
            swept(tmp_path)
    found = reading.read(tmp_path, WANTED)
    assert 0 < len(found.outcomes) < len(POINTS)
    assert found.damage == []
    assert swept(tmp_path) == swept(tmp_path / "clean")


def test_a_disk_that_is_full_from_the_start_leaves_nothing_behind(tmp_path, monkeypatch):
    def write(file: int, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(ResultError, match="no point was lost"):
        Segment(made(tmp_path), WANTED)
    assert segments_in(tmp_path) == []


def test_a_disk_that_does_not_keep_what_it_takes_is_told(tmp_path, monkeypatch):
    def fsync(file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(ResultError, match=r"Input/output error; no point was lost"):
        swept(tmp_path)


def test_a_place_that_holds_something_else_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ResultError, match=r"is no sweep \(it has no segments/, but mine.txt\)"):
        check_place(tmp_path)
    with pytest.raises(ResultError, match="a file stands where"):
        check_place(tmp_path / "mine.txt")
    check_place(tmp_path / "new")
    (tmp_path / SEGMENTS).mkdir()
    check_place(tmp_path)


def test_a_place_in_a_file_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="cannot be made"):
        made(tmp_path / "file" / "sweep")
