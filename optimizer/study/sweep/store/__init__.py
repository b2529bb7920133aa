"""The folder of a sweep: every finished point at once, append-only; its tables at the end."""

from optimizer.study.sweep.store.layout import check_place, is_sweep
from optimizer.study.sweep.store.making import Making, Wanted
from optimizer.study.sweep.store.owner import check_study
from optimizer.study.sweep.store.reading import Found
from optimizer.study.sweep.store.segment import Segment
from optimizer.study.sweep.store.stored import StoredSweep, read

__all__ = ["Found", "Making", "Segment", "StoredSweep", "Wanted", "check_place", "check_study", "is_sweep", "read"]
