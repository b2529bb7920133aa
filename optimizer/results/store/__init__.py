"""Write and read one results folder: summary, manifest, scenario, tables, report, the solver's words."""

from optimizer.results.store.layout import is_result
from optimizer.results.store.origin import digests, manifest
from optimizer.results.store.reading import StoredResult, read
from optimizer.results.store.writing import check_place, summary, write

__all__ = ["StoredResult", "check_place", "digests", "is_result", "manifest", "read", "summary", "write"]
