"""Results in the forms of other programs: IAMC data for pyam, a workbook, Parquet files."""

from optimizer.study.exchange.exporting import Exported, export
from optimizer.study.exchange.snapshot import Snapshot, take
from optimizer.study.exchange.target import Form, Target, target

__all__ = ["Exported", "Form", "Snapshot", "Target", "export", "take", "target"]
